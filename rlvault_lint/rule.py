"""The base class of rules: what every rule says of itself, and how it is shown what it judges."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, ClassVar

from rlvault_lint.findings.diagnostic import Diagnostic, Fix, Related, Severity
from rlvault_lint.note import Note
from rlvault_lint.text import Span
from rlvault_lint.vault.vault import Vault

GROUPS = ("link", "frontmatter", "arxiv", "rating", "moc", "text")


class Rule(ABC):
    """One check. It sees a note and the vault, yields diagnostics, and has no state but its options.

    The docstring of a rule has the sections What, Why, Example, Fix and Options; `rule NAME` and its page print it.
    """

    name: ClassVar[str]
    group: ClassVar[str]
    summary: ClassVar[str]
    severity: ClassVar[Severity]
    since: ClassVar[str]
    default: ClassVar[bool] = True
    """Whether the rule runs unless asked for."""
    canvas: ClassVar[bool] = False
    """Whether it judges `.canvas` files too, which have links and nothing else."""

    @dataclass(frozen=True, slots=True)
    class Options:
        """What the rule can be told; fields are made with `conventions.option`."""

    def __init__(self, options: Any = None, severity: Severity | None = None) -> None:
        """`options` is an instance of the rule's `Options`, None for the defaults; `severity` overrides the class's."""
        self.options = self.Options() if options is None else options
        self.severity_in_force = self.severity if severity is None else severity

    @abstractmethod
    def check(self, note: Note, vault: Vault) -> Iterator[Diagnostic]:
        """The findings in one note."""

    def diagnostic(
        self, note: Note, span: Span, message: str, *, related: Iterable[Related] = (), fix: Fix | None = None
    ) -> Diagnostic:
        """A finding of this rule at a place of `note`, with the severity in force."""
        return Diagnostic(self.name, self.group, note.path, span, message, self.severity_in_force, tuple(related), fix)
