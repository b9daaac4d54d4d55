"""What a rule reports: a diagnostic, the places related to it, and its fix as data."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from rlvault_lint.text import Edit, Span


class Severity(StrEnum):
    """How much a finding matters, least first."""

    INFO = "info"
    WARNING = "warning"
    ERROR = "error"

    @property
    def rank(self) -> int:
        """0 for info, 1 for warning, 2 for error."""
        return list(Severity).index(self)


class Safety(StrEnum):
    """Whether a fix may be applied: SAFE means the same, UNSAFE is probably meant, SUGGESTION is only shown."""

    SAFE = "safe"
    UNSAFE = "unsafe"
    SUGGESTION = "suggestion"


@dataclass(frozen=True, slots=True)
class Fix:
    """A repair: what it does in a few words, the edits that do it, and how sure it is."""

    title: str
    edits: tuple[Edit, ...]
    safety: Safety


@dataclass(frozen=True, slots=True)
class Related:
    """Another place that a finding speaks of, and what is there."""

    path: str
    span: Span
    message: str


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One finding. An empty span at offset 0 means the whole file."""

    rule: str
    group: str
    path: str
    span: Span
    message: str
    severity: Severity
    related: tuple[Related, ...] = ()
    fix: Fix | None = None
