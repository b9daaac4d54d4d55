"""Where the bytes of a run come from, which of the files there are checked, and what is in them.

Every file outside hidden folders can be linked to. Checked are the notes and canvases that neither git nor Obsidian nor
the settings leave out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple, Protocol

from rlvault_lint.files import regular
from rlvault_lint.files.entries import Entry, Stamp
from rlvault_lint.files.ignore import Filters, GitIgnored, git_ignored
from rlvault_lint.files.obsidian import Obsidian, read_obsidian
from rlvault_lint.files.walk import Listing, leaves, walk
from rlvault_lint.note import is_canvas, is_note
from rlvault_lint.patterns import as_pattern, matcher

MAX_SIZE = 16 * regular.MEGABYTE
"""The most bytes that a note may have to be read."""


class Source(Protocol):
    """Where the bytes of a run come from: the work tree, or what stands in for it.

    `root` is the vault's root in the file system, for naming places in reports.
    """

    @property
    def root(self) -> Path:
        """The vault's root."""

    def listing(self) -> Listing:
        """Which files there are. Raises VaultError if the root itself can't be read."""

    def read(self, path: str, limit: int) -> bytes:
        """The bytes of the file at a vault path, if there are no more than `limit`. Raises UnreadableError."""

    @property
    def on_disk(self) -> Callable[[], Iterable[str]] | None:
        """What tells which files the disk has, where that is not where the bytes come from."""

    def git_ignored(self, listing: Listing) -> GitIgnored:
        """What git ignores among what is there; `listing` is that of this source."""


class WorkTree(NamedTuple):
    """The files on the disk below `root`; with `follow_outside`, also those elsewhere that symbolic links point to.
    `known` is what this run has found in some of the folders already, by their paths.
    """

    root: Path
    follow_outside: bool = False
    known: Mapping[str, Sequence[Entry]] = {}
    on_disk: None = None

    def listing(self) -> Listing:
        """What a walk through the folders finds. Raises VaultError if the root itself can't be read."""
        return walk(self.root, follow_outside=self.follow_outside, known=self.known)

    def read(self, path: str, limit: int) -> bytes:
        """The bytes of the file at a vault path. Raises UnreadableError."""
        # The listing says which links to notes leave the vault; it doesn't look into hidden folders.
        if not self.follow_outside and (path.startswith(".") or "/." in path) and leaves(self.root, path):
            raise regular.UnreadableError(path, "a symbolic link leads out of the vault")
        return regular.read(self.root / path, limit, path)

    def read_listed(self, path: str, limit: int) -> regular.Content:
        """The content of a note of the listing, and its status. Raises UnreadableError."""
        content = regular.read_listed(f"{self.root}/{path}", limit, path)
        if content is not None:
            return content
        if not self.follow_outside and leaves(self.root, path):  # the listing knew of none, but things change
            raise regular.UnreadableError(path, "it is a symbolic link out of the vault")
        file = self.root / path
        try:
            status = file.stat()
        except OSError as error:
            raise regular.UnreadableError(path, error.strerror or str(error)) from error
        return regular.Content(regular.read(file, limit, path), status)

    def git_ignored(self, listing: Listing) -> GitIgnored:
        """What git ignores, or would if the vault were a repository."""
        return git_ignored(self.root, listing.gitignores, self.read)


class Replaced(NamedTuple):
    """`source` with other content in one file, which need not be there: standard input, an editor's unsaved buffer.

    `path` is a vault path.
    """

    source: Source
    path: str
    data: bytes

    @property
    def root(self) -> Path:
        """The root of `source`."""
        return self.source.root

    @property
    def on_disk(self) -> Callable[[], Iterable[str]] | None:
        """What `source` says."""
        return self.source.on_disk

    def listing(self) -> Listing:
        """The files of `source`, and this one. Raises what `source` raises."""
        listing = self.source.listing()
        return listing._replace(files=tuple(sorted({*listing.files, self.path})))

    def read(self, path: str, limit: int) -> bytes:
        """The bytes of a file, or those that replace them. Raises UnreadableError."""
        return self.data if path == self.path else self.source.read(path, limit)

    def git_ignored(self, listing: Listing) -> GitIgnored:
        """What `source` says; the content of a file doesn't matter to git."""
        return self.source.git_ignored(listing)


class Files(NamedTuple):
    """What was found below a vault's root. All are vault paths with `/`, sorted.

    `files` is all that can be linked to; `sources` are the notes and canvases among them, `checked` those of them that
    are judged. `errors` say what could not be read, `notices` what was left aside. `obsidian` is what Obsidian's own
    settings say; `git_ignored` tells of any vault path whether git ignores, or would ignore, a file there.
    `left_out` tells of a vault path whether git, Obsidian or the settings leave it out of checking. `outside` are the
    symbolic links, to files and folders, that leave the vault and are not followed. `stamps` has those of what is on
    the disk, as `Listing` has them.
    """

    root: Path
    files: tuple[str, ...]
    sources: tuple[str, ...]
    checked: frozenset[str]
    errors: tuple[str, ...]
    notices: tuple[str, ...]
    obsidian: Obsidian
    git_ignored: GitIgnored
    left_out: Callable[[str], bool]
    outside: frozenset[str] = frozenset()
    stamps: Mapping[str, Stamp] = {}

    def attachments(self) -> Iterator[str]:
        """The files that are neither notes nor canvases and that nothing leaves out."""
        sources = frozenset(self.sources)
        return (path for path in self.files if path not in sources and not self.left_out(path))


def find_files(source: Source, exclude: Sequence[str] = ()) -> Files:
    """All files of `source`; `exclude` are patterns as in .gitignore for what is not checked.

    Raises VaultError if the root itself can't be read.
    """
    listing = source.listing()
    sources = tuple(
        path for path in listing.files if (is_note(path) or is_canvas(path)) and path not in listing.outside
    )
    obsidian = read_obsidian(source.read, present="" in listing.obsidians)
    notices = [*listing.notices, *obsidian.notices]
    below = [folder for folder in listing.obsidians if folder and "/" not in folder]
    if below and not obsidian.present:
        notices.append(
            f"{below[0]}/.obsidian: there is a vault of Obsidian's one level below: if that is meant, "
            f"name it with --vault {below[0]}"
        )
    git_ignored = source.git_ignored(listing)
    if not obsidian.present and git_ignored(".obsidian/app.json"):
        notices.append(
            ".obsidian is not here, and git ignores it: links to folders and anchors as on GitHub are right then; "
            "commit `.obsidian/app.json` for the same findings everywhere"
        )
    excluded: list[Callable[[str], bool]] = [git_ignored]
    if obsidian.ignore_filters:
        excluded.append(Filters(obsidian.ignore_filters, notices))
    # The settings come last, so that `!/Templates/` there brings templates back.
    if patterns := (*map(as_pattern, obsidian.template_folders), *exclude):
        excluded.append(matcher(patterns))

    def left_out(path: str) -> bool:
        return any(test(path) for test in excluded)

    return Files(
        source.root,
        listing.files,
        sources,
        frozenset(sources).difference(*(filter(test, sources) for test in excluded)),
        listing.errors,
        tuple(notices),
        obsidian,
        git_ignored,
        left_out,
        listing.outside,
        listing.stamps,
    )
