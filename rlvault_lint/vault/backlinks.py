"""Which links point to a file."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from rlvault_lint.note import Link, Note
from rlvault_lint.vault.resolution import Ambiguous, Found

if TYPE_CHECKING:
    from rlvault_lint.vault.vault import Vault


class Backlinks(NamedTuple):
    """The links to each file: those that point to it alone, and in groups those that may point to others as well."""

    alone: dict[str, list[tuple[Note, Link]]]
    groups: dict[str, list[list[tuple[Note, Link]]]]


def pointing(vault: Vault) -> Backlinks:
    """The links of all checked files to each file."""
    found = Backlinks({}, {})
    # Many links to a name that many files have are listed once, not with each of the files.
    by_meaning: dict[int, list[tuple[Note, Link]]] = {}
    for path in sorted(vault.checked):
        note = vault.notes.get(path)
        for link in note.links if note else ():
            meaning = vault.resolve(link.target, path)
            if note and isinstance(meaning, Found) and meaning.path != path:
                found.alone.setdefault(meaning.path, []).append((note, link))
            elif note and isinstance(meaning, Ambiguous):
                if id(meaning) not in by_meaning:
                    group = by_meaning[id(meaning)] = []
                    for each in meaning.paths:
                        found.groups.setdefault(each, []).append(group)
                by_meaning[id(meaning)].append((note, link))
    return found
