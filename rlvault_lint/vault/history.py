"""What became of files that links still name: their past followed to today.

Nothing is asked of the past unless a link is broken, and then all questions are asked at once: one pass over the
commits, and one over those in which an asked-for file was deleted (more only for files that moved more than once).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from enum import StrEnum
from typing import NamedTuple

from rlvault_lint.commits import ON_DISK, STAGED, Past
from rlvault_lint.findings.diagnostic import Safety
from rlvault_lint.note import folder_of, is_canvas
from rlvault_lint.reading.parse import parse
from rlvault_lint.vault.anchors import missed
from rlvault_lint.vault.hops import LIVES, Hop, Hops
from rlvault_lint.vault.likeness import Effort
from rlvault_lint.vault.origins import Origins
from rlvault_lint.vault.record import Record
from rlvault_lint.vault.resolution import Found, Resolver, join, normal
from rlvault_lint.vault.status import Status, unsound
from rlvault_lint.vault.vault import Vault

_CHARACTERS = 50_000_000
_RANKS = (Safety.SAFE, Safety.UNSAFE, Safety.SUGGESTION)


class Fate(StrEnum):
    """What became of a file."""

    MOVED = "moved"
    DELETED = "deleted"


class Answer(NamedTuple):
    """What the past says of a link's target.

    `was` is the vault path of the file that it named, `paths` are those that it became, as they are today: one, several
    that may be meant, the likeliest first (then a SUGGESTION), or none. `commit` is the full id of the commit in which
    the name was given up, or `STAGED` or `ON_DISK`; `date` is that commit's, empty for those two. `steps` counts the
    moves since. `called` is what the note called itself before its name was another (`called.own_names`). If a relative
    link says something else since its own file was moved, then `commit` is the one that moved that, and `source` the
    path that it had.
    """

    fate: Fate
    was: str
    paths: tuple[str, ...]
    safety: Safety
    commit: str
    date: str
    steps: int = 0
    called: frozenset[str] = frozenset()
    source: str = ""


def answer(vault: Vault, target: str, source: str) -> Answer | None:
    """What the past says of a link's target in the file at `source`, which resolves to nothing; else None."""
    history = vault.keep(_history)
    return history.answer(target, source) if history else None


def has_moved(vault: Vault, target: str, source: str) -> bool:
    """Whether the past leaves no doubt that what a link's target in the file at `source` meant has another path now."""
    found = answer(vault, target, source)
    return found is not None and found.safety is Safety.SAFE


def heir_of(vault: Vault, path: str) -> str | None:
    """Where the file that was at a vault path, and is there no more, is today; None where that is not known."""
    history = vault.keep(_history)
    found = history.answer(f"/{path}", "") if history else None
    return found.paths[0] if found and len(found.paths) == 1 and found.safety is not Safety.SUGGESTION else None


def when(commit: str, date: str, *, since: bool = False) -> str:
    """In which commit something was done, or `since` which, as part of a sentence; or that it is not committed."""
    if commit in (STAGED, ON_DISK):
        return f"in the {commit}"
    return f"{'since' if since else 'in'} {commit[:7]} ({date})"


def knows_another(vault: Vault, target: str, path: str) -> bool:
    """Whether the past knows a file with the letters of `target` that did not become the file at `path`."""
    history = vault.keep(_history)
    return history is not None and history.knows_another(target, path)


def versions(vault: Vault, source: str) -> list[tuple[str, str, str]]:
    """The versions of the file at `source`, which has a link to nothing or a heading that is missed, the last first:
    the blob, the commit and the date of each.
    """
    history = vault.keep(_history)
    return history.versions(source) if history else []


def begins(vault: Vault) -> str:
    """Since which date the past is known where older commits were cut off (a shallow clone); empty if they were not."""
    history = vault.keep(_history)
    return history.begins if history else ""


def is_known(vault: Vault) -> bool:
    """Whether there is a past that reaches back to the beginning, so that what it doesn't know was never there."""
    history = vault.keep(_history)
    return history is not None and history.is_known


def _history(vault: Vault) -> History | None:
    if vault.past is None:
        return None
    wanted: dict[tuple[str, str], None] = {}
    for path, links in vault.derive(unsound).items():
        for link in links:
            if Status.MISSING in link.statuses:
                wanted[link.target, path] = None
    return History(vault.past, vault.files, wanted, vault.derive(missed))


class _Trail(NamedTuple):
    """Where a path that the commit `number` deleted is today, and in how many steps it came there; no paths if it was
    lost on the way.
    """

    number: int
    paths: tuple[str, ...] = ()
    safety: Safety = Safety.SUGGESTION
    steps: int = 0
    called: frozenset[str] = frozenset()


class History:
    """The past of a vault, asked for `wanted`: the targets that resolve to nothing, each with the path of its file.

    `today` are the vault paths of all files. The versions of those in `watched` are known, as are those of the files
    with a link to nothing.
    """

    def __init__(
        self, past: Past, today: Collection[str], wanted: Iterable[tuple[str, str]], watched: Collection[str] = ()
    ) -> None:
        self._past = past
        wanted = list(wanted)
        self._record = Record(past.commits(), today, {*watched, *(source for _, source in wanted)})
        self._hops = Hops(past, self._record)
        self._links: dict[str, list[tuple[int, frozenset[str]]]] = {}
        self._effort = Effort(_CHARACTERS)
        self._trails: dict[tuple[str, int], _Trail] = {}
        asked = (self.fitting(target, source) or self._record.alike(target) for target, source in wanted)
        self._hops.look_up(path for paths in asked for path in paths)
        self._origins = Origins(past, self._record, self._hops)
        self._origins.read([source for target, source in wanted if _is_relative(target)])
        self._read_links(source for target, source in wanted if self._has_readings(self.fitting(target, source)))

    def versions(self, source: str) -> list[tuple[str, str, str]]:
        """The versions of a watched file, the last first: the blob, and the commit and date of each."""
        found = self._record.versions.get(source, ())
        return [(blob, self._record.ids[number], self._record.dates[number]) for number, blob in found]

    @property
    def begins(self) -> str:
        """The date of the first commit, if those before it were cut off; else empty."""
        return next(filter(None, reversed(self._record.dates)), "") if self._past.is_shallow else ""

    @property
    def is_known(self) -> bool:
        """Whether any commit was read, and none was cut off."""
        return bool(self._record.dates) and not self._past.is_shallow

    def fitting(self, target: str, source: str) -> list[str]:
        """The dead paths that a link's target in the file at `source` may mean: the very path if it names a folder,
        else all that end with it.
        """
        written = normal(target)
        if _is_relative(written):
            path = join(folder_of(source), written)
            return self._record.dead(path)[0] if path else []
        exact, tails = self._record.dead(written.removeprefix("/"))
        if written.startswith("/") or is_canvas(source):
            return exact
        return exact if exact and "/" in written else [*exact, *tails]

    def answer(self, target: str, source: str) -> Answer | None:
        """What became of what a target means in the file at `source`; None if the past knows no such file."""
        fitting = self.fitting(target, source)
        if not fitting:
            return self._before_it_moved(target, source) if _is_relative(target) else None
        self._hops.look_up(fitting)  # a link that was broken only since
        near = [path for path in fitting if path.startswith(folder_of(source) + "/")]
        readings = self._as_written(fitting, target, source)
        narrowed = not readings and 0 < len(near) < len(fitting)
        readings = readings or {path: self._lives(path) for path in (near or fitting)}
        # The last that died comes first, and those of which something is left before all others.
        ranked = sorted(readings.items(), key=lambda each: (not each[1].paths, each[1].number, each[0]))
        was, trail = ranked[0]
        paths = tuple(dict.fromkeys(path for _, each in ranked for path in each.paths))
        safety = trail.safety
        if len(paths) > 1:
            safety = Safety.SUGGESTION
        elif paths:
            safety = _worst(each.safety for each in readings.values() if each.paths)
            if narrowed or not all(each.paths for each in readings.values()):
                safety = _worst((safety, Safety.UNSAFE))
        fate = Fate.MOVED if paths else Fate.DELETED
        commit, date = self._record.ids[trail.number], self._record.dates[trail.number]
        return Answer(fate, was, paths, safety, commit, date, trail.steps, trail.called)

    def _before_it_moved(self, target: str, source: str) -> Answer | None:
        """What a relative link meant where its file was when that was there; None if nothing is known."""
        for origin in self._origins.of(source):
            path = join(folder_of(origin.path), normal(target))
            for each in (path, f"{path}.md") if path else ():
                if self._record.was_there(each, origin.number):
                    self._hops.look_up([each])
                    end = self._hops.end_after(each, origin.number + 1)
                    trail = self._follow(each, end) if end is not None else self._stayed(each, origin.number)
                    safety = _worst((origin.safety, trail.safety))
                    commit, date = self._record.ids[origin.number], self._record.dates[origin.number]
                    fate = Fate.MOVED if trail.paths else Fate.DELETED
                    return Answer(fate, each, trail.paths, safety, commit, date, source=origin.path)
        return None

    def _stayed(self, path: str, number: int) -> _Trail:
        there = self._record.today(path)
        return _Trail(number, (there,), Safety.SAFE) if there else _Trail(number)

    def knows_another(self, target: str, path: str) -> bool:
        """Whether a dead path with the letters of `target` ended elsewhere than at `path`."""
        alike = self._record.alike(target)
        self._hops.look_up(alike)
        return any(self._lives(each).paths != (path,) for each in alike)

    # --- from then to today -----------------------------------------------------------------------------------------

    def _as_written(self, fitting: Sequence[str], target: str, source: str) -> dict[str, _Trail]:
        """Which of the dead paths that a link fits it led to when it was written, and where that is today; none where
        there is only one reading, or that is not known.
        """
        if not self._has_readings(fitting):
            return {}
        ends = {end for path in fitting for end in self._hops.ends(path)}
        written = self._written(target, source, ends)
        if written is None or written in ends:
            return {}
        found = Resolver(path for path in fitting if self._record.was_there(path, written - 1)).resolve(target, source)
        end = self._hops.end_after(found.path, written) if isinstance(found, Found) else None
        return {found.path: self._follow(found.path, end)} if isinstance(found, Found) and end is not None else {}

    def _has_readings(self, fitting: Sequence[str]) -> bool:
        """Whether a link that fits these dead paths may have meant one file or another."""
        return len(fitting) > 1 or any(map(self._is_disputed, fitting))

    def _is_disputed(self, path: str) -> bool:
        """Whether it is not certain that all who ever had a path ended as the last of them did."""
        return len(self._hops.ends(path)) > 1 and self._lives(path) != self._follow(path, self._hops.ends(path)[0])

    def _lives(self, path: str) -> _Trail:
        """Where the last life of `path` led, and whether its earlier ones led there as well."""
        ends = self._hops.ends(path)
        last, *earlier = trails = [self._follow(path, number) for number in ends[:LIVES]]
        paths = tuple(dict.fromkeys(each for trail in trails for each in trail.paths))
        if paths != last.paths:
            known = next(trail for trail in trails if trail.paths)
            return known._replace(paths=paths, safety=Safety.SUGGESTION)
        if len(ends) > LIVES or any(trail.safety is not Safety.SAFE for trail in earlier):
            return last._replace(safety=_worst((last.safety, Safety.UNSAFE)))
        return last

    def _written(self, target: str, source: str, ends: Iterable[int]) -> int | None:
        """The commit that put a link to `target` into the file at `source`, where it stood until one of `ends`, the
        last that found it there; None if that is not known: it may have come with a file that had another path. That
        commit, or a later one, may have rewritten it, and it is back.
        """
        if source not in self._links:
            self._read_links([source])
        for end in sorted(ends):
            written = None
            for number, targets in self._links[source]:
                if number <= end:
                    continue
                if target not in targets:
                    break
                written = number
            else:
                return written if written is not None and self._record.is_new(source, written) else None
            if written is not None:
                return written
        return None

    def _read_links(self, sources: Iterable[str]) -> None:
        """Read which links the versions of some files had."""
        versions = {source: self._record.versions.get(source, ()) for source in sources}
        blobs = [blob for found in versions.values() for _, blob in found]
        data = dict(self._past.blobs(blobs)) if blobs else {}
        for source, found in versions.items():
            self._links[source] = [
                (number, frozenset(link.target for link in parse(source, data[blob]).links))
                for number, blob in found
                if blob in data and self._effort.allows(len(data[blob]))
            ]

    def _follow(self, path: str, number: int, *, branch: bool = True) -> _Trail:
        """Where the file that the commit `number` deleted at `path` is today."""
        key = (path, number)
        if key in self._trails:
            return self._trails[key]
        at: int | None = number
        safety, steps = Safety.SAFE, 0
        called: frozenset[str] = frozenset()
        trail = lost = _Trail(number)
        while at is not None:
            hop = self._hops.hop(path, at)
            if not hop.heirs.paths:
                break
            safety, steps = _worst((safety, hop.heirs.safety)), steps + (hop.heirs.paths != (path,))
            called |= hop.called
            if len(hop.heirs.paths) > 1:
                trail = lost._replace(paths=self._branches(hop), steps=steps) if branch else lost
                break
            (path,) = hop.heirs.paths
            at = self._hops.end_after(path, hop.at)
        else:
            there = self._record.today(path)
            trail = _Trail(number, (there,), safety, steps, called) if there else lost
        if branch:
            self._trails[key] = trail
        return trail

    def _branches(self, hop: Hop) -> tuple[str, ...]:
        """Where the heirs of a hop are today, as far as each has one at a time."""
        ends: dict[str, None] = {}
        for path in hop.heirs.paths:
            at = self._hops.end_after(path, hop.at)
            if at is None:
                ends |= dict.fromkeys(filter(None, (self._record.today(path),)))
            else:
                ends |= dict.fromkeys(self._follow(path, at, branch=False).paths)
        return tuple(ends)


def _worst(safeties: Iterable[Safety]) -> Safety:
    return max(safeties, key=_RANKS.index)


def _is_relative(target: str) -> bool:
    return target.startswith(("./", "../"))
