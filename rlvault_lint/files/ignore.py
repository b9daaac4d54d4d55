"""What is left out of checking: by git, by Obsidian's "Excluded files", and by the settings."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from rlvault_lint.patterns import matcher


def user_ignored(app: dict[str, Any], notices: list[str]) -> list[Callable[[str], bool]]:
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


def git_ignored(root: Path, gitignores: Sequence[str]) -> Callable[[str], bool]:
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
