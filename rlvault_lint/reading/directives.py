"""Directives: what tells the linter not to report something, `%% rlvault-lint: ignore broken-link %%`.

They stand in Obsidian's comments or in HTML's, `<!-- rlvault-lint: ignore-file -->`, on a line of their own or behind
text, and not in code; and in the property `rlvault-lint-ignore`. What they name and whether it makes sense is not
judged here. Behind ` -- ` stands a reason, which is for people: `%% rlvault-lint: ignore broken-link -- next week %%`.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence

from rlvault_lint.note import IGNORE_FILE, IGNORE_PROPERTY, Directive, DirectiveRule, Field
from rlvault_lint.reading.code import outside_code
from rlvault_lint.text import Span

_SIGN = "rlvault-lint:"
# Neither kind of comment may hold its own end, or a line end.
_DIRECTIVE = re.compile(
    r"(?:%%[ \t]*rlvault-lint:(?P<obsidian>(?:[^%\r\n]|%(?!%))*)%%"
    r"|<!--[ \t]*rlvault-lint:(?P<html>(?:[^-\r\n]|-(?!->))*)-->)"
)
_ACTION = re.compile(r"[ \t]*([^\s,]*)")
_NAME = re.compile(r"[^\s,]+")
_REASON = "--"
_MARKS = re.compile(r"[ \t>]*(?:(?:[-+*]|\d{1,9}[.)])[ \t]+)?")
_LINE_END = re.compile(r"\r\n|\n|\r")
_HEADING = re.compile(r"[ \t>]*#{1,6}[ \t]")
_SPACES = " \t"
_RULES = ("---", "===", "***")
_ITEM_MARK = re.compile(r"[ \t]*-[ \t]+")
_COMMENT = re.compile(r"[ \t]*(?:[ \t]#.*)?")


def find(text: str, fields: Iterable[Field] = ()) -> tuple[Directive, ...]:
    """The directives of a note's text, in order; all places are offsets into it. `fields` are the note's properties."""
    asked = next((field for field in fields if field.key == IGNORE_PROPERTY), None)
    if asked is None and _SIGN not in text:
        return ()
    lines = _Lines(text)
    found = {match.start(): match for match in _DIRECTIVE.finditer(text)}
    spans = outside_code(text, [Span(*match.span()) for match in found.values()])
    return (
        *((_of_property(text, asked, lines),) if asked else ()),
        *(_read(text, found[span.start], span, lines) for span in spans),
    )


class _Lines:
    """Where the lines of a text begin and end, their line ends left aside, and where the block of each ends."""

    def __init__(self, text: str) -> None:
        self.text = text
        ends = [match.span() for match in _LINE_END.finditer(text)]
        self.starts = [0, *(end for _, end in ends)]
        self.ends = [*(start for start, _ in ends), len(text)]
        self._last_of_block: list[int] | None = None

    def number(self, at: int) -> int:
        """The number of the line that an offset lies in, from 0."""
        return bisect_right(self.starts, at) - 1

    def is_empty(self, number: int) -> bool:
        """Whether a line holds nothing but the marks of a quote; beyond both ends all do."""
        in_text = 0 <= number < len(self.starts)
        return not in_text or not self.text[self.starts[number] : self.ends[number]].strip(" \t>")

    def block_after(self, number: int) -> Span:
        """The block below a line: what stands there up to the next empty line or heading; a heading is one itself.
        Empty where the text ends.
        """
        ends = self._blocks()
        first = number + 1
        while first < len(ends) and self.is_empty(first):
            first += 1
        return Span(self.starts[first], self.ends[ends[first]]) if first < len(ends) else Span(*[len(self.text)] * 2)

    def _blocks(self) -> list[int]:
        """By the number of each line, that of the last line of its block."""
        if self._last_of_block is None:
            last = [*range(len(self.starts))]
            for number in range(len(last) - 2, -1, -1):
                here, below = self.starts[number], self.starts[number + 1]
                apart = self.is_empty(number + 1) or _HEADING.match(self.text, here) or _HEADING.match(self.text, below)
                last[number] = number if apart else last[number + 1]
            self._last_of_block = last
        return self._last_of_block

    def whole(self, number: int) -> Span:
        """A line with its line end, or the last line with the line end before it."""
        if number + 1 < len(self.starts):
            return Span(self.starts[number], self.starts[number + 1])
        return Span(self.ends[number - 1] if number else 0, self.ends[number])


# --- comments -------------------------------------------------------------------------------------------------------


def _read(text: str, match: re.Match[str], span: Span, lines: _Lines) -> Directive:
    start, end = match.span("obsidian") if match["obsidian"] is not None else match.span("html")
    action = _ACTION.match(text, start, end)
    rest = action.end() if action else start
    names = [Span(*name.span()) for name in _NAME.finditer(text, rest, end)]
    reason = next((at for at, name in enumerate(names) if text[name.start : name.end] == _REASON), len(names))
    number = lines.number(span.start)
    line = Span(lines.starts[number], lines.ends[number])
    marks = _MARKS.match(text, line.start, span.start)
    own_line = marks is not None and marks.end() == span.start and _is_space(text, span.end, line.end)
    return Directive(
        action.group(1) if action else "",
        tuple(_in_list(text, names[:reason])),
        span,
        lines.block_after(number) if own_line else line,
        _taken(text, span, lines, number),
        reason < len(names),
    )


def _is_space(text: str, start: int, end: int) -> bool:
    while start < end and text[start] in _SPACES:
        start += 1
    return start == end


def _in_list(text: str, names: Sequence[Span]) -> Iterator[DirectiveRule]:
    """The names at these places; each goes with what separates it from the next, or the last from the one before."""
    for index, name in enumerate(names):
        removal = name
        if index + 1 < len(names):
            removal = Span(name.start, names[index + 1].start)
        elif index:
            removal = Span(names[index - 1].end, name.end)
        yield DirectiveRule(text[name.start : name.end], name, removal)


def _taken(text: str, span: Span, lines: _Lines, number: int) -> Span:
    """What goes with a comment: its whole line if nothing else is on it and nothing around it is joined by that, else
    the spaces between it and the text.
    """
    start, end = span.start, span.end
    while end < len(text) and text[end] in _SPACES:
        end += 1
    at_end = end == lines.ends[number]
    while start > lines.starts[number] and text[start - 1] in _SPACES:
        start -= 1
    if start > lines.starts[number]:
        return Span(start, end) if at_end else Span(start, span.end)
    if not at_end:
        return Span(span.start, end)
    joins = not lines.is_empty(number - 1) and not lines.is_empty(number + 1)
    below = lines.starts[number + 1] if number + 1 < len(lines.starts) else len(text)
    if (joins and text.startswith("<!--", span.start)) or text.startswith(_RULES, below):
        return Span(start, end)
    return lines.whole(number)


# --- the property ---------------------------------------------------------------------------------------------------


def _of_property(text: str, field: Field, lines: _Lines) -> Directive:
    names = [scalar for scalar in field.scalars if scalar.text.strip()]
    rules = tuple(
        rule._replace(name=scalar.text.strip())
        for scalar, rule in zip(names, _in_property(text, [scalar.span for scalar in names], lines), strict=True)
    )
    span = Span(field.key_span.start, max(field.key_span.end, field.span.end))
    first, last = lines.number(span.start), lines.number(span.end)
    alone = span.start == lines.starts[first] and _COMMENT.fullmatch(text, span.end, lines.ends[last])
    end = lines.starts[last + 1] if last + 1 < len(lines.starts) else len(text)
    taken = Span(span.start, end) if alone else None
    explained = any(_has_comment(text, Span(lines.starts[each], lines.ends[each])) for each in range(first, last + 1))
    return Directive(IGNORE_FILE if rules else "", rules, span, Span(0, len(text)), taken, explained)


def _in_property(text: str, names: Sequence[Span], lines: _Lines) -> Iterator[DirectiveRule]:
    """The names of a list; those of one in lines go with their lines, comments behind them included."""
    for rule in _in_list(text, names):
        number = lines.number(rule.span.start)
        mark = _ITEM_MARK.match(text, lines.starts[number], rule.span.start)
        if mark and mark.end() == rule.span.start and _COMMENT.fullmatch(text, rule.span.end, lines.ends[number]):
            explained = _has_comment(text, Span(rule.span.end, lines.ends[number]))
            yield rule._replace(removal=lines.whole(number), explained=explained)
        else:
            yield rule


def _has_comment(text: str, part: Span) -> bool:
    """Whether YAML sees a comment in a part of a line; names of rules hold no `#`."""
    return "#" in text[part.start : part.end]
