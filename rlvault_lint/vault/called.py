"""What notes and folders are called, by name as names are compared."""

from __future__ import annotations

from functools import cache

from rlvault_lint.conventions import Conventions
from rlvault_lint.note import Note, folder_of, name_of
from rlvault_lint.vault.columns import Index, column
from rlvault_lint.vault.mocs import mocs
from rlvault_lint.vault.resolution import fold
from rlvault_lint.vault.vault import Vault, judged_paths

_INDEX = frozenset({"_index", "index", "readme"})


def own_names(note: Note) -> frozenset[str]:
    """What a note's property `title` and its first heading of the first level call it, as names are compared."""
    _, titles, headings = _compared(note, None)
    return frozenset(titles).union(headings)


@column
def _compared(note: Note, _: Conventions | None) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    """A note's aliases, its titles, and its first heading of the first level, as names are compared."""
    first = next((each.text for each in note.headings if each.level == 1), None)
    aliases, titles = note.texts("aliases"), note.texts("title")
    return _folded(aliases), _folded(titles), () if first is None else _folded((first,))


def _folded(names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple([fold(name.strip()) for name in names]) if names else ()


ALIASES = Index(f"{__name__}:ALIASES", lambda path, names: [(name, path) for name in names[0]], _compared)
"""The notes by their aliases, as names are compared."""
TITLES = Index(f"{__name__}:TITLES", lambda path, names: [(name, path) for name in names[1]], _compared)
"""The notes by their property `title`, as names are compared."""
HEADINGS = Index(f"{__name__}:HEADINGS", lambda path, names: [(name, path) for name in names[2]], _compared)
"""The notes by their first heading of the first level, as names are compared."""


def _extensionless(path: str, _: None) -> tuple[tuple[str, str], ...]:
    name = name_of(path)
    return () if "." in name else ((fold(name), path),)


EXTENSIONLESS = Index(f"{__name__}:EXTENSIONLESS", _extensionless)
"""The files without an extension by their names, as names are compared."""


@cache
def _above(folder: str) -> list[tuple[str, str]]:
    """A folder and those above it, the uppermost first, each with its name before it."""
    return [*_above(folder_of(folder)), (fold(name_of(folder)), folder)] if folder else []


FOLDERS = Index(f"{__name__}:FOLDERS", lambda path, _: _above(folder_of(path)))
"""The folders by their names, as names are compared."""


def index(vault: Vault, folder: str) -> str | None:
    """The note in a folder that stands for the whole: one of its name, a MOC, or an index by its name."""
    return vault.derive(_indexes).get(folder)


def _indexes(vault: Vault) -> dict[str, str]:
    found: dict[str, tuple[int, str]] = {}
    listing = vault.ask(mocs)
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
