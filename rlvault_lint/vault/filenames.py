"""All files by their names: those of the same letters, of a stem, and those whose names are nearest to one."""

from __future__ import annotations

import re

from rlvault_lint.names import Names, letters, nearest, particulars, prepare
from rlvault_lint.note import is_note, name_of
from rlvault_lint.vault.columns import Index
from rlvault_lint.vault.resolution import fold
from rlvault_lint.vault.vault import Vault

# What Obsidian opens (its help page "Accepted file formats"). Other dots belong to the name: "Obsidian 1.6.x".
EXTENSION = re.compile(
    r"\.(?:md|base|canvas|avif|bmp|gif|jpe?g|png|svg|webp|flac|m4a|mp3|og[agv]|opus|wav|webm|3gp|mkv|mov|mp4|pdf)$",
    re.IGNORECASE,
)
"""The extension of a name, if it is one that Obsidian opens."""
_MOST = 4  # one more than are shown


def split(name: str) -> tuple[str, str]:
    """A file's extension in lower case, empty for a note, and its name without it."""
    match = EXTENSION.search(name)
    stem = name[: match.start()] if match else name
    extension = name[len(stem) :].lower()
    return "" if extension == ".md" else extension, stem


def nearest_to(vault: Vault, stem: str, extension: str) -> list[tuple[str, float]]:
    """The names of files of the same kind that are nearest to `stem`, each with its likeness."""
    return nearest(stem, vault.derive(_prepared, extension, particulars(stem)), limit=_MOST)


def _prepared(vault: Vault, extension: str, known_by: tuple[str, ...]) -> Names:
    """The names of the files of one kind that have the same particulars."""
    return prepare(vault.look_up(NAMES, _kind(extension, known_by)))


def _kind(extension: str, known_by: tuple[str, ...]) -> str:
    return "/".join((extension, *known_by))


def _name(path: str, _: None) -> list[tuple[str, str]]:
    extension, stem = split(name_of(path))
    return [(_kind(extension, particulars(stem)), stem)]


NAMES = Index(f"{__name__}:NAMES", _name)
"""The names of all files, by their kind and by what tells them from others of it."""


def _letters(path: str, _: None) -> tuple[tuple[str, str], ...]:
    name = name_of(path)
    found = letters(name[:-3] if is_note(name) else name) if "." in name else ""
    return ((found, path),) if found else ()


LETTERS = Index(f"{__name__}:LETTERS", _letters)
"""The files with an extension by the letters of their names, without `.md`."""


def _stem(path: str, _: None) -> tuple[tuple[str, str], ...]:
    name = name_of(path)
    match = None if is_note(path) else EXTENSION.search(name)
    return ((fold(name[: match.start()].strip()), path),) if match else ()


STEMS = Index(f"{__name__}:STEMS", _stem)
"""The files that are not notes by their names without extension, as names are compared."""
