"""mixed-rating-style: a rating property that is a number here and stars there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from rlvault_lint.plugin import (
    Diagnostic,
    Edit,
    Fix,
    Note,
    RatingConventions,
    Related,
    Rule,
    Safety,
    Scalar,
    Severity,
    Vault,
)
from rlvault_lint.vault import ratings


@dataclass(frozen=True, slots=True)
class _Usual:
    """How most notes write a property, and the first of them."""

    style: ratings.Style
    most: int
    fewest: int
    example: Related


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

    Unsafe: the rating is written as in the other notes, if it is a whole number of stars on the scale.
    """

    name = "mixed-rating-style"
    group = "rating"
    summary = "A rating property that is a number in some notes and stars in others."
    severity = Severity.INFO
    since = "0.1.0"

    def check(self, note: Note, vault: Vault) -> Iterator[Diagnostic]:
        """At most one finding for each rating property."""
        for key in vault.conventions.rating.properties:
            usual = vault.derive(_usual, key)
            value = _value(note, key)
            style = ratings.style(value.text) if usual and value else None
            if usual is None or value is None or style not in ("stars", "number") or style == usual.style:
                continue
            other = _rewritten(value.text, usual.style, vault.conventions.rating)
            fix = None
            if other:
                fix = Fix(f'write "{other}"', (Edit(note.path, value.span, other),), Safety.UNSAFE)
            kind, wanted = _WORDS[style], _WORDS[usual.style]
            count = f"{usual.most} notes have {wanted} and {usual.fewest} {kind}"
            message = f'"{key}" is {kind} here, where {count}: write {other or wanted}'
            yield self.diagnostic(note, value.span, message, related=(usual.example,), fix=fix)


_WORDS = {"stars": "stars", "number": "a number"}


def _value(note: Note, key: str) -> Scalar | None:
    field = note.field(key)
    return field.value if field and isinstance(field.value, Scalar) else None


def _usual(vault: Vault, key: str) -> _Usual | None:
    """How most notes write a rating property; None where all agree."""
    found: dict[str, list[Related]] = {"stars": [], "number": []}
    for note in vault.judged():
        value = _value(note, key)
        style = ratings.style(value.text) if value else None
        if value and style in found:
            found[style].append(Related(note.path, value.span, f'"{value.text}" here'))
    with_stars, numbers = found["stars"], found["number"]
    if not with_stars or not numbers:
        return None
    most, fewest = (numbers, with_stars) if len(numbers) > len(with_stars) else (with_stars, numbers)
    return _Usual("stars" if most is with_stars else "number", len(most), len(fewest), most[0])


def _rewritten(text: str, style: ratings.Style, conventions: RatingConventions) -> str | None:
    """A rating in the other style; None where that is no whole number of stars."""
    value = ratings.value(text, conventions)
    if value is None or value != int(value) or value < 1:
        return None
    filled = int(value)
    if style == "number":
        return str(filled)
    return conventions.filled[0] * filled + conventions.empty[0] * (conventions.scale - filled)
