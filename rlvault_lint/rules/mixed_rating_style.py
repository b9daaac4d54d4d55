"""mixed-rating-style: a rating property that is a number in some notes and stars in others."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from rlvault_lint.plugin import (
    Conventions,
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
    Span,
    Vault,
    column,
    on_vault,
)
from rlvault_lint.vault import ratings

_CLEAR = 3  # times as many notes of the usual style as of the other
_WORDS: dict[ratings.Style | None, str] = {"stars": "stars", "number": "a number"}


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

    @on_vault
    def everywhere(self, vault: Vault) -> Iterator[Diagnostic]:
        """At most one finding for each rating property of a note."""
        usual = {key: found for key in vault.conventions.rating.properties if (found := vault.derive(_usual, key))}
        for path, rated in vault.judged_of(_rated) if usual else ():
            for key, text, start, end in rated:
                if key in usual and (style := ratings.style(text)) in _WORDS and style != usual[key].style:
                    yield self._finding(path, key, text, Span(start, end), usual[key], vault.conventions.rating)

    def _finding(self, path: str, key: str, text: str, span: Span, usual: _Usual, how: RatingConventions) -> Diagnostic:
        other = _rewritten(text, usual.style, how)
        fix = Fix(f'write "{other}"', (Edit(path, span, other),), usual.safety) if other else None
        kind, wanted = _WORDS[ratings.style(text)], _WORDS[usual.style]
        count = f"{usual.most} notes have {wanted} and {usual.fewest} {kind}"
        message = f'"{key}" is {kind} here, while {count}: write {other or wanted}'
        at, example, start, end = usual.example
        related = (Related(at, Span(start, end), f'"{example}" here'),)
        return self.diagnostic(path, span, message, related=related, fix=fix, about=key)


@column
def _rated(note: Note, conventions: Conventions) -> tuple[tuple[str, str, int, int], ...]:
    """The rating properties of a note that hold one value: name, text, and where it stands."""
    fields = (note.field(key) for key in conventions.rating.properties)
    values = ((field.key, field.value) for field in fields if field)
    return tuple((key, each.text, each.span.start, each.span.end) for key, each in values if isinstance(each, Scalar))


def _usual(vault: Vault, key: str) -> _Usual | None:
    """How most notes write a rating property; None where all agree."""
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
    return _Usual("stars" if most is with_stars else "number", len(most), len(fewest), most[0])


def _rewritten(text: str, style: ratings.Style, conventions: RatingConventions) -> str | None:
    """A rating in the other style; None where that is not a whole number of stars."""
    value = ratings.value(text, conventions)
    if value is None or value != int(value) or value < 1:
        return None
    filled = int(value)
    if style == "number":
        return str(filled)
    return conventions.filled[0] * filled + conventions.empty[0] * (conventions.scale - filled)
