"""Prose in lines of a terminal's width, broken between words and between the characters of Chinese and Japanese."""

from __future__ import annotations

import re
from functools import cache

_WIDE = "\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff01-\uff60"  # written without spaces, so broken anywhere
_OPENING = "（「『《〈【［“‘"
_CLOSING = "，。、；：？！）」』》〉】］”’…,.;:?!)\"'"

NARROWEST = 20
"""The least room for text, however narrow the terminal is."""


def fitted(text: str, width: int | None, indent: int = 0, before: int | None = None) -> list[str]:
    """`text` in lines for a terminal of `width` cells, of which `indent` are taken in each, in the first `before` where
    that is given; in one line where `width` is None, for then it is not a terminal.
    """
    if width is None:
        return [text]
    return wrap(text, max(width - indent, NARROWEST), max(width - (indent if before is None else before), 1))


def wrap(text: str, room: int, first: int) -> list[str]:
    """`text` in lines of at most `room` cells, the first of at most `first`. A word longer than that has a line of its
    own and is not broken: it may be a path, and is copied whole.
    """
    from rich.cells import cell_len  # only now, as few runs need it

    lines, line, left = [], "", first
    for piece in _piece().findall(text):
        if cell_len(piece) > left and line.strip():
            lines.append(line.rstrip())
            line, left = "", room
            piece = piece.lstrip()
        line += piece
        left -= cell_len(piece)
    return [*lines, line.rstrip()]


@cache
def _piece() -> re.Pattern[str]:
    """Spaces, a quoted path without spaces, a wide character with the punctuation around it that must not end or begin
    a line, or a word. Compiled when it is needed, as that takes milliseconds.
    """
    path = r'"[^" ]*[/.][^" ]*"'
    return re.compile(rf" +|\(*{path}[{_CLOSING}]*|[{_OPENING}\"'(]*[{_WIDE}][{_CLOSING}]*|[^ {_WIDE}]+")
