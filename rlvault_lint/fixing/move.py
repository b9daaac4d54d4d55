"""Moving a note, an attachment or a folder: which links have to be written anew so that all lead where they led."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

from rlvault_lint.errors import RunError
from rlvault_lint.findings.diagnostic import Fix, Safety
from rlvault_lint.fixing.apply import apply, obstacle
from rlvault_lint.fixing.converge import Change
from rlvault_lint.note import Link, Note, is_note
from rlvault_lint.reading.parse import parse
from rlvault_lint.vault import relink
from rlvault_lint.vault.resolution import Ambiguous, Found, Missing, Resolution, normal
from rlvault_lint.vault.status import exact_target
from rlvault_lint.vault.vault import Vault
from rlvault_lint.wording import brief


class MoveError(RunError):
    """A move that can't be made without harm. Nothing is changed."""


@dataclass(frozen=True, slots=True)
class Moved:
    """What a move does to a vault.

    `paths` are the old and new paths of all files that move; `changes` name files by their new paths; `links` counts
    the links that are written anew. `left` says, in sentences, which links will lead elsewhere all the same.
    """

    paths: Mapping[str, str]
    changes: tuple[Change, ...]
    links: int
    left: tuple[str, ...]


def destination(vault: Vault, old: str, new: str, is_folder: Callable[[str], bool]) -> str:
    """The vault path that `old` gets when it is moved to `new`: below it, if that is a folder, as with `mv`.

    Raises MoveError where that can't be.
    """
    is_change_of_case = old != new and normal(old).casefold() == normal(new).casefold()
    if is_folder(new) and not is_change_of_case:
        new = posixpath.join(new, posixpath.basename(old))
    folder = posixpath.dirname(new)
    if new == old:
        raise MoveError(f'"{old}" has that path already: nothing to move')
    if f"{new}/".startswith(f"{old}/"):
        raise MoveError(f'"{old}" can\'t be moved into itself')
    if any(part.startswith(".") for part in new.split("/")):
        raise MoveError(f'"{new}" is hidden: Obsidian would not see it there')
    if folder and not is_folder(folder):
        raise MoveError(f'there is no folder "{folder}": make it first')
    if (new in vault.files or is_folder(new)) and not is_change_of_case:
        raise MoveError(f'"{new}" is there already: nothing is overwritten')
    if is_note(old) and old in vault.files and not is_note(new):
        raise MoveError(f'"{new}" is not the name of a note: write "{new}.md"')
    return new


def move(vault: Vault, read: Callable[[str], bytes], old: str, new: str, is_left: Callable[[str], bool]) -> Moved:
    """What it takes to give the file or folder at `old` the path `new`, so that every link leads where it led.

    Links keep their form and what readers see of them; one that would be taken for another file gets a longer form.
    `read` gives the bytes of a vault path; files that `is_left` names are not written, their links are told of. Raises
    MoveError where a link can't be kept.
    """
    paths = {path: new + path[len(old) :] for path in vault.files if path == old or path.startswith(f"{old}/")}
    job = _Move(vault, paths)
    changes, left = [], []
    count = 0
    for path, note in sorted(vault.notes.items()):
        fixes = list(job.fixes(note))
        if fixes and is_left(path):
            left.append(
                f'"{path}" is left as it is (the setting fix.leave): {_links(len(fixes))} in it will lead elsewhere'
            )
        elif fixes:
            changes.append(_change(read, path, job.path(path), fixes))
            count += len(fixes)
    after = job.after.with_notes(parse(each.path, each.after) for each in changes)
    job.prove(after, {each.path for each in changes})
    return Moved(paths, tuple(changes), count, (*left, *job.left))


def _change(read: Callable[[str], bytes], path: str, new: str, fixes: list[Fix]) -> Change:
    data = read(path)
    if why := obstacle(data):
        raise MoveError(f'the links in "{path}" can\'t be rewritten, as {why}')
    return Change(new, data, apply(data, [edit for fix in fixes for edit in fix.edits]))


class _Move:
    """The vault before and after the move, but for the links that have to be written anew."""

    def __init__(self, vault: Vault, paths: Mapping[str, str]) -> None:
        self.before, self.paths = vault, paths
        self.after = vault.with_files(
            [replace(note, path=self.path(note.path)) for note in vault.notes.values()], map(self.path, vault.files)
        )
        self.left: list[str] = []

    def path(self, old: str) -> str:
        """The path that a file has after the move."""
        return self.paths.get(old, old)

    def wanted(self, link: Link, source: str) -> Resolution:
        """Where a link of the file that was at `source` has to lead after the move."""
        match self.before.resolve(link.target, source):
            case Found(path):
                return Found(self.path(path))
            case Ambiguous(paths):
                return Ambiguous(tuple(sorted(map(self.path, paths))))
            case other:
                return other

    def fixes(self, old: Note) -> Iterator[Fix]:
        """What has to be written anew in a note. Raises MoveError where that can't be done."""
        note = self.after.notes[self.path(old.path)]
        for link in old.links:
            wanted = self.wanted(link, old.path)
            leads_there = self.after.resolve(link.target, note.path) == wanted
            if isinstance(wanted, Missing) or (leads_there and not self._is_outdated(link, old.path, note.path)):
                continue
            if isinstance(wanted, Ambiguous):
                self.left.append(f'"{brief(link.text)}" in "{old.path}" could mean several files, and still will')
                continue
            fix = relink.fix_target(self.after, note, link, wanted.path, Safety.SAFE)
            if fix is None:
                raise MoveError(
                    f'"{brief(link.text)}" in "{old.path}" can\'t be made to lead to "{wanted.path}": '
                    "change that link first, or choose another name"
                )
            yield fix

    def _is_outdated(self, link: Link, source: str, place: str) -> bool:
        """Whether a link that leads where it should is no longer written as it was: it gave the whole path of a file
        that now has another, or its name in the right case. `source` and `place` are where the link was and is.
        """
        found = self.before.resolve(link.target, source)
        if not link.target or not isinstance(found, Found) or found.path not in self.paths:
            return False
        path = self.paths[found.path]
        if "/" in link.target and link.target in (found.path, found.path[:-3]):
            return True
        was_exact = exact_target(link.target, found.path, posixpath.dirname(source)) == link.target
        return was_exact and exact_target(link.target, path, posixpath.dirname(place)) != link.target

    def prove(self, after: Vault, written: set[str]) -> None:
        """Raises MoveError unless every link of the files at `written` is still there and leads where it should."""
        for old in self.before.notes.values():
            path = self.path(old.path)
            if path not in written:
                continue
            new = after.notes[path]
            if len(new.links) != len(old.links):
                raise MoveError(f'"{old.path}" would be read as something else with its links rewritten')
            for link, other in zip(old.links, new.links, strict=True):
                wanted = self.wanted(link, old.path)
                leads = after.resolve(other.target, path)
                if (isinstance(wanted, Found) and leads != wanted) or link.subpath != other.subpath:
                    raise MoveError(f'"{brief(link.text)}" in "{old.path}" would lead elsewhere')
                if normal(relink.displayed(link)) != normal(relink.displayed(other)):
                    raise MoveError(f'"{brief(link.text)}" in "{old.path}" would look different')


def _links(count: int) -> str:
    return "1 link" if count == 1 else f"{count} links"
