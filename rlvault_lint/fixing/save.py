"""Changes to the disk: file by file, each whole or not at all."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from rlvault_lint.errors import RunError
from rlvault_lint.files import regular, write
from rlvault_lint.fixing.converge import Change
from rlvault_lint.wording import visible

_SHOWN = 10


class InterruptedRunError(RunError):
    """The run was interrupted between two files. The message says which were written."""


def save(root: Path, changes: Sequence[Change]) -> tuple[list[Change], list[str]]:
    """Write `changes` to the vault at `root`: those that were written, and sentences about those that could not be.

    Raises InterruptedRunError where the user interrupts it; each file is then old or new.
    """
    written: list[Change] = []
    failed: list[str] = []
    try:
        for change in changes:
            try:
                write.replace(root, change.path, change.before, change.after)
            except RunError as error:
                failed.append(str(error))
            else:
                written.append(change)
    except KeyboardInterrupt as error:
        raise InterruptedRunError(_interrupted(root, changes)) from error
    return written, failed


def _interrupted(root: Path, changes: Sequence[Change]) -> str:
    """What an interrupt has left. The files themselves are asked: it may have come just after one was written."""
    done = [each.path for each in changes if _holds(root / each.path, each.after)]
    if not done:
        return f"interrupted: none of the {len(changes)} files to fix was written"
    names = ", ".join(visible(path) for path in done[:_SHOWN])
    more = f" and {len(done) - _SHOWN} more" if len(done) > _SHOWN else ""
    return f"interrupted: {len(done)} of {len(changes)} files were fixed, {names}{more}; run again for the others"


def _holds(file: Path, content: bytes) -> bool:
    try:
        return regular.read(file, len(content)) == content
    except regular.UnreadableError:
        return False
