"""merge-conflict: the markers of a merge that nobody resolved."""

from __future__ import annotations

from collections.abc import Iterator

from rlvault_lint.plugin import Diagnostic, Note, Problem, ProblemKind, Rule, Severity, Vault, on_problem


class MergeConflict(Rule):
    """
    ## What

    The marker lines `<<<<<<<`, `=======`, `>>>>>>>` that git leaves where two versions of a note could not be merged:
    one finding for each conflict. Code is left alone, as notes on git show such lines there.

    ## Why

    Links, entries and properties stand there twice, in two versions, and readers see both. In the frontmatter, the
    markers make all properties unreadable.

    ## Example

    ```markdown
    <<<<<<< HEAD
    - [[GRPO]] ★★★★☆
    =======
    - [[GRPO]] ★★★★★
    >>>>>>> laptop
    ```

    ## Fix

    None: which side holds is for the author to say.
    """

    name = "merge-conflict"
    group = "text"
    summary = "The markers of a merge that nobody resolved."
    severity = Severity.ERROR
    since = "0.1.0"

    @on_problem(ProblemKind.MERGE_CONFLICT)
    def judge(self, note: Note, problem: Problem, vault: Vault) -> Iterator[Diagnostic]:
        """One finding for each conflict."""
        message = "a merge left a conflict here: keep one of its two sides, and delete the marker lines"
        yield self.diagnostic(note, problem.span, message)
