"""The notes of a vault: known from an earlier run, or read now, by this process or by several."""

from __future__ import annotations

import marshal
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import partial
from typing import Any, NamedTuple

from rlvault_lint.errors import RunError
from rlvault_lint.files import regular, workers
from rlvault_lint.files.cache import Cache
from rlvault_lint.files.entries import Entry, Stamp, size_of
from rlvault_lint.files.sources import MAX_SIZE, Files, Source, WorkTree
from rlvault_lint.note import Note
from rlvault_lint.reading.packed import pack, unpack
from rlvault_lint.reading.parse import digest_of, parse

Progress = Callable[[int, int], None]
_FEW = 200  # notes that are fetched from the cache one by one


class ChangedError(RunError):
    """A file is not what it was when this run read it."""


class Reading(NamedTuple):
    """How to read: files of no more than `max_size` bytes, in `jobs` processes (as many as there are processors if 0),
    with what `cache` knows, if there is one. Other processes `make` plain values of each note that they read. `folders`
    is what this run has found in some folders already, by their paths.
    """

    max_size: int = MAX_SIZE
    jobs: int = 1
    cache: Cache | None = None
    make: workers.Make | None = None
    folders: Mapping[str, Sequence[Entry]] = {}


class Texts(NamedTuple):
    """What was read: the Notes and the bytes of their files by vault path, and sentences about what could not be read.
    `oversized` are the vault paths of files that are too large to be read, each with that as a sentence; `values` are
    what was made of notes while they were read.
    """

    notes: Notes
    data: Contents
    errors: list[str]
    oversized: dict[str, str]
    values: Values

    @classmethod
    def of(cls, source: Source, max_size: int, cache: Cache | None = None) -> Texts:
        """Nothing yet of what is to be read from `source`, or comes from `cache`."""
        contents = Contents(source, max_size)
        return cls(Notes(contents, cache), contents, [], {}, Values())

    def unreadable(self, path: str, reason: str, *, too_large: bool) -> None:
        """Note that a file can't be read, and why."""
        if too_large:
            self.oversized[path] = reason
        else:
            self.errors.append(f"{path}: can't be read: {reason}")


class Values:
    """What the columns make of notes, as far as it is known. Each column is packed until it is asked for."""

    def __init__(self) -> None:
        self._tables: list[tuple[Sequence[str], Sequence[bytes]]] = []

    def add(self, paths: Sequence[str], columns: Sequence[bytes]) -> None:
        """Add what the columns make of the notes at `paths`, as `workers.packed_columns` has it."""
        if paths:
            self._tables.append((paths, columns))

    def column(self, place: int) -> dict[str, Any]:
        """What the column at this place makes of notes, by vault path."""
        found: dict[str, Any] = {}
        for paths, columns in self._tables:
            found.update(zip(paths, marshal.loads(columns[place]), strict=True))  # noqa: S302 -- from our own process
        return found


class Notes(Mapping[str, Note]):
    """Notes by vault path. Those that came as packed facts are made when they are asked for, part by part; facts that
    lie in the cache are fetched then.
    """

    def __init__(self, contents: Mapping[str, bytes], cache: Cache | None) -> None:
        """`contents` are read where the cache has lost what it had."""
        self._contents = contents
        self._cache = cache
        self._notes: dict[str, Note] = {}
        self._facts: dict[str, bytes] = {}
        self._cached: dict[str, str] = {}
        self._fetched = 0

    def add(self, note: Note) -> None:
        """Add a Note."""
        self._notes[note.path] = note

    def add_facts(self, path: str, facts: bytes) -> None:
        """Add the packed facts of a note, all or some; they may be those of another path with the same content."""
        self._facts[path] = facts

    def let_go(self, path: str, facts: bytes) -> None:
        """Keep no more of a note than these packed facts; what else is asked of it will be read again."""
        self._notes.pop(path, None)
        self._facts[path] = facts

    def expect(self, digests: Mapping[str, str]) -> None:
        """Add notes whose packed facts the cache has, by vault path the digest that it has them under."""
        self._cached.update(digests)

    def __getitem__(self, path: str) -> Note:
        note = self._notes.get(path)
        if note is None:
            if path in self._cached:
                self._fetch(path)
            facts = self._facts.pop(path)
            note = unpack(path, facts, partial(self._read, path)) if facts else self._read(path)
            self._notes[path] = note
        return note

    def _read(self, path: str) -> Note:
        return parse(path, self._contents[path])

    def _fetch(self, path: str) -> None:
        """Fetch the facts of one note; of all, once it shows that many are asked for."""
        self._fetched += 1
        wanted = [path] if self._fetched < _FEW else list(self._cached)
        digests = {each: self._cached.pop(each) for each in wanted}
        found = self._cache.facts(digests.values()) if self._cache else {}
        self._facts.update({each: found.get(digest, b"") for each, digest in digests.items()})

    def __contains__(self, path: object) -> bool:
        return path in self._notes or path in self._facts or path in self._cached

    def __iter__(self) -> Iterator[str]:
        return iter((*self._cached, *self._facts, *self._notes))

    def __len__(self) -> int:
        return len(self._cached) + len(self._facts) + len(self._notes)


class Contents(Mapping[str, bytes]):
    """The bytes of the files that were read, by vault path. Those that are not kept are read once more when they are
    asked for, which raises ChangedError where they have changed.
    """

    def __init__(self, source: Source, max_size: int) -> None:
        self._source = source
        self._max_size = max_size
        self._kept: dict[str, bytes] = {}
        self.digests: dict[str, str] = {}
        """By vault path, as `Note.digest` has them."""

    def keep(self, path: str, data: bytes, digest: str) -> None:
        """Keep the bytes of a file with this digest."""
        self._kept[path], self.digests[path] = data, digest

    def expect(self, path: str, digest: str) -> None:
        """A file with this digest was read, and its bytes are not kept."""
        self.digests[path] = digest

    def __getitem__(self, path: str) -> bytes:
        data = self._kept.get(path)
        if data is None:
            digest = self.digests[path]
            with suppress(regular.UnreadableError):
                data = _read(self._source, self._max_size, path)
            if data is None or digest_of(data) != digest:
                raise ChangedError(f"{path}: it was changed while it was judged: run again")
        return data

    def __contains__(self, path: object) -> bool:
        return path in self.digests

    def __iter__(self) -> Iterator[str]:
        return iter(self.digests)

    def __len__(self) -> int:
        return len(self.digests)


def _read(source: Source, limit: int, path: str) -> bytes:
    """The bytes of a file of the listing. Raises UnreadableError."""
    return source.read_listed(path, limit).data if isinstance(source, WorkTree) else source.read(path, limit)


def read_notes(
    source: Source,
    found: Files,
    progress: Progress | None = None,
    reading: Reading | None = None,
    known: Mapping[str, Note] | None = None,
) -> Texts:
    """All notes and canvases of `found`. `progress` is told how many of how many are done. A Note that is `known`, by
    vault path, is not made again where the content is the same.
    """
    return _Reader(source, found, progress, reading or Reading(), known or {}).run()


class _Reader:
    def __init__(
        self,
        source: Source,
        found: Files,
        progress: Progress | None,
        reading: Reading,
        known: Mapping[str, Note],
    ) -> None:
        self._source, self._found, self._progress, self._reading, self._known = source, found, progress, reading, known
        self._texts = Texts.of(source, reading.max_size, reading.cache)
        self._done = 0

    def run(self) -> Texts:
        on_disk = isinstance(self._source, WorkTree)
        stamps: Mapping[str, Stamp] = self._found.stamps if on_disk else {}
        left = self._from_cache(stamps) if self._reading.cache else list(self._found.sources)
        size = sum(size_of(each) for path in left if (each := stamps.get(path)))
        processes = workers.count(self._reading.jobs, size)
        if processes > 1:
            self._in_processes([(path, size_of(each) if (each := stamps.get(path)) else 0) for path in left], processes)
        else:
            self._here(left, stamps)
        if self._reading.cache:
            self._reading.cache.save()
        return self._texts

    def _from_cache(self, stamps: Mapping[str, Stamp]) -> list[str]:
        """Take what the cache knows; the paths of what is left to read."""
        cache = self._reading.cache
        assert cache is not None  # noqa: S101 -- asked only with one
        most = self._reading.max_size
        digests = cache.digests((path, each) for path in self._found.sources if (each := stamps.get(path)))
        too_large = [path for path in digests if size_of(stamps[path]) > most]
        for path in too_large:
            del digests[path]
        self._texts.notes.expect(digests)
        self._texts.data.digests.update(digests)
        if digests:
            self._tell(len(digests))
        return [path for path in self._found.sources if path not in digests]

    def _here(self, paths: Iterable[str], stamps: Mapping[str, Stamp]) -> None:
        for path in paths:
            try:
                data = _read(self._source, self._reading.max_size, path)
            except regular.UnreadableError as error:
                self._unreadable(path, error.reason, too_large=error.too_large)
                continue
            known = self._known.get(path)
            note = known if known and known.digest == digest_of(data) else parse(path, data)
            self._texts.notes.add(note)
            self._texts.data.keep(path, data, note.digest)
            if self._reading.cache and path in stamps:
                facts = None if note is known else pack(note)
                self._reading.cache.remember(path, stamps[path], note.digest, facts)
            self._tell()

    def _in_processes(self, paths: list[tuple[str, int]], processes: int) -> None:
        assert isinstance(self._source, WorkTree)  # noqa: S101 -- only its files have stamps
        make = self._reading.make
        for batch in workers.read_all(self._source, paths, self._reading.max_size, processes, make):
            for each in batch.results:
                if each.problem:
                    self._unreadable(each.path, each.problem, too_large=each.too_large)
                    continue
                self._texts.notes.add_facts(each.path, each.facts)
                self._texts.data.expect(each.path, each.digest)
                if self._reading.cache and each.stamp:
                    self._reading.cache.remember(each.path, each.stamp, each.digest, each.facts)
                self._tell()
            self._texts.values.add(batch.valued, batch.columns)
        self._texts.errors.sort()

    def _unreadable(self, path: str, reason: str, *, too_large: bool) -> None:
        self._texts.unreadable(path, reason, too_large=too_large)
        self._tell()

    def _tell(self, more: int = 1) -> None:
        self._done += more
        if self._progress is not None:
            self._progress(self._done - 1, len(self._found.sources))
