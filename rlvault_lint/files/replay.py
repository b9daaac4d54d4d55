"""The reports of earlier runs, each kept with all that it rests on, and given again where none of that has changed.

A report that is out of date is the worst that can happen: what can't be told for sure means that none is kept. Of each,
the name of its file says what was asked, by whom, where, in which environment, on which day, of which Python. In the
file stands what the vault was like before anything was read, and what each other file was like that was read, looked
for and not found, or run as code (`files.grounds` collects that).

A file is as it was if its size, times and inode are. As anybody can set the time of its content, the time of its last
change of any kind counts as well, which the system alone sets. Windows keeps no such time, and there nothing is kept;
where a file system makes it up, as over a network, an edit that sets the time back and keeps the size is missed.

All this is done before anything else is loaded, so this module imports next to nothing.
"""

from __future__ import annotations

import marshal
import os
import sys
import time

try:
    from _blake2 import blake2b  # hashlib loads OpenSSL as well, which takes longer than the rest of a small run
except ImportError:
    from hashlib import blake2b

from rlvault_lint.files.entries import FILE, FOLDER, LINK, changed_at, entries, is_stamped, stamp_of

TYPE_CHECKING = False  # typing takes longer to load than all of this
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from typing import Any

    from rlvault_lint.files.entries import Entry, Stamp

VARIABLE = "RLVAULT_LINT_CACHE_DIR"
"""The environment variable that names another folder for caches. No settings file can: its author may be anybody."""
GRAIN = 2_000_000_000
"""Nanoseconds within which a file may change twice and show the same time (FAT has the coarsest clock)."""
SUFFIX = ".report"
"""How the files end that hold a report; while one is written, `.tmp` follows."""
MOST = 32
"""How many reports are kept, of all vaults together."""
LARGEST = 32 * 2**20
"""The most bytes that may be kept of a report."""

_VERSION = 1
_DAY = 86_400_000_000_000  # nanoseconds
_UNIMPORTANT = frozenset(("_", "OLDPWD", "SHLVL"))
_DIGEST = 16
_TO_READ = os.O_RDONLY | sum(getattr(os, name, 0) for name in ("O_NOFOLLOW", "O_NONBLOCK", "O_CLOEXEC", "O_BINARY"))
_TYPE, _FOLDER, _FILE = 0o170000, 0o040000, 0o100000  # as in `stat`, of which no more is needed here


def folder() -> str | None:
    """The folder for caches; None where there can't be one. Raises OSError if it is named from the current directory,
    and that is gone.
    """
    named = os.environ.get(VARIABLE)
    if named:
        return named if os.path.isabs(named) else os.path.join(os.getcwd(), named)
    home = os.path.expanduser("~")
    if home.startswith("~"):
        return None
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA") or os.path.join(home, "AppData", "Local")
    elif sys.platform == "darwin":
        base = os.path.join(home, "Library", "Caches")
    else:
        base = os.environ.get("XDG_CACHE_HOME") or os.path.join(home, ".cache")
    return os.path.join(base, "rlvault-lint")


def stamp(path: str) -> Stamp | None:
    """The stamp of what is at `path`, behind symbolic links; None if nothing can be seen there."""
    try:
        return stamp_of(os.stat(path))
    except (OSError, ValueError):
        return None


def kind_of(status: os.stat_result) -> tuple[int, ...]:
    """What sort of thing it is, what may be done with it, whose it is: what stays as files come and go in a folder."""
    return status.st_mode, status.st_uid


def kind(path: str) -> tuple[int, ...] | None:
    """The kind of what is at `path`, behind symbolic links; None if nothing can be seen there."""
    try:
        return kind_of(os.stat(path))
    except (OSError, ValueError):
        return None


def place(path: str) -> str | None:
    """Where `path` really lies; None where that can't be told."""
    try:
        return os.path.realpath(path)
    except (OSError, ValueError):
        return None


def days(now: int) -> tuple[int, ...]:
    """The day in Greenwich and the date here at a time in nanoseconds."""
    return now // _DAY, *time.localtime(now // 10**9)[:3]


class VaultState:
    """What the files below a vault's `root` are like: by folder, outside hidden ones, what is in it, and what symbolic
    links point to. Raises OSError where something can't be looked at.
    """

    def __init__(self, root: str) -> None:
        self.root = root
        self.links_to_folders = False
        self.folders: dict[str, list[Entry]] = {}
        self._pointed_to: list[tuple[str, int, Stamp | None]] = []
        folders = [root]
        while folders:
            self._look(folders.pop(), folders)

    def digest(self) -> bytes:
        """What is the same for two states only if they are."""
        # Version 2 writes values as they are, whatever else refers to them.
        state = [*self.folders.items()], self._pointed_to
        return bytes(blake2b(marshal.dumps(state, 2), digest_size=_DIGEST).digest())

    def newest(self) -> int:
        """When the last of the files was changed, in nanoseconds; 0 if there are none."""
        found = (stamp for entries in self.folders.values() for _, _, stamp in entries if stamp)
        pointed_to = (stamp for _, _, stamp in self._pointed_to if stamp)
        return max(max(map(changed_at, found), default=0), max(map(changed_at, pointed_to), default=0))

    def _look(self, folder: str, folders: list[str]) -> None:
        found = self.folders[folder] = entries(folder)
        for name, sort, stamp in found:
            if stamp:
                continue
            if sort == FOLDER:
                if name[0] != ".":
                    folders.append(f"{folder}/{name}")
            elif sort == LINK:
                self._follow(f"{folder}/{name}")
            elif sort < 0 or (sort == FILE and is_stamped(name)):
                raise OSError(-min(sort, 0), "can't be looked at", name)

    def _follow(self, link: str) -> None:
        """Add what a symbolic link points to: the place, and what is there."""
        place = os.path.realpath(link)
        try:
            status = os.stat(link)
        except OSError as error:
            self._pointed_to.append((place, -(error.errno or 1), None))
            return
        if status.st_mode & _TYPE == _FOLDER:
            self.links_to_folders = True
            self._pointed_to.append((place, FOLDER, None))
        else:
            self._pointed_to.append((place, FILE, stamp_of(status)))


class Kept:
    """A report as it was shown: what was `told` on stderr, the `parts` of what was written to stdout, the exit code.
    A part is text, or the point and the decimals with which the seconds are written that the run took.
    """

    def __init__(self, told: str, parts: Sequence[str | tuple[str, int]], code: int) -> None:
        self.told = told
        self.parts = parts
        self.code = code

    def text(self, seconds: float) -> str:
        """What is written to stdout by a run that took so long."""
        return "".join(
            part if isinstance(part, str) else f"{seconds:.{part[1]}f}".replace(".", part[0]) for part in self.parts
        )


class Request:
    """A run as it was asked for: by its command line, and by whatever else may make a difference. `started` is when, in
    nanoseconds; `file` is where its report is kept, None where none can be.
    """

    def __init__(self, arguments: Sequence[str]) -> None:
        self.started = time.time_ns()
        self.file: str | None = None
        self.state: VaultState | None = None
        try:
            above = folder()
            if above and os.name != "nt":
                self.file = os.path.join(above, f"{_name([*arguments], self.started)}{SUFFIX}")
        except (OSError, ValueError, AttributeError):  # no current directory, a stream that is closed
            pass

    def kept(self) -> Kept | None:
        """The report of an earlier run, if there is one and it is what a run would say now."""
        try:
            found = self.file and _read(self.file)
            if not found:
                return None
            kept, grounds = marshal.loads(found)  # noqa: S302 -- in a folder that only the user writes to
            return Kept(*kept) if self._hold(grounds) else None
        except (OSError, ValueError, EOFError, TypeError, KeyError):
            return None

    def look(self, root: str) -> VaultState:
        """What the vault at `root` is like, before anything of it is read. Raises as VaultState does."""
        if self.state is None or self.state.root != root:
            self.state = VaultState(root)
        return self.state

    def keep(self, kept: Kept, grounds: Mapping[str, Any]) -> None:
        """Keep a report, all of it or nothing. Raises OSError where that can't be done."""
        values: Any = (kept.told, kept.parts, kept.code), dict(grounds)
        data = marshal.dumps(values)
        if self.file is None or len(data) > LARGEST:
            return
        above = os.path.dirname(self.file)
        os.makedirs(above, exist_ok=True)
        _forget(above)
        temporary = f"{self.file}.{os.getpid()}.tmp"
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            with open(descriptor, "wb") as out:
                out.write(_digest(data) + data)
            os.replace(temporary, self.file)
        except BaseException:
            _unlink(temporary)
            raise

    def _hold(self, grounds: Mapping[str, Any]) -> bool:
        """Whether everything that a report rests on is as it was."""
        if grounds["kept"] > self.started:  # the clock was set back
            return False
        return (
            all(stamp(path) == before for path, before in grounds["stamps"].items())
            and all(kind(path) == before for path, before in grounds["kinds"].items())
            and all(place(path) == before for path, before in grounds["places"].items())
            and bool(self.look(grounds["root"]).digest() == grounds["vault"])
        )


def reports(above: str) -> Iterator[os.DirEntry[str]]:
    """The files in the folder for caches that hold reports, and those that were to. Raises OSError."""
    with os.scandir(above) as entries:
        yield from (entry for entry in entries if SUFFIX in entry.name)


def _forget(above: str) -> None:
    """Delete the oldest reports, where there are too many, and what runs have left that were cut off."""
    found = []
    for entry in reports(above):
        changed = entry.stat(follow_symlinks=False).st_mtime_ns
        if entry.name.endswith(SUFFIX):
            found.append((changed, entry.path))
        elif changed < time.time_ns() - _DAY:
            _unlink(entry.path)
    for _, path in sorted(found)[: -(MOST - 1)]:
        _unlink(path)


def _unlink(path: str) -> None:
    """Delete a file, unless another run has, or it is something else."""
    try:
        os.unlink(path)
    except OSError:
        return


def _read(file: str) -> bytes | None:
    """What is kept in a file; None if it is damaged, or was put there by somebody else. Raises OSError."""
    descriptor = os.open(file, _TO_READ)
    try:
        status = os.fstat(descriptor)
        if status.st_mode & _TYPE != _FILE or status.st_uid != os.geteuid() or status.st_size > 2 * LARGEST:
            return None
        with open(descriptor, "rb", closefd=False) as opened:
            data = opened.read()
    finally:
        os.close(descriptor)
    content = data[_DIGEST:]
    return content if _digest(content) == data[:_DIGEST] else None


def _digest(data: bytes) -> bytes:
    return bytes(blake2b(data, digest_size=_DIGEST).digest())


def _name(arguments: list[str], now: int) -> str:
    """The name for what is asked. Raises OSError or ValueError where that can't be told."""
    out, err = sys.stdout, sys.stderr
    terminals = (out.isatty(), err.isatty())
    width = _width() if any(terminals) else 0
    asked = (
        _VERSION,
        arguments,
        os.getcwd(),
        sorted(pair for pair in os.environ.items() if pair[0] not in _UNIMPORTANT),
        (out.encoding, err.encoding, terminals, width),
        (os.getuid(), os.geteuid(), os.getegid(), days(now)),
        (sys.version, sys.executable, sys.path, tuple(sys.flags), sys.warnoptions),
    )
    return str(blake2b(marshal.dumps(asked, 2), digest_size=_DIGEST).hexdigest())


def _width() -> int:
    """The width of the terminal as `shutil` has it, apart from variables; 0 where stdout is not one."""
    try:
        return os.get_terminal_size(sys.__stdout__.fileno() if sys.__stdout__ else -1).columns
    except OSError:
        return 0
