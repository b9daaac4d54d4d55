"""Text and places in it: spans, edits, and the line index.

The only module that knows lines and columns; everything else works with character offsets into a note's text.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable
from functools import cached_property
from typing import Final, NamedTuple

BOM = "\ufeff"

_BYTE = re.compile("[\udc80-\udcff]")
_FEW = 8
_LINE_END = re.compile(r"\r\n|\n|\r")
_NEWLINE = re.compile("\n")


class Span:
    """A half-open range `[start, end)` of 0-based character offsets into a note's text.

    Nothing may change one, which type checkers see to: a note has a hundred, and a tuple takes twice as long to make.
    """

    __slots__ = ("end", "start")

    def __init__(self, start: int, end: int) -> None:
        self.start: Final = start
        self.end: Final = end

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Span) and self.start == other.start and self.end == other.end

    def __lt__(self, other: Span) -> bool:
        return (self.start, self.end) < (other.start, other.end)

    def __hash__(self) -> int:
        return hash((self.start, self.end))

    def __repr__(self) -> str:
        return f"Span({self.start}, {self.end})"

    def __len__(self) -> int:
        return self.end - self.start

    def shift(self, by: int) -> Span:
        """The same range, `by` characters further on."""
        return Span(self.start + by, self.end + by)

    def contains(self, other: Span) -> bool:
        """Whether `other` lies wholly inside this range."""
        return self.start <= other.start and other.end <= self.end


WHOLE_FILE = Span(0, 0)
"""The place of what concerns a file as a whole, its path say."""


class Edit(NamedTuple):
    """Replace what `span` covers in the file at the vault path `path` by `text`; an empty span inserts."""

    path: str
    span: Span
    text: str


class Position(NamedTuple):
    """A place as people count it: line and column from 1, columns in code points."""

    line: int
    column: int


def bytes_shown(text: str) -> str:
    """`text` with what stands in it for bytes that are not UTF-8 written as such: `\\xff`."""
    return text if text.isascii() else _BYTE.sub(lambda match: f"\\x{ord(match.group()) & 0xFF:02x}", text)


class Lines:
    """The line index of one text. `\\n`, `\\r\\n` and a lone `\\r` end a line, as in CommonMark.

    The first few places are counted off, as most texts are asked for no more; then a table of all lines is made.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self._left = 0 if "\r" in text else _FEW

    @cached_property
    def _starts(self) -> list[int]:
        """Where the lines start."""
        ends = _LINE_END if "\r" in self.text else _NEWLINE  # the latter is found in half the time
        return [0, *[match.end() for match in ends.finditer(self.text)]]

    def _start(self, offset: int) -> tuple[int, int]:
        """The index of the line that an offset lies in, and where that starts."""
        if self._left > 0:
            self._left -= 1
            start = self.text.rfind("\n", 0, offset) + 1
            return self.text.count("\n", 0, start), start
        row = bisect_right(self._starts, offset) - 1
        return row, self._starts[row]

    def position(self, offset: int) -> Position:
        """Line and column of an offset; a byte order mark takes no column. Offsets past the end mean the end."""
        offset = min(max(offset, 0), len(self.text))
        row, start = self._start(offset)
        column = offset - start + 1
        if row == 0 and self.text.startswith(BOM) and column > 1:
            column -= 1
        return Position(row + 1, column)

    def line_at(self, offset: int) -> Span:
        """The span of the line that an offset lies in, without its line end."""
        row, start = self._start(min(max(offset, 0), len(self.text)))
        if self._left == 0:
            return self.line_span(row + 1)
        end = self.text.find("\n", start)
        return Span(1 if row == 0 and self.text.startswith(BOM) else start, len(self.text) if end < 0 else end)

    def line_span(self, number: int) -> Span:
        """The span of line `number` (from 1) without its line end. Raises IndexError for a line that is not there."""
        if number < 1:  # Python would count these from the end
            raise IndexError(number)
        start = self._starts[number - 1]
        if number == 1 and self.text.startswith(BOM):
            start = 1
        if number == len(self):
            return Span(start, max(start, len(self.text)))
        end = self._starts[number]
        return Span(start, end - (2 if self.text.endswith("\r\n", start, end) else 1))

    def line(self, number: int) -> str:
        """The text of line `number` (from 1), without line end and byte order mark."""
        span = self.line_span(number)
        return self.text[span.start : span.end]

    def __len__(self) -> int:
        return len(self._starts)


def decode(data: bytes) -> str:
    """The text of a note's bytes.

    UTF-8, or UTF-16 where a byte order mark says so. A byte that is not valid UTF-8 becomes one lone surrogate
    (PEP 383), so offsets still lead to bytes and `text.encode("utf-8", "surrogateescape")` gives them back.
    """
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return BOM + data.decode("utf-16", "replace")
    return data.decode("utf-8", "surrogateescape")


def line_start(text: str, at: int) -> int:
    """Where the line that an offset lies in begins."""
    start = text.rfind("\n", 0, at) + 1
    return max(start, text.rfind("\r", start, at) + 1)  # not back to the beginning: most texts have no returns


def apply_edits(text: str, edits: Iterable[Edit]) -> str:
    """`text` with all edits made at once, equal ones only once. Raises ValueError where two of them overlap.

    What is inserted at one place keeps the order of the edits, and stands before what replaces the text there.
    """
    parts: list[str] = []
    at = 0
    for edit in sorted(dict.fromkeys(edits), key=lambda each: each.span):
        if edit.span.start < at:
            raise ValueError(f"edits overlap at offset {edit.span.start}")
        parts += (text[at : edit.span.start], edit.text)
        at = edit.span.end
    parts.append(text[at:])
    return "".join(parts)
