"""Tables that a bare `|` has broken: links cut in two, headers that make no table, cells that nobody sees."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from rlvault_lint.note import Problem, ProblemKind
from rlvault_lint.text import Span

_SPLIT = re.compile(r"!?\[\[[^\r\n\[\]|]+(?<!\\)\|[^\r\n\[\]|]*\]\]")
_LINE = re.compile(r"[^\r\n]+")
_MAY_BE_DELIMITERS = re.compile(r"\n[ \t>]*\|?[ \t]*:?-")
_DELIMITERS = re.compile(r"\|?[ \t]*:?-+:?(?:[ \t]*\|[ \t]*:?-+:?)*[ \t]*\|?")
_CELLS = re.compile(r"(?<!\\)\|")
_LINK = re.compile(r"\[\[[^\r\n\[\]]+\]\]|\]\([^\s()]+\)")


def split_by_cell(text: str, problem: Problem) -> Problem:
    """A wikilink that is not closed in its table cell: its own problem if a bare `|` has cut it in two.

    A cell is read as a text of its own that ends at its `|`; so the link looks unclosed there, and is looked for again
    beyond the end of the cell. Any other problem comes back as it is.
    """
    match = _SPLIT.match(text, problem.span.start) if problem.kind is ProblemKind.UNCLOSED_WIKILINK else None
    return problem if match is None else Problem(ProblemKind.SPLIT_WIKILINK, Span(*match.span()))


def split_headers(text: str, start: int, end: int) -> Iterator[Problem]:
    """The links in the header of what would be a table, if each bare `|` in them did not add a cell to it.

    By GFM there is no table where the header has another number of cells than the row of dashes below it.
    """
    if not _MAY_BE_DELIMITERS.search(text, start, end):
        return
    for header, row in pairwise(_LINE.finditer(text, start, end)):
        delimiters = row.group().strip(" \t>")
        if "|" in delimiters and _DELIMITERS.fullmatch(delimiters):
            links = list(_SPLIT.finditer(header.group()))
            if links and _count(delimiters) == _count(header.group()) - len(links):
                for link in links:
                    yield Problem(ProblemKind.SPLIT_HEADER, Span(*link.span()).shift(header.start()))


def _count(row: str) -> int:
    """How many cells a row has."""
    return len(_CELLS.findall(row.strip(" \t\r\n>").removeprefix("|").removesuffix("|"))) + 1


class Row:
    """A row of a table while its cells are read: what comes after the last cell of the header's number is not shown."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.last = 0

    def cell(self, end: int) -> None:
        """Take notice of a cell that ends at an offset."""
        self.last = end

    def end(self, end: int) -> Iterator[Problem]:
        """The problem of a row that ends at an offset, where links are in cells that are not shown."""
        rest = self.text[self.last : end]
        if "[" in rest and _LINK.search(rest):
            first = self.last + len(rest) - len(rest.lstrip(" \t|"))
            last = self.last + len(rest.rstrip(" \t\r\n|"))
            yield Problem(ProblemKind.HIDDEN_CELLS, Span(first, last))
