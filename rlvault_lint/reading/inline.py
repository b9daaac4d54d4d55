"""Reads the running text of one block: which wikilinks, embeds and Markdown links it holds, and what is opaque to them.

pyromark says where paragraphs, headings, list items and table cells are; inside them Obsidian's reading differs from
CommonMark's, so this module reads on its own, left to right, and what opens first wins:

- A wikilink ends at the first `]]` on its line; a single `]` or a backtick inside it is part of it, a newline or a
  second `[[` is not. Reading code spans before links breaks ``[[Maybe#`Backtick` heading]]``, which Obsidian follows.
- Code spans, math, HTML tags and comments, and autolinks hold no links. `$` opens math only before something other than
  a space, and closes it only after such and before no digit.
- A Markdown link needs a destination without spaces, or one in `<…>`.

It takes linear time: a closer that may be far away, or missing, is looked for only once.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator

from rlvault_lint.note import Link, LinkKind, Problem, ProblemKind
from rlvault_lint.reading.link_text import (
    WIKILINK,
    Range,
    destination,
    is_external,
    markdown_link,
    trimmed,
    wikilink,
)
from rlvault_lint.text import Span, line_start

_MARK = re.compile(
    r"""[\\`$<\[\]%](?:(?<=\[)(?:
        \[ (?P<target>[^\r\n\[\]|#\\]*) (?P<subpath>\#[^\r\n\[\]|\\]*)? (?:\|(?P<alias>[^\r\n\[\]]*))? \]\]
      | (?P<text>[^\r\n\[\]\\`$<%]*) \]
        \((?P<destination>[^\x00-\x20\x7f()<\\][^\x00-\x20\x7f()\\]*)(?:[ ]"[^"\\\r\n]*")?\)
    ))?""",
    re.VERBOSE,
)
"""One sign that may open or close something. Where a whole link in its commonest form opens with it, the match covers
that, and has groups. All other links are left to `_wikilink` and `_close`: those with a backslash (a table cell has
`\\|`), with brackets inside, or with a label that holds code, math or HTML.

The expression begins with one set of characters, and looks behind only then, as `re` searches for a set many times
faster than for one of several forms.
"""
_ESCAPABLE = frozenset("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~")
_BACKTICKS = re.compile("`+")
# An inline tag or autolink as in CommonMark 6.5 and 6.6; atomic, so that `<a a a a …` costs no more than its length.
_HTML = re.compile(
    r"""<(?:
        [A-Za-z][A-Za-z0-9+.-]{1,31}:[^\s<>]*>
      | /[A-Za-z][A-Za-z0-9-]*\s*>
      | (?>[A-Za-z][A-Za-z0-9-]*)
        (?>(?:(?>\s+[A-Za-z_:][\w.:-]*)(?>\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'=<>`]+))?)*)
        \s*/?>
    )""",
    re.VERBOSE | re.ASCII,
)
_INSTRUCTION = re.compile(r"<(?:\?|![A-Za-z])")
_PARENTHESES = re.compile(r"\(([^\r\n()<>\[\]]*)\)")
_EXTENSIONS = (".md", ".canvas", ".base", ".png", ".jpg", ".jpeg", ".gif", ".svg", ".webp", ".pdf")
_LINE_END = re.compile(r"[\r\n]")
MOST_NESTED = 8
"""How many links may stand in each other, as pictures in the text of pictures. Each repeats the text of those in it."""
_LINE_PREFIX = re.compile(r"[ \t>]*(?:(?:[-+*]|\d{1,9}[.)])[ \t]+)?")


class Inline:
    """What was read in one block. `opaque` are the ranges that hold no links; `comments` the offsets of `%%` markers.

    `math_from` is where a `$$` at the start of a line opens that this block doesn't close.
    """

    __slots__ = ("comments", "links", "math_from", "opaque", "problems")

    def __init__(self) -> None:
        self.links: list[Link] = []
        self.opaque: list[Range] = []
        self.comments: list[int] = []
        self.problems: list[Problem] = []
        self.math_from: int | None = None


def scan(text: str, start: int, end: int) -> Inline:
    """Read the running text `text[start:end]` of one block; all places are offsets into `text`."""
    return _Scanner(text, start, end).run()


def starts_line(text: str, offset: int) -> bool:
    """Whether only spaces stand before `offset` on its line."""
    return not text[line_start(text, offset) : offset].strip(" \t")


def opens_line(text: str, offset: int) -> bool:
    """Whether only spaces, quote marks and a list marker stand before `offset` on its line."""
    return _LINE_PREFIX.fullmatch(text, line_start(text, offset), offset) is not None


class _Scanner:
    """One pass over one block. Keeps what each closer needs so that no opener is looked for twice."""

    def __init__(self, text: str, start: int, end: int) -> None:
        self.text, self.start, self.end = text, start, end
        self.out = Inline()
        self.brackets: list[tuple[int, bool]] = []  # offset after the bracket, and whether it is an image's
        self.depths: list[int] = []  # for each of these, how many links stand in each other after it
        self.inactive = 0  # openers below this height can't open a link any more: links don't nest
        self.runs: dict[int, list[int]] | None = None
        self.math_is_over = False
        self.gone: set[str] = set()  # closers that don't come any more
        self.line_end = start  # of the line that was last looked at; looking again for each `[[` would cost its square
        self.unclosed: dict[int, Problem] = {}

    def run(self) -> Inline:
        text, end = self.text, self.end
        at, search = self.start, _MARK.search
        while (match := search(text, at, end)) is not None:
            start, after = match.start(), at
            at = start + 1
            match text[start]:
                case "[":
                    is_image = start > after and text[start - 1] == "!"
                    if match.lastindex and self._take_plain(match, is_image):
                        at = match.end()
                    elif text.startswith("[", at, end):
                        at = self._wikilink(start, is_image)
                    else:
                        self._open(at, is_image)
                case "]":
                    at = self._close(at)
                case "\\":
                    at += text[at : at + 1] in _ESCAPABLE
                case "`":
                    at = self._code(start)
                case "$":
                    at = self._math_block(start) if text.startswith("$", at, end) else self._math(start)
                case "<":
                    at = self._html(start)
                case "%" if text.startswith("%", at, end):
                    self.out.comments.append(start)
                    at += 1
        if self.unclosed:
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
        self.out.opaque.append((start, end))
        return end

    def _find(self, closer: str, at: int) -> int:
        """Where something is found next; -1 if not, and then not ever again."""
        if closer in self.gone:
            return -1
        found = self.text.find(closer, at, self.end)
        if found < 0:
            self.gone.add(closer)
        return found

    def _code(self, start: int) -> int:
        text, end = self.text, self.end
        if not text.startswith("``", start, end):  # as nearly always: the next backtick closes it, if that is one alone
            close = text.find("`", start + 1, end)
            if close < 0:
                return start + 1
            if not text.startswith("`", close + 1, end):
                return self._skip(start, close + 1)
        if self.runs is None:
            self.runs = {}
            for run in _BACKTICKS.finditer(text, self.start, end):
                self.runs.setdefault(len(run.group()), []).append(run.start())
        match = _BACKTICKS.match(text, start, end)
        position = match.end() if match else start + 1
        length = position - start
        closers = self.runs.get(length, [])
        index = bisect_left(closers, position)
        return self._skip(start, closers[index] + length) if index < len(closers) else position

    def _math_block(self, start: int) -> int:
        text, end = self.text, self.end
        close = text.find("$$", start + 2, end)
        if close >= 0:
            return self._skip(start, close + 2)
        if opens_line(text, start):
            self.out.math_from = start
            return self._skip(start, end)
        return start + 2

    def _math(self, start: int) -> int:
        text, end, position = self.text, self.end, start + 1
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

    def _html(self, start: int) -> int:
        text = self.text
        if text.startswith("<!--", start, self.end):
            close = self._find("-->", start + 4)
            return self._skip(start, close + 3) if close >= 0 else start + 1
        if _INSTRUCTION.match(text, start, self.end):
            close = self._find(">", start + 2)
            return self._skip(start, close + 1) if close >= 0 else start + 1
        match = _HTML.match(text, start, self.end)
        return self._skip(start, match.end()) if match else start + 1

    def _open(self, after: int, is_image: bool) -> None:
        self.brackets.append((after, is_image))
        self.depths.append(0)

    def _take_plain(self, match: re.Match[str], is_image: bool) -> bool:
        """Take a link that `_MARK` has found as a whole; False if there is more to look at in it."""
        start, end = match.start() - is_image, match.end()
        target, subpath, alias, label, _ = match.groups()
        if label is not None:
            self._add_markdown(start, end, match.span("text"), match.span("destination"), is_image)
            if self.depths:
                self.depths[-1] = self.depths[-1] or 1
            return True
        subpath = subpath or ""
        if not (target or subpath) or target != target.strip() or subpath != subpath.rstrip():
            return False
        target_start, target_end = match.span("target")
        self._add_wikilink(
            Link(
                LinkKind.EMBED if is_image else LinkKind.WIKILINK,
                target,
                subpath,
                None if alias is None else alias.strip(),
                self.text[start:end],
                start,
                end,
                target_start,
                target_end,
                target_end,
                target_end + len(subpath),
            )
        )
        return True

    def _wikilink(self, bracket: int, is_image: bool) -> int:
        """Read what the `[[` at `bracket` opens; return where to read on."""
        text = self.text
        start = bracket - is_image
        match = WIKILINK.match(text, start, self.end)
        if match is None:
            return self._unclosed_wikilink(bracket, is_image)
        link = wikilink(text, start, match.end())
        if link is None:
            end = match.end()
            around = self._before(start), self.text[end : min(end + 2, self.end)]
            self.out.problems.append(Problem(ProblemKind.EMPTY_WIKILINK, Span(start, end), around))
        else:
            self._add_wikilink(link)
        return match.end()

    def _before(self, at: int) -> str:
        """The two characters before an offset, or fewer at the beginning."""
        return self.text[max(self.start, at - 2) : at]

    def _add_wikilink(self, link: Link) -> None:
        self.out.links.append(link)
        if link.kind is LinkKind.WIKILINK:
            self.inactive = len(self.brackets)

    def _unclosed_wikilink(self, bracket: int, is_image: bool) -> int:
        position = bracket + 2
        if self.text.startswith("[", position):  # the first of `[[[x]]]` is just a bracket
            self._open(bracket + 1, is_image)
            return bracket + 1
        if self.line_end < position:
            line_end = _LINE_END.search(self.text, position, self.end)
            self.line_end = line_end.start() if line_end else self.end
        stop, what = self.line_end, "line end"
        inner = self.text.find("[[", position, stop)
        if inner >= 0:
            stop, what = inner, "bracket"
        if not self.text[position:stop].isspace() and position < stop:
            span = Span(*trimmed(self.text, bracket, stop))
            self.unclosed[bracket] = Problem(ProblemKind.UNCLOSED_WIKILINK, span, (what, self._before(bracket)))
        self._open(bracket + 1, False)
        self._open(position, False)
        return position

    def _close(self, position: int) -> int:
        """Read what the `]` before `position` closes; return where to read on."""
        if not self.brackets:
            return position
        opener, image = self.brackets.pop()
        depth = self.depths.pop()
        active = image or len(self.brackets) >= self.inactive
        self.inactive = min(self.inactive, len(self.brackets))
        stop = self._link(opener, image, depth, position) if active else position
        if self.depths:
            self.depths[-1] = max(self.depths[-1], depth + (stop > position))
        return stop

    def _link(self, opener: int, image: bool, depth: int, position: int) -> int:
        """Read the destination at `position` of the link whose text starts at `opener`; return where to read on."""
        text, end = self.text, self.end
        if not text.startswith("(", position, end):
            return position
        start = opener - (2 if image else 1)
        found = destination(text, position, end)
        if found is None:
            self._report_space_in_destination(start, position)
            return position
        target, stop = found
        # `[[BUG]: it breaks](url)` and `[[5](url)` are Markdown links, whatever they open with.
        self.unclosed.pop(opener - 1, None)
        self.unclosed.pop(opener - 2, None)
        if target[0] == target[1]:
            if not image:
                self.inactive = len(self.brackets)
            self.out.problems.append(Problem(ProblemKind.EMPTY_DESTINATION, Span(start, stop)))
        else:
            self._add_markdown(start, stop, (opener, position - 1), target, image, depth)
        return stop

    def _add_markdown(
        self, start: int, end: int, label: Range, destination: Range, is_image: bool, depth: int = 0
    ) -> None:
        """Add a Markdown link, or what it leaves opaque if it leads out of the vault or has too many links in it."""
        if not is_image:
            self.inactive = len(self.brackets)
        link = markdown_link(self.text, (start, end), label, destination) if depth < MOST_NESTED else None
        if link is not None:
            self.out.links.append(link)
        else:
            self.out.opaque.append((label[1] + 1, end))

    def _report_space_in_destination(self, start: int, position: int) -> None:
        match = _PARENTHESES.match(self.text, position, self.end)
        file = match.group(1).partition("#")[0].strip() if match else ""
        if match and " " in file and file.lower().endswith(_EXTENSIONS) and not is_external(file):
            span = Span(start, match.end())
            self.out.problems.append(Problem(ProblemKind.SPACE_IN_DESTINATION, span, (match.group(1),)))
