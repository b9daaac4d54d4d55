"""Reads and parses notes in several processes, where there is enough to read for that to pay.

Each process gets a share of the files, and sends back their packed facts (`reading.packed`), never their texts. A
process that dies is an error that names the note it was at.
"""

from __future__ import annotations

import marshal
import os
import signal
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from itertools import starmap
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from rlvault_lint.files import regular
from rlvault_lint.files.entries import Stamp, stamp_of
from rlvault_lint.files.sources import WorkTree
from rlvault_lint.note import Note
from rlvault_lint.reading.packed import pack
from rlvault_lint.reading.parse import parse

if TYPE_CHECKING:  # imported where there are several processes
    from multiprocessing.connection import Connection

PAYS = 2 * regular.MEGABYTE
"""How much there has to be read for a second process to pay."""
MANY = 1000
"""How many notes that were read already there have to be for a second process to pay that judges some of them."""
SHARE = 64
"""How many notes are sent at a time."""
DIED = "the process that read it has died"
_SAFE_PATH = "PYTHONSAFEPATH"
_EACH = 500  # a note costs something, however short it is


Make = Callable[[Note], tuple[Any, ...] | None]
"""From a note to plain values that are wanted of it; another process can be given it."""


class Result(NamedTuple):
    """What came of one file: its stamp before it was read, its digest and packed facts; or why it can't be read, and
    whether that is because it is too large.
    """

    path: str
    stamp: Stamp | None
    digest: str
    facts: bytes
    problem: str = ""
    too_large: bool = False


class Batch(NamedTuple):
    """What came of some files, and what else was made of the notes at the paths `valued`, by columns (packed)."""

    results: list[Result]
    valued: Sequence[str] = ()
    columns: Sequence[bytes] = ()


def packed_columns(rows: Iterable[tuple[Any, ...]]) -> tuple[bytes, ...]:
    """The columns of a table of plain values, packed."""
    return tuple([marshal.dumps(column) for column in zip(*rows, strict=True)])


def processors(jobs: int) -> int:
    """How many processes work where it pays: `jobs`, or one a processor if that is 0."""
    return jobs or (len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1)


def can_share() -> bool:
    """Whether a process can be copied here, so that notes are read and judged by shares."""
    return hasattr(os, "fork")


def is_much(sizes: Iterable[int]) -> bool:
    """Whether files of these sizes are so large together that a second process pays."""
    return sum(sizes) >= PAYS


def count(jobs: int, size: int) -> int:
    """How many processes read `size` bytes: one if more don't pay, else as many as `processors` says."""
    return processors(jobs) if size >= PAYS else 1


def read_all(
    tree: WorkTree, paths: Sequence[tuple[str, int]], limit: int, processes: int, make: Make | None = None
) -> Iterator[Batch]:
    """What comes of each of `paths`, given with their sizes, in no order, and what is to be made of their notes. Ends
    all processes if it is left early.
    """
    from multiprocessing.connection import wait

    shares: list[list[str]] = [[] for _ in range(processes)]
    sizes = [0] * processes
    for path, size in sorted(paths, key=lambda each: (-each[1], each[0])):
        least = sizes.index(min(sizes))
        shares[least].append(path)
        sizes[least] += size + _EACH
    running = _Running(tree, limit, make)
    try:
        for share in filter(None, shares):
            running.start(share)
        while running.workers:
            for ready in wait(list(running.workers)):
                yield from running.received(cast("Connection", ready))
    finally:
        running.end()


class _Worker(NamedTuple):
    process: Any
    at: Any
    """Which of its share it is reading."""
    share: list[str]
    received: list[str]


class _Running:
    """The processes that read, by the connections on which they send."""

    def __init__(self, tree: WorkTree, limit: int, make: Make | None) -> None:
        import multiprocessing

        method = "fork" if "fork" in multiprocessing.get_all_start_methods() else "spawn"
        self._context: Any = multiprocessing.get_context(method)
        self._job = tree, limit, make
        self.workers: dict[Connection, _Worker] = {}

    def start(self, share: list[str]) -> None:
        """Let a process read a share of the files."""
        mine, theirs = self._context.Pipe(duplex=False)
        at = self._context.RawValue("i", 0)
        process = self._context.Process(target=_work, args=(theirs, at, share, *self._job), daemon=True)
        with _nothing_imported_from_here():
            process.start()
        theirs.close()
        self.workers[mine] = _Worker(process, at, share, [])

    def received(self, connection: Connection) -> Iterator[Batch]:
        """What a process has sent; if it has died, what that says of the note it was at. Another reads the others."""
        worker = self.workers[connection]
        try:
            data = connection.recv_bytes()
        except (EOFError, OSError):
            data = b""
        if data:
            found, *rest = marshal.loads(data)  # noqa: S302 -- from our own process
            results = list(starmap(Result, found))
            worker.received.extend(each.path for each in results)
            yield Batch(results, *rest)
            return
        del self.workers[connection]
        connection.close()
        worker.process.join()
        left = worker.share[len(worker.received) :]
        if left:
            died = worker.share[worker.at.value]
            yield Batch([Result(died, None, "", b"", DIED)])
            if others := [path for path in left if path != died]:
                self.start(others)

    def end(self) -> None:
        """End all processes that are left."""
        for connection, worker in self.workers.items():
            worker.process.kill()
            worker.process.join()
            connection.close()


@contextmanager
def _nothing_imported_from_here() -> Iterator[None]:
    """Let a process that is not forked import nothing from the current directory, which may be the vault."""
    before = os.environ.get(_SAFE_PATH)
    os.environ[_SAFE_PATH] = "1"
    try:
        yield
    finally:
        if before is None:
            del os.environ[_SAFE_PATH]
        else:
            os.environ[_SAFE_PATH] = before


def _work(connection: Connection, at: Any, share: list[str], tree: WorkTree, limit: int, make: Make | None) -> None:
    """What a process does. The parent alone hears of Ctrl-C, and ends all others."""
    import gc

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.disable()  # facts hold no cycles, and looking for some took a fifth of the time
    with suppress(BrokenPipeError):
        for start in range(0, len(share), SHARE):
            results: list[tuple[Any, ...]] = []
            values: dict[str, tuple[Any, ...]] = {}
            for number, path in enumerate(share[start : start + SHARE], start):
                at.value = number
                try:
                    data, status = tree.read_listed(path, limit)
                except regular.UnreadableError as error:
                    results.append((path, None, "", b"", error.reason, error.too_large))
                    continue
                note = parse(path, data)
                results.append((path, stamp_of(status), note.digest, pack(note)))
                if make and (made := make(note)):
                    values[path] = made
            connection.send_bytes(marshal.dumps((results, tuple(values), packed_columns(values.values()))))
    connection.close()
