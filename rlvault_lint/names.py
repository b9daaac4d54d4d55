"""The names most like another: what "did you mean" is made from.

Names are compared as people read them: without regard to case and punctuation. rapidfuzz is loaded when the first
question is asked.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass

CUTOFF = 80.0


@dataclass(frozen=True, slots=True)
class Names:
    """Names prepared for many questions: sorted by the length of their plain form, which is what is compared."""

    names: tuple[str, ...]
    plain: list[str]
    lengths: list[int]


def plain(text: str) -> str:
    """`text` in lower case, with a single blank for each run of blanks and punctuation."""
    from rapidfuzz import utils

    return " ".join(utils.default_process(text).replace("_", " ").split())


def prepare(names: Iterable[str]) -> Names:
    """`names` for `nearest`; names of nothing but symbols are left out."""
    pairs = sorted((len(key), key, name) for name in set(names) if (key := plain(name)))
    return Names(tuple(name for *_, name in pairs), [key for _, key, _ in pairs], [length for length, *_ in pairs])


def nearest(text: str, names: Names, *, limit: int = 3, cutoff: float = CUTOFF) -> list[tuple[str, float]]:
    """The names most like `text`, best first, each with its likeness from `cutoff` to 100.

    None for a text without letters: the date of a note-to-be is like that of every other day.
    """
    from rapidfuzz import fuzz, process

    wanted = plain(text)
    if not any(char.isalpha() for char in wanted):
        return []
    # Likeness is twice the common characters by the sum of the lengths: names much shorter or longer can't reach it.
    share = cutoff / (200 - cutoff)
    low = bisect_left(names.lengths, len(wanted) * share)
    high = bisect_right(names.lengths, len(wanted) / share)
    found = process.extract(
        wanted, names.plain[low:high], scorer=fuzz.ratio, processor=None, limit=limit, score_cutoff=cutoff
    )
    return [(names.names[low + index], score) for _, score, index in found]
