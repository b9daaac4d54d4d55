"""Notes as plain values and back: what a cache keeps and a worker process sends, as `marshal` takes nothing else.

`marshal` is four times as fast as `pickle`, and knows only tuples, texts and numbers. The order of values is that of
the fields in `note`; spans are two numbers at the end. Who stores a packed note stores the version of the package with
it: what another version packed can't be unpacked.
"""

from __future__ import annotations

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
"""A note, or a part of one, as nothing but tuples, texts, numbers and None."""

_LINK_KINDS = {each.value: each for each in LinkKind}
_FORMS = {each.value: each for each in ArxivForm}
_ARXIV_PROBLEMS: dict[str | None, ArxivProblem | None] = {None: None, **{each.value: each for each in ArxivProblem}}
_PROBLEM_KINDS = {each.value: each for each in ProblemKind}


def pack(note: Note) -> Packed:
    """A note as plain values. A link of an entry is kept as its place among the note's links."""
    places = {(link.start, link.end): index for index, link in enumerate(note.links)}
    return (
        note.path,
        note.digest,
        note.frontmatter and _span(note.frontmatter),
        tuple([(each.key, _value(each.value), each.raw, *_span(each.key_span)) for each in note.fields]),
        tuple([(each.text, each.level, *_span(each.span)) for each in note.headings]),
        tuple([(each.id, *_span(each.span)) for each in note.blocks]),
        tuple([(each.kind.value, *each[1:]) for each in note.links]),
        tuple([_entry(each, places) for each in note.entries]),
        tuple([(each.name, each.where, *_span(each.span)) for each in note.tags]),
        tuple([_mention(each) for each in note.arxiv]),
        tuple([(each.kind.value, each.data, each.text, each.commented, *_span(each.span)) for each in note.problems]),
        tuple([(each.text, *_span(each.span)) for each in note.garbled]),
        tuple([(each.number, *_span(each.span)) for each in note.counts]),
        tuple([_directive(each) for each in note.directives]),
        (note.body.length, note.body.digest, note.body.sketch, note.body.prose),
    )


def unpack(packed: Packed) -> Note:
    """The note that `pack` made plain values of."""
    path, digest, front, fields, headings, blocks, links, entries, tags, arxiv, problems, garbled, counts, *rest = (
        packed
    )
    directives, body = rest
    found = tuple([Link(_LINK_KINDS[kind], *values) for kind, *values in links])
    return Note(
        path=path,
        digest=digest,
        frontmatter=front and Span(*front),
        fields=tuple([_unpacked_field(*each) for each in fields]),
        headings=tuple([Heading(text, level, Span(start, end)) for text, level, start, end in headings]),
        blocks=tuple([Block(id, Span(start, end)) for id, start, end in blocks]),
        links=found,
        entries=tuple([_unpacked_entry(each, found) for each in entries]),
        tags=tuple([Tag(name, Span(start, end), where) for name, where, start, end in tags]),
        arxiv=tuple([_unpacked_mention(*each) for each in arxiv]),
        problems=tuple(
            [
                Problem(_PROBLEM_KINDS[kind], Span(start, end), data, text, commented)
                for kind, data, text, commented, start, end in problems
            ]
        ),
        garbled=tuple([Garbled(Span(start, end), text) for text, start, end in garbled]),
        counts=tuple([StatedCount(number, Span(start, end)) for number, start, end in counts]),
        directives=tuple([_unpacked_directive(*each) for each in directives]),
        body=Body(*body),
    )


def _span(span: Span) -> tuple[int, int]:
    return span.start, span.end


def _value(value: Value) -> Packed:
    """A value of a property; a scalar is known by its text, a list by one tuple, a mapping by two."""
    if isinstance(value, Scalar):
        return value.text, value.quoted, *_span(value.span)
    if isinstance(value, Items):
        return tuple([_value(item) for item in value.items]), *_span(value.span)
    keys = tuple([(each.key, each.raw, *_span(each.key_span)) for each in value.fields])
    return keys, tuple([_value(each.value) for each in value.fields]), *_span(value.span)


def _unpacked_value(packed: Packed) -> Value:
    first, *middle, start, end = packed
    span = Span(start, end)
    if isinstance(first, str):
        return Scalar(first, middle[0], span)
    if not middle:
        return Items(tuple([_unpacked_value(item) for item in first]), span)
    return Mapping(
        tuple(
            [
                _unpacked_field(key, value, raw, *where)
                for (key, raw, *where), value in zip(first, middle[0], strict=True)
            ]
        ),
        span,
    )


def _unpacked_field(key: str, packed: Packed, raw: str, start: int, end: int) -> Field:
    value = _unpacked_value(packed)
    return Field(key, value, raw, Span(start, end), value.span)


def _entry(entry: Entry, places: dict[tuple[int, int], int]) -> Packed:
    links = tuple([places[link.start, link.end] for link in entry.links])
    return (
        entry.depth,
        entry.lead and places[entry.lead.start, entry.lead.end],
        links,
        entry.heading,
        entry.ordered,
        tuple([_mention(each) for each in entry.arxiv]),
        tuple([(each.text, *_span(each.span)) for each in entry.ratings]),
        *_span(entry.span),
    )


def _unpacked_entry(packed: Packed, links: tuple[Link, ...]) -> Entry:
    depth, lead, places, heading, ordered, arxiv, ratings, start, end = packed
    return Entry(
        Span(start, end),
        depth,
        None if lead is None else links[lead],
        tuple([links[place] for place in places]),
        heading,
        ordered,
        tuple([_unpacked_mention(*each) for each in arxiv]),
        tuple([RatingMention(text, Span(first, last)) for text, first, last in ratings]),
    )


def _mention(each: ArxivMention) -> Packed:
    problem = each.problem and each.problem.value
    return each.id, each.version, each.form.value, each.text, problem, each.data, each.suggestion, *_span(each.span)


def _unpacked_mention(
    id: str | None,
    version: int | None,
    form: str,
    text: str,
    problem: str | None,
    data: tuple[str | int, ...],
    suggestion: str | None,
    start: int,
    end: int,
) -> ArxivMention:
    return ArxivMention(id, version, _FORMS[form], text, Span(start, end), _ARXIV_PROBLEMS[problem], data, suggestion)


def _directive(each: Directive) -> Packed:
    rules = tuple([(rule.name, _span(rule.span), _span(rule.removal)) for rule in each.rules])
    return each.action, rules, each.removal and _span(each.removal), _span(each.scope), *_span(each.span)


def _unpacked_directive(
    action: str, rules: Packed, removal: tuple[int, int] | None, scope: tuple[int, int], start: int, end: int
) -> Directive:
    names = tuple([DirectiveRule(name, Span(*span), Span(*taken)) for name, span, taken in rules])
    return Directive(action, names, Span(start, end), Span(*scope), removal and Span(*removal))
