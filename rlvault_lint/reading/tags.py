"""Tags: where one stands in running text, and what keeps a text from being one. Pure functions without I/O.

Obsidian leaves a slash at the end out (1.5.0 release notes).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import Enum, auto

from rlvault_lint.note import Problem, ProblemKind, Tag
from rlvault_lint.reading.finder import Finder, Leaf
from rlvault_lint.text import Span


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
_IN_TEXT = re.compile(rf"\#(?:(?<!\S.)|(?<=\\\[.))([^{_FOREIGN}]+)")

_HINT = re.compile(r"#[^\s#]")  # the marker of a heading is not one
_FOREIGN_CHARACTER = re.compile(f"[{_FOREIGN}]")


def find(leaf: Leaf) -> Iterator[Tag]:
    """The tags of a piece of running text, outside its links and code."""
    text = leaf.text
    for match in _IN_TEXT.finditer(text, leaf.start, leaf.end):
        name = match.group(1).rstrip("/")
        start, end = match.start(), match.start(1) + len(name)
        if name and not is_number(name) and leaf.outside(start, end):
            yield Tag(name, Span(start, end))
            # `#this/#that` lists choices; before a space nothing else can be meant.
            if end < match.end() and not text[match.end() : match.end() + 1].strip():
                slash = Span(end, match.end())
                leaf.problems.append(Problem(ProblemKind.TAG_TRAILING_SLASH, slash, (name,)))


FINDER = Finder("tags", find, lambda source: [match.start() for match in _HINT.finditer(source.plain)])


def is_number(name: str) -> bool:
    """Whether a name holds nothing but digits, and so is not a tag: `#1984`."""
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
