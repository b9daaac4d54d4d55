"""stale-count: a stated number of notes that is not the real one."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence

from rlvault_lint.plugin import (
    Diagnostic,
    Edit,
    Entry,
    Fix,
    Heading,
    Note,
    Rule,
    Safety,
    Severity,
    Span,
    StatedCount,
    Vault,
    on_moc,
)
from rlvault_lint.vault.resolution import Found


class StaleCount(Rule):
    """
    ## What

    A number of notes in a heading or an entry of a MOC, such as `（25 篇）`, `(12 notes)` or `共 12 篇`, where the list
    below has another number of entries that link to a note. Below a heading, the list goes on to the next heading of
    the same or a higher level. An entry counts what is nested in it; if nothing is and it links to a MOC, that MOC's
    entries.

    Nested entries may be counted or not, and notes listed twice once or twice. A number with no entries to compare it
    with is left alone, and so is one that is not exact: `25+`, `about 25`, `20-25`.

    ## Why

    A number that is off shows that entries were lost or added by mistake, or else misleads.

    ## Example

    ```markdown
    ## Surveys (3 notes)
    - [[RLHF]]
    - [[GRPO]]
    ```

    ## Fix

    Unsafe: the real number. An entry may be missing instead.
    """

    name = "stale-count"
    group = "moc"
    summary = "A stated number of notes that is not the real one."
    severity = Severity.INFO
    since = "0.1.0"
    default = False

    @on_moc
    def counts(self, note: Note, vault: Vault) -> Iterator[Diagnostic]:
        """A finding at each number that is wrong in every way of counting."""
        for count in note.counts:
            real = _counted(note, count, vault)
            if real and count.number not in real:
                message = f"the number here is {count.number}, but the list has {real[0]}: correct one of them"
                edit = Edit(note.path, count.span, str(real[0]))
                yield self.diagnostic(note, count.span, message, fix=Fix("correct the number", (edit,), Safety.UNSAFE))


def _counted(note: Note, count: StatedCount, vault: Vault) -> Sequence[int]:
    """The numbers that may be stated at a place."""
    at = _around(note.headings, count.span)
    if at is not None:
        level, end = note.headings[at].level, at + 1
        while end < len(note.headings) and note.headings[end].level > level:
            end += 1
        first, last = (bisect_left(note.entries, index, key=_heading) for index in (at, end))
        return _ways_to_count([entry for entry in note.entries[first:last] if entry.lead])
    at = _around(note.entries, count.span)
    if at is None:
        return []
    entry, end = note.entries[at], at + 1
    while end < len(note.entries) and note.entries[end].depth > entry.depth:
        end += 1
    nested = [each for each in note.entries[at + 1 : end] if each.lead]
    return _ways_to_count(nested) if nested else _ways_to_count_moc(note, entry, vault)


def _around(places: Sequence[Heading] | Sequence[Entry], span: Span) -> int | None:
    """The index of the heading or entry that a span lies in."""
    at = bisect_right(places, span.start, key=lambda place: place.span.start) - 1
    return at if at >= 0 and places[at].span.contains(span) else None


def _heading(entry: Entry) -> int:
    return -1 if entry.heading is None else entry.heading


def _ways_to_count_moc(note: Note, entry: Entry, vault: Vault) -> Sequence[int]:
    found = vault.resolve(entry.lead.target, note.path) if entry.lead else None
    moc = vault.notes.get(found.path) if isinstance(found, Found) else None
    return vault.derive(_whole_moc, moc.path) if moc and moc is not note and vault.is_moc(moc) else []


def _whole_moc(vault: Vault, path: str) -> Sequence[int]:
    return _ways_to_count([entry for entry in vault.notes[path].entries if entry.lead])


def _ways_to_count(entries: Sequence[Entry]) -> Sequence[int]:
    """What may be stated: the number of entries, of those at the top, and of different targets."""
    if not entries:
        return []
    top = min(entry.depth for entry in entries)
    targets = {entry.lead.target for entry in entries if entry.lead}
    return [len(entries), sum(1 for entry in entries if entry.depth == top), len(targets)]
