"""Writing to a vault: each file is replaced whole or not at all, and only while it holds what was judged.

The new content goes to a hidden file in the same folder, which then takes the old one's place. A file that has several
names (hard links) is written in place, under a journal, so that it stays one file. A change of several files is a
`Plan`: it happens whole or not at all, and what a kill cuts off is completed or undone by the next run that writes.
"""

from __future__ import annotations

import errno
import os
import re
import stat
import time
import unicodedata
from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path

from rlvault_lint.errors import RunError
from rlvault_lint.files import journal, regular, system
from rlvault_lint.files.git import Repository
from rlvault_lint.files.journal import Plan, Write
from rlvault_lint.files.regular import LARGEST, UnreadableError
from rlvault_lint.note import folder_of

_TEMPORARY = re.compile(r"\.rlvault-lint\.(\d+)\.[0-9a-f]{16}\.tmp")
# A temporary file lives for milliseconds. One of this age is a stray, whatever process has its number now.
_STRAY_SECONDS = 3600
# Attributes that the system sets itself, or that only root may set.
_SYSTEM_ATTRIBUTES = ("security.", "trusted.")


class WriteError(RunError):
    """A file that was not written; it is as it was. The message names it and says why."""


def replace(root: Path, path: str, before: bytes, after: bytes) -> None:
    """Give the file at the vault path `path` the content `after`, if it holds `before`, or `after` already.

    Mode, owner, extended attributes, symbolic and hard links stay. Raises WriteError where the file was changed
    meanwhile, is read-only, lies outside the vault, or can't be written for any other reason.
    """
    _replace(root, Write(path, before, after), in_plan=False)


def put(file: Path, data: bytes) -> None:
    """Make `data` the content of a file of the tool's own, such as settings, whatever was there: all of it or nothing.

    A symbolic link is not followed. Raises WriteError.
    """
    temporary = file.parent / f".rlvault-lint.{os.getpid()}.{os.urandom(8).hex()}.tmp"
    try:
        if file.is_symlink():
            raise WriteError(f"{str(file)!r} is a symbolic link: write to the file that it points to")
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o666)
        with open(descriptor, "wb") as out:  # noqa: PTH123 -- a descriptor is not a path
            out.write(data)
            out.flush()
            os.fsync(out.fileno())
        temporary.replace(file)
    except OSError as error:
        with suppress(OSError):
            temporary.unlink()
        raise WriteError(f"{str(file)!r} can't be written: {error.strerror}") from error


def must_be_writable(root: Path, path: str) -> None:
    """Raises WriteError unless the file at a vault path can be replaced: what can be known before writing."""
    try:
        _writable(root, path)
    except OSError as error:
        raise _failure(path, error) from error


def sweep(root: Path, files: Iterable[str]) -> None:
    """Remove the temporary files that killed runs have left in the root and beside `files` (vault paths)."""
    for folder in {"", *(folder_of(path) for path in files)}:
        try:
            entries = list(os.scandir(root / folder))
        except OSError:
            continue
        for entry in entries:
            match = _TEMPORARY.fullmatch(entry.name)
            if match and _is_stray(entry, int(match.group(1))):
                with suppress(OSError):
                    Path(entry.path).unlink()


def _is_stray(entry: os.DirEntry[str], process: int) -> bool:
    try:
        status = entry.stat(follow_symlinks=False)
    except OSError:
        return False
    if not stat.S_ISREG(status.st_mode):
        return False
    old = time.time() - status.st_mtime > _STRAY_SECONDS
    return old or (os.name != "nt" and not journal.is_running(process))


# --- one file --------------------------------------------------------------------------------------------------------


def _replace(root: Path, write: Write, *, in_plan: bool) -> None:
    try:
        file, status = _writable(root, write.path)
        # A file of two names, as one that a symbolic link leads to, was written under the other.
        if _content(file, write) == write.after:
            return
        if status.st_nlink == 1:
            _swap(file, status, write)
        elif in_plan:
            _overwrite(file, write)
        else:
            carry_out(root, Plan(writes=(write,)))
    except OSError as error:
        raise _failure(write.path, error) from error


def _writable(root: Path, path: str) -> tuple[Path, os.stat_result]:
    """The real place of a file of the vault, symbolic links followed, and its status. Raises WriteError, OSError."""
    file = _inside(root, path)
    status = file.lstat()
    if not stat.S_ISREG(status.st_mode):
        raise WriteError(f'"{path}" is not a regular file: it was left as it was')
    # The mode is asked too: root may write to everything, and is not meant to.
    if not os.access(file, os.W_OK) or not status.st_mode & 0o222:
        raise WriteError(f'"{path}" is read-only: it was left as it was')
    if status.st_nlink == 1 and not _is_writable_folder(file.parent):
        raise WriteError(f'the folder of "{path}" is read-only: the file was left as it was')
    return file, status


def _is_writable_folder(folder: Path) -> bool:
    return os.access(folder, os.W_OK | os.X_OK) and bool(folder.stat().st_mode & 0o222)


def _inside(root: Path, path: str) -> Path:
    top = Path(os.path.realpath(root, strict=True))
    file = Path(os.path.realpath(root / path, strict=True))
    if not file.is_relative_to(top):
        raise WriteError(f'"{path}" is a link to {str(file)!r}, outside the vault: edit it there')
    if any(part.startswith(".") for part in file.relative_to(top).parts):
        raise WriteError(f'"{path}" is a link to a hidden file, {str(file)!r}: edit it there')
    return file


def _swap(file: Path, status: os.stat_result, write: Write) -> None:
    """Put a new file with the attributes of the old one in its place."""
    temporary = file.parent / f".rlvault-lint.{os.getpid()}.{os.urandom(8).hex()}.tmp"
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
    try:
        with open(descriptor, "wb") as out:  # noqa: PTH123 -- a descriptor is not a path
            out.write(write.after)
            out.flush()
            _copy_attributes(file, status, out.fileno())
            os.fsync(out.fileno())
        _must_hold(file, write)
        system.put_in_place(temporary, file)
    except BaseException:
        with suppress(OSError):
            temporary.unlink()
        raise
    _sync_folder(file.parent)


def _copy_attributes(file: Path, status: os.stat_result, descriptor: int) -> None:
    """Owner where that is allowed, extended attributes (access lists are among them), and mode."""
    if hasattr(os, "fchown"):
        new = os.fstat(descriptor)
        if (new.st_uid, new.st_gid) != (status.st_uid, status.st_gid):
            for owner in (status.st_uid, -1):
                with suppress(PermissionError):
                    os.fchown(descriptor, owner, status.st_gid)
                    break
    if system.IS_MACOS:
        system.copy_apple_attributes(file, descriptor)
    elif hasattr(os, "listxattr"):
        for name in _attributes(file):
            try:
                os.setxattr(descriptor, name, os.getxattr(file, name))
            except OSError:
                if not name.startswith(_SYSTEM_ATTRIBUTES):
                    raise
    if hasattr(os, "fchmod"):
        os.fchmod(descriptor, stat.S_IMODE(status.st_mode))


def _attributes(file: Path) -> list[str]:
    try:
        return os.listxattr(file)
    except OSError as error:
        if error.errno in (errno.ENOTSUP, errno.ENOSYS):  # the file system has none
            return []
        raise


def _must_hold(file: Path, write: Write) -> None:
    if _content(file, write) != write.before:
        raise WriteError(f'"{write.path}" was changed while rlvault-lint was running: it was left as it was, run again')


def _content(file: Path, write: Write) -> bytes:
    """What the file holds now. Raises WriteError if that can't be read."""
    try:
        return regular.read(file, LARGEST, write.path)
    except UnreadableError as error:
        raise WriteError(str(error)) from error


def _overwrite(file: Path, write: Write) -> None:
    """Write a file of several names in place; the journal holds what it takes to do it again after a kill."""
    _must_hold(file, write)
    with file.open("r+b", buffering=0) as out:
        try:
            _fill(out.fileno(), write.after)
        except OSError:  # such as a full disk: the room for what was there is still its own
            _fill(out.fileno(), write.before)
            raise


def _fill(descriptor: int, data: bytes) -> None:
    os.lseek(descriptor, 0, os.SEEK_SET)
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(descriptor, rest) :]
    os.ftruncate(descriptor, len(data))
    os.fsync(descriptor)


def _sync_folder(folder: Path) -> None:
    """Make a rename in `folder` last through a loss of power, where the system can."""
    if os.name == "nt":
        return
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _failure(path: str, error: OSError) -> WriteError:
    return WriteError(f'"{path}" can\'t be written: {error.strerror}')


# --- a change of several files ---------------------------------------------------------------------------------------


def carry_out(root: Path, plan: Plan) -> bool:
    """Make a change of several files, whole or not at all. What git tracks, its index knows by the new path afterwards;
    false where it could not be told.

    Raises WriteError or JournalError, and then the vault is as it was before.
    """
    _begin(root, plan)
    return _complete_or_undo(root, plan)


def recover(root: Path) -> str | None:
    """Complete or undo a change that a killed run has left half done; what was done in a sentence, None if nothing.

    Raises JournalError where the journal can't be used, and WriteError where neither is possible.
    """
    plan = journal.load(root)
    if plan is None:
        return None
    try:
        _complete_or_undo(root, plan)
    except WriteError as error:
        if (root / journal.NAME).exists():
            raise
        return f"a change that was cut off is undone: {error}"
    return "a change that was cut off is completed"


def _complete_or_undo(root: Path, plan: Plan) -> bool:
    try:
        for old, new in plan.moves:
            _move(root, old, new)
        for each in plan.writes:
            _settle(root, each)
        told = _tell_git(root, plan.moves)
    except WriteError as error:
        try:
            _undo(root, plan)
        except WriteError as second:
            raise WriteError(
                f"{error}; the change can't be undone either, as {second}: put that right and run again"
            ) from second
        _end(root)
        raise
    _end(root)
    return told


def _tell_git(root: Path, moves: Sequence[tuple[str, str]]) -> bool:
    """Let git's index follow what was moved."""
    repository = Repository.open(root) if moves else None
    told = [repository.move_in_index(old, new) for old, new in moves] if repository else []
    return all(told)


def _undo(root: Path, plan: Plan) -> None:
    for each in reversed(plan.writes):
        if (root / each.path).exists():
            # What somebody else has written meanwhile is theirs, and stays.
            with suppress(_ChangedError):
                _settle(root, Write(each.path, each.after, each.before))
    for old, new in reversed(plan.moves):
        if _is_same(root, old, new) or not _is_there(root / old):  # else it was never made
            _move(root, new, old)
    _tell_git(root, [(new, old) for old, new in plan.moves])


class _ChangedError(WriteError):
    """A file that holds neither what it held before a change nor what it shall hold after it."""


def _settle(root: Path, write: Write) -> None:
    """Bring a file from `before` to `after`, wherever between the two it may have been left."""
    try:
        file = _inside(root, write.path)
    except OSError as error:
        raise _failure(write.path, error) from error
    content = _content(file, write)
    if content == write.after:
        return
    if content != write.before and not _is_torn(content, write):
        raise _ChangedError(f'"{write.path}" was changed by somebody else: it was left as it is')
    _replace(root, Write(write.path, content, write.after), in_plan=True)


def _is_torn(content: bytes, write: Write) -> bool:
    """Whether writing one of the two texts over the other in place was cut off somewhere."""
    for old, new in ((write.before, write.after), (write.after, write.before)):
        pairs = enumerate(zip(content, new, strict=False))
        written = next((at for at, (is_there, wanted) in pairs if is_there != wanted), min(len(content), len(new)))
        if content[written:] == old[written:]:
            return True
    return False


def _move(root: Path, old: str, new: str) -> None:
    """Give a file or folder another path; nothing if that is done already."""
    source, target = root / old, root / new
    try:
        if not _is_there(source):
            if not _is_there(target):
                raise WriteError(f'"{old}" was not found: it was moved or deleted meanwhile')
            return
        if _is_there(target) and not _is_same(root, old, new):
            raise WriteError(f'"{new}" is there already: it was left as it is')
        if _inside(root, folder_of(old)) and _inside(root, folder_of(new)):
            source.rename(target)
    except OSError as error:
        raise WriteError(f'"{old}" can\'t be moved to "{new}": {error.strerror}') from error
    _sync_folder(source.parent)
    _sync_folder(target.parent)


def _is_same(root: Path, old: str, new: str) -> bool:
    """Whether two paths that differ in case or Unicode form are one on this file system."""
    alike = unicodedata.normalize("NFC", old.casefold()) == unicodedata.normalize("NFC", new.casefold())
    return alike and _is_there(root / old) and _is_there(root / new) and (root / old).samefile(root / new)


def _is_there(file: Path) -> bool:
    return os.path.lexists(file)


def _begin(root: Path, plan: Plan) -> None:
    if journal.load(root) is not None:
        raise journal.JournalError(f"{journal.NAME} tells of a change that was cut off: run again to complete it")
    file = root / journal.NAME
    temporary = root / f".rlvault-lint.{os.getpid()}.{os.urandom(8).hex()}.tmp"
    try:
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
        with open(descriptor, "wb") as out:  # noqa: PTH123 -- a descriptor is not a path
            out.write(journal.dump(plan))
            out.flush()
            os.fsync(out.fileno())
        temporary.replace(file)
    except OSError as error:
        with suppress(OSError):
            temporary.unlink()
        what = f"{str(root)!r} can't be written to ({error.strerror})"
        raise journal.JournalError(f"{what}: nothing was changed, as changes begin with a journal there") from error
    _sync_folder(root)


def _end(root: Path) -> None:
    (root / journal.NAME).unlink(missing_ok=True)
    _sync_folder(root)
