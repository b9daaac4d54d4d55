"""What counts as code where only the lines of a text are looked at: fenced blocks and code spans.

What is found in running text is judged by `inline`, which knows its blocks; this is for what may stand anywhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from rlvault_lint.text import Span

_FENCE = re.compile(r"^[ \t>]*(?:(?:[-+*]|\d{1,9}[.)])[ \t]+)?(`{3,}|~{3,})(.*)", re.MULTILINE)
_CODE_SPAN = re.compile(r"(?<!`)(`+)(?!`)[^\r\n]{0,1000}?(?<!`)\1(?!`)")


def outside_code(text: str, spans: Iterable[Span]) -> list[Span]:
    """Of `spans`, in order, those that lie neither in a fenced block nor in a code span."""
    code = _code(text)
    found = []
    at = 0
    for span in spans:
        while at < len(code) and code[at].end <= span.start:
            at += 1
        if at == len(code) or span.end <= code[at].start:
            found.append(span)
    return found


def _code(text: str) -> list[Span]:
    """The fenced blocks and code spans of a text, told by its lines alone."""
    found: list[Span] = []
    fence, start, plain = "", 0, 0
    for match in _FENCE.finditer(text):
        mark = match.group(1)
        if not fence:
            if "`" in match.group(2):  # a code span that opens a line
                continue
            found += _code_spans(text, plain, match.start())
            fence, start = mark, match.start()
        elif mark.startswith(fence) and not match.group(2).strip():
            found.append(Span(start, match.end()))
            fence, plain = "", match.end()
    if fence:
        return [*found, Span(start, len(text))]
    return found + _code_spans(text, plain, len(text))


def _code_spans(text: str, start: int, end: int) -> list[Span]:
    if text.find("`", start, end) < 0:
        return []
    return [Span(*match.span()) for match in _CODE_SPAN.finditer(text, start, end)]
