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
    digest = digest_of(data)
    try:
        text, is_utf8 = data.decode(), True
    except UnicodeDecodeError:
        text, is_utf8 = decode(data), False
    if is_canvas(path):
        from rlvault_lint.reading import canvas  # most vaults have none

        return canvas.read(path, digest, text)
    wrong, garbled = damage.read(data, text, is_utf8=is_utf8)
    front = frontmatter.read(text)
    body = _body(data, text, front.body)
    found = markdown.read(text, front.body, body)
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
        path=path,
        digest=digest,
        frontmatter=front.span,
        fields=front.fields,
        headings=tuple(found.headings),
        links=tuple(links),
        entries=tuple([_entry(text, item) for item in found.items]),
        problems=tuple(problems),
        garbled=garbled,
        counts=counts.find(text),
        directives=directives.find(text, front.fields),
        body=fingerprint.body(body),
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
