"""The base class of rules: what a rule says of itself, and what it subscribes to.

A rule looks at links of a status, problems of a kind, properties of a name, entries of MOCs, whole MOCs, whole notes,
or the whole vault. It says so by decorating methods; `judging` shows it that and nothing else. Each method yields
diagnostics:

    @on_link(Status.MISSING)        def ...(self, note: Note, link: Link, vault: Vault)
    @on_problem(ProblemKind.X)      def ...(self, note: Note, problem: Problem, vault: Vault)
    @on_property("rating")          def ...(self, note: Note, field: Field, vault: Vault)
    @on_entry                       def ...(self, note: Note, entry: Entry, vault: Vault)
    @on_moc                         def ...(self, note: Note, vault: Vault)
    @on_note                        def ...(self, note: Note, vault: Vault)
    @on_vault                       def ...(self, vault: Vault)
    @on_unused                      def ...(self, note: Note, unused: Unused, vault: Vault)

What a method is shown is of the note that it is shown with, and its diagnostics are places in that note; what it wants
to know of other notes it asks the vault. Only `on_vault`, called once per run, may report at any note that is checked,
or, if the rule says `attachments = True`, at any other file.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import Enum
from typing import Any, ClassVar, NamedTuple, TypeVar

from rlvault_lint.conventions import Conventions
from rlvault_lint.findings.diagnostic import Diagnostic, Fix, Related, Severity
from rlvault_lint.findings.suppress import Unused
from rlvault_lint.note import Entry, Field, Link, Note, Problem, ProblemKind
from rlvault_lint.text import Span, bytes_shown
from rlvault_lint.vault.status import Status
from rlvault_lint.vault.vault import Vault

GROUPS = ("link", "frontmatter", "arxiv", "rating", "moc", "text")

Found = Iterable[Diagnostic]
PropertyNames = Callable[[Any, Conventions], Iterable[str]]
"""From a rule's options and the vault's conventions, the names of properties."""

Method = TypeVar("Method", bound=Callable[..., Found])
OfLink = TypeVar("OfLink", bound=Callable[[Any, Note, Link, Vault], Found])
OfProblem = TypeVar("OfProblem", bound=Callable[[Any, Note, Problem, Vault], Found])
OfProperty = TypeVar("OfProperty", bound=Callable[[Any, Note, Field, Vault], Found])
OfEntry = TypeVar("OfEntry", bound=Callable[[Any, Note, Entry, Vault], Found])
OfNote = TypeVar("OfNote", bound=Callable[[Any, Note, Vault], Found])
OfVault = TypeVar("OfVault", bound=Callable[[Any, Vault], Found])
OfUnused = TypeVar("OfUnused", bound=Callable[[Any, Note, Unused, Vault], Found])


class Subject(Enum):
    """What a method of a rule is shown."""

    LINK = "link"
    PROBLEM = "problem"
    PROPERTY = "property"
    ENTRY = "entry"
    MOC = "moc"
    NOTE = "note"
    VAULT = "vault"
    UNUSED = "unused"


class Subscription(NamedTuple):
    """What a method is shown, and which of these: statuses, kinds of problems, or names of properties."""

    subject: Subject
    which: tuple[str, ...] | PropertyNames = ()


_MARK = "rlvault_lint_subscription"


class Rule:
    """One check. It is shown what it subscribes to, yields diagnostics, and has no state but its options.

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
    attachments: ClassVar[bool] = False
    """Whether it has findings at files that are neither notes nor canvases, such as pictures (with `on_vault`)."""
    plugin: ClassVar[str] = ""
    """The package that it comes from, noted when it is loaded; empty for the built-in rules."""

    @dataclass(frozen=True, slots=True)
    class Options:
        """What the rule can be told; fields are made with `conventions.option`."""

    def __init__(self, options: Any = None, severity: Severity | None = None) -> None:
        """`options` is an instance of the rule's `Options`, None for the defaults; `severity` overrides the class's."""
        self.options = self.Options() if options is None else options
        self.severity_in_force = self.severity if severity is None else severity
        self._is_set = severity is not None

    def diagnostic(
        self,
        note: Note | str,
        span: Span,
        message: str,
        *,
        related: Iterable[Related] = (),
        fix: Fix | None = None,
        severity: Severity | None = None,
        cause: str = "",
        about: str = "",
    ) -> Diagnostic:
        """A finding of this rule at a place of `note`, which may be the vault path of a file that was not read.

        It has the rule's severity, or `severity` where this finding matters more or less than the rule's others do;
        what the settings say of the rule outweighs both. `about` names what is judged where the text at the place may
        not tell one thing from another; for a link or property that the rule is shown it need not be given.
        """
        in_force = self.severity_in_force if severity is None or self._is_set else severity
        shown = tuple(related)
        path = note if isinstance(note, str) else note.path
        return Diagnostic(self.name, self.group, path, span, bytes_shown(message), in_force, shown, fix, cause, about)


# --- subscribing ----------------------------------------------------------------------------------------------------


def on_link(*statuses: Status) -> Callable[[OfLink], OfLink]:
    """Show the method each judged link that has one of the statuses, once; `*Status` means every link."""
    return _marking(Subscription(Subject.LINK, statuses))


def on_problem(*kinds: ProblemKind) -> Callable[[OfProblem], OfProblem]:
    """Show the method the problems of these kinds that were met while reading; in comments only if those are judged."""
    return _marking(Subscription(Subject.PROBLEM, kinds))


def on_property(*names: str | PropertyNames) -> Callable[[OfProperty], OfProperty]:
    """Show the method the properties of these names: the first of each name in a note, as that is the one that counts.

    Instead of names there may be one function from the rule's options and the vault's conventions to the names.
    """
    if len(names) == 1 and callable(names[0]):
        return _marking(Subscription(Subject.PROPERTY, names[0]))
    return _marking(Subscription(Subject.PROPERTY, tuple(name for name in names if isinstance(name, str))))


def on_entry(method: OfEntry) -> OfEntry:
    """Show the method each entry of each MOC."""
    return _marking(Subscription(Subject.ENTRY))(method)


def on_moc(method: OfNote) -> OfNote:
    """Show the method each MOC as a whole."""
    return _marking(Subscription(Subject.MOC))(method)


def on_note(method: OfNote) -> OfNote:
    """Show the method each note as a whole."""
    return _marking(Subscription(Subject.NOTE))(method)


def on_vault(method: OfVault) -> OfVault:
    """Show the method the vault, once per run. Of its diagnostics those at files that are checked count."""
    return _marking(Subscription(Subject.VAULT))(method)


def on_unused(method: OfUnused) -> OfUnused:
    """Show the method what of a note's directives does nothing, once all other rules have judged the note."""
    return _marking(Subscription(Subject.UNUSED))(method)


def subscribed(rule: type[Rule]) -> dict[str, Subscription]:
    """What a rule looks at, by the name of the method that is shown it; its own methods before those of its bases."""
    found: dict[str, Subscription | None] = {}
    for place in rule.__mro__:
        for name, function in vars(place).items():
            found.setdefault(name, getattr(function, _MARK, None))
    return {name: subscription for name, subscription in found.items() if subscription is not None}


def _marking(subscription: Subscription) -> Callable[[Method], Method]:
    def mark(method: Method) -> Method:
        setattr(method, _MARK, subscription)
        return method

    return mark
