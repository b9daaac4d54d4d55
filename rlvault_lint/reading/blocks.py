"""Block ids: `^id` at the end of a paragraph, list item or table cell, or before the `$$` that ends the paragraph."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rlvault_lint.note import Block, Problem, ProblemKind
from rlvault_lint.reading.finder import Finder, Leaf, find_all
from rlvault_lint.text import Span

_ID = re.compile(r"\^([A-Za-z0-9-]+)$")
# After a space, or directly after an embed: Obsidian's own manual has one there.
_BEFORE = re.compile(r"(?:[\s>]|\]\])\Z")
# `$$` at the start of a line ends the paragraph above it, whatever CommonMark says.
_MATH = re.compile(r"(?:\r\n|\n)[ \t>]*\$\$")


def find(leaf: Leaf) -> Iterator[Block]:
    """The block ids of a piece of running text: at most one, and one before each block of math."""
    if leaf.is_heading:
        return
    text = leaf.text
    start = leaf.start
    if text.find("$$", start, leaf.end) >= 0:
        for math in _MATH.finditer(text, start, leaf.end):
            yield from _at_end(leaf, start, math.start())
            start = math.end()
    yield from _at_end(leaf, start, leaf.end)


def _at_end(leaf: Leaf, start: int, end: int) -> Iterator[Block]:
    text = leaf.text
    caret = text.rfind("^", start, end)
    match = _ID.match(text, caret, end) if caret >= 0 else None
    if match is None or (leaf.is_cell and text[start:end].strip() != match.group()):
        return
    if caret == leaf.start or _BEFORE.search(text, max(start, caret - 2), caret):
        yield Block(match.group(1), Span(caret, end))
    elif leaf.outside(caret, end):
        leaf.problems.append(Problem(ProblemKind.TIGHT_BLOCK_ID, Span(caret, end), (match.group(1),)))


FINDER = Finder("blocks", find, lambda source: find_all("^", source.plain))
