"""When each path of a vault was added and deleted, and where each blob was: what its past says of names.

Commits are counted from the newest, which is number 0; "later" is a smaller number.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Iterable, Sequence
from functools import cached_property

from rlvault_lint.commits import Commit
from rlvault_lint.names import letters
from rlvault_lint.note import name_of
from rlvault_lint.vault.resolution import fold, normal

_MANY = 50
"""So many paths with one blob that it says nothing of where one of them went."""


class Record:
    """The lives of all paths. `today` are the vault paths of all files that there are; of the files in `watched` each
    version is kept as well: the commits and the blobs that they made of it, the last first.
    """

    def __init__(self, commits: Iterable[Commit], today: Collection[str], watched: Iterable[str] = ()) -> None:
        self.versions: dict[str, list[tuple[int, str]]] = {path: [] for path in watched}
        self.ids: list[str] = []
        self.dates: list[str] = []
        self._today = {normal(path): path for path in today}
        self._events: dict[str, list[tuple[int, str]]] = {}
        self._deaths: dict[str, list[int]] = {}
        self._holders: dict[str, dict[str, None]] = {}
        self._additions: dict[str, list[tuple[int, str]]] = {}
        for number, commit in enumerate(commits):
            self.ids.append(commit.id)
            self.dates.append(commit.date)
            for change in commit.changes:
                path = change.path
                if path in self.versions and change.status in ("A", "M"):
                    self.versions[path].append((number, change.after))
                if change.status not in ("A", "D"):
                    continue
                self._events.setdefault(path, []).append((number, change.status))
                blob = change.after if change.status == "A" else change.before
                self._holders.setdefault(blob, {})[path] = None
                if change.status == "A":
                    self._additions.setdefault(blob, []).append((number, path))
                else:
                    self._deaths.setdefault(path, []).append(number)
        self._dead: dict[str, list[str]] = {}
        for path in self._deaths:
            if normal(path) not in self._today:
                self._dead.setdefault(name_of(fold(path)), []).append(path)

    def today(self, path: str) -> str | None:
        """The vault path of the file that is at `path` today; None if there is none."""
        return self._today.get(normal(path))

    def dead(self, target: str) -> tuple[list[str], list[str]]:
        """The dead paths that a link's target fits, with or without `.md`: those that are just it, and those that end
        with it. Case and Unicode form don't count.
        """
        wanted = fold(target)
        name = name_of(wanted)
        exact, tails = [], []
        for end in ("", ".md") if name else ():
            for path in self._dead.get(name + end, ()):
                folded = fold(path)
                if folded == wanted + end:
                    exact.append(path)
                elif folded.endswith("/" + wanted + end):
                    tails.append(path)
            if exact or tails:
                break
        return exact, tails

    def alike(self, target: str) -> list[str]:
        """The dead paths that a link's target fits but for spaces, hyphens, underscores, case and Unicode form."""
        wanted = letters(target)
        name = name_of(wanted)
        found = (path for end in ("", ".md") for path in self._alike.get(name + end, ()) if name)
        return [path for path in found if f"/{letters(path)}".endswith((f"/{wanted}", f"/{wanted}.md"))]

    @cached_property
    def _alike(self) -> dict[str, list[str]]:
        """The dead paths by the letters of their names."""
        found: dict[str, list[str]] = {}
        for name, paths in self._dead.items():
            found.setdefault(letters(name), []).extend(paths)
        return found

    def deaths(self, path: str) -> Sequence[int]:
        """The commits that deleted `path`, the last first."""
        return self._deaths.get(path, ())

    def death_after(self, path: str, number: int) -> int | None:
        """The first commit later than `number` that deleted `path`; None if it has lived since."""
        deaths = self.deaths(path)
        at = bisect_left(deaths, number)
        return deaths[at - 1] if at else None

    def lived_through(self, path: str, number: int) -> bool:
        """Whether `path` was there before and after the commit `number`, which neither added nor deleted it."""
        events = self._events.get(path, [])
        at = bisect_left(events, (number, ""))
        if at < len(events) and events[at][0] == number:
            return False
        if at < len(events):
            return events[at][1] == "A"
        return events[-1][1] == "D" if events else self.today(path) is not None

    def held_elsewhere(self, blob: str, number: int, *paths: str) -> bool:
        """Whether a path other than `paths` came or went with this blob, and lived through the commit `number`."""
        holders = self._holders.get(blob, {})
        if len(holders) > _MANY:
            return True
        return any(path not in paths and self.lived_through(path, number) for path in holders)

    def copies(self, blob: str, number: int, path: str) -> tuple[str, ...]:
        """The paths other than `path` that came or went with this blob, and lived through the commit `number`; none if
        there are many.
        """
        holders = self._holders.get(blob, {})
        if len(holders) > _MANY:
            return ()
        return tuple(each for each in holders if each != path and self.lived_through(each, number))

    def only_other_holder(self, blob: str, path: str) -> tuple[str, int] | None:
        """The one path besides `path` that ever came or went with this blob, and the last commit that added it so."""
        holders = self._holders.get(blob, {})
        if len(holders) != 2:
            return None
        return next(((each, number) for number, each in self._additions.get(blob, ()) if each != path), None)
