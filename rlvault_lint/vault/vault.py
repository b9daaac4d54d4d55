"""The vault: all notes and all other files' paths, and the answers to questions about them.

Holds Obsidian's link resolution (`resolve`), headings and blocks (`subpath_ok`), backlinks, and which notes are MOCs.
It never judges and never reads a file.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Set
from copy import copy
from typing import Any, TypeVar, TypeVarTuple

from rlvault_lint.commits import Past
from rlvault_lint.conventions import Conventions
from rlvault_lint.files.notes import Values
from rlvault_lint.files.obsidian import Periodic
from rlvault_lint.note import Link, Note, is_note
from rlvault_lint.reading.damage import is_garbled
from rlvault_lint.vault.backlinks import pointing
from rlvault_lint.vault.columns import Column, Index, entries
from rlvault_lint.vault.headings import Places, has_chain, places, strip_heading, subpath_parts
from rlvault_lint.vault.mocs import NO_MOC, mocs, standing
from rlvault_lint.vault.resolution import Ambiguous, Found, Resolution, Resolver, fold, looked_up
from rlvault_lint.vault.watch import (
    IGNORED,
    PAST,
    Asked,
    Watch,
    WatchedNotes,
    WatchedPaths,
    entry,
    in_short,
    name_of_function,
    question,
)

_UNDECODABLE = re.compile("[\udc80-\udcff]")

T = TypeVar("T")
Ts = TypeVarTuple("Ts")


class Vault:
    """All that is known of one vault. Immutable; answers that cost something are computed once."""

    def __init__(
        self,
        notes: Iterable[Note] | Mapping[str, Note],
        files: Iterable[str],
        *,
        conventions: Conventions | None = None,
        checked: Collection[str] | None = None,
        comments: bool = False,
        property_types: Mapping[str, str] | None = None,
        link_format: str = "shortest",
        past: Past | None = None,
        obsidian: bool = True,
        periodic: Collection[Periodic] = (),
        git_ignored: Callable[[str], bool] | None = None,
        before: Vault | None = None,
        on_disk: Callable[[], Iterable[str]] | None = None,
        oversized: Mapping[str, str] | None = None,
        outside: Collection[str] = (),
        attachment_folder: str = "",
        columns: tuple[Column, ...] = (),
        values: Values | None = None,
    ) -> None:
        """`notes` are all parsed files, canvases among them, or these by vault path; `files` are the vault paths of
        everything that can be linked to, notes included. `checked` names the files to judge, all notes if None. With
        `comments`, links inside `%% … %%` are judged too. `property_types` is what Obsidian keeps in
        `.obsidian/types.json`, `link_format` its setting "New link format": how links are written, not how they are
        read. `past` is what is known of earlier times; it is asked only if a link is broken. `obsidian` says whether
        the vault is one of Obsidian's at all; `periodic` are the folders and formats of names of its daily (weekly,
        ...) notes; `git_ignored` tells of any vault path whether git ignores, or would ignore, a file there. `before`
        is the vault as it was before the change that is judged, if one is; `on_disk` tells which files the disk has, if
        what is judged is what git has. `oversized` are the files too large to be read, each with that as a sentence;
        `outside` are the symbolic links to folders outside the vault, of which nothing else is known;
        `attachment_folder` is the one that Obsidian puts new attachments in. `values` are what the `columns` make of
        notes, as far as that is known.
        """
        self.notes = notes if isinstance(notes, Mapping) else {note.path: note for note in notes}
        self.files: Set[str] = frozenset(files) | frozenset(self.notes)
        self.conventions = conventions or Conventions()
        self.checked: Set[str] = frozenset(self.notes if checked is None else checked)
        self.comments = comments
        self.property_types: Mapping[str, str] = property_types or {}
        self.link_format = link_format
        self._past = past
        self.obsidian = obsidian
        self.periodic = tuple(periodic)
        self._git_ignored = git_ignored or _none_ignored
        self.before = before
        self.on_disk = on_disk
        self.oversized: Mapping[str, str] = {} if oversized is None else oversized
        self.outside: frozenset[str] = frozenset(outside)
        self.attachment_folder = attachment_folder
        self._places = {function: index for index, function in enumerate(columns)}
        self._values = values
        self._edited: frozenset[str] = frozenset()
        """The notes of which `values` no longer tell anything."""
        self._resolver = Resolver(self.files)
        self._derived: dict[tuple[Any, ...], tuple[Any, Iterable[str]]] = {}
        self._kept: dict[Callable[[Vault], Any], Any] = {}
        self._expected: dict[Callable[..., Any], Callable[..., tuple[Any, Iterable[str]] | None]] = {}
        self._watch: Watch | None = None
        self._columns: Mapping[str, Mapping[str, Any]] = {}

    def with_notes(self, notes: Iterable[Note]) -> Vault:
        """The same vault with these notes in the places of those at their paths: what was edited, read again."""
        other = copy(self)
        edited = {note.path: note for note in notes}
        other.notes = {**self.notes, **edited}
        other._edited = self._edited.union(edited)
        other._derived, other._expected = {}, {}
        return other

    def with_files(self, notes: Iterable[Note], files: Iterable[str]) -> Vault:
        """The same vault with all its notes and files at other paths: what it is after a move."""
        other = self.with_notes(())
        other.notes, other._values = {note.path: note for note in notes}, None
        other.files = frozenset(files)
        other._resolver = Resolver(other.files)
        other._kept = {}
        return other

    def watched(self, watch: Watch, columns: Mapping[str, Mapping[str, Any]]) -> Vault:
        """The same vault, which notes in `watch` what its answers rest on. `columns` are what `gather` is known to
        find, by the function's name.
        """
        other = copy(self)
        other._watch, other._columns, other._derived, other._kept, other._expected = watch, columns, {}, {}, {}
        other.notes = WatchedNotes(self.notes, watch)
        other.files = WatchedPaths(frozenset(self.files), watch)
        other.checked = WatchedPaths(frozenset(self.checked), watch)
        return other

    def git_ignored(self, path: str) -> bool:
        """Whether git ignores, or would ignore, a file at a vault path."""
        return self.ask(_is_git_ignored, path)

    @property
    def past(self) -> Past | None:
        """What is known of earlier times."""
        if self._watch:
            self._watch.on(PAST)
        return self._past

    def derive(self, function: Callable[[Vault, *Ts], T], *args: *Ts) -> T:
        """`function(self, *args)`, computed once per run: what rules that compare notes build their index with."""
        key = (function, args)
        found = self._derived.get(key)
        watch = self._watch
        if found is None and function in self._expected and (found := self._expected[function](*args)):
            self._derived[key] = found
        if found is None:
            if watch is None:
                found = self._derived[key] = function(self, *args), ()
            else:
                with watch.frame() as rests_on:
                    value = function(self, *args)
                found = self._derived[key] = value, in_short(rests_on)
        if watch is not None:
            watch.on_all(found[1])
        answer: T = found[0]
        return answer

    def ask(self, function: Callable[[Vault, *Ts], T], *args: *Ts) -> T:
        """`function(self, *args)`, as `derive` has it, of a function of a module and plain values: a question about
        many notes, whose answer seldom changes when one of them does. A later run judges what rests on the answer
        again only if it is another one.
        """
        watch = self._watch
        if watch is None:
            return self.derive(function, *args)
        thing = question(function, args)
        found = self._derived.get((function, args))
        if found is None or thing not in watch.asked:
            with watch.frame():
                self.derive(function, *args)
            found = self._derived[function, args]
            watch.asked[thing] = Asked(name_of_function(function), args, tuple(found[1]), found[0])
        watch.on(thing)
        answer: T = found[0]
        return answer

    def answer(self, function: Callable[[Vault, *Ts], T], *args: *Ts, value: T, rests_on: Iterable[str] = ()) -> None:
        """Take `value` for what `derive` would find: an earlier run has, and it still holds."""
        self._derived[function, args] = value, rests_on

    def expect(self, function: Callable[..., T], known: Callable[..., tuple[T, Iterable[str]] | None]) -> None:
        """Ask `known` what `derive` would find, and what that rests on, before it is worked out."""
        self._expected[function] = known

    def gather(self, function: Callable[[Note, Conventions], T]) -> Mapping[str, T]:
        """What `function` makes of each note, by vault path, sorted: one column of the tables that notes are compared
        by. It has to be a function of a module, and to make plain values (texts, numbers, None, and tuples of these).
        """
        watch = self._watch
        if watch is None:
            return self.derive(_gathered, function)
        with watch.frame():
            column = self.derive(_gathered, function)
        name = name_of_function(function)
        watch.columns[name] = function
        watch.on(f"c{name}")
        return column

    def look_up(self, index: Index, key: str) -> list[str]:
        """What an index has under a key, in the order of paths, each once."""
        watch = self._watch
        if watch is None:
            return self.derive(_entries, index).get(key, [])
        watch.indexes.add(index.name)
        watch.on(entry(index.name, key))
        if watch.is_absent(index.name, key):
            return []
        with watch.frame():
            table = watch.tables[index.name] = self.derive(_entries, index)
        found: list[str] = table.get(key, [])
        return found

    def judged_of(self, function: Callable[[Note, Conventions], T]) -> Iterator[tuple[str, T]]:
        """What `gather` says of the notes whose content is judged, each with its vault path, in the order of paths."""
        values = self.gather(function)
        return ((path, values[path]) for path in self.derive(judged_paths))

    def judged_under(self, index: Index, keys: Iterable[str]) -> Iterable[tuple[str, Any]]:
        """What `judged_of` says of the column of an index, for an answer that rests on nothing but what the index has
        under these `keys`.
        """
        assert index.column is not None  # noqa: S101 -- an index of notes
        watch = self._watch
        if watch is None:
            return self.judged_of(index.column)
        with watch.frame():
            found = list(self.judged_of(index.column))
        watch.indexes.add(index.name)
        watch.on_all(entry(index.name, key) for key in keys)
        return found

    def keep(self, function: Callable[[Vault], T]) -> T:
        """`function(self)`, computed once for this vault and all that `with_notes` makes of it: for what is known of
        the past, which costs much and doesn't depend on what the notes say now.
        """
        if function not in self._kept:
            if self._watch is None:
                self._kept[function] = function(self)
            else:
                with self._watch.frame():
                    self._kept[function] = function(self)
        if self._watch is not None:
            self._watch.on(PAST)
        value: T = self._kept[function]
        return value

    def judged(self) -> Iterator[Note]:
        """The notes whose content is judged, sorted by path, without canvases."""
        return (self.notes[path] for path in self.derive(judged_paths))

    def links(self, note: Note) -> list[Link]:
        """The links of a note that rules judge: not those in comments unless asked for, and none that hold bytes which
        are not UTF-8 or text decoded wrongly, since what they say can't be known (the encoding itself is reported).
        """
        links = note.links if self.comments else [link for link in note.links if not link.commented]
        return [link for link in links if link.text.isascii() or not _is_unknown(note, link)]

    # --- resolution -------------------------------------------------------------------------------------------------

    def resolve(self, target: str, source: str) -> Resolution:
        """What a link's target means in the file at the vault path `source` (`Resolver.resolve`)."""
        if self._watch is not None:
            self._watch.on(f"n{looked_up(target, source)}")
        return self._resolver.resolve(target, source)

    def looked_up(self, target: str, source: str) -> str:
        """The name of the files that `resolve` looks up, as names are compared, with `.md` or without."""
        name = looked_up(target, source)
        if self._watch is not None:
            self._watch.on(f"n{name}")
        return name

    def means_one(self, target: str) -> bool:
        """Whether a target is known to mean the same wherever it stands, but in a canvas."""
        return self._watch is None and self._resolver.means_one(target)

    def fitting(self, target: str) -> tuple[str, ...]:
        """All files whose path ends with a target, of which `resolve` chooses; not for `./`, `../` and `/`."""
        if self._watch is not None:
            self._watch.on(f"n{looked_up(target, '')}")
        return self._resolver.fitting(target)

    def named(self, name: str) -> tuple[str, ...]:
        """All files of that name, with or without `.md`, in whatever folder; case and Unicode form don't count."""
        if self._watch is not None:
            self._watch.on(f"n{fold(name)}")
        return self._resolver.named(name)

    # --- headings and blocks ----------------------------------------------------------------------------------------

    def subpath_ok(self, subpath: str, path: str) -> bool | None:
        """Whether a subpath (`#Heading`, `#A#B`, `#^block`) is there in the file at `path`.

        None where that can't be said: no subpath, a target that isn't a note, a footnote, a block below a heading. Each
        heading has to come later and be of a deeper level than the one before it; levels may be skipped.
        """
        parts = subpath_parts(subpath)
        note = self.notes.get(path)
        if not parts or note is None or not is_note(path):
            return None
        if parts[-1].startswith("^"):
            return parts[0][1:].strip().lower() in self.block_ids(path) if len(parts) == 1 else None
        if parts[-1].startswith("[^"):
            return None
        return has_chain(self.derive(_heading_places, path), [strip_heading(part) for part in parts])

    def stripped_headings(self, path: str) -> tuple[tuple[str, int], ...]:
        """The headings of the note at `path` as they are compared, each with its level."""
        return self.derive(_stripped_headings, path)

    def block_ids(self, path: str) -> frozenset[str]:
        """The block ids of the note at `path`, in lower case."""
        return self.derive(_block_ids, path)

    # --- relations --------------------------------------------------------------------------------------------------

    def targets(self, link: Link, source: str) -> tuple[str, ...]:
        """The files that a link may mean: none, one, or several of equal rank."""
        return self.meant(link.target, source)

    def meant(self, target: str, source: str) -> tuple[str, ...]:
        """The files that a target may mean in the file at `source`: none, one, or several of equal rank."""
        match self.resolve(target, source):
            case Found(path):
                return (path,)
            case Ambiguous(paths):
                return paths
            case _:
                return ()

    def backlinks(self, path: str) -> Iterator[tuple[Note, Link]]:
        """The links that point to `path` from other judged files, comments included, each with its note."""
        found = self.derive(pointing)
        yield from found.alone.get(path, ())
        for group in found.groups.get(path, ()):
            yield from ((note, link) for note, link in group if note.path != path)

    def is_moc(self, note: Note) -> bool:
        """Whether a note is a MOC by its type, a tag or its name."""
        if not is_note(note.path):
            return False
        watch = self._watch
        if watch is None:
            return self.gather(standing)[note.path] != NO_MOC
        watch.on(f"p{note.path}")
        with watch.frame():
            return self.gather(standing)[note.path] != NO_MOC


def _is_unknown(note: Note, link: Link) -> bool:
    """Whether it can't be known what a link says."""
    return _UNDECODABLE.search(link.text) is not None or is_garbled(note.garbled, link.span)


def _none_ignored(_: str) -> bool:
    return False


def judged_paths(vault: Vault) -> tuple[str, ...]:
    """The vault paths of the notes whose content is judged, sorted."""
    return tuple(path for path in sorted(frozenset(vault.checked).intersection(vault.notes)) if is_note(path))


def judged_mocs(vault: Vault) -> tuple[str, ...]:
    """The vault paths of the MOCs among the notes whose content is judged, sorted."""
    listing = vault.ask(mocs)
    return tuple(path for path in vault.derive(judged_paths) if path in listing)


def _note_paths(vault: Vault) -> tuple[str, ...]:
    return tuple(filter(is_note, sorted(vault.notes)))


def _gathered(vault: Vault, function: Callable[[Note, Conventions], T]) -> Mapping[str, T]:
    known = vault._columns.get(name_of_function(function))
    if known is not None:
        return known
    place, values, edited = vault._places.get(function), vault._values, vault._edited
    made = values.column(place) if values and place is not None else {}
    return {
        path: made[path] if path in made and path not in edited else function(vault.notes[path], vault.conventions)
        for path in vault.derive(_note_paths)
    }


def _sorted_files(vault: Vault) -> list[str]:
    return sorted(vault.files)


def _entries(vault: Vault, index: Index) -> dict[str, list[str]]:
    files: Iterable[tuple[str, Any]] = ((path, None) for path in vault.derive(_sorted_files))
    return entries(index, vault.judged_of(index.column) if index.column else files)


def _stripped_headings(vault: Vault, path: str) -> tuple[tuple[str, int], ...]:
    return tuple((strip_heading(each.text), each.level) for each in vault.notes[path].headings)


def _block_ids(vault: Vault, path: str) -> frozenset[str]:
    return frozenset(block.id.lower() for block in vault.notes[path].blocks)


def _heading_places(vault: Vault, path: str) -> Places:
    return places(vault.stripped_headings(path))


def _is_git_ignored(vault: Vault, path: str) -> bool:
    if vault._watch is not None:
        vault._watch.on(IGNORED)
    return vault._git_ignored(path)
