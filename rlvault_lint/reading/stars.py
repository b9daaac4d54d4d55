"""Star ratings: find them in text. Pure functions without I/O; what is wrong with one is for `vault.ratings` to say.

An emoji star (`⭐`) has no empty form, so a run of them is a rating by its length; `★` has `☆`, and a rating of the two
is as wide as the scale. A lone star is a highlight and never a rating.
"""

from __future__ import annotations

import re
from functools import cache

from rlvault_lint.note import RatingMention
from rlvault_lint.reading.finder import Finder, Leaf, Source, find_all
from rlvault_lint.text import Span

FAMILIES = ("★☆⭐✩✭✮✯✰🌟⯨⯪", "●○⚫⚪", "♥♡❤🤍🖤", "◆◇", "■□", "▮▯")
"""The glyphs that are found in notes, by what stands together in one rating."""
GLYPHS = "".join(FAMILIES)
"""Every glyph that can be found; the conventions can name no others."""

# A variation selector only says how the star before it is drawn; `½` belongs to a run only after a star.
_RUNS = "|".join(f"(?<=[{family}])[\ufe0e\ufe0f]*½?(?:[{family}][\ufe0e\ufe0f]*½?)*" for family in FAMILIES)


@cache
def run_of_glyphs() -> re.Pattern[str]:
    """A run of glyphs of one family, perhaps of one glyph. One set of characters tells where to try the families."""
    return re.compile(f"[{GLYPHS}](?:{_RUNS})")


_SELECTORS = re.compile("[\ufe0e\ufe0f]")

# The glyphs in UTF-8, by the byte that they begin with: most notes have none, which their bytes tell fastest.
_GLYPH_HINTS = {
    lead: re.compile(b"|".join(re.escape(sign) for sign in map(str.encode, GLYPHS) if sign.startswith(lead)))
    for lead in sorted({sign.encode()[:1] for sign in GLYPHS})
}
_FRACTION = re.compile("/(?:5|10)")
# A fraction that ends an entry and stands apart from what is before it; a block id may follow. Shares, dates and steps
# end entries too ("1/10", "PPO 的 3/5", "1/3-4/5", "5/6"), so only fifths and tenths count, and never one of them.


@cache
def _last_fraction() -> re.Pattern[str]:
    return re.compile(
        r"(?:^|(?<=[\s；;—–·,，、(（:：)）\]】])|(?<=[^0-9]-))(?<!的\s)((?:[02-9](?:\.[0-9])?|1\.[0-9]|10)/(?:5|10))"
        r"[)）\]】]*(?:\s+\^[A-Za-z0-9-]+)?\s*\Z"
    )


def places(source: Source) -> list[int]:
    """The places of what every rating has: a glyph, or the slash of a fraction."""
    found = [match.start() for match in _FRACTION.finditer(source.plain)]
    data = source.data
    for sign in {sign for lead, hint in _GLYPH_HINTS.items() if lead in data for sign in hint.findall(data)}:
        found += find_all(sign.decode(), source.text)
    return found


def find(text: str, offset: int = 0) -> list[RatingMention]:
    """Every run of star glyphs, a lone one too, from left to right. Spans are offsets into `text` plus `offset`."""
    return [RatingMention(run.group(), Span(*run.span()).shift(offset)) for run in run_of_glyphs().finditer(text)]


def find_in_entry(text: str, offset: int = 0) -> list[RatingMention]:
    """What `find` sees in the text of one list item, or a fraction such as `4/5` that ends it as a rating would.

    A fraction beside a run of stars only explains it: `⭐⭐⭐⭐ (4/5)`.
    """
    found = find(text, offset)
    if ("/5" not in text and "/10" not in text) or any(len(plain(each.text)) > 1 for each in found):
        return found
    fraction = _last_fraction().search(text)
    if fraction and scaled(fraction[1], 1) is not None:
        found.append(RatingMention(fraction[1], Span(*fraction.span(1)).shift(offset)))
    return found


def find_in(leaf: Leaf) -> list[RatingMention]:
    """What `find_in_entry` sees in the running text of a list item, outside its links and code."""
    found = find_in_entry(leaf.text[leaf.start : leaf.end], leaf.start)
    return [each for each in found if leaf.outside(each.span.start, each.span.end)]


FINDER = Finder("ratings", find_in, places, in_notes=False, in_entries=True)


def scaled(fraction: str, scale: int) -> float | None:
    """The value of a fraction as written, on a scale; None if it is more than the whole."""
    above, below = (float(part) for part in fraction.split("/"))
    return above * scale / below if above <= below != 0 else None


def plain(text: str) -> str:
    """`text` without what only says how a star is drawn, and without spaces around it."""
    return _SELECTORS.sub("", text).strip()
