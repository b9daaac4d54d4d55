"""Which notes are MOCs: by their type, a tag or their name, as the conventions say."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from rlvault_lint.conventions import Conventions, MocConventions
from rlvault_lint.expressions import Expression, expression
from rlvault_lint.note import Note, is_note
from rlvault_lint.vault.columns import column

if TYPE_CHECKING:
    from rlvault_lint.vault.vault import Vault


NO_MOC, BY_NAME, SAYS_SO = range(3)
"""How a note stands: it is no MOC, its name alone makes it one, or its type or a tag does."""


def mocs(vault: Vault) -> frozenset[str]:
    """The vault paths of all MOCs."""
    return frozenset(path for path, stands in vault.gather(standing).items() if stands != NO_MOC)


def marked(vault: Vault) -> frozenset[str]:
    """The vault paths of the MOCs that say so themselves, by their type or a tag."""
    return frozenset(path for path, stands in vault.gather(standing).items() if stands == SAYS_SO)


@column
def standing(note: Note, conventions: Conventions) -> int:
    """Whether a note is a MOC, and what makes it one."""
    if not is_note(note.path):
        return NO_MOC
    marks = _marks(conventions.moc)
    for text in note.texts("type"):
        if text.strip().casefold() in marks.types:
            return SAYS_SO
    for tag in note.tags:
        name = tag.name.casefold()
        if name in marks.tags or name.rpartition("/")[2] in marks.tags:
            return SAYS_SO
    name = note.name
    for pattern in marks.names:
        if pattern.search(name):
            return NO_MOC if any(other.search(name) for other in marks.not_names) else BY_NAME
    return NO_MOC


class _Marks(NamedTuple):
    """What marks a MOC, and which names don't: types and tags as they are compared, names as expressions."""

    types: frozenset[str]
    tags: frozenset[str]
    names: tuple[Expression, ...]
    not_names: tuple[Expression, ...]


@lru_cache(maxsize=4)
def _marks(conventions: MocConventions) -> _Marks:
    return _Marks(
        frozenset(text.casefold() for text in conventions.types),
        frozenset(tag.lstrip("#").casefold() for tag in conventions.tags),
        tuple(map(expression, conventions.names)),
        tuple(map(expression, conventions.not_names)),
    )
