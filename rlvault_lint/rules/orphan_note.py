"""orphan-note: a note that no link connects with another."""

from __future__ import annotations

from collections.abc import Iterator

from rlvault_lint.plugin import WHOLE_FILE, Diagnostic, Note, Rule, Severity, Vault, is_note, on_note


class OrphanNote(Rule):
    """
    ## What

    A note to which no other note or canvas links, and which links to none itself. Links in comments and in properties
    count; broken links don't, nor do links to attachments.

    ## Why

    Nobody comes upon such a note but by searching for it.

    ## Example

    A note `Ideas.md` that says nothing but

    ```markdown
    ![[sketch.png]]
    ```

    and is linked to from nowhere.

    ## Fix

    None: link it from a MOC or from a note on the same matter, or delete it.
    """

    name = "orphan-note"
    group = "moc"
    summary = "A note that nothing links to and that links to nothing."
    severity = Severity.INFO
    since = "0.1.0"
    default = False

    @on_note
    def check_note(self, note: Note, vault: Vault) -> Iterator[Diagnostic]:
        """At most one finding for each note."""
        if any(True for _ in vault.backlinks(note.path)):
            return
        targets = (target for link in note.links for target in vault.targets(link, note.path))
        if not any(target != note.path and (is_note(target) or target.endswith(".canvas")) for target in targets):
            yield self.diagnostic(note, WHOLE_FILE, "no link connects this note with another: link it from a MOC")
