"""What git tells of a vault's past: commits, what each changed, and where they come from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple, Protocol

STAGED = "index"
"""The id of what stands in git's index and is not committed."""

ON_DISK = "work tree"
"""The id of what was done on the disk and git was not told of."""


class Change(NamedTuple):
    """One path that a commit changed. `status` is git's letter: A, D, M or T; the blobs are full object ids, all zeros
    where there is none. `path` is a vault path.
    """

    status: str
    path: str
    before: str
    after: str


class Commit(NamedTuple):
    """A commit's full id, its author's date (`2026-02-26`; empty where it was not asked for), and what it changed
    against its first parent.
    """

    id: str
    date: str
    changes: tuple[Change, ...]


class Past(Protocol):
    """The past of a vault, read when it is asked for. Any iteration may end early; what was read until then counts."""

    looked_at_notes: bool
    """Whether anything that was told came from the contents of today's notes."""
    looked_at_others: bool
    """Whether anything came from the contents of other files of today's."""

    @property
    def is_shallow(self) -> bool:
        """Whether older commits were cut off."""

    def commits(self) -> Iterator[Commit]:
        """The commits, newest first, each with the paths that it added, deleted or rewrote; what is not committed yet
        is one, too.
        """

    def changes(self, ids: Iterable[str]) -> Iterator[Commit]:
        """The commits with these ids, with all changes of theirs."""

    def blobs(self, ids: Iterable[str]) -> Iterator[tuple[str, bytes]]:
        """The contents of blobs, each with its id, without those that are missing."""

    def notes(self) -> Iterator[bytes]:
        """The contents of today's notes."""
