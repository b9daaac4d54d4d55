"""Columns: what the tables of all notes take of each note, made while the note is at hand.

A column is a function of a module, from a note and the conventions to plain values (texts, numbers, None, and tuples of
these). `Vault.gather` has its values for all notes. An index is a table that says which files or notes have a key; a
later run knows for each key whether an edit concerns it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple, TypeVar

from rlvault_lint.conventions import Conventions
from rlvault_lint.note import Note, is_note

Column = Callable[[Note, Conventions], Any]
AnyColumn = TypeVar("AnyColumn", bound=Column)

COLUMNS: list[Column] = []
"""All columns of the modules that are loaded."""


def column(function: AnyColumn) -> AnyColumn:
    """Let a function be a column whose values are made when notes are read."""
    COLUMNS.append(function)
    return function


class Index(NamedTuple):
    """By what files or notes are looked up (`Vault.look_up`).

    `name` is its module and its name there, as `watch.name_of_function` has those of functions. `keys` makes of a vault
    path of a file, or of that of a judged note and its value in `column`, the keys to find it by, each with what is
    found: of notes the path, or what is the same wherever it comes from and stands in no order.
    """

    name: str
    keys: Callable[[str, Any], Iterable[tuple[str, str]]]
    column: Column | None = None


class Columns(NamedTuple):
    """Some columns, for one vault's conventions. Another process can be given them."""

    functions: tuple[Column, ...]
    conventions: Conventions

    def of(self, note: Note) -> tuple[Any, ...] | None:
        """The values of a note in all columns; None for a canvas, and where one of them fails."""
        if not is_note(note.path):
            return None
        try:
            return tuple([function(note, self.conventions) for function in self.functions])
        except Exception:  # noqa: BLE001 -- it will fail again where it is asked for, and that is told of its rule
            return None


def entries(index: Index, values: Iterable[tuple[str, Any]]) -> dict[str, list[str]]:
    """What an index has under each key, given vault paths with what its `keys` are made of, in the order of these."""
    found: dict[str, list[str]] = {}
    for path, value in values:
        for key, what in index.keys(path, value):
            if key in found:
                found[key].append(what)
            else:
                found[key] = [what]
    for key, several in found.items():
        if len(several) > 1:
            found[key] = list(dict.fromkeys(several))
    return found
