"""Which notes are MOCs: by their type, a tag or their name, as the conventions say."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from rlvault_lint.conventions import Conventions, MocConventions
from rlvault_lint.expressions import expression
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
    types, tags = _marks(conventions.moc)
    if any(text.strip().casefold() in types for text in note.texts("type")) or any(
        tag.name.casefold() in tags or tag.name.rpartition("/")[2].casefold() in tags for tag in note.tags
    ):
        return SAYS_SO
    names, others = conventions.moc.names, conventions.moc.not_names
    if any(expression(pattern).search(note.name) for pattern in names):
        return NO_MOC if any(expression(pattern).search(note.name) for pattern in others) else BY_NAME
    return NO_MOC


@lru_cache(maxsize=4)
def _marks(conventions: MocConventions) -> tuple[frozenset[str], frozenset[str]]:
    """The types and tags that mark a MOC, as they are compared."""
    return (
        frozenset(text.casefold() for text in conventions.types),
        frozenset(tag.lstrip("#").casefold() for tag in conventions.tags),
    )
