"""Which fixes go together: none that touch each other, the safest first, whatever the order of the findings."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rlvault_lint.findings.diagnostic import Diagnostic, Fix, Safety, Severity
from rlvault_lint.fixing.choose import choose
from rlvault_lint.text import Edit, Span, apply_edits

ALL = (Safety.SAFE, Safety.UNSAFE)


def edit(start: int, end: int, text: str = "x", path: str = "n.md") -> Edit:
    return Edit(path, Span(start, end), text)


def finding(*edits: Edit, rule: str = "r", safety: Safety = Safety.SAFE, path: str = "n.md") -> Diagnostic:
    start = min((each.span.start for each in edits), default=0)
    fix = Fix("t", edits, safety)
    return Diagnostic(rule, "link", path, Span(start, start), "m", Severity.INFO, fix=fix)


def anywhere(path: str) -> bool:
    return True


@pytest.mark.parametrize(
    ("one", "other", "together"),
    [
        (edit(0, 2), edit(3, 4), True),
        (edit(0, 2), edit(2, 4), False),
        (edit(0, 2), edit(1, 4), False),
        (edit(0, 9), edit(3, 4), False),
        (edit(3, 3), edit(3, 3, "y"), False),
        (edit(3, 3), edit(3, 3), True),
        (edit(0, 2), edit(0, 2), True),
        (edit(0, 2), edit(0, 2, path="m.md"), True),
        (edit(1, 3), edit(3, 3), False),
    ],
)
def test_what_touches_waits(one: Edit, other: Edit, together: bool) -> None:
    findings = [finding(one, rule="a"), finding(other, rule="b")]
    assert len(choose(findings, ALL, anywhere)) == 1 + together


def test_the_safer_one_goes_first() -> None:
    unsafe, safe = finding(edit(0, 5), rule="a", safety=Safety.UNSAFE), finding(edit(2, 3), rule="b")
    assert choose([unsafe, safe], ALL, anywhere) == [safe]
    assert choose([unsafe, safe], (Safety.UNSAFE,), anywhere) == [unsafe]


def test_edits_of_one_fix_may_touch_but_not_overlap() -> None:
    good, bad = finding(edit(0, 2), edit(2, 2), edit(2, 4)), finding(edit(10, 14), edit(12, 16))
    assert choose([good, bad], ALL, anywhere) == [good]


def test_what_may_not_be_edited() -> None:
    findings = [finding(edit(0, 1)), finding(edit(3, 4), edit(0, 1, path="m.md")), finding(edit(0, 1, path="o.md"))]
    assert choose(findings, ALL, lambda path: path != "m.md") == [findings[0], findings[2]]


def test_findings_without_a_fix_and_suggestions() -> None:
    plain = Diagnostic("r", "link", "n.md", Span(0, 0), "m", Severity.INFO)
    assert choose([plain, finding(edit(0, 1), safety=Safety.SUGGESTION), finding()], ALL, anywhere) == []


EDITS = st.builds(edit, st.integers(0, 12), st.integers(0, 4), st.sampled_from("xy")).map(
    lambda each: edit(each.span.start, each.span.start + each.span.end, each.text)
)


@given(st.lists(st.lists(EDITS, min_size=1, max_size=3), max_size=8), st.randoms())
def test_whatever_is_chosen_can_be_made(fixes: list[list[Edit]], random: Random) -> None:
    findings = [finding(*edits, rule=f"r{index}") for index, edits in enumerate(fixes)]
    chosen = choose(findings, ALL, anywhere)
    apply_edits("." * 20, [each for found in chosen if found.fix for each in found.fix.edits])
    random.shuffle(findings)
    assert choose(findings, ALL, anywhere) == chosen
