"""A run divided among several processes, each of which reads the notes of its share and judges them.

All are copies of the first one (`files.team`), and all do the same, step by step:

1. Each takes some files at a time, until none are left. It judges each note at once if nothing has to be known of
   others for that, and keeps only the others as Notes.
2. What others may ask of these notes is exchanged: what the columns make of them, their headings and block ids, and all
   of a MOC. Whatever else is asked of a note that is not kept is read once more where it is asked for.
3. Each looks up the links of the notes that it has kept, and hears which of the others' are not simply found.
4. Each judges these notes, and takes of the rules that look at the whole vault one at a time. The first process
   collects what all have found.

Where all notes are known already, from a cache or as fixes have left them, each has a copy of all of them, and this
begins with step 3. A process that dies while it reads is an error that names the note it was at; the first one does
what is left of its work.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Any, NamedTuple

from rlvault_lint.files import regular
from rlvault_lint.files.notes import Progress, Texts
from rlvault_lint.files.sources import WorkTree
from rlvault_lint.files.team import Team, Told, Turns
from rlvault_lint.files.workers import DIED, packed_columns
from rlvault_lint.findings.diagnostic import Diagnostic
from rlvault_lint.findings.packed import pack, unpack
from rlvault_lint.judging import Failure, Judge
from rlvault_lint.note import Note
from rlvault_lint.reading.packed import pack as pack_note
from rlvault_lint.reading.parse import Draft
from rlvault_lint.vault.alone import Alone, NotReadError
from rlvault_lint.vault.columns import Columns
from rlvault_lint.vault.mocs import NO_MOC, mocs, standing
from rlvault_lint.vault.status import Outline, Seen, counted, outline, packed, seen, unpacked, unsound
from rlvault_lint.vault.vault import Vault

_MOST_TOGETHER, _MOST_BYTES = 80, 4 * regular.MEGABYTE
"""How many notes, and of how many bytes, are parsed step by step together."""
_ASKED_FOR = frozenset(("headings", "blocks"))
"""The parts of a note that links from others ask for."""


class Job(NamedTuple):
    """What notes are to be read: below which root, at which vault paths, of at most `limit` bytes each; and the columns
    whose values are wanted.
    """

    tree: WorkTree
    paths: Sequence[str]
    limit: int
    columns: Columns


class Shares:
    """The findings of one run in the files at `wanted`, as `court` finds them, by as many processes as asked for."""

    def __init__(self, court: Judge, wanted: Sequence[str], processes: int) -> None:
        """Nothing is begun yet. The `failures` of the court grow with what rules do wrong, in whatever process."""
        self.court, self._wanted = court, wanted
        self._failures = len(court.failures)
        self._methods = [method for _, method in court.of_vault()]
        self._turns = Turns(len(self._methods))
        self._team = Team(processes)
        self._owned: list[list[str]] = []
        """The vault paths of what each process judges, by its number."""
        self._reader: _Reader | None = None

    def read(self, job: Job, vault: Vault, texts: Texts, progress: Progress | None = None) -> None:
        """Read the notes of `vault`, which are those of `texts` and not there yet. Those that another process has are
        there then as well, for all that anybody can tell.
        """
        early = _Early(self.court, vault, frozenset(self._wanted))
        reader = self._reader = _Reader(job, texts, early, self._team, progress)

        def read() -> None:
            self._owned = reader.run()

        def work() -> None:
            read()
            self._judge(vault)

        try:
            self._team.start(work)
            read()
        except BaseException:
            self.end()
            raise
        finally:
            reader.turns.close()

    def judged(self, vault: Vault) -> list[Diagnostic]:
        """What the rules find in the wanted files, and by looking at the whole vault, in the order in which one process
        finds it. The vault is the one whose notes were read or, if none were, has all notes.
        """
        try:
            if not self._owned:
                paths, size = sorted(vault.notes), self._team.size
                self._owned = [paths[number::size] for number in range(size)]
                self._team.start(lambda: self._judge(vault))
            return self._in_order(self._judge(vault))
        finally:
            self.end()

    def end(self) -> None:
        """End all other processes."""
        self._team.end()
        self._turns.close()

    def _judge(self, vault: Vault) -> list[Told]:
        """What all have found, in the first process."""
        team, owned = self._team, self._owned
        told = team.exchange(
            self._looked_up(vault, owned[team.number]), lambda number, _: self._looked_up(vault, owned[number])
        )
        self._learn(vault, told)

        def instead(number: int, others: Sequence[Told | None]) -> Told:
            done = {method for other in others if other for method in other[1]}
            return self._found(vault, owned[number], (each for each in range(len(self._methods)) if each not in done))

        return team.collect(self._found(vault, owned[team.number], chain.from_iterable(self._turns)), instead)

    def _looked_up(self, vault: Vault, paths: Sequence[str]) -> Told:
        """How many links each of some files has, if it is checked; and by their paths those of them that are not simply
        found, packed.
        """
        early = self._reader.early.links if self._reader else {}
        counts = [0] * len(paths)
        others = {}
        for place, path in enumerate(paths):
            if path in early:
                counts[place] = early[path]
            elif path in vault.checked:
                counts[place], found = outline(vault, path)
                if found:
                    others[path] = packed(found)
        return counts, others

    def _learn(self, vault: Vault, told: Iterable[Told]) -> None:
        """Let the vault know which links are not simply found; and in the first process, how many links there are."""
        known = {path: unpacked(found) for _, others in told for path, found in others.items()}
        vault.answer(unsound, value=dict(sorted(known.items())))
        if self._team.number == 0:
            counts: dict[str, int] = {}
            for paths, (links, _) in zip(self._owned, told, strict=True):
                counts.update(zip(paths, links, strict=True))
            vault.answer(counted, value=counts)
            vault.expect(outline, lambda path: (Outline(counts[path], known.get(path, ())), ()))

    def _found(self, vault: Vault, paths: Iterable[str], methods: Iterable[int]) -> Told:
        """What is found in the wanted ones of some files and by some methods that look at the whole vault, packed."""
        court, reader, wanted = self.court, self._reader, frozenset(self._wanted)
        listing = vault.ask(mocs)
        in_notes = {}
        for path in paths:
            if reader and path in reader.early.links:
                found = reader.early.found.get(path, ())
            else:
                found = tuple(map(pack, court.in_note(vault.notes[path], vault))) if path in wanted else ()
                if reader and path not in listing:  # most that is still asked is asked of MOCs
                    reader.let_go(path)
            if found:
                in_notes[path] = found
        in_vault = {each: [*court.counted(court.in_vault(self._methods[each], vault), wanted)] for each in methods}
        failures = [(each.rule.name, each.path, each.problem) for each in court.failures[self._failures :]]
        del court.failures[self._failures :]
        return (
            in_notes,
            {method: tuple(map(pack, found)) for method, found in in_vault.items()},
            failures,
        )

    def _in_order(self, told: Iterable[Told]) -> list[Diagnostic]:
        in_notes: dict[str, Any] = {}
        in_vault: dict[int, Any] = {}
        for of_notes, of_vault, failures in told:
            in_notes |= of_notes
            in_vault |= of_vault
            self.court.failures += [Failure(self.court.rules[name], *about) for name, *about in failures]
        packed = (*(in_notes[path] for path in self._wanted if path in in_notes), *map(in_vault.get, sorted(in_vault)))
        return [unpack(each) for found in packed for each in found]


class _Early:
    """Judges notes while they are read, as far as nothing has to be known of others for that."""

    def __init__(self, court: Judge, vault: Vault, wanted: frozenset[str]) -> None:
        """The findings in the files at `wanted` are asked for."""
        self._court, self._vault, self._alone, self._wanted = court, vault, Alone(vault), wanted
        self.links: dict[str, int] = {}
        """By the vault paths of the files that are done how many links they have. All of these are simply found."""
        self.found: dict[str, tuple[Any, ...]] = {}
        """What was found in them, packed, where something was."""

    def settle(self, note: Note, stands: int) -> bool:
        """Look up the links of a note, and judge it; whether that is done, or has to wait for the others."""
        alone, path, failures = self._alone, note.path, self._court.failures
        before = len(failures)
        alone.show(note, stands)
        try:
            links, others = looked_up = alone.derive(seen, path) if path in alone.checked else Seen(0, ())
            if others:  # what they may have meant is asked of all notes
                self._vault.answer(seen, path, value=looked_up)
                return False
            found = self._court.in_note(note, alone) if path in self._wanted else ()
        except NotReadError:
            del failures[before:]
            return False
        self.links[path] = links
        if found:
            self.found[path] = tuple(map(pack, found))
        return True


class _Reader:
    """Steps 1 and 2 in one process."""

    def __init__(self, job: Job, texts: Texts, early: _Early, team: Team, progress: Progress | None) -> None:
        self._job, self._texts, self.early, self._team, self._progress = job, texts, early, team, progress
        self._standing = job.columns.functions.index(standing)
        self.turns = Turns(len(job.paths))
        self._kept: dict[str, Note] = {}
        self._facts: dict[str, bytes] = {}

    def let_go(self, path: str) -> None:
        """Keep no more of a note of this process than what the others know of it."""
        if path in self._facts:
            self._texts.notes.let_go(path, self._facts.pop(path))

    def run(self) -> list[list[str]]:
        """Read the files of this process; the vault paths of the notes that each process has, by its number."""
        owned = []
        for number, told in enumerate(self._team.exchange(self._read(self.turns), self._read_instead)):
            kept = self._kept if number == self._team.number else {}
            owned.append(sorted(path for turn in told for path in self._learn(turn, kept)))
        self._kept = {}
        self._texts.errors.sort()
        return owned

    def _learn(self, turn: Told, kept: Mapping[str, Note]) -> list[str]:
        """Take what a process tells of some files, of which some are `kept` as Notes; the vault paths of those read."""
        numbers, digests, facts, valued, columns, problems = turn
        texts, paths = self._texts, self._paths(numbers)
        for path, digest, each in zip(paths, digests, facts, strict=True):
            texts.data.expect(path, digest)
            if path in kept:
                texts.notes.add(kept[path])
                self._facts[path] = each
            else:
                texts.notes.add_facts(path, each)
        for number, reason, too_large in problems:
            texts.unreadable(self._job.paths[number], reason, too_large=too_large)
        texts.values.add(self._paths(valued), columns)
        return paths

    def _read(self, turns: Iterable[Iterable[int]]) -> Told:
        return tuple([self._turn(turn) for turn in turns])

    def _turn(self, numbers: Iterable[int]) -> Told:
        """Read the files with these numbers: which were read, their digests and packed facts, those with values in the
        columns and these, packed, and which can't be read, and why.
        """
        # All of it step by step (`Draft`), also what is made of the notes.
        notes: dict[int, Note] = {}
        problems: list[tuple[int, str, bool]] = []
        for drafts in self._drafts(numbers, problems):
            for number, draft in drafts.items():
                self._is_at(number)
                draft.walk()
            for draft in drafts.values():
                draft.take_fingerprint()
            notes |= {number: draft.note() for number, draft in drafts.items()}
        self._team.at[self._team.number] = 0
        values = {number: made for number, note in notes.items() if (made := self._job.columns.of(note))}
        read = [
            (note, values[number][self._standing] if number in values else NO_MOC) for number, note in notes.items()
        ]
        facts = [pack_note(note, _ASKED_FOR if stands == NO_MOC else None) for note, stands in read]
        self._kept.update((note.path, note) for note, stands in read if not self.early.settle(note, stands))
        digests = [note.digest for note in notes.values()]
        return tuple(notes), digests, facts, tuple(values), packed_columns(values.values()), problems

    def _drafts(self, numbers: Iterable[int], problems: list[tuple[int, str, bool]]) -> Iterator[dict[int, Draft]]:
        """The files with these numbers, some at a time; those that can't be read are added to the `problems`."""
        done, mine = self._team.done, self._team.number
        drafts: dict[int, Draft] = {}
        size = 0
        for number in numbers:
            self._is_at(number)
            path = self._job.paths[number]
            try:
                data = self._job.tree.read_listed(path, self._job.limit).data
            except regular.UnreadableError as error:
                problems.append((number, error.reason, error.too_large))
            else:
                drafts[number] = Draft(path, data)
                size += len(data)
            if self._progress and mine == 0:
                self._progress(sum(done), len(self._job.paths))
            done[mine] += 1
            if len(drafts) == _MOST_TOGETHER or size > _MOST_BYTES:
                yield drafts
                drafts, size = {}, 0
        yield drafts

    def _is_at(self, number: int) -> None:
        """Let the others see at which file this process is."""
        self._team.at[self._team.number] = number + 1

    def _read_instead(self, number: int, others: Sequence[Told | None]) -> Told:
        """Read what a process with this number has taken and not told of, but for the note at which it has died."""
        told = {
            each
            for read, *_, problems in chain.from_iterable(other for other in others if other)
            for each in (*read, *(problem[0] for problem in problems))
        }
        left = [each for each in range(len(self._job.paths)) if each not in told]
        died = [each for each in left if each == self._team.at[number] - 1]
        *rest, problems = self._turn(each for each in left if each not in died)
        return ((*rest, [*problems, *((each, DIED, False) for each in died)]),)

    def _paths(self, numbers: Iterable[int]) -> list[str]:
        return [self._job.paths[number] for number in numbers]
