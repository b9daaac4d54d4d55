"""What each path became in the commits that gave it up, found out for many paths at once.

A path is given up where it is deleted, and where another file takes its place in the very commit in which its own goes
elsewhere. One question to git tells what else the commits concerned did, another reads the texts that are compared;
both are asked again only for files that moved more than once.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from rlvault_lint.commits import Change, Commit, Past
from rlvault_lint.note import is_note
from rlvault_lint.reading.parse import parse
from rlvault_lint.vault.called import own_names
from rlvault_lint.vault.changed import blobs_of, is_empty, plain_name
from rlvault_lint.vault.heirs import NOBODY, Heirs, Scene
from rlvault_lint.vault.likeness import Effort, Text, has_text, similarity, spread
from rlvault_lint.vault.record import Record

LIVES = 8
"""So many of its last ends are looked at of each path."""
_ROUNDS = 50
_STEPS = 5_000_000
_REWRITTEN = 20
_EDITED = 80.0

Event = tuple[str, int]
"""A path, and the number of the commit that did something to it."""


class Hop(NamedTuple):
    """What a path became when it was given up, and the commit from which on its heirs are followed. `called` are the
    names that the note gave itself, if the file was not to keep its name.
    """

    heirs: Heirs
    at: int
    called: frozenset[str] = frozenset()


class Hops:
    """The ends of paths, as far as they were looked up."""

    def __init__(self, past: Past, record: Record) -> None:
        self._past = past
        self._record = record
        self._effort = Effort(_STEPS)
        self._known: dict[Event, Hop | None] = {}

    def hop(self, path: str, number: int) -> Hop:
        """What `path` became in the commit `number`."""
        return self._known.get((path, number)) or Hop(NOBODY, 0)

    def ends(self, path: str) -> list[int]:
        """The commits in which a file gave up `path`, the last first."""
        taken = (number for number in self._record.rewritten(path) if self._known.get((path, number)))
        return sorted((*self._record.deaths(path), *taken))

    def end_after(self, path: str, number: int) -> int | None:
        """The first commit later than `number` in which a file gave up `path`; None if it has been there since."""
        return max((end for end in self.ends(path) if end < number), default=None)

    def look_up(self, paths: Iterable[str]) -> None:
        """Find what each of these paths became whenever it was given up, and so on for what it became."""
        asked = {event for path in set(paths) for event in self._events(path, len(self._record.ids))}
        for _ in range(_ROUNDS):
            asked = {each for each in asked if each not in self._known}
            if not asked:
                return
            self._known |= self._round(asked)
            asked = {
                event
                for each in asked
                if (hop := self._known[each])
                for path in hop.heirs.paths
                for event in self._events(path, hop.at)
            }

    def _events(self, path: str, number: int) -> Iterator[Event]:
        """When `path` was, or may have been, given up after the commit `number`."""
        deaths = [death for death in self._record.deaths(path) if death < number]
        rewritten = [each for each in self._record.rewritten(path) if each < number]
        yield from ((path, each) for each in deaths[:LIVES])
        yield from ((path, each) for each in rewritten[:_REWRITTEN])

    def _round(self, asked: set[Event]) -> dict[Event, Hop | None]:
        by_commit: dict[int, list[str]] = {}
        for path, number in sorted(asked):
            by_commit.setdefault(number, []).append(path)
        ids = {self._record.ids[number]: number for number in sorted(by_commit)}
        commits = {ids[commit.id]: commit for commit in self._past.changes(ids) if commit.id in ids}
        found = {(each.path, number): each for number, commit in commits.items() for each in commit.changes}
        ended = {event: found[event] for event in asked if event in found}
        restored = {event: self._restored(event) for event, change in ended.items() if change.status == "D"}
        data = self._read(by_commit, commits, ended, restored.values())
        common = _Common(self._past, data, [each.before for each in ended.values() if each.before in data])
        texts = _Texts(data)
        hops: dict[Event, Hop | None] = dict.fromkeys(asked)
        for number, paths in by_commit.items():
            scene = self._scene(commits.get(number), number, texts, common)
            for path in paths:
                change = ended.get((path, number))
                if change is None:
                    hops[path, number] = Hop(NOBODY, 0) if number in self._record.deaths(path) else None
                elif change.status == "D":
                    hop = self._hop(scene, change, number, restored[path, number])
                    hops[path, number] = hop._replace(called=_called(change, hop.heirs, data))
                elif heirs := scene.moved_on(path):
                    hops[path, number] = Hop(heirs, number, _called(change, heirs, data))
        return hops

    def _restored(self, event: Event) -> tuple[int, str] | None:
        path, number = event
        return self._record.restored(path, number)

    def _read(
        self,
        by_commit: Mapping[int, Sequence[str]],
        commits: Mapping[int, Commit],
        ended: Mapping[Event, Change],
        restored: Iterable[tuple[int, str] | None],
    ) -> dict[str, bytes]:
        """The contents of the blobs that have to be compared."""
        blobs: dict[str, None] = {}
        rewritten = [each for each in ended.values() if each.status != "D"]
        data = dict(self._past.blobs(blob for each in rewritten for blob in blobs_of(each)))
        texts = _Texts(data)
        for number, paths in by_commit.items():
            changes = commits[number].changes if number in commits else ()
            here = [ended[path, number] for path in paths if (path, number) in ended]
            if any(_is_another(texts, each) for each in here if each.status != "D"):
                blobs |= dict.fromkeys(blob for each in changes for blob in blobs_of(each))
            blobs |= dict.fromkeys(_needed(changes, {each.path: each.before for each in here if each.status == "D"}))
        blobs |= dict.fromkeys(each[1] for each in restored if each)
        return data | dict(self._past.blobs(blob for blob in blobs if blob not in data))

    def _scene(self, commit: Commit | None, number: int, texts: _Texts, common: _Common) -> Scene:
        def elsewhere(blob: str, *holders: str) -> bool:
            return self._record.copies(blob, number, *holders) != ()

        return Scene(commit.changes if commit else (), texts, elsewhere, common, self._effort)

    def _hop(self, scene: Scene, dead: Change, number: int, restored: tuple[int, str] | None) -> Hop:
        heirs = scene.heirs(dead.path)
        if heirs.paths or is_empty(dead.before):
            return Hop(heirs, number)
        path, blob = dead.path, dead.before
        if restored and (again := scene.restored(path, restored[1])).paths:
            return Hop(again, restored[0])
        # The same content came or had come in another commit.
        other = self._record.only_other_holder(blob, path)
        if other is None or has_text(other[0]) != has_text(path):
            return Hop(Heirs(self._record.copies(blob, number, path) or ()), number)
        heir, added = other
        # One that was there before must still be what it was.
        if added > number and (
            heir not in (self._record.copies(blob, number, path) or ())
            or any(number < each < added for each in self._record.rewritten(heir))
        ):
            return Hop(heirs, number)
        older = added >= self._record.born(path, number)
        return Hop(scene.adopted_by(path, heir, older=older), min(added, number))


def _called(change: Change, heirs: Heirs, data: Mapping[str, bytes]) -> frozenset[str]:
    renamed = any(plain_name(path) != plain_name(change.path) for path in heirs.paths)
    if not renamed or not is_note(change.path) or change.before not in data:
        return frozenset()
    return own_names(parse(change.path, data[change.before]))


def _is_another(texts: _Texts, change: Change) -> bool:
    """Whether the text of a file was rewritten so much that it may be another note."""
    one, other = texts.get(change.before), texts.get(change.after)
    return one is not None and other is not None and similarity(one, other) < _EDITED


def _needed(changes: Sequence[Change], deleted: Mapping[str, str]) -> list[str]:
    """The blobs that have to be read to tell what became of the `deleted` paths, given with their blobs: none where
    every one kept its name and content.
    """
    added = {(plain_name(each.path), each.after) for each in changes if each.status == "A"}
    if all((plain_name(path), blob) in added or not has_text(path) for path, blob in deleted.items()):
        return []
    if not any(each.status != "D" and has_text(each.path) for each in changes):
        return [blob for path, blob in deleted.items() if has_text(path)]
    return [blob for each in changes for blob in blobs_of(each)]


class _Texts(Mapping[str, Text]):
    """The texts of blobs, each made once it is asked for."""

    def __init__(self, data: Mapping[str, bytes]) -> None:
        self._data = data
        self._texts: dict[str, Text] = {}

    def __getitem__(self, blob: str) -> Text:
        if blob not in self._texts:
            self._texts[blob] = Text(self._data[blob])
        return self._texts[blob]

    def __contains__(self, blob: object) -> bool:
        return blob in self._data

    def __iter__(self) -> Iterator[str]:
        return iter(self._data)

    def __len__(self) -> int:
        return len(self._data)


class _Common:
    """In how many of today's notes a chunk of the asked-for texts is. They are gone through once, if it is asked."""

    def __init__(self, past: Past, data: Mapping[str, bytes], blobs: Iterable[str]) -> None:
        self._past, self._data, self._blobs = past, data, list(blobs)
        self._counts: Counter[bytes] | None = None

    def __call__(self, chunk: bytes) -> int:
        if self._counts is None:
            chunks = {each for blob in self._blobs for each in Text(self._data[blob]).chunks}
            self._counts = spread(chunks, self._past.notes())
        return self._counts[chunk]
