"""oversized-note: a note or canvas that is too large to be read."""

from __future__ import annotations

from collections.abc import Iterator

from rlvault_lint.plugin import WHOLE_FILE, Diagnostic, Rule, Severity, Vault, on_vault


class OversizedNote(Rule):
    """
    ## What

    A note or canvas with more bytes than the setting `max-size` allows, 16 MB unless it says otherwise. Such a file is
    not read: links to it are right, and nothing is known of what is in it.

    ## Why

    Obsidian takes long to open such a note, if it opens it at all. It is mostly an export or a log that does not belong
    among notes.

    ## Example

    A note that goes on like this for 20 MB:

    ```md
    step 1: loss 3.1415, grad norm 0.9
    step 2: loss 3.1401, grad norm 0.8
    ```

    ## Fix

    None: split the note, keep it outside the vault, or raise `max-size`.
    """

    name = "oversized-note"
    group = "text"
    summary = "A note or canvas that is too large to be read."
    severity = Severity.WARNING
    since = "0.1.0"
    canvas = True

    @on_vault
    def files(self, vault: Vault) -> Iterator[Diagnostic]:
        """One finding for each file that was not read."""
        for path, reason in vault.oversized.items():
            message = f"{reason} and was not read: split it, or raise the setting `max-size`"
            yield self.diagnostic(path, WHOLE_FILE, message)
