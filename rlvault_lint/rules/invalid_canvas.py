"""invalid-canvas: a canvas that can't be read."""

from __future__ import annotations

from collections.abc import Iterator

from rlvault_lint.plugin import Diagnostic, Note, Problem, ProblemKind, Rule, Severity, Vault, on_problem


class InvalidCanvas(Rule):
    """
    ## What

    A `.canvas` file that is not valid JSON. An empty one is a new canvas, and fine.

    ## Why

    Obsidian does not open it, and the notes on it are linked from nowhere.

    ## Example

    ```json
    {"nodes": [{"type": "file", "file": "GRPO.md"}
    ```

    ## Fix

    None: it was damaged outside Obsidian, often by a merge. Take it from a backup, or correct the JSON at the
    place named.
    """

    name = "invalid-canvas"
    group = "link"
    summary = "A canvas that is not valid JSON."
    severity = Severity.ERROR
    since = "0.1.0"
    canvas = True

    @on_problem(ProblemKind.CANVAS_SYNTAX)
    def judge(self, note: Note, problem: Problem, vault: Vault) -> Iterator[Diagnostic]:
        """The finding for a canvas that could not be read."""
        (what,) = problem.data
        message = f"the canvas is not valid JSON ({what}): correct it here, or restore the file"
        yield self.diagnostic(note, problem.span, message)
