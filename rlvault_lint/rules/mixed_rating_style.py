"""mixed-rating-style: a rating property that is a number in some notes and stars in others."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from rlvault_lint.plugin import (
    Conventions,
    Diagnostic,
    Edit,
    Field,
    Fix,
    Note,
    RatingConventions,
    Related,
    Rule,
    Safety,
    Scalar,
    Severity,
    Span,
    Vault,
    column,
    on_property,
)
from rlvault_lint.vault import ratings

_CLEAR = 3  # times as many notes of the usual style as of the other
_WORDS = {"stars": "stars", "number": "a number"}


class _Usual(NamedTuple):
    """How most notes write a property, how many do and don't, and the first of them: its path, and what is where."""

    style: ratings.Style
    most: int
    fewest: int
    example: tuple[str, str, int, int]

    @property
    def safety(self) -> Safety:
        """Whether so many write it so that the others were meant to as well."""
        return Safety.UNSAFE if self.most >= _CLEAR * self.fewest else Safety.SUGGESTION


class MixedRatingStyle(Rule):
    """
    ## What

    A rating property that holds stars in some notes and a number in others. The rarer of the two is reported; where
    both are equally frequent, the numbers. The properties are set in `rating.properties`.

    ## Why

    Sorting and queries don't see that `4` and `★★★★☆` are the same, and leave out or misplace every note of one kind.

    ## Example

    ```yaml
    rating: 4
    ```

    where the other notes have `rating: ★★★★☆`.

    ## Fix

    Unsafe: the rating is written as in the other notes, if it is a whole number of stars on the scale. Suggestion:
    where fewer than three quarters of the notes write it so, as which of the two to settle on is then for you to say.
    """

    name = "mixed-rating-style"
    group = "rating"
    summary = "A rating property that is a number in some notes and stars in others."
    severity = Severity.INFO
    since = "0.1.0"

    @on_property(lambda _, conventions: conventions.rating.properties)
    def style(self, note: Note, field: Field, vault: Vault) -> Iterator[Diagnostic]:
        """At most one finding for each rating property."""
        value, found = field.value, vault.ask(_usual, field.key)
        if found is None or not isinstance(value, Scalar):
            return
        usual, style = _Usual(*found), ratings.style(value.text)
        if style not in _WORDS or style == usual.style:
            return
        other = _rewritten(value.text, usual.style, vault.conventions.rating)
        fix = Fix(f'write "{other}"', (Edit(note.path, value.span, other),), usual.safety) if other else None
        kind, wanted = _WORDS[style], _WORDS[usual.style]
        count = f"{usual.most} notes have {wanted} and {usual.fewest} {kind}"
        message = f'"{field.key}" is {kind} here, while {count}: write {other or wanted}'
        path, text, start, end = usual.example
        related = (Related(path, Span(start, end), f'"{text}" here'),)
        yield self.diagnostic(note, value.span, message, related=related, fix=fix)


@column
def _rated(note: Note, conventions: Conventions) -> tuple[tuple[str, str, int, int], ...]:
    """The rating properties of a note that hold one value: name, text, and where it stands."""
    fields = (note.field(key) for key in conventions.rating.properties)
    values = ((field.key, field.value) for field in fields if field)
    return tuple((key, each.text, each.span.start, each.span.end) for key, each in values if isinstance(each, Scalar))


def _usual(vault: Vault, key: str) -> tuple[ratings.Style, int, int, tuple[str, str, int, int]] | None:
    """How most notes write a rating property, as the fields of `_Usual`; None where all agree."""
    found: dict[str, list[tuple[str, str, int, int]]] = {"stars": [], "number": []}
    for path, rated in vault.judged_of(_rated):
        for name, text, start, end in rated:
            style = ratings.style(text) if name == key else None
            if style in found:
                found[style].append((path, text, start, end))
    with_stars, numbers = found["stars"], found["number"]
    if not with_stars or not numbers:
        return None
    most, fewest = (numbers, with_stars) if len(numbers) > len(with_stars) else (with_stars, numbers)
    return "stars" if most is with_stars else "number", len(most), len(fewest), most[0]


def _rewritten(text: str, style: ratings.Style, conventions: RatingConventions) -> str | None:
    """A rating in the other style; None where that is not a whole number of stars."""
    value = ratings.value(text, conventions)
    if value is None or value != int(value) or value < 1:
        return None
    filled = int(value)
    if style == "number":
        return str(filled)
    return conventions.filled[0] * filled + conventions.empty[0] * (conventions.scale - filled)
