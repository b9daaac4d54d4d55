"""Changes as a unified diff that `git apply` and `patch` take, byte by byte."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from itertools import zip_longest
from types import MappingProxyType

from rlvault_lint.fixing.converge import Change

_CONTEXT = 3
# Up to so many lines are compared in every possible way, which may take their square.
_MOST_COMPARED = 2_000
_ESCAPES = {0x07: "a", 0x08: "b", 0x09: "t", 0x0A: "n", 0x0B: "v", 0x0C: "f", 0x0D: "r", 0x22: '"', 0x5C: "\\"}

Block = tuple[int, int, int, int]
"""Lines `[a, b)` of the old text that became lines `[c, d)` of the new one, from 0."""


def diff(changes: Iterable[Change], moved: Mapping[str, str] = MappingProxyType({}), prefix: str = "") -> bytes:
    """The unified diff of `changes`, to be applied in the vault's root.

    `moved` are the old and new paths of files that move as well; `changes` name these by their new ones. Moves need
    git's own notation, whose paths start at the top of the repository, wherever it is applied: `prefix` is the vault's
    path below that, empty or with a `/` at its end.
    """
    if not moved:
        return b"".join(_header(each.path, each.path) + _body(each) for each in changes)
    by_path = {each.path: each for each in changes}
    both = sorted({**{path: path for path in by_path if path not in moved.values()}, **moved}.items())
    return b"".join(_in_git(prefix + old, prefix + new, by_path.get(new)) for old, new in both)


def _in_git(old: str, new: str, change: Change | None) -> bytes:
    """A file that moves, is changed, or both. This notation has no tab behind a name but in the lines of all diffs."""
    names = [_name(side, path).removesuffix("\t") for side, path in (("a", old), ("b", new), ("", old), ("", new))]
    head = "diff --git {} {}\n".format(*names[:2])
    if old != new:
        head += "rename from {}\nrename to {}\n".format(*names[2:])
    return _bytes(head) + (_header(old, new) + _body(change) if change else b"")


def _header(old: str, new: str) -> bytes:
    return _bytes(f"--- {_name('a', old)}\n+++ {_name('b', new)}\n")


def _body(change: Change) -> bytes:
    return b"".join(_hunks(_lines(change.before), _lines(change.after)))


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")


def _lines(data: bytes) -> list[bytes]:
    """The lines of a file with their ends; only a line feed ends one, as in git."""
    lines = data.split(b"\n")
    ended = [line + b"\n" for line in lines[:-1]]
    return [*ended, lines[-1]] if lines[-1] else ended


def _name(side: str, path: str) -> str:
    """A path as git writes it: in quotes, with escapes, where it holds something odd."""
    path = f"{side}/{path}" if side else path
    data = _bytes(path)
    if any(byte < 0x20 or byte in b'"\\\x7f' for byte in data) or not _is_text(data):
        return f'"{"".join(map(_escaped, data))}"'
    # What reads a diff takes a name to end at a tab, and without one at a space.
    return f"{path}\t" if " " in path else path


def _is_text(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _escaped(byte: int) -> str:
    if byte in _ESCAPES:
        return f"\\{_ESCAPES[byte]}"
    return chr(byte) if 0x20 <= byte < 0x7F else f"\\{byte:03o}"


def _hunks(old: Sequence[bytes], new: Sequence[bytes]) -> Iterator[bytes]:
    for blocks in _together(_changed(old, new)):
        start, end = max(blocks[0][0] - _CONTEXT, 0), min(blocks[-1][1] + _CONTEXT, len(old))
        shift = blocks[0][2] - blocks[0][0]
        last = blocks[-1][3] - blocks[-1][1]
        yield f"@@ -{_range(start, end)} +{_range(start + shift, end + last)} @@\n".encode()
        at = start
        for a, b, c, d in blocks:
            yield from (_line(b" ", line) for line in old[at:a])
            yield from (_line(b"-", line) for line in old[a:b])
            yield from (_line(b"+", line) for line in new[c:d])
            at = b
        yield from (_line(b" ", line) for line in old[at:end])


def _range(start: int, end: int) -> str:
    count = end - start
    first = start + 1 if count else start
    return str(first) if count == 1 else f"{first},{count}"


def _line(mark: bytes, line: bytes) -> bytes:
    return mark + line if line.endswith(b"\n") else mark + line + b"\n\\ No newline at end of file\n"


def _together(blocks: Iterable[Block]) -> Iterator[list[Block]]:
    """The blocks in groups, one for each hunk: those between which the context would overlap belong together."""
    group: list[Block] = []
    for block in blocks:
        if group and block[0] - group[-1][1] > 2 * _CONTEXT:
            yield group
            group = []
        group.append(block)
    if group:
        yield group


def _changed(old: Sequence[bytes], new: Sequence[bytes]) -> Iterator[Block]:
    """Which lines changed. Where none came or went they are compared one by one: most fixes stay in their lines."""
    first = next((at for at, (one, other) in enumerate(zip_longest(old, new)) if one != other), len(old))
    ends = enumerate(zip(reversed(old[first:]), reversed(new[first:]), strict=False))
    last = next((at for at, (one, other) in ends if one != other), min(len(old), len(new)) - first)
    if len(old) == len(new):
        at = first
        while at < len(old) - last:
            start = at
            while at < len(old) - last and old[at] != new[at]:
                at += 1
            if at > start:
                yield start, at, start, at
            at += 1
    elif max(len(old), len(new)) - first - last > _MOST_COMPARED:
        yield first, len(old) - last, first, len(new) - last
    else:
        matcher = SequenceMatcher(None, old[first : len(old) - last], new[first : len(new) - last], autojunk=False)
        for kind, a, b, c, d in matcher.get_opcodes():
            if kind != "equal":
                yield a + first, b + first, c + first, d + first
