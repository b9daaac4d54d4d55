"""Which notes are MOCs: by their type, a tag or their name, as the conventions say."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from rlvault_lint.conventions import Conventions, MocConventions
from rlvault_lint.expressions import expression
from rlvault_lint.note import Note, name_of

if TYPE_CHECKING:
    from rlvault_lint.vault.vault import Vault


def mocs(vault: Vault) -> frozenset[str]:
    """The vault paths of all MOCs."""
    names = [expression(pattern) for pattern in vault.conventions.moc.names]
    others = [expression(pattern) for pattern in vault.conventions.moc.not_names]
    says_so = vault.gather(_says_so)
    by_name = {
        path
        for path in says_so
        if any(name.search(stem := name_of(path)[:-3]) for name in names)
        and not any(name.search(stem) for name in others)
    }
    return vault.derive(marked) | by_name


def marked(vault: Vault) -> frozenset[str]:
    """The vault paths of the MOCs that say so themselves, by their type or a tag."""
    return frozenset(path for path, says_so in vault.gather(_says_so).items() if says_so)


def _says_so(note: Note, conventions: Conventions) -> bool:
    types, tags = _marks(conventions.moc)
    return any(text.strip().casefold() in types for text in note.texts("type")) or any(
        tag.name.casefold() in tags or tag.name.rpartition("/")[2].casefold() in tags for tag in note.tags
    )


@lru_cache(maxsize=4)
def _marks(conventions: MocConventions) -> tuple[frozenset[str], frozenset[str]]:
    """The types and tags that mark a MOC, as they are compared."""
    return (
        frozenset(text.casefold() for text in conventions.types),
        frozenset(tag.lstrip("#").casefold() for tag in conventions.tags),
    )
