"""The names most like another: what "did you mean" is made from.

Names are compared as Unicode's NFKC form has them, without regard to case. rapidfuzz is loaded when the first question
is asked.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping
from functools import cache
from typing import NamedTuple

CUTOFF = 70.0
_MISTYPED = 65.0
_MOST = 1000  # names that one question is compared with: beyond these the rarest pairs of letters choose
_SEPARATORS = re.compile(r"[\s_\u00ad\u2010-\u2015\u2212-]+")
_NUMBERS = r"""
      \d+ (?: [a-z] (?![^\W\d_]) )?                                  # 2025, 3b
    | (?<!['’]) (?<![^\W_]) (?: [ivx]{2,} | [b-hj-z] ) (?![^\W_])   # Part II, Plan B; `a` and `I` are words as well
    | (?<=第) [〇零一二两三四五六七八九十百]+
    | [〇零一二两三四五六七八九十百]+ (?=[、.章节節篇部卷期回讲講课課])
    | (?<![^\W_]) (?: one | two | three | four | five | six | seven | eight | nine | ten ) (?![^\W_])
    | [上中下] (?=[篇册冊卷集部]|[)）\]】]*$)
"""
_ASCII_NUMBERS = r"""
      \d+ (?: [a-z] (?![a-z]) )?
    | (?<![a-z\d])
      (?: (?<!') (?: [ivx]{2,} | [b-hj-z] ) | one | two | three | four | five | six | seven | eight | nine | ten )
      (?![a-z\d])
"""
"""What `_NUMBERS` finds in a text without other characters, in half the time."""
_PERSON = r"[^\W\d_]+(?:[-'’][^\W\d_]+)*"
_DATED = rf"""
      (?: ^@? | [(（\[] ) \s*                                               # Jiang (2025), (Jiang & Pang, 2025)
      ( {_PERSON} (?: (?: \s* [,&] \s* | \s+ (?: and | und | et (?!\s+al\b) | y ) \s+ ) {_PERSON} )* )
      (?: [\s,_-]+ [(（]? | [(（] | (?<=[a-z]) ) (?= (?:19|20)\d\d )
"""
_ET_AL = rf"""
      ( {_PERSON} (?= ,? \s+ et \s+ al\b) | (?<![a-z]) [a-z'’-]+ (?= \s* 等) )  # Jiang et al., Jiang 等
"""


@cache
def _numbers(is_ascii: bool) -> re.Pattern[str]:
    """The numbers of a name, and the letters of a series in it."""
    return re.compile(_ASCII_NUMBERS, re.VERBOSE | re.ASCII) if is_ascii else re.compile(_NUMBERS, re.VERBOSE)


@cache
def _authors(et_al: bool) -> re.Pattern[str]:
    """The authors that a name cites; with `et_al` also those before "et al." or "等", which take long to look for."""
    return re.compile(f"{_ET_AL} | {_DATED}" if et_al else _DATED, re.VERBOSE)


class Names(NamedTuple):
    """Names prepared for many questions: sorted by the length of their keys, which are what is compared.

    `pairs` gives for two letters that stand side by side in a key the indices of the keys that hold them, ascending; it
    is empty where there are so few names that all of them can be looked at.
    """

    names: tuple[str, ...]
    keys: list[str]
    lengths: list[int]
    pairs: Mapping[str, list[int]]


def key(text: str) -> str:
    """`text` as names are compared: in Unicode's form NFKC, without regard to case."""
    return text.lower() if text.isascii() else unicodedata.normalize("NFKC", text).casefold()


def letters(text: str) -> str:
    """The `key` of `text` without spaces, hyphens and underscores: equal for `Agent-Skills` and `agent skills`."""
    return _SEPARATORS.sub("", key(text))


def particulars(text: str) -> tuple[str, ...]:
    """What tells a name from the others of its kind: its numbers, the letters of a series, the authors that it cites.

    However near two names are, they name two things if these differ: "Jiang et al. (2025)" and "Pang et al. (2025)",
    `figure-1` and `figure-2`, "Part II" and "Part III".
    """
    text = key(text)
    found = _numbers(text.isascii()).findall(text)
    numbers = [number.lstrip("0") or "0" for number in found]
    # Authors stand before a year or "et al.", of which most names have none.
    et_al = "et" in text and "al" in text
    if not et_al and "19" not in text and "20" not in text:
        return tuple(numbers)
    authors = _authors(et_al or "等" in text).findall(text)
    return (*numbers, *(letters("".join(each)) for each in authors))


def prepare(names: Iterable[str]) -> Names:
    """`names` for `nearest`; names without letters or digits are left out."""
    found = sorted((len(text), text, name) for name in set(names) if any(map(str.isalnum, text := key(name))))
    keys = [text for _, text, _ in found]
    pairs: dict[str, list[int]] = {}
    if len(keys) > _MOST:
        for index, text in enumerate(keys):
            for pair in _pairs(text):
                pairs.setdefault(pair, []).append(index)
    return Names(tuple(name for *_, name in found), keys, [length for length, *_ in found], pairs)


def nearest(text: str, names: Names, *, limit: int = 3, cutoff: float = CUTOFF) -> list[tuple[str, float]]:
    """The names most like `text`, best first, each with its likeness from `cutoff` to 100 (rapidfuzz's `ratio`).

    None for a text without letters: the date of a note-to-be is like that of every other day. Of more than a thousand
    names those are compared that share its rarest pairs of letters, so that no question costs more in a large vault.
    """
    wanted = key(text)
    if not names.keys or not any(map(str.isalpha, wanted)):
        return []
    from rapidfuzz import fuzz, process

    # Likeness is twice the common letters by the sum of the lengths: names much shorter or longer can't reach it.
    share = cutoff / (200 - cutoff)
    low = bisect_left(names.lengths, len(wanted) * share)
    high = bisect_right(names.lengths, len(wanted) / share)
    indices = range(low, high) if high - low <= _MOST else _likely(wanted, names, low, high)
    found = process.extract(
        wanted,
        [names.keys[index] for index in indices],
        scorer=fuzz.ratio,
        processor=None,
        limit=limit,
        score_cutoff=cutoff,
    )
    return [(names.names[indices[at]], score) for _, score, at in found]


def _pairs(text: str) -> set[str]:
    return {text[at : at + 2] for at in range(len(text) - 1)} or {text}


def _likely(wanted: str, names: Names, low: int, high: int) -> list[int]:
    """The indices from `low` to `high` of the names that share the rarest pairs of `wanted`, no more than `_MOST`."""
    places = []
    for pair in _pairs(wanted):
        holders = names.pairs.get(pair, [])
        start, end = bisect_left(holders, low), bisect_left(holders, high)
        if start < end:
            places.append((end - start, pair, start))
    chosen: set[int] = set()
    for count, pair, start in sorted(places):
        room = _MOST - len(chosen)
        if room <= 0:
            break
        chosen.update(names.pairs[pair][start : start + min(count, room)])
    return sorted(chosen)


def closest(text: str, known: Iterable[str]) -> str | None:
    """The one of the known names that `text` was probably meant to be: an option, a command, a key, a rule."""
    found = nearest(text, prepare(known), limit=1, cutoff=_MISTYPED)
    return found[0][0] if found else None
