"""Moving a note, an attachment or a folder: the links that have to be rewritten so that all point where they did."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import replace
from functools import cached_property
from typing import NamedTuple

from rlvault_lint.errors import RunError
from rlvault_lint.findings.diagnostic import Fix, Safety
from rlvault_lint.fixing.apply import apply, obstacle
from rlvault_lint.fixing.converge import Change
from rlvault_lint.note import Link, Note, is_note
from rlvault_lint.reading.parse import parse
from rlvault_lint.vault import anchors, relink
from rlvault_lint.vault.headings import subpath_parts
from rlvault_lint.vault.resolution import Ambiguous, Found, Missing, Resolution, normal
from rlvault_lint.vault.status import exact_target
from rlvault_lint.vault.vault import Vault
from rlvault_lint.wording import brief

_MOST_ROUNDS = 3


class MoveError(RunError):
    """A move that can't be made without harm. Nothing is changed."""


class Moved(NamedTuple):
    """What a move does to a vault.

    `paths` are the old and new paths of all files that move; `changes` name files by their new paths; `links` counts
    the links that are rewritten. `left` says, in sentences, which links will point elsewhere all the same.
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


def must_keep(links: Mapping[str, str], root: str, old: str, new: str) -> None:
    """Raises MoveError where a symbolic link would no longer point to what it points to. `links` are those in the vault
    at the full path `root`, each with what it says.
    """

    def moved(path: str) -> str:
        return new + path[len(old) :] if f"{path}/".startswith(f"{old}/") else path

    for path, text in links.items():
        place = moved(path)
        ends = [posixpath.normpath(posixpath.join(root, posixpath.dirname(each), text)) for each in (path, place)]
        inside = [end[len(root) + 1 :] if end.startswith(f"{root}/") else None for end in ends]
        before = ends[0] if inside[0] is None else moved(inside[0])
        if before != (ends[1] if inside[1] is None else inside[1]):
            raise MoveError(
                f'"{path}" is a symbolic link that would no longer point to "{text}": delete or move it first'
            )


def move(vault: Vault, read: Callable[[str], bytes], old: str, new: str, is_left: Callable[[str], bool]) -> Moved:
    """What it takes to give the file or folder at `old` the path `new`, so that every link leads where it led.

    Links keep their form and what readers see of them; one that would be taken for another file gets a longer form.
    `read` gives the bytes of a vault path; files that `is_left` names are not written, their links are told of. Raises
    MoveError where a link can't be kept.
    """
    paths = {path: new + path[len(old) :] for path in vault.files if path == old or path.startswith(f"{old}/")}
    job = _Move(vault, paths)
    changes: dict[str, Change] = {}
    left: list[str] = []
    count = 0
    after, fixes = job.after, job.fixes()
    # Where a heading holds a link that is rewritten, links to the heading have to be as well, and so on.
    for _ in range(_MOST_ROUNDS):
        for path, made in fixes.items():
            place = job.path(path)
            if is_left(path):
                left.append(
                    f'"{path}" is left as it is (the setting fix.leave): {_links(len(made))} in it will point elsewhere'
                )
            else:
                changes[place] = _changed(changes.get(place) or Change(place, read(path), read(path)), path, made)
                count += len(made)
        after = job.after.with_notes(parse(each.path, each.after) for each in changes.values())
        fixes = {path: made for path, made in job.lost(after).items() if not is_left(path)}
        if not fixes:
            break
    job.prove(after, {path for path in vault.notes if not is_left(path)})
    return Moved(paths, tuple(sorted(changes.values(), key=lambda each: each.path)), count, (*left, *job.left))


def _changed(change: Change, path: str, fixes: list[Fix]) -> Change:
    if why := obstacle(change.before):
        raise MoveError(f'the links in "{path}" can\'t be rewritten, as {why}')
    return change._replace(after=apply(change.after, [edit for fix in fixes for edit in fix.edits]))


class _Move:
    """The vault before and after the move, but for the links that have to be rewritten."""

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

    def fixes(self) -> dict[str, list[Fix]]:
        """What has to be rewritten, by the old paths of the notes. Raises MoveError where that can't be done."""
        found = ((path, list(self._fixes(note))) for path, note in sorted(self.before.notes.items()))
        return {path: fixes for path, fixes in found if fixes}

    def _fixes(self, old: Note) -> Iterator[Fix]:
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
                    f'"{brief(link.text)}" in "{old.path}" can\'t be made to point to "{wanted.path}": '
                    "change that link first, or choose another name"
                )
            yield fix

    def lost(self, after: Vault) -> dict[str, list[Fix]]:
        """What leads links back to headings whose text has changed with a link in it, by the old paths of the notes."""
        found: dict[str, list[Fix]] = {}
        for source, target, at in self._to_headings:
            note, path = after.notes[self.path(source)], self.path(target)
            old, new = self.before.notes[source].links[at], note.links[at]
            if after.subpath_ok(new.subpath, path) is False:
                heading = after.notes[path].headings[anchors.reached(self.before, target, old.subpath)]
                subpath = relink.heading_subpath(heading.text)
                if fix := relink.fix_subpath(note, new, subpath, Safety.SAFE, path):
                    found.setdefault(source, []).append(fix)
        return found

    @cached_property
    def _to_headings(self) -> list[tuple[str, str, int]]:
        """The links to one heading: in which note they are, to which they lead, and which of its links they are."""
        return [
            (source, target, at)
            for source, note in self.before.notes.items()
            for at, link in enumerate(note.links)
            if link.subpath and len(subpath_parts(link.subpath)) == 1
            for target in self.before.targets(link, source)[:1]
            if self.before.subpath_ok(link.subpath, target) and not link.subpath.startswith("#^")
        ]

    def _is_outdated(self, link: Link, source: str, place: str) -> bool:
        """Whether a link still leads where it should, but is out of date: it named a file that moves by its whole path,
        or in the very case of its name. `source` and `place` are the paths of its own note before and after the move.
        """
        found = self.before.resolve(link.target, source)
        if not link.target or not isinstance(found, Found) or found.path not in self.paths:
            return False
        path = self.paths[found.path]
        if "/" in link.target and link.target in (found.path, found.path[:-3]):
            return True
        was_exact = exact_target(link.target, found.path, posixpath.dirname(source)) == link.target
        return was_exact and exact_target(link.target, path, posixpath.dirname(place)) != link.target

    def prove(self, after: Vault, sources: Collection[str]) -> None:
        """Raises MoveError unless every link of the notes at `sources` is still there and leads where it should."""
        for path in sources:
            old, new = self.before.notes[path], after.notes[self.path(path)]
            if len(new.links) != len(old.links):
                raise MoveError(f'"{old.path}" would be read as something else with its links rewritten')
            for link, other in zip(old.links, new.links, strict=True):
                self._prove(after, old.path, link, other)

    def _prove(self, after: Vault, source: str, link: Link, other: Link) -> None:
        wanted, leads = self.wanted(link, source), after.resolve(other.target, self.path(source))
        if isinstance(wanted, Found) and leads != wanted:
            raise MoveError(f'"{brief(link.text)}" in "{source}" would point elsewhere')
        if isinstance(leads, Found) and after.subpath_ok(other.subpath, leads.path) is False:
            found = self.before.resolve(link.target, source)
            if isinstance(found, Found) and self.before.subpath_ok(link.subpath, found.path):
                raise MoveError(f'"{brief(link.text)}" in "{source}" would no longer find its heading: change it first')
        if normal(relink.displayed(link)) != normal(relink.displayed(other)):
            raise MoveError(f'"{brief(link.text)}" in "{source}" would look different')


def _links(count: int) -> str:
    return "1 link" if count == 1 else f"{count} links"
