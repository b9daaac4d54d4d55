"""missing-frontmatter: a note without the frontmatter that it has to have."""

from __future__ import annotations

from collections.abc import Iterator

from rlvault_lint.plugin import WHOLE_FILE, Diagnostic, Note, Rule, Severity, Vault, on_note
from rlvault_lint.reading.frontmatter import INCOMPLETE
from rlvault_lint.vault.properties import required
from rlvault_lint.wording import listed


class MissingFrontmatter(Rule):
    """
    ## What

    A note without a block of properties, where the settings ask for some: for every note (`"*"`), for a MOC that
    only its name or a tag makes one, or for its path. Which properties a note has to have is set in
    `[frontmatter.required]` and `[frontmatter.required-in]`; by default nothing is required. A block that can't be read
    is reported by `invalid-frontmatter` alone.

    ## Why

    Searches, Dataview queries and Bases go by properties, and pass over a note that has none.

    ## Example

    `RL MOC.md`, where the settings require `title` and `type` of MOCs:

    ```markdown
    # Reinforcement learning

    - [[PPO]]
    ```

    ## Fix

    None: add the block at the very top of the file.
    """

    name = "missing-frontmatter"
    group = "frontmatter"
    summary = "A note without the frontmatter that it has to have."
    severity = Severity.WARNING
    since = "0.1.0"

    @on_note
    def block(self, note: Note, vault: Vault) -> Iterator[Diagnostic]:
        """At most one finding, for the whole file."""
        if note.frontmatter is not None or any(note.problems_of(*INCOMPLETE)):
            return
        if names := required(note, vault):
            message = f'this note has no frontmatter: add {listed(names)} at its top, between two lines "---"'
            yield self.diagnostic(note, WHOLE_FILE, message)
