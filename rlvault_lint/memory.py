"""What one run leaves to the next: the judgment of each file with all that it rests on, as plain values in parts.

Parts are bytes by name. A run writes only those that it changed; the first of them says which run wrote it, so that
nobody adds to what another has replaced meanwhile. After an edit little is asked of most rows, so what their judgments
rest on, and the values of each column, are unpacked for the rows of a part together, when they are asked for.
"""

from __future__ import annotations

import marshal
import os
from collections.abc import Iterable, Mapping, Set
from functools import cached_property
from typing import Any, NamedTuple
from zlib import adler32, crc32

from rlvault_lint.vault.watch import Asked

_PARTS = 64
_HEAD, _ASKED, _KEYS = "", "asked", "keys"
_SUM = 4  # bytes


class Row(NamedTuple):
    """What is known of one file that was read, by the digest of its content.

    `values` are what the columns make of it, in the order of `Head.columns`, None for a canvas. If it was judged,
    `found` are the findings, packed, `links` counts its links, `unsound` are those that are not simply found, packed,
    and all of this rests on `rests_on`, which is None if it was not.
    """

    digest: str
    values: tuple[Any, ...] | None
    rests_on: tuple[str, ...] | None = None
    found: tuple[Any, ...] = ()
    links: int = 0
    unsound: tuple[Any, ...] = ()


class Whole(NamedTuple):
    """What a rule found by looking at the whole vault, packed, and what that rests on."""

    rests_on: tuple[str, ...]
    found: tuple[Any, ...]


class Head(NamedTuple):
    """What one run leaves to the next besides rows and questions.

    `settings` and `past` are those of `recall.World`; `looked` says whether what is known of the past comes from the
    contents of today's notes as well. `files` and `checked` are all vault paths, sorted; `columns` are the names of
    those that tables are made of, `indexes` those of what was looked into. `whole` has its rows by the name of the
    method.
    """

    settings: str
    past: str | None = None
    looked: bool = False
    files: tuple[str, ...] = ()
    checked: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    indexes: tuple[str, ...] = ()
    whole: Mapping[str, Whole] = {}


class Memory:
    """What an earlier run has left. By vault path there are the digests of all files, and, of those that were judged,
    how many links they have, what was found, and the links that are not simply found, the last two packed and only
    where there is any. `asked` are the questions that were answered, by what they are called; `keys` the keys of the
    indexes that were looked into, by the names of these and as `sums` has them.
    """

    def __init__(
        self,
        head: Head,
        asked: Mapping[str, Asked] | None = None,
        keys: Mapping[str, bytes] | None = None,
        parts: Iterable[_Part] = (),
    ) -> None:
        self.head = head
        self.asked = asked or {}
        self.keys = keys or {}
        self._parts = {part.name: part for part in parts}
        self.digests: dict[str, str] = {}
        self.links: dict[str, int] = {}
        self.found: dict[str, tuple[Any, ...]] = {}
        self.unsound: dict[str, tuple[Any, ...]] = {}
        for part in self._parts.values():
            self.digests.update(zip(part.paths, part.digests, strict=True))
            self.links.update(part.links)
            self.found.update(part.found)
            self.unsound.update(part.unsound)

    @classmethod
    def of(cls, parts: Mapping[str, bytes], settings: str) -> Memory:
        """What a run with these settings has written in parts; an empty memory if there is none or it is damaged."""
        try:
            _, *head, whole = marshal.loads(parts[_HEAD])  # noqa: S302 -- in a folder that only the user writes to
            if head[0] != settings:
                return cls(Head(settings))
            asked = {name: Asked(*each) for name, each in marshal.loads(parts[_ASKED]).items()}  # noqa: S302
            keys = marshal.loads(parts[_KEYS])  # noqa: S302
            rows = [_Part(name, data) for name, data in parts.items() if name not in (_HEAD, _ASKED, _KEYS)]
            return cls(Head._make([*head, {name: Whole(*each) for name, each in whole.items()}]), asked, keys, rows)
        except (ValueError, TypeError, EOFError, KeyError, AttributeError):
            return cls(Head(settings))

    def row(self, path: str) -> Row | None:
        """All that is known of the file at a vault path."""
        part = self._parts.get(_part(path))
        return part.rows.get(path) if part else None

    def column(self, place: int) -> dict[str, Any]:
        """The values of the column with this place among `Head.columns`, by the vault paths of all notes."""
        found: dict[str, Any] = {}
        for part in self._parts.values():
            found.update(part.column(place))
        return found

    def unsettled(self, changed: Set[str]) -> set[str]:
        """The vault paths of files that were not judged, or whose judgment rests on a thing that has changed."""
        found = set(self.digests.keys() - self.links.keys())
        for part in self._parts.values():
            if not changed.isdisjoint(part.things):
                rows = zip(part.paths, part.rests_on, strict=True)
                found.update(path for path, things in rows if things and not changed.isdisjoint(things))
        return found

    def followed_by(
        self,
        head: Head,
        asked: Mapping[str, Asked],
        keys: Mapping[str, bytes],
        rows: Mapping[str, Row],
        gone: Iterable[str],
    ) -> dict[str, bytes]:
        """What a later run has to write, by name: these `rows` replace those with the same vault paths, and those of
        the files that are `gone` are left out. Nothing if all is the same. Only those questions are kept that something
        still rests on.
        """
        rows = {path: row for path, row in rows.items() if row != self.row(path)}
        tables: dict[str, dict[str, Row]] = {}
        for path in (*rows, *gone):
            if (name := _part(path)) not in tables:
                tables[name] = dict(self._parts[name].rows) if name in self._parts else {}
            tables[name].pop(path, None)
        for path, row in rows.items():
            tables[_part(path)][path] = row
        if not tables and head == self.head and asked == self.asked and keys == self.keys:
            return {}
        parts = {name: _packed(table) for name, table in tables.items()}
        if asked.keys() != self.asked.keys():
            left = [part for name, part in self._parts.items() if name not in parts]
            things = [part.things for part in (*left, *(_Part(name, data) for name, data in parts.items()))]
            asked = _needed(asked, [*things, *(each.rests_on for each in head.whole.values())])
        if asked != self.asked or not self.digests:  # those of a run with other settings may be there
            parts[_ASKED] = marshal.dumps({name: tuple(each) for name, each in asked.items()})
        if keys != self.keys or not self.digests:
            parts[_KEYS] = marshal.dumps(dict(keys))
        whole = {name: tuple(each) for name, each in head.whole.items()}
        return {_HEAD: marshal.dumps((os.urandom(16), *head[:-1], whole)), **parts}


def _needed(asked: Mapping[str, Asked], all_things: Iterable[Iterable[str]]) -> dict[str, Asked]:
    """The questions that some of these things rest on, or the answers to others that these rest on."""
    needed = {thing for things in all_things for thing in things if thing[0] == "q"}
    for thing, each in reversed(list(asked.items())):
        if thing in needed:
            needed.update(other for other in each.rests_on if other[0] == "q")
    return {thing: each for thing, each in asked.items() if thing in needed}


def sums(keys: Iterable[str]) -> bytes:
    """Four bytes for each key: what doesn't have those of a key doesn't have the key."""
    return b"".join([crc32(key.encode("utf-8", "surrogatepass")).to_bytes(_SUM, "big") for key in keys])


class _Part:
    """The rows of some files. Raises ValueError, EOFError or TypeError for data that is damaged, wherever it is."""

    def __init__(self, name: str, data: bytes) -> None:
        self.name = name
        if data[:_SUM] != _checksum(data[_SUM:]):
            raise ValueError(name)
        (
            self.paths,
            self.digests,
            self.links,
            self.found,
            self.unsound,
            self._things,
            self._rests_on,
            self._valued,
            self._columns,
        ) = marshal.loads(data[_SUM:])  # noqa: S302 -- as above

    @cached_property
    def things(self) -> list[str]:
        """All that the judgments of these files rest on."""
        return list(marshal.loads(self._things))  # noqa: S302 -- as above

    @cached_property
    def rests_on(self) -> list[tuple[str, ...] | None]:
        """What each judgment rests on, in the order of `paths`; None for a file that was not judged."""
        return list(marshal.loads(self._rests_on))  # noqa: S302 -- as above

    def column(self, place: int) -> Iterable[tuple[str, Any]]:
        """The values of a column with the vault paths of the notes."""
        values = marshal.loads(self._columns[place]) if self._valued else ()  # noqa: S302 -- as above
        return zip(self._valued, values, strict=True)

    @cached_property
    def rows(self) -> dict[str, Row]:
        """The rows by vault path."""
        columns = [marshal.loads(column) for column in self._columns]  # noqa: S302 -- as above
        values = dict(zip(self._valued, zip(*columns, strict=True), strict=True)) if columns else {}
        found, links, unsound = self.found, self.links, self.unsound
        rows = zip(self.paths, self.digests, self.rests_on, strict=True)
        return {
            path: Row(digest, values.get(path), things, found.get(path, ()), links.get(path, 0), unsound.get(path, ()))
            for path, digest, things in rows
        }


def _packed(rows: Mapping[str, Row]) -> bytes:
    """The rows of a part as bytes."""
    judged = {path: row for path, row in rows.items() if row.rests_on is not None}
    valued = {path: row.values for path, row in rows.items() if row.values is not None}
    data = marshal.dumps(
        (
            list(rows),
            [row.digest for row in rows.values()],
            {path: row.links for path, row in judged.items()},
            {path: row.found for path, row in judged.items() if row.found},
            {path: row.unsound for path, row in judged.items() if row.unsound},
            marshal.dumps(list({thing for row in judged.values() for thing in row.rests_on or ()})),
            marshal.dumps([row.rests_on for row in rows.values()]),
            list(valued),
            [marshal.dumps(column) for column in zip(*valued.values(), strict=True)],
        )
    )
    return _checksum(data) + data


def _checksum(data: bytes) -> bytes:
    return adler32(data).to_bytes(_SUM, "big")


def _part(path: str) -> str:
    return str(crc32(path.encode("utf-8", "surrogatepass")) % _PARTS)
