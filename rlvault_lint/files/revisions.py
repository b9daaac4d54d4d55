"""The vault as git has it: at a commit, or in the index. Nothing is checked out, and notes on the disk don't count.

Obsidian's own settings are the exception: they say how links are read, are often not in git at all, and are taken from
the disk for every state of the vault.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Mapping
from pathlib import Path

from rlvault_lint.errors import RunError
from rlvault_lint.files import regular
from rlvault_lint.files.git import Repository, TreeEntry
from rlvault_lint.files.ignore import GitIgnored, git_ignored
from rlvault_lint.files.regular import UnreadableError
from rlvault_lint.files.sources import WorkTree
from rlvault_lint.files.walk import Listing, walk
from rlvault_lint.note import folder_of, is_canvas, is_note, name_of

MOST_BYTES = 2**31
"""How many bytes of notes are read of one state of a vault."""
SECONDS = 60.0
"""How long that may take."""

_LINK, _SUBMODULE = "120000", "160000"
_OURS = 2


class RevisionError(RunError):
    """A state of the vault that git can't tell: no repository, no such commit."""


def at_commit(root: Path, revision: str) -> Recorded:
    """The vault at `root` as it was at `revision`; empty if that is HEAD and nothing was committed yet.

    Raises RevisionError where git can't tell.
    """
    repository = _opened(root)
    entries = repository.tree(revision)
    if entries is None:
        if revision != "HEAD" or repository.commit("HEAD") is not None:
            raise RevisionError(f"git knows no commit {revision!r} here: name one that this clone has")
        entries = ()
    return Recorded(root, repository, {entry.path: entry for entry in entries})


def in_index(root: Path, index: Path | None = None) -> Recorded:
    """The vault at `root` as git's index has it: what the next commit will hold.

    `index` is the index file if it is not the repository's own, as in a hook of `git commit --all`. Of a file in
    conflict our side counts. Raises RevisionError where git can't tell.
    """
    repository = _opened(root, index)
    entries = repository.index_entries()
    if entries is None:
        raise RevisionError(f"git's index of {str(root)!r} can't be read: leave out --staged, or repair the repository")
    found = {entry.path: entry for entry in entries if entry.stage in (0, _OURS)}
    return Recorded(root, repository, {**{entry.path: entry for entry in entries}, **found})


def _opened(root: Path, index: Path | None = None) -> Repository:
    repository = Repository.open(root, index=index)
    if repository is None:
        raise RevisionError(
            f"{str(root)!r} is not in a readable git repository: leave out --new-since and --staged, which need one"
        )
    return repository


class Recorded:
    """The files of a vault as git has them. `root` is the vault's root on the disk, `entries` what git has by path.

    The contents of all notes and canvases are read in one go, when the first is asked for.
    """

    def __init__(self, root: Path, repository: Repository, entries: Mapping[str, TreeEntry]) -> None:
        self.root = root
        self.repository = repository
        self.entries = entries
        self._contents: dict[str, bytes] | None = None

    def listing(self) -> Listing:
        """The files outside hidden folders: symbolic links where they point to a file, and of submodules what is on the
        disk.
        """
        files: set[str] = set()
        outside: set[str] = set()
        for path, entry in self.entries.items():
            if _is_hidden(path):
                continue
            if entry.mode == _SUBMODULE:
                files |= {f"{path}/{each}" for each in _on_disk(self.root / path)}
            elif entry.mode != _LINK or self._followed(path) is not None:
                files.add(path)
            elif (self.root / path).is_file():
                files.add(path)
                outside.add(path)
        obsidians = {path.partition(".obsidian/")[0].rstrip("/") for path in self.entries if _is_of_obsidian(path)}
        if (self.root / ".obsidian").is_dir():
            obsidians.add("")
        gitignores = {folder_of(path) for path in self.entries if name_of(path) == ".gitignore"}
        return Listing(
            tuple(sorted(files)),
            obsidians=tuple(sorted(obsidians)),
            gitignores=tuple(sorted(gitignores)),
            outside=frozenset(outside),
        )

    def read(self, path: str, limit: int) -> bytes:
        """The bytes of the file at a vault path, if there are no more than `limit`. Raises UnreadableError."""
        entry = self._followed(path)
        if path.startswith(".obsidian/") or entry is None:
            return WorkTree(self.root).read(path, limit)
        if self._contents is None:
            self._contents = self._read(each for each in self.entries if is_note(each) or is_canvas(each))
        data = self._contents.get(entry.blob)
        if data is None:
            data = self._read([entry.path]).get(entry.blob)
        if data is None:
            raise UnreadableError(path, "git can't tell its content: it is not in this clone, or larger than 16 MB")
        if len(data) > limit:
            raise UnreadableError(path, f"it is larger than {regular.in_megabytes(limit)}", too_large=True)
        return data

    def on_disk(self) -> Iterable[str]:
        """The files that the disk has."""
        return walk(self.root).files

    def git_ignored(self, listing: Listing) -> GitIgnored:
        """What git ignores, or would ignore; what it has, it doesn't ignore."""
        return git_ignored(self.root, listing.gitignores, self.read)

    def _read(self, paths: Iterable[str]) -> dict[str, bytes]:
        blobs = (self.entries[path].blob for path in paths)
        return dict(self.repository.blobs(blobs, seconds=SECONDS, limit=MOST_BYTES))

    def _followed(self, path: str) -> TreeEntry | None:
        """The entry at a path, symbolic links followed inside the vault; None if there is none."""
        for _ in range(5):
            entry = self.entries.get(path)
            if entry is None or entry.mode != _LINK:
                return entry
            target = self._read([path]).get(entry.blob, b"").decode("utf-8", "surrogateescape")
            path = posixpath.normpath(posixpath.join(posixpath.dirname(path), target))
        return None


def _on_disk(folder: Path) -> tuple[str, ...]:
    return walk(folder).files if folder.is_dir() and not folder.is_symlink() else ()


def _is_hidden(path: str) -> bool:
    return path.startswith(".") or "/." in path


def _is_of_obsidian(path: str) -> bool:
    return path.startswith(".obsidian/") or "/.obsidian/" in path
