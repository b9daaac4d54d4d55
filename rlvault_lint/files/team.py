"""Processes that do the same work on a share each, as copies of the first one, and tell each other what came of it.

What they tell is a tuple of plain values, as `marshal` has them, sent one by one. The first process alone hears of
Ctrl-C, and ends all others; it misses one that has died, and does what is left of its work.
"""

from __future__ import annotations

import gc
import marshal
import mmap
import os
import signal
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from typing import Any

from rlvault_lint.errors import RunError

_MOST_TURNS = 250  # their numbers are written as one byte each
_LENGTH = 8  # bytes before each message

Told = tuple[Any, ...]


class Turns:
    """The pieces of some work, each of which one process takes. To be made before the processes that share them."""

    def __init__(self, length: int) -> None:
        """The work is done once for each number below `length`."""
        self._length = length
        self._size = -(-length // _MOST_TURNS)
        self._left, given = os.pipe()
        os.write(given, bytes(range(-(-length // self._size) if length else 0)))
        os.close(given)

    def __iter__(self) -> Iterator[range]:
        """The numbers that this process takes, some at a time."""
        while turn := os.read(self._left, 1):
            start = turn[0] * self._size
            yield range(start, min(start + self._size, self._length))

    def close(self) -> None:
        """Let go of what holds them."""
        os.close(self._left)


class Team:
    """What one of the processes knows of the team. `number` tells them apart, the first is 0; `at` and `done` hold a
    number for each that all can see.
    """

    def __init__(self, size: int) -> None:
        """A team of `size` processes, of which there is only the first until `start` is called."""
        self.number, self.size = 0, size
        self.at, self.done = (memoryview(mmap.mmap(-1, 4 * size)).cast("I") for _ in range(2))
        self._others: list[_Other | None] = []
        self._first: _Pipes | None = None

    def start(self, work: Callable[[], object]) -> None:
        """Start the others: copies of this process, which do `work` and end."""
        for number in range(1, self.size):
            ours, theirs = _Pipes.pair()
            try:
                process = os.fork()
            except OSError:  # there are too many: this one does its work
                process = -1
            if process == 0:
                self._work(number, theirs, ours, work)
            theirs.close()
            self._others.append(_Other(process, ours) if process > 0 else None)

    def _work(self, number: int, first: _Pipes, inherited: _Pipes, work: Callable[[], object]) -> None:
        """What another process does, from its beginning to its end."""
        try:
            signal.signal(signal.SIGINT, signal.SIG_IGN)
            gc.disable()  # facts hold no cycles, and looking for some took a fifth of the time
            # If the first one is killed, its ends close, unless another process has a copy of them.
            for each in (inherited, *(other.pipes for other in self._others if other)):
                each.close()
            self.number, self._first, self._others = number, first, []
            work()
        except RunError as error:
            first.send(str(error))
        finally:
            os._exit(0)  # nothing that was prepared for the end of the first one may happen twice

    def exchange(self, mine: Told, instead: Callable[[int, Sequence[Told | None]], Told]) -> list[Told]:
        """What all have come to, by their numbers, if this one has come to `mine`; all of them have to ask for it.

        In the first process, `instead` finds what one should have told that has died, from its number and what is known
        of the others. Raises RunError if that has ended another one.
        """
        if self._first:
            self._first.tell(mine)
            return [mine if number == self.number else self._first.hear() for number in range(self.size)]
        found = self.collect(mine, instead)
        for number, told in enumerate(found):
            for receiver, other in enumerate(self._others, 1):
                if other and receiver != number:
                    other.tell(told)
        return found

    def collect(self, mine: Told, instead: Callable[[int, Sequence[Told | None]], Told]) -> list[Told]:
        """The same as `exchange`, but for the first process alone: the others are told nothing."""
        if self._first:
            self._first.tell(mine)
            return []
        known: list[Any] = [mine, *(other and other.hear() for other in self._others)]
        for number, told in enumerate(known):
            if told is None:
                known[number] = instead(number, known)
            elif isinstance(told, str):
                raise RunError(told)
        return known

    def end(self) -> None:
        """End the others, and let go of what they held."""
        for other in filter(None, self._others):
            other.end()
        self._others = []


class _Other:
    """Another process, as the first one knows it."""

    def __init__(self, process: int, pipes: _Pipes) -> None:
        self.process, self.pipes = process, pipes

    def hear(self) -> Any:
        """What it has told; None if it has died."""
        try:
            return self.pipes.hear()
        except EOFError:
            return None

    def tell(self, told: Told) -> None:
        """Tell it something, if it is still there."""
        with suppress(BrokenPipeError):
            self.pipes.tell(told)

    def end(self) -> None:
        """End it."""
        with suppress(ProcessLookupError):
            os.kill(self.process, signal.SIGKILL)
        os.waitpid(self.process, 0)
        self.pipes.close()


class _Pipes:
    """The ends, in one process, of the two pipes between it and another."""

    def __init__(self, read: int, write: int) -> None:
        self._read, self._write = read, write

    @classmethod
    def pair(cls) -> tuple[_Pipes, _Pipes]:
        """The ends of both processes."""
        (one, to_one), (other, to_other) = os.pipe(), os.pipe()
        return cls(one, to_other), cls(other, to_one)

    def tell(self, told: Told) -> None:
        """Send values one by one, so that not all of them are there packed as well. Raises BrokenPipeError if the other
        process has gone.
        """
        self.send(len(told))
        for each in told:
            self.send(each)

    def hear(self) -> Any:
        """What the other process tells; a text is why it ends instead. Raises EOFError if it has gone."""
        length = self._receive()
        return length if isinstance(length, str) else tuple([self._receive() for _ in range(length)])

    def send(self, value: Any) -> None:
        """Send one plain value. Raises BrokenPipeError if the other process has gone."""
        data = marshal.dumps(value)
        for part in (len(data).to_bytes(_LENGTH, "big"), data):
            left = memoryview(part)
            while left:
                left = left[os.write(self._write, left) :]

    def _receive(self) -> Any:
        """The next value. Raises EOFError if there is none, as the other process has gone."""
        data = self._exactly(int.from_bytes(self._exactly(_LENGTH), "big"))
        return marshal.loads(data)  # noqa: S302 -- from our own process

    def _exactly(self, length: int) -> bytearray:
        data = bytearray(length)
        left = memoryview(data)
        while left:
            if not (size := os.readv(self._read, [left])):
                raise EOFError
            left = left[size:]
        return data

    def close(self) -> None:
        """Let go of both ends."""
        os.close(self._read)
        os.close(self._write)
