"""bare-arxiv-id: an arXiv ID in a MOC entry without its prefix."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator

from rlvault_lint.plugin import (
    ArxivForm,
    Diagnostic,
    Edit,
    Entry,
    Fix,
    Note,
    Rule,
    Safety,
    Severity,
    Span,
    Vault,
    on_entry,
)


class BareArxivId(Rule):
    """
    ## What

    An arXiv ID that stands in an entry of a MOC without `arXiv:` before it. One in a URL, in a DOI, or in a link to a
    note is not reported, nor one outside of MOCs.

    ## Why

    With the prefix an ID is found by a search for `arXiv:`, and can't be taken for a number or a date.

    ## Example

    ```markdown
    - [[DEEP-GRPO]] — Root Saturation，2602.14169
    ```

    ## Fix

    Safe: `arXiv:` is put before it.
    """

    name = "bare-arxiv-id"
    group = "arxiv"
    summary = "An arXiv ID in a MOC entry without the prefix arXiv:."
    severity = Severity.INFO
    since = "0.1.0"
    default = False

    @on_entry
    def ids(self, note: Note, entry: Entry, vault: Vault) -> Iterator[Diagnostic]:
        """A finding at each such ID."""
        for mention in entry.arxiv:
            at = bisect_right(entry.links, mention.span.start, key=lambda link: link.span.start) - 1
            in_link = at >= 0 and entry.links[at].span.contains(mention.span)
            if mention.form is ArxivForm.BARE and mention.id and not in_link:
                before = Span(mention.span.start, mention.span.start)
                fix = Fix("add the prefix", (Edit(note.path, before, "arXiv:"),), Safety.SAFE)
                message = f'this ID has no prefix: write "arXiv:{mention.text}"'
                yield self.diagnostic(note, mention.span, message, fix=fix)
