"""What finds facts in running text: the interface between the walk over the blocks and each kind of fact.

A kind of fact has a module of its own, which finds it, and a `Finder`, which `markdown.FINDERS` lists.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable
from functools import cache
from itertools import accumulate
from typing import Any, NamedTuple

from rlvault_lint.note import Problem
from rlvault_lint.reading.inline import Inline, scan
from rlvault_lint.reading.link_text import Range


class Leaf:
    """The running text of one paragraph, heading, table cell or list item: `text[start:end]` of a whole note.

    `problems` takes what is found wrong there.
    """

    __slots__ = ("_outside", "_read", "end", "is_cell", "is_heading", "problems", "start", "text")

    def __init__(
        self, text: str, start: int, end: int, read: Inline | None, *, is_cell: bool, is_heading: bool
    ) -> None:
        self.text = text
        self.start = start
        self.end = end
        self._read = read
        self.is_cell = is_cell
        self.is_heading = is_heading
        self.problems: list[Problem] = []
        self._outside: Outside | None = None

    @property
    def inline(self) -> Inline:
        """What the reader of links found in it."""
        if self._read is None:
            self._read = scan(self.text, self.start, self.end)
        return self._read

    def outside(self, start: int, end: int) -> bool:
        """Whether a range overlaps no link, and nothing that can't hold one: code, math, HTML, addresses."""
        if self._outside is None:
            inline = self.inline
            self._outside = Outside([*inline.opaque, *((link.start, link.end) for link in inline.links)])
        return self._outside(start, end)

    def outside_code(self) -> Outside:
        """What tells whether a range overlaps no code, math or comment."""
        opaque = self.inline.opaque
        return Outside([each for each in opaque if self.text.startswith(("`", "$", "<!--"), each[0])])


class Outside:
    """Whether a range overlaps none of some others; in logarithmic time, as a paragraph may hold 50,000 of each."""

    def __init__(self, ranges: Iterable[Range]) -> None:
        ordered = sorted(ranges)
        self.starts = [start for start, _ in ordered]
        self.ends = list(accumulate((end for _, end in ordered), max))

    def __call__(self, start: int, end: int) -> bool:
        """Whether none of the ranges has a character in common with `[start, end)`."""
        before = bisect_left(self.starts, end) - 1
        return before < 0 or self.ends[before] <= start


def find_all(sign: str, text: str) -> list[int]:
    """All places of one character or word in a text, in order, without those that overlap one before."""
    # One character is found fastest by `in` and `find`, more of them twice as fast by an expression.
    if sign[0] not in text:
        return []
    if len(sign) > 1:
        return [match.start() for match in _expression(sign).finditer(text)]
    found: list[int] = []
    at = text.find(sign)
    while at >= 0:
        found.append(at)
        at = text.find(sign, at + 1)
    return found


@cache
def _expression(sign: str) -> re.Pattern[str]:
    return re.compile(re.escape(sign))


class Source(NamedTuple):
    """A note in the forms in which facts are looked for, each of which is the cheapest for some of them.

    `plain` is as long as `text`, and has `?` for every character beyond ASCII. `data` is the Markdown after the
    frontmatter in UTF-8, perhaps with something that `text` hides; offsets into it mean nothing.
    """

    text: str
    plain: str
    data: bytes


class Finder(NamedTuple):
    """How one kind of fact is found.

    `fact` is the field of `Note`, and of `Entry` if `in_entries`, that holds what `find` yields for each piece of
    running text. `places` are the offsets in a whole note of something that every such fact has: only the pieces that
    hold one are read. One too many costs time, a missing one loses the fact. Facts inside `%% … %%` are kept if
    `in_comments`.
    """

    fact: str
    find: Callable[[Leaf], Iterable[Any]]
    places: Callable[[Source], list[int]]
    in_notes: bool = True
    in_entries: bool = False
    in_comments: bool = True
