"""Reads the running text of one block: which wikilinks, embeds and Markdown links it holds, and what is opaque to them.

pyromark says where paragraphs, headings, list items and table cells are; inside them Obsidian's reading differs from
CommonMark's, so this module reads on its own, left to right, and what opens first wins:

- A wikilink ends at the first `]]` on its line; a single `]` or a backtick inside it is part of it, a
  newline or a second
  `[[` is not. Reading code spans before links breaks ``[[Maybe#`Backtick` heading]]``, which Obsidian follows.
- Code spans, math, HTML tags and comments, and autolinks hold no links. `$` opens math only before a
  non-blank, and closes
  it only after a non-blank and before no digit.
- A Markdown link needs a destination without blanks, or one in `<…>`.
"""

from __future__ import annotations

import html
import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from urllib.parse import unquote

from rlvault_lint.note import Link, LinkKind, Problem, ProblemKind
from rlvault_lint.text import Span, line_start

_TOKEN = re.compile(r"\\[!-/:-@\[-`{-~]|`+|\$\$?|<|!?\[\[|!?\[|\]|%%")
# No possessive quantifiers anywhere: Python gets them wrong before 3.11.5 (gh-106052). Atomic groups are right.
_WIKILINK = re.compile(r"!?\[\[(?!\[)((?>(?:[^\r\n\[\]]+|\[(?!\[)|\](?!\]))*))\]\]")
# An inline tag or autolink as in CommonMark 6.5 and 6.6; atomic, so that `<a a a a …` costs no more than its length.
_HTML = re.compile(
    r"""<(?:
        (?P<auto>[A-Za-z][A-Za-z0-9+.-]{1,31}:[^\s<>]*>)
      | /[A-Za-z][A-Za-z0-9-]*\s*>
      | (?>[A-Za-z][A-Za-z0-9-]*)
        (?>(?:(?>\s+[A-Za-z_:][\w.:-]*)(?>\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'=<>`]+))?)*)
        \s*/?>
      | \?[^>]*> | ![A-Za-z][^>]*>
    )""",
    re.VERBOSE | re.ASCII,
)
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_TITLE = re.compile(
    r"""[ \t\r\n]+(?:"(?>(?:[^"\\]+|\\.)*)"|'(?>(?:[^'\\]+|\\.)*)'|\((?>(?:[^()\\]+|\\.)*)\))""", re.DOTALL
)
# What a bare destination stops at, or has to look at: a blank, a control character, parentheses, an escape.
_DESTINATION_STOP = re.compile(r"\\[^\x00-\x20\x7f]|[\x00-\x20\x7f()]")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+:|//")
_PARENTHESES = re.compile(r"\(([^\r\n()<>\[\]]*)\)")
_EXTENSIONS = (".md", ".canvas", ".base", ".png", ".jpg", ".jpeg", ".gif", ".svg", ".webp", ".pdf")
_SPLIT = re.compile(r"!?\[\[[^\r\n\[\]|]+\|[^\r\n\[\]|]*\]\]")
_LINE_END = re.compile(r"[\r\n]")
_LINE_PREFIX = re.compile(r"[ \t>]*(?:(?:[-+*]|\d{1,9}[.)])[ \t]+)?")


@dataclass(slots=True)
class Inline:
    """What was read in one block. `opaque` are the spans that hold no links; `comments` the offsets of `%%` markers.

    `math_from` is where a `$$` at the start of a line opens that this block doesn't close.
    """

    links: list[Link] = field(default_factory=list)
    opaque: list[Span] = field(default_factory=list)
    comments: list[int] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    math_from: int | None = None


def scan(text: str, start: int, end: int) -> Inline:
    """Read the running text `text[start:end]` of one block; all spans are offsets into `text`. Takes linear time."""
    if _TOKEN.search(text, start, end) is None:  # as in most blocks
        return Inline()
    return _Scanner(text, start, end).run()


def is_external(destination: str) -> bool:
    """Whether a Markdown destination has a URI scheme (`https:`, `obsidian:`, `mailto:`) and so is no link
    in the vault.

    A single letter is no scheme but a drive.
    """
    return _SCHEME.match(destination) is not None


def wikilink(text: str, start: int, end: int) -> Link | None:
    """The link that `text[start:end]` is as a whole, if it is a wikilink or embed; None for `[[]]` and all else."""
    match = _WIKILINK.fullmatch(text, start, end)
    if match is None or not match.group(1).strip():
        return None
    inner = Span(*match.span(1))
    # The first pipe ends the target, unless nothing stands before it: `[[|alias]]` is a link to "|alias".
    pipe = text.find("|", inner.start + 1, inner.end)
    alias = None if pipe < 0 else text[pipe + 1 : inner.end].strip()
    stop = inner.end if pipe < 0 else pipe
    if pipe > 0 and text[pipe - 1] == "\\":  # `\|`, as a table cell has to write it
        stop -= 1
    kind = LinkKind.EMBED if text[start] == "!" else LinkKind.WIKILINK
    mark = text.find("#", inner.start, stop)
    mark = stop if mark < 0 else mark
    target_span, subpath_span = _trim(text, inner.start, mark), _trim(text, mark, stop)
    return Link(
        kind,
        text[target_span.start : target_span.end],
        text[subpath_span.start : subpath_span.end],
        alias,
        text[start:end],
        Span(start, end),
        target_span,
        subpath_span,
    )


def markdown_link(text: str, span: Span, label: Span, destination: Span) -> Link | None:
    """A Markdown link whose destination is written at `destination`, percent-decoded and then split at the first `#`.

    None where it leads out of the vault. Obsidian looks such a link up vault-wide, exactly as a wikilink (observed in
    1.13).
    """
    written = text[destination.start : destination.end]
    plain = _unescape(written)
    if not plain or is_external(plain):
        return None
    target, mark, subpath = unquote(plain).partition("#")
    # A `%23` is a `#` too once decoded; the written form then has no place to split at, and the target is the whole.
    cut = written.find("#")
    cut = len(written) if cut < 0 or "%23" in written[:cut] else cut
    return Link(
        LinkKind.MARKDOWN,
        target.strip(),
        (mark + subpath).strip(),
        text[label.start : label.end],
        text[span.start : span.end],
        span,
        Span(destination.start, destination.start + cut),
        Span(destination.start + cut, destination.end),
    )


def split_by_cell(text: str, problem: Problem) -> Problem:
    """A wikilink that is not closed in its table cell: its own problem if a bare `|` has cut it in two.

    Any other problem comes back as it is.
    """
    match = _SPLIT.match(text, problem.span.start) if problem.kind is ProblemKind.UNCLOSED_WIKILINK else None
    return problem if match is None else Problem(ProblemKind.SPLIT_WIKILINK, Span(*match.span()))


def starts_line(text: str, offset: int) -> bool:
    """Whether only blanks stand before `offset` on its line."""
    return not text[line_start(text, offset) : offset].strip(" \t")


def opens_line(text: str, offset: int) -> bool:
    """Whether only blanks, quote marks and a list marker stand before `offset` on its line."""
    return _LINE_PREFIX.fullmatch(text, line_start(text, offset), offset) is not None


class _Scanner:
    """One pass over one block. Keeps what each closer needs so that no opener is looked for twice."""

    def __init__(self, text: str, start: int, end: int) -> None:
        self.text, self.start, self.end = text, start, end
        self.out = Inline()
        self.brackets: list[tuple[int, bool]] = []  # offset after the bracket, and whether it is an image's
        self.inactive = 0  # openers below this height can't open a link any more: links don't nest
        self.runs: dict[int, list[int]] | None = None
        self.math_is_over = False
        self.line_end = start  # of the line that was last looked at; looking again for each `[[` would cost its square
        self.unclosed: dict[int, Problem] = {}

    def run(self) -> Inline:
        position = self.start
        search = _TOKEN.search
        while (match := search(self.text, position, self.end)) is not None:
            token = match.group()
            position = match.end()
            first = token[0]
            if first == "\\":
                continue
            if first == "`":
                position = self._code(match.start(), position)
            elif first == "$":
                position = self._math(match.start(), position)
            elif first == "<":
                position = self._html(match.start(), position)
            elif token == "%%":
                self.out.comments.append(match.start())
            elif first == "]":
                position = self._close(position)
            elif token.endswith("[["):
                position = self._wikilink(match.start(), position)
            else:
                self.brackets.append((position, first == "!"))
        self.out.problems += self._first_of_each_line(self.unclosed.values())
        return self.out

    def _first_of_each_line(self, problems: Iterable[Problem]) -> Iterator[Problem]:
        """One unclosed link says enough of its line: there may be 50,000 on it."""
        line_end = self.start - 1
        for problem in problems:
            if problem.span.start > line_end:
                match = _LINE_END.search(self.text, problem.span.start, self.end)
                line_end = match.start() if match else self.end
                yield problem

    def _skip(self, start: int, end: int) -> int:
        self.out.opaque.append(Span(start, end))
        return end

    def _code(self, start: int, position: int) -> int:
        if self.runs is None:
            self.runs = {}
            for run in re.compile("`+").finditer(self.text, self.start, self.end):
                self.runs.setdefault(len(run.group()), []).append(run.start())
        length = position - start
        closers = self.runs.get(length, [])
        index = bisect_left(closers, position)
        return self._skip(start, closers[index] + length) if index < len(closers) else position

    def _math(self, start: int, position: int) -> int:
        text, end = self.text, self.end
        if position - start == 2:
            close = text.find("$$", position, end)
            if close >= 0:
                return self._skip(start, close + 2)
            if opens_line(text, start):
                self.out.math_from = start
                return self._skip(start, end)
            return position
        if self.math_is_over or position >= end or text[position].isspace():
            return position
        close = text.find("$", position + 1, end)
        while close >= 0:
            after = text[close + 1] if close + 1 < end else ""
            if not text[close - 1].isspace() and text[close - 1] != "\\" and not after.isdigit():
                return self._skip(start, close + 1)
            close = text.find("$", close + 1, end)
        self.math_is_over = True
        return position

    def _html(self, start: int, position: int) -> int:
        if self.text.startswith("<!--", start):
            close = self.text.find("-->", start + 4, self.end)
            return self._skip(start, close + 3) if close >= 0 else position
        match = _HTML.match(self.text, start, self.end)
        return self._skip(start, match.end()) if match else position

    def _wikilink(self, start: int, position: int) -> int:
        match = _WIKILINK.match(self.text, start, self.end)
        if match is None:
            bracket = position - 2
            if not self.text.startswith("[", position):  # the first of `[[[x]]]` is just a bracket
                if self.line_end < position:
                    line_end = _LINE_END.search(self.text, position, self.end)
                    self.line_end = line_end.start() if line_end else self.end
                stop, what = self.line_end, "line end"
                inner = self.text.find("[[", position, stop)
                if inner >= 0:
                    stop, what = inner, "bracket"
                if self.text[position:stop].strip():
                    span = _trim(self.text, bracket, stop)
                    self.unclosed[bracket] = Problem(ProblemKind.UNCLOSED_WIKILINK, span, (what,))
                self.brackets.append((bracket + 1, False))
                self.brackets.append((position, False))
                return position
            self.brackets.append((bracket + 1, start != bracket))
            return bracket + 1
        link = wikilink(self.text, start, match.end())
        if link is None:
            span = Span(start, match.end())
            self.out.problems.append(Problem(ProblemKind.EMPTY_WIKILINK, span))
        else:
            self.out.links.append(link)
            if link.kind is LinkKind.WIKILINK:
                self.inactive = len(self.brackets)
        return match.end()

    def _close(self, position: int) -> int:
        if not self.brackets:
            return position
        opener, image = self.brackets.pop()
        active = image or len(self.brackets) >= self.inactive
        self.inactive = min(self.inactive, len(self.brackets))
        if not active or not self.text.startswith("(", position, self.end):
            return position
        span_start = opener - (2 if image else 1)
        found = _destination(self.text, position, self.end)
        if found is None:
            self._misread(span_start, position)
            return position
        destination, stop = found
        span = Span(span_start, stop)
        # `[[BUG]: it breaks](url)` and `[[5](url)` are Markdown links, whatever they open with.
        self.unclosed.pop(opener - 1, None)
        self.unclosed.pop(opener - 2, None)
        if not image:
            self.inactive = len(self.brackets)
        if not len(destination):
            self.out.problems.append(Problem(ProblemKind.EMPTY_DESTINATION, span))
            return stop
        link = markdown_link(self.text, span, Span(opener, position - 1), destination)
        if link is not None:
            self.out.links.append(link)
        else:
            self.out.opaque.append(Span(position, stop))
        return stop

    def _misread(self, start: int, position: int) -> None:
        match = _PARENTHESES.match(self.text, position, self.end)
        file = match.group(1).partition("#")[0].strip() if match else ""
        if match and " " in file and file.lower().endswith(_EXTENSIONS) and not is_external(file):
            span = Span(start, match.end())
            self.out.problems.append(Problem(ProblemKind.SPACE_IN_DESTINATION, span, (match.group(1),)))


def _destination(text: str, position: int, end: int) -> tuple[Span, int] | None:
    """The destination after the `(` at `position`, and where the link ends; None if this is no inline link."""
    at = _blanks(text, position + 1, end)
    if text.startswith("<", at, end):
        stop = at + 1
        while stop < end and text[stop] not in "<>\r\n":
            stop += 2 if text[stop] == "\\" else 1
        if stop >= end or text[stop] != ">":
            return None
        destination, at = Span(at + 1, stop), stop + 1
    else:
        depth, stop = 0, end
        for match in _DESTINATION_STOP.finditer(text, at, end):
            found = match.group()
            if found == "(":
                depth += 1
                if depth > 32:  # CommonMark lets a reader stop counting there; 50,000 of them must not cost a minute
                    return None
            elif found == ")" and depth:
                depth -= 1
            elif found[0] != "\\":
                stop = match.start()
                break
        if depth:
            return None
        destination, at = Span(at, stop), stop
    title = _TITLE.match(text, at, end)
    at = _blanks(text, title.end() if title else at, end)
    return (destination, at + 1) if text.startswith(")", at, end) else None


def _blanks(text: str, at: int, end: int) -> int:
    while at < end and text[at] in " \t\r\n":
        at += 1
    return at


def _trim(text: str, start: int, end: int) -> Span:
    """The span without blanks at its ends; empty at `start` if there is nothing else."""
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Span(start, end)


def _unescape(destination: str) -> str:
    plain = _ESCAPE.sub(r"\1", destination) if "\\" in destination else destination
    return _ENTITY.sub(lambda match: html.unescape(match.group()), plain) if "&" in plain else plain
