"""What answers of a vault rest on, noted while they are worked out, so that a later run knows which still hold.

A watched vault notes each thing that is asked of it, in the frame of the answer that is being worked out. Things are
named by a letter and a text:

    p PATH      the facts of the note at a vault path, or that there is none
    f PATH      whether a file is there and checked
    n NAME      the files of a name, as names are compared, with or without `.md`
    F           which files there are
    P           the facts of all notes
    c FUNCTION  a column: what `Vault.gather` makes of each note
    x INDEX KEY what an index has under a key
    q QUESTION  an answer of `Vault.ask`, which may stay the same although what it rests on did not
    h           what git and the disk know of the past
    i           what git ignores, which is asked again in each run
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Set
from contextlib import contextmanager
from typing import Any, NamedTuple

from rlvault_lint.note import Note

FILES, NOTES, PAST, IGNORED = "F", "P", "h", "i"
MOST = 1000
"""How many notes, and how many files, an answer may rest on until they are told in short."""
_WHOLE = {"p": NOTES, "f": FILES, "n": FILES}


def name_of_function(function: Callable[..., Any]) -> str:
    """What a function is called in this run and the next: its module and its name in it."""
    return f"{function.__module__}:{function.__qualname__}"


def question(function: Callable[..., Any], args: tuple[Any, ...]) -> str:
    """What an answer of `Vault.ask` is called."""
    return f"q{name_of_function(function)}{args!r}"


def entry(index: str, key: str) -> str:
    """What the entry of an index under a key is called."""
    return f"x{index} {key}"


def in_short(things: Set[str]) -> frozenset[str]:
    """The same things; of very many notes or files all of them, lest every row of a table rest on each."""
    if len(things) <= MOST:
        return frozenset(things)
    counts = Counter(_WHOLE.get(thing[0]) for thing in things)
    return frozenset({whole if counts[whole := _WHOLE.get(thing[0])] > MOST and whole else thing for thing in things})


class Asked(NamedTuple):
    """A question that was asked: the function's name and its arguments, what the answer rests on, and the answer."""

    function: str
    args: tuple[Any, ...]
    rests_on: Iterable[str]
    answer: Any


class Watch:
    """The frames of the answers that are being worked out, the questions that were answered, inner ones first, the
    functions of the columns that were gathered, the names of the indexes that were looked into, and what was made of
    them for that. `is_absent` tells of the names of an index and of a key whether it is known that there is nothing.
    """

    def __init__(self, is_absent: Callable[[str, str], bool]) -> None:
        self._frames: list[set[str]] = []
        self.is_absent = is_absent
        self.asked: dict[str, Asked] = {}
        self.columns: dict[str, Callable[..., Any]] = {}
        self.indexes: set[str] = set()
        self.tables: dict[str, Mapping[str, Any]] = {}

    @contextmanager
    def frame(self) -> Iterator[set[str]]:
        """What is asked of the vault in this block."""
        things: set[str] = set()
        self._frames.append(things)
        try:
            yield things
        finally:
            self._frames.pop()

    def on(self, thing: str) -> None:
        """Note that the answer that is being worked out rests on a thing."""
        if self._frames:
            self._frames[-1].add(thing)

    def on_all(self, things: Iterable[str]) -> None:
        """Note that the answer that is being worked out rests on these things."""
        if self._frames:
            self._frames[-1].update(things)


class WatchedNotes(Mapping[str, Note]):
    """Notes by vault path, each use of which is noted."""

    def __init__(self, notes: Mapping[str, Note], watch: Watch) -> None:
        self.unwatched = notes
        self._watch = watch

    def __getitem__(self, path: str) -> Note:
        self._watch.on(f"p{path}")
        return self.unwatched[path]

    def __contains__(self, path: object) -> bool:
        self._watch.on(f"f{path}")
        return path in self.unwatched

    def __iter__(self) -> Iterator[str]:
        self._watch.on(FILES)
        return iter(self.unwatched)

    def __len__(self) -> int:
        self._watch.on(FILES)
        return len(self.unwatched)

    def values(self) -> Any:
        """All notes."""
        self._watch.on(NOTES)
        return self.unwatched.values()

    def items(self) -> Any:
        """All notes with their paths."""
        self._watch.on(NOTES)
        return self.unwatched.items()


class WatchedPaths(Set[str]):
    """Vault paths, each use of which is noted."""

    def __init__(self, paths: frozenset[str], watch: Watch) -> None:
        self._paths = paths
        self._watch = watch

    @classmethod
    def _from_iterable(cls, it: Iterable[Any]) -> Any:
        """What operators such as `-` make: a mere set."""
        return frozenset(it)

    def __contains__(self, path: object) -> bool:
        self._watch.on(f"f{path}")
        return path in self._paths

    def __iter__(self) -> Iterator[str]:
        self._watch.on(FILES)
        return iter(self._paths)

    def __len__(self) -> int:
        self._watch.on(FILES)
        return len(self._paths)
