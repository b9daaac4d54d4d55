"""What is in a folder, told from one look at it: each name, the sort of thing, and of notes when they were changed.

Whoever asks what a vault is like gets it from here: whether a report can be given again (`files.replay`), which files
there are (`files.walk`), and which of them are known already (`files.cache`). It is loaded before anything else, so
this module imports next to nothing.
"""

from __future__ import annotations

import os

FOLDER, FILE, LINK, OTHER = 1, 2, 3, 4
"""The sorts of entries: a link is a symbolic one, or on Windows a junction."""

Stamp = tuple[int, ...]
"""What tells a file from what it was: mode, size, times of change in nanoseconds (content, anything), inode."""
Entry = tuple[str, int, Stamp | None]
"""The name of an entry, its sort (`-errno` where that can't be told), and the stamp of a regular file `is_stamped`."""

_TO_LIST = os.O_RDONLY | sum(getattr(os, name, 0) for name in ("O_DIRECTORY", "O_CLOEXEC"))
_IN_OPEN_FOLDERS = os.scandir in os.supports_fd
_TYPE, _REGULAR = 0o170000, 0o100000  # as in `stat`, of which no more is needed here
_JUNCTION = 0xA0000003


def stamp_of(status: os.stat_result) -> Stamp:
    """The stamp of a file with this status."""
    return status.st_mode, status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino


def size_of(stamp: Stamp) -> int:
    """The bytes of a file with this stamp."""
    return stamp[1]


def changed_at(stamp: Stamp) -> int:
    """When a file with this stamp was last changed in any way, in nanoseconds."""
    return max(stamp[2], stamp[3])


def is_stamped(name: str) -> bool:
    """Whether files of this name are read as part of a vault: notes, canvases, lists of what git ignores."""
    return name[-3:].lower() == ".md" or name[-7:].lower() == ".canvas" or name == ".gitignore"


def entries(folder: str) -> list[Entry]:
    """What is in a folder, in the order of the system. Raises OSError where it can't be read."""
    if not _IN_OPEN_FOLDERS:
        with os.scandir(folder) as found:
            return [_entry(each, f"{folder}/{each.name}") for each in found]
    descriptor = os.open(folder, _TO_LIST)  # a name in an open folder is found sooner than a path
    try:
        with os.scandir(descriptor) as found:
            return [_entry(each) for each in found]
    finally:
        os.close(descriptor)


def is_link(entry: os.DirEntry[str]) -> bool:
    """Whether an entry of a folder leads elsewhere: a symbolic link, or on Windows a junction. Raises OSError."""
    if entry.is_symlink():
        return True
    # Only Windows' results have this; other reparse points are files as they are, such as those kept in a cloud.
    return getattr(entry.stat(follow_symlinks=False), "st_reparse_tag", 0) == _JUNCTION if os.name == "nt" else False


def _entry(found: os.DirEntry[str], path: str | None = None) -> Entry:
    """One entry; `path` leads to it where its own status is not all that the system knows, as on Windows."""
    name = found.name
    try:
        if is_stamped(name) and (stamp := _stamp(found, path)):
            return name, FILE, stamp
        if is_link(found):
            return name, LINK, None
        return name, FOLDER if found.is_dir() else FILE if found.is_file() else OTHER, None
    except OSError as error:
        return name, -(error.errno or 1), None


def _stamp(found: os.DirEntry[str], path: str | None) -> Stamp | None:
    """The stamp of a regular file; None for anything else, and where it can't be looked at."""
    try:
        status = found.stat(follow_symlinks=False)
        if status.st_mode & _TYPE != _REGULAR or (path and is_link(found)):
            return None
        return stamp_of(os.stat(path) if path else status)
    except OSError:
        return None
