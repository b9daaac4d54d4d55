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
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from importlib import import_module
from typing import Any, NamedTuple

from rlvault_lint.findings.diagnostic import Diagnostic
from rlvault_lint.findings.packed import pack, unpack
from rlvault_lint.judging import Judge
from rlvault_lint.memory import Head, Memory, Row, Whole, sums
from rlvault_lint.note import is_note
from rlvault_lint.vault.columns import Index
from rlvault_lint.vault.resolution import fold
from rlvault_lint.vault.status import Outline, Seen, counted, outline, packed, seen, seen_again, unpacked, unsound
from rlvault_lint.vault.vault import Vault
from rlvault_lint.vault.watch import (
    FILES,
    IGNORED,
    NOTES,
    PAST,
    Asked,
    Watch,
    entry,
    in_short,
    name_of_function,
    question,
)

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
        self._old = old if _is_known(old.head) else Memory(Head(world.settings))
        files, checked = tuple(sorted(vault.files)), tuple(sorted(vault.checked))
        self._head = Head(world.settings, world.past, files=files, checked=checked)
        self._rows: dict[str, Row] = {}
        self._whole: dict[str, Whole] = {}
        self._watch = Watch(self._is_absent)
        self._changed: set[str] = set()
        self._shared: dict[str, str] = {}
        self._edited = self._compare_files()
        self._names = {thing[1:] for thing in self._changed if thing[0] == "n"}
        self._columns = _Columns(self._old)
        self.vault = vault.watched(self._watch, self._columns)
        self._values = self._compare_columns()
        self._stale = self._unsettled()
        self._compare_links()
        self._compare_past()
        self._ask_again()
        self._stale |= self._unsettled()

    # --- what has changed -------------------------------------------------------------------------------------------

    def _compare_files(self) -> set[str]:
        """The vault paths of notes that are new, gone, or others than before."""
        old, new, changed = self._old.head, self._head, self._changed
        known = self._old.digests
        edited = {path for path, digest in self._digests.items() if known.get(path) != digest}
        edited |= known.keys() - self._digests.keys()
        changed.update(f"p{path}" for path in edited)
        if edited:
            changed.add(NOTES)
        come_or_gone = set(old.files) ^ set(new.files) if old.files != new.files else set()
        for path in come_or_gone:
            name = fold(path[path.rfind("/") + 1 :])
            changed.update((f"n{name}", f"n{name.removesuffix('.md')}"))
        moved = come_or_gone | (known.keys() ^ self._digests.keys())
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
        old, notes, names = self._old, self._base.notes, self._old.head.columns
        functions = [_function(name) for name in names]
        paths = sorted(self._digests)
        values = {
            path: tuple([function(notes[path], self._base.conventions) if function else None for function in functions])
            for path in self._edited
            if path in notes and is_note(path)
        }
        before = {path: row.values for path in self._edited if is_note(path) and (row := old.row(path))}
        for index, name in enumerate(names):
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
        before, now = set(self._old.head.checked), set(self._head.checked)
        paths = [path for path in self._edited | (before ^ now) if is_note(path)]
        for index in self._indexes():
            if index.column is None:
                continue
            place = self._old.head.columns.index(name_of_function(index.column))
            entries: Counter[tuple[str, str]] = Counter()
            for path in paths:
                row = self._old.row(path)
                if row and row.values and path in before:
                    entries.subtract(index.keys(path, row.values[place]))
                has = values.get(path, row and row.values) if path in now else None
                if has:
                    entries.update(index.keys(path, has[place]))
            self._changed.update(entry(index.name, key) for (key, _), count in entries.items() if count)

    def _is_absent(self, index: str, key: str) -> bool:
        """Whether it is known that an index has nothing under a key: it had not, and this has not changed."""
        keys = self._old.keys.get(index)
        return keys is not None and entry(index, key) not in self._changed and sums([key]) not in keys

    def _keys(self) -> dict[str, bytes]:
        """The keys of all indexes: of one that no table was made of, those that it had and those that have changed."""
        keys = {name: sums(table) for name, table in self._watch.tables.items()}
        for name, had in self._old.keys.items():
            if name not in keys:
                start = entry(name, "")
                changed = (thing[len(start) :] for thing in self._changed if thing.startswith(start))
                keys[name] = had + sums(key for key in changed if sums([key]) not in had)
        return keys

    def _indexes(self) -> Iterator[Index]:
        """The indexes that the last run looked into."""
        return (found for name in self._old.head.indexes if (found := _index(name)))

    def _compare_links(self) -> None:
        """Take the outlines that still hold, and look whether the links that are not simply found are the same."""
        old, checked = self._old, self._head.checked
        self.vault.expect(outline, self._outline)
        self.vault.expect(seen, self._seen)
        counts = {path: count for path, count in old.links.items() if path in self._digests}
        before = old.unsound
        now = {path: found for path, found in before.items() if path in self._digests and path not in self._stale}
        for path in self._stale.intersection(checked):
            counts[path], others = self.vault.derive(outline, path)
            if others:
                now[path] = packed(others)
        if old.head.checked != checked:
            known = set(checked)
            counts = {path: count for path, count in counts.items() if path in known}
            now = {path: found for path, found in now.items() if path in known}
        this = question(unsound, ())
        self.vault.answer(counted, value=counts, rests_on=(this,))
        self.vault.answer(unsound, value={path: unpacked(now[path]) for path in sorted(now)}, rests_on=(this,))
        if now != before:
            self._changed.add(this)

    def _outline(self, path: str) -> tuple[Outline, Iterable[str]] | None:
        """The outline of a file as it was, if it is known to be the same, and what that rests on."""
        row = None if path in self._stale else self._old.row(path)
        return (Outline(row.links, unpacked(row.unsound)), row.rests_on or ()) if row else None

    def _seen(self, path: str) -> tuple[Seen, Iterable[str]] | None:
        """What becomes of the links of a file, if it is the same as it was, and what that rests on."""
        row = None if path in self._edited else self._old.row(path)
        if row is None or row.rests_on is None:
            return None
        with self._watch.frame() as rests_on:
            before = Outline(row.links, unpacked(row.unsound))
            return seen_again(self.vault, path, before, self._names), in_short(rests_on)

    def _compare_past(self) -> None:
        old, new = self._old.head, self._head
        rests_on = {FILES, question(unsound, ()), *((NOTES,) if old.looked else ())}
        if old.past == new.past == "":
            return
        if new.past is None or old.past != new.past or not self._changed.isdisjoint(rests_on):
            self._changed.add(PAST)
        else:
            self._head = new._replace(looked=old.looked)

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

    def _unsettled(self) -> set[str]:
        """The files to judge, by what is known to have changed."""
        return (self._old.unsettled(self._changed) | self._edited) & self._digests.keys()

    # --- judging ----------------------------------------------------------------------------------------------------

    def findings(self, wanted: Sequence[str]) -> list[Diagnostic]:
        """What the rules find in the files at `wanted`, and by looking at the whole vault."""
        found: list[Diagnostic] = []
        known = self._old.found
        for path in wanted:
            if path in self._stale:
                self._rows[path] = self._judged(path)
                found += map(unpack, self._rows[path].found)
            elif path in known and path in self._digests:
                found += map(unpack, known[path])
        everywhere = frozenset(wanted)
        for name, method in self._court.of_vault():
            whole = self._old.head.whole.get(name)
            if whole is None or not self._changed.isdisjoint(whole.rests_on):
                with self._watch.frame() as rests_on:
                    of_vault = tuple(map(pack, self._court.in_vault(method, self.vault)))
                whole = Whole(self._things(rests_on), of_vault)
            self._whole[name] = whole
            found += self._court.counted(map(unpack, whole.found), everywhere)
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
        old = self._old
        if self._court.failures:
            return {}
        past = self._base.past
        known, gathered = self._columns, self._watch.columns
        columns = tuple(dict.fromkeys((*known, *gathered)))
        if columns == old.head.columns:
            again = self._edited | self._stale
            values = {
                path: self._values.get(path) if path in self._edited else (row := old.row(path)) and row.values
                for path in again
            }
        else:
            again = set(self._digests)
            of_all = [known[name] if name in known else self.vault.gather(gathered[name]) for name in columns]
            values = {path: tuple([column[path] for column in of_all]) for path in again if is_note(path)}
        rows = {
            path: (self._rows.get(path) or old.row(path) or Row("", None))._replace(
                digest=self._digests[path], values=values.get(path)
            )
            for path in again & self._digests.keys()
        }
        head = self._head._replace(
            looked=self._head.looked or bool(past and past.looked_at_notes),
            past=None if past and past.looked_at_others else self._head.past,  # no digest tells whether these change
            columns=columns,
            indexes=tuple(sorted(self._watch.indexes.union(old.head.indexes))),
            whole=self._whole,
        )
        return old.followed_by(head, self._watch.asked, self._keys(), rows, old.digests.keys() - self._digests.keys())


class _Columns(Mapping[str, Mapping[str, Any]]):
    """The columns of the last run by name, with the values of the notes that have changed since then. Each is made when
    it is asked for.
    """

    def __init__(self, old: Memory) -> None:
        self._old = old
        self._places: dict[str, int] = {}
        self._paths: list[str] = []
        self._edited: Mapping[str, tuple[Any, ...]] = {}
        self._made: dict[str, dict[str, Any]] = {}

    def add(self, name: str, place: int) -> None:
        """Let there be a column of that name, whose values have this place in the rows."""
        self._places[name] = place

    def fill(self, paths: Iterable[str], edited: Mapping[str, tuple[Any, ...]]) -> None:
        """Take the values of all notes at `paths`, sorted: those of the `edited` ones, else those of the rows."""
        self._paths, self._edited = list(filter(is_note, paths)), edited

    def __getitem__(self, name: str) -> Mapping[str, Any]:
        if name not in self._made:
            place = self._places[name]
            values = self._old.column(place)
            values.update({path: each[place] for path, each in self._edited.items()})
            self._made[name] = {path: values[path] for path in self._paths if path in values}
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


def _is_known(head: Head) -> bool:
    """Whether it is known what all indexes and their columns are."""
    indexes = [_index(name) for name in head.indexes]
    return all(index and (index.column is None or name_of_function(index.column) in head.columns) for index in indexes)


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
