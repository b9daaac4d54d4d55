"""What git is started with, so that nothing of a repository's runs: which program, in which environment, with which
settings on its command line.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

# What the person who runs the tool may have set for git, and no hook sets.
_KEPT = frozenset(
    {"GIT_CEILING_DIRECTORIES", "GIT_CONFIG_GLOBAL", "GIT_CONFIG_NOSYSTEM", "GIT_CONFIG_SYSTEM"}
    | {"GIT_DISCOVERY_ACROSS_FILESYSTEM"}
)
_DISARMED = {
    "core.fsmonitor": "",  # empty is "none", as a path (git before 2.36) and as a truth value
    "core.hooksPath": os.devnull,
    "core.pager": "cat",
    "core.sshCommand": "false",
    "core.alternateRefsCommand": "false",
    "credential.helper": "",  # empties the list of helpers
    "gpg.program": "false",
    "log.showSignature": "false",
    "submodule.recurse": "false",
    "safe.bareRepository": "explicit",  # a bare repository in a vault's folder is files of the vault
}
HOOKS = r"^hook\."
"""The settings, as an expression for `git config`, that name programs to be run as hooks (from git 2.54 on)."""


def executable(search: str | None = None, *, windows: bool = os.name == "nt") -> str | None:
    """The git to run: the first on `search` (the PATH), which only folders with a full path count of; None if there is
    none. Never one in the current directory, where Windows would look first: that may be the vault.
    """
    name = "git.exe" if windows else "git"
    for folder in _trusted(os.environ.get("PATH", os.defpath) if search is None else search):
        path = os.path.join(folder, name)  # noqa: PTH118 - a Path would be simpler, but drops a trailing dot
        if os.path.isfile(path) and os.access(path, os.X_OK):  # noqa: PTH113
            return path
    return None


def _trusted(search: str) -> list[str]:
    """The folders of a PATH with a full path, without the current directory."""
    try:
        here = Path.cwd().resolve()
    except OSError:
        here = None
    folders = []
    for folder in search.split(os.pathsep):
        try:
            if Path(folder).is_absolute() and Path(folder).resolve() != here:
                folders.append(folder)
        except (OSError, RuntimeError, ValueError):
            continue
    return folders


def environment(inherited: Mapping[str, str], index: Path | None = None) -> dict[str, str]:
    """The environment that git gets: `inherited` without what a hook or a user told some other git, and with what
    keeps it from writing, asking, and reaching out. `index` is the index file to read instead of the repository's.
    """
    kept = {key: value for key, value in inherited.items() if not key.startswith("GIT_") or key in _KEPT}
    kept["PATH"] = os.pathsep.join(_trusted(kept.get("PATH", os.defpath)))
    kept |= {
        # No transport may be used. A name that can be guessed would be one: for `remote.x.vcs = none` git runs
        # `git remote-none`, and that may be an alias for anything.
        "GIT_ALLOW_PROTOCOL": os.urandom(16).hex(),
        "GIT_NO_LAZY_FETCH": "1",
        "GIT_NO_REPLACE_OBJECTS": "1",
        "GIT_OPTIONAL_LOCKS": "0",
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_LITERAL_PATHSPECS": "1",
        "GIT_PAGER": "cat",
        "NoDefaultCurrentDirectoryInExePath": "1",
    }
    if index is not None:
        kept["GIT_INDEX_FILE"] = str(index)
    return kept


def settings(hooks: Iterable[str] = ()) -> Iterator[str]:
    """The options of git that override what could start a program. `hooks` are the names of configured hooks."""
    for key, value in (_DISARMED | {f"hook.{name}.enabled": "false" for name in hooks}).items():
        yield from ("-c", f"{key}={value}")
