"""Text that an editor has not saved yet: `check --stdin-filename NOTE -` judges it in the place of the note."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import click

if TYPE_CHECKING:
    from rlvault_lint.files.sources import Source

STDIN = Path("-")


class Unsaved(NamedTuple):
    """Bytes that stand for the note at a path, which need not be there yet."""

    note: Path
    data: bytes

    @property
    def folder(self) -> Path:
        """Where to look for the vault."""
        return self.note.parent

    def must_be_in_vault(self) -> None:
        """Raises VaultError where nothing says that the note lies in a vault: an editor asks for any Markdown file, and
        a whole home folder would be read for it.
        """
        from rlvault_lint.files.root import VaultError, absolute, is_marked, repository

        folder = absolute(self.folder)
        if not (any(map(is_marked, (folder, *folder.parents))) or repository(folder)):
            raise VaultError(f"{str(self.note)!r} lies in no vault that can be found: name it with --vault")

    def source(self, root: Path) -> Source:
        """The vault at `root` with these bytes for the note's. Raises VaultError where the note lies outside."""
        from rlvault_lint.files.root import vault_paths
        from rlvault_lint.files.sources import Replaced, WorkTree

        (folder,) = vault_paths(root, (self.folder,))
        return Replaced(WorkTree(root), f"{folder}/{self.note.name}" if folder else self.note.name, self.data)


def text(paths: Sequence[Path], note: Path | None) -> Unsaved | None:
    """What is on standard input, if that is to be judged as `note`. Raises UsageError if only half of it is said."""
    if note is None:
        if STDIN in paths:
            raise click.UsageError("`-` is the text of a note: say which one with --stdin-filename NOTE")
        return None
    if tuple(paths) != (STDIN,):
        raise click.UsageError("--stdin-filename goes with a single `-` for PATHS: add it, and leave out the others")
    return Unsaved(note, sys.stdin.buffer.read() if sys.stdin is not None else b"")
