"""The journal: what a change of several files is about to do, written down before it begins.

It lies in the vault's root while the change is under way, and goes when all of it is done. One that is found without
the process that wrote it tells of a change that was cut off, and holds what it takes to complete or undo it.
"""

from __future__ import annotations

import os
from binascii import a2b_base64, b2a_base64
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple

from rlvault_lint.errors import RunError
from rlvault_lint.files import regular
from rlvault_lint.files.regular import LARGEST, UnreadableError

NAME = ".rlvault-lint.journal"
_VERSION = 1


class JournalError(RunError):
    """A journal that can't be written, is not one, or belongs to a run that is still going on."""


class Write(NamedTuple):
    """The file at the vault path `path` holds `before` and shall hold `after`."""

    path: str
    before: bytes
    after: bytes


class Plan(NamedTuple):
    """A change that is made whole or not at all: first the moves `(old, new)`, then the writes.

    All are vault paths; those of the writes are as they are after the moves.
    """

    moves: tuple[tuple[str, str], ...] = ()
    writes: tuple[Write, ...] = ()


def is_running(process: int) -> bool:
    """Whether a process of that number is there. Windows can't be asked without harm, and says no."""
    if os.name == "nt" or process <= 0:
        return False
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except (PermissionError, OverflowError):
        return True
    return True


def dump(plan: Plan) -> bytes:
    """What the journal of `plan` holds, as written by this process."""
    writes = [{"path": each.path, "before": _packed(each.before), "after": _packed(each.after)} for each in plan.writes]
    content = {"version": _VERSION, "process": os.getpid(), "moves": plan.moves, "writes": writes}
    import json  # most runs only look whether there is a journal

    return json.dumps(content).encode("ascii")


def load(root: Path) -> Plan | None:
    """The plan in the journal of the vault at `root`; None if there is no journal.

    Raises JournalError where the journal can't be read, is not one, names files that no plan of ours would, or belongs
    to a process that is still running.
    """
    import json

    try:
        if (root / NAME).is_symlink():
            return None
        content = json.loads(regular.read(root / NAME, LARGEST, NAME))
    except UnreadableError as error:
        if error.missing:
            return None
        raise JournalError(f"{error}: move it away") from error
    except (ValueError, RecursionError) as error:
        raise JournalError(f"{NAME} is not a journal of rlvault-lint: move it away") from error
    try:
        process, plan = _read(content)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise JournalError(f"{NAME} is not a journal of this version of rlvault-lint: move it away") from error
    if process != os.getpid() and is_running(process):
        raise JournalError(f"another rlvault-lint (process {process}) is writing to this vault: wait for it to finish")
    return plan


def _read(content: Any) -> tuple[int, Plan]:
    if content["version"] != _VERSION:
        raise ValueError(content["version"])
    moves = tuple((str(old), str(new)) for old, new in content["moves"])
    writes = tuple(
        Write(str(each["path"]), _unpacked(each["before"]), _unpacked(each["after"])) for each in content["writes"]
    )
    _must_be_ours([*(path for move in moves for path in move), *(each.path for each in writes)])
    return int(content["process"]), Plan(moves, writes)


def _must_be_ours(paths: Iterable[str]) -> None:
    """A journal may come with a vault from elsewhere: it must not reach what no vault holds, such as git's hooks."""
    for path in paths:
        if any(not part or part.startswith(".") for part in path.split("/")) or "\\" in path or "\0" in path:
            raise ValueError(path)


def _packed(data: bytes) -> str:
    return b2a_base64(data, newline=False).decode("ascii")


def _unpacked(text: str) -> bytes:
    return a2b_base64(text, strict_mode=True)
