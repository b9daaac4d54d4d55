"""The base class of rules: which severity a finding gets."""

from __future__ import annotations

import pytest

from rlvault_lint.plugin import Rule, Severity, Span
from rlvault_lint.reading.parse import parse


class _Sample(Rule):
    name, group, summary, severity, since = "sample", "link", "", Severity.ERROR, "0"


@pytest.mark.parametrize(
    ("by_settings", "of_finding", "expected"),
    [
        (None, None, Severity.ERROR),
        (None, Severity.INFO, Severity.INFO),
        (Severity.WARNING, None, Severity.WARNING),
        (Severity.WARNING, Severity.INFO, Severity.WARNING),
        (Severity.ERROR, Severity.INFO, Severity.ERROR),  # said, though it is the rule's own
    ],
)
def test_severity(by_settings: Severity | None, of_finding: Severity | None, expected: Severity) -> None:
    rule = _Sample(severity=by_settings)
    found = rule.diagnostic(parse("A.md", b""), Span(0, 0), "a fact: some advice", severity=of_finding)
    assert found.severity is expected
