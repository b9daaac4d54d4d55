"""Facts that stand in properties: links and tags."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from rlvault_lint.note import Field, Link, Scalar, Tag
from rlvault_lint.reading import inline, tags
from rlvault_lint.reading.frontmatter import scalar_content_span
from rlvault_lint.reading.link_text import wikilink

_SEPARATOR = re.compile(r"[\s,]")


def links(text: str, fields: Iterable[Field]) -> Iterator[Link]:
    """The links that texts of properties are as a whole; Obsidian records no others. `text` is the whole note's."""
    for field in fields:
        for scalar in field.scalars:
            if "[" in scalar.text:
                link = _link(text, scalar)
                if link is not None and "<%" not in link.text:
                    yield link._replace(where=field.key)


def property_tags(fields: Iterable[Field]) -> Iterator[Tag]:
    """The tags of the property `tags`. Since 1.9 a text with a space or a comma is not a tag, where older versions of
    Obsidian split it there.
    """
    for field in fields:
        if field.key == "tags":
            for scalar in field.scalars:
                name = scalar.text.strip().removeprefix("#")
                if name and not _SEPARATOR.search(name) and not tags.is_number(name):
                    yield Tag(name, scalar.span, field.key)


def _link(text: str, scalar: Scalar) -> Link | None:
    content = scalar_content_span(scalar, text)
    source, start, end = (scalar.text, 0, len(scalar.text)) if content is None else (text, content.start, content.end)
    raw = source[start:end]
    end = start + len(raw.rstrip())
    start += len(raw) - len(raw.lstrip())
    if source.startswith("[[", start) and source.endswith("]]", start, end):
        link = wikilink(source, start, end)
    elif source.startswith("[", start) and source.endswith(")", start, end):
        found = inline.scan(source, start, end).links
        link = found[0] if len(found) == 1 and (found[0].start, found[0].end) == (start, end) else None
    else:
        return None
    if link is None or content is not None:
        return link
    # Written with escapes or folded: the parts can't be told apart in the text, so all of them are the whole value.
    first, last = scalar.span.start, scalar.span.end
    return link._replace(
        start=first, end=last, target_start=first, target_end=last, subpath_start=last, subpath_end=last
    )
