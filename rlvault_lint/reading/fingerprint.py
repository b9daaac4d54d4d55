"""How alike the texts of two notes are, told from a few numbers for each.

The sketch of a text is the set of the least hashes of its sentences. Two texts with most of their sentences in common
have most of the least hashes in common too, so these estimate that share (Broder 1997).
"""

from __future__ import annotations

from collections.abc import Container
from hashlib import blake2b
from zlib import crc32

from rlvault_lint.note import Body

SIZE = 32
"""How many hashes a sketch holds at most."""
LEAST = 5
"""How many sentences two texts must have for a comparison."""

_MOST = 0xFFFFFFFF
_FULL_STOPS = (b". ", "。".encode())


def body(data: bytes) -> Body:
    """The fingerprint of a note's text in UTF-8; spaces and line ends don't count for its length and digest."""
    plain = data.translate(None, b" \t\r\n")
    fenced = b"```" in data or b"~~~" in data
    prose = len(_outside_fences(data).translate(None, b" \t\r\n")) if fenced else len(plain)
    for mark in _FULL_STOPS:
        data = data.replace(mark, b"\n")
    hashes = set(map(crc32, map(bytes.strip, data.splitlines())))
    return Body(len(plain), blake2b(plain, digest_size=12).hexdigest(), tuple(sorted(hashes)[:SIZE]), prose)


def _outside_fences(data: bytes) -> bytes:
    """A text without its fenced blocks."""
    kept: list[bytes] = []
    fence = b""
    for line in data.splitlines():
        start = line.lstrip(b" ")
        if not start.startswith((b"```", b"~~~")) or len(line) - len(start) > 3:
            if not fence:
                kept.append(line)
        elif not fence:
            fence = start[: len(start) - len(start.lstrip(start[:1]))]
        elif start.startswith(fence) and not start.strip(b"`~").strip():
            fence = b""
    return b"\n".join(kept)


def likeness(one: Body, other: Body, ignored: Container[int] = ()) -> float:
    """The share of their sentences that two texts have in common, from 0 to 1; an estimate if there are many.

    `ignored` are hashes that don't count. Where fewer than `LEAST` sentences are left, texts are not alike.
    """
    # A full sketch says nothing of the hashes beyond its last.
    end = min((body.sketch[-1] for body in (one, other) if len(body.sketch) == SIZE), default=_MOST)
    ours, theirs = ({each for each in body.sketch if each <= end and each not in ignored} for body in (one, other))
    total = len(ours | theirs)
    return len(ours & theirs) / total if total >= LEAST else 0.0
