from __future__ import annotations

from pathlib import Path

import pytest

from rlvault_lint.findings.diagnostic import Diagnostic, Fix, Safety, Severity
from rlvault_lint.findings.report import FAILED, FINDINGS, OK, Report, is_fixable
from rlvault_lint.text import Span


def finding(rule: str = "r", severity: Severity = Severity.ERROR, safety: Safety | None = None) -> Diagnostic:
    fix = Fix("t", (), safety) if safety else None
    return Diagnostic(rule, "link", "a.md", Span(0, 0), "m", severity, fix=fix)


def report(*active: Diagnostic, errors: tuple[str, ...] = (), fail_on: Severity = Severity.ERROR) -> Report:
    return Report(Path(), active, errors, 1, 0.0, fail_on, {})


@pytest.mark.parametrize(
    ("severity", "fail_on", "expected"),
    [
        (Severity.ERROR, Severity.ERROR, FINDINGS),
        (Severity.WARNING, Severity.ERROR, OK),
        (Severity.INFO, Severity.ERROR, OK),
        (Severity.ERROR, Severity.WARNING, FINDINGS),
        (Severity.WARNING, Severity.WARNING, FINDINGS),
        (Severity.INFO, Severity.WARNING, OK),
        (Severity.INFO, Severity.INFO, FINDINGS),
    ],
)
def test_exit_code(severity: Severity, fail_on: Severity, expected: int) -> None:
    assert report(finding(severity=severity), fail_on=fail_on).exit_code == expected
    assert report(finding(severity=Severity.INFO), finding(severity=severity), fail_on=fail_on).exit_code == expected


@pytest.mark.parametrize("fail_on", Severity)
def test_exit_code_without_findings(fail_on: Severity) -> None:
    assert report(fail_on=fail_on).exit_code == OK
    assert report(errors=("x",), fail_on=fail_on).exit_code == FAILED


def test_a_failed_run_outranks_findings() -> None:
    assert report(finding(), errors=("x",)).exit_code == FAILED


def test_by_rule_counts_most_first_then_by_name() -> None:
    counted = report(*map(finding, ["b", "c", "a", "c"])).by_rule()
    assert counted == [("c", 2), ("a", 1), ("b", 1)]


def test_by_severity_counts_gravest_first() -> None:
    severities = [Severity.INFO, Severity.ERROR, Severity.INFO]
    counted = report(*[finding(severity=severity) for severity in severities]).by_severity()
    assert list(counted.items()) == [(Severity.ERROR, 1), (Severity.INFO, 2)]


@pytest.mark.parametrize(
    ("safety", "expected"),
    [(None, False), (Safety.SAFE, True), (Safety.UNSAFE, True), (Safety.SUGGESTION, False)],
)
def test_fixable(safety: Safety | None, expected: bool) -> None:
    assert is_fixable(finding(safety=safety)) is expected
    assert report(finding(safety=safety), finding(safety=Safety.SAFE)).fixable == expected + 1
