"""The format `full`, for people: each finding with its source line, related places and fix, grouped by file.

Places and messages are never wrapped or cut, so that they can be copied and followed. Of the source line only a window
around the finding is shown where it is too long: an entry of a MOC easily has 600 characters.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from itertools import groupby
from typing import NamedTuple, TextIO

from rich.cells import cell_len

from rlvault_lint.findings.diagnostic import Diagnostic
from rlvault_lint.findings.report import Report
from rlvault_lint.output import SEVERITY_STYLE, Pen, View
from rlvault_lint.text import Span
from rlvault_lint.wording import visible

WHOLE_FILE = Span(0, 0)
PLAIN_WIDTH = 120
"""The width of a source line's window where the output is no terminal."""
NARROWEST = 20
"""The least room for source text, however narrow the terminal is."""
MAX_RELATED = 5
"""How many related places a finding shows unless asked for more: fifty notes with one ID would show 2,450."""
TAB = "    "
CUT = "…"
JOINER = "\u200d"
EMOJI_FORM = "\ufe0f"


def write(report: Report, out: TextIO, view: View) -> None:
    """Write the findings, the table by rule and the closing line; less or more of these as `view` says."""
    pen = Pen(report, view)
    if not view.statistics:
        for path, group in groupby(report.active, key=lambda each: each.path):
            findings = list(group)
            out.write("".join(f"{line}\n" for line in _file(path, findings, pen, view)))
    if view.statistics or (report.active and not view.quiet):
        out.write(pen.table())
    if not view.quiet:
        out.write(("\n" if report.active else "") + pen.closing())


def _file(path: str, findings: list[Diagnostic], pen: Pen, view: View) -> Iterator[str]:
    numbers = [each.line for each in findings]
    digits = len(str(max(numbers)))
    bullet = f"{' ' * digits}   {pen.paint('=', 'dim')}"
    for each, number in zip(findings, numbers, strict=True):
        place = pen.place(path, each.start, "bold")
        yield f"{place} {pen.paint(each.severity, SEVERITY_STYLE[each.severity])} {pen.paint(each.rule, 'cyan')}"
        yield f"  {visible(each.message)}"
        if each.span != WHOLE_FILE:
            yield from _source(each, number, digits, pen, view)
        for detail in _details(each, pen, view):
            yield f"{bullet} {detail}"
        yield ""


def _source(diagnostic: Diagnostic, number: int, digits: int, pen: Pen, view: View) -> Iterator[str]:
    lines = pen.places.lines(diagnostic.path)
    room = (view.width or PLAIN_WIDTH) - digits - len("   | ")
    shown = excerpt(lines.text, lines.line_span(number), diagnostic.span, max(room, NARROWEST))
    blank = " " * digits
    carets = pen.paint("^" * shown.cells, SEVERITY_STYLE[diagnostic.severity])
    yield f"{pen.paint(f'  {number:{digits}} |', 'dim')} {shown.text}".rstrip()
    yield f"{pen.paint(f'  {blank} |', 'dim')} {' ' * shown.indent}{carets}"


def _details(diagnostic: Diagnostic, pen: Pen, view: View) -> Iterator[str]:
    related = diagnostic.related
    if len(related) > MAX_RELATED and not view.verbose:
        related = related[:MAX_RELATED]
    for each in related:
        yield f"{pen.place(each.path, each.start)}: {visible(each.message)}"
    if len(related) < len(diagnostic.related):
        yield f"and {len(diagnostic.related) - len(related)} more places (--verbose shows all)"
    if diagnostic.fix:
        yield f"{pen.paint('fix:', 'bold')} {visible(diagnostic.fix.title)} ({diagnostic.fix.safety})"
    if view.verbose:
        yield f"{pen.paint('rule:', 'bold')} {_about(diagnostic.rule)}"


def _about(name: str) -> str:
    from rlvault_lint.registry import registry

    rule = registry().get(name)
    return f"{rule.summary if rule else ''} More: `rlvault-lint rule {name}`".lstrip()


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
