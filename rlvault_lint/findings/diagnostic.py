"""What a rule reports: a diagnostic, the places related to it, and its fix as data."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from rlvault_lint.text import Edit, Position, Span

TOP = Position(1, 1)
"""Where a file begins: the place of a finding about the whole of it, and of one that no report has placed yet."""


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


class Fix(NamedTuple):
    """A repair: what it does in a few words, the edits that do it, and how sure it is.

    `target` is the vault path of the file that the link it rewrites points to afterwards. Whoever makes the fix proves
    that; None where it rewrites no link, or leaves it pointing where it does.
    """

    title: str
    edits: tuple[Edit, ...]
    safety: Safety
    target: str | None = None


class Related(NamedTuple):
    """Another place that a finding speaks of, and what is there."""

    path: str
    span: Span
    message: str
    start: Position = TOP
    end: Position = TOP


class Diagnostic(NamedTuple):
    """One finding. An empty span at offset 0 means the whole file.

    `about` names what is judged where the text of the span may not tell one thing from another: the target of a link
    whose heading is missing, the note whose rating is in doubt. For what a rule is shown, links and properties, it is
    filled in; a finding is known by it, so it says nothing of lines. `start` and `end` are the lines and columns of the
    span; rules leave them alone, and the report fills them in. `cause` says what the change that is judged did to make
    this finding, as part of a sentence; empty if that is not known.
    """

    rule: str
    group: str
    path: str
    span: Span
    message: str
    severity: Severity
    related: tuple[Related, ...] = ()
    fix: Fix | None = None
    cause: str = ""
    about: str = ""
    start: Position = TOP
    end: Position = TOP

    @property
    def line(self) -> int:
        """The line that the finding starts on, from 1."""
        return self.start.line

    @property
    def column(self) -> int:
        """The column that the finding starts at, from 1, in code points."""
        return self.start.column

    @property
    def end_line(self) -> int:
        """The line of the place just behind the finding, from 1."""
        return self.end.line

    @property
    def end_column(self) -> int:
        """The column of the place just behind the finding, from 1, in code points."""
        return self.end.column
