"""Where a note that no MOC lists belongs: the MOC that fits it, and the entry as that MOC would write it.

A MOC fits a note if it lists the note's neighbours, which are the notes of its folder; or else if the two share a tag
or a word of their titles that few other MOCs have. All that is asked of a MOC is worked out once, however many notes it
fits.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple, TypeVar

from rlvault_lint.note import Entry, LinkKind, Note, folder_of, is_note, name_of
from rlvault_lint.text import Span
from rlvault_lint.vault.claims import own_id, own_rating
from rlvault_lint.vault.relink import destination
from rlvault_lint.vault.resolution import Found, fold, gathered
from rlvault_lint.vault.vault import Vault, judged_mocs

T = TypeVar("T")

FEW = 3
"""A word or a tag that more MOCs have than this says nothing of where a note belongs."""

_WORD = re.compile(r"[^\W_]{3,}")
_COMMON = frozenset(("moc", "map", "contents", "index", "and", "for", "from", "the", "with", "note", "notes"))


@cache
def _wide() -> re.Pattern[str]:
    """A character of those that are written without spaces between words. Compiled only when it is needed, as with
    all large sets of characters: that takes milliseconds.
    """
    return re.compile("[\u3000-\u9fff\uac00-\ud7af\uff00-\uffef]")


class Place(NamedTuple):
    """Where an entry would go: into the MOC at the vault path `moc`, as a line of its own after the offset `at`, under
    the heading `heading`.

    `entry` is empty where the MOC has no list to add to, but a table, say.
    """

    moc: str
    at: int
    heading: str | None
    entry: str


class _Unlisted(NamedTuple):
    """All that matters of a note that is to be listed: its tags and words as they are compared, sorted; what it calls
    itself; and its arXiv identifier and rating, if it has one.
    """

    path: str
    tags: tuple[str, ...]
    words: tuple[str, ...]
    called: str
    id: str | None
    rating: float | None

    @property
    def folder(self) -> str:
        return folder_of(self.path)

    @property
    def name(self) -> str:
        return name_of(self.path)[:-3]


def place_for(path: str, vault: Vault) -> Place | None:
    """Where the note at a vault path should be listed, and how; None where no MOC fits it."""
    found = vault.ask(_place, *vault.ask(_unlisted, path))
    return None if found is None else Place(*found)


def _unlisted(vault: Vault, path: str) -> tuple[Any, ...]:
    note = vault.notes[path]
    called = next((text.strip() for text in (*note.texts("aliases"), *note.texts("title")) if text.strip()), note.name)
    return path, *_tags_and_words(vault, path), called, own_id(note, vault), own_rating(note, vault)


def _place(vault: Vault, *about: Any) -> tuple[Any, ...] | None:
    note = _Unlisted(*about)
    path = vault.derive(_by_folder).get(note.folder) or _moc_alike(note, vault)
    if path is None or path == note.path:
        return None
    moc = vault.notes[path]
    slots = vault.derive(_slots, path)
    if not slots.by_folder:
        return path, 0, None, ""
    slot = _slot_alike(note, slots) or slots.by_folder.get(note.folder, slots.by_folder[None])
    heading = moc.headings[slot.heading].text if slot.heading is not None else None
    return path, slot.at, heading, "\t" * slot.depth + _entry(note, moc, vault)


class _Slot(NamedTuple):
    """Where in a MOC an entry may be added: the offset that it goes behind, the heading's index, and its depth."""

    at: int
    heading: int | None
    depth: int


class _Slots(NamedTuple):
    """By folder, the end of the list in which most of the folder's notes stand; by None the end of the last list. By
    folder and a word that few of its lists have, in their heading or the names of their notes, the ends of these.
    """

    by_folder: dict[str | None, _Slot]
    by_word: dict[tuple[str, str], list[_Slot]]


def _slot_alike(note: _Unlisted, slots: _Slots) -> _Slot | None:
    """Of the lists with notes of the note's folder, the end of the one with most of its words; the first of equals."""
    shared = Counter(slot for word in note.words for slot in slots.by_word.get((note.folder, word), ()))
    return min(shared, key=lambda slot: (-shared[slot], slot.at), default=None)


def _slots(vault: Vault, path: str) -> _Slots:
    moc = vault.notes[path]
    indexes = {entry.span: index for index, entry in enumerate(moc.entries)}
    by_folder: dict[str | None, dict[int | None, list[Entry]]] = {}
    for entry, target in vault.derive(_listed, path):
        if not entry.ordered:
            by_folder.setdefault(folder_of(target), {}).setdefault(entry.heading, []).append(entry)
            by_folder.setdefault(None, {})[entry.heading] = [entry]
    found = _Slots({}, {})
    for folder, lists in by_folder.items():
        ends = {heading: _end(moc, indexes, entries[-1]) for heading, entries in lists.items()}
        if folder is None:
            found.by_folder[None] = [*ends.values()][-1]
            continue
        found.by_folder[folder] = ends[max(lists, key=lambda heading: len(lists[heading]))]
        for heading, entries in lists.items():
            texts = {name_of(entry.lead.target).removesuffix(".md") for entry in entries if entry.lead}
            if heading is not None:
                texts.add(moc.headings[heading].text)
            for word in set[str]().union(*map(_words_of, texts)):
                found.by_word.setdefault((folder, word), []).append(ends[heading])
    return _Slots(found.by_folder, {key: slots for key, slots in found.by_word.items() if len(slots) <= FEW})


def _end(moc: Note, indexes: Mapping[Span, int], last: Entry) -> _Slot:
    """The place behind an entry and what is nested in it."""
    end = last
    for entry in moc.entries[indexes[last.span] + 1 :]:
        if entry.depth <= last.depth:
            break
        end = entry
    return _Slot(end.span.end, last.heading, last.depth)


# --- which MOC --------------------------------------------------------------------------------------------------------


def _by_folder(vault: Vault) -> dict[str, str]:
    """By folder, the MOC that lists most of its notes: of equals the one nearest to the root."""
    counts: dict[str, Counter[str]] = {}
    for moc in vault.ask(judged_mocs):
        found, unclear = vault.ask(links_of, moc)
        listed = gathered(vault.meant(target, moc) for target in unclear).union(found) - {moc}
        folders = Counter(folder_of(path) for path in listed if is_note(path))
        for folder, count in folders.items():
            counts.setdefault(folder, Counter())[moc] = count
    return {folder: min(mocs, key=lambda path: (-mocs[path], len(path), path)) for folder, mocs in counts.items()}


def links_of(vault: Vault, path: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The files that the links of the MOC at `path` point to, and the targets of those links that point to none or may
    mean several.
    """
    meant = {link.target: vault.meant(link.target, path) for link in vault.notes[path].links}
    found = dict.fromkeys(paths[0] for paths in meant.values() if len(paths) == 1)
    return tuple(found), tuple([target for target, paths in meant.items() if len(paths) != 1])


def _moc_alike(note: _Unlisted, vault: Vault) -> str | None:
    """The MOC with which a note shares most tags and words of titles that few MOCs have."""
    shared: Counter[str] = Counter()
    for marks, index in ((note.tags, _by_tag), (note.words, _by_word)):
        held = vault.derive(index)
        for mark in marks:
            shared.update(held.get(mark, ()))
    return min(shared, key=lambda path: (-shared[path], len(path), path), default=None)


def _by_tag(vault: Vault) -> dict[str, list[str]]:
    return _held(vault, 0)


def _by_word(vault: Vault) -> dict[str, list[str]]:
    return _held(vault, 1)


def _held(vault: Vault, kind: int) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for moc in vault.ask(judged_mocs):
        for mark in vault.ask(_tags_and_words, moc)[kind]:
            found.setdefault(mark, []).append(moc)
    return {mark: paths for mark, paths in found.items() if len(paths) <= FEW}


def _tags_and_words(vault: Vault, path: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    note = vault.notes[path]
    return tuple(sorted(_tags(note))), tuple(sorted(_words(note)))


def _tags(note: Note) -> set[str]:
    return {fold(tag.name) for tag in note.tags}


def _words(note: Note) -> set[str]:
    """The words of a note's name and title; of scripts without spaces, each pair of characters."""
    return _words_of(note.name).union(*map(_words_of, note.texts("title")))


def _words_of(title: str) -> set[str]:
    words: set[str] = set()
    for word in _WORD.findall(fold(title)):
        words |= {word[at : at + 2] for at in range(len(word) - 1)} if _wide().search(word) else {word}
    return words - _COMMON


def _listed(vault: Vault, path: str) -> list[tuple[Entry, str]]:
    """The entries of the MOC at `path` that open with a link to one other note, each with that note's path."""
    moc = vault.notes[path]
    found = []
    for entry in moc.entries:
        target = vault.resolve(entry.lead.target, path) if entry.lead else None
        if isinstance(target, Found) and target.path != path and is_note(target.path):
            found.append((entry, target.path))
    return found


# --- how it writes its entries ----------------------------------------------------------------------------------------


class _Style(NamedTuple):
    """How most entries of a MOC are written, as far as a new one can follow them."""

    by_path: bool
    markdown: bool
    alias: bool
    arxiv: bool
    rating: bool
    wide: bool


def _style(vault: Vault, path: str) -> _Style:
    moc = vault.notes[path]
    entries = [entry for entry, _ in vault.derive(_listed, path)]
    leads = [entry.lead for entry in entries if entry.lead]
    return _Style(
        by_path=_mostly(leads, lambda lead: "/" in lead.target),
        markdown=_mostly(leads, lambda lead: lead.kind is LinkKind.MARKDOWN),
        alias=_mostly(leads, lambda lead: bool(lead.alias)),
        arxiv=_mostly(entries, lambda entry: bool(entry.arxiv)),
        rating=_mostly(entries, lambda entry: bool(entry.ratings)),
        wide=any(_wide().search(text) for text in (moc.name, *(heading.text for heading in moc.headings))),
    )


def _entry(note: _Unlisted, moc: Note, vault: Vault) -> str:
    """The entry for `note` as `moc` writes its entries: form of the link, alias, arXiv identifier and rating."""
    style = vault.derive(_style, moc.path)
    is_found = vault.resolve(note.name, moc.path) == Found(note.path)
    target = note.name if is_found and not style.by_path else note.path[:-3]
    alias = note.called if note.called != note.name and not set("[]|\r\n") & set(note.called) else ""
    if style.markdown:
        entry = f"[{alias or note.name}]({destination(target + '.md')})"
    else:
        entry = f"[[{target}|{alias}]]" if alias and style.alias else f"[[{target}]]"
    if note.id and style.arxiv:
        entry += f"（arXiv:{note.id}）" if style.wide else f" (arXiv:{note.id})"
    if note.rating and style.rating:
        entry += f"{'' if entry.endswith('）') else ' '}{_stars(note.rating, vault)}"
    return f"- {entry}"


def _mostly(items: Sequence[T], test: Callable[[T], bool]) -> bool:
    return 2 * sum(map(test, items)) > len(items)


def _stars(rating: float, vault: Vault) -> str:
    conventions = vault.conventions.rating
    filled = round(rating)
    return conventions.filled[0] * filled + conventions.empty[0] * (conventions.scale - filled)
