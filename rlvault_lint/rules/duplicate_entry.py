"""duplicate-entry: a MOC that lists one note in two entries."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from rlvault_lint.plugin import (
    Diagnostic,
    Edit,
    Fix,
    Link,
    Note,
    Related,
    Rule,
    Safety,
    Severity,
    Span,
    Vault,
    is_note,
    on_moc,
)
from rlvault_lint.vault.headings import strip_heading

LIST = 4
"""From how many repetitions on a list is taken for a repetition as a whole."""


class DuplicateEntry(Rule):
    """
    ## What

    An entry of a MOC that opens with a link to a note, or to a part of it, to which an earlier entry of the same MOC
    links as well, however it is spelled. A note that an entry only mentions, as in "see also", doesn't count, nor do
    numbered lists: steps and reading orders come back to a note. Where most entries under a heading repeat
    earlier ones, that is one finding.

    ## Why

    What two entries say of one note drifts apart: the gist, the rating, the arXiv identifier. Readers meet the note
    twice, and counts are off.

    ## Example

    ```markdown
    ## Algorithms
    - [[GRPO]] — group relative policy optimisation ★★★★★

    ## To read
    - [[Papers/GRPO|GRPO paper]] ★★★★☆
    ```

    ## Fix

    Unsafe: an entry that says nothing but the link, and stands below another, is removed. Else none: keep one of the
    entries. Where both places are wanted, let the second mention the note behind some text of its own:
    `- later work on [[GRPO]]`.
    """

    name = "duplicate-entry"
    group = "moc"
    summary = "A MOC that lists one note in two entries."
    severity = Severity.WARNING
    since = "0.1.0"

    @on_moc
    def entries(self, note: Note, vault: Vault) -> Iterator[Diagnostic]:
        """A finding at the link of each entry that repeats another, but one for a whole list of them."""
        lists: dict[int | None, list[_Listed]] = {}
        for each in _listed(note, vault):
            lists.setdefault(each.heading, []).append(each)
        for heading, entries in lists.items():
            repeated = [each for each in entries if each.earlier]
            if len(repeated) >= LIST and 2 * len(repeated) > len(entries):
                count = f"{len(repeated)} of the {len(entries)}"
                yield self._finding(
                    note, repeated[0], f"{count} entries of this list repeat earlier ones: keep one list"
                )
                continue
            for each in repeated:
                other = each.earlier.heading if each.earlier else None
                where = "" if other in (None, heading) else f' under "{note.headings[other].text}"'
                message = f'"{each.lead.target}" has an earlier entry{where}: keep one of them'
                yield self._finding(note, each, message, _fix(note, each))

    def _finding(self, note: Note, entry: _Listed, message: str, fix: Fix | None = None) -> Diagnostic:
        related = [Related(note.path, entry.earlier.lead.span, "the earlier entry")] if entry.earlier else []
        return self.diagnostic(note, entry.lead.span, message, related=related, fix=fix)


def _fix(note: Note, listed: _Listed) -> Fix | None:
    """What removes an entry with which nothing would be lost: a mere link on the line below another entry."""
    index, lead = listed.at, listed.lead
    if index == 0 or not listed.earlier:
        return None
    before, entry = note.entries[index - 1], note.entries[index]
    says_more = entry.span.end != lead.span.end or lead.span.start - entry.span.start > len("- ")
    has_alias = lead.alias is not None and lead.text != listed.earlier.lead.text
    is_parent = index + 1 < len(note.entries) and note.entries[index + 1].depth > entry.depth
    # Between two items of a list there is white space alone. Where it is more than a line end, leave it to people.
    is_below = before.depth == entry.depth and 0 < entry.span.start - before.span.end <= len("\r\n")
    if says_more or has_alias or is_parent or not is_below:
        return None
    edit = Edit(note.path, Span(before.span.end, entry.span.end), "")
    return Fix("remove the entry", (edit,), Safety.UNSAFE)


class _Listed(NamedTuple):
    """An entry that lists another note: its place among the note's entries, its link, its heading, and the earlier
    entry for the same note, if any.
    """

    at: int
    lead: Link
    heading: int | None
    earlier: _Listed | None


def _listed(note: Note, vault: Vault) -> Iterator[_Listed]:
    first: dict[tuple[tuple[str, ...], str], _Listed] = {}
    for index, entry in enumerate(note.entries):
        if entry.lead is None or entry.ordered:  # the steps of an instruction, or an order to read in
            continue
        targets = vault.targets(entry.lead, note.path)
        if any(is_note(path) and path != note.path for path in targets):
            place = targets, strip_heading(entry.lead.subpath)
            listed = _Listed(index, entry.lead, entry.heading, first.get(place))
            first.setdefault(place, listed)
            yield listed
