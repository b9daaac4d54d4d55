"""What is left out of checking: by git, by Obsidian's "Excluded files", and by the settings."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from pathlib import Path

from rlvault_lint.files.git import Repository
from rlvault_lint.files.regular import SETTINGS_LIMIT, UnreadableError
from rlvault_lint.patterns import matcher


def user_ignored(filters: Iterable[str], notices: list[str]) -> list[Callable[[str], bool]]:
    """Tests for Obsidian's "Excluded files": `/…/` is a regular expression on the path, all else a prefix; case doesn't
    count. What is no expression is added to `notices`.
    """
    tests: list[Callable[[str], bool]] = []
    for each in filters:
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


def git_ignored(root: Path, gitignores: Sequence[str], read: Callable[[str, int], bytes]) -> Callable[[str], bool]:
    """A test whether git ignores a path: git's own answer inside a repository, else what the `.gitignore` files in the
    folders `gitignores` say. `read` gives the bytes of a vault path, and raises UnreadableError.
    """
    repository = Repository.open(root)
    ignored = repository.ignored() if repository else None
    if ignored is not None:
        folders = tuple(path for path in ignored if path.endswith("/"))
        return lambda path: path in ignored or path.startswith(folders)
    tests = []
    for folder in gitignores:
        try:
            data = read(f"{folder}/.gitignore" if folder else ".gitignore", SETTINGS_LIMIT)
        except UnreadableError:
            continue
        tests.append((f"{folder}/" if folder else "", matcher(data.decode("utf-8", "replace").splitlines())))
    return lambda path: any(path.startswith(base) and test(path[len(base) :]) for base, test in tests)
