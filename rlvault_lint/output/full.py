"""The format `full`: for people, with the text that each finding is about, its fix, and closing lines.

Notes are heads with their findings below, the worst last, and what has one cause is told once. In a long report only
the first finding of a rule in a note is shown in its line of text, the others in one line each, without advice that was
given, and a mark stands for how something is fixed; `--verbose` shows all. Prose wraps at words on a terminal, and
never in a pipe; paths are never cut, so that they can be copied and followed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TextIO

from rlvault_lint.findings.diagnostic import Diagnostic, Fix, Safety
from rlvault_lint.findings.report import Report
from rlvault_lint.output.blocks import Cause, Head, heads
from rlvault_lint.output.closing import SEVERITY_STYLE, closing, headline, table
from rlvault_lint.output.excerpt import excerpt
from rlvault_lint.output.pen import Pen
from rlvault_lint.output.view import View
from rlvault_lint.output.wrap import NARROWEST, fitted
from rlvault_lint.text import WHOLE_FILE

PLAIN_WIDTH = 120
"""The width of a source line's window where the output is not a terminal."""
SHORT = 20
"""How many causes a report may have to show all of them in their lines of text."""
MAX_RELATED = 5
"""How many related places a finding shows unless asked for more: fifty notes with one ID would show 2,450."""

_CUT = "Of each rule only the first finding in a note is shown in full: --verbose shows all."

_QUOTED = re.compile(r'"[^"]*"')
_FACT = re.compile(r'(?:"[^"]*"|[^":]|:(?! )|"(?=[^"]*$))*')

_APPLIED = {
    Safety.SAFE: "fix: {} (--fix)",
    Safety.UNSAFE: "fix: {} (--fix --unsafe-fixes)",
    Safety.SUGGESTION: "suggestion: {} (not made by --fix)",
}
_MARKS = {Safety.SAFE: "fix", Safety.UNSAFE: "unsafe fix"}


def write(report: Report, out: TextIO, view: View) -> None:
    """Write the findings, the table by rule and the closing lines; less or more of these as `view` says."""
    pen = Pen(report, view)
    findings = _Findings(report, pen, view)
    if said := headline(report):
        out.writelines(f"{pen.paint(line, 'bold')}\n" for line in fitted(pen.text(said), view.width))
        out.write("\n")
    if not view.statistics:
        out.writelines(f"{line}\n" for line in findings.lines())
    if view.statistics or (findings.are_many and not view.quiet):
        out.write(table(report, pen.paint) + ("\n" if report.active and not view.quiet else ""))
    if not view.quiet:
        out.write(closing(report, pen.paint, view))
        if findings.are_cut and not view.statistics:
            out.writelines(f"{line}\n" for line in fitted(_CUT, view.width))


class _Findings:
    """The findings of a report in lines."""

    def __init__(self, report: Report, pen: Pen, view: View) -> None:
        self._pen = pen
        self._view = view
        self._mark = pen.paint("-", "dim")
        self._heads = heads(report.active)
        self.are_many = sum(len(head.causes) for head in self._heads) > SHORT
        self._in_full = view.verbose or not self.are_many
        self.are_cut = not self._in_full

    def lines(self) -> Iterator[str]:
        for head in self._heads:
            yield from self._head(head)
            yield ""

    def _head(self, head: Head) -> Iterator[str]:
        pen = self._pen
        gutter = self._gutter(head)
        if len(head.paths) > 1 or head.causes[0].first.cause:
            [cause] = head.causes
            yield from (pen.paint(line, "bold") for line in fitted(pen.text(head.title), self._view.width))
            yield from self._told(cause.first, cause.first.message + self._fixable(cause.first), with_place=False)
            yield from self._source(cause.first, gutter)
            for path, members in cause.by_note().items():
                yield from self._place(path, members, gutter)
            yield from self._details(cause, gutter)
            return
        yield pen.path(head.paths[0], "bold")
        seen: dict[str, str] = {}
        for cause in head.causes:
            first = cause.first
            more = _more(cause.findings)
            if self._in_full or first.rule not in seen:
                yield from self._told(first, first.message + more + self._fixable(first))
                yield from self._source(first, gutter)
                yield from self._details(cause, gutter)
            else:
                message = _shortened(first.message, seen[first.rule])
                yield from self._told(first, message + more + _mark(first.fix))
            seen[first.rule] = first.message

    def _place(self, path: str, members: Sequence[Diagnostic], gutter: str) -> Iterator[str]:
        """Where the cause is met in a note, as one of the places below a head of many."""
        start, more = members[0].start, _more(members)
        shown = f"{gutter}{self._mark} {self._pen.place(path, start)}"
        width = self._view.width
        if width is None or len(gutter) + len("- ") + _cells(self._pen.plain_place(path, start) + more) <= width:
            yield f"{shown}{more}"
        else:
            yield shown
            yield from ([f"{gutter}  {more.lstrip()}"] if more else [])

    def _gutter(self, head: Head) -> str:
        """The room that line numbers take below a head."""
        last = max(cause.first.line for cause in head.causes)
        return " " * (len("    ") + len(str(last)) + len(" "))

    def _told(self, diagnostic: Diagnostic, message: str, *, with_place: bool = True) -> Iterator[str]:
        """Place, severity, rule and message, which is wrapped on a terminal."""
        pen = self._pen
        label = f"{diagnostic.severity} {pen.text(diagnostic.rule)}:"
        plain = f"  {diagnostic.line}:{diagnostic.column} " if with_place else "  "
        first, *others = fitted(pen.text(message), self._view.width, len("    "), len(plain) + len(label) + 1)
        place = f"  {pen.spot(diagnostic.path, diagnostic.start, 'bold')} " if with_place else plain
        yield f"{place}{pen.paint(label, SEVERITY_STYLE[diagnostic.severity])} {first}"
        yield from (f"    {line}" for line in others)

    def _source(self, diagnostic: Diagnostic, gutter: str) -> Iterator[str]:
        if diagnostic.span == WHOLE_FILE:
            return
        lines, paint = self._pen.places.lines(diagnostic.path), self._pen.paint
        number = diagnostic.line
        room = (self._view.width or PLAIN_WIDTH) - len(gutter) - len("| ")
        shown = excerpt(lines.text, lines.line_at(diagnostic.span.start), diagnostic.span, max(room, NARROWEST))
        carets = paint("^" * shown.cells, SEVERITY_STYLE[diagnostic.severity])
        yield f"{paint(f'{number:{len(gutter) - 1}} |', 'dim')} {self._pen.inert(shown.text)}".rstrip()
        yield f"{paint(f'{gutter}|', 'dim')} {' ' * shown.indent}{carets}"

    def _details(self, cause: Cause, gutter: str) -> Iterator[str]:
        """What else there is to say of a cause, a line each: related places, the fix, the rule."""
        indent = f"{gutter}  "
        for prose in self._sentences(cause):
            first, *others = fitted(prose, self._view.width, len(indent))
            yield f"{gutter}{self._mark} {first}"
            yield from (f"{indent}{line}" for line in others)

    def _fixable(self, diagnostic: Diagnostic) -> str:
        """In a long report a mark stands for the line that says how something is fixed."""
        return "" if self._in_full else _mark(diagnostic.fix)

    def _sentences(self, cause: Cause) -> Iterator[str]:
        diagnostic, pen, fix = cause.first, self._pen, cause.first.fix
        if fix and not self._in_full:  # most messages say it, but what a suggestion would write is worth its line
            if fix.safety is Safety.SUGGESTION:
                yield _APPLIED[fix.safety].format(pen.text(fix.title))
            return
        # The places of findings that say the same are named already.
        told = {(each.path, each.span) for each in cause.findings}
        related = [each for each in diagnostic.related if (each.path, each.span) not in told]
        shown = related if self._view.verbose else related[:MAX_RELATED]
        for each in shown:
            here = each.path == diagnostic.path
            place = pen.spot(each.path, each.start) if here else pen.place(each.path, each.start)
            yield f"{place}: {pen.text(each.message)}"
        if len(shown) < len(related):
            yield f"and {len(related) - len(shown)} more places (--verbose shows all)"
        if fix:
            yield _APPLIED[fix.safety].format(pen.text(fix.title))
        if self._view.verbose:
            yield f"rule: {_about(diagnostic.rule)}"


def _cells(text: str) -> int:
    from rich.cells import cell_len  # only now, as few runs need it

    return cell_len(text)


def _more(members: Sequence[Diagnostic]) -> str:
    """Where else in its note the same is found."""
    others = [str(number) for number in dict.fromkeys(each.line for each in members) if number != members[0].line]
    if others:
        return f" (also on {'line' if len(others) == 1 else 'lines'} {', '.join(others)})"
    return f" ({len(members)} times on this line)" if len(members) > 1 else ""


def _shortened(message: str, before: str) -> str:
    """A message without its advice, where that is the advice of the message before it, and quotes nothing."""
    found = _FACT.match(message)
    fact = found[0] if found else message
    advice = message[len(fact) :]
    is_told = _QUOTED.sub("", message) == _QUOTED.sub("", before) and before.endswith(advice) and '"' not in advice
    return fact if is_told else message


def _mark(fix: Fix | None) -> str:
    """That a finding can be fixed, where there is no line for how."""
    return f" [{_MARKS[fix.safety]}]" if fix and fix.safety in _MARKS else ""


def _about(name: str) -> str:
    from rlvault_lint.registry import registry

    rule = registry().get(name)
    return f"{rule.summary if rule else ''} More: `rlvault-lint rule {name}`".lstrip()
