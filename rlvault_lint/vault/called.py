"""What notes and folders are called, by name as names are compared: indexes for `Vault.derive`."""

from __future__ import annotations

from collections.abc import Iterable

from rlvault_lint.note import folder_of, name_of
from rlvault_lint.vault.resolution import fold
from rlvault_lint.vault.vault import Vault

_INDEX = frozenset({"_index", "index", "readme"})


def extensionless(vault: Vault) -> dict[str, list[str]]:
    """The files without an extension."""
    names = ((name_of(path), path) for path in sorted(vault.files))
    return grouped((name, path) for name, path in names if "." not in name)


def aliases(vault: Vault) -> dict[str, list[str]]:
    """The notes by their aliases."""
    return grouped((text, note.path) for note in vault.judged() for text in note.texts("aliases"))


def titles(vault: Vault) -> dict[str, list[str]]:
    """The notes by their property `title`."""
    return grouped((text, note.path) for note in vault.judged() for text in note.texts("title"))


def headings(vault: Vault) -> dict[str, list[str]]:
    """The notes by their first heading of the first level."""
    firsts = ((note, next((each for each in note.headings if each.level == 1), None)) for note in vault.judged())
    return grouped((heading.text, note.path) for note, heading in firsts if heading)


def folders(vault: Vault) -> dict[str, list[str]]:
    """All folders by name."""
    return grouped((name_of(folder), folder) for folder in sorted(vault.derive(folder_paths)) if folder)


def indexes(vault: Vault) -> dict[str, str]:
    """By folder, the note in it that stands for the whole: one of its name, a MOC, or an index by its name."""
    found: dict[str, tuple[int, str]] = {}
    for note in vault.judged():
        name, folder = fold(note.name), folder_of(note.path)
        if fold(name_of(folder)) == name:
            rank = 0
        elif vault.is_moc(note):
            rank = 1
        elif name in _INDEX:
            rank = 2
        else:
            continue
        found[folder] = min(found.get(folder, (rank, note.path)), (rank, note.path))
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
