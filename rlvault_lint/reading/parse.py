"""From the bytes of one file to a Note: a pure function, so its result can be cached and computed in any process.

pyromark (pulldown-cmark) says where the blocks are: paragraphs, headings, list items, table cells, code, HTML. The text
inside them is read by `inline`, as Obsidian reads it. Where the two differ about blocks, Obsidian wins here:

- `%% … %%` is a comment, over many blocks if it opens a line. Links and tags in it count, list items and
  headings don't.
- `$$ … $$` is math even with blank lines inside, if it opens a line outside quotes and lists.
- `<% … %>` is a Templater command: blanked out before anything else, as its output is not known.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from hashlib import blake2b
from itertools import accumulate
from typing import Any, TypeVar

import pyromark

from rlvault_lint.note import (
    ArxivMention,
    Block,
    Entry,
    Field,
    Garbled,
    Heading,
    Link,
    LinkKind,
    Note,
    Problem,
    ProblemKind,
    RatingMention,
    Tag,
    is_canvas,
)
from rlvault_lint.reading import arxiv, canvas, counts, damage, fingerprint, frontmatter, inline, stars, tags
from rlvault_lint.text import Span, decode

_Fact = TypeVar("_Fact", Link, Problem)
_MARKDOWN = pyromark.Markdown(options=pyromark.Options.ENABLE_TABLES | pyromark.Options.ENABLE_FOOTNOTES)
_INLINE = frozenset(("Emphasis", "Strong", "Strikethrough", "Superscript", "Subscript", "Link", "Image"))
_SURROGATE = re.compile("[\ud800-\udfff]")
_LONE_RETURN = re.compile(r"\r(?!\n)")
_ITEM_MARKER = re.compile(r"(?:[-+*]|\d{1,9}[.)])[ \t]*(?:\[[^\]\r\n]\](?=\s)[ \t]*)?")
_KEYCAP = re.compile("[0-9#*]\ufe0f?\u20e3")
_ATX = re.compile(r"#{1,6}(?:[ \t]+|$)")
_ATX_CLOSING = re.compile(r"(?:^|[ \t])#+[ \t]*$")
_SETEXT = re.compile(r"[\r\n]+[ \t>]*(?:=+|-+)[ \t]*$")
_LINE_BREAK = re.compile(r"[ \t]*[\r\n]+[ \t>]*")
# A block id stands at the end of its block, after a blank. Directly after an embed too: Obsidian's own manual has one.
_BLOCK_ID = re.compile(r"(?:(?<=[\s>])|(?<=\]\])|^)\^([A-Za-z0-9-]+)$")
_DEFINITION = re.compile(r"\]:\s*(?:<([^<>\r\n]*)>|(\S+))")


def parse(path: str, data: bytes) -> Note:
    """The facts of the file at the vault path `path` with the content `data`: a note, or a `.canvas` file.
    Never raises.
    """
    digest = blake2b(data, digest_size=16).hexdigest()
    text = decode(data)
    if is_canvas(path):
        return canvas.read(path, digest, text)
    return _Parser(path, digest, text, *damage.read(data, text)).run()


@dataclass(slots=True)
class _Item:
    """A list item while it is open: its own text is what lies between its nested blocks."""

    start: int
    content: int
    cursor: int
    depth: int
    heading: int | None
    links: list[Link] = field(default_factory=list)
    arxiv: list[ArxivMention] = field(default_factory=list)
    ratings: list[RatingMention] = field(default_factory=list)
    end: int = 0


class _Parser:
    def __init__(
        self,
        path: str,
        digest: str,
        text: str,
        problems: list[Problem],
        garbled: tuple[Garbled, ...],
    ) -> None:
        self.path, self.digest, self.text = path, digest, text
        self.problems, self.garbled = problems, garbled
        self.headings: list[Heading] = []
        self.blocks: list[Block] = []
        self.links: list[Link] = []
        self.tags: list[Tag] = []
        self.arxiv: list[ArxivMention] = []
        self.items: list[_Item] = []
        self.comment_marks: list[tuple[int, int]] = []  # the offset of each `%%`, and the end of its block
        self.may_mention_arxiv, self.may_rate = arxiv.may_mention(text), stars.may_rate(text)
        self.math: list[Span] = []  # math that goes on over several blocks

    def run(self) -> Note:
        text = self.text
        front = frontmatter.read(text)
        self.problems += front.problems
        source = _readable(text)
        self._body(source, front.body)
        self._references(source, front.body)
        self._properties(front.fields)
        if self.garbled:  # what looks like a mistake there is none of its own
            self.problems = [
                problem
                for problem in self.problems
                if problem.kind is ProblemKind.MOJIBAKE or not damage.is_garbled(self.garbled, problem.span)
            ]
        return self._note(front)

    # --- the body ---------------------------------------------------------------------------------------------------

    def _body(self, source: str, body: int) -> None:
        markdown = source[body:]
        offset = _Offsets(markdown, body)
        open_items: list[_Item] = []
        # pyromark's types are those of every event there can be; what is asked of one here is much less.
        events: Iterable[tuple[Any, Any]] = _MARKDOWN.events_with_range(markdown)
        for event, where in events:
            if type(event) is str:
                continue
            if "Start" in event:
                tag = event["Start"]
                name = tag if type(tag) is str else next(iter(tag))
                if name in _INLINE:
                    continue
                start = offset(where["start"])
                if open_items:
                    self._flush(source, open_items, start, offset(where["end"]))
                if name == "Item":
                    marker = _ITEM_MARKER.match(source, start)
                    content = marker.end() if marker else start
                    heading = len(self.headings) - 1 if self.headings else None
                    item = _Item(start, content, content, len(open_items), heading, end=content)
                    open_items.append(item)
                    if not self._in_math(start):
                        self.items.append(item)
                elif name in ("Paragraph", "TableCell"):
                    self._leaf(source, start, offset(where["end"]), open_items, cell=name == "TableCell")
                elif name == "Heading":
                    self._heading(source, start, offset(where["end"]), int(tag["Heading"]["level"][1]), open_items)
            elif event.get("End") == "Item":
                end = offset(where["end"])
                self._flush(source, open_items, end, end)
                open_items.pop()

    def _flush(self, source: str, items: list[_Item], stop: int, resume: int) -> None:
        """Read the innermost item's own text up to the nested block at `stop`, which ends at `resume`."""
        item = items[-1]
        if item.cursor < stop and source[item.cursor : stop].strip(" \t\r\n>"):
            self._leaf(source, item.cursor, stop, items)
        item.cursor = max(item.cursor, resume)

    def _heading(self, source: str, start: int, end: int, level: int, items: list[_Item]) -> None:
        raw = source[start:end].rstrip()
        stop = start + len(raw)
        if self._in_math(start):
            return
        atx = _ATX.match(raw)
        text = _ATX_CLOSING.sub("", raw[atx.end() :]) if atx else _LINE_BREAK.sub(" ", _SETEXT.sub("", raw))
        self.headings.append(Heading(text.strip(), level, Span(start, stop)))
        self._leaf(source, start + (atx.end() if atx else 0), stop, items, block_id=False)

    def _leaf(
        self, source: str, start: int, end: int, items: list[_Item], *, cell: bool = False, block_id: bool = True
    ) -> None:
        """Read the running text of one paragraph, heading, table cell or tight list item."""
        start = max(start, self.math[-1].end) if self.math else start
        while end > start and source[end - 1] in " \t\r\n":
            end -= 1
        if start >= end:
            return
        read = inline.scan(source, start, end)
        if read.math_from is not None and not items and inline.starts_line(source, read.math_from):
            self._open_math(source, read.math_from, end)
        links = read.links if source is self.text else self._as_written(read.links)
        if cell:
            links = [replace(link, in_cell=True) for link in links]
        self.links += links
        if read.problems:
            self._problems(inline.split_by_cell(source, each) if cell else each for each in read.problems)
        if read.comments:
            self.comment_marks += ((mark, end) for mark in read.comments)
        caret = source.rfind("^", start, end) if block_id else -1
        match = _BLOCK_ID.match(source, caret, end) if caret >= 0 else None
        if match and (not cell or source[start:end].strip() == match.group()):
            self.blocks.append(Block(match.group(1), Span(*match.span())))
        if source.find("#", start, end) >= 0:
            self._tags(source, start, end, _Outside([*read.opaque, *(link.span for link in read.links)]))
        mentions = arxiv.find(source[start:end], start) if self.may_mention_arxiv else []
        if mentions:
            # A destination or an autolink holds no links, yet may well be an arXiv URL; code and math are examples.
            code = [span for span in read.opaque if source[span.start] in "`$" or source.startswith("<!--", span.start)]
            outside_code = _Outside(code)
            mentions = [each for each in mentions if outside_code(each.span)]
            self.arxiv += mentions
        if items:
            item = items[-1]
            item.links += links
            item.arxiv += mentions
            item.end = end
            if self.may_rate and (found := stars.find_in_entry(source[start:end], start)):
                outside = _Outside([*read.opaque, *(link.span for link in read.links)])
                item.ratings += (each for each in found if outside(each.span))

    def _problems(self, problems: Iterable[Problem]) -> None:
        self.problems += (replace(each, text=self.text[each.span.start : each.span.end]) for each in problems)

    def _as_written(self, links: list[Link]) -> list[Link]:
        """`links` with their real text where the reader was given a stand-in; those made by Templater are dropped."""
        texts = ((link, self.text[link.span.start : link.span.end]) for link in links)
        return [replace(link, text=text) for link, text in texts if text == link.text or "<%" not in text]

    def _open_math(self, source: str, start: int, end: int) -> None:
        """`$$` opened a line and its block doesn't close it: it goes on to a `$$` that ends a line, if there is one."""
        close = source.find("$$", end)
        if close >= 0 and source[close + 2 : close + 3] in ("", "\r", "\n", " "):
            self.math.append(Span(start, close + 2))

    def _in_math(self, offset: int) -> bool:
        return bool(self.math) and offset < self.math[-1].end

    def _tags(self, source: str, start: int, end: int, outside: _Outside) -> None:
        for match in tags.IN_TEXT.finditer(source, start, end):
            name = match.group(1).rstrip("/")
            span = Span(match.start(), match.start(1) + len(name))
            if name and not tags.is_number(name) and outside(span):
                self.tags.append(Tag(self.text[span.start + 1 : span.end], span))
                # `#this/#that` lists choices; before a blank nothing else can be meant.
                if span.end < match.end() and not source[match.end() : match.end() + 1].strip():
                    slash = Span(span.end, match.end())
                    self.problems.append(Problem(ProblemKind.TAG_TRAILING_SLASH, slash, (name,)))

    def _references(self, source: str, body: int) -> None:
        """Reference definitions, `[label]: destination`, are links; their uses repeat them and are not
        counted again.
        """
        if "]:" not in source:
            return
        markdown = source[body:]
        offset = _Offsets(markdown, body)
        for label, definition in _MARKDOWN.reference_definitions(markdown).items():
            start, end = offset(definition["span"]["start"]), offset(definition["span"]["end"])
            span = Span(start, start + len(source[start:end].rstrip()))
            match = _DEFINITION.search(source, span.start, span.end)
            if source[start - 1 : start] in (" ", "\t") and inline.starts_line(source, start):
                continue  # no definition any more since Obsidian 1.11
            if match is None or any(math.contains(span) for math in self.math):
                continue
            where = Span(*match.span(match.lastindex or 0))
            link = inline.markdown_link(source, span, Span(start + 1, start + 1 + len(label)), where)
            if link is not None and (link.target or len(link.subpath) > 1):  # `[//]: # (a comment)` leads nowhere
                self.links.append(link)

    # --- properties -------------------------------------------------------------------------------------------------

    def _properties(self, properties: tuple[Field, ...]) -> None:
        for prop in properties:
            for scalar in prop.scalars:
                if prop.key == "tags":
                    self._property_tag(prop, scalar.text, scalar.span)
                link = _property_link(
                    self.text, scalar.text, frontmatter.scalar_content_span(scalar, self.text), scalar.span
                )
                if link is not None and "<%" not in link.text:
                    self.links.append(replace(link, where=prop.key))

    def _property_tag(self, prop: Field, text: str, span: Span) -> None:
        name = text.strip().removeprefix("#")
        # Since 1.9 a tag with a blank or a comma in it is no tag, where older versions split it there.
        if name and not re.search(r"[\s,]", name) and not tags.is_number(name):
            self.tags.append(Tag(name, span, prop.key))

    # --- the whole --------------------------------------------------------------------------------------------------

    def _note(self, front: frontmatter.Frontmatter) -> Note:
        comments = self._comments()
        starts = [span.start for span in comments]

        def hidden(offset: int) -> bool:
            at = bisect_right(starts, offset) - 1
            return at >= 0 and offset < comments[at].end

        def shown(fact: _Fact) -> _Fact:
            return replace(fact, commented=True) if comments and hidden(fact.span.start) else fact

        entries = []
        for item in self.items:
            if comments and hidden(item.start):
                continue
            links = tuple(shown(link) for link in item.links)
            entries.append(
                Entry(
                    Span(item.start, max(item.end, item.content)),
                    item.depth,
                    self._lead(item, links),
                    links,
                    tuple(item.arxiv),
                    tuple(item.ratings),
                    item.heading,
                    self.text[item.start] not in "-+*",
                )
            )
        return Note(
            path=self.path,
            digest=self.digest,
            frontmatter=front.span,
            fields=front.fields,
            headings=tuple(each for each in self.headings if not (comments and hidden(each.span.start))),
            blocks=tuple(self.blocks),
            links=tuple(sorted((shown(link) for link in self.links), key=lambda link: link.span)),
            entries=tuple(entries),
            tags=tuple(self.tags),
            arxiv=tuple(each for each in self.arxiv if not (comments and hidden(each.span.start))),
            problems=tuple(sorted(map(shown, self.problems), key=lambda problem: problem.span)),
            garbled=self.garbled,
            counts=counts.find(self.text),
            body=fingerprint.body(self.text[front.body :]),
        )

    def _lead(self, item: _Item, links: tuple[Link, ...]) -> Link | None:
        """The first link, if it opens the item: only symbols such as `**`, an arrow or an emoji stand before it."""
        first = min(links, key=lambda link: link.span.start, default=None)
        if first is None or first.kind is LinkKind.EMBED:
            return None
        before = _KEYCAP.sub("", self.text[item.content : first.span.start])
        return None if any(char.isalnum() for char in before) else first

    def _comments(self) -> list[Span]:
        """The `%% … %%` comments: one that opens a line goes on to the next mark or the end, others end in
        their block.
        """
        found: list[Span] = []
        marks = self.comment_marks
        at = 0
        while at < len(marks):
            mark, block_end = marks[at]
            close = marks[at + 1][0] if at + 1 < len(marks) else None
            if close is None and inline.opens_line(self.text, mark):
                found.append(Span(mark, len(self.text)))
            elif close is not None and (close < block_end or inline.opens_line(self.text, mark)):
                found.append(Span(mark, close + 2))
                at += 1
            at += 1
        return found


def _property_link(text: str, value: str, content: Span | None, span: Span) -> Link | None:
    """The link that a property's text is as a whole, if it is one. Obsidian records no others."""
    source, whole = (value, Span(0, len(value))) if content is None else (text, content)
    start, end = _stripped(source, whole)
    if source.startswith("[[", start) and source.endswith("]]", start, end):
        link = inline.wikilink(source, start, end)
    elif source.startswith("[", start) and source.endswith(")", start, end):
        links = inline.scan(source, start, end).links
        link = links[0] if len(links) == 1 and links[0].span == Span(start, end) else None
    else:
        return None
    if link is None or content is not None:
        return link
    # Written with escapes or folded: the parts can't be told apart in the text, so all of them are the whole value.
    return replace(link, span=span, target_span=span, subpath_span=Span(span.end, span.end))


def _stripped(text: str, span: Span) -> tuple[int, int]:
    raw = text[span.start : span.end]
    start = span.start + len(raw) - len(raw.lstrip())
    return start, start + len(raw.strip())


class _Outside:
    """Whether a span overlaps none of some others; in logarithmic time, as a paragraph may hold 50,000 of each."""

    def __init__(self, spans: list[Span]) -> None:
        spans = sorted(spans)
        self.starts = [span.start for span in spans]
        self.ends = list(accumulate((span.end for span in spans), max))

    def __call__(self, span: Span) -> bool:
        before = bisect_left(self.starts, span.end) - 1
        return before < 0 or self.ends[before] <= span.start


def _readable(text: str) -> str:
    """`text` as the Markdown reader gets it: the same length, without surrogates, lone returns and Templater."""
    if not text.isascii():
        text = _SURROGATE.sub("?", text)
    if "\r" in text:
        text = _LONE_RETURN.sub("\n", text)  # a line end to CommonMark, yet pulldown-cmark closes no fence there
    start = text.find("<%")
    if start < 0:
        return text
    parts: list[str] = []
    at = 0
    while start >= 0 and (end := text.find("%>", start + 2)) >= 0:
        parts += (text[at:start], re.sub(r"[^\r\n]", ".", text[start : end + 2]))
        at = end + 2
        start = text.find("<%", at)
    parts.append(text[at:])
    return "".join(parts)


class _Offsets:
    """Turns pyromark's UTF-8 byte offsets into character offsets of the note. Calls in rising order cost least."""

    def __init__(self, markdown: str, base: int) -> None:
        self.base = base
        self.data = None if markdown.isascii() else markdown.encode()
        self.byte = self.char = 0

    def __call__(self, byte: int) -> int:
        if self.data is None:
            return self.base + byte
        if byte >= self.byte:
            self.char += len(self.data[self.byte : byte].decode())
        else:
            self.char -= len(self.data[byte : self.byte].decode())
        self.byte = byte
        return self.base + self.char
