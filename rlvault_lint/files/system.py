"""What differs between systems, in one place: drives, the case of names, opening and replacing files."""

from __future__ import annotations

import os
import sys
import unicodedata
from collections.abc import Callable, Iterable
from pathlib import Path, PurePath

IGNORES_CASE = sys.platform in ("win32", "darwin")
"""Whether a file can be named in another case (and on macOS, another Unicode form) than it has on the disk."""

# O_NONBLOCK: what turned into a named pipe since it was looked at doesn't make the run wait. Windows has none of these
# but O_BINARY, without which it would change line ends.
OPEN_TO_READ = os.O_RDONLY | sum(getattr(os, name, 0) for name in ("O_NONBLOCK", "O_NOCTTY", "O_CLOEXEC", "O_BINARY"))
IS_MACOS = sys.platform == "darwin"
IS_WINDOWS = sys.platform == "win32"
NO_LINK = getattr(os, "O_NOFOLLOW", 0)
"""What keeps a symbolic link from being opened; 0 on Windows, which has nothing like it."""

_ACCESS_LIST, _ATTRIBUTES = 1 << 0, 1 << 2  # macOS's copyfile.h
_IGNORE_MERGE_ERRORS = 2  # Windows' ReplaceFile: attributes that can't be kept don't make it fail


def copy_apple_attributes(file: Path, descriptor: int) -> None:
    """Give an open file the extended attributes and the access list of another, as macOS does it: Python can't reach
    them there. Raises OSError.
    """
    import ctypes

    source = os.open(file, OPEN_TO_READ)
    try:
        if ctypes.CDLL(None, use_errno=True).fcopyfile(source, descriptor, None, _ACCESS_LIST | _ATTRIBUTES):
            code = ctypes.get_errno()
            raise OSError(code, os.strerror(code))
    finally:
        os.close(source)


def put_in_place(temporary: Path, file: Path) -> None:
    """Let a new file take the place of another, in one step. On Windows it gets that one's attributes, access list,
    streams and time of creation, as far as the file system knows of them. Raises OSError.
    """
    if not (IS_WINDOWS and _replace_file(temporary, file)):
        temporary.replace(file)


def _replace_file(temporary: Path, file: Path) -> bool:
    import ctypes

    kernel = getattr(ctypes, "windll").kernel32  # noqa: B009 -- only Windows has it
    return bool(kernel.ReplaceFileW(str(file), str(temporary), None, _IGNORE_MERGE_ERRORS, None, None))


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
