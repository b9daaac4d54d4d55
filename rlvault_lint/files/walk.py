"""Which files a vault has, which of them are checked, and what is in them. The only module that reads a vault.

Every file outside hidden folders can be linked to. Checked are the notes and canvases that neither git nor Obsidian's
"Excluded files" nor the settings leave out.
"""

from __future__ import annotations

import errno
import json
import os
import re
import subprocess
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from rlvault_lint.errors import RunError
from rlvault_lint.note import Note, is_canvas, is_note
from rlvault_lint.patterns import matcher
from rlvault_lint.reading.parse import parse
from rlvault_lint.text import decode

SETTINGS_FILE = "rlvault-lint.toml"
_TOOL_TABLE = re.compile(r"^\s*\[\s*tool\s*\.\s*(?:rlvault-lint|\"rlvault-lint\")\s*[].]", re.MULTILINE)


class ScanError(RunError):
    """The run can't go on: a path that isn't there, a folder that holds no notes. The message is for people."""


@dataclass(frozen=True, slots=True)
class Files:
    """What was found below a vault's root. All are vault paths with `/`, sorted.

    `files` is all that can be linked to; `sources` are the notes and canvases among them, `checked` those of them that
    are judged. `errors` say what could not be read, `notices` what was left aside.
    """

    root: Path
    files: tuple[str, ...]
    sources: tuple[str, ...]
    checked: frozenset[str]
    errors: tuple[str, ...]
    notices: tuple[str, ...]
    property_types: dict[str, str]


def find_root(paths: Sequence[Path]) -> Path:
    """The root of the vault that holds `paths` (or the working folder, if there are none).

    The nearest ancestor with `.obsidian/`, `rlvault-lint.toml` or a `pyproject.toml` with `[tool.rlvault-lint]`; else
    git's top level; else the folder itself. Raises ScanError for a path that isn't there, and for several vaults.
    """
    _must_exist(paths)
    folders = {_folder(path) for path in paths} or {Path.cwd()}
    roots = sorted({root for folder in folders if (root := _root_of(folder)) is not None})
    if len(roots) > 1:
        raise ScanError(
            f"PATHS lie in several vaults, {str(roots[0])!r} and {str(roots[1])!r} among them: "
            "check one at a time, or name the vault with --vault"
        )
    return roots[0] if roots else Path(os.path.commonpath(folders))


def _must_exist(paths: Iterable[Path]) -> None:
    for path in paths:
        if not path.exists():
            raise ScanError(f"there is no file or folder {str(path)!r}")


def _folder(path: Path) -> Path:
    absolute = Path(os.path.normpath(path.absolute()))
    return absolute if absolute.is_dir() else absolute.parent


def _root_of(start: Path) -> Path | None:
    folders = (start, *start.parents)
    marked = next(filter(is_marked, folders), None)
    return marked or next((folder for folder in folders if (folder / ".git").exists()), None)


def is_marked(folder: Path) -> bool:
    """Whether something in a folder says that it is the root of a vault."""
    return (folder / ".obsidian").is_dir() or (folder / SETTINGS_FILE).is_file() or has_table(folder)


def has_table(folder: Path) -> bool:
    """Whether the folder's `pyproject.toml` holds settings of ours; its other content doesn't matter."""
    try:
        return _TOOL_TABLE.search((folder / "pyproject.toml").read_text("utf-8")) is not None
    except (OSError, ValueError):
        return False


def find_files(root: Path, exclude: Sequence[str] = ()) -> Files:
    """All files below `root`; `exclude` are patterns as in .gitignore for what is not checked.

    Raises ScanError if the root itself can't be read.
    """
    walk = _Walk(root)
    walk.run()
    files = tuple(sorted(walk.files))
    sources = tuple(path for path in files if is_note(path) or is_canvas(path))
    app = _obsidian(root, "app.json", walk.notices)
    types = _obsidian(root, "types.json", walk.notices).get("types")
    excluded: list[Callable[[str], bool]] = [*_user_ignored(app, walk.notices), _git_ignored(root, walk.gitignores)]
    if exclude:
        excluded.append(matcher(exclude))
    return Files(
        root,
        files,
        sources,
        frozenset(path for path in sources if not any(test(path) for test in excluded)),
        tuple(walk.errors),
        tuple(walk.notices),
        {str(key): str(value) for key, value in types.items()} if isinstance(types, dict) else {},
    )


def read_notes(found: Files, progress: Callable[[int, int], None] | None = None) -> tuple[list[Note], list[str]]:
    """The Notes of all sources, and what could not be read. `progress` is told how many of how many are done."""
    notes: list[Note] = []
    errors: list[str] = []
    for done, path in enumerate(found.sources):
        if progress is not None:
            progress(done, len(found.sources))
        try:
            data = (found.root / path).read_bytes()
        except OSError as error:
            errors.append(f"{path}: can't be read: {error.strerror}")
            continue
        notes.append(parse(path, data))
    return notes, errors


def read_text(root: Path, path: str) -> str:
    """The text of a vault path as `parse` saw it; empty if the file can't be read any more."""
    try:
        return decode((root / path).read_bytes())
    except OSError:
        return ""


def vault_paths(root: Path, paths: Sequence[Path]) -> tuple[str, ...]:
    """`paths` as vault paths; the root itself is the empty one. Raises ScanError for one not there, or not in it."""
    _must_exist(paths)
    found = []
    real = root.resolve()
    for path in paths:
        absolute = Path(os.path.normpath(path.absolute()))
        base = root if absolute.is_relative_to(root) else real
        absolute = absolute if absolute.is_relative_to(base) else path.resolve()
        if not absolute.is_relative_to(base):
            raise ScanError(f"{str(path)!r} lies outside the vault {str(root)!r}; name the vault with --vault")
        relative = absolute.relative_to(base).as_posix()
        found.append("" if relative == "." else relative)
    return tuple(found)


@dataclass(slots=True)
class _Walk:
    """One walk through a vault. Follows symbolic links to folders only where they lead to a place of their own, as
    Obsidian does; so a cycle can't be.
    """

    root: Path
    files: list[str] = field(default_factory=list)
    gitignores: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)
    seen: list[Path] = field(default_factory=list)

    def run(self) -> None:
        try:
            with os.scandir(self.root):
                pass
        except OSError as error:
            raise ScanError(f"the vault {str(self.root)!r} can't be read: {error.strerror}") from error
        self.seen.append(self.root.resolve())
        folders = [""]
        while folders:
            folder = folders.pop()
            try:
                with os.scandir(self.root / folder) as entries:
                    for entry in entries:
                        self._try(folder, entry, folders)
            except OSError as error:
                self.errors.append(f"{folder}: can't be read: {error.strerror}")

    def _try(self, folder: str, entry: os.DirEntry[str], folders: list[str]) -> None:
        """One entry that can't be looked at, such as a link to itself, is no reason to miss the others."""
        try:
            self._entry(folder, entry, folders)
        except (OSError, RuntimeError) as error:  # until Python 3.13 `resolve` raises RuntimeError for a loop of links
            path = f"{folder}/{entry.name}" if folder else entry.name
            if isinstance(error, OSError) and error.errno != errno.ELOOP:
                self.errors.append(f"{path}: can't be read: {error.strerror}")
            else:
                self.notices.append(f"{path}: a symbolic link that leads back to itself is left aside")

    def _entry(self, folder: str, entry: os.DirEntry[str], folders: list[str]) -> None:
        if entry.name.startswith("."):
            if entry.name == ".gitignore":
                self.gitignores.append(folder)
            return
        path = f"{folder}/{entry.name}" if folder else entry.name
        if entry.is_dir(follow_symlinks=False) or (
            entry.is_symlink() and entry.is_dir() and self._own_place(entry.path)
        ):
            folders.append(path)
        elif entry.is_file():
            self.files.append(path)

    def _own_place(self, link: str) -> bool:
        target = Path(link).resolve()
        if any(target.is_relative_to(other) or other.is_relative_to(target) for other in self.seen):
            return False
        self.seen.append(target)
        return True


def _obsidian(root: Path, name: str, notices: list[str]) -> dict[str, Any]:
    path = root / ".obsidian" / name
    try:
        content = json.loads(path.read_text("utf-8-sig"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, RecursionError) as error:
        notices.append(f".obsidian/{name} can't be read and is left aside: {error}")
        return {}
    if not isinstance(content, dict):
        notices.append(f".obsidian/{name} holds no settings and is left aside: it should be a JSON object")
        return {}
    return content


def _user_ignored(app: dict[str, Any], notices: list[str]) -> list[Callable[[str], bool]]:
    """Obsidian's "Excluded files": `/…/` is a regular expression on the path, all else a prefix; case doesn't count."""
    filters = app.get("userIgnoreFilters")
    tests: list[Callable[[str], bool]] = []
    for each in filters if isinstance(filters, list) else []:
        if not isinstance(each, str) or not each:
            continue
        if len(each) > 2 and each.startswith("/") and each.endswith("/"):
            try:
                pattern = re.compile(each[1:-1], re.IGNORECASE)
            except re.error as error:
                notices.append(f".obsidian/app.json: the excluded-files pattern {each!r} is left aside: {error}")
                continue
            tests.append(partial(_found_by, pattern))
        else:
            tests.append(partial(_below, each.lower()))
    return tests


def _found_by(pattern: re.Pattern[str], path: str) -> bool:
    return pattern.search(path) is not None


def _below(prefix: str, path: str) -> bool:
    return path.lower().startswith(prefix)


def _git_ignored(root: Path, gitignores: Sequence[str]) -> Callable[[str], bool]:
    """Whether git ignores a path: git's own answer inside a repository, else the `.gitignore` files of the vault."""
    if any((folder / ".git").exists() for folder in (root, *root.parents)):
        ignored = _ask_git(root)
        if ignored is not None:
            folders = tuple(path for path in ignored if path.endswith("/"))
            return lambda path: path in ignored or path.startswith(folders)
    tests = []
    for folder in gitignores:
        try:
            lines = (root / folder / ".gitignore").read_text("utf-8", "replace").splitlines()
        except OSError:
            continue
        tests.append((f"{folder}/" if folder else "", matcher(lines)))
    return lambda path: any(path.startswith(base) and test(path[len(base) :]) for base, test in tests)


def _ask_git(root: Path) -> frozenset[str] | None:
    """The untracked paths that git ignores below `root`, folders with a `/` at the end; None if git can't be asked."""
    # Inside a hook git sets GIT_DIR and GIT_INDEX_FILE, which would make it look elsewhere.
    environment = {key: value for key, value in os.environ.items() if not key.startswith("GIT_")}
    command = ["git", "-C", str(root), "ls-files", "-z", "--others", "--ignored", "--exclude-standard", "--directory"]
    try:
        done = subprocess.run(command, capture_output=True, check=True, env=environment, timeout=60)
    except (OSError, subprocess.SubprocessError):
        return None
    paths = frozenset(os.fsdecode(path) for path in done.stdout.split(b"\0") if path)
    # A vault inside an ignored folder is checked all the same: the user asked for it.
    return paths - {"./"}
