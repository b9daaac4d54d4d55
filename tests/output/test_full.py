from __future__ import annotations

import time
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reports import HOSTILE, PLAIN, finding, span, written
from rich.cells import cell_len, split_graphemes

from rlvault_lint.findings.diagnostic import Diagnostic, Fix, Related, Safety, Severity
from rlvault_lint.output.excerpt import Excerpt, excerpt
from rlvault_lint.output.full import MAX_RELATED, SHORT
from rlvault_lint.output.view import View
from rlvault_lint.registry import registry
from rlvault_lint.text import Lines, Span
from rlvault_lint.wording import visible

STATISTICS = PLAIN._replace(statistics=True)
FAMILY = "👨‍👩‍👧"


def test_finding_with_everything() -> None:
    moc = "# MOC\n\n- [[Nope|x]] ⭐ — gist；ICLR（arXiv:2507.19457）★★★★\n"
    note = "---\narxiv: 2507.19457\n---\n"
    output = written(
        "full",
        {"RL/MOC.md": moc, "b.md": note},
        finding("RL/MOC.md", span(moc, "[[Nope|x]]"), 'No note is called "Nope".'),
        finding(
            "RL/MOC.md",
            span(moc, "2507.19457"),
            "2507.19457 is claimed twice.",
            rule="duplicate-arxiv-id",
            related=(Related("b.md", span(note, "2507.19457"), "the other claim"),),
        ),
        finding(
            "RL/MOC.md",
            span(moc, "★★★★"),
            "Four stars of five.",
            rule="malformed-rating",
            severity=Severity.WARNING,
            fix=Fix("Fill up to ★★★★☆", (), Safety.UNSAFE),
        ),
        finding("b.md", message="`title` is missing.", rule="missing-field", severity=Severity.INFO),
    )
    assert (
        output
        == """\
b.md
  1:1 info missing-field: `title` is missing.

RL/MOC.md
  3:3 error broken-link: No note is called "Nope".
    3 | - [[Nope|x]] ⭐ — gist；ICLR（arXiv:2507.19457）★★★★
      |   ^^^^^^^^^^
  3:34 error duplicate-arxiv-id: 2507.19457 is claimed twice.
    3 | - [[Nope|x]] ⭐ — gist；ICLR（arXiv:2507.19457）★★★★
      |                                     ^^^^^^^^^^
      - b.md:2:8: the other claim
  3:45 warning malformed-rating: Four stars of five.
    3 | - [[Nope|x]] ⭐ — gist；ICLR（arXiv:2507.19457）★★★★
      |                                                 ^^^^
      - fix: Fill up to ★★★★☆ (--fix --unsafe-fixes)

2 errors, 1 warning, 1 info in 2 of 4 files (0.12 s)
1 can be fixed with --fix --unsafe-fixes.
"""
    )


def test_line_numbers_below_one_head_are_aligned() -> None:
    text = "\n" * 8 + "ninth\ntenth\n"
    findings = [finding(at=span(text, "ninth")), finding(at=span(text, "tenth"), message="Another.")]
    output = written("full", {"a.md": text}, *findings)
    assert "     9 | ninth\n       | ^^^^^\n" in output
    assert "    10 | tenth\n       | ^^^^^\n" in output


def test_the_worst_note_comes_last() -> None:
    info, warning = Severity.INFO, Severity.WARNING
    findings = [finding("a.md"), finding("b.md", severity=info, message="x"), finding("c.md", severity=warning)]
    output = written("full", {}, *findings)
    assert output.index("b.md") < output.index("c.md") < output.index("a.md")


def test_one_cause_in_a_note_is_told_once() -> None:
    text = "[[x]]\n[[x]] [[x]]\n\n[[x]]\n"
    findings = [finding(at=Span(at, at + 5)) for at in (0, 6, 12, 19)]
    output = written("full", {"a.md": text}, *findings)
    assert "  1:1 error broken-link: No such note. (also on lines 2, 4)\n" in output
    assert output.count("broken-link") == 1
    output = written("full", {"a.md": text}, *findings[1:3])
    assert "  2:1 error broken-link: No such note. (2 times on this line)\n" in output


def test_a_place_of_the_cause_is_no_related_place_besides() -> None:
    texts = {f"{name}.md": "[[x]]" for name in "abc"}
    found = [
        finding(path, Span(0, 5), related=[Related(other, Span(0, 5), "here") for other in texts]) for path in texts
    ]
    elsewhere = Related("c.md", Span(2, 3), "and there")
    output = written("full", texts, found[0]._replace(related=(*found[0].related, elsewhere)), *found[1:])
    assert [line.strip() for line in output.splitlines() if line.strip().startswith("- ")] == [
        "- a.md:1:1",
        "- b.md:1:1",
        "- c.md:1:1",
        "- c.md:1:3: and there",
    ]


def test_one_cause_in_several_notes_is_told_once() -> None:
    texts = {f"{name}.md": "a [[x]]\n" for name in "abcd"}
    findings = [finding(path, Span(2, 7)) for path in texts]
    assert written("full", texts, *findings, finding("d.md", Span(0, 1))).startswith(
        """\
In 4 notes
  error broken-link: No such note.
    1 | a [[x]]
      |   ^^^^^
      - a.md:1:3
      - b.md:1:3
      - c.md:1:3
      - d.md:1:3 (2 times on this line)

"""
    )
    assert written("full", texts, *findings[:2]).count("No such note.") == 1


def test_other_lines_of_a_place_stand_below_it_where_the_terminal_is_too_narrow() -> None:
    folder = "a folder whose name is long/" * 2
    texts = {f"{folder}{name}.md": "[[x]]\n[[x]]\n" for name in "abc"}
    findings = [finding(path, Span(at, at + 5)) for path in texts for at in (0, 6)]
    assert f"      - {folder}a.md:1:1 (also on line 2)\n" in written("full", texts, *findings)
    narrow = written("full", texts, *findings, view=View(False, False, 80))
    assert f"      - {folder}a.md:1:1\n        (also on line 2)\n" in narrow


def long_report(*messages: str) -> tuple[dict[str, str], list[Diagnostic]]:
    """More causes than a short report has, and these in the note `z.md`, a line each."""
    texts = {f"{number}.md": "[[x]]" for number in range(SHORT)} | {"z.md": "[[x]]\n" * len(messages)}
    findings = [finding(path, Span(0, 5), f"no {path}") for path in texts if path != "z.md"]
    lines = Lines(texts["z.md"])
    found = (finding("z.md", lines.line_span(number), message) for number, message in enumerate(messages, 1))
    return texts, [*findings, *found]


def test_a_long_report_shows_one_source_line_of_a_rule_in_a_note() -> None:
    messages = 'no "a: b": fix it', 'no "c": fix it', 'no "d": is it "e"?', 'no "f": is it "g"?', "something else"
    texts, findings = long_report(*messages)
    output = written("full", texts, *findings)
    assert output.count(" | [[x]]\n") == SHORT + 1
    assert output.endswith("is shown in full: --verbose shows all.\n")
    assert (
        """
  1:1 error broken-link: no "a: b": fix it
    1 | [[x]]
      | ^^^^^
  2:1 error broken-link: no "c"
  3:1 error broken-link: no "d": is it "e"?
  4:1 error broken-link: no "f": is it "g"?
  5:1 error broken-link: something else
"""
        in output
    )
    assert written("full", texts, *findings, view=PLAIN._replace(verbose=True)).count(" | [[x]]") == SHORT + 5


def test_no_finding_of_a_long_report_is_left_out() -> None:
    texts, findings = long_report(*(f'no "{number}": fix it' for number in range(100)))
    output = written("full", texts, *findings)
    assert all(f'"{number}"' in output for number in range(100))


def test_fixes_name_their_options() -> None:
    texts, findings = long_report("first", "second")
    fixed = [findings[-1]._replace(fix=Fix("t", (), safety)) for safety in Safety]
    named = ("fix: t (--fix)", "fix: t (--fix --unsafe-fixes)", "suggestion: t (not made by --fix)")
    for each, said, expected in zip(fixed, named, (" [fix]", " [unsafe fix]", ""), strict=True):
        assert f"- {said}\n" in written("full", texts, each)
        shown_short = written("full", texts, *findings[:-1], each)
        assert f"  2:1 error broken-link: second{expected}\n" in shown_short


def test_a_long_report_says_how_things_are_fixed_by_a_mark() -> None:
    texts, findings = long_report("first")
    related = (Related("0.md", Span(0, 1), "seen here"),)
    safe = findings[-1]._replace(fix=Fix("t", (), Safety.SAFE), related=related)
    output = written("full", texts, *findings[:-1], safe)
    assert "  1:1 error broken-link: first [fix]\n    1 | [[x]]\n      | ^^^^^\n\n" in output
    suggested = safe._replace(fix=Fix("t", (), Safety.SUGGESTION))
    assert "      | ^^^^^\n      - suggestion: t (not made by --fix)\n\n" in written(
        "full", texts, *findings[:-1], suggested
    )
    unfixed = safe._replace(fix=None)
    assert "      - 0.md:1:1: seen here\n" in written("full", texts, *findings[:-1], unfixed)


def test_prose_wraps_at_words_on_a_terminal_only() -> None:
    message = "one two three " * 20 + "强化学习，" * 30 + "end"
    for width in (40, 80):
        output = written("full", {"a.md": "x"}, finding(at=Span(0, 1), message=message), view=View(False, False, width))
        lines = output.splitlines()[1:-4]
        assert all(cell_len(line) <= width for line in lines)
        assert not any(line.strip().startswith("，") for line in lines)
        assert "".join("".join(lines).split()) == "".join(f"1:1 error broken-link: {message}".split())
    assert f": {message}\n" in written("full", {"a.md": "x"}, finding(at=Span(0, 1), message=message))


def test_a_path_without_spaces_is_never_broken() -> None:
    path = '"AI/强化学习/群体相对策略优化的实践.md"'
    for width in range(30, 60):
        output = written("full", {}, finding(message=f"强化学习是 {path}: 改一改"), view=View(False, False, width))
        assert path in output


@pytest.mark.parametrize(
    ("checked", "expected"),
    [
        (437, "No problems. 437 files checked (0.12 s)\n"),
        (1, "No problems. 1 file checked (0.12 s)\n"),
        (0, "Nothing was checked: there are no notes but excluded, hidden or ignored ones (0.12 s)\n"),
    ],
)
def test_clean(checked: int, expected: str) -> None:
    assert written("full", {}, checked=checked) == expected


def test_clean_but_incomplete() -> None:
    assert written("full", {}, errors=("x",)).endswith("The run is incomplete: 1 failure, told on stderr.\n")


def test_quiet_shows_findings_only() -> None:
    quiet = PLAIN._replace(quiet=True)
    assert written("full", {"a.md": ""}, finding(), view=quiet) == "a.md\n  1:1 error broken-link: No such note.\n\n"
    assert written("full", {}, view=quiet) == ""


def test_statistics_shows_no_findings() -> None:
    table = "    1  broken-link: 1 error\n"
    statistics = PLAIN._replace(statistics=True)
    assert written("full", {}, finding(), view=statistics) == table + "\n1 error in 1 of 4 files (0.12 s)\n"
    assert written("full", {}, finding(), view=statistics._replace(quiet=True)) == table
    assert written("full", {}, view=statistics) == "No problems. 4 files checked (0.12 s)\n"


def test_fixable_is_counted_without_suggestions() -> None:
    output = written("full", {}, *[finding(fix=Fix("t", (), safety)) for safety in Safety], view=STATISTICS)
    assert "    3  broken-link: 3 errors, 2 fixable\n" in output
    assert output.endswith("2 can be fixed: 1 with --fix, 1 more with --fix --unsafe-fixes.\n")


def test_rules_are_counted_most_first() -> None:
    findings = [finding(rule="a"), finding(rule="b"), finding(rule="b", severity=Severity.INFO)]
    output = written("full", {}, *findings, view=STATISTICS)
    assert output.startswith("    2  b: 1 error, 1 info\n    1  a: 1 error\n\n")


def test_verbose_says_where_to_read_more() -> None:
    verbose = PLAIN._replace(verbose=True)
    output = written("full", {}, finding(), finding(rule="made/up"), view=verbose)
    summary = registry()["broken-link"].summary
    assert f"      - rule: {summary} More: `rlvault-lint rule broken-link`\n" in output
    assert "      - rule: More: `rlvault-lint rule made/up`\n" in output
    assert output.endswith("\nVault: /vault\n2 errors in 1 of 4 files (0.12 s)\n")


def test_many_related_places_are_shown_on_demand() -> None:
    related = tuple(Related("b.md", Span(0, 0), f"number {number}") for number in range(MAX_RELATED + 2))
    output = written("full", {}, finding(related=related))
    assert output.count("- b.md:1:1: number") == MAX_RELATED
    assert "    - and 2 more places (--verbose shows all)\n" in output
    output = written("full", {}, finding(related=related), view=PLAIN._replace(verbose=True))
    assert output.count("- b.md:1:1: number") == MAX_RELATED + 2
    assert "more places" not in output


def test_a_finding_about_a_whole_file_needs_no_text() -> None:
    assert "  1 |" not in written("full", {}, finding("a.png", related=(Related("b.png", Span(0, 0), "m"),)))


def test_paths_and_long_words_are_never_cut_or_broken() -> None:
    path, word = "folder/" * 40 + "a.md", "https://example.org/" + "x" * 100
    narrow = View(color=False, hyperlinks=False, width=40)
    output = written("full", {path: "x"}, finding(path, Span(0, 1), f"see {word} there"), view=narrow)
    assert f"{path}\n  1:1 error broken-link: see\n    {word}\n    there\n" in output


@pytest.mark.parametrize("hostile", HOSTILE, ids=ascii)
@pytest.mark.parametrize(
    "view", [PLAIN, View(color=False, hyperlinks=False, width=200, verbose=True)], ids=["pipe", "tty"]
)
def test_hostile_text_is_shown_escaped(hostile: str, view: View) -> None:
    path = f"{hostile}.md"
    output = written(
        "full",
        {path: f"x{hostile}y\nz"},
        finding(
            path,
            Span(0, 3),
            f"message {hostile}",
            related=(Related(path, Span(1, 2), f"related {hostile}"),),
            fix=Fix(f"title {hostile}", (), Safety.SAFE),
        ),
        view=view,
    )
    assert f"{visible(path)}\n  1:1 error" in output
    assert f": message {visible(hostile)}\n" in output
    assert f": related {visible(hostile)}\n" in output
    assert f"fix: title {visible(hostile)} (--fix)\n" in output
    assert steering(output) == set()


def test_square_brackets_are_no_markup() -> None:
    path, text = "[bold]a[/bold].md", "[red]x[/red] [link=file:///etc]y"
    output = written("full", {path: text}, finding(path, Span(0, 5), "[blink]m"), view=View(True, False, 80))
    for part in (path, text, "[blink]m"):
        assert part in output


def test_colors_come_from_the_severity() -> None:
    colored = View(color=True, hyperlinks=False, width=80)
    for severity, code in ((Severity.ERROR, "1;31"), (Severity.WARNING, "1;35"), (Severity.INFO, "1")):
        output = written("full", {"a.md": "word"}, finding(at=Span(0, 4), severity=severity), view=colored)
        assert f"\x1b[{code}m{severity} broken-link:\x1b[0m" in output
        assert f"\x1b[{code}m^^^^\x1b[0m" in output
        assert "\x1b]8" not in output


@pytest.mark.parametrize(
    ("path", "uri"),
    [
        ("a b/强化.md", "file:///vault/a%20b/%E5%BC%BA%E5%8C%96.md"),
        ("x?y#z.md", "file:///vault/x%3Fy%23z.md"),
        ("\x1b\\\x07\n.md", "file:///vault/%1B%5C%07%0A.md"),
        ("\udcff.md", "file:///vault/%FF.md"),
    ],
    ids=["blank and CJK", "query", "end of the sequence", "undecodable"],
)
def test_links_are_percent_encoded(path: str, uri: str) -> None:
    output = written("full", {path: "x"}, finding(path, Span(0, 1)), view=View(False, True, 80))
    start, end = f"\x1b]8;;{uri}\x1b\\", "\x1b]8;;\x1b\\"
    assert output.startswith(f"{start}{visible(path)}{end}\n  {start}1:1{end} error broken-link: ")
    assert steering(output.replace(f"\x1b]8;;{uri}\x1b\\", "").replace("\x1b]8;;\x1b\\", "")) == set()


@pytest.mark.parametrize(
    ("text", "at", "expected"),
    [
        ("plain", Span(1, 3), Excerpt("plain", 1, 2)),
        ("强化学习 x", Span(1, 3), Excerpt("强化学习 x", 2, 4)),
        ("⭐★x", Span(2, 3), Excerpt("⭐★x", 3, 1)),
        (f"{FAMILY}x", Span(len(FAMILY), len(FAMILY) + 1), Excerpt(f"{FAMILY}x", 2, 1)),
        (f"a{FAMILY}x", Span(3, 4), Excerpt(f"a{FAMILY}x", 1, 2)),
        ("e\u0301x", Span(2, 3), Excerpt("e\u0301x", 1, 1)),
        ("xe\u0301", Span(2, 3), Excerpt("xe\u0301", 1, 1)),
        ("xe\u0301y", Span(1, 2), Excerpt("xe\u0301y", 1, 1)),
        ("\u0301x", Span(0, 1), Excerpt("\u0301x", 0, 1)),
        ("❤️x", Span(2, 3), Excerpt("❤️x", 2, 1)),
        ("❤️x", Span(0, 1), Excerpt("❤️x", 0, 2)),
        ("\tx", Span(1, 2), Excerpt("    x", 4, 1)),
        ("\x1bx", Span(1, 2), Excerpt("\\x1bx", 4, 1)),
        ("\x1bx", Span(0, 1), Excerpt("\\x1bx", 0, 4)),
        ("\ufffd\udcffx", Span(0, 2), Excerpt("\ufffd\\xffx", 0, 5)),
        ("ab\ncd", Span(1, 5), Excerpt("ab", 1, 1)),
        ("ab\ncd", Span(2, 3), Excerpt("ab", 2, 1)),
        ("ab\r\ncd", Span(3, 4), Excerpt("ab", 2, 1)),
        ("ab", Span(2, 2), Excerpt("ab", 2, 1)),
        ("ab\n", Span(3, 3), Excerpt("", 0, 1)),
        ("ab", Span(1, 99), Excerpt("ab", 1, 1)),
        ("ab", Span(98, 99), Excerpt("ab", 2, 1)),
        ("", Span(1, 4), Excerpt("", 0, 1)),
        ("\ufeffab", Span(0, 2), Excerpt("ab", 0, 1)),
    ],
    ids=[
        "ASCII",
        "CJK",
        "star",
        "after a family",
        "inside a family",
        "after a combining mark",
        "on a combining mark",
        "before a combining mark",
        "nothing to combine with",
        "after a variation selector",
        "before a variation selector",
        "after a tab",
        "after an escape",
        "on an escape",
        "replacement and undecodable",
        "several lines",
        "line end",
        "inside CRLF",
        "end of the text",
        "after the last line end",
        "end beyond the text",
        "beyond the text",
        "empty text",
        "byte order mark",
    ],
)
def test_excerpt(text: str, at: Span, expected: Excerpt) -> None:
    assert show(text, at, 80) == expected


@pytest.mark.parametrize(
    ("text", "at", "expected"),
    [
        ("a" * 10 + "XX" + "b" * 8, Span(10, 12), Excerpt("aaaaaaaaaaXXbbbbbbbb", 10, 2)),
        ("a" * 30 + "XX" + "b" * 30, Span(30, 32), Excerpt("…aaaaaaaaXXbbbbbbbb…", 9, 2)),
        ("a" * 3 + "XX" + "b" * 30, Span(3, 5), Excerpt("aaaXXbbbbbbbbbbbbb…", 3, 2)),
        ("a" * 30 + "XX" + "b" * 3, Span(30, 32), Excerpt("…aaaaaaaaaaaaaXXbbb", 14, 2)),
        ("a" * 30 + "X" * 30 + "b" * 30, Span(30, 60), Excerpt("…XXXXXXXXXXXXXXXXXX…", 1, 18)),
        ("学" * 30 + "XX" + "习" * 30, Span(30, 32), Excerpt("…学学学学XX习习习习…", 9, 2)),
        ("a" * 30 + "e\u0301" + "XXXXXXXX" + "b" * 30, Span(32, 40), Excerpt("…aaaae\u0301XXXXXXXXbbbbb…", 6, 8)),
        ("e\u0301" * 30 + "aaaaaXXXXXXXX" + "b" * 30, Span(65, 73), Excerpt("…aaaaaXXXXXXXXbbbbb…", 6, 8)),
        ("a" + "学" * 30 + "bbb", Span(0, 31), Excerpt("a学学学学学学学学…", 0, 17)),
        ("❤️" * 30, Span(0, 2), Excerpt("❤️" * 9 + "…", 0, 2)),
        ("a" * 99, Span(99, 99), Excerpt("…aaaaaaaaaaaaaaaaaa", 19, 1)),
        ("a" * 20, Span(20, 20), Excerpt("…aaaaaaaaaaaaaaaaaa", 19, 1)),
        ("a" * 19, Span(19, 19), Excerpt("aaaaaaaaaaaaaaaaaaa", 19, 1)),
        ("e\u0301" * 18, Span(0, 2), Excerpt("e\u0301" * 18, 0, 1)),
        ("\x1b" * 30, Span(15, 16), Excerpt(r"…\x1b\x1b\x1b\x1b…", 5, 4)),
    ],
    ids=[
        "fits",
        "both ends",
        "near the start",
        "near the end",
        "longer than the room",
        "CJK",
        "combining mark",
        "combining mark at the cut",
        "CJK longer than the room",
        "variation selectors",
        "after the end",
        "after the end, as wide as the room",
        "after the end, with room left",
        "many narrow characters fit",
        "escapes",
    ],
)
def test_excerpt_of_a_long_line(text: str, at: Span, expected: Excerpt) -> None:
    assert show(text, at, 20) == expected


@pytest.mark.parametrize("offset", [0, 30, 100, 150, 160, 161, 175])
def test_combining_marks_without_end_leave_the_window_as_it_is(offset: int) -> None:
    shown = show("e" + "\u0301" * 160 + "x" * 20, Span(offset, offset + 1), 20)
    assert max(cell_len(shown.text), shown.indent + shown.cells) <= 20


def test_an_empty_line_has_no_trailing_blank() -> None:
    assert "    1 |\n      | ^\n" in written("full", {"a.md": "\n"}, finding(at=Span(0, 1)))


def test_window_is_as_wide_as_the_terminal() -> None:
    text = "a" * 10_000
    for width, widest in ((None, 120), (80, 80), (160, 160), (5, 28)):
        output = written("full", {"a.md": text}, finding(at=Span(5000, 5004)), view=View(False, False, width))
        line, carets = (line for line in output.splitlines() if "|" in line)
        assert len(line) == widest
        assert line[carets.index("^") :].startswith("aaaa")


PIECES = st.sampled_from(
    ["a", " ", "★", "学", "，", "e\u0301", "한", "ก็", "⭐", "❤️", FAMILY, "\t", "\x1b", "\u202e", "\udcff"]
)


@given(st.lists(PIECES, max_size=60).map("".join), st.integers(0, 120), st.integers(0, 120), st.integers(20, 200))
@settings(max_examples=200)
def test_carets_stand_under_the_span(text: str, start: int, length: int, room: int) -> None:
    start = min(start, len(text))
    end = min(start + length, len(text))
    shown = show(text, Span(start, end), room)
    assert max(cell_len(shown.text), shown.indent + shown.cells) <= room

    # An obviously right reading: the cells of all graphemes of the whole line, and those that the span touches.
    begins = [len(escaped(text[:offset])) for offset in range(len(text) + 1)]
    graphemes, total = split_graphemes(escaped(text))
    at, cells = 0, []
    for first, last, width in graphemes:
        if last > begins[start] and first < max(begins[end], begins[start] + (start == end)):
            cells.append((at, at + width))
        at += width
    left, right = (cells[0][0], cells[-1][1]) if cells else (total, total + 1)
    if shown.text == escaped(text):
        assert shown.indent == left
        if start < end:
            assert shown.cells == right - left
    else:
        assert 1 <= shown.cells <= max(right - left, 1)
        above, column = {}, 0
        for first, last, width in split_graphemes(shown.text)[0]:
            above[column] = shown.text[first:last]
            column += width
        assert shown.indent in {*above, column}
        if start < end:
            assert above[shown.indent] == next(
                escaped(text)[first:last] for first, last, _ in graphemes if last > begins[start]
            )


@given(
    st.text(st.characters(exclude_categories=[]), max_size=200),
    st.integers(0, 220),
    st.integers(0, 220),
    st.sampled_from([None, 10, 80]),
)
def test_no_text_steers_the_terminal(text: str, start: int, length: int, width: int | None) -> None:
    at = Span(start, start + length)
    active = finding(text, at, text, related=(Related(text, at, text),), fix=Fix(text, (), Safety.SAFE))
    assert steering(written("full", {text: text}, active, view=View(False, False, width))) == set()


@pytest.mark.parametrize(
    "text",
    ["e" + "\u0301" * 100_000, "\u200d" * 100_000, "\u202e" * 100_000, "学" * 100_000, FAMILY * 20_000],
    ids=["combining", "joiners", "bidi", "CJK", "families"],
)
def test_a_line_without_end_is_no_burden(text: str) -> None:
    active = [finding(at=Span(offset, offset + 3)) for offset in range(0, 100_000, 500)]
    started = time.process_time()
    written("full", {"a.md": text}, *active)
    assert time.process_time() - started < 4  # a tenth of a second on an idle machine


def show(text: str, at: Span, room: int) -> Excerpt:
    lines = Lines(text)
    return excerpt(text, lines.line_span(lines.position(at.start).line), at, room)


def escaped(text: str) -> str:
    return visible(text.replace("\t", "    "))


def steering(output: str) -> set[str]:
    """The characters in it that could change a terminal's state, break a line or turn the text round."""
    kept = {"\n", "\u200c", "\u200d"}
    return {
        character
        for character in output
        if unicodedata.category(character) in {"Cc", "Cs", "Zl", "Zp"} or unicodedata.bidirectional(character) in BIDI
    } - kept


BIDI = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}
