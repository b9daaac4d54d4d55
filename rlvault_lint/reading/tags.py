"""Tags: where one stands in running text, and what keeps a text from being one. Pure functions without I/O."""

from __future__ import annotations

import re

TRAILING_SLASH = "tag-trailing-slash"
"""The kind of the Problem of a tag in the body that ends in `/`: Obsidian leaves that out (1.5.0 release notes)."""

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


def problem(text: str) -> str | None:
    """What keeps `text`, without a `#` before it, from being a tag, in a few words; None if it is one."""
    if not text:
        return "it has no name"
    foreign = _FOREIGN_CHARACTER.search(text)
    if foreign:
        char = foreign.group()
        return "a tag holds no blanks" if char.isspace() else f'a tag holds no "{char}"'
    if text.endswith("/"):
        return 'a tag ends in no "/"'
    if is_number(text):
        return "a tag of digits alone is none"
    return None
