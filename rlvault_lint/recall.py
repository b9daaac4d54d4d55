"""Judges again only what may have changed since the last run, by what its findings rested on then.

For each file, and for each rule that looks at the whole vault, there is a row: what was found, and the things that were
asked of the vault to find it (`vault.watch`). A row holds for as long as none of them has changed. Questions come
between rows and notes: an edit may change what the answer to one rests on, and not the answer; then nothing is judged
again because of it. Columns are what the tables of all notes are made of, so that these are made without the notes.

Nothing is remembered of a run in which a rule failed, and none of this is asked if a rule comes from a plugin: what
that rests on can't be known.
"""

from __future__ import annotations

import marshal
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any, NamedTuple

from rlvault_lint.findings.diagnostic import Diagnostic
from rlvault_lint.findings.packed import pack, unpack
from rlvault_lint.judging import Judge
from rlvault_lint.note import is_note
from rlvault_lint.vault.resolution import fold
from rlvault_lint.vault.status import Outline, Status, Unsound, outline, unsound
from rlvault_lint.vault.vault import Vault
from rlvault_lint.vault.watch import FILES, IGNORED, NOTES, PAST, Asked, Watch, name_of_function, question

_PACKAGE = __name__.partition(".")[0]
_STATUSES = {each.value: each for each in Status}


class World(NamedTuple):
    """What the findings of a run depend on besides the notes.

    `settings` is the digest of all that is the same for all files; `digests` are those of the files that were read, by
    vault path; `past` says what git's answers about the past depend on, empty if that is not known.
    """

    settings: str
    digests: Mapping[str, str]
    past: str


class _Row(NamedTuple):
    """What was found in a file, packed, with its outline, and what that rests on."""

    rests_on: tuple[str, ...]
    found: tuple[Any, ...]
    outline: tuple[Any, ...] = ()


@dataclass(slots=True)
class _Memory:
    """What one run leaves to the next, as plain values."""

    settings: str = ""
    past: str = ""
    looked: bool = False
    """Whether what is known of the past comes from the contents of today's notes as well."""
    files: tuple[str, ...] = ()
    checked: tuple[str, ...] = ()
    digests: Mapping[str, str] = field(default_factory=dict)
    columns: dict[str, dict[str, Any]] = field(default_factory=dict)
    asked: dict[str, Asked] = field(default_factory=dict)
    rows: dict[str, _Row] = field(default_factory=dict)
    whole: dict[str, _Row] = field(default_factory=dict)

    def packed(self) -> bytes:
        """All of it as bytes."""
        tables = ({name: tuple(row) for name, row in table.items()} for table in (self.asked, self.rows, self.whole))
        state = (self.settings, self.past, self.looked, self.files, self.checked, dict(self.digests), self.columns)
        return marshal.dumps((*state, *tables))

    @classmethod
    def unpacked(cls, data: bytes | None, settings: str) -> _Memory:
        """What `packed` made bytes of, if it comes from a run with these settings; else an empty memory."""
        try:
            found = marshal.loads(data) if data else None  # noqa: S302 -- in a folder that only the user writes to
            if not isinstance(found, tuple) or found[0] != settings:
                return cls(settings)
            _, past, looked, files, checked, digests, columns, asked, rows, whole = found
        except (ValueError, TypeError, EOFError):  # damaged
            return cls(settings)
        return cls(
            settings,
            past,
            looked,
            files,
            checked,
            digests,
            columns,
            {name: Asked(*each) for name, each in asked.items()},
            {path: _Row(*row) for path, row in rows.items()},
            {name: _Row(*row) for name, row in whole.items()},
        )


class Recall:
    """The judging of one run, which begins with the memory of an earlier one."""

    def __init__(self, court: Judge, vault: Vault, world: World, kept: bytes | None) -> None:
        """`kept` is what `memory` returned in the earlier run, None if there is none."""
        self._court = court
        self._base = vault
        self._old = _Memory.unpacked(kept, world.settings)
        self._new = _Memory(
            world.settings,
            world.past,
            looked=False,
            files=tuple(sorted(vault.files)),
            checked=tuple(sorted(vault.checked)),
            digests=world.digests,
        )
        self._watch = Watch()
        self._changed: set[str] = set()
        self._shared: dict[str, str] = {}
        self._compare_files()
        self.vault = vault.watched(self._watch, self._new.columns)
        self._compare_columns()
        self._compare_links()
        self._compare_past()
        self._ask_again()

    # --- what has changed -------------------------------------------------------------------------------------------

    def _compare_files(self) -> None:
        old, new, changed = self._old, self._new, self._changed
        edited = {path for path, digest in new.digests.items() if old.digests.get(path) != digest}
        edited |= old.digests.keys() - new.digests.keys()
        changed.update(f"p{path}" for path in edited)
        if edited:
            changed.add(NOTES)
        come_or_gone = set(old.files) ^ set(new.files)
        for path in come_or_gone:
            name = fold(path[path.rfind("/") + 1 :])
            changed.update((f"n{name}", f"n{name.removesuffix('.md')}"))
        moved = come_or_gone | (set(old.checked) ^ set(new.checked)) | (old.digests.keys() ^ new.digests.keys())
        changed.update(f"f{path}" for path in moved)
        if moved:
            changed.add(FILES)
        changed.add(IGNORED)

    def _compare_columns(self) -> None:
        notes = self._base.notes
        paths = sorted(filter(is_note, notes))
        for name, column in self._old.columns.items():
            function = _function(name)
            if function is None:
                self._changed.add(f"c{name}")
                continue
            now = {}
            for path in paths:
                known = path in column and f"p{path}" not in self._changed
                now[path] = column[path] if known else function(notes[path], self._base.conventions)
            self._new.columns[name] = now
            if now != column:
                self._changed.add(f"c{name}")

    def _compare_links(self) -> None:
        """Take the outlines that still hold, and look whether the links that are not simply found are the same."""
        before = {path: found for path, row in self._old.rows.items() if (found := _outline(row.outline))}
        for path, known in before.items():
            if self._holds(path, self._old.rows[path]):
                self.vault.answer(outline, path, value=known, rests_on=self._old.rows[path].rests_on)
        now = {}
        for path in sorted(self._base.checked):
            if path in self._base.notes:
                shape = self.vault.derive(outline, path)
                if shape.unsound:
                    now[path] = shape.unsound
        self.vault.answer(unsound, value=now, rests_on=(question(unsound, ()),))
        if now != {path: found.unsound for path, found in before.items() if found.unsound}:
            self._changed.add(question(unsound, ()))

    def _compare_past(self) -> None:
        old, new = self._old, self._new
        rests_on = {FILES, question(unsound, ()), *((NOTES,) if old.looked else ())}
        if not new.past or old.past != new.past or not self._changed.isdisjoint(rests_on):
            self._changed.add(PAST)
        else:
            new.looked = old.looked

    def _ask_again(self) -> None:
        """Ask those questions again whose answers may be others now."""
        for thing, asked in self._old.asked.items():
            if self._changed.isdisjoint(asked.rests_on):
                self._watch.asked[thing] = asked
                continue
            function = _function(asked.function)
            if function is not None:
                self.vault.ask(function, *asked.args)
            if function is None or self._watch.asked[thing].answer != asked.answer:
                self._changed.add(thing)

    def _holds(self, path: str, row: _Row) -> bool:
        """Whether what was found in the file at a vault path is what would be found now."""
        return f"p{path}" not in self._changed and path in self._new.digests and self._changed.isdisjoint(row.rests_on)

    # --- judging ----------------------------------------------------------------------------------------------------

    def findings(self, wanted: Sequence[str]) -> list[Diagnostic]:
        """What the rules find in the files at `wanted`, and by looking at the whole vault."""
        found: list[Diagnostic] = []
        for path in wanted:
            if path in self._base.notes:
                row = self._old.rows.get(path)
                if row is None or not self._holds(path, row):
                    row = self._judged(path)
                self._new.rows[path] = row
                found += map(unpack, row.found)
        everywhere = frozenset(wanted)
        for name, method in self._court.of_vault():
            row = self._old.whole.get(name)
            if row is None or FILES in self._changed or not self._changed.isdisjoint(row.rests_on):
                with self._watch.frame() as rests_on:
                    packed = tuple(map(pack, self._court.in_vault(method, self.vault, everywhere)))
                row = _Row(self._things(rests_on), packed)
            self._new.whole[name] = row
            found += map(unpack, row.found)
        return found

    def _judged(self, path: str) -> _Row:
        note = self._base.notes[path]
        with self._watch.frame() as rests_on:
            links, others = self.vault.derive(outline, path)
            found = tuple(map(pack, self._court.in_note(note, self.vault)))
        rests_on.discard(f"p{path}")
        shape = (links, tuple((*each[:4], tuple(status.value for status in each.statuses)) for each in others))
        return _Row(self._things(rests_on), found, shape)

    def _things(self, things: Iterable[str]) -> tuple[str, ...]:
        return tuple([self._shared.setdefault(thing, thing) for thing in things])

    def memory(self) -> bytes | None:
        """What the next run begins with; None if nothing has to be written, as it is the same, or a rule failed."""
        new, old = self._new, self._old
        if self._court.failures:
            return None
        past = self._base.past
        new.looked = new.looked or bool(past and past.looked_at_notes)
        for name, function in self._watch.columns.items():
            new.columns[name] = dict(self.vault.gather(function))
        needed = {
            thing for row in (*new.rows.values(), *new.whole.values()) for thing in row.rests_on if thing[0] == "q"
        }
        for thing, asked in reversed(self._watch.asked.items()):
            if thing in needed:
                needed.update(each for each in asked.rests_on if each[0] == "q")
        new.asked = {thing: asked for thing, asked in self._watch.asked.items() if thing in needed}
        return None if new == old else new.packed()


def _outline(packed: tuple[Any, ...]) -> Outline:
    links, others = packed
    return Outline(links, tuple([_unsound(*each) for each in others]))


def _unsound(start: int, target_start: int, target: str, subpath: str, names: tuple[str, ...]) -> Unsound:
    return Unsound(start, target_start, target, subpath, tuple([_STATUSES[name] for name in names]))


def _function(name: str) -> Callable[..., Any] | None:
    """The function of ours that `name_of_function` calls so; None if there is none."""
    module, _, function = name.partition(":")
    if module.partition(".")[0] != _PACKAGE:
        return None
    try:
        found = getattr(sys.modules.get(module) or import_module(module), function, None)
    except ImportError:
        return None
    return found if callable(found) and name_of_function(found) == name else None
