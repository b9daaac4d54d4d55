"""What a heading that a note no longer has was turned into: one line replaced by one line, as its versions show."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from difflib import SequenceMatcher
from itertools import pairwise
from typing import NamedTuple

from rlvault_lint.note import Heading
from rlvault_lint.reading.parse import parse
from rlvault_lint.text import decode
from rlvault_lint.vault import history
from rlvault_lint.vault.anchors import missed
from rlvault_lint.vault.headings import strip_heading
from rlvault_lint.vault.likeness import Effort
from rlvault_lint.vault.vault import Vault

_CHARACTERS = 50_000_000
_COMPARISONS = 20_000_000


class Rewording(NamedTuple):
    """The text that a heading has today; the last commit that changed it (its full id), with its date."""

    text: str
    commit: str
    date: str


class _Version(NamedTuple):
    """The lines of a note, its headings with the number of their line, their names as they are compared, and the commit
    that made it.
    """

    lines: Sequence[str]
    headings: Sequence[tuple[int, Heading]]
    names: frozenset[str]
    commit: str
    date: str


def reworded(vault: Vault, path: str, heading: str) -> Rewording | None:
    """What became of a heading that the note at `path` doesn't have any more; None if that is not known.

    Each time it vanished, its line was replaced, in one hunk, by exactly one heading line of the same level.
    """
    found = vault.keep(_versions).reworded(path, strip_heading(heading))
    return found if found and strip_heading(found.text) in vault.derive(_names, path) else None


def _names(vault: Vault, path: str) -> frozenset[str]:
    return frozenset(text for text, _ in vault.stripped_headings(path))


def _versions(vault: Vault) -> _Versions:
    """The versions of the notes whose headings are missed."""
    if vault.past is None:
        return _Versions({})
    known = {path: history.versions(vault, path) for path in sorted(vault.derive(missed))}
    data = dict(vault.past.blobs(blob for found in known.values() for blob, *_ in found))
    effort = Effort(_CHARACTERS)
    return _Versions(
        {
            path: [
                _version(path, data[blob], commit, date)
                for blob, commit, date in reversed(found)
                if blob in data and effort.allows(len(data[blob]))
            ]
            for path, found in known.items()
        }
    )


def _version(path: str, data: bytes, commit: str, date: str) -> _Version:
    text = decode(data)
    headings = parse(path, data).headings
    rows = [(text.count("\n", 0, each.span.start), each) for each in headings]
    return _Version(text.split("\n"), rows, frozenset(strip_heading(each.text) for each in headings), commit, date)


class _Versions:
    """The versions of notes, the first first, and how each differs from the one before."""

    def __init__(self, versions: Mapping[str, Sequence[_Version]]) -> None:
        self._versions = versions
        self._hunks: dict[tuple[str, int], list[_Hunk]] = {}
        self._effort = Effort(_COMPARISONS)

    def reworded(self, path: str, wanted: str) -> Rewording | None:
        """What became of the heading that is compared as `wanted`, as far as it can be followed."""
        found = None
        for number, (older, newer) in enumerate(pairwise(self._versions.get(path, ()))):
            if wanted in older.names and wanted not in newer.names:
                new = self._replaced(path, number, wanted)
                if new is None:
                    return None
                wanted, found = strip_heading(new.text), Rewording(new.text, newer.commit, newer.date)
        return found

    def _replaced(self, path: str, number: int, wanted: str) -> Heading | None:
        """The one heading, of the same level, that stands in the place of the one heading of a hunk."""
        key = (path, number)
        if key not in self._hunks:
            older, newer = self._versions[path][number : number + 2]
            self._hunks[key] = _hunks(older, newer, self._effort)
        for gone, come in self._hunks[key]:
            if any(strip_heading(each.text) == wanted for each in gone):
                return come[0] if len(gone) == len(come) == 1 and gone[0].level == come[0].level else None
        return None


_Hunk = tuple[list[Heading], list[Heading]]


def _hunks(older: _Version, newer: _Version, effort: Effort) -> list[_Hunk]:
    """The headings that each hunk took away, and those that it put in their place; none where that costs too much."""
    one, other = older.lines, newer.lines
    shorter = min(len(one), len(other))
    start = next((row for row in range(shorter) if one[row] != other[row]), shorter)
    left = shorter - start
    end = next((row for row in range(left) if one[-1 - row] != other[-1 - row]), left)
    ours, theirs = one[start : len(one) - end], other[start : len(other) - end]
    if not effort.allows(len(ours) * len(theirs)):
        return []
    return [
        (
            [each for row, each in older.headings if low <= row - start < high],
            [each for row, each in newer.headings if to_low <= row - start < to_high],
        )
        for kind, low, high, to_low, to_high in SequenceMatcher(None, ours, theirs, autojunk=False).get_opcodes()
        if kind == "replace"
    ]
