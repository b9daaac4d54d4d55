"""How much of one text is in another, counted as git counts it for renames: in lines, long ones cut at 64 bytes."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping

_CHUNK = re.compile(rb"[^\n]{0,63}\n|[^\n]{1,64}")


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


def similarity(one: Text, other: Text) -> float:
    """From 0 to 100: what two texts have in common, of the larger one."""
    largest = max(one.size, other.size)
    return 100.0 * shared(one.chunks, other.chunks) / largest if largest else 0.0


def gained(before: Text, after: Text, of: Text) -> float:
    """From 0 to 100: how much of the text `of` came into a text when `before` became `after`."""
    new = {chunk: more for chunk, size in after.chunks.items() if (more := size - before.chunks.get(chunk, 0)) > 0}
    return 100.0 * shared(new, of.chunks) / of.size if of.size else 0.0


def spread(chunks: Iterable[bytes], texts: Iterable[bytes]) -> Counter[bytes]:
    """In how many of `texts` each of these chunks is."""
    wanted = frozenset(chunks)
    found: Counter[bytes] = Counter()
    for data in texts if wanted else ():
        found.update(wanted.intersection(_CHUNK.findall(data.replace(b"\r\n", b"\n"))))
    return found
