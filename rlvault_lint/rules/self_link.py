"""self-link: a note that links to itself."""

from __future__ import annotations

from collections.abc import Iterator

from rlvault_lint.plugin import Diagnostic, Link, Note, Rule, Severity, Status, Vault, on_link
from rlvault_lint.vault.headings import subpath_parts
from rlvault_lint.wording import brief


class SelfLink(Rule):
    """
    ## What

    A link or embed that points to the very note it stands in. Links to a heading or block of the note, such as those of
    a table of contents, are not reported.

    ## Why

    Following it shows nothing new, and in a MOC it takes the place of the note that was meant. It often stays
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

    @on_link(Status.FOUND)
    def check_link(self, note: Note, link: Link, vault: Vault) -> Iterator[Diagnostic]:
        """A link that points to its own note and names no place in it."""
        if not subpath_parts(link.subpath) and vault.targets(link, note.path) == (note.path,):
            message = f'"{brief(link.text)}" points to the note it stands in: name another note, or remove the link'
            yield self.diagnostic(note, link.span, message)
