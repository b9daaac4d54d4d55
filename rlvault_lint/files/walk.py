"""Which files a vault has: everything outside hidden folders, which is what can be linked to."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Mapping, Sequence
from operator import itemgetter
from pathlib import Path
from typing import NamedTuple

from rlvault_lint.files.entries import FILE, FOLDER, LINK, OTHER, Entry, Stamp, entries, stamp_of
from rlvault_lint.files.regular import depends_on_place
from rlvault_lint.files.root import VaultError

_SHOWN = 3
"""How many paths a notice names."""


class Listing(NamedTuple):
    """Which files there are, as sorted vault paths; the folders that hold a `.obsidian/`, and those that hold a
    `.gitignore`; what could not be read, and what was left aside, in sentences.

    `outside` are the symbolic links that leave the vault and are not followed: files, which can be linked to, and
    folders, of which nothing else is known. `stamps` has those of notes and canvases, as far as they could be looked
    at.
    """

    files: tuple[str, ...]
    obsidians: tuple[str, ...] = ()
    gitignores: tuple[str, ...] = ()
    errors: tuple[str, ...] = ()
    notices: tuple[str, ...] = ()
    outside: frozenset[str] = frozenset()
    stamps: Mapping[str, Stamp] = {}


def walk(root: Path, *, follow_outside: bool = False, known: Mapping[str, Sequence[Entry]] | None = None) -> Listing:
    """What is below `root` on the disk; what symbolic links point to outside of it only with `follow_outside`. `known`
    is what was found in some of the folders a moment ago, by their paths.

    Such a link to a folder is followed only if it points to a place of its own, as in Obsidian, neither above the vault
    nor to where another has led; so there is no cycle. Raises VaultError if the root itself can't be read.
    """
    try:
        with os.scandir(root):
            pass
    except OSError as error:
        raise VaultError(f"the vault {str(root)!r} can't be read: {error.strerror}") from error
    found = _Walk(root, known or {}, follow_outside=follow_outside)
    found.run()
    return Listing(
        tuple(sorted(found.files)),
        tuple(sorted(found.obsidians)),
        tuple(sorted(found.gitignores)),
        tuple(found.errors),
        tuple(found.notices()),
        frozenset(found.outside),
        found.stamps,
    )


class _Walk:
    def __init__(self, root: Path, known: Mapping[str, Sequence[Entry]], *, follow_outside: bool) -> None:
        self.root = root
        self.known = known
        self.follow_outside = follow_outside
        self.files: list[str] = []
        self.stamps: dict[str, Stamp] = {}
        self.obsidians: list[str] = []
        self.gitignores: list[str] = []
        self.errors: list[str] = []
        self.outside: list[str] = []
        self.circles: list[str] = []
        # The real places of the root and of the folders that links have pointed to, and all folders above these.
        self.seen: set[Path] = set()
        self.above: set[Path] = set()

    def run(self) -> None:
        self._see(self.root.resolve())
        folders = [""]
        while folders:
            folder = folders.pop()
            place = f"{self.root}/{folder}" if folder else str(self.root)
            try:
                found = self.known[place] if place in self.known else entries(place)
            except OSError as error:
                self.errors.append(f"{folder}: can't be read: {error.strerror}")
                continue
            for entry in sorted(found, key=itemgetter(0)):  # the same whatever the file system
                self._add(folder, entry, folders)

    def notices(self) -> list[str]:
        """What was left aside, each cause once."""
        notices = []
        if self.outside:
            advice = "what is there is not read, unless the settings say `follow-outside = true`"
            notices.append(f"{_links(self.outside)} out of the vault: {advice}")
        if self.circles:
            notices.append(f"{_links(self.circles)} in a circle: nothing is there to be read")
        return notices

    def _add(self, folder: str, entry: Entry, folders: list[str]) -> None:
        """Add an entry of a folder. One that can't be looked at, such as a link to itself, is not a reason to miss the
        others.
        """
        name, sort, stamp = entry
        path = f"{folder}/{name}" if folder else name
        try:
            if sort == LINK:
                self._link(folder, name, path, folders)
            elif name.startswith("."):
                self._hidden(folder, name, sort)
            elif sort == FOLDER:
                folders.append(path)
            elif sort == FILE:
                self._file(path, stamp)
            elif sort < 0:
                raise OSError(-sort, os.strerror(-sort))
        except OSError as error:
            if error.errno == errno.ELOOP:
                self.circles.append(path)
            elif not isinstance(error, FileNotFoundError):  # a link may point to what is not there
                self.errors.append(f"{path}: can't be read: {error.strerror}")

    def _file(self, path: str, stamp: Stamp | None) -> None:
        self.files.append(path)
        if stamp:
            self.stamps[path] = stamp

    def _hidden(self, folder: str, name: str, sort: int) -> None:
        if name == ".gitignore" and sort == FILE:
            self.gitignores.append(folder)
        elif name == ".obsidian" and sort == FOLDER:
            self.obsidians.append(folder)

    def _link(self, folder: str, name: str, path: str, folders: list[str]) -> None:
        status = (self.root / path).stat()
        sort = FILE if stat.S_ISREG(status.st_mode) else FOLDER if stat.S_ISDIR(status.st_mode) else OTHER
        is_hidden = name.startswith(".")
        if is_hidden and name not in (".gitignore", ".obsidian"):
            return
        target = Path(os.path.realpath(self.root / path, strict=True))
        is_inside = self._is_seen(target)
        if not is_inside and not self.follow_outside:
            self.outside.append(path)
            if sort == FILE and not is_hidden:
                self.files.append(path)
        elif is_hidden:
            self._hidden(folder, name, sort)
        elif sort == FILE:
            self._file(path, stamp_of(status))
        elif sort == FOLDER and not is_inside and target not in self.above:
            self._see(target)
            folders.append(path)

    def _is_seen(self, target: Path) -> bool:
        return target in self.seen or not self.seen.isdisjoint(target.parents)

    def _see(self, target: Path) -> None:
        self.seen.add(target)
        self.above.update(target.parents)


def _links(paths: list[str]) -> str:
    """The subject and verb of a sentence: `2 symbolic links (a, b) lead`."""
    shown = ", ".join(sorted(paths)[:_SHOWN])
    more = f" and {len(paths) - _SHOWN} more" if len(paths) > _SHOWN else ""
    return (
        f"a symbolic link ({shown}) leads" if len(paths) == 1 else f"{len(paths)} symbolic links ({shown}{more}) lead"
    )


def leaves(root: Path, path: str) -> bool:
    """Whether symbolic links make the file at a vault path one that lies outside the vault."""
    depends_on_place(root / path)
    try:
        return not (root / path).resolve().is_relative_to(root.resolve())
    except (OSError, RuntimeError):  # links in a circle: RuntimeError before Python 3.13
        return True


def symbolic_links(root: Path) -> dict[str, str]:
    """The symbolic links in the vault, outside hidden folders: each vault path, and what the link says."""
    found = {}
    for top, folders, files in os.walk(root):
        folders[:] = [name for name in folders if not name.startswith(".")]
        for path in (Path(top, name) for name in (*folders, *files)):
            if path.is_symlink():
                found[path.relative_to(root).as_posix()] = path.readlink().as_posix()
    return found
