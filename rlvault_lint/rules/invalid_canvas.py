"""invalid-canvas: a canvas that can't be read."""

from __future__ import annotations

from collections.abc import Iterator

from rlvault_lint.plugin import Diagnostic, Note, Rule, Severity, Vault, is_note
from rlvault_lint.reading import canvas


class InvalidCanvas(Rule):
    """
    ## What

    A `.canvas` file that is no valid JSON. An empty one is a new canvas, and fine.

    ## Why

    Obsidian does not open it, and the notes on it are linked from nowhere.

    ## Example

    ```json
    {"nodes": [{"type": "file", "file": "GRPO.md"}
    ```

    ## Fix

    None: it was damaged outside Obsidian, often by a merge. Take it from a backup, or mend the JSON at the place named.
    """

    name = "invalid-canvas"
    group = "link"
    summary = "A canvas that is no valid JSON."
    severity = Severity.ERROR
    since = "0.1.0"
    canvas = True

    def check(self, note: Note, vault: Vault) -> Iterator[Diagnostic]:
        """The finding for a canvas that could not be read."""
        if not is_note(note.path):
            for problem in note.problems_of(canvas.SYNTAX):
                yield self.diagnostic(note, problem.span, f"{problem.message}; mend it there, or restore the file")
