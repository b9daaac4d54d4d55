"""How alike the texts of two notes are, told from a few numbers for each.

The sketch of a text is the set of the least hashes of its sentences. Two texts with most of their sentences in common
have most of the least hashes in common too, so these estimate that share (Broder 1997).
"""

from __future__ import annotations

import re
from collections.abc import Container
from hashlib import sha256
from struct import pack, unpack
from zlib import crc32

from rlvault_lint.note import Body

SIZE = 32
"""How many hashes a sketch holds at most."""
LEAST = 5
"""How many sentences two texts must have for a comparison."""

_MOST = 0xFFFFFFFF
_SPACES, _SPACES_AND_LINES = b" \t", b" \t\r\n"
_RETURNS_AS_NEWLINES = bytes.maketrans(b"\r", b"\n")
_IDEOGRAPHIC_STOP = "。".encode()
# Apart, as an expression that begins with a literal is searched for ten times as fast as a choice of two.
_FENCES = {b"`": re.compile(rb"```[^\r\n]*"), b"~": re.compile(rb"~~~[^\r\n]*")}


def body(data: bytes) -> Body:
    """The fingerprint of a note's text in UTF-8; spaces and line ends don't count.

    A sentence ends with a full stop, be it one in a number, or with its line.
    """
    lines = data.translate(_RETURNS_AS_NEWLINES, _SPACES)
    plain = lines.replace(b"\n", b"")
    fences = [match for sign, fence in _FENCES.items() if sign in data for match in fence.finditer(data)]
    prose = len(plain) - _length_in_fences(data, fences) if fences else len(plain)
    # By as many bytes as there were, so that Python need not make room.
    sentences = lines.replace(b".", b"\n").replace(_IDEOGRAPHIC_STOP, b"\n\n\n").split()
    hashes = sorted(set(map(crc32, sentences)))
    return Body(len(plain), sha256(plain).hexdigest()[:24], pack(f"<{min(len(hashes), SIZE)}I", *hashes[:SIZE]), prose)


def hashes_of(sketch: bytes) -> tuple[int, ...]:
    """The hashes of a sketch, ascending."""
    return unpack(f"<{len(sketch) // 4}I", sketch)


def _length_in_fences(data: bytes, marks: list[re.Match[bytes]]) -> int:
    """How many bytes but spaces the fenced blocks of a text have, with the lines that open and close them.

    `marks` are what may open or close one, to the end of its line.
    """
    length, opened, fence = 0, 0, b""
    for match in sorted(marks, key=re.Match.start):
        start = data.rfind(b"\n", 0, match.start()) + 1
        start = max(start, data.rfind(b"\r", start, match.start()) + 1)
        if match.start() - start > 3 or data[start : match.start()].strip(b" "):
            continue
        line = match.group()
        if not fence:
            opened, fence = start, line[: len(line) - len(line.lstrip(line[:1]))]
        elif line.startswith(fence) and not line.strip(b"`~").strip():
            length += len(data[opened : match.end()].translate(None, _SPACES_AND_LINES))
            fence = b""
    return length + (len(data[opened:].translate(None, _SPACES_AND_LINES)) if fence else 0)


def likeness(one: tuple[int, ...], other: tuple[int, ...], ignored: Container[int] = ()) -> float:
    """The share of their sentences that two texts with these hashes have in common, from 0 to 1; an estimate if there
    are many.

    `ignored` are hashes that don't count. Where fewer than `LEAST` sentences are left, texts are not alike.
    """
    # A full sketch says nothing of the hashes beyond its last.
    end = min((sketch[-1] for sketch in (one, other) if len(sketch) == SIZE), default=_MOST)
    ours, theirs = ({each for each in sketch if each <= end and each not in ignored} for sketch in (one, other))
    total = len(ours | theirs)
    return len(ours & theirs) / total if total >= LEAST else 0.0
