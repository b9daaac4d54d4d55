"""What is shown of a source line, and where in it the finding is: text and carets that stand under it.

Only a window around the finding is shown of a line that is too long: an entry of a MOC easily has 600 characters.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from rlvault_lint.text import Span
from rlvault_lint.wording import visible

TAB = "    "
CUT = "…"
JOINER = "\u200d"
EMOJI_FORM = "\ufe0f"


class Excerpt(NamedTuple):
    """What is shown of a source line: its text, and the cells before the finding and under it."""

    text: str
    indent: int
    cells: int


def excerpt(text: str, line: Span, span: Span, room: int) -> Excerpt:
    """What to show of a line of `text`, and where `span` is in it; cut to `room` cells around `span` if it is longer.

    `span` starts in `line`, and what reaches beyond the line is left out. It covers whole characters as they are seen:
    a letter with its combining marks, a family of emoji. A span that shows nothing still has one cell: something is
    missing there.
    """
    # However long the line is, only this much around the finding is looked at: a canvas is one line of a megabyte.
    # The factor is there because characters can be narrower than a cell, as combining marks are.
    reach = 2 * room
    start = min(max(span.start, line.start), line.end)
    end = min(max(span.end, start), line.end)
    low, high = max(line.start, start - reach), min(line.end, end + reach)
    while low < start < line.end and _joins(text, start):
        start -= 1
    while start < end < high and _joins(text, end):
        end += 1
    before, marked, after = text[low:start], text[start:end], text[end:high]
    # What is missing behind the line's end takes a cell too.
    if high - low >= reach or _width(text[low:high]) + (start == line.end) > room:
        marked = _fit(marked, room - 2 * len(CUT))
        spare = room - 2 * len(CUT) - _width(marked)
        backwards = before[::-1]
        before = _fit(backwards, spare // 2)
        after = _fit(after, spare - _width(before)) if len(marked) == end - start else ""
        before = _fit(backwards, spare - _width(after))[::-1]
        # A combining mark at the cut would settle on the sign for it.
        before = before[next((at for at, character in enumerate(before) if _cells(character)), len(before)) :]
    left = CUT if start - len(before) > line.start else ""
    right = CUT if start + len(marked) + len(after) < line.end else ""
    shown = f"{left}{_show(before + marked + after)}{right}"
    return Excerpt(shown, len(left) + _width(before), max(_width(marked), 1))


def _show(text: str) -> str:
    return visible(text.replace("\t", TAB))


def _width(text: str) -> int:
    from rich.cells import cell_len  # only now, as few runs need it

    return cell_len(_show(text))


_cells = lru_cache(maxsize=4096)(_width)  # for single characters


def _joins(text: str, offset: int) -> bool:
    """Whether the character there is shown as part of the one before it."""
    return text[offset - 1] == JOINER or not _cells(text[offset])


def _fit(text: str, room: int) -> str:
    """As much of the beginning of `text` as surely fits into so many cells."""
    for count, character in enumerate(text):
        # The variation selector asks for the emoji form of the character before it, which may make that a cell wider.
        room -= 1 if character == EMOJI_FORM else _cells(character)
        if room < 0:
            return text[:count]
    return text
