"""What a type can't say of a setting: whether a pattern, a regular expression or a glyph can ever match."""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable, Mapping

from rlvault_lint import patterns
from rlvault_lint.expressions import expression
from rlvault_lint.settings.toml import shown


def checked(holds: str | None, text: str) -> str:
    """`text` as it counts, if it is what `holds` says (see `conventions.Holds`). Raises ValueError if it is not."""
    check = _CHECKS.get(holds) if holds else None
    return check(text) if check else text


def _pattern(pattern: str) -> str:
    if not patterns.can_match(pattern):
        raise ValueError(f"the pattern {shown(pattern)} matches nothing: write it as in .gitignore")
    return pattern


def _regex(pattern: str) -> str:
    # "\b" is a backspace in TOML's double quotes: a valid expression that never matches.
    if "\b" in pattern:
        raise ValueError(f"{shown(pattern)} holds a backspace: write it in single quotes, which keep backslashes")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            re.compile(pattern)
    except (re.error, OverflowError, RecursionError, Warning) as error:
        raise ValueError(f"{shown(pattern)} is not a valid regular expression: {error}") from error
    try:
        expression(pattern)
    except ValueError as error:
        raise ValueError(f"{shown(pattern)} can't be used as a regular expression: {error}") from error
    return pattern


def _glyphs(text: str) -> str:
    from rlvault_lint.reading.stars import FAMILIES, GLYPHS

    text = text.replace("\ufe0f", "")  # emoji pickers add it to a star; it is not a glyph of its own
    if not text:
        raise ValueError("expected at least one glyph, got none")
    bad = next((char for char in text if char.isspace() or not char.isprintable()), None)
    if bad:
        raise ValueError(f"U+{ord(bad):04X} is not a glyph: write nothing but glyphs, without spaces between them")
    unknown = next((char for char in text if char not in GLYPHS), None)
    if unknown:
        raise ValueError(f"{unknown} is not looked for in notes: choose from {' '.join(FAMILIES)}")
    return text


_CHECKS: Mapping[str, Callable[[str], str]] = {"patterns": _pattern, "regex": _regex, "glyphs": _glyphs}
"""The checks by what is held. Names of rules are checked where rules are selected."""
