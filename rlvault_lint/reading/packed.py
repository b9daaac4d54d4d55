"""Notes as bytes and back: what a cache keeps and a worker process sends.

A note's parts are packed each by itself, and made again when they are asked for: of a note that hasn't changed, little
is asked. `marshal` is four times as fast as `pickle`, and knows only lists, tuples, texts and numbers. Spans are two
numbers at the end. Who stores a packed note stores the version of the package with it: what another version packed
can't be unpacked.
"""

from __future__ import annotations

import marshal
from collections.abc import Callable, Container, Iterable, Sequence
from typing import Any

from rlvault_lint.note import (
    ArxivForm,
    ArxivMention,
    ArxivProblem,
    Block,
    Body,
    Directive,
    DirectiveRule,
    Entry,
    Field,
    Garbled,
    Heading,
    Items,
    Link,
    LinkKind,
    Mapping,
    Note,
    Problem,
    ProblemKind,
    RatingMention,
    Scalar,
    StatedCount,
    Tag,
    Value,
)
from rlvault_lint.text import Span

Packed = tuple[Any, ...]
"""A fact as nothing but lists, tuples, texts, numbers and None."""

_FORMAT = 2  # of marshal: later ones look for texts that are there already, which takes twice the time here
_LINK_KINDS = {each.value: each for each in LinkKind}
_FORMS = {each.value: each for each in ArxivForm}
_ARXIV_PROBLEMS: dict[str | None, ArxivProblem | None] = {None: None, **{each.value: each for each in ArxivProblem}}
_PROBLEM_KINDS = {each.value: each for each in ProblemKind}


def pack(note: Note, names: Container[str] | None = None) -> bytes:
    """All of a note but its path, which says nothing of its content; or of its parts those of some names alone. An
    empty part is kept as it is.
    """
    parts: list[Any] = []
    for name, (packed, _) in _PARTS.items():
        if names is not None and name not in names:
            parts.append(...)
            continue
        part = getattr(note, name)
        parts.append(marshal.dumps(packed(part, *_given(note, name)), _FORMAT) if part else part)
    return marshal.dumps((note.digest, *parts), _FORMAT)


def unpack(path: str, data: bytes, read: Callable[[], Note] | None = None) -> Note:
    """The note at the vault path `path` of whose content `pack` made `data`. Its parts are made when asked for; what
    `pack` left out is that of the same note, which is `read` then.
    """
    digest, *parts = marshal.loads(data)  # noqa: S302 -- of our own processes and cache
    note = object.__new__(_Unpacked)
    packed = {}
    _put(note, "path", path)
    _put(note, "digest", digest)
    for name, part in zip(_PARTS, parts, strict=True):
        if part is ...:
            _put(note, "_read", read)
        elif part:
            packed[name] = part
        else:
            _put(note, name, part)
    _put(note, "_packed", packed)
    return note


class _Unpacked(Note):
    """A note whose parts stay packed until they are asked for: Python asks `__getattr__` for a slot without a value."""

    __slots__ = ("_packed", "_read")
    _packed: dict[str, bytes]
    _read: Callable[[], Note]

    def __getattr__(self, name: str) -> Any:
        if name not in _PARTS:
            raise AttributeError(name)
        if name not in self._packed:
            whole = self._read()
            for each in _PARTS:
                _put(self, each, getattr(whole, each))
            self._packed.clear()
            return getattr(whole, name)
        _, unpacked = _PARTS[name]
        part = unpacked(marshal.loads(self._packed.pop(name)), *_given(self, name))  # noqa: S302 -- as above
        _put(self, name, part)
        return part


_put = object.__setattr__  # as a Note is frozen


def _given(note: Note, name: str) -> tuple[Any, ...]:
    """What is needed beside a part to pack or unpack it: entries share their links with the note."""
    return (note.links,) if name == "entries" else ()


def _span(span: Span) -> tuple[int, int]:
    return span.start, span.end


def _unpacked_span(packed: tuple[int, int]) -> Span:
    return Span(*packed)


def _body(body: Body) -> Packed:
    return body.length, body.digest, body.sketch, body.prose


def _unpacked_body(packed: Packed) -> Body:
    return Body(*packed)


def _fields(part: Iterable[Field]) -> list[Packed]:
    return [(key, raw, key_span.start, key_span.end, _value(value)) for key, value, raw, key_span, _ in part]


def _unpacked_fields(part: Iterable[Packed]) -> tuple[Field, ...]:
    found = []
    for key, raw, start, end, packed in part:
        value = _unpacked_value(packed)
        found.append(Field(key, value, raw, Span(start, end), value.span))
    return tuple(found)


def _value(value: Value) -> Packed:
    """A value of a property; a scalar is known by its text, a list and a mapping by how many values there are."""
    start, end = value.span.start, value.span.end
    if isinstance(value, Scalar):
        return value.text, value.quoted, start, end
    if isinstance(value, Items):
        return [_value(item) for item in value.items], start, end
    return start, end, _fields(value.fields)


def _unpacked_value(packed: Packed) -> Value:
    if len(packed) == 4:
        text, quoted, start, end = packed
        return Scalar(text, quoted, Span(start, end))
    first, second, third = packed
    if isinstance(first, int):
        return Mapping(_unpacked_fields(third), Span(first, second))
    return Items(tuple([_unpacked_value(item) for item in first]), Span(second, third))


def _headings(part: Iterable[Heading]) -> list[Packed]:
    return [(text, level, span.start, span.end) for text, level, span in part]


def _unpacked_headings(part: Iterable[Packed]) -> tuple[Heading, ...]:
    return tuple([Heading(text, level, Span(start, end)) for text, level, start, end in part])


def _blocks(part: Iterable[Block]) -> list[Packed]:
    return [(id, span.start, span.end) for id, span in part]


def _unpacked_blocks(part: Iterable[Packed]) -> tuple[Block, ...]:
    return tuple([Block(id, Span(start, end)) for id, start, end in part])


def _links(part: Iterable[Link]) -> list[Packed]:
    return [(each.kind._value_, *each[1:]) for each in part]


def _unpacked_links(part: Iterable[Packed]) -> tuple[Link, ...]:
    return tuple([Link._make((_LINK_KINDS[each[0]], *each[1:])) for each in part])


def _entries(part: Iterable[Entry], all_links: Iterable[Link]) -> list[Packed]:
    """A link of an entry is kept as its place among all links of the note."""
    places = {(link.start, link.end): index for index, link in enumerate(all_links)}
    return [
        (
            depth,
            None if lead is None else places[lead.start, lead.end],
            [places[link.start, link.end] for link in links] if links else (),
            heading,
            ordered,
            _mentions(arxiv) if arxiv else (),
            [(text, span.start, span.end) for text, span in ratings] if ratings else (),
            span.start,
            span.end,
        )
        for span, depth, lead, links, heading, ordered, arxiv, ratings in part
    ]


def _unpacked_entries(part: Iterable[Packed], all_links: Sequence[Link]) -> tuple[Entry, ...]:
    return tuple(
        [
            Entry(
                Span(start, end),
                depth,
                None if lead is None else all_links[lead],
                tuple([all_links[place] for place in links]) if links else (),
                heading,
                ordered,
                _unpacked_mentions(arxiv) if arxiv else (),
                tuple([RatingMention(text, Span(first, last)) for text, first, last in ratings]) if ratings else (),
            )
            for depth, lead, links, heading, ordered, arxiv, ratings, start, end in part
        ]
    )


def _tags(part: Iterable[Tag]) -> list[Packed]:
    return [(name, where, span.start, span.end) for name, span, where in part]


def _unpacked_tags(part: Iterable[Packed]) -> tuple[Tag, ...]:
    return tuple([Tag(name, Span(start, end), where) for name, where, start, end in part])


def _mentions(part: Iterable[ArxivMention]) -> list[Packed]:
    return [
        (id, version, form._value_, text, problem and problem._value_, data, suggestion, span.start, span.end)
        for id, version, form, text, span, problem, data, suggestion in part
    ]


def _unpacked_mentions(part: Iterable[Packed]) -> tuple[ArxivMention, ...]:
    return tuple(
        [
            ArxivMention(id, version, _FORMS[form], text, Span(start, end), _ARXIV_PROBLEMS[problem], data, suggestion)
            for id, version, form, text, problem, data, suggestion, start, end in part
        ]
    )


def _problems(part: Iterable[Problem]) -> list[Packed]:
    return [(each.kind._value_, each.data, each.text, each.commented, *_span(each.span)) for each in part]


def _unpacked_problems(part: Iterable[Packed]) -> tuple[Problem, ...]:
    return tuple(
        [
            Problem(_PROBLEM_KINDS[kind], Span(start, end), data, text, commented)
            for kind, data, text, commented, start, end in part
        ]
    )


def _garbled(part: Iterable[Garbled]) -> list[Packed]:
    return [(each.text, *_span(each.span)) for each in part]


def _unpacked_garbled(part: Iterable[Packed]) -> tuple[Garbled, ...]:
    return tuple([Garbled(Span(start, end), text) for text, start, end in part])


def _counts(part: Iterable[StatedCount]) -> list[Packed]:
    return [(number, span.start, span.end) for number, span in part]


def _unpacked_counts(part: Iterable[Packed]) -> tuple[StatedCount, ...]:
    return tuple([StatedCount(number, Span(start, end)) for number, start, end in part])


def _directives(part: Iterable[Directive]) -> list[Packed]:
    return [
        (
            each.action,
            [(name, _span(span), _span(removal), explained) for name, span, removal, explained in each.rules],
            each.removal and _span(each.removal),
            _span(each.scope),
            _span(each.span),
            each.explained,
        )
        for each in part
    ]


def _unpacked_directives(part: Iterable[Packed]) -> tuple[Directive, ...]:
    return tuple(
        [
            Directive(
                action,
                tuple([DirectiveRule(name, Span(*span), Span(*taken), why) for name, span, taken, why in rules]),
                Span(*span),
                Span(*scope),
                removal and Span(*removal),
                explained,
            )
            for action, rules, removal, scope, span, explained in part
        ]
    )


_PARTS: dict[str, tuple[Callable[..., Any], Callable[..., Any]]] = {
    "frontmatter": (_span, _unpacked_span),
    "fields": (_fields, _unpacked_fields),
    "headings": (_headings, _unpacked_headings),
    "blocks": (_blocks, _unpacked_blocks),
    "links": (_links, _unpacked_links),
    "entries": (_entries, _unpacked_entries),
    "tags": (_tags, _unpacked_tags),
    "arxiv": (_mentions, _unpacked_mentions),
    "problems": (_problems, _unpacked_problems),
    "garbled": (_garbled, _unpacked_garbled),
    "counts": (_counts, _unpacked_counts),
    "directives": (_directives, _unpacked_directives),
    "body": (_body, _unpacked_body),
}
"""How each part is packed and unpacked."""
