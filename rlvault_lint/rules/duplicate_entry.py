"""duplicate-entry: a MOC that lists one note in two entries."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from rlvault_lint.plugin import Diagnostic, Link, Note, Related, Rule, Severity, Vault, is_note, on_note
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

    None: keep one of the entries. Where both places are wanted, let the second mention the note behind some text of its
    own: `- later work on [[GRPO]]`.
    """

    name = "duplicate-entry"
    group = "moc"
    summary = "A MOC that lists one note in two entries."
    severity = Severity.WARNING
    since = "0.1.0"

    @on_note
    def entries(self, note: Note, vault: Vault) -> Iterator[Diagnostic]:
        """A finding at the link of each entry that repeats another, but one for a whole list of them."""
        if not vault.is_moc(note):
            return
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
                yield self._finding(note, each, f'"{each.lead.target}" has an earlier entry{where}: keep one of them')

    def _finding(self, note: Note, entry: _Listed, message: str) -> Diagnostic:
        related = [Related(note.path, entry.earlier.lead.span, "the earlier entry")] if entry.earlier else []
        return self.diagnostic(note, entry.lead.span, message, related=related)


class _Listed(NamedTuple):
    """An entry that lists another note: its link, its heading, and the earlier entry for the same note, if any."""

    lead: Link
    heading: int | None
    earlier: _Listed | None


def _listed(note: Note, vault: Vault) -> Iterator[_Listed]:
    first: dict[tuple[tuple[str, ...], str], _Listed] = {}
    for entry in note.entries:
        if entry.lead is None or entry.ordered:  # the steps of an instruction, or an order to read in
            continue
        targets = vault.targets(entry.lead, note.path)
        if any(is_note(path) and path != note.path for path in targets):
            place = targets, strip_heading(entry.lead.subpath)
            listed = _Listed(entry.lead, entry.heading, first.get(place))
            first.setdefault(place, listed)
            yield listed
