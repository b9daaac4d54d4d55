"""What MOC entries and the notes themselves say of notes: which arXiv identifier is theirs, and how they are rated.

A note speaks for itself in its properties, an entry of a MOC for the note that its lead link means. Built once per run,
by way of `Vault.derive`; the rules that compare what is said share it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple, TypeVar

from rlvault_lint.conventions import Conventions, RatingConventions
from rlvault_lint.note import Link, Note, is_note, name_of
from rlvault_lint.reading import arxiv
from rlvault_lint.reading.frontmatter import content_span
from rlvault_lint.text import Span
from rlvault_lint.vault.columns import column
from rlvault_lint.vault.ratings import value as rating_value
from rlvault_lint.vault.resolution import Found, Missing, fold
from rlvault_lint.vault.vault import Vault, judged_mocs

T = TypeVar("T", str, float)

_Said = tuple[T, str, int, int]
"""A value, how it is written, and where that begins and ends."""
_OfNote = tuple[str, str, T, str, int, int]
"""The same of a note: what identifies it, and what to call it."""


class Claim(NamedTuple):
    """At `span` of the file `path`, the value `value` (written as `text`) is said of one note.

    `subject` identifies that note: its vault path, or `/` and its folded name where the lead link points to nothing;
    `name` is what to call it. `own` says that the note speaks of itself.
    """

    path: str
    span: Span
    subject: str
    name: str
    value: str | float
    text: str
    own: bool

    @property
    def is_missing(self) -> bool:
        """Whether the note is not there: the lead link is broken."""
        return self.subject.startswith("/")


class Claims(NamedTuple):
    """All claims of one kind, in the order of paths and places.

    `by_place` has them by the path of the file in which they stand, `by_value` by what is said, of notes that are there
    or of missing ones, and then by the note it is said of, `by_subject` the other way round; `own` has the first of
    each value that a note says of itself, by path.
    """

    by_place: Mapping[str, list[Claim]]
    by_value: Mapping[tuple[str | float, bool], Mapping[str, list[Claim]]]
    by_subject: Mapping[str, Mapping[str | float, list[Claim]]]
    own: Mapping[str, Mapping[str | float, Claim]]


def arxiv_claims(vault: Vault) -> Claims:
    """Which arXiv identifier belongs to which note: in its arXiv property, or in an entry that holds exactly one."""
    return _index(_arxiv(vault))


def rating_claims(vault: Vault) -> Claims:
    """How many stars each note has: in its rating property, or in an entry; only where there is exactly one rating."""
    return _index(_ratings(vault))


def _arxiv(vault: Vault) -> Iterator[Claim]:
    listing = frozenset(vault.derive(judged_mocs))
    for path, own in vault.judged_of(_own_ids):
        yield from _of_itself(path, own)
        if path in listing:
            yield from _of_others(path, vault.ask(_said_by, path)[0])


def _ratings(vault: Vault) -> Iterator[Claim]:
    listing = frozenset(vault.derive(judged_mocs))
    for path, own in vault.judged_of(_own_rating):
        yield from _of_itself(path, own)
        if path in listing:
            yield from _of_others(path, vault.ask(_said_by, path)[1])


def _of_itself(path: str, said: Iterable[_Said[T]]) -> Iterator[Claim]:
    for value, text, start, end in said:
        yield Claim(path, Span(start, end), path, name_of(path)[:-3], value, text, own=True)


def _of_others(path: str, said: Iterable[_OfNote[T]]) -> Iterator[Claim]:
    for subject, name, value, text, start, end in said:
        yield Claim(path, Span(start, end), subject, name, value, text, own=False)


@column
def _own_ids(note: Note, conventions: Conventions) -> tuple[_Said[str], ...]:
    """The arXiv identifiers in a note's own properties: what each is, how it is written, and where."""
    found = []
    for key in conventions.arxiv.properties:
        prop = note.field(key)
        for scalar in prop.scalars if prop else ():
            mention = arxiv.find_property(scalar.text)
            if prop and mention and mention.id:
                span = content_span(prop, scalar) or scalar.span
                found.append((mention.id, scalar.text.strip(), span.start, span.end))
    return tuple(found)


@column
def _own_rating(note: Note, conventions: Conventions) -> tuple[_Said[float], ...]:
    """The rating in a note's own properties, if there is exactly one: its value, how it is written, and where."""
    own = [field for key in conventions.rating.properties if (field := note.field(key))]
    texts = [(scalar.text, content_span(field, scalar) or scalar.span) for field in own for scalar in field.scalars]
    return _one_rating(texts, conventions.rating)


def _one_rating(texts: Iterable[tuple[str, Span]], conventions: RatingConventions) -> tuple[_Said[float], ...]:
    values = ((rating_value(text, conventions), text, span) for text, span in texts)
    rated = tuple((value, text.strip(), span.start, span.end) for value, text, span in values if value is not None)
    return rated if len(rated) == 1 else ()


def _said_by(vault: Vault, path: str) -> tuple[tuple[_OfNote[str], ...], tuple[_OfNote[float], ...]]:
    """What the entries of the MOC at `path` say of one note each: arXiv identifiers and ratings."""
    ids: list[_OfNote[str]] = []
    ratings: list[_OfNote[float]] = []
    for entry in vault.notes[path].entries:
        # A link to a part of a note says nothing of the whole.
        if entry.lead is None or entry.lead.subpath or not (entry.arxiv or entry.ratings):
            continue
        subject = _subject(entry.lead, path, vault)
        if not subject or subject == path:
            continue
        name = name_of(entry.lead.target)
        mentions = {mention.id: mention for mention in reversed(entry.arxiv) if mention.id}
        if len(mentions) == 1:
            ((id, mention),) = mentions.items()
            ids.append((subject, name, id, mention.text, mention.span.start, mention.span.end))
        rated = _one_rating([(each.text, each.span) for each in entry.ratings], vault.conventions.rating)
        ratings += [(subject, name, *each) for each in rated]
    return tuple(ids), tuple(ratings)


def _subject(lead: Link, moc: str, vault: Vault) -> str | None:
    """The note that an entry speaks of; None where several are meant, or a file that is not a note."""
    match vault.resolve(lead.target, moc):
        case Found(path):
            return path if is_note(path) else None
        case Missing():
            return "/" + fold(name_of(lead.target)).removesuffix(".md")
        case _:
            return None


def _index(claims: Iterable[Claim]) -> Claims:
    by_place: dict[str, list[Claim]] = {}
    by_value: dict[tuple[str | float, bool], dict[str, list[Claim]]] = {}
    by_subject: dict[str, dict[str | float, list[Claim]]] = {}
    own: dict[str, dict[str | float, Claim]] = {}
    for claim in claims:
        by_place.setdefault(claim.path, []).append(claim)
        by_value.setdefault((claim.value, claim.is_missing), {}).setdefault(claim.subject, []).append(claim)
        by_subject.setdefault(claim.subject, {}).setdefault(claim.value, []).append(claim)
        if claim.own:
            own.setdefault(claim.path, {}).setdefault(claim.value, claim)
    return Claims(by_place, by_value, by_subject, own)
