"""What directives suppress, and which of them suppress nothing."""

from __future__ import annotations

from time import process_time

import pytest

from rlvault_lint.findings.diagnostic import Diagnostic, Severity
from rlvault_lint.findings.suppress import Fault, Known, Suppressions
from rlvault_lint.reading.parse import parse
from rlvault_lint.text import Span

RULES = frozenset(("a", "b", "c", "unused-suppression"))
KNOWN = Known({"all": RULES, "letters": frozenset("ab"), **{rule: frozenset((rule,)) for rule in RULES}}, RULES)


def finding(rule: str, span: Span) -> Diagnostic:
    return Diagnostic(rule, "letters", "Note.md", span, "", Severity.ERROR)


def judged(text: str, ran: frozenset[str] = RULES) -> tuple[str, list[tuple[Fault, str]]]:
    """What is left if each capital letter in `text` is a finding of the rule that it names, and what is unused."""
    found = [finding(letter.lower(), Span(at, at + 1)) for at, letter in enumerate(text) if letter in "ABC"]
    suppressions = Suppressions(parse("Note.md", text.encode()), KNOWN)
    left = "".join(each.rule for each in suppressions.left(found))
    return left, [(each.fault, ",".join(each.names)) for each in suppressions.unused(ran, ())]


@pytest.mark.parametrize(
    ("text", "left", "unused"),
    [
        ("A B %% rlvault-lint: ignore a %%\nA", "ba", []),
        ("A %% rlvault-lint: ignore %%", "", []),
        ("A B C %% rlvault-lint: ignore letters %%", "c", []),
        ("A B C %% rlvault-lint: ignore all %%", "", []),
        ("A %% rlvault-lint: ignore a b %%", "", [(Fault.UNUSED, "b")]),
        ("%% rlvault-lint: ignore b %%\nA", "a", [(Fault.UNUSED, "b")]),
        ("%% rlvault-lint: ignore %%\n", "", [(Fault.UNUSED, "")]),
        ("A %% rlvault-lint: ignore x %%", "a", [(Fault.UNKNOWN, "x")]),
        ("A %% rlvault-lint: ignore x a %%", "", [(Fault.UNKNOWN, "x")]),
        ("%% rlvault-lint: ignore x b %%", "", [(Fault.UNKNOWN, "x"), (Fault.UNUSED, "b")]),
        ("%% rlvault-lint: ignore x/y b %%", "", [(Fault.UNKNOWN, "x/y"), (Fault.UNUSED, "b")]),
        ("A %% rlvault-lint: ingore a %%", "a", [(Fault.ACTION, "ingore")]),
        # Of several the one for the whole file is of use, else the first.
        ("A %% rlvault-lint: ignore a %%\n%% rlvault-lint: ignore-file a %%", "", [(Fault.UNUSED, "a")]),
        ("%% rlvault-lint: ignore a %%\nA %% rlvault-lint: ignore a %%", "", [(Fault.UNUSED, "a")]),
        ("A\n%% rlvault-lint: ignore-start a %%\nA\n\nA B\n%% rlvault-lint: ignore-end %%\nA", "aba", []),
        ("%% rlvault-lint: ignore-start a b %%\nA B\n%% rlvault-lint: ignore-end a %%\nA B", "a", []),
        ("%% rlvault-lint: ignore-start %%\nA\n%% rlvault-lint: ignore-end a %%\nB", "", [(Fault.NOT_STARTED, "a")]),
        ("A %% rlvault-lint: ignore-end %%", "a", [(Fault.NOT_STARTED, "")]),
    ],
)
def test_suppress(text: str, left: str, unused: list[tuple[Fault, str]]) -> None:
    assert judged(text) == (left, unused)


@pytest.mark.parametrize(
    ("names", "ran", "unused"),
    [
        ("a", "a", True),
        ("a", "b", False),
        ("letters", "a", False),  # what b would find is not known
        ("letters", "ab", True),
        ("letters", "c", False),
        ("", "ab", False),
        ("", "abc", True),
        ("unused-suppression", "abc", False),
    ],
)
def test_only_rules_that_ran_can_say_that_it_is_unused(names: str, ran: str, unused: bool) -> None:
    assert bool(judged(f"%% rlvault-lint: ignore {names} %%", frozenset(ran))[1]) is unused


def test_a_finding_about_the_whole_file_is_in_no_part_of_it() -> None:
    def left(text: str) -> int:
        note = parse("Note.md", text.encode())
        return len(Suppressions(note, KNOWN).left([finding("a", Span(0, 0))]))

    assert left("Text. %% rlvault-lint: ignore a %%") == 1
    assert left("Text. %% rlvault-lint: ignore-file a %%") == 0


def test_a_bare_directive_does_not_suppress_that_it_is_unused() -> None:
    note = parse("Note.md", b"Text. %% rlvault-lint: ignore %% %% rlvault-lint: ignore-file all %%")
    found = finding("unused-suppression", note.directives[0].span)
    assert Suppressions(note, KNOWN).left([found]) == [found]
    note = parse("Note.md", b"Text. %% rlvault-lint: ignore unused-suppression %%")
    assert Suppressions(note, KNOWN).left([found]) == []


@pytest.mark.parametrize(
    "line",
    [
        "A %% rlvault-lint: ignore a %%",
        "A\n%% rlvault-lint: ignore-start a %%",
        "%% rlvault-lint: ignore a %%\nA",
        "%% rlvault-lint: ignore-start a %% %% rlvault-lint: ignore-end a %% A",
    ],
)
@pytest.mark.parametrize("line_end", ["\n", "\n\n", " "], ids=["lines", "blocks", "one line"])
def test_many_cost_no_more_than_few_each(line: str, line_end: str) -> None:
    def seconds(count: int) -> float:
        text = line_end.join([line] * count)
        start = process_time()
        judged(text)
        return process_time() - start

    seconds(10)
    # Python may look for cycles in all that the other tests have left, in either of the two.
    assert seconds(8000) < 40 * max(seconds(1000), 0.04)
