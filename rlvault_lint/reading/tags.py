"""Tags: where one stands in running text, and what keeps a text from being one. Pure functions without I/O."""

from __future__ import annotations

import re
from enum import Enum, auto


class TagFault(Enum):
    """What can keep a text from being a tag."""

    EMPTY = auto()
    SPACE = auto()
    CHARACTER = auto()
    TRAILING_SLASH = auto()
    ONLY_DIGITS = auto()


# What Obsidian's own expression keeps out of tags, and full-width punctuation.
_FOREIGN = (
    r"""\s!"\#$%&'()*+,.:;<=>?@^`{|}~\[\]\\\u2000-\u200c\u200e-\u206f\u2e00-\u2e7f\u3000-\u303f\uff00-\uff0f"""
    r"""\uff1a-\uff20\uff3b-\uff40\uff5b-\uff65"""
)
IN_TEXT = re.compile(rf"(?:(?<!\S)|(?<=\\\[))\#([^{_FOREIGN}]+)")
"""A tag in running text with its `#`; the name is group 1, as far as its characters go."""

_FOREIGN_CHARACTER = re.compile(f"[{_FOREIGN}]")


def is_number(name: str) -> bool:
    """Whether a name holds nothing but digits, and so is no tag: `#1984`."""
    return name.replace("/", "").isdecimal()


def fault(text: str) -> TagFault | None:
    """What keeps `text`, without a `#` before it, from being a tag; None if it is one."""
    if not text:
        return TagFault.EMPTY
    if foreign := foreign_character(text):
        return TagFault.SPACE if foreign.isspace() else TagFault.CHARACTER
    if text.endswith("/"):
        return TagFault.TRAILING_SLASH
    return TagFault.ONLY_DIGITS if is_number(text) else None


def foreign_character(text: str) -> str | None:
    """The first character that no tag can hold."""
    match = _FOREIGN_CHARACTER.search(text)
    return match.group() if match else None
