"""What earlier runs have read, so that a file that is the same is not read and parsed again.

A database for each vault in the user's own folder for caches: neither git nor Obsidian sees it there, and a vault can't
bring one along that somebody else made. It holds facts, and judgments only with all that they rest on:

- by path, the size, times and inode of each file as it was when it was read, and the digest of its content;
- by digest, the packed facts of that content (`reading.packed`), so that another branch or a moved note finds them;
- under a name, what else a run leaves to the next: the judgments, in parts (`recall`), and what git told of the past.

Whatever is wrong with it (damaged, of another version, not writable, in use) means that there is none. SQLite sees to
it that a run that is killed, or a second one at the same time, leaves it whole.
"""

from __future__ import annotations

import marshal
import os
import sys
import time
from collections.abc import Iterable, Mapping
from contextlib import suppress
from hashlib import blake2b
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from rlvault_lint.files import replay
from rlvault_lint.files.entries import Stamp, changed_at, stamp_of
from rlvault_lint.files.replay import GRAIN

if TYPE_CHECKING:
    import sqlite3

MOST_FACTS = 4
"""How many times as many facts as there are files are kept: those of other branches, of earlier texts."""

_READERS = ("pyromark", "yaml", "frontmatter", "ftfy", "rapidfuzz")


def folder() -> Path | None:
    """The folder for caches; None where there can't be one."""
    try:
        found = replay.folder()
    except OSError:
        return None
    return None if found is None else Path(found)


def clean() -> int:
    """Delete what all runs have kept. Returns how many vaults had a cache."""
    place = folder()
    found = 0
    for pattern in ("*.sqlite*", f"*{replay.SUFFIX}*"):
        for file in sorted(place.glob(pattern)) if place else ():
            with suppress(OSError):
                file.unlink()
                found += file.suffix == ".sqlite"
    return found


def version() -> str:
    """What has to be the same for what was kept to be of use: our code, Python, and the libraries that it uses."""
    top = os.path.dirname(os.path.dirname(__file__))  # noqa: PTH120 -- Paths take a tenth of the time of a small run
    files = [f"{folder}/{name}" for folder, _, names in os.walk(top) for name in names if name.endswith(".py")]
    files += [spec.origin for name in _READERS if (spec := find_spec(name)) and spec.origin]
    parts = [sys.version]
    for file in sorted(files):
        with suppress(OSError):
            parts.append(f"{file} {stamp_of(os.stat(file))}")  # noqa: PTH116 -- as above
    return blake2b("\n".join(parts).encode(), digest_size=16).hexdigest()


class Cache:
    """What is known of one vault. Everything that fails here is as if nothing were known."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self._database = database
        self._stamps: dict[str, tuple[Stamp, str, int]] = {}
        self._now: dict[str, tuple[Stamp, str, int]] = {}
        self._new: dict[str, bytes] = {}
        with suppress(Exception):  # a damaged database raises what it likes
            for (data,) in database.execute("SELECT value FROM kept WHERE name = 'stamps'"):
                self._stamps = marshal.loads(data)  # noqa: S302 -- in a folder that only the user writes to

    @classmethod
    def open(cls, root: Path) -> Cache | None:
        """The cache of the vault at `root`; None where there can be none."""
        place = folder()
        if place is None:
            return None
        name = blake2b(os.fsencode(os.path.realpath(root)), digest_size=16).hexdigest()
        for _ in range(2):  # the second time without the damaged one
            try:
                return cls(_connected(place, name))
            except Exception:  # noqa: BLE001 -- there is none, then
                with suppress(OSError):
                    (place / f"{name}.sqlite").unlink()
        return None

    def digests(self, found: Iterable[tuple[str, Stamp]]) -> dict[str, str]:
        """Of files at vault paths, given with their stamps, the digests of those that an earlier run has read."""
        known, now = self._stamps, self._now
        digests = {}
        for path, stamp in found:
            before = known.get(path)
            # What was changed within the clock's grain of being looked at may have been changed once more.
            if before and before[0] == stamp and changed_at(stamp) + GRAIN < before[2]:
                now[path] = before
                digests[path] = before[1]
        return digests

    def facts(self, digests: Iterable[str]) -> dict[str, bytes]:
        """The packed facts by digest, as far as they are known."""
        wanted = set(digests)
        try:
            if len(wanted) > 500:  # one pass over all is faster than many questions
                rows = self._database.execute("SELECT digest, data FROM facts")
                return {digest: data for digest, data in rows if digest in wanted}
            ask = "SELECT digest, data FROM facts WHERE digest = ?"
            return {digest: data for each in wanted for digest, data in self._database.execute(ask, (each,))}
        except Exception:  # noqa: BLE001 -- damaged: nothing is known
            return {}

    def remember(self, path: str, found: Stamp, digest: str, facts: bytes | None = None) -> None:
        """Keep what was read of a file that had this stamp before; `facts` if they were not known."""
        self._now[path] = found, digest, time.time_ns()
        if facts is not None:
            self._new[digest] = facts

    def kept(self, name: str) -> bytes | None:
        """What was kept under a name; None if nothing is."""
        with suppress(Exception):  # damaged: nothing is known
            for (data,) in self._database.execute("SELECT value FROM kept WHERE name = ?", (name,)):
                return data if isinstance(data, bytes) else None
        return None

    def keep(self, name: str, data: bytes) -> None:
        """Keep something under a name, in the place of what was kept there."""
        with suppress(Exception):  # full, read-only, in use: another run will
            self._database.execute("INSERT OR REPLACE INTO kept VALUES (?, ?)", (name, data))

    def parts(self, name: str) -> dict[str, bytes]:
        """What was kept in parts under a name; none if nothing was."""
        with suppress(Exception):  # damaged: nothing is known
            rows = self._database.execute("SELECT part, value FROM parts WHERE name = ?", (name,))
            return {part: data for part, data in rows if isinstance(data, bytes)}
        return {}

    def keep_parts(self, name: str, parts: Mapping[str, bytes], known: Mapping[str, bytes]) -> None:
        """Keep parts under a name, in the places of those that were kept so, all of them or none. If what was `known`
        has been replaced by another run, as its part without a name shows, that stays as it is.
        """
        with suppress(Exception), self._database:  # full, read-only, in use: another run will
            self._database.execute("BEGIN IMMEDIATE")
            rows = self._database.execute("SELECT value FROM parts WHERE name = ? AND part = ''", (name,))
            if [data for (data,) in rows] == [data for part, data in known.items() if not part]:
                values = ((name, part, data) for part, data in parts.items())
                self._database.executemany("INSERT OR REPLACE INTO parts VALUES (?, ?, ?)", values)

    def save(self) -> None:
        """Write what is new, all of it or nothing."""
        if not self._new and self._now == self._stamps:
            return
        with suppress(Exception), self._database:  # full, read-only, in use: another run will
            self._database.execute("BEGIN IMMEDIATE")
            self._database.executemany("INSERT OR REPLACE INTO facts VALUES (?, ?)", self._new.items())
            self._database.execute("INSERT OR REPLACE INTO kept VALUES ('stamps', ?)", (marshal.dumps(self._now),))
            self._forget()

    def close(self) -> None:
        """Let go of the database."""
        with suppress(Exception):
            self._database.close()

    def _forget(self) -> None:
        """Delete the oldest facts that no file has any more, where there are too many."""
        ((count,),) = self._database.execute("SELECT count(*) FROM facts")
        most = MOST_FACTS * max(len(self._now), 1000)
        if count > most:
            used = {digest for _, digest, _ in self._now.values()}
            rows = self._database.execute("SELECT digest FROM facts ORDER BY rowid")
            old = [row for row in rows if row[0] not in used][: count - most // 2]
            self._database.executemany("DELETE FROM facts WHERE digest = ?", old)


def _connected(place: Path, name: str) -> sqlite3.Connection:
    import sqlite3

    place.mkdir(parents=True, exist_ok=True)
    file = place / f"{name}.sqlite"
    if file.is_symlink() or (file.exists() and not file.is_file()):
        raise OSError("not a regular file")
    database = sqlite3.connect(file, timeout=1.0, isolation_level=None)
    try:
        _prepare(database)
    except BaseException:
        database.close()
        raise
    return database


def _prepare(database: sqlite3.Connection) -> None:
    """Make the tables, empty where what they held was kept by another version."""
    database.execute("PRAGMA synchronous = OFF")
    database.execute("PRAGMA journal_mode = WAL")
    database.execute("CREATE TABLE IF NOT EXISTS kept (name TEXT PRIMARY KEY, value BLOB)")
    database.execute("CREATE TABLE IF NOT EXISTS parts (name TEXT, part TEXT, value BLOB, PRIMARY KEY (name, part))")
    database.execute("CREATE TABLE IF NOT EXISTS facts (digest TEXT PRIMARY KEY, data BLOB)")
    now = version()
    rows = list(database.execute("SELECT value FROM kept WHERE name = 'version'"))
    if rows != [(now,)]:
        with database:
            database.execute("BEGIN IMMEDIATE")
            database.execute("DELETE FROM facts")
            database.execute("DELETE FROM kept")
            database.execute("DELETE FROM parts")
            database.execute("INSERT INTO kept VALUES ('version', ?)", (now,))
