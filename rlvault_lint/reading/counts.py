"""Numbers of notes as headings and entries state them: "（25 篇）", "(12 notes)", "共 12 篇"."""

from __future__ import annotations

import re
from functools import cache

from rlvault_lint.note import StatedCount
from rlvault_lint.text import Span

# Not "about 25", "25+" or "20-25": only a number that claims to be exact can be wrong. Each expression opens with one
# character, which lets the engine pass over all others fast.
_COUNT = r"[ \t]?(?:共|total:?)?[ \t]?([0-9]{1,4})[ \t]?(?:篇|(?:notes?|papers?|articles?|entries)\b)"
_OPENINGS = "(（共"


@cache
def _counts(opening: str) -> re.Pattern[str]:
    return re.compile(re.escape(opening) + _COUNT, re.IGNORECASE)


def find(text: str) -> tuple[StatedCount, ...]:
    """The stated counts of a text, in order; numbers without a unit that notes are counted in are none."""
    patterns = [_counts(opening) for opening in _OPENINGS if opening in text]
    found = {match.span(1): int(match[1]) for pattern in patterns for match in pattern.finditer(text)}
    return tuple([StatedCount(number, Span(*span)) for span, number in sorted(found.items())])
