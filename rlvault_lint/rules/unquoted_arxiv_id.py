"""unquoted-arxiv-id: an arXiv ID that YAML takes for a number."""

from __future__ import annotations

from collections.abc import Iterator

from rlvault_lint.plugin import Diagnostic, Edit, Field, Fix, Note, Rule, Safety, Severity, Vault, on_property
from rlvault_lint.reading import arxiv
from rlvault_lint.reading.yaml_text import is_number


class UnquotedArxivId(Rule):
    """
    ## What

    An arXiv ID without quotes in a property that claims one. Which properties these are is set in
    `arxiv.properties`. IDs with a version (`2602.22650v1`) and old ones (`math/0611800`) are text with or without
    quotes, and not reported.

    ## Why

    Every program but Obsidian's editor reads it as a number: `2602.22650` becomes 2602.2265, `0704.0001` becomes
    704.0001. One that writes the note again loses the ID.

    ## Example

    ```yaml
    arxiv: 2602.22650
    ```

    ## Fix

    Safe: the ID is put in quotes.
    """

    name = "unquoted-arxiv-id"
    group = "arxiv"
    summary = "An arXiv ID in a property that YAML takes for a number."
    severity = Severity.WARNING
    since = "0.1.0"

    @on_property(lambda _, conventions: conventions.arxiv.properties)
    def values(self, note: Note, field: Field, vault: Vault) -> Iterator[Diagnostic]:
        """A finding at each such value, list items included."""
        for scalar in field.scalars:
            if is_number(scalar) and arxiv.is_valid(scalar.text):
                message = f"without quotes this ID is the number {float(scalar.text)}: put it in quotes"
                edit = Edit(note.path, scalar.span, f'"{scalar.text}"')
                fix = Fix("put the ID in quotes", (edit,), Safety.SAFE)
                yield self.diagnostic(note, scalar.span, message, fix=fix)
