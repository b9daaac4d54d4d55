"""What a broken link was before somebody rewrote it: a search-and-replace can turn links into others just as broken,
whose old text still says what was meant.

Only the target of the link may have changed in its line. The versions of the notes concerned are read once, together.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from rlvault_lint.findings.diagnostic import Safety
from rlvault_lint.note import CANVAS, Link
from rlvault_lint.reading.parse import parse
from rlvault_lint.text import decode
from rlvault_lint.vault import history
from rlvault_lint.vault.likeness import Effort
from rlvault_lint.vault.resolution import Found, Missing
from rlvault_lint.vault.status import Status, unsound
from rlvault_lint.vault.vault import Vault

_STEPS = 10
_CHARACTERS = 500_000_000


class Spelling(NamedTuple):
    """The `target` that a link had until the commit `commit` (its full id) of the day `date`. The file at `path` is
    what that means today; `safety` is at best UNSAFE.
    """

    target: str
    path: str
    safety: Safety
    commit: str
    date: str


class _Version(NamedTuple):
    """The text of a note, and the commit that made it."""

    text: str
    commit: str
    date: str


def earlier(vault: Vault, link: Link, source: str) -> Spelling | None:
    """What `link` in the file at `source`, which points to nothing, was when its target was one that is known; None if
    it never was, or if the past says nothing.
    """
    versions = vault.keep(_versions)
    if versions is None or link.where == CANVAS:
        return None
    for old, version in versions.earlier(link, source):
        path, safety = _meant(vault, old, source)
        if path and path != source:
            return Spelling(old.target, path, safety, version.commit, version.date)
    return None


def _meant(vault: Vault, link: Link, source: str) -> tuple[str, Safety]:
    """The one file that an old link means today, and how sure that is; no path if there is none."""
    resolution = vault.resolve(link.target, source)
    if isinstance(resolution, Found):
        return resolution.path, Safety.UNSAFE
    past = history.answer(vault, link.target, source) if isinstance(resolution, Missing) else None
    if past is None or len(past.paths) != 1:
        return "", Safety.SUGGESTION
    return past.paths[0], Safety.UNSAFE if past.safety is Safety.SAFE else past.safety


def _versions(vault: Vault) -> _Versions | None:
    if vault.past is None:
        return None
    known = {path: history.versions(vault, path) for path in _with_unknown(vault)}
    data = dict(vault.past.blobs(blob for found in known.values() for blob, *_ in found))
    return _Versions(
        {
            path: [_Version(decode(data[blob]), commit, date) for blob, commit, date in found if blob in data]
            for path, found in known.items()
        }
    )


def _with_unknown(vault: Vault) -> Iterator[str]:
    """The notes that have a link to nothing, of whose target the past says nothing."""
    for path, links in vault.derive(unsound).items():
        if any(Status.MISSING in each.statuses and history.answer(vault, each.target, path) is None for each in links):
            yield path


class _Versions:
    """The versions of notes that hold broken links, the newest first."""

    def __init__(self, versions: Mapping[str, Sequence[_Version]]) -> None:
        self._versions = versions
        self._effort = Effort(_CHARACTERS)

    def earlier(self, link: Link, source: str) -> Iterator[tuple[Link, _Version]]:
        """What the link was before, and before that, each with the version that changed it."""
        newer: _Version | None = None
        steps = 0
        for version in self._versions.get(source, ()):
            if steps == _STEPS or not self._effort.allows(len(version.text)):
                return
            if link.text in version.text:
                newer = version
            elif newer is not None:
                old = _before(link, newer.text, version.text, source)
                if old is None:
                    return
                yield old, newer
                link, newer, steps = old, version, steps + 1


def _before(link: Link, newer: str, older: str, source: str) -> Link | None:
    """What the link was in the older text: the one other target with which its line is there."""
    at = newer.index(link.text)
    opening, closing = link.target_span.start - link.span.start, link.target_span.end - link.span.start
    end = newer.find("\n", at)
    before = newer[newer.rfind("\n", 0, at) + 1 : at + opening]
    after = newer[at + closing : end if end >= 0 else len(newer)]
    found = {
        line[len(before) : len(line) - len(after)]
        for line in older.split("\n")
        if len(line) > len(before) + len(after) and line.startswith(before) and line.endswith(after)
    }
    if len(found) != 1:
        return None
    text = link.text[:opening] + found.pop() + link.text[closing:]
    read = parse(source, text.encode("utf-8", "surrogateescape")).links
    return read[0] if len(read) == 1 and read[0].kind is link.kind else None
