"""Opens files: the one door through which anything is read. A vault is somebody else's data, and may hold a named pipe
as `.gitignore`, a device as settings, or a note of two gigabytes: only regular files are read, up to a limit, and
nothing waits.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from rlvault_lint.errors import RunError
from rlvault_lint.files.entries import Stamp, stamp_of
from rlvault_lint.files.replay import kind_of, place
from rlvault_lint.files.system import NO_LINK, OPEN_TO_READ

MEGABYTE = 1 << 20
SETTINGS_LIMIT = 4 * MEGABYTE
"""The most bytes that a file of settings or patterns may have."""
LARGEST = 1024 * MEGABYTE
"""The most bytes that any file may have to be read, whatever the settings say."""


class UnreadableError(RunError):
    """A file can't be read; the message names it and says why, `reason` says only why. `missing` where there is none,
    `too_large` where it has more bytes than may be read.
    """

    def __init__(self, name: str, reason: str, *, missing: bool = False, too_large: bool = False) -> None:
        super().__init__(f"{name}: can't be read: {reason}")
        self.reason = reason
        self.missing = missing
        self.too_large = too_large


class Record:
    """What came through this door while it was kept, by path: the `stamps` of what was read, the `kinds` of what was
    looked at (None where nothing was found), the `places` where paths really lead. `repeatable` unless something came
    of a moment: a file that can't be read, one that changed in between, a git that was too slow.
    """

    def __init__(self) -> None:
        self.stamps: dict[str, Stamp] = {}
        self.kinds: dict[str, tuple[int, ...] | None] = {}
        self.places: dict[str, str | None] = {}
        self.repeatable = True

    def read(self, path: str | Path, status: os.stat_result) -> None:
        """A file was read."""
        now = stamp_of(status)
        self.repeatable &= self.stamps.setdefault(str(path), now) == now

    def looked_at(self, path: str | Path, status: os.stat_result | None) -> None:
        """It was asked what is at a path."""
        now = None if status is None else kind_of(status)
        self.repeatable &= self.kinds.setdefault(str(path), now) == now


_records: list[Record] = []


@contextmanager
def recorded() -> Iterator[Record]:
    """A record of all that comes through this door until the block is left, in this process."""
    record = Record()
    _records.append(record)
    try:
        yield record
    finally:
        _records.remove(record)


def depends_on_place(path: Path) -> None:
    """Have it recorded that the run depends on where a path really leads."""
    for record in _records:
        record.places[str(path)] = place(str(path))


def is_not_repeatable() -> None:
    """Have it recorded that another run may well find something else."""
    for record in _records:
        record.repeatable = False


class Content(NamedTuple):
    """The bytes of a file, and its status as it was before they were read."""

    data: bytes
    status: os.stat_result


def read(path: Path, limit: int, name: str | None = None) -> bytes:
    """The content of the regular file at `path`, which may have `limit` bytes.

    Raises UnreadableError for everything else; its message calls the file `name`, or `path` if that is None.
    """
    called = str(path) if name is None else name
    try:
        # Looked at before it is opened, as opening some devices does something.
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            _looked_at(path)
        _must_be_regular(status, called)
        return _opened(path, OPEN_TO_READ, limit, called).data
    except (OSError, ValueError) as error:
        raise _unreadable(path, called, error) from error


def read_listed(path: str, limit: int, called: str) -> Content | None:
    """The content of a file that a listing has just said to be regular, so that it isn't looked at once more before it
    is opened; None if it is a symbolic link. Raises what `read` raises.
    """
    try:
        if not NO_LINK and Path(path).is_symlink():
            return None
        return _opened(path, OPEN_TO_READ | NO_LINK, limit, called)
    except (OSError, ValueError) as error:
        if getattr(error, "errno", None) in (errno.ELOOP, errno.EMLINK):  # the latter on FreeBSD
            return None
        raise _unreadable(path, called, error) from error


def _unreadable(path: str | Path, called: str, error: OSError | ValueError) -> UnreadableError:
    if not isinstance(error, OSError):  # a name such as one with a null character
        return UnreadableError(called, "no file can have this name", missing=True)
    missing = isinstance(error, FileNotFoundError | NotADirectoryError)
    for record in _records:
        if missing:
            record.looked_at(path, None)
        record.repeatable &= missing
    return UnreadableError(called, error.strerror or str(error), missing=missing)


def _opened(path: str | Path, flags: int, limit: int, called: str) -> Content:
    descriptor = os.open(path, flags)
    try:
        status = os.fstat(descriptor)
        for record in _records:
            record.read(path, status)
        _must_be_regular(status, called)
        return Content(_content(descriptor, status.st_size, limit, called), status)
    finally:
        os.close(descriptor)


def _content(descriptor: int, size: int, limit: int, called: str) -> bytes:
    """All bytes of an open file, which had `size` when it was looked at."""
    if 0 < size <= limit:
        data = os.read(descriptor, size + 1)
        if len(data) == size:  # as always, unless it grows or shrinks meanwhile
            return data
        os.lseek(descriptor, 0, os.SEEK_SET)
    parts: list[bytes] = []
    left = limit + 1 if size <= limit else 0
    # What the size says is not relied upon: files of /proc say 0.
    while left > 0 and (part := os.read(descriptor, min(left, MEGABYTE))):
        parts.append(part)
        left -= len(part)
    if left <= 0:
        raise UnreadableError(called, f"it is larger than {in_megabytes(limit)}", too_large=True)
    return b"".join(parts)


def _must_be_regular(status: os.stat_result, called: str) -> None:
    if not stat.S_ISREG(status.st_mode):
        raise UnreadableError(called, f"it is {'a folder' if stat.S_ISDIR(status.st_mode) else 'not a regular file'}")


def is_folder(path: Path) -> bool:
    """Whether there is a folder at `path`, as far as can be told; False also for one that can't be looked at."""
    status = _looked_at(path)
    return status is not None and stat.S_ISDIR(status.st_mode)


def is_file(path: Path) -> bool:
    """Whether there is a regular file at `path`, as far as can be told."""
    status = _looked_at(path)
    return status is not None and stat.S_ISREG(status.st_mode)


def is_there(path: Path) -> bool:
    """Whether there is anything at `path`, as far as can be told."""
    return _looked_at(path) is not None


def _looked_at(path: Path) -> os.stat_result | None:
    try:
        status = path.stat()
    except (OSError, ValueError):
        status = None
    for record in _records:
        record.looked_at(path, status)
    return status


def in_megabytes(size: int) -> str:
    """A number of bytes for people: `16 MB`."""
    return f"{size / MEGABYTE:.3g} MB"
