"""conflicting-arxiv-id: a MOC's entry and the note that it links to name different arXiv IDs."""

from __future__ import annotations

from collections.abc import Iterator

from rlvault_lint.plugin import Diagnostic, Related, Rule, Severity, Vault, on_vault
from rlvault_lint.vault.claims import divided_ids


class ConflictingArxivId(Rule):
    """
    ## What

    An entry of a MOC that holds exactly one arXiv ID, while the note that its lead link means has another in its
    property (`arxiv.properties`). Versions don't matter: `2602.22650v2` is the same paper as `2602.22650`. Entries
    with several IDs are not compared, nor those that link to a part of a note.

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
    summary = "A MOC's entry and the note it links to name different arXiv IDs."
    severity = Severity.ERROR
    since = "0.1.0"

    @on_vault
    def claims(self, vault: Vault) -> Iterator[Diagnostic]:
        """A finding at the ID in each such entry."""
        for claims in vault.derive(divided_ids).values():
            own = [claim for claim in claims if claim.own]
            for claim in claims if own else ():
                if claim.own or any(each.value == claim.value for each in own):
                    continue
                first = own[0]
                message = f'this entry says "{claim.text}", and its note says "{first.text}": correct one of them'
                related = Related(first.path, first.span, f'the note says "{first.text}"')
                yield self.diagnostic(claim.path, claim.span, message, related=(related,))
