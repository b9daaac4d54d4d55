"""stale-count: a stated number of notes that is not the real one."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import takewhile

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
)
from rlvault_lint.vault.resolution import Found


class StaleCount(Rule):
    """
    ## What

    A number of notes in a heading or an entry of a MOC, such as `（25 篇）`, `(12 notes)` or `共 12 篇`, where the list
    below has another number of entries that lead to a note. Below a heading, the list goes on to the next heading of
    the same or a higher level. An entry counts what is nested in it; if nothing is and it leads to a MOC, that MOC's
    entries.

    Nested entries may be counted or not, and notes listed twice once or twice. A number with no entries to compare it
    with is left alone, and so is one that is not exact: `25+`, `about 25`, `20-25`.

    ## Why

    A number that is off tells that entries were lost or added by mistake, or else misleads.

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

    def check(self, note: Note, vault: Vault) -> Iterator[Diagnostic]:
        """A finding at each number that is wrong in every way of counting."""
        if not vault.is_moc(note):
            return
        for count in note.counts:
            entries = _counted(note, count, vault)
            real = _ways_to_count(entries)
            if real and count.number not in real:
                message = f"the number here is {count.number}, but the list has {real[0]}: correct the one or the other"
                edit = Edit(note.path, count.span, str(real[0]))
                yield self.diagnostic(note, count.span, message, fix=Fix("Correct the number", (edit,), Safety.UNSAFE))


def _counted(note: Note, count: StatedCount, vault: Vault) -> Sequence[Entry]:
    """The entries with a lead that a stated number speaks of."""
    at = _around(note.headings, count.span)
    if at is not None:
        below = (heading.level for heading in note.headings[at + 1 :])
        end = at + 1 + _length(note.headings[at].level, below)
        first, last = (bisect_left(note.entries, index, key=_heading) for index in (at, end))
        return [entry for entry in note.entries[first:last] if entry.lead]
    at = _around(note.entries, count.span)
    if at is None:
        return []
    entry, following = note.entries[at], note.entries[at + 1 :]
    nested = [each for each in following[: _length(entry.depth, (each.depth for each in following))] if each.lead]
    return nested or _entries_of_moc(note, entry, vault)


def _around(places: Sequence[Heading] | Sequence[Entry], span: Span) -> int | None:
    """The index of the heading or entry that a span lies in."""
    at = bisect_right(places, span.start, key=lambda place: place.span.start) - 1
    return at if at >= 0 and places[at].span.contains(span) else None


def _heading(entry: Entry) -> int:
    return -1 if entry.heading is None else entry.heading


def _length(level: int, below: Iterable[int]) -> int:
    """How many of the levels below one are deeper, up to the first that is not."""
    return sum(1 for _ in takewhile(lambda each: each > level, below))


def _entries_of_moc(note: Note, entry: Entry, vault: Vault) -> list[Entry]:
    found = vault.resolve(entry.lead.target, note.path) if entry.lead else None
    moc = vault.notes.get(found.path) if isinstance(found, Found) else None
    return [each for each in moc.entries if each.lead] if moc and moc is not note and vault.is_moc(moc) else []


def _ways_to_count(entries: Sequence[Entry]) -> list[int]:
    """What may be stated: the number of entries, of those at the top, and of different targets."""
    if not entries:
        return []
    top = min(entry.depth for entry in entries)
    targets = {entry.lead.target for entry in entries if entry.lead}
    return [len(entries), sum(1 for entry in entries if entry.depth == top), len(targets)]
