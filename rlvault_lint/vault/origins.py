"""Where a file was before: what its relative links meant there, they mean still."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from rlvault_lint.commits import Change, Past
from rlvault_lint.findings.diagnostic import Safety
from rlvault_lint.vault.changed import plain_name
from rlvault_lint.vault.hops import LIVES, Hops
from rlvault_lint.vault.record import Record


class Origin(NamedTuple):
    """The path that a file had until the commit `number`, and how sure it is that it was that file."""

    path: str
    number: int
    safety: Safety


class Origins:
    """The earlier paths of files."""

    def __init__(self, past: Past, record: Record, hops: Hops) -> None:
        self._past, self._record, self._hops = past, record, hops
        self._changes: dict[int, Sequence[Change]] = {}

    def read(self, paths: Iterable[str]) -> None:
        """Ask at once what the commits did that gave these paths their files."""
        added = (self._record.added(path) for path in paths)
        wanted = {self._record.ids[number]: number for number in added if number is not None}
        asked = [each for each, number in wanted.items() if number not in self._changes]
        self._changes |= {wanted[commit.id]: commit.changes for commit in self._past.changes(asked)} if asked else {}
        self._hops.look_up(each.path for path in paths for each in self._candidates(path))

    def of(self, path: str) -> Iterator[Origin]:
        """The paths that the file at `path` had, the last first."""
        for _ in range(LIVES):
            self.read([path])
            number = self._record.added(path)
            found = [
                Origin(each.path, number, heirs.safety)
                for each in self._candidates(path)
                if number is not None and (heirs := self._hops.hop(each.path, number).heirs).paths == (path,)
            ]
            if len(found) != 1:
                return
            yield found[0]
            path = found[0].path

    def _candidates(self, path: str) -> list[Change]:
        """The files that went when `path` came, and had its name or content."""
        number = self._record.added(path)
        changes = self._changes.get(number, ()) if number is not None else ()
        blobs = {each.after for each in changes if each.path == path}
        name = plain_name(path)
        return [
            each for each in changes if each.status == "D" and (each.before in blobs or plain_name(each.path) == name)
        ]
