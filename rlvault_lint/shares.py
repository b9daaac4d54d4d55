"""A run divided among several processes, each of which reads the notes of its share and judges them.

All are copies of the first one (`files.team`), and all do the same, step by step:

1. Each takes some files at a time, until none are left, and keeps the Notes that it makes of them.
2. What others may ask of these notes is exchanged: what the columns make of them, their headings and block ids, and all
   of a MOC. Whatever else is asked of a note that another process has read is read once more where it is asked for.
3. Each looks up the links of its notes, and hears which of the others' are not simply found.
4. Each judges its notes, and takes of the rules that look at the whole vault one at a time. The first process collects
   what all have found.

Where all notes are known already, from a cache or as fixes have left them, each has a copy of all of them, and this
begins with step 3. A process that dies while it reads is an error that names the note it was at; the first one does
what is left of its work.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
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
from rlvault_lint.reading.packed import pack as pack_note
from rlvault_lint.reading.parse import parse
from rlvault_lint.vault.columns import Columns
from rlvault_lint.vault.mocs import NO_MOC, mocs, standing
from rlvault_lint.vault.status import Outline, Unsound, outline, packed, unpacked, unsound
from rlvault_lint.vault.vault import Vault

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
        self._methods = [method for _, method in court.of_vault()]
        self._turns = Turns(len(self._methods))
        self._team = Team(processes)
        self._owned: list[list[str]] = []
        """The vault paths of what each process judges, by its number."""
        self._let_go: Callable[[str], None] | None = None

    def read(self, job: Job, vault_of: Callable[[Texts], Vault], progress: Progress | None = None) -> Texts:
        """Read the notes. Those that another process has are there as well, for all that anybody can tell. `vault_of`
        makes the vault of them, in each process.
        """
        reader = _Reader(job, self._team, progress)

        def read() -> Texts:
            self._owned, self._let_go = reader.run(), reader.let_go
            return reader.texts

        try:
            self._team.start(lambda: self._judge(vault_of(read())))
            return read()
        except BaseException:
            self.end()
            raise
        finally:
            reader.turns.close()

    def judged(self, vault: Vault) -> list[Diagnostic]:
        """What the rules find in the wanted files, and by looking at the whole vault, in the order in which one process
        finds it. The vault is made of what was read or, if nothing was, has all notes.
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
        known = team.exchange(_looked_up(vault, owned[team.number]), lambda number, _: _looked_up(vault, owned[number]))
        _learn(vault, known, counted=team.number == 0)

        def instead(number: int, others: Sequence[Told | None]) -> Told:
            done = {method for other in others if other for method in other[1]}
            return self._found(vault, owned[number], (each for each in range(len(self._methods)) if each not in done))

        return team.collect(self._found(vault, owned[team.number], self._turns), instead)

    def _found(self, vault: Vault, paths: Iterable[str], methods: Iterable[int]) -> Told:
        """What is found in the wanted ones of some files and by some methods that look at the whole vault, packed."""
        court, wanted = self.court, frozenset(self._wanted)
        listing, before = vault.derive(mocs), len(court.failures)
        in_notes = {}
        # Those with broken links last: the tables that these need may then take the memory of notes that are let go.
        links = vault.derive(unsound)
        for path in sorted(paths, key=lambda path: path in links):
            if path in wanted and (found := court.in_note(vault.notes[path], vault)):
                in_notes[path] = tuple(map(pack, found))
            if self._let_go and path not in listing:  # most that is still asked is asked of MOCs
                self._let_go(path)
        in_vault = {each: court.in_vault(self._methods[each], vault, wanted) for each in methods}
        failures = [(each.rule.name, each.path, each.problem) for each in court.failures[before:]]
        del court.failures[before:]
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


def _looked_up(vault: Vault, paths: Iterable[str]) -> Told:
    """The outlines of those of some files that are checked, packed."""
    outlines = ((path, outline(vault, path)) for path in paths if path in vault.checked)
    return tuple([(path, links, packed(unsound)) for path, (links, unsound) in outlines])


def _learn(vault: Vault, told: Iterable[Told], *, counted: bool) -> None:
    """Let the vault know which links are not simply found, and if it is to be `counted`, all outlines."""
    known: dict[str, tuple[Unsound, ...]] = {}
    for path, links, others in chain.from_iterable(told):
        shape = unpacked(others) if others else ()
        if counted:
            vault.answer(outline, path, value=Outline(links, shape))
        if shape:
            known[path] = shape
    vault.answer(unsound, value=dict(sorted(known.items())))


class _Reader:
    """Steps 1 and 2 in one process."""

    def __init__(self, job: Job, team: Team, progress: Progress | None) -> None:
        self._job, self._team, self._progress = job, team, progress
        self._standing = job.columns.functions.index(standing)
        self.texts = Texts.of(job.tree, job.limit)
        self.turns = Turns(len(job.paths))
        self._facts: dict[str, bytes] = {}

    def let_go(self, path: str) -> None:
        """Keep no more of a note of this process than what the others know of it."""
        if path in self._facts:
            self.texts.notes.let_go(path, self._facts.pop(path))

    def run(self) -> list[list[str]]:
        """Read the files of this process; the vault paths of the notes that each process has, by its number."""
        team, owned = self._team, []
        for number, told in enumerate(team.exchange(self._read(self.turns), self._read_instead)):
            numbers, digests, facts, valued, columns, problems = told
            paths = self._paths(numbers)
            for path, digest in zip(paths, digests, strict=True):
                self.texts.data.expect(path, digest)
            if number == team.number:
                self._facts = dict(zip(paths, facts, strict=True))
            else:
                for path, each in zip(paths, facts, strict=True):
                    self.texts.notes.add_facts(path, each)
            for each, reason, too_large in problems:
                self.texts.unreadable(self._job.paths[each], reason, too_large=too_large)
            self.texts.values.add(self._paths(valued), columns)
            owned.append(sorted(paths))
        self.texts.errors.sort()
        return owned

    def _read(self, numbers: Iterable[int]) -> Told:
        """Read the files with these numbers; what others have to know of them."""
        read: dict[int, tuple[str, bytes]] = {}
        values: dict[int, tuple[Any, ...]] = {}
        problems = []
        at, done, mine = self._team.at, self._team.done, self._team.number
        for number in numbers:
            at[mine] = number + 1
            path = self._job.paths[number]
            try:
                data = self._job.tree.read_listed(path, self._job.limit).data
            except regular.UnreadableError as error:
                problems.append((number, error.reason, error.too_large))
            else:
                note = parse(path, data)
                self.texts.notes.add(note)
                made = self._job.columns.of(note)
                if made:
                    values[number] = made
                is_moc = made and made[self._standing] != NO_MOC
                read[number] = note.digest, pack_note(note, None if is_moc else _ASKED_FOR)
            if self._progress and mine == 0:
                self._progress(sum(done), len(self._job.paths))
            done[mine] += 1
        at[mine] = 0
        digests, facts = zip(*read.values(), strict=True) if read else ((), ())
        return tuple(read), digests, facts, tuple(values), packed_columns(values.values()), problems

    def _read_instead(self, number: int, others: Sequence[Told | None]) -> Told:
        """Read what a process with this number has taken and not told of, but for the note at which it has died."""
        told = {each for other in others if other for each in (*other[0], *(problem[0] for problem in other[5]))}
        left = [each for each in range(len(self._job.paths)) if each not in told]
        died = [each for each in left if each == self._team.at[number] - 1]
        *rest, problems = self._read(each for each in left if each not in died)
        return *rest, [*problems, *((each, DIED, False) for each in died)]

    def _paths(self, numbers: Iterable[int]) -> list[str]:
        return [self._job.paths[number] for number in numbers]
