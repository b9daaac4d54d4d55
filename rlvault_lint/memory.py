"""What one run leaves to the next: the judgment of each file with all that it rests on, as plain values in parts.

Parts are bytes by name. A run writes only those that it changed; the first of them says which run wrote it, so that
nobody adds to what another has replaced meanwhile.
"""

from __future__ import annotations

import marshal
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple
from zlib import crc32

from rlvault_lint.vault.watch import Asked

_PARTS = 64
_HEAD, _ASKED = "", "asked"


class Row(NamedTuple):
    """What is known of one file that was read, by the digest of its content.

    `values` are what the columns make of it, in the order of `Memory.columns`, None for a canvas. If it was judged,
    `found` are the findings, packed, `links` counts its links, `unsound` are those that are not simply found, and all
    of this rests on `rests_on`, which is None if it was not.
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


@dataclass(slots=True)
class Memory:
    """What one run leaves to the next.

    `settings` and `past` are those of `recall.World`; `looked` says whether what is known of the past comes from the
    contents of today's notes as well. `files` and `checked` are all vault paths, sorted; `columns` are the names of
    those that tables are made of, `indexes` those of what was looked into. `whole` has its rows by the name of the
    method, `rows` those of files by vault path.
    """

    settings: str
    past: str | None = None
    looked: bool = False
    files: tuple[str, ...] = ()
    checked: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    indexes: tuple[str, ...] = ()
    whole: dict[str, Whole] = field(default_factory=dict)
    asked: dict[str, Asked] = field(default_factory=dict)
    rows: dict[str, Row] = field(default_factory=dict)

    def parts(self, old: Memory) -> dict[str, bytes]:
        """What has to be written, by name, if `old` has been: nothing if all is the same."""
        if self == old:
            return {}
        changed = {_part(path) for path in self.rows.keys() | old.rows.keys() if _differ(self, old, path)}
        tables: dict[str, dict[str, tuple[Any, ...]]] = {name: {} for name in changed}
        for path, row in self.rows.items():
            if (name := _part(path)) in changed:
                tables[name][path] = tuple(row)
        parts = {name: marshal.dumps(table) for name, table in tables.items()}
        if self.asked != old.asked or not old.rows:  # those of a run with other settings may be there
            parts[_ASKED] = marshal.dumps({name: tuple(each) for name, each in self.asked.items()})
        whole = {name: tuple(each) for name, each in self.whole.items()}
        state = (self.settings, self.past, self.looked, self.files, self.checked, self.columns, self.indexes, whole)
        return {_HEAD: marshal.dumps((os.urandom(16), *state)), **parts}

    @classmethod
    def of(cls, parts: Mapping[str, bytes], settings: str) -> Memory:
        """What a run with these settings has written in parts; an empty memory if there is none or it is damaged."""
        try:
            # In a folder that only the user writes to.
            found = {name: marshal.loads(data) for name, data in parts.items()}  # noqa: S302
            _, before, past, looked, files, checked, columns, indexes, whole = found.pop(_HEAD)
            if before != settings:
                return cls(settings)
            asked = {name: Asked(*each) for name, each in found.pop(_ASKED, {}).items()}
            rows = {path: Row(*row) for table in found.values() for path, row in table.items()}
            judged = {name: Whole(*each) for name, each in whole.items()}
            return cls(settings, past, looked, files, checked, columns, indexes, judged, asked, rows)
        except (ValueError, TypeError, EOFError, KeyError, AttributeError):
            return cls(settings)


def _differ(one: Memory, other: Memory, path: str) -> bool:
    ours, theirs = one.rows.get(path), other.rows.get(path)
    return ours is not theirs and ours != theirs


def _part(path: str) -> str:
    return str(crc32(path.encode("utf-8", "surrogatepass")) % _PARTS)
