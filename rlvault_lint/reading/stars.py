"""Star ratings: find them in text, say what is wrong with one, and compare them by value.

Pure functions without I/O. Finding knows no settings; judging goes by the vault's `RatingConventions`, which name at
least one filled and one empty glyph. An emoji star (`⭐`) has no empty form, so a run of them is a rating by its
length; `★` has `☆`, and a rating of the two is as wide as the scale. A lone star is a highlight and never a rating.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from rlvault_lint.conventions import RatingConventions
from rlvault_lint.note import RatingMention
from rlvault_lint.text import Span

FAMILIES = ("★☆⭐✩✭✮✯✰🌟⯨⯪", "●○⚫⚪", "♥♡❤🤍🖤", "◆◇", "■□", "▮▯")
"""The glyphs that are found in notes, by what stands together in one rating."""
GLYPHS = "".join(FAMILIES)
"""Every glyph that can be found; the conventions can name no others."""

_EMOJI = "⭐🌟"
_HOLLOW = "☆✩✰"
_HALVES = "½⯨⯪"

# A variation selector only says how the star before it is drawn; `½` belongs to a run only after a star.
_RUN = re.compile("|".join(f"(?:[{family}][\ufe0e\ufe0f]*½?)+" for family in FAMILIES))
_HINT = re.compile(f"[{GLYPHS}]|/5|/10")
_SELECTORS = re.compile("[\ufe0e\ufe0f]")

_NUMBER = re.compile(r"[0-9]{1,3}(?:\.[0-9]{1,3})?")
_FRACTION = re.compile(rf"({_NUMBER.pattern}) ?/ ?([0-9]{{1,3}})")
# A fraction that ends an entry and stands apart from what is before it; a block id may follow. Shares, dates and steps
# end entries too ("1/10", "PPO 的 3/5", "1/3-4/5", "5/6"), so only fifths and tenths count, and never one of them.
_LAST_FRACTION = re.compile(
    r"(?:^|(?<=[\s；;—–·,，、(（:：)）\]】])|(?<=[^0-9]-))(?<!的\s)((?:[02-9](?:\.[0-9])?|1\.[0-9]|10)/(?:5|10))"
    r"[)）\]】]*(?:\s+\^[A-Za-z0-9-]+)?\s*\Z"
)

Style = Literal["stars", "number", "fraction"]


@dataclass(frozen=True, slots=True)
class RatingProblem:
    """What is wrong with a rating, in a few words; `fixed` is the right text where it is known.

    `order_changes` says that `fixed` moves a filled star. Else it only adds empty ones or draws stars of another
    family: the rating stays the same.
    """

    problem: str
    fixed: str | None = None
    order_changes: bool = False


def may_rate(text: str) -> bool:
    """Whether it is worth looking for ratings in `text`: a quick test that passes over most notes."""
    return _HINT.search(text) is not None


def find(text: str, offset: int = 0) -> list[RatingMention]:
    """Every run of star glyphs, a lone one too, from left to right. Spans are offsets into `text` plus `offset`."""
    return [RatingMention(run.group(), Span(*run.span()).shift(offset)) for run in _RUN.finditer(text)]


def find_in_entry(text: str, offset: int = 0) -> list[RatingMention]:
    """What `find` sees in the text of one list item, or a fraction such as `4/5` that ends it as a rating would.

    A fraction beside a run of stars only explains it: `⭐⭐⭐⭐ (4/5)`.
    """
    found = find(text, offset)
    if ("/5" not in text and "/10" not in text) or any(len(_plain(each.text)) > 1 for each in found):
        return found
    fraction = _LAST_FRACTION.search(text)
    if fraction and _scaled(fraction[1], 1) is not None:
        found.append(RatingMention(fraction[1], Span(*fraction.span(1)).shift(offset)))
    return found


def judge(text: str, conventions: RatingConventions, *, in_property: bool) -> RatingProblem | None:
    """What is wrong with one rating, or None.

    `text` is the text of a mention, or the whole value of a rating property. Never wrong are a lone star, a number (its
    scale, up to 5, 10 or 100, can't be seen in it), words without stars, and glyphs that the vault does not rate with.
    A fraction gets no fix: whether stars or a number should replace it is for the vault's owner to say.
    """
    text = _plain(text)
    if _FRACTION.fullmatch(text):
        return RatingProblem("a fraction instead of stars")
    runs = [run for run in _RUN.findall(text) if _is_used(run, conventions)]
    run = max(runs, key=len, default="")
    if len(run) < 2 and not (in_property and len(runs) > 1):
        return None
    if in_property and run != text:
        return RatingProblem("text beside the stars")
    return _judge_run(run, conventions)


def value(text: str, conventions: RatingConventions) -> float | None:
    """A rating as its number of filled stars, a half star counting 0.5; None if `text` is none or leaves it open.

    Malformed stars have a value if the scale holds them and their filled ones are all of one glyph. A number up to the
    scale counts as it is; a fraction is brought to the scale.
    """
    text = _plain(text)
    if _NUMBER.fullmatch(text):
        return float(text) if float(text) <= conventions.scale else None
    if _FRACTION.fullmatch(text):
        return _scaled(text, conventions.scale)
    if not _RUN.fullmatch(text) or not 2 <= len(text) <= conventions.scale or not _is_used(text, conventions):
        return None
    kinds = _kinds(text, conventions)
    if len(_distinct(text, kinds, "f")) > 1:
        return None
    return kinds.count("f") + kinds.count("h") / 2


def style(text: str) -> Style | None:
    """How the value of a rating property is written; None for words and for nothing."""
    text = _plain(text)
    if _NUMBER.fullmatch(text):
        return "number"
    if _FRACTION.fullmatch(text):
        return "fraction"
    return "stars" if _RUN.search(text) else None


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


def _scaled(fraction: str, scale: int) -> float | None:
    """The value of a fraction as written, on a scale; None if it is more than the whole."""
    above, below = (float(part) for part in fraction.split("/"))
    return above * scale / below if above <= below != 0 else None


def _plain(text: str) -> str:
    return _SELECTORS.sub("", text).strip()
