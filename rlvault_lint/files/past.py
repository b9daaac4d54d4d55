"""The past of a vault as git has it, with what is staged and what was done on the disk as its newest commits."""

from __future__ import annotations

import hashlib
import marshal
import unicodedata
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from functools import cached_property, partial
from operator import attrgetter
from pathlib import Path

from rlvault_lint.commits import ON_DISK, STAGED, Change, Commit
from rlvault_lint.files.cache import Cache
from rlvault_lint.files.git import Repository, TreeEntry
from rlvault_lint.files.regular import UnreadableError
from rlvault_lint.note import is_note, name_of

_LARGEST = 16 * 2**20
_AT_MOST = 256 * 2**20
_KEPT = "history"
_MOST_KEPT = 64 * 2**20
_PARTS = attrgetter("status", "path", "before", "after")


class GitPast:
    """The past of the vault at `root`. Nothing is asked of git until something is asked here.

    `files` are the vault paths of what is on the disk, `data` the contents of its notes and canvases, and `read` reads
    other files (vault path, limit in bytes), raising UnreadableError. `cache` keeps the commits for later runs.
    """

    def __init__(
        self,
        root: Path,
        files: Collection[str],
        data: Mapping[str, bytes],
        read: Callable[[str, int], bytes],
        cache: Cache | None = None,
    ) -> None:
        self._root = root
        self._files = files
        self._data = data
        self._read = read
        self._cache = cache
        self._untracked: dict[str, bytes] = {}
        self.looked_at_notes = False
        self.looked_at_others = False

    @cached_property
    def _repository(self) -> Repository | None:
        return Repository.open(self._root)

    @property
    def is_shallow(self) -> bool:
        """Whether older commits were cut off."""
        return self._repository is not None and self._repository.is_shallow

    def commits(self) -> Iterator[Commit]:
        """What was done on the disk, what is staged, and the commits, newest first."""
        if self._repository is not None:
            yield from self._uncommitted.values()
            yield from self._committed(self._repository)

    def _committed(self, repository: Repository) -> Iterator[Commit]:
        """The commits that led to HEAD: asked of git once for each HEAD, if git told them all."""
        lineage = repository.lineage() if self._cache else ""
        if self._cache is None or not lineage:
            yield from repository.log()
            return
        known = _unpacked(self._cache.kept(_KEPT), lineage)
        if known is not None:
            yield from known
            return
        read: list[Commit] = []
        whole: list[bool] = []
        for commit in repository.log(ended=lambda: whole.append(True)):
            read.append(commit)
            yield commit
        if whole and len(packed := _packed(read, lineage)) <= _MOST_KEPT:
            self._cache.keep(_KEPT, packed)

    def changes(self, ids: Iterable[str]) -> Iterator[Commit]:
        """The commits with these ids, with all changes of theirs."""
        ids = list(ids)
        if self._repository is not None:
            yield from (commit for key, commit in self._uncommitted.items() if key in ids)
            yield from self._repository.changes(each for each in ids if each not in self._uncommitted)

    def blobs(self, ids: Iterable[str]) -> Iterator[tuple[str, bytes]]:
        """The contents of blobs, each with its id, without those that are missing."""
        ids = list(ids)
        yield from ((blob, self._untracked[blob]) for blob in ids if blob in self._untracked)
        if self._repository is not None:
            yield from self._repository.blobs(
                (each for each in ids if each not in self._untracked), limit=_AT_MOST // 4
            )

    def notes(self) -> Iterator[bytes]:
        """The contents of today's notes."""
        self.looked_at_notes = True
        return (data for path, data in self._data.items() if is_note(path))

    @cached_property
    def _uncommitted(self) -> dict[str, Commit]:
        if self._repository is None:
            return {}
        staged = Commit(STAGED, "", self._repository.staged())
        on_disk = Commit(ON_DISK, "", self._done_on_disk(self._repository.index_entries() or ()))
        return {commit.id: commit for commit in (on_disk, staged) if commit.changes}

    def _done_on_disk(self, entries: tuple[TreeEntry, ...]) -> tuple[Change, ...]:
        """How the disk differs from the index. Contents are compared only if something is gone and something new."""
        here = {_same_form(path): path for path in self._files}
        index = {_same_form(entry.path): entry for entry in entries if entry.is_file and not _is_hidden(entry.path)}
        gone = [entry for path, entry in index.items() if path not in here]
        new = [path for key, path in here.items() if key not in index]
        if not gone:
            return ()
        self.looked_at_notes = True
        length = len(gone[0].blob)
        changes = [Change("D", entry.path, entry.blob, "0" * length) for entry in gone]
        left = _AT_MOST
        endings = {_ending(entry.path) for entry in gone}
        for path in new:
            data = self._data.get(path)
            if data is None and _ending(path) in endings and left > 0:
                data = self._attempt(path)
                left -= len(data or b"")
            blob = _blob(data, length) if data is not None else ""
            changes.append(Change("A", path, "0" * length, blob))
            if data is not None and path in self._data:
                self._untracked[blob] = data
        for key, entry in index.items() if new else ():
            data = self._data.get(here.get(key, ""))
            if data is not None and not _is_same(data, entry.blob):
                blob = _blob(data, length)
                self._untracked[blob] = data
                changes.append(Change("M", entry.path, entry.blob, blob))
        return tuple(changes)

    def _attempt(self, path: str) -> bytes | None:
        self.looked_at_others = True
        try:
            return self._read(path, _LARGEST)
        except UnreadableError:
            return None


def _packed(commits: Iterable[Commit], lineage: str) -> bytes:
    changes = ((each.id, each.date, [_PARTS(change) for change in each.changes]) for each in commits)
    return marshal.dumps((lineage, list(changes)))


def _unpacked(data: bytes | None, lineage: str) -> list[Commit] | None:
    """What `_packed` made bytes of, if it was of the same lineage; None if not."""
    try:
        known, commits = marshal.loads(data) if data else ("", [])  # noqa: S302 -- in a folder only the user writes to
        if known != lineage:
            return None
        return [Commit(key, date, tuple([Change(*each) for each in changes])) for key, date, changes in commits]
    except (ValueError, TypeError, EOFError):  # damaged
        return None


def _same_form(path: str) -> str:
    """A path in one Unicode form: macOS may hand out another than git has."""
    return path if path.isascii() else unicodedata.normalize("NFC", path)


def _is_hidden(path: str) -> bool:
    return path.startswith(".") or "/." in path


def _ending(path: str) -> str:
    return name_of(path).rpartition(".")[2].lower()


def _blob(data: bytes, length: int) -> str:
    """The id that git gives to a blob; `length` is that of the repository's ids."""
    hashed = hashlib.sha256 if length == 64 else partial(hashlib.sha1, usedforsecurity=False)
    return hashed(b"blob %d\0" % len(data) + data).hexdigest()


def _is_same(data: bytes, blob: str) -> bool:
    """Whether the content of a file is that of a blob, `\r\n` in the file or not."""
    if _blob(data, len(blob)) == blob:
        return True
    return b"\r\n" in data and _blob(data.replace(b"\r\n", b"\n"), len(blob)) == blob
