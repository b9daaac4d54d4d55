"""missing-field: a required property that is absent or empty."""

from __future__ import annotations

from collections.abc import Iterator

from rlvault_lint.plugin import Diagnostic, Note, Rule, Severity, Span, Vault, on_note
from rlvault_lint.reading.frontmatter import INCOMPLETE
from rlvault_lint.vault.properties import required
from rlvault_lint.wording import listed


class MissingField(Rule):
    """
    ## What

    A required property that is absent, or that says nothing: `key:`, `null`, an empty text, an empty list. What is
    required is set by the value of `type`, for MOCs and for all notes in `[frontmatter.required]`, and by path in
    `[frontmatter.required-in]`. By default nothing is required; `rlvault-lint init` proposes what most notes have.

    A note without any frontmatter is reported by `missing-frontmatter`, one whose block can't be read by
    `invalid-frontmatter`; neither is reported here.

    ## Why

    Searches, Dataview queries and Bases go by properties, and pass over a note that lacks them.

    ## Example

    ```markdown
    ---
    title: Reinforcement learning
    type: moc
    domain:
    ---
    ```

    `domain` is empty, `tags` is absent.

    ## Fix

    None: only the note's author knows the value.
    """

    name = "missing-field"
    group = "frontmatter"
    summary = "A required property that is absent or empty."
    severity = Severity.WARNING
    since = "0.1.0"

    @on_note
    def properties(self, note: Note, vault: Vault) -> Iterator[Diagnostic]:
        """One finding for all properties that are absent, at the line that opens the block; one at each empty one."""
        if note.frontmatter is None:
            return
        keys = required(note, vault)
        if not keys or any(note.problems_of(*INCOMPLETE)):
            return
        absent = []
        for key in keys:
            found = [field for field in note.fields if field.key == key]
            if not found:
                absent.append(key)
            elif all(field.is_empty for field in found):
                message = f'the required property "{key}" is empty: give it a value'
                yield self.diagnostic(note, found[0].key_span, message)
        if absent:
            opening = Span(note.frontmatter.start, note.frontmatter.start + 3)
            one = len(absent) == 1
            message = f"the required propert{'y' if one else 'ies'} {listed(absent)} {'is' if one else 'are'} missing: "
            yield self.diagnostic(note, opening, f"{message}add {'it' if one else 'them'}")
