"""What notes and folders are called, by name as names are compared."""

from __future__ import annotations

from collections.abc import Iterable

from rlvault_lint.conventions import Conventions
from rlvault_lint.note import Note, folder_of, name_of
from rlvault_lint.vault.columns import column
from rlvault_lint.vault.mocs import mocs
from rlvault_lint.vault.resolution import fold
from rlvault_lint.vault.vault import Vault, judged_paths

_INDEX = frozenset({"_index", "index", "readme"})


def without_extension(vault: Vault, name: str) -> list[str]:
    """The files without an extension whose name is compared as `name`."""
    return vault.derive(_extensionless).get(name, [])


def _extensionless(vault: Vault) -> dict[str, list[str]]:
    names = ((name_of(path), path) for path in sorted(vault.files))
    return grouped((name, path) for name, path in names if "." not in name)


def by_alias(vault: Vault, name: str) -> list[str]:
    """The notes with an alias that is compared as `name`."""
    return vault.derive(_aliases).get(name, [])


def by_title(vault: Vault, name: str) -> list[str]:
    """The notes whose property `title` is compared as `name`."""
    return vault.derive(_titles).get(name, [])


def by_heading(vault: Vault, name: str) -> list[str]:
    """The notes whose first heading of the first level is compared as `name`."""
    return vault.derive(_headings).get(name, [])


def own_names(note: Note) -> frozenset[str]:
    """What a note's property `title` and its first heading of the first level call it, as names are compared."""
    _, titles, headings = _names(note, None)
    return frozenset(fold(text.strip()) for text in (*titles, *headings))


@column
def _names(note: Note, _: Conventions | None) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    """A note's aliases, its titles, and its first heading of the first level, if there is one."""
    first = next((each.text for each in note.headings if each.level == 1), None)
    return note.texts("aliases"), note.texts("title"), () if first is None else (first,)


def _aliases(vault: Vault) -> dict[str, list[str]]:
    return grouped((text, path) for path, (aliases, _, _) in vault.judged_of(_names) for text in aliases)


def _titles(vault: Vault) -> dict[str, list[str]]:
    return grouped((text, path) for path, (_, titles, _) in vault.judged_of(_names) for text in titles)


def _headings(vault: Vault) -> dict[str, list[str]]:
    return grouped((text, path) for path, (_, _, headings) in vault.judged_of(_names) for text in headings)


def folders(vault: Vault, name: str) -> list[str]:
    """The folders whose name is compared as `name`."""
    return vault.derive(_folders).get(name, [])


def _folders(vault: Vault) -> dict[str, list[str]]:
    return grouped((name_of(folder), folder) for folder in sorted(vault.derive(folder_paths)) if folder)


def index(vault: Vault, folder: str) -> str | None:
    """The note in a folder that stands for the whole: one of its name, a MOC, or an index by its name."""
    return vault.derive(_indexes).get(folder)


def _indexes(vault: Vault) -> dict[str, str]:
    found: dict[str, tuple[int, str]] = {}
    listing = vault.derive(mocs)
    for path in vault.derive(judged_paths):
        name, folder = fold(name_of(path)[:-3]), folder_of(path)
        if fold(name_of(folder)) == name:
            rank = 0
        elif path in listing:
            rank = 1
        elif name in _INDEX:
            rank = 2
        else:
            continue
        found[folder] = min(found.get(folder, (rank, path)), (rank, path))
    return {folder: path for folder, (_, path) in found.items()}


def folder_paths(vault: Vault) -> frozenset[str]:
    """The vault paths of all folders, those that hold nothing but folders among them."""
    folders = {folder_of(path) for path in vault.files}
    return frozenset(folders).union(folder[:at] for folder in folders for at, char in enumerate(folder) if char == "/")


def grouped(pairs: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    """The paths under each name, every path once, names as they are compared."""
    found: dict[str, dict[str, None]] = {}
    for name, path in pairs:
        found.setdefault(fold(name.strip()), {})[path] = None
    return {name: list(paths) for name, paths in found.items()}
