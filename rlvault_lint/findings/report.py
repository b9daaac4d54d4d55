"""What a run found, counted, and the exit code that follows from it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from rlvault_lint.findings.diagnostic import TOP, Diagnostic, Safety, Severity
from rlvault_lint.findings.survey import Survey
from rlvault_lint.text import Lines, Position, Span

OK, FINDINGS, FAILED = 0, 1, 2


def is_fixable(diagnostic: Diagnostic) -> bool:
    """Whether a finding carries a fix that can be applied, which a mere suggestion can't."""
    return diagnostic.fix is not None and diagnostic.fix.safety is not Safety.SUGGESTION


class Comparison(NamedTuple):
    """What a report was compared with: the revision, and whether what is staged was judged; `older` counts the findings
    that were there already and are not shown.
    """

    revision: str
    staged: bool
    older: int


class Report(NamedTuple):
    """The outcome of one run.

    `active` are the findings, sorted by path and place; `errors` are sentences about what could not be done (a file
    that can't be read), `notices` about what was left aside; `checked` counts the files judged. `texts` are the
    texts of the files that findings speak of, as they were judged, by vault path: nothing is read again to show them.
    `fixed` are the findings that this run has fixed, or would have if it were to write; where it has, they are not
    among the active ones. `looked_at` counts what there was to judge; `configured` tells whether the vault has settings
    of its own. `compared` says what the active ones were compared with, if only new ones are shown. `known` counts
    those that the baseline knows, which are not shown either, and `gone` those of the baseline that are fixed;
    `suppressed` those that notes ask not to be told of.
    """

    root: Path
    active: tuple[Diagnostic, ...]
    errors: tuple[str, ...]
    checked: int
    seconds: float
    fail_on: Severity
    texts: Mapping[str, str]
    notices: tuple[str, ...] = ()
    fixed: tuple[Diagnostic, ...] = ()
    looked_at: Survey = Survey()
    configured: bool = True
    compared: Comparison | None = None
    known: int = 0
    gone: int = 0
    suppressed: int = 0

    def lines(self, path: str) -> Lines:
        """The line index of a file that a finding speaks of; one without text, such as an image, has one empty line."""
        return Lines(self.texts.get(path, ""))

    def by_rule(self) -> list[tuple[str, int]]:
        """How many findings each rule has, most first."""
        return _by_rule(self.active)

    def fixed_by_rule(self) -> list[tuple[str, int]]:
        """How many findings of each rule this run has fixed, most first."""
        return _by_rule(self.fixed)

    def by_severity(self) -> dict[Severity, int]:
        """How many findings of each severity there are, gravest first; severities without findings are left out."""
        counts = Counter(each.severity for each in self.active)
        return {severity: counts[severity] for severity in reversed(Severity) if counts[severity]}

    @property
    def fixable(self) -> int:
        """How many findings carry a fix that can be applied."""
        return sum(map(is_fixable, self.active))

    def fails(self, diagnostic: Diagnostic) -> bool:
        """Whether a finding is at or above `fail_on`."""
        return diagnostic.severity.rank >= self.fail_on.rank

    @property
    def exit_code(self) -> int:
        """2 where something could not be done, 1 with a finding at or above `fail_on`, else 0."""
        if self.errors:
            return FAILED
        return FINDINGS if any(map(self.fails, self.active)) else OK


def _by_rule(findings: Iterable[Diagnostic]) -> list[tuple[str, int]]:
    return sorted(Counter(each.rule for each in findings).items(), key=lambda pair: (-pair[1], pair[0]))


def paths_of(findings: Iterable[Diagnostic]) -> set[str]:
    """The vault paths of all files that findings speak of: their own, those of related places, those of edits."""
    paths: set[str] = set()
    for each in findings:
        paths.add(each.path)
        paths.update(related.path for related in each.related)
        paths.update(edit.path for edit in (each.fix.edits if each.fix else ()))
    return paths


def placed(findings: Iterable[Diagnostic], texts: Mapping[str, str]) -> Iterator[Diagnostic]:
    """The findings with the lines and columns of their spans in `texts`, and of the places related to them."""
    # Findings come file by file, so a few line indexes are enough.
    lines = lru_cache(maxsize=64)(lambda path: Lines(texts[path]))

    def position(path: str, offset: int) -> Position:
        return lines(path).position(offset) if offset and path in texts else TOP

    def ends(path: str, span: Span) -> tuple[Position, Position]:
        return position(path, span.start), position(path, span.end)

    for each in findings:
        start, end = ends(each.path, each.span)
        related = []
        for other in each.related:
            its_start, its_end = ends(other.path, other.span)
            related.append(other._replace(start=its_start, end=its_end))
        yield each._replace(start=start, end=end, related=tuple(related))
