"""What a report rests on besides the vault's files: the code that made it, the settings that were read, what git knows.

It is collected while a run goes on, and kept with the report (`files.replay`). Only where nothing of it was changed
shortly before the run began, or during it, can a later run tell that all is as it was.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import suppress
from importlib.util import find_spec
from itertools import islice
from pathlib import Path

from rlvault_lint.files import replay
from rlvault_lint.files.disarmed import executable
from rlvault_lint.files.entries import is_stamped
from rlvault_lint.files.regular import SETTINGS_LIMIT, Record, UnreadableError, read

LIBRARIES = ("pyromark", "yaml", "frontmatter", "ftfy", "rapidfuzz")
"""The libraries that other processes than this may have loaded, to read notes and judge them."""

_MOST_REFS = 2_000
_GIT = (
    *("HEAD", "index", "config", "config.worktree", "packed-refs", "shallow", "commondir"),
    *("info/exclude", "info/grafts", "objects", "objects/pack", "objects/info/alternates"),
)
_GIT_FOLDERS = ("refs", "reftable")
_METADATA = (".dist-info", ".egg-info")


class UncertainError(Exception):
    """Something can't be told for sure."""


class Grounds:
    """What the report of a run on the vault at `root` rests on. It is made before anything of the vault is read;
    `record` goes on to collect what else is read. Raises UncertainError, or OSError, where it can't all be told.
    """

    def __init__(self, request: replay.Request, record: Record, root: Path) -> None:
        self._request = request
        self._record = record
        self._root = str(root)
        self.state = request.look(self._root)
        self._must_be_old(self.state.newest())
        self._stamps = {path: replay.stamp(path) for path in git_files(root, record)}
        record.places[self._root] = replay.place(self._root)

    def keep(self, kept: replay.Kept, paths: Iterable[Path]) -> None:
        """Keep the report, given what it was narrowed to. Raises UncertainError, or OSError, where that can't be."""
        record = self._record
        now = time.time_ns()
        if not record.repeatable or replay.days(now) != replay.days(self._request.started):
            raise UncertainError
        for path in map(str, paths):
            record.kinds.setdefault(path, replay.kind(path))
            record.places[path] = replay.place(path)
        # What is a note is known from before it was read.
        below = f"{self._root}/"
        read = {
            path: stamp
            for path, stamp in record.stamps.items()
            if not (path.startswith(below) and is_stamped(path) and "/." not in path[len(below) - 1 :])
        }
        stamps = {path: replay.stamp(path) for path in _code()} | self._stamps | read
        # What came and went in a folder during the run shows in the folder alone.
        for stamp in (*stamps.values(), *map(replay.stamp, self.state.folders)):
            self._must_be_old(max(stamp[2:4]) if stamp else 0)
        self._request.keep(
            kept,
            {
                "kept": now,
                "root": self._root,
                "vault": self.state.digest(),
                "stamps": stamps,
                "kinds": record.kinds,
                "places": record.places,
            },
        )

    def _must_be_old(self, changed: int) -> None:
        """Raises UncertainError for what was changed at a time from which on another change may not show."""
        if changed + replay.GRAIN >= self._request.started:
            raise UncertainError


def _code() -> Iterator[str]:
    """The files and folders that decide which code runs: those of all loaded modules, of this package and of the
    libraries, and those in which modules and plugins are looked for. Raises UncertainError for code from nowhere.
    """
    yield sys.executable
    archives = tuple(f"{each}/" for each in sys.path if os.path.isfile(each))  # noqa: PTH113 -- many
    for module in [*sys.modules.values()]:
        file = getattr(module, "__file__", None)
        if isinstance(file, str) and not file.startswith(archives):
            if not os.path.exists(file):  # noqa: PTH110 -- many
                raise UncertainError
            yield file
    yield from _below(str(Path(__file__).parent.parent))
    for name in LIBRARIES:
        spec = find_spec(name)
        for folder in (spec and spec.submodule_search_locations) or ():
            yield from _below(folder)
    for each in sys.path:
        folder = each or os.curdir
        yield folder
        with suppress(OSError), os.scandir(folder) as entries:
            for entry in entries:
                if entry.name.endswith(_METADATA):
                    yield from (entry.path, os.path.join(entry.path, "entry_points.txt"))  # noqa: PTH118 -- many


def _below(top: str) -> Iterator[str]:
    """A folder, which need not be there, and all that is in it."""
    yield top
    for folder, folders, files in os.walk(top):
        folders[:] = [name for name in folders if name != "__pycache__"]
        yield folder
        yield from (f"{folder}/{name}" for name in files)


def git_state(root: Path) -> str | None:
    """What is the same at two times only if git gives the same answers about the vault at `root`; empty outside a
    repository, None where that can't be told.
    """
    record = Record()
    try:
        stamps = {path: replay.stamp(path) for path in git_files(root, record)}
    except (UncertainError, OSError):
        return None
    newest = max((max(stamp[2:4]) for stamp in stamps.values() if stamp), default=0)
    if newest + replay.GRAIN >= time.time_ns():
        return None
    return repr((stamps, record.kinds, record.places)) if stamps else ""


def git_files(root: Path, record: Record) -> list[str]:
    """The files and folders that git's answers about the vault at `root` come from; none outside a repository. What it
    looks for on the way goes to `record`. Raises UncertainError where that can't all be told.
    """
    folder = Path(os.path.realpath(root))  # where git looks from, whatever way led there
    for above in (folder, *folder.parents):
        record.kinds[str(above / ".git")] = replay.kind(str(above / ".git"))
        if os.path.lexists(above / ".git"):
            return _of_repository(above, record)
        # What looks like a bare repository may be one to git.
        record.kinds[str(above / "HEAD")] = None
        if os.path.lexists(above / "HEAD"):
            raise UncertainError
    return []


def _of_repository(top: Path, record: Record) -> list[str]:
    if "HOME" not in os.environ or "GIT_INDEX_FILE" in os.environ or os.path.lexists(top / "HEAD"):
        raise UncertainError
    record.kinds[str(top / "HEAD")] = None
    record.kinds[str(top)] = replay.kind(str(top))
    git = top / ".git"
    own = _pointed_to(git, b"gitdir:") if git.is_file() else git
    if not (own / "HEAD").is_file():
        raise UncertainError
    shared = _pointed_to(own / "commondir", b"") if (own / "commondir").exists() else own
    if (shared / "objects/info/alternates").exists():
        raise UncertainError
    users = _users()
    for file in (*(folder / name for folder in (own, shared) for name in ("config", "config.worktree")), *users):
        if _includes(file):
            raise UncertainError
    found = [str(git), *map(str, users), *_programs()] if own != git else [*map(str, users), *_programs()]
    for folder in dict.fromkeys((own, shared)):
        found += (str(folder / name) for name in _GIT)
        for name in _GIT_FOLDERS:
            found += islice(_below(str(folder / name)), _MOST_REFS)
    if len(found) > _MOST_REFS:
        raise UncertainError
    return found


def _pointed_to(file: Path, label: bytes) -> Path:
    """The folder that a file of git's names behind `label`."""
    try:
        said = read(file, SETTINGS_LIMIT)
    except UnreadableError as error:
        raise UncertainError from error
    if not said.startswith(label):
        raise UncertainError
    return file.parent / os.fsdecode(said[len(label) :].strip())


def _users() -> list[Path]:
    """The configuration files of the user and the system, whether or not they are there."""
    named = os.environ.get("GIT_CONFIG_GLOBAL")
    home = Path(os.environ["HOME"])
    own = Path(os.environ.get("XDG_CONFIG_HOME") or home / ".config", "git", "config")
    found = [Path(named)] if named is not None else [own, home / ".gitconfig"]
    system = os.environ.get("GIT_CONFIG_SYSTEM")
    if system is not None:
        return [*found, Path(system)]
    program = executable()
    installed = [Path(os.path.realpath(program)).parent.parent / "etc" / "gitconfig"] if program else []
    return [*found, Path("/etc/gitconfig"), *installed]


def _includes(file: Path) -> bool:
    """Whether a configuration file includes others."""
    try:
        return b"[include" in read(file, SETTINGS_LIMIT).lower()
    except UnreadableError as error:
        return not error.missing


def _programs() -> Iterator[str]:
    """Where git is looked for, up to where it is found."""
    found = executable()
    for folder in os.environ.get("PATH", os.defpath).split(os.pathsep):
        path = os.path.join(folder, "git")  # noqa: PTH118 -- as `executable` does
        yield path
        if path == found:
            break
