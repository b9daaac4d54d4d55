"""From the bytes of one file to a Note: a pure function, so its result can be cached and computed in any process."""

from __future__ import annotations

import re
from hashlib import sha256
from operator import attrgetter
from typing import Any

from rlvault_lint.note import Entry, Link, LinkKind, Note, ProblemKind, is_canvas
from rlvault_lint.reading import counts, damage, directives, fingerprint, frontmatter, markdown, properties
from rlvault_lint.reading.markdown import Found, Item
from rlvault_lint.text import Span, decode

_KEYCAP = re.compile("[0-9#*]\ufe0f?\u20e3")  # a symbol, though a digit is part of it
_START_AND_END = attrgetter("start", "end")


def parse(path: str, data: bytes) -> Note:
    """The facts of the file at the vault path `path` with the content `data`: a note, or a `.canvas` file.
    Never raises.
    """
    draft = Draft(path, data)
    draft.walk()
    draft.take_fingerprint()
    return draft.note()


class Draft:
    """A file while it is parsed: all steps of `parse`, in their order, for those who parse many files.

    They take each step for some files before the next one: a processor does one thing many times faster than several
    in turn, here by a tenth.
    """

    __slots__ = ("_body", "_fingerprint", "_found", "_front", "_is_utf8", "_text", "data", "digest", "path")

    def __init__(self, path: str, data: bytes) -> None:
        """The first step, in which the text is decoded and its frontmatter read."""
        self.path, self.data, self.digest = path, data, digest_of(data)
        try:
            self._text, self._is_utf8 = data.decode(), True
        except UnicodeDecodeError:
            self._text, self._is_utf8 = decode(data), False
        if not is_canvas(path):
            self._front = frontmatter.read(self._text)
            self._body = _body(data, self._text, self._front.body)

    def walk(self) -> None:
        """The second step: what stands in the Markdown."""
        if not is_canvas(self.path):
            self._found = markdown.read(self._text, self._front.body, self._body)

    def take_fingerprint(self) -> None:
        """The third step: what tells the text from others."""
        if not is_canvas(self.path):
            self._fingerprint = fingerprint.body(self._body)

    def note(self) -> Note:
        """The last step: all facts together."""
        text = self._text
        if is_canvas(self.path):
            from rlvault_lint.reading import canvas  # most vaults have none

            return canvas.read(self.path, self.digest, text)
        front, found = self._front, self._found
        wrong, garbled = damage.read(self.data, text, is_utf8=self._is_utf8)
        links = [*found.links, *properties.links(text, front.fields)]
        links.sort(key=_START_AND_END)
        problems = [*wrong, *front.problems, *found.problems]
        if garbled:  # what looks like a mistake there is none of its own
            problems = [
                problem
                for problem in problems
                if problem.kind is ProblemKind.MOJIBAKE or not damage.is_garbled(garbled, problem.span)
            ]
        problems.sort(key=lambda problem: problem.span)
        facts: dict[str, Any] = {name: tuple(each) for name, each in _facts(found, front).items()}
        return Note(
            path=self.path,
            digest=self.digest,
            frontmatter=front.span,
            fields=front.fields,
            headings=tuple(found.headings),
            links=tuple(links),
            entries=tuple([_entry(text, item) for item in found.items]),
            problems=tuple(problems),
            garbled=garbled,
            counts=counts.find(text),
            directives=directives.find(text, front.fields),
            body=self._fingerprint,
            **facts,
        )


def digest_of(data: bytes) -> str:
    """What tells a file's content from any other: `Note.digest`."""
    return sha256(data).hexdigest()[:32]  # 128 bits


def _facts(found: Found, front: frontmatter.Frontmatter) -> dict[str, list[Any]]:
    """What the finders have found, by the field of `Note`, with the tags of the properties behind those of the text."""
    facts = found.facts
    if tags := list(properties.property_tags(front.fields)):
        facts["tags"] = [*facts.get("tags", ()), *tags]
    return facts


def _entry(text: str, item: Item) -> Entry:
    if len(item.links) > 1:
        item.links.sort(key=_START_AND_END)
    facts: dict[str, Any] = {name: tuple(found) for name, found in item.facts.items()} if item.facts else {}
    return Entry(
        Span(item.start, max(item.end, item.content)),
        item.depth,
        _lead(text, item) if item.links else None,
        tuple(item.links),
        item.heading,
        text[item.start] not in "-+*",
        **facts,
    )


def _lead(text: str, item: Item) -> Link | None:
    """The first link, if it opens the item: only symbols such as `**`, an arrow or an emoji stand before it."""
    first = item.links[0]
    if first.kind is LinkKind.EMBED:
        return None
    if first.start == item.content:
        return first
    before = _KEYCAP.sub("", text[item.content : first.start])
    return None if any(char.isalnum() for char in before) else first


def _body(data: bytes, text: str, body: int) -> bytes:
    """The bytes of `text[body:]`, in UTF-8."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):  # UTF-16
        return text[body:].encode("utf-8", "surrogateescape")
    return data[len(text[:body].encode("utf-8", "surrogateescape")) :]
