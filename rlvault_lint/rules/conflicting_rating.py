"""conflicting-rating: one note rated differently in two places."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from rlvault_lint.plugin import Diagnostic, Related, Rule, Severity, Vault, on_vault
from rlvault_lint.vault.claims import Claim, divided_ratings

MOST_RELATED = 10


class ConflictingRating(Rule):
    """
    ## What

    An entry of a MOC that rates a note differently from the note's own property or, where the note has no rating,
    from another entry. Compared is the number of filled stars: `★★★★`, `★★★★☆` and `4` are the
    same. A place with several ratings is not compared, nor an entry that links to a part of a note.

    ## Why

    A reader who picks what to read by its stars can't tell which rating holds.

    ## Example

    ```markdown
    - [[GEPA]] — prompt evolution ★★★★★
    ```

    while `GEPA.md` says `rating: ★★★☆☆`.

    ## Fix

    None: only the reader who gave them knows which rating holds.
    """

    name = "conflicting-rating"
    group = "rating"
    summary = "One note rated differently in two places."
    severity = Severity.WARNING
    since = "0.1.0"

    @on_vault
    def claims(self, vault: Vault) -> Iterator[Diagnostic]:
        """A finding at the rating in each such entry."""
        for claims in vault.derive(divided_ratings).values():
            own = [claim for claim in claims if claim.own]
            firsts: dict[str | float, Claim] = {}
            for claim in own or claims:
                firsts.setdefault(claim.value, claim)
            for claim in (claim for claim in claims if not claim.own):
                differ = (first for value, first in firsts.items() if value != claim.value)
                others = list(islice(differ, MOST_RELATED))
                if not others:
                    continue
                first = others[0]
                where = "its note" if first.own else f'"{first.path}"'
                message = f'"{claim.name}" has "{claim.text}" here, and "{first.text}" in {where}: settle on one'
                related = [Related(each.path, each.span, f'rated "{each.text}" here') for each in others]
                yield self.diagnostic(claim.path, claim.span, message, related=related, about=claim.name)
