"""self-link: a note that links to itself."""

from __future__ import annotations

from collections.abc import Iterator

from rlvault_lint.plugin import Diagnostic, Note, Rule, Severity, Vault
from rlvault_lint.vault.headings import subpath_parts
from rlvault_lint.vault.resolution import Found
from rlvault_lint.wording import brief


class SelfLink(Rule):
    """
    ## What

    A link or embed that leads to the very note it stands in. Links to a heading or block of the note, such as those of
    a table of contents, are none of these.

    ## Why

    Who follows it stays where they are, and in an MOC it takes the place of the note that was meant. It often stays
    behind when two notes are merged.

    ## Example

    ```md
    In the note "GEPA": see [[GEPA]].
    ```

    ## Fix

    None: name the note that is meant, or remove the link.
    """

    name = "self-link"
    group = "link"
    summary = "A note that links to itself as a whole."
    severity = Severity.INFO
    since = "0.1.0"
    default = False

    def check(self, note: Note, vault: Vault) -> Iterator[Diagnostic]:
        """The links that resolve to their own note and name no place in it."""
        for link in vault.links(note):
            if not subpath_parts(link.subpath) and vault.resolve(link.target, note.path) == Found(note.path):
                message = f'"{brief(link.text)}" leads to the note it stands in; name another note, or remove the link'
                yield self.diagnostic(note, link.span, message)
