"""The notes of a run judged by several processes.

Each is a copy of this one and has all facts, so that nothing has to be sent to it. First each looks up the links of its
share, and hears what the others' came to; then each takes some notes at a time, until none are left. What a process
took that died is judged by this one.
"""

from __future__ import annotations

import gc
import marshal
import os
import signal
from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import Any

from rlvault_lint.findings.diagnostic import Diagnostic
from rlvault_lint.findings.packed import pack, unpack
from rlvault_lint.judging import Failure, Judge
from rlvault_lint.vault.status import Outline, Seen, Unsound, outline, packed, seen, unpacked, unsound
from rlvault_lint.vault.vault import Vault

PAYS = 1000
"""How many notes there have to be for a second process to pay."""
_MOST_CHUNKS = 250  # their numbers are written as one byte each

_Packed = tuple[Any, ...]


def possible(notes: int) -> bool:
    """Whether so many notes are worth several processes, and the system can copy one."""
    return notes >= PAYS and hasattr(os, "fork")


def judged(court: Judge, vault: Vault, wanted: Sequence[str], processes: int) -> list[Diagnostic]:
    """What the rules find in the files at `wanted`, and by looking at the whole vault, in the order in which one
    process finds it.
    """
    checked = [path for path in sorted(vault.checked) if path in vault.notes]
    paths = [path for path in wanted if path in vault.notes]
    size = -(-len(paths) // _MOST_CHUNKS)
    chunks = [paths[start : start + size] for start in range(0, len(paths), size)]
    numbers, given = os.pipe()
    os.write(given, bytes(range(len(chunks))))
    os.close(given)
    others: list[_Other] = []
    try:
        for share in range(1, processes):
            others.append(_Other((court, vault, checked[share::processes], chunks, numbers), others))
        shapes = _looked_up(vault, checked[::processes])
        for share, other in enumerate(others, 1):
            heard = other.receive()
            shapes += _looked_up(vault, checked[share::processes]) if heard is None else heard
        _learn(vault, shapes)
        for other in others:
            other.send(shapes)
        everywhere = frozenset(wanted)
        of_vault = [each for _, method in court.of_vault() for each in court.in_vault(method, vault, everywhere)]
        by_chunk = {number: _in_notes(court, vault, chunks[number]) for number in _taken(numbers)}
        for other in others:
            for number, found, failures in other.receive() or ():
                by_chunk[number] = [unpack(each) for each in found]
                court.failures += [Failure(court.rules[name], *about) for name, *about in failures]
        for number, chunk in enumerate(chunks):
            if number not in by_chunk:
                by_chunk[number] = _in_notes(court, vault, chunk)
        return [*(each for number in range(len(chunks)) for each in by_chunk[number]), *of_vault]
    finally:
        os.close(numbers)
        for other in others:
            other.end()


def _in_notes(court: Judge, vault: Vault, paths: Sequence[str]) -> list[Diagnostic]:
    return [each for path in paths for each in court.in_note(vault.notes[path], vault)]


def _taken(numbers: int) -> Iterator[int]:
    """The numbers of the chunks that this process takes, one after the other, from the pipe that holds them all."""
    while number := os.read(numbers, 1):
        yield number[0]


def _looked_up(vault: Vault, paths: Sequence[str]) -> list[_Packed]:
    """The outlines of the files at `paths`, packed."""
    found = []
    for path in paths:
        links, others = vault.derive(outline, path)
        found.append((path, links, packed(others)))
    return found


def _learn(vault: Vault, shapes: Sequence[_Packed]) -> None:
    """Let the vault know all outlines."""
    known: dict[str, tuple[Unsound, ...]] = {}
    for path, links, others in sorted(shapes):
        shape = unpacked(others)
        vault.answer(outline, path, value=Outline(links, shape))
        if shape:
            known[path] = shape
        else:
            vault.answer(seen, path, value=Seen(links, ()))
    vault.answer(unsound, value=known)


class _Other:
    """Another process that judges."""

    def __init__(self, job: tuple[Any, ...], before: Sequence[_Other]) -> None:
        """`job` is what `_work` is given; `before` are the processes that were begun before this one."""
        import multiprocessing

        context = multiprocessing.get_context("fork")
        self.connection, theirs = context.Pipe()
        inherited = [self.connection, *(each.connection for each in before)]
        self._process = context.Process(target=_work, args=(theirs, inherited, *job), daemon=True)
        self._process.start()
        theirs.close()

    def receive(self) -> Any:
        """What it has sent; None if it has died."""
        try:
            return marshal.loads(self.connection.recv_bytes())  # noqa: S302 -- from our own process
        except (EOFError, OSError):
            return None

    def send(self, values: Any) -> None:
        """Send it plain values, if it is still there."""
        with suppress(OSError):
            self.connection.send_bytes(marshal.dumps(values))

    def end(self) -> None:
        """End it, and let go of what it held."""
        self._process.kill()
        self._process.join()
        self.connection.close()


def _work(
    connection: Any,
    inherited: Sequence[Any],
    court: Judge,
    vault: Vault,
    share: Sequence[str],
    chunks: Sequence[Sequence[str]],
    numbers: int,
) -> None:
    """What another process does. The first one alone hears of Ctrl-C, and ends all others; if it is killed itself, its
    end of the connection closes, unless another process has a copy of it.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.disable()
    for each in inherited:
        each.close()
    with suppress(EOFError, OSError):
        connection.send_bytes(marshal.dumps(_looked_up(vault, share)))
        _learn(vault, marshal.loads(connection.recv_bytes()))  # noqa: S302 -- from our own process
        results = []
        for number in _taken(numbers):
            before = len(court.failures)
            found = tuple([pack(each) for each in _in_notes(court, vault, chunks[number])])
            failures = tuple([(each.rule.name, each.path, each.problem) for each in court.failures[before:]])
            results.append((number, found, failures))
        connection.send_bytes(marshal.dumps(results))
        connection.close()
