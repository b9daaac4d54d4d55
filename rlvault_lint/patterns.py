"""Path patterns as in .gitignore: the one way in which settings name groups of files."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache
from typing import Any


def matcher(patterns: Iterable[str]) -> Callable[[str], bool]:
    """A test whether a vault path is matched by any of `patterns`, the last match winning, as git does it."""
    return _matcher(tuple(patterns))


@cache
def _matcher(patterns: tuple[str, ...]) -> Callable[[str], bool]:
    if not patterns:
        return lambda path: False
    import pathspec

    spec: pathspec.PathSpec[Any] = pathspec.PathSpec.from_lines("gitignore", patterns)
    return spec.match_file
