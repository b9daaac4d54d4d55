"""Columns: what the tables of all notes take of each note, made while the note is at hand.

A column is a function of a module, from a note and the conventions to plain values (texts, numbers, None, and tuples of
these). `Vault.gather` has its values for all notes.
"""

from __future__ import annotations

from collections.abc import Callable
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
