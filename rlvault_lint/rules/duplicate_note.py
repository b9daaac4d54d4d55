"""duplicate-note: two notes with the same text, or with the same title and nearly the same text."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import chain
from typing import NamedTuple

from rlvault_lint.plugin import (
    WHOLE_FILE,
    Conventions,
    Diagnostic,
    Note,
    Related,
    Rule,
    Severity,
    Vault,
    column,
    on_vault,
)
from rlvault_lint.reading.fingerprint import hashes_of, likeness
from rlvault_lint.vault.columns import Index
from rlvault_lint.vault.headings import strip_heading

LEAST_LENGTH = 200
"""Shorter texts, counted in bytes without spaces, are the same for good reasons: a form, a list of two links."""
FORM = 10
"""What more notes than this have in common is a form, be it a sentence or the whole text."""
LEAST_LIKENESS = 0.8
GENERATED = frozenset(("excalidraw-plugin", "database-plugin", "kanban-plugin"))
"""Properties of notes whose text belongs to a plugin."""
_NAMES = frozenset(("title", "aliases", "id", "uid", "uuid", "date", "created", "updated", "modified"))
_NAMED_SO = re.compile(r"(?:^|[-_ ])(?:id|date|time|at|on)$|(?:日期|时间)$")
_DATE = re.compile(r"\d{4}[-/.]?\d\d")


class DuplicateNote(Rule):
    """
    ## What

    A note with the same text as another, or with the same title and nearly the same text. Frontmatter and white space
    don't count; titles are the file's name, the property `title` and the first heading. Of such notes, the one with the
    shortest path is not reported.

    Left alone are texts with less than 200 bytes outside code, as a query is much like any other; notes that belong to
    a plugin, such as Excalidraw's drawings; notes whose properties differ in more than titles, dates and identifiers;
    and what more than ten notes have in common: it is a form that was filled in, or not yet.

    ## Why

    What is corrected in one copy stays wrong in the other, and links point now to the one, now to the other. Such
    copies come from a failed sync, or from a note that was moved and came back.

    ## Example

    `RL/GRPO.md` and `Inbox/GRPO 1.md`, both beginning with

    ```markdown
    # GRPO
    Group relative policy optimisation drops the critic of PPO: it samples several answers to each question, and takes
    their mean reward as the baseline. What is left is simpler to run, and needs half the memory of PPO. It was made for
    mathematics, where whether an answer is right can be told.
    ```

    ## Fix

    None: keep one of them, and point the links of the other to it.
    """

    name = "duplicate-note"
    group = "text"
    summary = "Two notes with the same text, or with the same title and nearly the same text."
    severity = Severity.WARNING
    since = "0.1.0"

    @on_vault
    def duplicates(self, vault: Vault) -> Iterator[Diagnostic]:
        """At most one finding for each note."""
        for path, original in _originals(vault).items():
            what = "the same text as" if original.same else "the title and nearly the text of"
            message = f'this note has {what} "{original.path}": keep one of them'
            related = [Related(original.path, WHOLE_FILE, "the other note")]
            yield self.diagnostic(path, WHOLE_FILE, message, related=related)


class _Original(NamedTuple):
    path: str
    same: bool


@column
def _gist(note: Note, _: Conventions) -> tuple[str, tuple[str, ...]] | None:
    """The digest of a note's body, and its titles as they are compared; None for a note that is not compared."""
    if not _is_compared(note):
        return None
    heading = [each.text for each in note.headings[:1] if each.level == 1]
    names = dict.fromkeys((note.name, *note.texts("title"), *heading))  # mostly the same three times
    return note.body.digest, tuple(filter(None, dict.fromkeys(map(strip_heading, names))))


@column
def _sketch(note: Note, _: Conventions) -> bytes:
    return note.body.sketch if _is_compared(note) else b""


def _is_compared(note: Note) -> bool:
    """Whether a note has text, which does not belong to a plugin."""
    return note.body.prose >= LEAST_LENGTH and GENERATED.isdisjoint([field.key for field in note.fields])


def _sentences(path: str, sketch: bytes) -> Iterator[tuple[str, str]]:
    yield path, sketch.hex()
    yield from ((str(each), "") for each in hashes_of(sketch))


SENTENCES = Index(f"{__name__}:SENTENCES", _sentences, _sketch)
"""The sentences of notes by their hashes, of which only the number counts, and sketches by the vault paths of notes."""


def _much_alike(vault: Vault) -> tuple[list[list[str]], dict[str, list[str]]]:
    """The vault paths of the notes with the same text, in groups, those with the shortest paths first; and of the
    others those that share titles, in the same order, each with these titles.
    """
    gists = {path: gist for path, gist in vault.judged_of(_gist) if gist}
    holder: dict[str, str] = {}
    same: dict[str, list[str]] = {}
    for path, (digest, _) in gists.items():
        if (first := holder.setdefault(digest, path)) != path:
            same.setdefault(digest, [first]).append(path)
    for group in same.values():
        group.sort(key=_shortest_first)
    copies = {path for group in same.values() for path in group[1:]}
    uses = Counter(chain.from_iterable(titles for path, (_, titles) in gists.items() if path not in copies))
    shared = {title for title, count in uses.items() if count > 1}
    alike = [path for path, (_, titles) in gists.items() if path not in copies and not shared.isdisjoint(titles)]
    alike.sort(key=_shortest_first)
    return [*same.values()], {path: [title for title in gists[path][1] if title in shared] for path in alike}


def _originals(vault: Vault) -> dict[str, _Original]:
    """Of the notes that are like another, the paths, each with that other note."""
    same, alike = vault.ask(_much_alike)
    found = {
        path: _Original(group[0], same=True)
        for group in same
        if len(group) <= FORM
        for path in group[1:]
        if _same_properties(vault.notes[path], vault.notes[group[0]])
    }
    if not alike:
        return found
    packed = dict(vault.judged_under(SENTENCES, alike))
    sketches = {path: hashes_of(packed[path]) for path in alike}
    theirs = set(chain.from_iterable(sketches.values()))
    everywhere = (sketch for _, sketch in vault.judged_under(SENTENCES, map(str, theirs)))
    uses = Counter(filter(theirs.__contains__, hashes_of(b"".join(everywhere))))
    form = {sentence for sentence, count in uses.items() if count > FORM}
    # The first note that has a sentence under a title: so each note is compared with one other, however many there are.
    holders: dict[tuple[str, int], str] = {}
    for path, titles in alike.items():
        keys = [(title, each) for title in titles for each in sketches[path] if each not in form]
        others = Counter(holders[key] for key in keys if key in holders)
        for other, _ in others.most_common(1):
            if likeness(sketches[path], sketches[other], form) < LEAST_LIKENESS:
                continue
            if _same_properties(vault.notes[path], vault.notes[other]):
                found[path] = _Original(other, same=False)
        for key in keys:
            holders.setdefault(key, path)
    return found


def _shortest_first(path: str) -> tuple[int, str]:
    return len(path), path


def _same_properties(one: Note, other: Note) -> bool:
    """Whether two notes differ in nothing but titles, dates and identifiers; one without frontmatter fits any."""
    if one.frontmatter is None or other.frontmatter is None:
        return True
    different = {(field.key, field.raw.strip()) for field in one.fields}
    different ^= {(field.key, field.raw.strip()) for field in other.fields}
    return all(_is_name_or_date(key, value) for key, value in different)


def _is_name_or_date(key: str, value: str) -> bool:
    folded = key.casefold()
    return folded in _NAMES or _NAMED_SO.search(folded) is not None or _DATE.match(value.strip("\"'")) is not None
