"""A vault while its notes are being read: the files are known, and of the notes one at a time.

What can be said of a note by these alone need not wait for the others, and the note need not be kept for it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Never, TypeVar, TypeVarTuple

from rlvault_lint.conventions import Conventions
from rlvault_lint.note import Note
from rlvault_lint.vault.mocs import standing
from rlvault_lint.vault.status import seen
from rlvault_lint.vault.vault import Vault

T = TypeVar("T")
Ts = TypeVarTuple("Ts")


class NotReadError(BaseException):
    """What was asked rests on notes that have not been read yet. No rule may take this for a failure of its own."""


class Alone(Vault):
    """The files of a vault, and one of its notes. What rests on other notes, or on the past, raises NotReadError."""

    def __init__(self, vault: Vault) -> None:
        """The same vault, before any of its notes is known."""
        vars(self).update(vars(vault))
        self._note: _Lone[Note] = _Lone()
        self._standing: _Lone[int] = _Lone()
        self.notes = self._note
        self._derived = {}
        self._waiting: set[tuple[Any, ...]] = set()
        """What has to wait for other notes, and so is not tried again for each note."""

    def show(self, note: Note, stands: int) -> None:
        """Let this be the note that is known, and how it stands (`mocs.standing`), instead of the one before."""
        self._derived.pop((seen, (self._note.path,)), None)
        self._note.put(note.path, note)
        self._standing.put(note.path, stands)

    def derive(self, function: Callable[[Vault, *Ts], T], *args: *Ts) -> T:
        """As any vault has it."""
        if (function, args) in self._waiting:
            raise NotReadError
        try:
            return super().derive(function, *args)
        except NotReadError:
            self._waiting.add((function, args))
            raise

    def gather(self, function: Callable[[Note, Conventions], T]) -> Mapping[str, Any]:
        """How the note that is known stands; no other column is there yet."""
        if function is not standing:
            raise NotReadError
        return self._standing

    def keep(self, _: Callable[[Vault], T]) -> T:
        """The past is asked once all is known."""
        raise NotReadError


class _Lone(Mapping[str, T]):
    """What a table of all notes has for one of them."""

    def __init__(self) -> None:
        self.path = ""
        self._item: T

    def put(self, path: str, item: T) -> None:
        """Let this be the one."""
        self.path, self._item = path, item

    def __getitem__(self, path: str) -> T:
        return self._item if path == self.path else self._others()

    def __contains__(self, path: object) -> bool:
        return path == self.path or self._others()

    def __iter__(self) -> Iterator[str]:
        return self._others()

    def __len__(self) -> int:
        return self._others()

    def _others(self) -> Never:
        raise NotReadError
