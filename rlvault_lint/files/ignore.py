"""What is left out of checking: by git, by Obsidian's "Excluded files", and by the settings."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from rlvault_lint.files.git import Repository
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
    repository = Repository.open(root)
    ignored = repository.ignored() if repository else None
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
