"""conflicting-arxiv-id: a MOC's entry and the note that it leads to name different arXiv IDs."""

from __future__ import annotations

from collections.abc import Iterator

from rlvault_lint.plugin import Diagnostic, Note, Related, Rule, Severity, Vault
from rlvault_lint.vault.claims import arxiv_claims


class ConflictingArxivId(Rule):
    """
    ## What

    An entry of a MOC that holds exactly one arXiv ID, while the note that its lead link means has another in its
    property (`arxiv.properties`). Versions don't matter: `2602.22650v2` is the same paper as `2602.22650`. Entries
    with several IDs are not compared, nor those that lead to a part of a note.

    ## Why

    One of the two is the ID of another paper.

    ## Example

    ```markdown
    - [[GEPA]] — prompt evolution (arXiv:2507.19475)
    ```

    while `GEPA.md` says `arxiv: "2507.19457"`.

    ## Fix

    None: look the paper up, and correct the wrong one.
    """

    name = "conflicting-arxiv-id"
    group = "arxiv"
    summary = "A MOC's entry and the note it leads to name different arXiv IDs."
    severity = Severity.ERROR
    since = "0.1.0"

    def check(self, note: Note, vault: Vault) -> Iterator[Diagnostic]:
        """A finding at the ID in each such entry."""
        claims = vault.derive(arxiv_claims)
        for claim in claims.by_place.get(note.path, ()):
            own = claims.own.get(claim.subject, [])
            if own and not claim.own and all(each.value != claim.value for each in own):
                message = f'this entry says "{claim.text}", and its note says "{own[0].text}": correct one of them'
                related = Related(own[0].path, own[0].span, f'the note says "{own[0].text}"')
                yield self.diagnostic(note, claim.span, message, related=(related,))
