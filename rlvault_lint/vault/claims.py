"""What MOC entries and the notes themselves say of notes: which arXiv identifier is theirs, and how they are rated.

A note speaks for itself in its properties, an entry of a MOC for the note that its lead link means. Built once per run,
by way of `Vault.derive`; the rules that compare what is said share it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple, TypeVar

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
K = TypeVar("K")

_Said = tuple[T, str, int, int]
"""A value, how it is written, and where that begins and ends."""
_OfNote = tuple[str, str, T, str, int, int]
"""The same of a note: what identifies it, and what to call it."""
_OfPath = tuple[str, str, str, str | float, str, int, int]
"""The same at a vault path; what to call a note that speaks of itself is left out."""


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


def arxiv_claims(vault: Vault) -> list[Claim]:
    """Which arXiv identifier belongs to which note: in its arXiv property, or in an entry that holds exactly one."""
    return [_claim(each) for each in _all(vault, _own_ids, 0)]


def rating_claims(vault: Vault) -> list[Claim]:
    """How many stars each note has: in its rating property, or in an entry; only where there is exactly one rating."""
    return [_claim(each) for each in _all(vault, _own_rating, 1)]


def shared_ids(vault: Vault) -> Mapping[tuple[str, bool], Sequence[Claim]]:
    """The claims that give one arXiv identifier to several notes, in the order of paths and places: by that, and by
    whether the notes are missing.
    """
    return _at_odds(_all(vault, _own_ids, 0), _value, _subject_of)


def divided_ids(vault: Vault) -> Mapping[str, Sequence[Claim]]:
    """The claims that give several arXiv identifiers to one note, in the order of paths and places: by the note."""
    return _at_odds(_all(vault, _own_ids, 0), _subject_of, _value)


def divided_ratings(vault: Vault) -> Mapping[str, Sequence[Claim]]:
    """The claims that give several ratings to one note, in the order of paths and places: by the note."""
    return _at_odds(_all(vault, _own_rating, 1), _subject_of, _value)


def own_id(note: Note, vault: Vault) -> str | None:
    """The one arXiv identifier that a note has in its properties."""
    return _only(vault.gather(_own_ids)[note.path])


def own_rating(note: Note, vault: Vault) -> float | None:
    """The one rating that a note has in its properties."""
    return _only(vault.gather(_own_rating)[note.path])


def _only(said: Iterable[_Said[T]]) -> T | None:
    values = {value for value, *_ in said}
    return values.pop() if len(values) == 1 else None


def _all(vault: Vault, own: Callable[[Note, Conventions], tuple[_Said[Any], ...]], place: int) -> list[_OfPath]:
    """What notes say of themselves (`own`), and what the entries of MOCs say of others (`place` in `_said_by`)."""
    found: list[_OfPath] = []
    listing = frozenset(vault.ask(judged_mocs))
    for path, said in vault.judged_of(own):
        found += [(path, path, "", *own_value) for own_value in said]
        if path in listing:
            found += [(path, *of_note) for of_note in vault.ask(_said_by, path)[place]]
    return found


def _claim(said: _OfPath) -> Claim:
    path, subject, name, value, text, start, end = said
    return Claim(path, Span(start, end), subject, name or name_of(path)[:-3], value, text, own=subject == path)


def _value(said: _OfPath) -> tuple[Any, bool]:
    """What is said, and whether the note is missing that it is said of."""
    return said[3], said[1].startswith("/")


def _subject_of(said: _OfPath) -> str:
    return said[1]


def _at_odds(
    said: Sequence[_OfPath], key: Callable[[_OfPath], K], other: Callable[[_OfPath], Any]
) -> dict[K, list[Claim]]:
    """What has the same `key` as something else, and another `other`. In most vaults that is little, so only of that
    are claims made.
    """
    firsts: dict[K, Any] = {}
    disputed: dict[K, list[Claim]] = {}
    for each in said:
        this = key(each)
        if firsts.setdefault(this, other(each)) != other(each):
            disputed[this] = []
    if disputed:
        for each in said:
            if (claims := disputed.get(key(each))) is not None:
                claims.append(_claim(each))
    return disputed


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
    return _one_rating(texts, conventions.rating) if texts else ()


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
