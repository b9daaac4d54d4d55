"""From bytes to a Note: what counts as link, heading, block, entry and tag, by the rules of Obsidian's reading."""

from __future__ import annotations

import pickle
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rlvault_lint.note import LinkKind, Note, ProblemKind
from rlvault_lint.reading.parse import parse
from rlvault_lint.text import BOM, decode


def note(text: str) -> Note:
    return parse("n.md", text.encode())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("| a | b |\n|--|--|\n| [[N\\|x]] | [[M]] |\n", ["[[N\\|x]]", "[[M]]"], id="1.10 table cell"),
        pytest.param("| a | b |\n|--|--|\n| [[N|x]] | c |\n", [], id="1.10 an unescaped pipe splits the cell"),
        pytest.param("[[a\nb]]\n", [], id="1.1 newline inside"),
        pytest.param("[t][r]\n\n[r]: b%20c.md\n", ["[r]: b%20c.md"], id="4.7 reference definition"),
        pytest.param("[t][r]\n\n  [r]: b.md\n", [], id="4.7 indented definition"),
        pytest.param("[//]: # (a comment)\n", [], id="4.7 a definition as a comment"),
        pytest.param("[r]: https://x.y\n[s]: <a b.md> 't'\n", ["[s]: <a b.md> 't'"], id="4.7 external definition"),
        pytest.param("`[[x]]` ``[[y ` z]]``\n", [], id="5.1 inline code"),
        pytest.param("```dataview\n[[x]]\n```\n~~~\n[[y]]\n~~~\n", [], id="5.2 fenced code"),
        pytest.param("> ```\n> [[x]]\n> ```\n> [[y]]\n", ["[[y]]"], id="5.2 fenced code in a quote"),
        pytest.param("- a\n\n  ```\n  [[x]]\n  ```\n  [[y]]\n", ["[[y]]"], id="5.2 fenced code in a list item"),
        pytest.param("a\n\n    [[x]]\n\nb\n", [], id="5.3 indented code"),
        pytest.param("<!-- [[x]] -->\n\na <!-- [[y]] --> [[z]]\n", ["[[z]]"], id="5.4 HTML comments"),
        pytest.param("<!--\n\n[[x]]\n\n-->\n[[z]]\n", ["[[z]]"], id="5.4 HTML comment over blocks"),
        pytest.param("%%\n[[x]]\n\n- [[y]]\n%%\n", ["[[x]]", "[[y]]"], id="5.5 comments count"),
        pytest.param("a<br>[[x]]\n", ["[[x]]"], id="5.6 inline HTML"),
        pytest.param("<div>\n[[x]]\n</div>\n\n[[y]]\n", ["[[y]]"], id="5.7 HTML block"),
        pytest.param("$$\n[[x]]\n$$\n[[y]] $a[[z]]$\n", ["[[y]]"], id="5.8 math"),
        pytest.param("$$\na\n\n[[x]]\n$$\n\n[[y]]\n", ["[[y]]"], id="5.8 math with a blank line inside"),
        pytest.param(
            "- [[a]]\n\n[r]: b.md\n\n$$\na\n\n- [[x]]\n$$\n\n- [[c]]\n",
            ["[[a]]", "[r]: b.md", "[[c]]"],
            id="5.8 what stands before math stays",
        ),
        pytest.param("> $$ x\n\n[[a]]\n\n> y $$\n", ["[[a]]"], id="5.8 math ends with its quote"),
        pytest.param("- $$ x\n\n[[a]]\n\n- y $$\n", ["[[a]]"], id="5.8 math ends with its list"),
        pytest.param('---\nup: "[[<% tp.file.title %>]]"\n---\n', [], id="5.12 Templater in a property"),
        pytest.param("$$ is not closed\n\n[[y]]\n", ["[[y]]"], id="5.8 math that never closes"),
        pytest.param(
            "# [[a]]\n- [ ] [[b]]\n> [!note] [[c]]\n> [[d]]\n",
            ["[[a]]", "[[b]]", "[[c]]", "[[d]]"],
            id="5.9 heading, task, callout",
        ),
        pytest.param("x[^1]\n\n[^1]: [[a]]\n", ["[[a]]"], id="5.10 footnote"),
        pytest.param("<% tp.x('[[a]]') %> [[<% b %>]] [[c]]\n", ["[[c]]"], id="5.12 Templater"),
        pytest.param("<%*\n\n[[a]]\n%>\n[[c]]\n", ["[[c]]"], id="5.12 Templater over blocks"),
        pytest.param('---\nup: "[[x]]"\n---\n', ["[[x]]"], id="5.13 quoted property"),
        pytest.param("---\nup: ['[[x]]', \"[[#h]]\"]\n---\n", ["[[x]]", "[[#h]]"], id="5.13 list property"),
        pytest.param("---\nup: [[x]]\n---\n", [], id="5.14 unquoted property"),
        pytest.param('---\nup: "[[x]] and [[y]]"\nin: "see [[x]]"\n---\n', [], id="5.15 text around a link"),
        pytest.param('---\nup: "[t](b%20c.md)"\n---\n', ["[t](b%20c.md)"], id="5.16 Markdown link in a property"),
        pytest.param('---\n"[[x]]": "#tag"\n---\n', [], id="5.17 property name"),
        pytest.param('\n---\nup: "[[x]]"\n---\n', ["[[x]]"], id="6.1 a blank line first makes it text"),
        pytest.param(BOM + '---\r\nup: "[[x]]"\r\n---\r\n[[y]]\r\n', ["[[x]]", "[[y]]"], id="6.1 BOM and CRLF"),
        pytest.param("\\[[x]] &#91;[y]]\n", [], id="1.12 escaped"),
        pytest.param("- a\n  - \\[[x]]\n", [], id="1.12 escaped at the start of an item"),
    ],
)
def test_links(text: str, expected: list[str]) -> None:
    found = note(text)
    assert [link.text for link in found.links] == expected
    for link in found.links:
        assert text[link.span.start : link.span.end] == link.text


@pytest.mark.parametrize(
    ("text", "commented"),
    [
        ("%% [[x]] %% [[y]]", [True, False]),
        ("%%\n\n[[x]]\n\n%%\n[[y]]", [True, False]),
        ("100%% [[x]]\n\nand 5%% [[y]]", [False, False]),
        ("a %% [[x]]\n[[y]] %% [[z]]", [True, True, False]),
        ("%%\n[[x]]\n\n[[y]]", [True, True]),
        ("`%%` [[x]] %% [[y]] %%", [False, True]),
        ("```\n%%\n```\n[[x]]", [False]),
        ("a %% b\n\n%% [[x]] %% [[y]]", [True, False]),
    ],
)
def test_comments(text: str, commented: list[bool]) -> None:
    assert [link.commented for link in note(text).links] == commented


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("# A\n## B ##\n###### F\n", [("A", 1), ("B", 2), ("F", 6)], id="3.9 ATX"),
        pytest.param("#x\n####### G\n    # code\n", [], id="3.9 no headings"),
        pytest.param("   # A\n##\n#\tT\n", [("A", 1), ("", 2), ("T", 1)], id="3.9 indented, empty, tab"),
        pytest.param("A\n===\nB\n---\n", [("A", 1), ("B", 2)], id="3.9 setext"),
        pytest.param("> # Q\n- # L\n", [("Q", 1), ("L", 1)], id="3.9 in a quote and an item"),
        pytest.param("# See [[Other]] `code`\n", [("See [[Other]] `code`", 1)], id="3.6 raw"),
        pytest.param("```\n# A\n```\n<!-- \n# B\n-->\n", [], id="3.10 fence and HTML comment"),
        pytest.param("%%\n# A\n%%\n# B\n", [("B", 1)], id="5.5 comment"),
        pytest.param("# C#\n# D \\#\n", [("C#", 1), ("D \\#", 1)], id="3.9 closing needs a blank"),
        pytest.param("$$\n\n# A\n$$\n# B\n", [("B", 1)], id="5.8 math"),
    ],
)
def test_headings(text: str, expected: list[tuple[str, int]]) -> None:
    assert [(heading.text, heading.level) for heading in note(text).headings] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("text ^Quote-One\n", ["Quote-One"], id="3.11 paragraph"),
        pytest.param("- item ^a1\n  - sub ^b2\n", ["a1", "b2"], id="3.11 list items"),
        pytest.param("text^a\n", [], id="3.11 no blank before"),
        pytest.param("text ^a_b\n\ntext ^a b\n\ntext ^文\n", [], id="3.11 no id"),
        pytest.param("text ^a more\n", [], id="3.11 something follows"),
        pytest.param("> quote\n\n^q1\n", ["q1"], id="3.12 after a quote"),
        pytest.param("> quote\n^q1\n", ["q1"], id="3.12 directly under a quote"),
        pytest.param("| a |\n|--|\n| b |\n\n^t1\n", ["t1"], id="3.12 after a table"),
        pytest.param("| a |\n|--|\n| b |\n^t1\n", ["t1"], id="3.12 directly under a table"),
        pytest.param("| a |\n|--|\n| b ^c |\n", [], id="3.15 no part of a table"),
        pytest.param("```\nx ^a\n```\n^c1\n", ["c1"], id="3.12 after code"),
        pytest.param("this\n^works\n", ["works"], id="3.13 next line"),
        pytest.param("- item\n  ^works\n", ["works"], id="3.13 continuation line"),
        pytest.param("![[img.png]]^id\n", ["id"], id="3.16 directly after an embed"),
        pytest.param("text ^a  \n", ["a"], id="3.11 trailing blanks"),
        pytest.param("# H ^a\n", [], id="3.11 no heading"),
        pytest.param("`x ^a`\n\n$x ^a$\n", [], id="3.11 not in code"),
    ],
)
def test_blocks(text: str, expected: list[str]) -> None:
    found = note(text).blocks
    assert [block.id for block in found] == expected
    for block in found:
        assert text[block.span.start : block.span.end] == f"^{block.id}"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("- [[A]] x [[B]]\n", [(0, "[[A]]", 2)]),
        ("- x [[A]]\n", [(0, None, 1)]),
        ("- **[[A|b]]** ⭐ — x\n", [(0, "[[A|b]]", 1)]),
        ("- 🔥 [[A]]\n- → [[B]]\n- 1️⃣ [[C]]\n", [(0, "[[A]]", 1), (0, "[[B]]", 1), (0, "[[C]]", 1)]),
        ("- → 上级：[[A]]\n", [(0, None, 1)]),
        ("- ![[A]] [[B]]\n", [(0, None, 2)]),
        ("1. [ ] [[A]]\n2) [x] [[B]]\n", [(0, "[[A]]", 1), (0, "[[B]]", 1)]),
        ("- [[A]]\n  - [[B]]\n    - c\n- [[D]]\n", [(0, "[[A]]", 1), (1, "[[B]]", 1), (2, None, 0), (0, "[[D]]", 1)]),
        ("- [[A]]\n\n  [[B]]\n\n- [[C]]\n", [(0, "[[A]]", 2), (0, "[[C]]", 1)]),
        ("- [[A]]\n  - [[B]]\n\n  [[C]]\n", [(0, "[[A]]", 2), (1, "[[B]]", 1)]),
        ("> - [[A]]\n>   - [[B]]\n", [(0, "[[A]]", 1), (1, "[[B]]", 1)]),
        ("%%\n- [[A]]\n%%\n", []),
        ("- %% [[A]] %%\n", [(0, "[[A]]", 1)]),
        ("-\n- \n", [(0, None, 0), (0, None, 0)]),
        ("- [[A]]\n\n$$\na\n\n- [[B]]\n$$\n\n- [[C]]\n", [(0, "[[A]]", 1), (0, "[[C]]", 1)]),
    ],
)
def test_entries(text: str, expected: list[tuple[int, str | None, int]]) -> None:
    entries = note(text).entries
    assert [(each.depth, each.lead and each.lead.text, len(each.links)) for each in entries] == expected


def test_entry_facts() -> None:
    text = "# H\n\n- [[GEPA|GEPA]] ⭐ — gist；ICLR（arXiv:2507.19457）★★★★★\n  and `★★` more\n  - [[B ★★|b]] ★★☆☆☆\n"
    first, second = note(text).entries
    assert text[first.span.start : first.span.end] == text[5 : text.index("\n  - ")]
    assert [each.id for each in first.arxiv] == ["2507.19457"]
    assert [each.text for each in first.ratings] == ["⭐", "★★★★★"]
    assert [each.text for each in second.ratings] == ["★★☆☆☆"]
    assert (first.heading, second.heading) == (0, 0)
    assert note("- a\n").entries[0].heading is None


def test_entries_stand_under_the_headings_that_are_shown() -> None:
    found = note(
        "- a\n\n%%\n\n## hidden\n\n%%\n\n- b\n\n# H\n\n- c\n\n%%\n\n## hidden too\n\n%%\n\n- d\n\n# I\n\n- e\n"
    )
    headings = [None if each.heading is None else found.headings[each.heading].text for each in found.entries]
    assert headings == [None, None, "H", "H", "I"]


def test_entry_facts_in_comments_are_those_of_the_note() -> None:
    found = note("- [[C]] %% 2602.12345 %% 2602.12346\n")
    assert [each.id for each in found.entries[0].arxiv] == [each.id for each in found.arxiv] == ["2602.12346"]


def test_links_of_an_entry_are_in_order() -> None:
    (entry,) = note("- [![p](a.png) x](b.md)\n").entries
    assert [link.start for link in entry.links] == [2, 3]


@pytest.mark.parametrize("dashes", ["|--|--|", "|:-:|:-:|", "|--:|--:|", "| --\t| -- |", "|--  |--|", "--|--"])
def test_header_that_a_bare_pipe_has_split(dashes: str) -> None:
    found = note(f"| [[a|b]] | c |\n{dashes}\n| d | e |\n").problems
    assert [each.kind for each in found] == [ProblemKind.SPLIT_HEADER]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("#a #b/c-d_e #1984 #y1984 #标签，x #🔥", ["a", "b/c-d_e", "y1984", "标签", "🔥"]),
        ("x#a (#b) [#c] &#35;", []),
        ("\\[#a\\]", ["a"]),
        ("[[#Heading]] [t](#h) `#code` $#m$ <!-- #x -->", []),
        ("%% #a %%", ["a"]),
        ("#a/ #b.", ["a", "b"]),
        ("# #a\n- #b\n> #c\n", ["a", "b", "c"]),
        ("---\ntags: [a, '#b', c d, 2024, e/f]\ntag: g\nother: '#h'\n---\n", ["a", "b", "e/f"]),
        ("---\ntags: one\n---\n", ["one"]),
        ("---\ntags: a, b\n---\n", []),
    ],
)
def test_tags(text: str, expected: list[str]) -> None:
    assert [tag.name for tag in note(text).tags] == expected


def test_property_link_spans() -> None:
    text = '---\nup: "[[前 😀#h|x]]"\nold: "[[\\u4e2d]]"\n---\n'
    exact, escaped = note(text).links
    assert [text[span.start : span.end] for span in (exact.span, exact.target_span, exact.subpath_span)] == [
        "[[前 😀#h|x]]",
        "前 😀",
        "#h",
    ]
    assert (exact.where, exact.target) == ("up", "前 😀")
    # Escapes hide which character is which, so the place is the whole value.
    assert (escaped.target, text[escaped.span.start : escaped.span.end]) == ("中", '"[[\\u4e2d]]"')


def test_not_utf8() -> None:
    data = "前 [[a]]\n".encode() + b"\xff\xfe [[b\xe9]] ^x\n"
    found = parse("n.md", data)
    text = data.decode("utf-8", "surrogateescape")
    assert [problem.kind for problem in found.problems] == [ProblemKind.NOT_UTF8]
    assert [link.text for link in found.links] == ["[[a]]", "[[b\udce9]]"]
    for link in found.links:
        assert text[link.span.start : link.span.end] == link.text


def test_arxiv_mentions_skip_code() -> None:
    found = note("arXiv:2602.12345 `arXiv:2602.1234` <https://arxiv.org/abs/2507.19457>\n\n```\narXiv:2013.1\n```\n")
    assert [each.id for each in found.arxiv] == ["2602.12345", "2507.19457"]
    assert note("%% arXiv:2413.01234 %%").arxiv == ()


def test_canvas() -> None:
    text = (
        '{"nodes": [{"type": "text", "text": "\\"file\\": \\"x\\" [[y]]"}, '
        '{"type": "file", "file": "a/前.md", "subpath": "#H"},'
        ' {"type": "file", "file": "a/\\u4e2d.md"}, {"type": "file", "file": 3}, 7]}'
    )
    found = parse("b.canvas", text.encode())
    assert [(link.target, link.subpath, link.where, link.kind) for link in found.links] == [
        ("a/前.md", "#H", "canvas", LinkKind.EMBED),
        ("a/中.md", "", "canvas", LinkKind.EMBED),
    ]
    assert text[found.links[0].span.start : found.links[0].span.end] == "a/前.md"


@pytest.mark.parametrize("data", [b"{", b"[" * 100_000, b'{"nodes": [1', b"\xff", b'{"a": NaN'])
def test_canvas_that_is_no_json(data: bytes) -> None:
    assert [problem.kind for problem in parse("b.canvas", data).problems] == [ProblemKind.CANVAS_SYNTAX]


@pytest.mark.parametrize("data", [b"", b"{}", b"[]", b"null", b'{"nodes": {}}', b'{"nodes": null}', b"\xef\xbb\xbf{}"])
def test_canvas_without_nodes(data: bytes) -> None:
    found = parse("b.canvas", data)
    assert (found.links, found.problems) == ((), ())


@pytest.mark.parametrize(
    "piece",
    [
        "[[",
        "[",
        "[a](",
        "`",
        "$",
        "$$ ",
        "<a ",
        "<!-- ",
        "<%",
        "%% ",
        "> ",
        "★ ",
        "#a ",
        "^a ",
        "arXiv:2602.",
        "|a",
        "#a [[b]] ",
        "★ `c` ",
        "2602.12345 [[b]] ",
        "- [[a]] ★★ arXiv:2602.12345\n",
        "[a](b",
    ],
)
def test_time_is_linear(piece: str) -> None:
    """20,000 of anything are read; a quadratic reading would not come back within the test run's patience."""
    assert parse("n.md", (piece * 20_000).encode()).path == "n.md"


BLOCKS = ["# h", "[[a]]", "- [[b]]", "  - c ^id", "> [[d]]", "[r]: x.md", "* ★★★", "1. [x](y.md)", "a: 1", ""]
MARKS = ["```", "~~~", "%%", "$$", "<!--", "-->", "<div>", "<% x", "%>", "===", "---", "| a | [[b]] |", "|--|--|", "文"]
LINES = st.sampled_from([*BLOCKS, *MARKS])


@settings(max_examples=300)
@given(st.lists(LINES, max_size=14), st.sampled_from(["\n", "\r\n", "\r"]), st.sampled_from(["", BOM]))
def test_facts_of_any_document(lines: list[str], end: str, bom: str) -> None:
    text = bom + end.join(lines)
    found = note(text)
    for link in found.links:
        assert text[link.span.start : link.span.end] == link.text
    facts: list[Any] = [*found.headings, *found.blocks, *found.entries, *found.tags, *found.problems]
    spans = [each.span for each in facts]
    assert all(0 <= span.start <= span.end <= len(text) for span in spans)
    assert all(link in found.links for entry in found.entries for link in entry.links)
    assert pickle.loads(pickle.dumps(found)) == found
    # Line ends make no difference to what is read, only to where.
    other = note(bom + "\n".join(lines))
    assert [link.text for link in other.links] == [link.text for link in found.links]
    assert [heading.text for heading in other.headings] == [heading.text for heading in found.headings]


@settings(max_examples=300)
@given(st.binary(max_size=80))
def test_any_bytes(data: bytes) -> None:
    parse("n.md", data)
    parse("n.canvas", data)


@pytest.mark.parametrize(
    "data",
    [
        b"[\xff]: a\xfeb.md\n\n[[x\xfdy]] and [t](\xfc.md)\n",
        b"arXiv:2602.\xff\xfe\xfd\xfc #tag\xffs\n\n# Head\xffing\n\n- [[a]] \xff\n",
        "[a中]: 文.md\n\n[b文]: 中.md\n".encode() + b"\xff",
        "a <é [[b]]\n\n<é\n[[c]]\n".encode() + b"\xff",
    ],
)
def test_only_what_is_there_is_quoted(data: bytes) -> None:
    note = parse("Note.md", data)
    text = decode(data)
    assert all(text[link.start : link.end] == link.text for link in note.links)
    quoted = [*(each.text for each in note.arxiv), *(each.name for each in note.tags)]
    quoted += [*(each.text for each in note.headings), *(each.target for each in note.links)]
    assert not any("?" in each for each in quoted)
    assert not list(note.problems_of(ProblemKind.UNCLOSED_WIKILINK))


def test_definitions_whose_labels_differ_beyond_ascii_are_two() -> None:
    note = parse("Note.md", "[中]: a.md\n[文]: b.md\n\n<é\n[[c]]\n".encode())
    assert [link.target for link in note.links] == ["a.md", "b.md", "c"]


def test_canvas_with_a_number_that_python_refuses() -> None:
    (problem,) = parse("a.canvas", b'{"x": ' + b"1" * 5000 + b"}").problems
    assert (problem.kind, problem.data) == (ProblemKind.CANVAS_SYNTAX, ("a number with too many digits",))
