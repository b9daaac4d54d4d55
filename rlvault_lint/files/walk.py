"""Which files a vault has: everything outside hidden folders, which is what can be linked to."""

from __future__ import annotations

import errno
import os
from dataclasses import dataclass, field
from pathlib import Path

from rlvault_lint.files.root import VaultError


@dataclass(frozen=True, slots=True)
class Listing:
    """Which files there are, as sorted vault paths; the folders that hold a `.obsidian/`, and those that hold a
    `.gitignore`; what could not be read, and what was left aside, in sentences.
    """

    files: tuple[str, ...]
    obsidians: tuple[str, ...] = ()
    gitignores: tuple[str, ...] = ()
    errors: tuple[str, ...] = ()
    notices: tuple[str, ...] = ()


def walk(root: Path) -> Listing:
    """What is below `root` on the disk. Raises VaultError if the root itself can't be read.

    Follows symbolic links to folders only where they lead to a place of their own, as Obsidian does; so there is no
    cycle.
    """
    try:
        with os.scandir(root):
            pass
    except OSError as error:
        raise VaultError(f"the vault {str(root)!r} can't be read: {error.strerror}") from error
    found = _Walk(root)
    found.run()
    return Listing(
        tuple(sorted(found.files)),
        tuple(sorted(found.obsidians)),
        tuple(sorted(found.gitignores)),
        tuple(found.errors),
        tuple(found.notices),
    )


@dataclass(slots=True)
class _Walk:
    root: Path
    files: list[str] = field(default_factory=list)
    obsidians: list[str] = field(default_factory=list)
    gitignores: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)
    seen: list[Path] = field(default_factory=list)

    def run(self) -> None:
        self.seen.append(self.root.resolve())
        folders = [""]
        while folders:
            folder = folders.pop()
            try:
                with os.scandir(self.root / folder) as entries:
                    for entry in entries:
                        self._try(folder, entry, folders)
            except OSError as error:
                self.errors.append(f"{folder}: can't be read: {error.strerror}")

    def _try(self, folder: str, entry: os.DirEntry[str], folders: list[str]) -> None:
        """One entry that can't be looked at, such as a link to itself, is no reason to miss the others."""
        try:
            self._entry(folder, entry, folders)
        except (OSError, RuntimeError) as error:  # until Python 3.13 `resolve` raises RuntimeError for a loop of links
            path = f"{folder}/{entry.name}" if folder else entry.name
            if isinstance(error, OSError) and error.errno != errno.ELOOP:
                self.errors.append(f"{path}: can't be read: {error.strerror}")
            else:
                self.notices.append(f"{path}: a symbolic link that leads back to itself is left aside")

    def _entry(self, folder: str, entry: os.DirEntry[str], folders: list[str]) -> None:
        if entry.name.startswith("."):
            if entry.name == ".gitignore":
                self.gitignores.append(folder)
            elif entry.name == ".obsidian" and entry.is_dir():
                self.obsidians.append(folder)
            return
        path = f"{folder}/{entry.name}" if folder else entry.name
        if entry.is_dir(follow_symlinks=False) or (
            entry.is_symlink() and entry.is_dir() and self._own_place(entry.path)
        ):
            folders.append(path)
        elif entry.is_file():
            self.files.append(path)

    def _own_place(self, link: str) -> bool:
        target = Path(link).resolve()
        if any(target.is_relative_to(other) or other.is_relative_to(target) for other in self.seen):
            return False
        self.seen.append(target)
        return True
