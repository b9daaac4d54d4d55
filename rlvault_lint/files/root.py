"""Where the vault lies: its root, and what paths given by people mean in it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from contextlib import suppress
from pathlib import Path, PurePath

from rlvault_lint.errors import RunError
from rlvault_lint.files.regular import SETTINGS_LIMIT, UnreadableError, is_file, is_folder, is_there, read
from rlvault_lint.files.system import as_on_disk, common_folder
from rlvault_lint.wording import did_you_mean

SETTINGS_FILE = "rlvault-lint.toml"
PYPROJECT = "pyproject.toml"
TABLE = ("tool", "rlvault-lint")
"""The table of a `pyproject.toml` that holds settings."""

_LONGEST = 200  # characters of a path in a sentence
_TOOL_TABLE = re.compile(r"^\s*\[\s*tool\s*\.\s*(?:rlvault-lint|\"rlvault-lint\")\s*[].]", re.MULTILINE)


class VaultError(RunError):
    """There is no vault to look at: a path that isn't there, paths of several vaults, a folder without notes."""


def find_root(paths: Sequence[Path], vault: Path | None = None) -> Path:
    """The root of the vault that holds `paths` (or the current directory, if there are none); `vault` if it is given.

    The nearest ancestor with `.obsidian/`, `rlvault-lint.toml` or a `pyproject.toml` with `[tool.rlvault-lint]`; else
    git's top level; else the folder itself. Raises VaultError for a path that isn't there, and for several vaults.
    """
    if vault is not None:
        if not is_folder(vault):
            raise VaultError(f"there is no folder {str(vault)!r} (--vault)")
        return absolute(vault)
    _must_exist(paths)
    folders = {_folder(path) for path in paths} or {here()}
    roots = sorted({root for folder in folders if (root := _root_of(folder)) is not None})
    if len(roots) > 1:
        raise VaultError(
            f"PATHS lie in several vaults, {str(roots[0])!r} and {str(roots[1])!r} among them: "
            "check one at a time, or name the vault with --vault"
        )
    if roots:
        return roots[0]
    common = common_folder(folders)
    if common is None:
        raise VaultError("PATHS lie on several drives: check one vault at a time")
    return Path(common)


def here() -> Path:
    """The current directory. Raises VaultError if it is gone."""
    try:
        return Path.cwd()
    except OSError as error:
        raise VaultError(f"the current directory can't be used: {error.strerror}: change to another one") from error


def absolute(path: Path) -> Path:
    """A path from the file system's root, with `..` as the system has it: behind a symbolic link to a folder, it means
    the folder that holds the link's target. Other links are left as they are. Raises VaultError if it starts in the
    current directory and that is gone.
    """
    path = path if path.is_absolute() else here() / path
    parts = path.parts
    if ".." not in parts:
        return path
    behind = len(parts) - parts[::-1].index("..")
    try:
        start = Path(*parts[:behind]).resolve()
    except (OSError, RuntimeError):  # links in a circle: RuntimeError before Python 3.13
        return path
    return start.joinpath(*parts[behind:])


def _must_exist(paths: Iterable[Path]) -> None:
    for path in paths:
        try:
            path.stat()
        except (FileNotFoundError, NotADirectoryError, ValueError):
            raise VaultError(f"there is no file or folder {str(path)!r}{_as_note(path)}") from None
        except OSError as error:
            raise VaultError(f"{_brief(path)} can't be looked at: {error.strerror}") from error


def _as_note(path: Path) -> str:
    """The question whether the note of that name was meant, which Obsidian shows without its extension."""
    with suppress(OSError, ValueError):
        if path.name and (note := path.with_name(f"{path.name}.md")).is_file():
            return f": {did_you_mean(str(note), quote=repr)}"
    return ""


def _brief(path: Path) -> str:
    """A path in quotes; one that is too long to be a path of anything is cut."""
    text = str(path)
    return repr(text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…")


def _folder(path: Path) -> Path:
    folder = absolute(path)
    return folder if is_folder(folder) else folder.parent


def _root_of(start: Path) -> Path | None:
    folders = (start, *start.parents)
    marked = next(filter(is_marked, folders), None)
    return marked or repository(start)


def repository(root: Path) -> Path | None:
    """The top of the git repository that the vault at `root` lies in, if it lies in one."""
    return next((folder for folder in (root, *root.parents) if is_there(folder / ".git")), None)


def is_marked(folder: Path) -> bool:
    """Whether something in a folder says that it is the root of a vault."""
    return is_folder(folder / ".obsidian") or is_file(folder / SETTINGS_FILE) or has_table(folder)


def has_table(folder: Path) -> bool:
    """Whether the folder's `pyproject.toml` holds settings of ours; its other content doesn't matter."""
    try:
        data = read(folder / PYPROJECT, SETTINGS_LIMIT)
    except UnreadableError:
        return False
    return _TOOL_TABLE.search(data.decode("utf-8", "replace")) is not None


def vault_paths(root: Path, paths: Sequence[Path], known: Collection[str] = ()) -> tuple[str, ...]:
    """`paths` as vault paths; the root itself is the empty one.

    Raises VaultError for one that lies outside, and for one that is neither on disk nor among the vault paths `known`.
    """
    if not known:
        _must_exist(paths)
    real = root.resolve()
    found = tuple(as_on_disk(root, _vault_path(root, real, path)) for path in paths)
    _must_exist(path for path, name in zip(paths, found, strict=True) if name not in known)
    return found


def _vault_path(root: Path, real: Path, path: Path) -> str:
    """A path below the root by the way in which it is written; else by that on which its folder really lies."""
    written = absolute(path)
    place = written.parent.resolve() / written.name if written.name else written
    if written.is_relative_to(root) and not place.is_relative_to(real):
        return _relative(written, root)  # through a link that leaves the vault
    for candidate in (place, written.resolve()):
        if candidate.is_relative_to(real):
            return _relative(candidate, real)
    raise VaultError(f"{str(path)!r} lies outside the vault {str(root)!r}: name the vault with --vault")


def _relative(path: PurePath, root: PurePath) -> str:
    relative = path.relative_to(root).as_posix()
    return "" if relative == "." else relative
