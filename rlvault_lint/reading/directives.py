"""Directives: comments that tell the linter what not to report, `%% rlvault-lint: ignore broken-link %%`.

They stand in Obsidian's comments or in HTML's, `<!-- rlvault-lint: ignore-file -->`, on a line of their own or behind
text, and not in code. What they name and whether it makes sense is not judged here.
"""

from __future__ import annotations

import re

from rlvault_lint.note import Directive, DirectiveRule
from rlvault_lint.reading.code import outside_code
from rlvault_lint.text import Span, line_start

_SIGN = "rlvault-lint:"
# Neither kind of comment may hold its own end, or a line end.
_DIRECTIVE = re.compile(
    r"(?:%%[ \t]*rlvault-lint:(?P<obsidian>(?:[^%\r\n]|%(?!%))*)%%"
    r"|<!--[ \t]*rlvault-lint:(?P<html>(?:[^-\r\n]|-(?!->))*)-->)"
)
_ACTION = re.compile(r"[ \t]*([^\s,]*)")
_NAME = re.compile(r"[^\s,]+")
_REST_OF_LINE = re.compile(r"[ \t]*(?=[\r\n]|\Z)")
_BEFORE = re.compile(r"[ \t>]*(?:(?:[-+*]|\d{1,9}[.)])[ \t]+)?")


def find(text: str) -> tuple[Directive, ...]:
    """The directives of a note's text, in order; all places are offsets into it."""
    if _SIGN not in text:
        return ()
    found = {match.start(): match for match in _DIRECTIVE.finditer(text)}
    spans = outside_code(text, [Span(*match.span()) for match in found.values()])
    return tuple(_read(text, found[span.start], span) for span in spans)


def _read(text: str, match: re.Match[str], span: Span) -> Directive:
    start, end = match.span("obsidian") if match["obsidian"] is not None else match.span("html")
    action = _ACTION.match(text, start, end)
    rest = action.end() if action else start
    rules = tuple(DirectiveRule(name.group(), Span(*name.span())) for name in _NAME.finditer(text, rest, end))
    own_line = _REST_OF_LINE.match(text, span.end) is not None and bool(
        _BEFORE.fullmatch(text, line_start(text, span.start), span.start)
    )
    return Directive(action.group(1) if action else "", rules, span, own_line)
