"""How much of one text is in another, counted as git counts it for renames: in lines, long ones cut at 64 bytes."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from heapq import nlargest

from rlvault_lint.note import is_canvas, is_note

_MANY = 50
"""So many texts with one chunk that it says nothing of which of them became which."""
_MOST = 20
"""So many of those that have most in common are looked at closely."""
_CHUNK = re.compile(rb"[^\n]{0,63}\n|[^\n]{1,64}")


def has_text(path: str) -> bool:
    """Whether files of this kind are compared by their text; all others only by their blob."""
    return is_note(path) or is_canvas(path) or path.lower().endswith(".base")


class Text:
    """A text as a bag of chunks: how many bytes of it each kind of chunk makes up."""

    __slots__ = ("chunks", "size")

    def __init__(self, data: bytes) -> None:
        counts = Counter(_CHUNK.findall(data.replace(b"\r\n", b"\n")))
        self.chunks: dict[bytes, int] = {chunk: len(chunk) * count for chunk, count in counts.items()}
        self.size = sum(self.chunks.values())


def shared(one: Mapping[bytes, int], other: Mapping[bytes, int]) -> int:
    """The bytes that two bags of chunks have in common."""
    if len(one) > len(other):
        one, other = other, one
    return sum(min(size, other[chunk]) for chunk, size in one.items() if chunk in other)


def similarity(one: Text | None, other: Text | None, common: int | None = None) -> float:
    """From 0 to 100: what two texts have in common (`common` bytes, if that is known), of the larger one; 0 where both
    are empty, or one is not known.
    """
    if one is None or other is None:
        return 0.0
    common = shared(one.chunks, other.chunks) if common is None else common
    return 100.0 * common / max(one.size, other.size, 1)


def gained(before: Text, after: Text) -> dict[bytes, int]:
    """The chunks that came into a text when `before` became `after`."""
    chunks = after.chunks.items()
    return {chunk: more for chunk, size in chunks if (more := size - before.chunks.get(chunk, 0)) > 0}


class Effort:
    """How much may still be compared, in all: a history can be made so that it would be without end."""

    def __init__(self, steps: int) -> None:
        self._left = steps

    def allows(self, steps: int) -> bool:
        """Whether so many more may be made; if so, they count as made."""
        if steps > self._left:
            return False
        self._left -= steps
        return True


class Bags:
    """Bags of chunks, to find those that have much in common with a text without looking at all of them."""

    def __init__(self, bags: Iterable[Mapping[bytes, int]]) -> None:
        self._bags = list(bags)
        self._holders: dict[bytes, list[int]] = {}
        for number, bag in enumerate(self._bags):
            for chunk in bag:
                self._holders.setdefault(chunk, []).append(number)

    def shared(self, chunks: Mapping[bytes, int], effort: Effort) -> dict[int, int] | None:
        """The bytes that each of the bags, by its number, has in common with `chunks`, without those that have none;
        None if that takes too much effort. What very many have counts only for those that have most of the rest.
        """
        held = [chunk for chunk in chunks if chunk in self._holders]
        common = [chunk for chunk in held if len(self._holders[chunk]) > _MANY]
        rare = [chunk for chunk in held if len(self._holders[chunk]) <= _MANY]
        if not effort.allows(sum(len(self._holders[chunk]) for chunk in rare) + _MOST * len(common)):
            return None
        found: dict[int, int] = {}
        for chunk in rare:
            for number in self._holders[chunk]:
                found[number] = found.get(number, 0) + min(chunks[chunk], self._bags[number][chunk])
        for number in nlargest(_MOST, found, key=found.__getitem__) if common else ():
            bag = self._bags[number]
            found[number] += sum(min(chunks[chunk], bag[chunk]) for chunk in common if chunk in bag)
        return found


def spread(chunks: Iterable[bytes], texts: Iterable[bytes]) -> Counter[bytes]:
    """In how many of `texts` each of these chunks is."""
    wanted = frozenset(chunks)
    found: Counter[bytes] = Counter()
    for data in texts if wanted else ():
        found.update(wanted.intersection(_CHUNK.findall(data.replace(b"\r\n", b"\n"))))
    return found
