"""Path patterns as in .gitignore: the one way in which settings name groups of files."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import cache
from typing import Any

_SPECIAL, _ESCAPED = re.compile(r"[*?\[\\]"), r"\\\g<0>"


def matcher(patterns: Iterable[str]) -> Callable[[str], bool]:
    """A test whether a vault path is matched by any of `patterns`, the last match winning, as git does it."""
    return _matcher(tuple(patterns))


def as_pattern(folder: str) -> str:
    """The pattern that matches the folder at a vault path and nothing else."""
    return f"/{_SPECIAL.sub(_ESCAPED, folder)}/"


@cache
def _matcher(patterns: tuple[str, ...]) -> Callable[[str], bool]:
    if not patterns:
        return lambda path: False
    import pathspec

    spec: pathspec.PathSpec[Any] = pathspec.PathSpec.from_lines("gitignore", patterns)
    return spec.match_file
