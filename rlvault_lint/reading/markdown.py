"""The walk over the blocks of a note: its headings, list items and running text, with the facts that stand in them.

pyromark (pulldown-cmark) says where the blocks are: paragraphs, headings, list items, table cells, code, HTML. The text
inside them is read by `inline`, as Obsidian reads it, and by the finders. Where the two differ about blocks, Obsidian
wins:

- `%% … %%` is a comment, over many blocks if it opens a line. Links and tags in it count, list items and headings
  don't.
- `$$ … $$` is math even with empty lines inside, if it opens a line outside quotes and lists.
- `<% … %>` is a Templater command: its output is not known, so dots stand for it before anything else is read.
"""

from __future__ import annotations

import re
import sys
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator
from itertools import accumulate, chain, compress
from typing import Any

import pyromark

from rlvault_lint.note import Heading, Link, Problem
from rlvault_lint.reading import arxiv, blocks, inline, stars, tables, tags
from rlvault_lint.reading.finder import Finder, Leaf, Source, find_all
from rlvault_lint.reading.inline import Inline
from rlvault_lint.reading.link_text import Range, markdown_link
from rlvault_lint.text import Span

FINDERS: tuple[Finder, ...] = (blocks.FINDER, tags.FINDER, arxiv.FINDER, stars.FINDER)
"""All kinds of facts that are found in running text, but links, which `inline` finds."""

_MARKDOWN = pyromark.Markdown(options=pyromark.Options.ENABLE_TABLES | pyromark.Options.ENABLE_FOOTNOTES)
_INLINE = frozenset(("Emphasis", "Strong", "Strikethrough", "Superscript", "Subscript", "Link", "Image"))
_SURROGATE = re.compile("[\ud800-\udfff]")
_LONE_RETURN = re.compile(r"\r(?!\n)")
_NO_LINE_END = re.compile(r"[^\r\n]")
_TAG_OF_OTHER = re.compile(r"<[^\x00-\x7f]")
_ITEM_MARKER = re.compile(r"(?:[-+*]|\d{1,9}[.)])[ \t]*(?:\[[^\]\r\n]\](?=\s)[ \t]*)?")
_ATX = re.compile(r"#{1,6}(?:[ \t]+|$)")
_ATX_CLOSING = re.compile(r"(?:^|[ \t])#+[ \t]*$")
_LINE_BREAK = re.compile(r"[\r\n]+")
_SPACE = " \t\r\n"
# A definition of a link, not of a footnote; what can't match stops at the next bracket.
_MAY_DEFINE = re.compile(r"\[(?!\^)(?>(?:[^\[\]\\]+|\\.)+)\]:", re.DOTALL)
_DEFINITION = re.compile(r"\]:\s*(?:<([^<>\r\n]*)>|(\S+))")


class Item:
    """A list item while it is open: its own text is what lies between its nested blocks.

    `content` is where its text begins, behind the marker and the check box, `cursor` how far it has been read, `end`
    where the last of it ends. `heading` is the index of the heading above it, or None.
    """

    __slots__ = ("content", "cursor", "depth", "end", "facts", "heading", "links", "start")

    def __init__(self, start: int, content: int, depth: int, heading: int | None) -> None:
        self.start = start
        self.content = self.cursor = self.end = content
        self.depth = depth
        self.heading = heading
        self.links: list[Link] = []
        self.facts: dict[str, list[Any]] = {}


class Found:
    """What the walk has found, in the order of its places; links as they end.

    `facts` holds a list for each kind of fact, `comments` are the ranges of `%% … %%`.
    """

    __slots__ = ("comments", "facts", "headings", "items", "links", "problems")

    def __init__(self) -> None:
        self.headings: list[Heading] = []
        self.links: list[Link] = []
        self.items: list[Item] = []
        self.problems: list[Problem] = []
        self.facts: dict[str, list[Any]] = {}
        self.comments: list[Range] = []

    def hidden(self, offset: int) -> bool:
        """Whether an offset lies in a comment."""
        at = bisect_right(self.comments, (offset, sys.maxsize)) - 1
        return at >= 0 and offset < self.comments[at][1]

    def heed_comments(self) -> None:
        """Mark the links and problems in comments as such, and leave out what doesn't count there."""
        hidden = self.hidden
        shown = [not hidden(each.span.start) for each in self.headings]
        before = [0, *accumulate(shown)]  # how many of the headings before each are shown
        self.headings = [*compress(self.headings, shown)]
        self.items = [item for item in self.items if not hidden(item.start)]
        for item in self.items:
            if item.heading is not None:  # the last that is shown
                item.heading = before[item.heading + 1] - 1 if before[item.heading + 1] else None
        for links in (self.links, *(item.links for item in self.items)):
            links[:] = [link._replace(commented=True) if hidden(link.start) else link for link in links]
        self.problems = [
            Problem(each.kind, each.span, each.data, each.text, commented=hidden(each.span.start))
            for each in self.problems
        ]
        for facts in (self.facts, *(item.facts for item in self.items)):
            for finder in FINDERS:
                if not finder.in_comments and finder.fact in facts:
                    facts[finder.fact] = [each for each in facts[finder.fact] if not hidden(each.span.start)]


def read(text: str, body: int, data: bytes) -> Found:
    """What stands in `text[body:]`, which is `data` in UTF-8; all places are offsets into `text`."""
    return _Walk(text, body, data).run()


def events(plain: str, body: int) -> Iterable[tuple[Any, Any]]:
    """Pyromark's events for `plain[body:]`, in which each character is one byte (`in_ascii`): offsets count from
    `body`. An event is a text such as `"Rule"`, or a dictionary with one key.
    """
    return _MARKDOWN.events_with_range(plain[body:], merge_text=True)


def in_ascii(markdown: str) -> str:
    """`markdown` with `?` for every character beyond ASCII: none of them means anything for where blocks are.

    But `<?` would open a block of HTML.
    """
    if markdown.isascii():
        return markdown
    plain = markdown.encode("ascii", "replace").decode("ascii")
    if "<?" in plain:
        plain = _TAG_OF_OTHER.sub("<.", markdown).encode("ascii", "replace").decode("ascii")
    return plain


class _Walk:
    def __init__(self, text: str, body: int, data: bytes) -> None:
        self.text, self.body = text, body
        self.source = _readable(text)
        self.found = Found()
        self.open: list[Item] = []
        self.comment_marks: list[Range] = []  # the offset of each `%%`, and the end of its block
        self.math: list[Range] = []  # math that goes on over several blocks
        self.plain = in_ascii(self.source)
        source = Source(self.source, self.plain, data)
        places = [(finder, finder.places(source)) for finder in FINDERS]
        scanned = [*find_all("[", self.plain), *find_all("%%", self.plain), *find_all("$$", self.plain)]
        self.finder_places = [(finder, _in_order(found)) for finder, found in places if found]
        self.scan_places = _in_order(scanned)  # only a text with one of these is read by `inline`
        # What stands anywhere between two of these is nothing but text.
        self.all_places = _in_order(chain(scanned, *(found for _, found in places)))

    def run(self) -> Found:
        self._walk()
        if self.plain.find("]:", self.body) >= 0 and _MAY_DEFINE.search(self.plain, self.body):
            self.found.links += self._definitions()
        if self.comment_marks:
            self.found.comments = self._comments()
            self.found.heed_comments()
        return self.found

    def _walk(self) -> None:
        base, items = self.body, self.open
        row = tables.Row(self.source)
        event: Any  # pyromark's types are those of every event there can be; what is asked of one here is much less
        where: Any
        for event, where in events(self.plain, base):
            if "Text" in event:  # as nearly half of them; none of the events that are texts has this in it
                continue
            if "Start" in event:
                tag = event["Start"]
                name = tag
                if type(tag) is dict:
                    (name,) = tag  # its only key
                if name in _INLINE:
                    continue
                start, end = base + where["start"], base + where["end"]
                if items:
                    self._flush(start, end)
                if name == "Paragraph":
                    self._read_leaf(start, end)
                elif name == "Item":
                    self._open_item(start)
                elif name == "TableCell":
                    self._read_leaf(start, end, is_cell=True)
                    row.cell(end)
                elif name == "Heading":
                    self._read_heading(start, end, int(tag["Heading"]["level"][1]))  # it says "h2"
            elif "End" in event:
                name = event["End"]
                if name == "Item":
                    end = base + where["end"]
                    self._flush(end, end)
                    items.pop()
                elif name == "TableRow":
                    self._add_problems(row.end(base + where["end"]))

    def _open_item(self, start: int) -> None:
        marker = _ITEM_MARKER.match(self.source, start)
        content = marker.end() if marker else start
        headings = self.found.headings
        item = Item(start, content, len(self.open), len(headings) - 1 if headings else None)
        self.open.append(item)
        if not (self.math and self._in_math(start)):
            self.found.items.append(item)

    def _flush(self, stop: int, resume: int) -> None:
        """Read the innermost item's own text up to the nested block at `stop`, which ends at `resume`."""
        item = self.open[-1]
        if item.cursor < stop and self.source[item.cursor : stop].strip(" \t\r\n>"):
            self._read_leaf(item.cursor, stop)
        item.cursor = max(item.cursor, resume)

    def _read_heading(self, start: int, end: int, level: int) -> None:
        if self.math and self._in_math(start):
            return
        raw = self.source[start:end].rstrip()
        stop, content = start + len(raw), start
        if atx := _ATX.match(raw):
            content += atx.end()
            text = _ATX_CLOSING.sub("", raw[atx.end() :]) if raw.endswith("#") else raw[atx.end() :]
        else:  # the last line is what underlines the others
            text = " ".join(line.strip(" \t").lstrip(" \t>") for line in _LINE_BREAK.split(raw)[:-1])
        self.found.headings.append(Heading(text.strip(), level, Span(start, stop)))
        self._read_leaf(content, stop, is_heading=True)

    # --- running text -----------------------------------------------------------------------------------------------

    def _read_leaf(self, start: int, end: int, *, is_cell: bool = False, is_heading: bool = False) -> None:
        """Read the running text of one paragraph, heading, table cell or tight list item."""
        source, is_text = self.source, self.all_places[bisect_left(self.all_places, start)] >= end
        if is_text and not self.open:
            return
        if self.math:
            start = max(start, self.math[-1][1])
        while end > start and source[end - 1] in _SPACE:
            end -= 1
        if start >= end:
            return
        if self.open:
            self.open[-1].end = end
        if is_text:
            return
        read = None
        if self.scan_places[bisect_left(self.scan_places, start)] < end:
            read = inline.scan(source, start, end)
            self._take(read, start, end, is_cell)
        leaf = None
        for finder, places in self.finder_places:
            if places[bisect_left(places, start)] >= end or not (finder.in_notes or self.open):
                continue
            leaf = leaf or Leaf(source, start, end, read, is_cell=is_cell, is_heading=is_heading)
            facts = list(finder.find(leaf))
            if facts:
                self._keep(finder, facts)
        if leaf is not None and leaf.problems:
            self._add_problems(leaf.problems)

    def _take(self, read: Inline, start: int, end: int, is_cell: bool) -> None:
        """Add what `inline` has read in the text from `start` to `end`."""
        source = self.source
        if read.math_from is not None and not self.open and inline.starts_line(source, read.math_from):
            self._open_math(read.math_from, end)
        if read.links:
            links = read.links if source is self.text else self._as_written(read.links)
            if is_cell:
                links = [link._replace(in_cell=True) for link in links]
            self.found.links += links
            if self.open:
                self.open[-1].links += links
        if read.problems:
            self._add_problems(tables.split_by_cell(source, each) if is_cell else each for each in read.problems)
        if read.links and not is_cell and source.find("\n", start, end) >= 0:  # a header has a row below it
            self._add_problems(tables.split_headers(source, start, end))
        if read.comments:
            self.comment_marks += [(mark, end) for mark in read.comments]

    def _keep(self, finder: Finder, facts: list[Any]) -> None:
        if finder.in_notes:
            self.found.facts.setdefault(finder.fact, []).extend(facts)
        if finder.in_entries and self.open:
            self.open[-1].facts.setdefault(finder.fact, []).extend(facts)

    def _add_problems(self, problems: Iterable[Problem]) -> None:
        for each in problems:
            text = self.text[each.span.start : each.span.end]
            self.found.problems.append(Problem(each.kind, each.span, each.data, text))

    def _as_written(self, links: list[Link]) -> list[Link]:
        """`links` with their real text where dots stood for some of it; those made by Templater are dropped."""
        texts = ((link, self.text[link.start : link.end]) for link in links)
        return [link._replace(text=text) for link, text in texts if text == link.text or "<%" not in text]

    # --- over several blocks ----------------------------------------------------------------------------------------

    def _open_math(self, start: int, end: int) -> None:
        """`$$` opened a line and its block doesn't close it: it goes on to the next `$$`, if a space or the end of a
        line follows that.
        """
        close = self.source.find("$$", end)
        if close >= 0 and self.source[close + 2 : close + 3] in ("", "\r", "\n", " "):
            self.math.append((start, close + 2))

    def _in_math(self, offset: int) -> bool:
        """Whether an offset lies in math over several blocks; asked only after some has been met."""
        return offset < self.math[-1][1]

    def _is_math(self, start: int, end: int) -> bool:
        """Whether a stretch lies in math over several blocks, once all of the text has been walked."""
        at = bisect_right(self.math, (start, sys.maxsize)) - 1
        return at >= 0 and end <= self.math[at][1]

    def _comments(self) -> list[Range]:
        """The `%% … %%` comments: one that opens a line goes on to the next mark or the end, others end in
        their block.
        """
        found: list[Range] = []
        marks = self.comment_marks
        at = 0
        while at < len(marks):
            mark, block_end = marks[at]
            close = marks[at + 1][0] if at + 1 < len(marks) else None
            if close is None and inline.opens_line(self.text, mark):
                found.append((mark, len(self.text)))
            elif close is not None and (close < block_end or inline.opens_line(self.text, mark)):
                found.append((mark, close + 2))
                at += 1
            at += 1
        return found

    def _definitions(self) -> Iterator[Link]:
        """Reference definitions, `[label]: destination`, are links; their uses repeat them and are not counted again.

        They are told apart by their labels, so pyromark gets these as they are.
        """
        source = self.source
        markdown = source[self.body :] if source.isascii() else _SURROGATE.sub("?", source[self.body :])
        definitions = _MARKDOWN.reference_definitions(markdown)
        if not definitions:
            return
        offset = _offsets(markdown, self.body)
        spans = sorted((each["span"]["start"], each["span"]["end"], len(label)) for label, each in definitions.items())
        for first, last, length in spans:
            start, end = offset(first), offset(last)
            end = start + len(source[start:end].rstrip())
            match = _DEFINITION.search(source, start, end)
            if source[start - 1 : start] in (" ", "\t") and inline.starts_line(source, start):
                continue  # no definition any more since Obsidian 1.11
            if match is None or self._is_math(start, end):
                continue
            where = match.span(match.lastindex or 0)
            link = markdown_link(source, (start, end), (start + 1, start + 1 + length), where)
            if link is not None and (link.target or len(link.subpath) > 1):  # `[//]: # (a comment)` points to nothing
                yield link


def _in_order(places: Iterable[int]) -> list[int]:
    """The places in order, with one behind all others, so that there is a next one for every offset."""
    return [*sorted(places), sys.maxsize]


def _readable(text: str) -> str:
    """`text` as its Markdown is read: the same length, without lone returns and Templater's commands."""
    if "\r" in text:
        text = _LONE_RETURN.sub("\n", text)  # a line end to CommonMark, yet pulldown-cmark closes no fence there
    start = text.find("<%") if "<" in text and "%" in text else -1
    if start < 0:
        return text
    parts: list[str] = []
    at = 0
    while start >= 0 and (end := text.find("%>", start + 2)) >= 0:
        parts += (text[at:start], _NO_LINE_END.sub(".", text[start : end + 2]))
        at = end + 2
        start = text.find("<%", at)
    parts.append(text[at:])
    return "".join(parts)


def _offsets(markdown: str, base: int) -> Callable[[int], int]:
    """What turns offsets in the UTF-8 bytes of `markdown`, asked for in rising order, into those of a note."""
    if markdown.isascii():
        return lambda byte: base + byte
    data = markdown.encode()
    at, chars = 0, 0

    def offset(byte: int) -> int:
        nonlocal at, chars
        chars += len(data[at:byte].decode())
        at = byte
        return base + chars

    return offset
