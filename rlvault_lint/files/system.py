"""What differs between systems, in one place: drives, junctions, the case of names, how files are opened."""

from __future__ import annotations

import os
import stat
import sys
import unicodedata
from collections.abc import Callable, Iterable
from pathlib import Path, PurePath

IGNORES_CASE = sys.platform in ("win32", "darwin")
"""Whether a file can be named in another case (and on macOS, another Unicode form) than it has on the disk."""

# O_NONBLOCK: what turned into a named pipe since it was looked at doesn't make the run wait. Windows has none of these
# but O_BINARY, without which it would change line ends.
OPEN_TO_READ = os.O_RDONLY | sum(getattr(os, name, 0) for name in ("O_NONBLOCK", "O_NOCTTY", "O_CLOEXEC", "O_BINARY"))
_JUNCTION = getattr(stat, "IO_REPARSE_TAG_MOUNT_POINT", 0xA0000003)


def is_link(entry: os.DirEntry[str]) -> bool:
    """Whether an entry of a folder leads elsewhere: a symbolic link, or on Windows a junction. Raises OSError."""
    if entry.is_symlink():
        return True
    # Only Windows' results have this; other reparse points are files as they are, such as those kept in a cloud.
    return getattr(entry.stat(follow_symlinks=False), "st_reparse_tag", 0) == _JUNCTION if os.name == "nt" else False


def common_folder(folders: Iterable[PurePath]) -> str | None:
    """The nearest folder that holds all of `folders` (full paths); None if they lie on several drives."""
    try:
        return os.path.commonpath(list(folders))
    except ValueError:
        return None


def as_on_disk(root: Path, path: str, names: Callable[[Path], list[str]] = os.listdir) -> str:
    """A vault path as the disk has it, where the system takes `NOTE.MD` for `note.md`; else as it is.

    `names` lists what a folder holds.
    """
    if not IGNORES_CASE:
        return path
    found: list[str] = []
    for part in filter(None, path.split("/")):
        try:
            there = names(root.joinpath(*found))
        except OSError:
            there = []
        alike = [name for name in there if _plain(name) == _plain(part)]
        found.append(part if part in alike or len(alike) != 1 else alike[0])
    return "/".join(found)


def _plain(name: str) -> str:
    return unicodedata.normalize("NFC", name).casefold()
