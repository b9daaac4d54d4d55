"""The headings and blocks that links name: which links miss theirs, and what they may have meant.

Anchors as GitHub makes them (`#my-heading`) are one way to miss: Obsidian compares the words, and a dash is no blank.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator

from rlvault_lint.names import Names, prepare
from rlvault_lint.note import Link, Note
from rlvault_lint.vault.headings import subpath_parts
from rlvault_lint.vault.vault import Vault

_LABEL = re.compile(r"!?\[([^\[\]]*)\]\([^()\s]*\)")
_DASHES = re.compile("-{2,}")


def missed(vault: Vault, note: Note) -> Iterator[tuple[Link, tuple[str, ...], tuple[str, ...]]]:
    """The links of `note` whose file is there and whose heading or block is not: each with the files it may mean, none
    of which has it, and the parts of its subpath.
    """
    for link in vault.links(note):
        if link.subpath:
            paths = vault.targets(link, note.path)
            if paths and all(vault.subpath_ok(link.subpath, path) is False for path in paths):
                yield link, paths, subpath_parts(link.subpath)


def is_block(parts: tuple[str, ...]) -> bool:
    """Whether the parts of a subpath name a block."""
    return parts[-1].startswith("^")


def where(note: Note, paths: tuple[str, ...]) -> str:
    """The files that a link may mean, as a message names them."""
    if paths == (note.path,):
        return "this note"
    return f'"{paths[0]}"' if len(paths) == 1 else f"any of the {len(paths)} files that it may mean"


def heading_names(vault: Vault, path: str) -> Names:
    """The headings of the note at `path`, for `nearest`."""
    return prepare(heading.text for heading in vault.notes[path].headings)


def slug(heading: str) -> str:
    """GitHub's anchor of a heading's Markdown text: in lower case, `-` for a blank, no punctuation but `-` and `_`."""
    text = _LABEL.sub(r"\1", heading).strip().lower()
    return "".join(map(_kept, text))


def _kept(char: str) -> str:
    if char in "-_" or char.isalnum():
        return char
    if char == " ":
        return "-"
    return char if unicodedata.category(char)[0] == "M" and char != "\ufe0f" else ""


def heading_of(vault: Vault, path: str, parts: tuple[str, ...]) -> int | None:
    """The index of the heading in the note at `path` that the parts of a subpath mean as an anchor, or None.

    The second heading with the same text has `-1` at the end of its anchor, the third `-2`. Generators differ in how
    many dashes they leave where punctuation was, so runs of dashes and dashes at the ends don't count.
    """
    if len(parts) != 1 or is_block(parts) or any(char.isspace() for char in parts[0]):
        return None
    anchors = vault.derive(_anchors, path)
    return anchors.get(parts[0].lower(), anchors.get(_loose(slug(parts[0]))))


def _anchors(vault: Vault, path: str) -> dict[str, int]:
    seen: Counter[str] = Counter()
    found: dict[str, int] = {}
    for index, heading in enumerate(vault.notes[path].headings):
        anchor = slug(heading.text)
        found.setdefault(f"{anchor}-{seen[anchor]}" if seen[anchor] else anchor, index)
        seen[anchor] += 1
    for anchor, index in list(found.items()):
        found.setdefault(_loose(anchor), index)
    found.pop("", None)
    return found


def _loose(anchor: str) -> str:
    return _DASHES.sub("-", anchor).strip("-")


def is_first(vault: Vault, path: str, index: int) -> bool:
    """Whether a link by text reaches the heading: of headings with the same text Obsidian takes the first."""
    text = vault.stripped_headings(path)[index][0]
    return bool(text) and vault.derive(_firsts, path)[text] == index


def _firsts(vault: Vault, path: str) -> dict[str, int]:
    found: dict[str, int] = {}
    for index, (text, _) in enumerate(vault.stripped_headings(path)):
        found.setdefault(text, index)
    return found
