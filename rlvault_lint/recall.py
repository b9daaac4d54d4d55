"""Judges again only what may have changed since the last run, by what its findings rested on then.

For each file, and for each rule that looks at the whole vault, there is a row: what was found, and the things that were
asked of the vault to find it (`vault.watch`). A row holds for as long as none of them has changed. Questions come
between rows and notes: an edit may change what the answer to one rests on, and not the answer; then nothing is judged
again because of it. Columns are what the tables of all notes are made of, so that these are made without the notes.

Nothing is remembered of a run in which a rule failed, and none of this is asked if a rule comes from a plugin: what
that rests on can't be known.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from importlib import import_module
from typing import Any, NamedTuple

from rlvault_lint.findings.diagnostic import Diagnostic
from rlvault_lint.findings.packed import pack, unpack
from rlvault_lint.judging import Judge
from rlvault_lint.memory import Memory, Row, Whole
from rlvault_lint.note import is_note
from rlvault_lint.vault.columns import Index
from rlvault_lint.vault.resolution import fold
from rlvault_lint.vault.status import Outline, Unsound, outline, packed, unpacked, unsound
from rlvault_lint.vault.vault import Vault
from rlvault_lint.vault.watch import FILES, IGNORED, NOTES, PAST, Asked, Watch, entry, name_of_function, question

_PACKAGE = __name__.partition(".")[0]


class World(NamedTuple):
    """What the findings of a run depend on besides the notes.

    `settings` is the digest of all that is the same for all files; `digests` are those of the files that were read, by
    vault path; `past` says what git's answers about the past depend on: empty if there is no git to ask, None if that
    is not known.
    """

    settings: str
    digests: Mapping[str, str]
    past: str | None


class Recall:
    """The judging of one run, which begins with the memory of an earlier one."""

    def __init__(self, court: Judge, vault: Vault, world: World, parts: Mapping[str, bytes]) -> None:
        """`parts` are what `parts` returned in earlier runs, by name; none if there are none."""
        self._court = court
        self._base = vault
        self._digests = world.digests
        old = Memory.of(parts, world.settings)
        self._old = old if _is_known(old) else Memory(world.settings)
        self._new = Memory(
            world.settings, world.past, files=tuple(sorted(vault.files)), checked=tuple(sorted(vault.checked))
        )
        self._watch = Watch()
        self._changed: set[str] = set()
        self._shared: dict[str, str] = {}
        self._edited = self._compare_files()
        self._columns = _Columns(self._old.rows)
        self.vault = vault.watched(self._watch, self._columns)
        self._values = self._compare_columns()
        self._stale = {path for path in self._digests if not self._holds(path)}
        self._compare_links()
        self._compare_past()
        self._ask_again()
        self._stale.update(path for path in self._digests if not self._holds(path))

    # --- what has changed -------------------------------------------------------------------------------------------

    def _compare_files(self) -> set[str]:
        """The vault paths of notes that are new, gone, or others than before."""
        old, new, changed = self._old, self._new, self._changed
        rows = old.rows
        edited = {path for path, digest in self._digests.items() if path not in rows or rows[path].digest != digest}
        edited |= rows.keys() - self._digests.keys()
        changed.update(f"p{path}" for path in edited)
        if edited:
            changed.add(NOTES)
        come_or_gone = set(old.files) ^ set(new.files) if old.files != new.files else set()
        for path in come_or_gone:
            name = fold(path[path.rfind("/") + 1 :])
            changed.update((f"n{name}", f"n{name.removesuffix('.md')}"))
        moved = come_or_gone | (rows.keys() ^ self._digests.keys())
        if old.checked != new.checked:
            moved |= set(old.checked) ^ set(new.checked)
        changed.update(f"f{path}" for path in moved)
        if moved:
            changed.add(FILES)
        for index in self._indexes():
            if index.column is None:
                changed.update(entry(index.name, key) for path in come_or_gone for key, _ in index.keys(path, None))
        changed.add(IGNORED)
        return edited

    def _compare_columns(self) -> dict[str, tuple[Any, ...]]:
        """What the columns of the last run make of the notes that have changed, by vault path."""
        old, notes = self._old, self._base.notes
        functions = [_function(name) for name in old.columns]
        paths = sorted(self._digests)
        values = {
            path: tuple([function(notes[path], self._base.conventions) if function else None for function in functions])
            for path in self._edited
            if path in notes and is_note(path)
        }
        before = {path: old.rows[path].values for path in self._edited if path in old.rows and is_note(path)}
        for index, name in enumerate(old.columns):
            if values.keys() != before.keys() or any(
                each[index] != (then[index] if (then := before[path]) else None) for path, each in values.items()
            ):
                self._changed.add(f"c{name}")
            if functions[index]:
                self._columns.add(name, index)
        self._columns.fill(paths, values)
        self._compare_entries(values)
        return values

    def _compare_entries(self, values: Mapping[str, tuple[Any, ...]]) -> None:
        """Look which entries of indexes are others than before, given the `values` of the notes that have changed."""
        old, new = self._old, self._new
        before, now = set(old.checked), set(new.checked)
        paths = self._edited | (before ^ now)
        for index in self._indexes():
            if index.column is None:
                continue
            place = old.columns.index(name_of_function(index.column))
            for path in filter(is_note, paths):
                row = old.rows.get(path)
                was = row.values if row and path in before else None
                then = set(index.keys(path, was[place])) if was else set()
                has = values.get(path, row and row.values) if path in now else None
                today = set(index.keys(path, has[place])) if has else set()
                self._changed.update(entry(index.name, key) for key, _ in then ^ today)

    def _indexes(self) -> Iterator[Index]:
        """The indexes that the last run looked into."""
        return (found for name in self._old.indexes if (found := _index(name)))

    def _compare_links(self) -> None:
        """Take the outlines that still hold, and look whether the links that are not simply found are the same."""
        before: dict[str, tuple[Unsound, ...]] = {}
        now: dict[str, tuple[Unsound, ...]] = {}
        for path, row in self._old.rows.items():
            others = unpacked(row.unsound)
            if others:
                before[path] = others
            if path in self._digests and path not in self._stale:
                self.vault.answer(outline, path, value=Outline(row.links, others), rests_on=row.rests_on or ())
        for path in self._new.checked:
            if path in self._digests and (found := self.vault.derive(outline, path).unsound):
                now[path] = found
        self.vault.answer(unsound, value=now, rests_on=(question(unsound, ()),))
        if now != before:
            self._changed.add(question(unsound, ()))

    def _compare_past(self) -> None:
        old, new = self._old, self._new
        rests_on = {FILES, question(unsound, ()), *((NOTES,) if old.looked else ())}
        if old.past == new.past == "":
            return
        if new.past is None or old.past != new.past or not self._changed.isdisjoint(rests_on):
            self._changed.add(PAST)
        else:
            new.looked = old.looked

    def _ask_again(self) -> None:
        """Ask those questions again whose answers may be others now."""
        for thing, asked in self._old.asked.items():
            function = _function(asked.function)
            if function is None:
                self._changed.add(thing)
            elif self._changed.isdisjoint(asked.rests_on):
                self._watch.asked[thing] = asked
                self.vault.answer(function, *asked.args, value=asked.answer, rests_on=asked.rests_on)
            elif not self._is_answered(function, asked):
                self._changed.add(thing)

    def _is_answered(self, function: Callable[..., Any], asked: Asked) -> bool:
        """Whether the answer to a question is still the same."""
        try:
            return bool(self.vault.ask(function, *asked.args) == asked.answer)
        except LookupError:  # the note that it was about is gone
            return False

    def _holds(self, path: str) -> bool:
        """Whether what was found in the file at a vault path is what would be found now, by what is known to have
        changed.
        """
        row = self._old.rows.get(path)
        if row is None or row.rests_on is None or path in self._edited:
            return False
        return self._changed.isdisjoint(row.rests_on)

    # --- judging ----------------------------------------------------------------------------------------------------

    def findings(self, wanted: Sequence[str]) -> list[Diagnostic]:
        """What the rules find in the files at `wanted`, and by looking at the whole vault."""
        found: list[Diagnostic] = []
        rows = self._new.rows
        for path in wanted:
            if path in self._digests:
                of_note = rows[path] = self._judged(path) if path in self._stale else self._old.rows[path]
                found += map(unpack, of_note.found)
        everywhere = frozenset(wanted)
        for name, method in self._court.of_vault():
            whole = self._old.whole.get(name)
            if whole is None or FILES in self._changed or not self._changed.isdisjoint(whole.rests_on):
                with self._watch.frame() as rests_on:
                    of_vault = tuple(map(pack, self._court.in_vault(method, self.vault, everywhere)))
                whole = Whole(self._things(rests_on), of_vault)
            self._new.whole[name] = whole
            found += map(unpack, whole.found)
        return found

    def _judged(self, path: str) -> Row:
        note = self._base.notes[path]
        with self._watch.frame() as rests_on:
            links, others = self.vault.derive(outline, path)
            found = tuple(map(pack, self._court.in_note(note, self.vault)))
        rests_on.discard(f"p{path}")
        return Row(self._digests[path], None, self._things(rests_on), found, links, packed(others))

    def _things(self, things: Iterable[str]) -> tuple[str, ...]:
        return tuple([self._shared.setdefault(thing, thing) for thing in things])

    def parts(self) -> dict[str, bytes]:
        """What of this run has to be written for the next one, by name: nothing if a rule failed."""
        new, old = self._new, self._old
        if self._court.failures:
            return {}
        past = self._base.past
        new.looked = new.looked or bool(past and past.looked_at_notes)
        if past and past.looked_at_others:  # no digest tells whether these change
            new.past = None
        known, gathered = self._columns, self._watch.columns
        new.columns = tuple(dict.fromkeys((*known, *gathered)))
        new.indexes = tuple(sorted(self._watch.indexes.union(old.indexes)))
        if new.columns == old.columns:
            again = self._edited | self._stale
            values = {path: self._values.get(path) if path in self._edited else old.rows[path].values for path in again}
        else:
            again = set(self._digests)
            columns = [known[name] if name in known else self.vault.gather(gathered[name]) for name in new.columns]
            values = {path: tuple([column[path] for column in columns]) for path in again if is_note(path)}
        rows = new.rows
        rows.update({path: old.rows[path] for path in self._digests if path not in again})
        for path in again & self._digests.keys():
            rows[path] = (rows.get(path) or Row(self._digests[path], None))._replace(values=values.get(path))
        new.asked = self._watch.asked if self._watch.asked.keys() == old.asked.keys() else self._needed()
        return new.parts(old)

    def _needed(self) -> dict[str, Asked]:
        """The questions that something still rests on."""
        new = self._new
        needed = {thing for row in new.rows.values() for thing in row.rests_on or () if thing[0] == "q"}
        needed.update(thing for row in new.whole.values() for thing in row.rests_on if thing[0] == "q")
        for thing, asked in reversed(self._watch.asked.items()):
            if thing in needed:
                needed.update(each for each in asked.rests_on if each[0] == "q")
        return {thing: asked for thing, asked in self._watch.asked.items() if thing in needed}


class _Columns(Mapping[str, Mapping[str, Any]]):
    """The columns of the last run by name, with the values of the notes that have changed since then. Each is made when
    it is asked for.
    """

    def __init__(self, rows: Mapping[str, Row]) -> None:
        self._rows = rows
        self._places: dict[str, int] = {}
        self._values: list[tuple[str, tuple[Any, ...]]] = []
        self._made: dict[str, dict[str, Any]] = {}

    def add(self, name: str, place: int) -> None:
        """Let there be a column of that name, whose values have this place in the rows."""
        self._places[name] = place

    def fill(self, paths: Iterable[str], edited: Mapping[str, tuple[Any, ...]]) -> None:
        """Take the values of all notes at `paths`, sorted: those of the `edited` ones, else those of the rows."""
        rows = self._rows
        values = ((path, edited[path] if path in edited else rows[path].values) for path in filter(is_note, paths))
        self._values = [(path, found) for path, found in values if found]

    def __getitem__(self, name: str) -> Mapping[str, Any]:
        if name not in self._made:
            place = self._places[name]
            self._made[name] = {path: values[place] for path, values in self._values}
        return self._made[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)


@cache
def _function(name: str) -> Callable[..., Any] | None:
    """The function of ours that `name_of_function` calls so; None if there is none."""
    found = _named(name)
    return found if callable(found) and name_of_function(found) == name else None


def _is_known(memory: Memory) -> bool:
    """Whether it is known what all indexes and their columns are."""
    indexes = [_index(name) for name in memory.indexes]
    return all(
        index and (index.column is None or name_of_function(index.column) in memory.columns) for index in indexes
    )


def _index(name: str) -> Index | None:
    """The index of ours of that name; None if there is none."""
    found = _named(name)
    return found if isinstance(found, Index) and found.name == name else None


def _named(name: str) -> Any:
    module, _, rest = name.partition(":")
    if module.partition(".")[0] != _PACKAGE:
        return None
    try:
        return getattr(sys.modules.get(module) or import_module(module), rest, None)
    except ImportError:
        return None
