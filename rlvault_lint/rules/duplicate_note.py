"""duplicate-note: two notes with the same text, or with the same title and nearly the same text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from rlvault_lint.plugin import Diagnostic, Note, Related, Rule, Severity, Span, Vault
from rlvault_lint.reading.fingerprint import likeness
from rlvault_lint.vault.headings import strip_heading

LEAST_LENGTH = 200
"""Shorter texts, counted in bytes without blanks, are the same for good reasons: a form, a list of two links."""
FORM = 10
"""What more notes than this have in common is a form, be it a sentence or the whole text."""
LEAST_LIKENESS = 0.8
_WHOLE = Span(0, 0)


class DuplicateNote(Rule):
    """
    ## What

    A note with the same text as another, or with the same title and nearly the same text. Frontmatter and blanks don't
    count; titles are the file's name, the property `title` and the first heading. Of such notes, the one with the
    shortest path is not reported.

    Short texts of less than 200 bytes are left alone, and so is what more than ten notes have in common: it is a form
    that was filled in, or not yet.

    ## Why

    What is corrected in one copy stays wrong in the other, and links lead now to the one, now to the other. Such copies
    come from a failed sync, or from a note that was moved and came back.

    ## Example

    `RL/GRPO.md` and `Inbox/GRPO 1.md`, both beginning with

    ```markdown
    # GRPO
    Group relative policy optimisation drops the critic of PPO …
    ```

    ## Fix

    None: keep one of them, and lead the links of the other there.
    """

    name = "duplicate-note"
    group = "text"
    summary = "Two notes with the same text, or with the same title and nearly the same text."
    severity = Severity.WARNING
    since = "0.1.0"

    def check(self, note: Note, vault: Vault) -> Iterator[Diagnostic]:
        """At most one finding for each note."""
        original = vault.derive(_originals).get(note.path)
        if original is None:
            return
        what = "the same text as" if original.same else "the title and nearly the text of"
        related = [Related(original.path, _WHOLE, "the other note")]
        yield self.diagnostic(
            note, _WHOLE, f'this note has {what} "{original.path}": keep one of them', related=related
        )


class _Original(NamedTuple):
    path: str
    same: bool


def _originals(vault: Vault) -> dict[str, _Original]:
    """Of the notes that are like another, the paths, each with that other note."""
    notes = sorted((note for note in vault.judged() if note.body.length >= LEAST_LENGTH), key=_by_length)
    same: dict[str, list[Note]] = {}
    for note in notes:
        same.setdefault(note.body.digest, []).append(note)
    found = {
        note.path: _Original(group[0].path, same=True)
        for group in same.values()
        if len(group) <= FORM
        for note in group[1:]
    }
    firsts = [(group[0], _titles(group[0])) for group in same.values()]
    shared = {title for title, count in Counter(title for _, titles in firsts for title in titles).items() if count > 1}
    uses = Counter(sentence for note in notes for sentence in note.body.sketch) if shared else {}
    form = {sentence for sentence, count in uses.items() if count > FORM}
    # The first note that has a sentence under a title: so each note is compared with one other, however many there are.
    holders: dict[tuple[str, int], Note] = {}
    for note, titles in firsts:
        keys = [(title, each) for title in titles & shared for each in note.body.sketch if each not in form]
        others = Counter(holders[key].path for key in keys if key in holders)
        for path, _ in others.most_common(1):
            if likeness(note.body, vault.notes[path].body, form) >= LEAST_LIKENESS:
                found[note.path] = _Original(path, same=False)
        for key in keys:
            holders.setdefault(key, note)
    return found


def _by_length(note: Note) -> tuple[int, str]:
    return len(note.path), note.path


def _titles(note: Note) -> set[str]:
    heading = [each.text for each in note.headings[:1] if each.level == 1]
    return {strip_heading(title) for title in (note.name, *note.texts("title"), *heading)} - {""}
