"""anchor-slug: a link to a heading by GitHub's anchor, which Obsidian does not follow."""

from __future__ import annotations

from collections.abc import Iterator

from rlvault_lint.plugin import Diagnostic, Link, Note, Related, Rule, Safety, Severity, Vault
from rlvault_lint.vault import anchors, relink
from rlvault_lint.wording import brief


class AnchorSlug(Rule):
    """
    ## What

    A link to a heading by its anchor in GitHub's style, `#my-heading`, in a note that has the heading "My Heading" and
    none called "my-heading". Anchors are compared as GitHub makes them: lower case, blanks as dashes, no punctuation,
    `-1` at the end of the second of equal ones; one dash counts as much as two.

    An anchor that no heading has is reported by `broken-heading`.

    ## Why

    Obsidian compares the words of a heading, and for it a dash is a letter: such a link, typical of tables of contents
    that were generated, leads to the top of the note or nowhere.

    ## Example

    ```md
    - [Training data](#1-training-data)    <- write (#1.%20Training%20data)

    ## 1. Training data
    ```

    ## Fix

    Unsafe: the subpath becomes the text of the heading, as Obsidian writes it. The link then works in Obsidian, and no
    longer on GitHub; who publishes there should switch this rule off. There is none where a heading with the same text
    comes first, as Obsidian would open that one.
    """

    name = "anchor-slug"
    group = "link"
    canvas = True
    summary = "A link to a heading by its anchor on GitHub, which Obsidian does not follow."
    severity = Severity.WARNING
    since = "0.1.0"

    def check(self, note: Note, vault: Vault) -> Iterator[Diagnostic]:
        """The missed headings that an anchor means."""
        for link, paths, parts in anchors.missed(vault, note):
            for path in paths:
                index = anchors.heading_of(vault, path, parts)
                if index is not None:
                    yield self._finding(note, link, vault, path, index)
                    break

    def _finding(self, note: Note, link: Link, vault: Vault, path: str, index: int) -> Diagnostic:
        heading = vault.notes[path].headings[index]
        subpath = relink.heading_subpath(heading.text)
        fix = None
        if anchors.is_first(vault, path, index) and vault.subpath_ok(subpath, path):
            fix = relink.fix_subpath(note, link, subpath, Safety.UNSAFE)
        message = (
            f'"{brief(link.subpath)}" is an anchor as on GitHub, which Obsidian does not follow; '
            f'name the heading "{brief(heading.text)}"'
        )
        related = Related(path, heading.span, "the heading")
        return self.diagnostic(note, relink.place(link), message, related=(related,), fix=fix)
