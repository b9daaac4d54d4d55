"""What a run found, counted, and the exit code that follows from it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from rlvault_lint.findings.diagnostic import Diagnostic, Safety, Severity
from rlvault_lint.text import Lines

OK, FINDINGS, FAILED = 0, 1, 2


def is_fixable(diagnostic: Diagnostic) -> bool:
    """Whether a finding carries a fix that can be applied, which a mere suggestion can't."""
    return diagnostic.fix is not None and diagnostic.fix.safety is not Safety.SUGGESTION


@dataclass(frozen=True, slots=True)
class Report:
    """The outcome of one run.

    `active` are the findings, sorted by path and place; `errors` are sentences about what could not be done (a file
    that can't be read), `notices` about what was left aside; `checked` counts the files judged. `lines` gives the line
    index of a vault path's text, for showing findings.
    """

    root: Path
    active: tuple[Diagnostic, ...]
    errors: tuple[str, ...]
    checked: int
    seconds: float
    fail_on: Severity
    lines: Callable[[str], Lines]
    notices: tuple[str, ...] = ()

    def by_rule(self) -> list[tuple[str, int]]:
        """How many findings each rule has, most first."""
        return sorted(Counter(each.rule for each in self.active).items(), key=lambda pair: (-pair[1], pair[0]))

    def by_severity(self) -> dict[Severity, int]:
        """How many findings of each severity there are, gravest first; severities without findings are left out."""
        counts = Counter(each.severity for each in self.active)
        return {severity: counts[severity] for severity in reversed(Severity) if counts[severity]}

    @property
    def fixable(self) -> int:
        """How many findings carry a fix that can be applied."""
        return sum(map(is_fixable, self.active))

    @property
    def exit_code(self) -> int:
        """2 where something could not be done, 1 with a finding at or above `fail_on`, else 0."""
        if self.errors:
            return FAILED
        return FINDINGS if any(each.severity.rank >= self.fail_on.rank for each in self.active) else OK
