"""Rounds of fixing, in memory: choose, apply, read again, prove, judge again, until nothing changes."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import NamedTuple

from rlvault_lint.errors import RunError
from rlvault_lint.findings.diagnostic import Diagnostic, Fix, Safety
from rlvault_lint.fixing import prove
from rlvault_lint.fixing.apply import apply, obstacle
from rlvault_lint.fixing.choose import choose
from rlvault_lint.reading.parse import parse
from rlvault_lint.text import Edit
from rlvault_lint.vault.vault import Vault

_MOST_ROUNDS = 20
# So many times the fixes of one note are tried out, where some of them can't be proved.
_MOST_TRIES = 200

Judge = Callable[[Vault], Sequence[Diagnostic]]


class FixError(RunError):
    """Fixes that never come to rest. Nothing is written."""


class Change(NamedTuple):
    """What fixing makes of the file at a vault path."""

    path: str
    before: bytes
    after: bytes


class Outcome(NamedTuple):
    """What came of all rounds.

    `vault` and `findings` are what is left once `changes` are made; `fixed` are the findings that are gone, with the
    places that they had when they were fixed. `refused` says, in sentences, which fixes were not made and why; `failed`
    which files could not be fixed, though they should have been.
    """

    vault: Vault
    findings: tuple[Diagnostic, ...]
    changes: tuple[Change, ...]
    fixed: tuple[Diagnostic, ...]
    refused: tuple[str, ...]
    failed: tuple[str, ...]


def converge(
    vault: Vault,
    findings: Sequence[Diagnostic],
    judge: Judge,
    read: Callable[[str], bytes],
    allowed: Collection[Safety],
    may_edit: Callable[[str], bool],
) -> Outcome:
    """Make the fixes of `findings` that are `allowed`, and those of what is found then, until nothing changes.

    `judge` gives the findings of a vault, `read` the bytes of a vault path; only files that `may_edit` are changed, and
    of these none for which `read` raises a RunError. Raises FixError where fixes undo each other.
    """
    desk = _Desk(vault, read)
    fixed: list[Diagnostic] = []
    for _ in range(_MOST_ROUNDS):
        desk.refused.clear()
        chosen = choose(findings, allowed, lambda path: may_edit(path) and desk.can_edit(path))
        done = desk.make(chosen)
        if not done:
            changes = sorted(desk.changes(), key=lambda each: each.path)
            return Outcome(
                desk.vault, tuple(findings), tuple(changes), tuple(fixed), desk.sentences(), tuple(desk.failed)
            )
        fixed += done
        findings = judge(desk.vault)
    rules = sorted({each.rule for each in done})
    raise FixError(f'the fixes of {", ".join(rules)} undo each other in "{done[0].path}": use --ignore on one of them')


class _Desk:
    """The texts under work: what they were, what they are, and the vault as they make it."""

    def __init__(self, vault: Vault, read: Callable[[str], bytes]) -> None:
        self.vault = vault
        self.read = read
        self.before: dict[str, bytes] = {}
        self.now: dict[str, bytes] = {}
        self.obstacles: dict[str, str] = {}
        self.failed: list[str] = []
        self.refused: list[tuple[Diagnostic, str]] = []

    def can_edit(self, path: str) -> bool:
        """Whether a file can be edited at all; if not, why is kept."""
        if path not in self.before and path not in self.obstacles:
            try:
                data = self.read(path)
                if parse(path, data).digest != self.vault.notes[path].digest:
                    raise RunError(
                        f'"{path}" was changed while rlvault-lint was running: it was left as it was, run again'
                    )
            except RunError as error:
                self.failed.append(str(error))
                self.obstacles[path] = ""
                return False
            self.before[path] = self.now[path] = data
            self.obstacles[path] = obstacle(data)
        return path in self.before and not self.obstacles[path]

    def changes(self) -> Iterable[Change]:
        """What has changed since the beginning."""
        return (Change(path, old, self.now[path]) for path, old in self.before.items() if self.now[path] != old)

    def sentences(self) -> tuple[str, ...]:
        """Which files were left alone, and which fixes."""
        files = [f'"{path}" was not fixed, as {why}' for path, why in sorted(self.obstacles.items()) if why]
        return (*files, *(f'"{each.path}": a fix of {each.rule} was left out, as {why}' for each, why in self.refused))

    def make(self, chosen: Sequence[Diagnostic]) -> list[Diagnostic]:
        """Make the fixes of one round that can be proved, and take back the others; the findings that are fixed."""
        links = prove.incoming(self.vault) if chosen else {}
        return [each for group in _connected(chosen) for each in self._settle(group, links)]

    def _settle(self, group: Sequence[Diagnostic], links: prove.Incoming) -> list[Diagnostic]:
        """Make all fixes of a group, or if that goes wrong, as many as can be made, halving it again and again."""
        made: list[Diagnostic] = []
        state: tuple[Vault, dict[str, bytes]] = self.vault, {}
        parts, tries = [list(group)], _MOST_TRIES
        while parts and tries:
            part, tries = parts.pop(), tries - 1
            after, texts, why = self._try([*made, *part], links)
            if not why:
                made, state = [*made, *part], (after, texts)
            elif len(part) == 1:
                self.refused.append((part[0], why))
            else:
                parts += [part[len(part) // 2 :], part[: len(part) // 2]]
        self.refused += [(each, "too many others had to be left out") for part in parts for each in part]
        self.vault = state[0]
        self.now |= state[1]
        return made

    def _try(self, group: Sequence[Diagnostic], links: prove.Incoming) -> tuple[Vault, dict[str, bytes], str]:
        """The vault with the fixes of a group made, the texts that they change, and what is wrong with that."""
        fixes = [each.fix for each in group if each.fix]
        texts = {path: apply(self.now[path], edits) for path, edits in _by_path(fixes).items()}
        after = self.vault.with_notes(parse(path, data) for path, data in texts.items())
        return after, texts, prove.flaw(self.vault, after, fixes, links)


def _by_path(fixes: Iterable[Fix]) -> Mapping[str, list[Edit]]:
    edits: dict[str, list[Edit]] = {}
    for fix in fixes:
        for edit in fix.edits:
            edits.setdefault(edit.path, []).append(edit)
    return edits


def _connected(chosen: Sequence[Diagnostic]) -> list[list[Diagnostic]]:
    """`chosen` in groups that have no file in common: each is made, or taken back, for itself."""
    joined: dict[str, str] = {}

    def first(path: str) -> str:
        while joined.setdefault(path, path) != path:
            joined[path] = joined[joined[path]]
            path = joined[path]
        return path

    for each in chosen:
        for edit in each.fix.edits if each.fix else ():
            joined[first(edit.path)] = first(each.path)
    groups: dict[str, list[Diagnostic]] = {}
    for each in chosen:
        groups.setdefault(first(each.path), []).append(each)
    return list(groups.values())
