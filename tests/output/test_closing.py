from __future__ import annotations

from typing import Any

import pytest
from reports import PLAIN, finding, report

from rlvault_lint.findings.diagnostic import Fix, Safety, Severity
from rlvault_lint.findings.survey import Survey, Wanted
from rlvault_lint.output.closing import MANY, closing
from rlvault_lint.output.view import View


def lines(*findings: Any, view: View = PLAIN, **more: Any) -> list[str]:
    return closing(report({}, *findings, **more), view=view).splitlines()


@pytest.mark.parametrize(
    ("seen", "expected"),
    [
        (Survey(links=24, notes=10, mocs=2), "No problems. All 24 links resolve, in 10 notes and 2 MOCs (0.12 s)"),
        (Survey(links=1, notes=1), "No problems. The one link resolves, in 1 note (0.12 s)"),
        (Survey(notes=3, mocs=1, canvases=2), "No problems. 3 notes, 1 MOC and 2 canvases checked (0.12 s)"),
        (Survey(links=24, broken=2, canvases=1), "No problems. 22 of 24 links resolve, in 1 canvas (0.12 s)"),
    ],
)
def test_a_clean_run_says_what_was_looked_at(seen: Survey, expected: str) -> None:
    assert lines(looked_at=seen) == [expected]


def test_what_is_known_is_no_new_problem() -> None:
    assert lines(known=3)[0] == "No new problems. 4 files checked (0.12 s)"


def test_how_many_can_be_fixed_and_how() -> None:
    safe, unsafe, shown = (finding(fix=Fix("t", (), safety)) for safety in Safety)
    assert lines(safe)[1] == "1 can be fixed with --fix."
    assert lines(unsafe, unsafe)[1] == "2 can be fixed with --fix --unsafe-fixes."
    assert lines(safe, unsafe, shown)[1] == "2 can be fixed: 1 with --fix, 1 more with --fix --unsafe-fixes."
    assert len(lines(shown)) == 1


def test_what_is_most_wanted() -> None:
    wanted = (
        Wanted("GRPO", 9, 8),
        Wanted("\x1b[31m", 4, 1),
        Wanted("x" * 100, 2, 2),
        Wanted("D", 2, 2),
        Wanted("E", 1, 1),
    )
    *_, last = lines(finding(), looked_at=Survey(links=30, broken=20, wanted=wanted))
    assert last == f'Most wanted: "GRPO" (9 links), "\\x1b[31m" (4 links), "{"x" * 39}…" (2 links).'
    assert len(lines(finding(), looked_at=Survey(wanted=wanted[4:]))) == 1


def test_first_steps_where_there_are_no_settings() -> None:
    findings = [finding()] * (MANY + 1)
    [*_, last] = lines(*findings, configured=False)
    assert "`rlvault-lint init`" in last
    assert "`rlvault-lint check --write-baseline`" in last
    assert len(lines(*findings)) == len(lines(*findings[1:], configured=False)) == 1


def test_sentences_wrap_on_a_terminal() -> None:
    findings = [finding(severity=Severity.INFO)] * (MANY + 1)
    shown = lines(*findings, configured=False, view=View(False, False, 40))
    assert len(shown) > 2
    assert all(len(line) <= 40 for line in shown[1:])
