"""When each path of a vault was added and deleted, and where each blob was: what its past says of names.

Commits are counted from the newest, which is number 0; "later" is a smaller number.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import cached_property

from rlvault_lint.commits import Change, Commit
from rlvault_lint.names import letters
from rlvault_lint.note import name_of
from rlvault_lint.vault.likeness import has_text
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
        self._events: dict[str, list[tuple[int, str, str]]] = {}
        self._rewritten: dict[str, list[int]] = {}
        self._deaths: dict[str, list[int]] = {}
        self._losing: set[int] = set()
        self._holders: dict[str, dict[str, None]] = {}
        self._additions: dict[str, list[tuple[int, str]]] = {}
        for number, commit in enumerate(commits):
            self.ids.append(commit.id)
            self.dates.append(commit.date)
            for path in _perhaps_replaced(commit.changes):
                self._rewritten.setdefault(path, []).append(number)
            for change in commit.changes:
                path = change.path
                if path in self.versions and change.status in ("A", "M"):
                    self.versions[path].append((number, change.after))
                if change.status not in ("A", "D"):
                    continue
                blob = change.after if change.status == "A" else change.before
                self._events.setdefault(path, []).append((number, change.status, blob))
                self._holders.setdefault(blob, {})[path] = None
                if change.status == "A":
                    self._additions.setdefault(blob, []).append((number, path))
                else:
                    self._deaths.setdefault(path, []).append(number)
                    self._losing.add(number)
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

    def rewritten(self, path: str) -> Sequence[int]:
        """The commits that rewrote `path` while another file may have taken its place, the last first."""
        return self._rewritten.get(path, ())

    def restored(self, path: str, number: int) -> tuple[int, str] | None:
        """The first commit later than `number`, which deleted `path`, that added it again, and the blob it got."""
        events = self._events[path]
        at = bisect_left(events, (number, "", ""))
        return (events[at - 1][0], events[at - 1][2]) if at and events[at - 1][1] == "A" else None

    def added(self, path: str) -> int | None:
        """The last commit that added `path`; None if none did."""
        return next((event[0] for event in self._events.get(path, ()) if event[1] == "A"), None)

    def was_there(self, path: str, number: int) -> bool:
        """Whether there was a file at `path` just before the commit `number`."""
        events = self._events.get(path, [])
        at = bisect_left(events, (number + 1, "", ""))
        if at < len(events):
            return events[at][1] == "A"
        return events[-1][1] == "D" if events else self.today(path) is not None

    def is_new(self, path: str, number: int) -> bool:
        """Whether the commit `number` added the file at `path`, and deleted none that it may have been before."""
        return (number, "A") in ((event[0], event[1]) for event in self._events.get(path, ())) and (
            number not in self._losing
        )

    def born(self, path: str, number: int) -> int:
        """The commit that added what the commit `number` deleted at `path`; one before all others if none did."""
        events = self._events[path]
        at = bisect_left(events, (number + 1, "", ""))
        return events[at][0] if at < len(events) else len(self.ids)

    def lived_through(self, path: str, number: int) -> bool:
        """Whether `path` was there before and after the commit `number`, which neither added nor deleted it."""
        return self.was_there(path, number) and all(event[0] != number for event in self._events.get(path, ()))

    def copies(self, blob: str, number: int, *paths: str) -> tuple[str, ...] | None:
        """The paths other than `paths` that lived through the commit `number`, and had come, or were to go, with this
        blob; None if there are many.
        """
        holders = self._holders.get(blob, {})
        if len(holders) > _MANY:
            return None
        return tuple(each for each in holders if each not in paths and self._held(each, blob, number))

    def _held(self, path: str, blob: str, number: int) -> bool:
        """Whether the life of `path` that went through the commit `number` began or ended with this blob."""
        if not self.lived_through(path, number):
            return False
        events = self._events[path]
        at = bisect_left(events, (number, "", ""))
        return any(event[2] == blob for event in events[max(at - 1, 0) : at + 1])

    def only_other_holder(self, blob: str, path: str) -> tuple[str, int] | None:
        """The one path besides `path` that ever came or went with this blob, and the last commit that added it so."""
        holders = self._holders.get(blob, {})
        if len(holders) != 2:
            return None
        return next(((each, number) for number, each in self._additions.get(blob, ()) if each != path), None)


def _perhaps_replaced(changes: Sequence[Change]) -> Iterator[str]:
    """The paths that were rewritten in a commit in which what was there may have gone elsewhere: a text came, or just
    that did, or what is there now is just what another path held.
    """
    grown = any(change.status == "A" and has_text(change.path) for change in changes)
    before = {change.before for change in changes}
    after = {change.after for change in changes}
    for change in changes:
        moved = change.before in after or change.after in before
        if change.status == "M" and (moved or (grown and has_text(change.path))):
            yield change.path
