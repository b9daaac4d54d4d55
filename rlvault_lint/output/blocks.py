"""Findings as people read them: one cause is one thing, below the note that it is in, and the worst comes last.

A cause is what one rule says in the same words. Where it is met in several notes, it stands on its own, and names them.
Formats for programs don't group: there every place is a finding.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from rlvault_lint.findings.diagnostic import Diagnostic, Safety
from rlvault_lint.wording import plural


class Cause(NamedTuple):
    """Findings that say the same, by path and place; never empty."""

    findings: tuple[Diagnostic, ...]

    @property
    def first(self) -> Diagnostic:
        """The finding that is shown; the others are only named."""
        return self.findings[0]

    def by_note(self) -> dict[str, list[Diagnostic]]:
        """The findings by the path of their note."""
        notes: dict[str, list[Diagnostic]] = {}
        for each in self.findings:
            notes.setdefault(each.path, []).append(each)
        return notes


class Head(NamedTuple):
    """What is told together: the causes in one note, by place, or one cause that is met in several notes."""

    paths: tuple[str, ...]
    causes: tuple[Cause, ...]

    @property
    def title(self) -> str:
        """What is told of several notes: how many they are, or what happened and is the cause of it all."""
        findings = [each for cause in self.causes for each in cause.findings]
        happened = findings[0].cause
        if not happened:
            return f"In {len(self.paths)} notes"
        safe = sum(each.fix is not None and each.fix.safety is Safety.SAFE for each in findings)
        if safe:
            return f"{happened}: --fix points {plural(safe, 'link')} to it"
        return f"{happened}, and linked from {plural(len(self.paths), 'note')}"

    @property
    def rank(self) -> int:
        """The rank of its worst finding's severity."""
        return max(cause.first.severity.rank for cause in self.causes)

    @property
    def number(self) -> int:
        """How many findings there are below it."""
        return sum(len(cause.findings) for cause in self.causes)


def heads(findings: Iterable[Diagnostic]) -> list[Head]:
    """The findings of a report, which are sorted by path and place, as heads: the least severe first, then by path; of
    the same severity, those of several notes come last.
    """
    same: dict[tuple[str, str, str], list[Diagnostic]] = {}
    for each in findings:
        key = ("", "", each.cause) if each.cause else (each.rule, each.severity, each.message)
        same.setdefault(key, []).append(each)
    notes: dict[str, list[Cause]] = {}
    found: list[Head] = []
    for group in same.values():
        cause = Cause(tuple(group))
        by_note = cause.by_note()
        if len(by_note) > 1 or cause.first.cause:
            found.append(Head(tuple(by_note), (cause,)))
        else:
            notes.setdefault(cause.first.path, []).append(cause)
    for path, causes in notes.items():
        found.append(Head((path,), tuple(sorted(causes, key=lambda cause: (cause.first.span, cause.first.rule)))))
    return sorted(found, key=lambda head: (head.rank, len(head.paths), head.paths))
