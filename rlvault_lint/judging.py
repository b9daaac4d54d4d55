"""Shows rules what they look at, and collects what they find.

The tables that say which method is shown what are made once per run. Each judged link of a note is resolved once, and
a rule that nothing in a note concerns costs nothing there. What a rule does wrong is a failure of that rule alone.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from types import GeneratorType
from typing import Any, NamedTuple

from rlvault_lint.conventions import Conventions
from rlvault_lint.files.notes import ChangedError
from rlvault_lint.findings.diagnostic import Diagnostic, Fix, Related, Severity
from rlvault_lint.findings.suppress import Known, Suppressions
from rlvault_lint.note import Field, Link, Note, is_canvas, is_note
from rlvault_lint.patterns import matcher
from rlvault_lint.rule import Rule, Subject, subscribed
from rlvault_lint.text import Span
from rlvault_lint.vault.columns import column
from rlvault_lint.vault.status import Status, seen, statuses
from rlvault_lint.vault.vault import Vault
from rlvault_lint.wording import brief, said

Ignores = Sequence[tuple[str, frozenset[str]]]
"""Patterns of paths, each with the names of the rules that don't count there."""


class Failure(NamedTuple):
    """What a rule did wrong, as part of a sentence, and at which vault path; empty where it looked at the vault."""

    rule: Rule
    path: str
    problem: str


class Verdict(NamedTuple):
    """The findings, how many more were found that notes ask not to be told of, and what rules did wrong."""

    findings: list[Diagnostic]
    suppressed: int
    failures: list[Failure]


class Method(NamedTuple):
    """A method of a rule that is shown something."""

    rule: Rule
    call: Callable[..., Iterable[Diagnostic]]


class _Table:
    """Which methods are shown what in files of one kind. `by_statuses` are those of `links` by all that a link can be
    at once, each method once.
    """

    __slots__ = ("by_statuses", "entries", "links", "mocs", "notes", "problems", "properties", "unused")

    def __init__(self) -> None:
        self.links: dict[str, list[Method]] = {}
        self.problems: dict[str, list[Method]] = {}
        self.properties: dict[str, list[Method]] = {}
        self.entries: list[Method] = []
        self.mocs: list[Method] = []
        self.notes: list[Method] = []
        self.unused: list[Method] = []
        self.by_statuses: dict[tuple[Status, ...], tuple[Method, ...]] = {}

    def for_link(self, found: tuple[Status, ...]) -> tuple[Method, ...]:
        methods = self.by_statuses.get(found)
        if methods is None:
            shown = dict.fromkeys(method for status in found for method in self.links.get(status, ()))
            methods = self.by_statuses[found] = tuple(shown)
        return methods


class Judge:
    """The rules of one run, ready to be shown notes. `rules` has them by name, `failures` grows with what they do
    wrong, `suppressed` counts the findings that notes ask not to be told of.
    """

    def __init__(self, rules: Sequence[Rule], ignores: Ignores, conventions: Conventions) -> None:
        """Make the tables. `ignores` name the rules that don't count in some files."""
        self.failures: list[Failure] = []
        self.suppressed = 0
        self._conventions = conventions
        self.rules = {rule.name: rule for rule in rules}
        self._ignores = [(matcher((pattern,)), names) for pattern, names in ignores]
        self._tables: dict[tuple[bool, frozenset[str]], _Table] = {}
        self._of_vault: list[Method] = []
        self._of_note = [each for rule in rules for each in self._subscribed(rule)]

    def _subscribed(self, rule: Rule) -> Iterable[tuple[Subject, tuple[str, ...], Method]]:
        for name, subscription in subscribed(type(rule)).items():
            method = Method(rule, getattr(rule, name))
            if subscription.subject is Subject.VAULT:
                self._of_vault.append(method)
                continue
            which = subscription.which
            try:
                names = which if isinstance(which, tuple) else tuple(which(rule.options, self._conventions))
            except Exception as error:  # noqa: BLE001 - as in _call
                self.failures.append(Failure(rule, "", said(error)))
            else:
                yield subscription.subject, names, method

    def _table(self, path: str) -> _Table:
        """The table for a file: without the rules that don't count there, and for a canvas with those for canvases."""
        key = is_note(path), self._left_out(path)
        table = self._tables.get(key)
        if table is None:
            table = self._tables[key] = _Table()
            by_name = {Subject.LINK: table.links, Subject.PROBLEM: table.problems, Subject.PROPERTY: table.properties}
            whole = {
                Subject.ENTRY: table.entries,
                Subject.MOC: table.mocs,
                Subject.NOTE: table.notes,
                Subject.UNUSED: table.unused,
            }
            for subject, names, method in self._of_note:
                if self._counts(method.rule, *key):
                    for name in names:
                        by_name[subject].setdefault(name, []).append(method)
                    if subject in whole:
                        whole[subject].append(method)
        return table

    @staticmethod
    def _counts(rule: Rule, in_note: bool, left_out: frozenset[str]) -> bool:
        return (in_note or rule.canvas) and rule.name not in left_out

    def in_note(self, note: Note, vault: Vault) -> list[Diagnostic]:
        """What the rules find in one note or canvas, but for what they find by looking at the whole vault."""
        path = note.path
        table = self._table(path)
        found: list[Diagnostic] = []
        if table.problems:
            for problem in note.problems:
                if vault.comments or not problem.commented:
                    for method in table.problems.get(problem.kind, ()):
                        self._call(found, method, path, note, problem, vault)
        if table.properties:
            shown: set[str] = set()
            for prop in note.fields:
                if prop.key in table.properties and prop.key not in shown:
                    shown.add(prop.key)
                    for method in table.properties[prop.key]:
                        self._call(found, method, path, note, prop, vault)
        if table.links:
            for link, becomes in _links(note, vault, all_of_them=Status.FOUND in table.links):
                for method in table.for_link(becomes):
                    self._call(found, method, path, note, link, vault)
        if (table.mocs or table.entries) and vault.is_moc(note):
            for entry in note.entries if table.entries else ():
                for method in table.entries:
                    self._call(found, method, path, note, entry, vault)
            for method in table.mocs:
                self._call(found, method, path, note, vault)
        for method in table.notes:
            self._call(found, method, path, note, vault)
        return found

    def of_vault(self) -> Iterator[tuple[str, Method]]:
        """The methods that look at the whole vault, each with a name of its own."""
        return ((f"{method.rule.name}:{method.call.__name__}", method) for method in self._of_vault)

    def in_vault(self, method: Method, vault: Vault) -> list[Diagnostic]:
        """What a method finds by looking at the whole vault, wherever that is."""
        found: list[Diagnostic] = []
        self._call(found, method, "", vault)
        return found

    def counted(self, found: Iterable[Diagnostic], wanted: Collection[str]) -> Iterator[Diagnostic]:
        """Of the findings of `in_vault` those in the files at `wanted` where their rules count."""
        return (each for each in found if each.path in wanted and self._counts_at(each))

    def verdict(self, found: Iterable[Diagnostic], vault: Vault, wanted: Iterable[str], known: Known) -> Verdict:
        """What is left of all that was found in the files at `wanted` when their notes have asked not to be told of
        some. `known` says what the names in their directives mean.
        """
        asking = vault.gather(_directives)
        by_path: dict[str, list[Diagnostic]] = {path: [] for path in wanted if asking.get(path)}
        kept: list[Diagnostic] = []
        for each in found:
            by_path.get(each.path, kept).append(each)
        for path, of_note in by_path.items():
            kept += self._suppress(vault.notes[path], vault, of_note, known)
        return Verdict(kept, self.suppressed, self.failures)

    def _suppress(self, note: Note, vault: Vault, found: Sequence[Diagnostic], known: Known) -> list[Diagnostic]:
        """Of all that is `found` in a note, what its directives leave."""
        suppressions = Suppressions(note, known)
        left = suppressions.left(found)
        self.suppressed += len(found) - len(left)
        table = self._table(note.path)
        if table.unused:
            left_out = self._left_out(note.path)
            failed = {each.rule.name for each in self.failures}
            ran = {name for name, rule in self.rules.items() if self._counts(rule, is_note(note.path), left_out)}
            of_directives: list[Diagnostic] = []
            for unused in suppressions.unused(ran - failed, left_out):
                for method in table.unused:
                    self._call(of_directives, method, note.path, note, unused, vault)
            left += suppressions.left(of_directives)
        return left

    def _left_out(self, path: str) -> frozenset[str]:
        """The names of the rules that don't count in a file."""
        return frozenset[str]().union(*[names for matches, names in self._ignores if matches(path)])

    def _counts_at(self, found: Diagnostic) -> bool:
        rule = self.rules[found.rule]
        is_attachment = not is_note(found.path) and not is_canvas(found.path)
        in_note = rule.attachments if is_attachment else is_note(found.path)
        return self._counts(rule, in_note, self._left_out(found.path))

    def _call(self, found: list[Diagnostic], method: Method, path: str, *shown: Any) -> None:
        """Add to `found` what a method finds in what it is shown: something of the file at `path`, or if that is empty
        the vault.
        """
        try:
            result = method.call(*shown)
            # Nearly all are generators, and what else is iterable takes long to tell.
            if not isinstance(result, GeneratorType) and not _is_several(result):
                what = f"{method.call.__name__}() returns {brief(repr(result))} instead of findings"
                self.failures.append(Failure(method.rule, path, what))
                return
            for each in result:
                if flaw := _flaw(each, method.rule, path):
                    self.failures.append(Failure(method.rule, path, flaw))
                    return
                found.append(each if each.about else each._replace(about=_about(*shown)))
        except ChangedError:
            raise
        except (Exception, SystemExit) as error:  # noqa: BLE001 -- whatever a rule does, the others go on
            self.failures.append(Failure(method.rule, path, said(error)))


def _is_several(result: object) -> bool:
    return isinstance(result, Iterable) and not isinstance(result, Diagnostic)


def _about(*shown: Any) -> str:
    """What a finding is about that a method has made of what it was shown, as `Diagnostic.about` has it."""
    match shown:
        case (_, Link() as link, _):
            return link.target + link.subpath
        case (_, Field(key=key), _):
            return key
    return ""


def _links(note: Note, vault: Vault, *, all_of_them: bool) -> Iterable[tuple[Link, tuple[Status, ...]]]:
    """The judged links of a note with what becomes of them; those that simply find their file only if asked for."""
    if all_of_them:
        return ((link, statuses(vault, link, note.path)) for link in vault.links(note))
    return vault.derive(seen, note.path).others


def _flaw(found: object, rule: Rule, path: str) -> str:
    """What is wrong with a finding of a rule in the file at `path` (anywhere if empty); nothing, mostly."""
    if not isinstance(found, Diagnostic):
        return f"it yields {brief(repr(found))}, which is not a Diagnostic"
    if found.rule != rule.name:
        return f"it yields a finding of {found.rule!r}"
    if path and found.path != path:
        return f"it yields a finding in {found.path!r}, which only a method with @on_vault may"
    for name, value, type_ in (
        ("path", found.path, str),
        ("span", found.span, Span),
        ("message", found.message, str),
        ("severity", found.severity, Severity),
        ("fix", found.fix, Fix | None),
    ):
        if not isinstance(value, type_):
            return f"it yields a finding whose {name} is {brief(repr(value))}"
    wrong = next((each for each in found.related if not isinstance(each, Related)), None)
    return "" if wrong is None else f"it yields a finding with {brief(repr(wrong))}, which is not a Related"


def sentences(failures: Iterable[Failure]) -> list[str]:
    """One sentence for each rule that did something wrong: where first, what, and in how many other files as well."""
    by_rule: dict[str, list[Failure]] = {}
    for failure in sorted(failures, key=lambda each: (not each.path, each.path)):
        by_rule.setdefault(failure.rule.name, []).append(failure)
    return [_sentence(each[0].rule, each) for _, each in sorted(by_rule.items())]


def _sentence(rule: Rule, failures: list[Failure]) -> str:
    first, others = failures[0], len({each.path for each in failures}) - 1
    where = f" in {first.path!r}" if first.path else ""
    more = f" and in {others} more files" if others > 1 else " and in one more file" if others else ""
    if not rule.plugin:
        return f"the rule {rule.name!r} failed{where}{more} ({first.problem}): please report this to us"
    return (
        f"the rule {rule.name!r} of the plugin {rule.plugin!r} failed{where}{more} ({first.problem}): "
        "report this to its authors, or leave the rule out"
    )


def judge(vault: Vault, rules: Sequence[Rule], ignores: Ignores, wanted: Sequence[str], known: Known) -> Verdict:
    """The findings of `rules` in the files at `wanted`, note by note and then those of the whole vault, but for what
    notes ask not to be told of. `known` says what the names in their directives mean.
    """
    court = Judge(rules, ignores, vault.conventions)
    notes: Mapping[str, Note] = vault.notes
    found = [each for path in wanted if path in notes for each in court.in_note(notes[path], vault)]
    everywhere = frozenset(wanted)
    for _, method in court.of_vault():
        found += court.counted(court.in_vault(method, vault), everywhere)
    return court.verdict(found, vault, wanted, known)


@column
def _directives(note: Note, _: Conventions) -> int:
    return len(note.directives)
