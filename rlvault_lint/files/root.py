"""Where the vault lies: its root, and what paths given by people mean in it."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from rlvault_lint.errors import RunError
from rlvault_lint.files.regular import SETTINGS_LIMIT, UnreadableError, read

SETTINGS_FILE = "rlvault-lint.toml"
PYPROJECT = "pyproject.toml"
TABLE = ("tool", "rlvault-lint")
"""The table of a `pyproject.toml` that holds settings."""

_TOOL_TABLE = re.compile(r"^\s*\[\s*tool\s*\.\s*(?:rlvault-lint|\"rlvault-lint\")\s*[].]", re.MULTILINE)


class VaultError(RunError):
    """There is no vault to look at: a path that isn't there, paths of several vaults, a folder without notes."""


def find_root(paths: Sequence[Path], vault: Path | None = None) -> Path:
    """The root of the vault that holds `paths` (or the current directory, if there are none); `vault` if it is given.

    The nearest ancestor with `.obsidian/`, `rlvault-lint.toml` or a `pyproject.toml` with `[tool.rlvault-lint]`; else
    git's top level; else the folder itself. Raises VaultError for a path that isn't there, and for several vaults.
    """
    if vault is not None:
        if not vault.is_dir():
            raise VaultError(f"there is no folder {str(vault)!r} (--vault)")
        return Path(os.path.normpath(vault.absolute()))
    _must_exist(paths)
    folders = {_folder(path) for path in paths} or {Path.cwd()}
    roots = sorted({root for folder in folders if (root := _root_of(folder)) is not None})
    if len(roots) > 1:
        raise VaultError(
            f"PATHS lie in several vaults, {str(roots[0])!r} and {str(roots[1])!r} among them: "
            "check one at a time, or name the vault with --vault"
        )
    return roots[0] if roots else Path(os.path.commonpath(folders))


def _must_exist(paths: Iterable[Path]) -> None:
    for path in paths:
        if not path.exists():
            raise VaultError(f"there is no file or folder {str(path)!r}")


def _folder(path: Path) -> Path:
    absolute = Path(os.path.normpath(path.absolute()))
    return absolute if absolute.is_dir() else absolute.parent


def _root_of(start: Path) -> Path | None:
    folders = (start, *start.parents)
    marked = next(filter(is_marked, folders), None)
    return marked or next((folder for folder in folders if (folder / ".git").exists()), None)


def repository(root: Path) -> Path | None:
    """The top of the git repository that the vault at `root` lies in, if it lies in one."""
    return next((folder for folder in (root, *root.parents) if (folder / ".git").exists()), None)


def is_marked(folder: Path) -> bool:
    """Whether something in a folder says that it is the root of a vault."""
    return (folder / ".obsidian").is_dir() or (folder / SETTINGS_FILE).is_file() or has_table(folder)


def has_table(folder: Path) -> bool:
    """Whether the folder's `pyproject.toml` holds settings of ours; its other content doesn't matter."""
    try:
        data = read(folder / PYPROJECT, SETTINGS_LIMIT)
    except UnreadableError:
        return False
    return _TOOL_TABLE.search(data.decode("utf-8", "replace")) is not None


def vault_paths(root: Path, paths: Sequence[Path]) -> tuple[str, ...]:
    """`paths` as vault paths; the root itself is the empty one. Raises VaultError for one not there, or not in it."""
    _must_exist(paths)
    found = []
    real = root.resolve()
    for path in paths:
        absolute = Path(os.path.normpath(path.absolute()))
        base = root if absolute.is_relative_to(root) else real
        absolute = absolute if absolute.is_relative_to(base) else path.resolve()
        if not absolute.is_relative_to(base):
            raise VaultError(f"{str(path)!r} lies outside the vault {str(root)!r}; name the vault with --vault")
        relative = absolute.relative_to(base).as_posix()
        found.append("" if relative == "." else relative)
    return tuple(found)
