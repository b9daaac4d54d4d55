"""What a link to a heading may have meant that its note does not have.

Anchors as GitHub makes them (`#my-heading`) are one way to miss: Obsidian compares the words, and a dash is a letter.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections import Counter

from rlvault_lint.names import CUTOFF, Names, letters, nearest, prepare
from rlvault_lint.note import Note
from rlvault_lint.vault.headings import strip_heading, subpath_parts
from rlvault_lint.vault.status import Status, unsound
from rlvault_lint.vault.vault import Vault

_LABEL = re.compile(r"!?\[([^\[\]]*)\]\([^()\s]*\)")
_TAG = re.compile(r"</?[A-Za-z][^<>]*>")
_DASHES = re.compile("-{2,}")
_LEAST = 4  # letters of a heading's beginning that say which it is
_SHOWN = 3


def where(note: Note, paths: tuple[str, ...]) -> str:
    """The files that a link may mean, as a message names them."""
    if paths == (note.path,):
        return "this note"
    return f'"{paths[0]}"' if len(paths) == 1 else f"any of the {len(paths)} files that it may mean"


def missed(vault: Vault) -> frozenset[str]:
    """The notes that links name headings of which they don't have."""
    found: set[str] = set()
    for source, links in vault.derive(unsound).items():
        for link in links:
            if Status.HEADING_MISSING in link.statuses:
                targets = vault.meant(link.target, source)
                found.update(each for each in targets if vault.subpath_ok(link.subpath, each) is False)
    return frozenset(found)


def near_headings(vault: Vault, path: str, text: str) -> list[tuple[str, float]]:
    """The headings of the note at `path` whose words are most like those of `text`, best first, with their likeness.
    If none is near, those that begin with its words: a heading is often made longer.
    """
    headings, names, ordered = vault.derive(_by_words, path)
    wanted = _words(text)
    near = [(headings[words], score) for words, score in nearest(wanted, names)]
    if near or len(wanted) < _LEAST:
        return near
    start = bisect_left(ordered, wanted)
    longer = [words for words in ordered[start : start + _SHOWN] if words.startswith(wanted)]
    return [(headings[words], CUTOFF) for words in longer]


def heading_of_letters(vault: Vault, path: str, text: str) -> str | None:
    """The heading of the note at `path` that has the same letters and digits as `text`, if there is just one."""
    found = vault.derive(_by_letters, path).get(_letters(text), ())
    return found[0] if len(found) == 1 else None


def heading_as_shown(vault: Vault, path: str, text: str) -> str | None:
    """The heading of the note at `path` that shows the letters and digits of `text`, without its marks and tags, if
    there is just one: `# <b>Red</b> *title*` shows `Red title`.
    """
    found = vault.derive(_by_what_is_shown, path).get(_shown(text), ())
    return found[0] if len(found) == 1 else None


def _words(text: str) -> str:
    return strip_heading(text).replace("-", " ").replace("_", " ")


def _letters(text: str) -> str:
    return letters(strip_heading(text))


def _by_words(vault: Vault, path: str) -> tuple[dict[str, str], Names, list[str]]:
    """The headings by their words; these for `nearest`; and sorted."""
    headings = {_words(heading.text): heading.text for heading in reversed(vault.notes[path].headings)}
    return headings, prepare(headings), sorted(headings)


def _by_letters(vault: Vault, path: str) -> dict[str, list[str]]:
    """The texts of headings, those that Obsidian tells apart, by their letters."""
    found: dict[str, dict[str, str]] = {}
    for heading in vault.notes[path].headings:
        text = strip_heading(heading.text)
        found.setdefault(letters(text), {}).setdefault(text, heading.text)
    found.pop("", None)
    return {key: list(texts.values()) for key, texts in found.items()}


def _by_what_is_shown(vault: Vault, path: str) -> dict[str, list[str]]:
    """The texts of headings, those that Obsidian tells apart, by the letters and digits that they show."""
    found: dict[str, dict[str, str]] = {}
    for heading in vault.notes[path].headings:
        found.setdefault(_shown(heading.text), {}).setdefault(strip_heading(heading.text), heading.text)
    found.pop("", None)
    return {key: list(texts.values()) for key, texts in found.items()}


def _shown(text: str) -> str:
    return _loose(slug(_TAG.sub("", text)))


def slug(heading: str) -> str:
    """GitHub's anchor of a heading's Markdown text: in lower case, `-` for a space, no punctuation but `-` and `_`."""
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
    if len(parts) != 1 or any(char.isspace() for char in parts[0]):
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


def reached(vault: Vault, path: str, subpath: str) -> int:
    """The index of the heading in the note at `path` that a subpath of one part reaches. Raises KeyError if none."""
    (part,) = subpath_parts(subpath)
    return vault.derive(_firsts, path)[strip_heading(part)]


def _firsts(vault: Vault, path: str) -> dict[str, int]:
    found: dict[str, int] = {}
    for index, (text, _) in enumerate(vault.stripped_headings(path)):
        found.setdefault(text, index)
    return found
