"""duplicate-arxiv-id: one arXiv ID that several notes claim."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice

from rlvault_lint.plugin import Diagnostic, Related, Rule, Severity, Vault, on_vault
from rlvault_lint.vault.claims import Claim, shared_ids
from rlvault_lint.wording import brief, listed

MOST_RELATED = 10
MOST_NAMED = 5


class DuplicateArxivId(Rule):
    """
    ## What

    One arXiv ID that several notes claim. A note claims the ID in its property (`arxiv.properties`); an entry of a
    MOC that holds exactly one ID claims it for the note that its lead link means. Every claim is reported, with up
    to ten of the others.

    Mere mentions claim nothing, nor do entries that point to a part of a note, or to several notes. One note that
    several MOCs list is not a duplicate. Broken lead links are compared only with each other, by name: the note that is
    there may be the very one that was meant, and `broken-link` reports that.

    ## Why

    Either one paper has two notes, and what is learned is spread over both, or one of the notes has a wrong ID.

    ## Example

    ```markdown
    - [[GEPA]] — prompt evolution (arXiv:2507.19457)
    - [[E-SPL]] — system prompts (arXiv:2507.19457)
    ```

    ## Fix

    None: correct the wrong ID, or merge the notes.
    """

    name = "duplicate-arxiv-id"
    group = "arxiv"
    summary = "One arXiv ID that several notes claim."
    severity = Severity.ERROR
    since = "0.1.0"

    @on_vault
    def claims(self, vault: Vault) -> Iterator[Diagnostic]:
        """A finding at each claim that another note makes as well; all of one ID say the same, as it is one cause."""
        for claims in vault.derive(shared_ids).values():
            by_note: dict[str, list[Claim]] = {}
            for claim in claims:
                by_note.setdefault(claim.subject, []).append(claim)
            message = _message(claims[0].value, by_note)
            for claim in claims:
                rivals = islice(_rivals(claim, by_note.values()), MOST_RELATED)
                related = [Related(each.path, each.span, f'claimed for "{each.name}"') for each in rivals]
                yield self.diagnostic(claim.path, claim.span, message, related=related)


def _message(value: str | float, claimed: Mapping[str, Sequence[Claim]]) -> str:
    names = [brief(claims[0].name) for claims in claimed.values()]
    if len(set(names)) < len(names):  # notes of one name in several folders
        names = [brief(subject) for subject in claimed]
    return f"{value} is claimed for {listed(names, most=MOST_NAMED)}: correct the wrong ID, or merge the notes"


def _rivals(claim: Claim, claimed: Iterable[list[Claim]]) -> Iterator[Claim]:
    """The claims of the same ID for other notes."""
    for group in claimed:
        if group[0].subject != claim.subject:
            yield from group
