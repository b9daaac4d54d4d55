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
from pathlib import Path

from rlvault_lint.files import replay
from rlvault_lint.files.disarmed import executable
from rlvault_lint.files.regular import SETTINGS_LIMIT, Record, UnreadableError, read

READERS = ("pyromark", "yaml", "frontmatter", "ftfy")
"""The libraries that read notes; other processes than this may have loaded them."""

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
        self._least(self.state.newest())
        self._stamps = {path: replay.stamp(path) for path in _git(root, record)}
        record.places[self._root] = replay.place(self._root)

    def keep(self, kept: replay.Kept, paths: Iterable[Path]) -> None:
        """Keep the report, given what it was narrowed to. Raises UncertainError, or OSError, where that can't be."""
        record = self._record
        now = time.time_ns()
        if not record.repeatable or now // replay.DAY != self._request.started // replay.DAY:
            raise UncertainError
        for path in map(str, paths):
            record.kinds.setdefault(path, replay.kind(path))
            record.places[path] = replay.place(path)
        # What is a note is known from before it was read.
        below = f"{self._root}/"
        read = {
            path: stamp
            for path, stamp in record.stamps.items()
            if not (path.startswith(below) and replay.is_stamped(path) and "/." not in path[len(below) - 1 :])
        }
        stamps = {path: replay.stamp(path) for path in _code()} | self._stamps | read
        self._least(max(max(stamp[2:4]) for stamp in stamps.values() if stamp))
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

    def _least(self, newest: int) -> None:
        """Whether a change after `newest` would show."""
        if newest + replay.GRAIN >= self._request.started:
            raise UncertainError


def _code() -> Iterator[str]:
    """The files and folders that decide which code runs: those of all loaded modules, of this package and the readers,
    and those in which modules and plugins are looked for.
    """
    yield sys.executable
    for module in [*sys.modules.values()]:
        file = getattr(module, "__file__", None)
        if isinstance(file, str):
            yield file
    yield from _below(str(Path(__file__).parent.parent))
    for name in READERS:
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
    for folder, folders, files in os.walk(top):
        folders[:] = [name for name in folders if name != "__pycache__"]
        yield folder
        yield from (f"{folder}/{name}" for name in files)


def _git(root: Path, record: Record) -> list[str]:
    """The files and folders that git's answers about the vault at `root` come from; none outside a repository."""
    top = next((folder for folder in (root, *root.parents) if os.path.lexists(folder / ".git")), None)
    if top is None:
        return []
    if "HOME" not in os.environ or "GIT_INDEX_FILE" in os.environ:
        raise UncertainError
    for folder in (root, *root.parents):
        # What looks like a bare repository may be one to git.
        if os.path.lexists(folder / "HEAD"):
            raise UncertainError
        record.kinds[str(folder / "HEAD")] = None
        if folder == top:
            break
    record.kinds[str(top)], record.kinds[str(top / ".git")] = replay.kind(str(top)), replay.kind(str(top / ".git"))
    own = _pointed_to(top / ".git", b"gitdir:") if (top / ".git").is_file() else top / ".git"
    if not (own / "HEAD").is_file():
        raise UncertainError
    shared = _pointed_to(own / "commondir", b"") if (own / "commondir").exists() else own
    found = [str(top / ".git")] if own != top / ".git" else []
    for folder in dict.fromkeys((own, shared)):
        found += (str(folder / name) for name in _GIT)
        for name in _GIT_FOLDERS:
            found += _below(str(folder / name))
    if len(found) > _MOST_REFS or (shared / "objects/info/alternates").exists():
        raise UncertainError
    configurations = [folder / name for folder in (own, shared) for name in ("config", "config.worktree")]
    for file in (*configurations, *_users()):
        if _includes(file):
            raise UncertainError
    return [*found, *map(str, _users()), *_programs()]


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
