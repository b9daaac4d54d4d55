"""ambiguous-link: a link that several files fit equally well."""

from __future__ import annotations

from collections.abc import Iterator

from rlvault_lint.plugin import WHOLE_FILE, Diagnostic, Link, Note, Related, Rule, Severity, Status, Vault, on_link
from rlvault_lint.wording import brief, listed

_SHOWN = 3
_RELATED = 20


class AmbiguousLink(Rule):
    """
    ## What

    A link that several files fit equally well. Of the files whose path ends with the target, Obsidian prefers the one
    at exactly that path, then those in the folder of the note that links, then the shortest path. Where two paths are
    equally long, nothing decides between them.

    ## Why

    Which of the files Obsidian opens depends on the order in which it has seen them, and can change from one day, or
    one device, to the next.

    ## Example

    ```md
    See [[Notes]].    <- "2025/Notes.md" or "2026/Notes.md"?
    ```

    ## Fix

    None: only the author knows which file is meant. Write as much of its path as it takes, `[[2026/Notes]]`, or give
    the files different names.
    """

    name = "ambiguous-link"
    group = "link"
    summary = "A link that means several files equally."
    severity = Severity.WARNING
    since = "0.1.0"
    canvas = True

    @on_link(Status.AMBIGUOUS)
    def check_link(self, note: Note, link: Link, vault: Vault) -> Iterator[Diagnostic]:
        """A link that may mean several files."""
        paths = vault.targets(link, note.path)
        names = listed(paths, "or", _SHOWN)
        message = f'Obsidian may open {names} for "{brief(link.target)}": write the path of the one meant'
        related = [Related(path, WHOLE_FILE, "may be meant") for path in paths[:_RELATED]]
        yield self.diagnostic(note, link.target_span, message, related=related)
