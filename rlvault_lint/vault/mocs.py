"""Which notes are MOCs: by their type, a tag or their name, as the conventions say."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rlvault_lint.expressions import expression
from rlvault_lint.note import is_note, name_of

if TYPE_CHECKING:
    from rlvault_lint.vault.vault import Vault


def mocs(vault: Vault) -> frozenset[str]:
    """The vault paths of all MOCs."""
    names = [expression(pattern) for pattern in vault.conventions.moc.names]
    others = [expression(pattern) for pattern in vault.conventions.moc.not_names]
    by_name = {
        path
        for path in vault.notes
        if is_note(path)
        and any(name.search(stem := name_of(path)[:-3]) for name in names)
        and not any(name.search(stem) for name in others)
    }
    return vault.derive(marked) | by_name


def marked(vault: Vault) -> frozenset[str]:
    """The vault paths of the MOCs that say so themselves, by their type or a tag."""
    moc = vault.conventions.moc
    types = {text.casefold() for text in moc.types}
    tags = {tag.lstrip("#").casefold() for tag in moc.tags}
    return frozenset(
        path
        for path, note in vault.notes.items()
        if is_note(path)
        and (
            any(text.strip().casefold() in types for text in note.texts("type"))
            or any(tag.name.casefold() in tags or tag.name.rpartition("/")[2].casefold() in tags for tag in note.tags)
        )
    )
