"""What a vault's conventions make of a star rating: what is wrong with one, and its value, to compare it by.

The conventions name at least one filled and one empty glyph. `reading.stars` finds what may be a rating.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal, NamedTuple

from rlvault_lint.conventions import RatingConventions
from rlvault_lint.reading.stars import plain, run_of_glyphs, scaled

_EMOJI = "⭐🌟"
_HOLLOW = "☆✩✰"
_HALVES = "½⯨⯪"

_NUMBER = re.compile(r"[0-9]{1,3}(?:\.[0-9]{1,3})?")
_FRACTION = re.compile(rf"({_NUMBER.pattern}) ?/ ?([0-9]{{1,3}})")

Style = Literal["stars", "number", "fraction"]


class RatingProblem(NamedTuple):
    """What is wrong with a rating, in a few words; `fixed` is the right text where it is known.

    `order_changes` says that `fixed` moves a filled star. Else it only adds empty ones or draws stars of another
    family: the rating stays the same.
    """

    problem: str
    fixed: str | None = None
    order_changes: bool = False


@lru_cache(maxsize=4096)  # the same few ratings stand in thousands of notes
def judge(text: str, conventions: RatingConventions, *, in_property: bool) -> RatingProblem | None:
    """What is wrong with one rating, or None.

    `text` is the text of a mention, or the whole value of a rating property. Never wrong are a lone star, a number (its
    scale, up to 5, 10 or 100, can't be seen in it), words without stars, and glyphs that the vault does not rate with.
    A fraction gets no fix: whether stars or a number should replace it is for the vault's owner to say.
    """
    text = plain(text)
    if _FRACTION.fullmatch(text):
        return RatingProblem("a fraction instead of stars")
    runs = [run for run in run_of_glyphs().findall(text) if _is_used(run, conventions)]
    run = max(runs, key=len, default="")
    if len(run) < 2 and not (in_property and len(runs) > 1):
        return None
    if in_property and run != text:
        return RatingProblem("text beside the stars")
    return _judge_run(run, conventions)


@lru_cache(maxsize=4096)
def value(text: str, conventions: RatingConventions) -> float | None:
    """A rating as its number of filled stars, a half star counting 0.5; None if `text` is none or leaves it open.

    Malformed stars have a value if the scale holds them and their filled ones are all of one glyph. A number up to the
    scale counts as it is; a fraction is brought to the scale.
    """
    text = plain(text)
    if _NUMBER.fullmatch(text):
        return float(text) if float(text) <= conventions.scale else None
    if _FRACTION.fullmatch(text):
        return scaled(text, conventions.scale)
    if (
        not run_of_glyphs().fullmatch(text)
        or not 2 <= len(text) <= conventions.scale
        or not _is_used(text, conventions)
    ):
        return None
    kinds = _kinds(text, conventions)
    if len(_distinct(text, kinds, "f")) > 1:
        return None
    return kinds.count("f") + kinds.count("h") / 2


@lru_cache(maxsize=4096)
def style(text: str) -> Style | None:
    """How the value of a rating property is written; None for words and for nothing."""
    text = plain(text)
    if _NUMBER.fullmatch(text):
        return "number"
    if _FRACTION.fullmatch(text):
        return "fraction"
    return "stars" if run_of_glyphs().search(text) else None


def _judge_run(run: str, conventions: RatingConventions) -> RatingProblem | None:
    """What is wrong with a run of two or more glyphs, no variation selectors, one of the conventions' among them."""
    kinds = _kinds(run, conventions)
    filled, empty = _distinct(run, kinds, "f"), _distinct(run, kinds, "e")
    width, scale = len(run), conventions.scale
    mixed = _is_mixed(filled, empty, conventions)
    ordered = re.fullmatch("f*h?e*", kinds) is not None
    if mixed:
        problem = f"mixes {' and '.join(filled + empty)}"
    elif width > scale:
        problem = f"{width} stars, but the scale is {scale}"
    elif not ordered:
        problem = "filled stars have to come first"
    else:
        problem = f"{width} stars wide, but the scale is {scale}"
    star = filled[0] if filled and not mixed else _text_star(conventions) or conventions.filled[0]
    hole = empty[0] if empty and not mixed else conventions.empty[0]
    stars = star * kinds.count("f") + "".join(glyph for glyph in run if glyph in _HALVES)
    if width > scale or len(filled) > 1 or kinds.count("h") > 1 or stars.startswith("½"):
        return RatingProblem(problem)
    fixed = stars if star in _EMOJI and not empty else stars + hole * (scale - len(stars))
    return None if fixed == run else RatingProblem(problem, fixed, order_changes=not ordered)


def _is_mixed(filled: list[str], empty: list[str], conventions: RatingConventions) -> bool:
    """Whether a run has glyphs of several families: `★⭐`, `★✩`, and `⭐☆` where `★` is there to go with `☆`."""
    if len(filled) > 1 or len(empty) > 1:
        return True
    if any(glyph not in conventions.filled for glyph in filled) or any(
        glyph not in conventions.empty for glyph in empty
    ):
        return True
    return bool(filled and empty and filled[0] in _EMOJI and _text_star(conventions))


def _text_star(conventions: RatingConventions) -> str | None:
    return next((glyph for glyph in conventions.filled if glyph not in _EMOJI), None)


def _is_used(run: str, conventions: RatingConventions) -> bool:
    """Whether any glyph of a run is one that the vault rates with."""
    return any(glyph in conventions.filled or glyph in conventions.empty for glyph in run)


def _kinds(run: str, conventions: RatingConventions) -> str:
    """A letter for each glyph of a run: f(illed), e(mpty) or h(alf)."""
    return "".join(_kind(glyph, conventions) for glyph in run)


def _kind(glyph: str, conventions: RatingConventions) -> str:
    if glyph in conventions.filled:
        return "f"
    if glyph in conventions.empty:
        return "e"
    if glyph in _HALVES:
        return "h"
    return "e" if glyph in _HOLLOW else "f"  # the conventions don't know it, so by its looks


def _distinct(run: str, kinds: str, kind: str) -> list[str]:
    """The glyphs of one kind in a run, each once, in order."""
    return list(dict.fromkeys(glyph for glyph, its in zip(run, kinds, strict=True) if its == kind))
