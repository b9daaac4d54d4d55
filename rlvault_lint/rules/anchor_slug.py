"""anchor-slug: a link to a heading by GitHub's anchor, which Obsidian does not follow."""

from __future__ import annotations

from collections.abc import Iterator

from rlvault_lint.plugin import Diagnostic, Link, Note, Related, Rule, Safety, Severity, Status, Vault, on_link
from rlvault_lint.vault import anchors, relink
from rlvault_lint.vault.headings import subpath_parts
from rlvault_lint.wording import brief


class AnchorSlug(Rule):
    """
    ## What

    A link to a heading by its anchor in GitHub's style, `#my-heading`, in a note that has the heading "My Heading" and
    none called "my-heading". Anchors are compared as GitHub makes them: lower case, spaces as dashes, no punctuation,
    `-1` at the end of the second of equal ones; one dash counts as much as two.

    An anchor that no heading has is reported by `broken-heading`. Without `.obsidian/` the vault is not taken for one
    of Obsidian's, and its anchors are right.

    ## Why

    Obsidian compares the words of a heading, and for it a dash is a letter: such a link, typical of tables of contents
    that were generated, opens the top of the note, or nothing.

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

    @on_link(Status.HEADING_MISSING)
    def check_link(self, note: Note, link: Link, vault: Vault) -> Iterator[Diagnostic]:
        """A missed heading that an anchor means."""
        if not vault.obsidian:
            return
        parts = subpath_parts(link.subpath)
        found = ((path, anchors.heading_of(vault, path, parts)) for path in vault.targets(link, note.path))
        path, index = next(((path, index) for path, index in found if index is not None), ("", 0))
        if not path:
            return
        heading = vault.notes[path].headings[index]
        subpath = relink.heading_subpath(heading.text)
        fix = None
        if anchors.is_first(vault, path, index) and vault.subpath_ok(subpath, path):
            fix = relink.fix_subpath(note, link, subpath, Safety.UNSAFE, path)
        fact = f'Obsidian does not follow "{brief(link.subpath)}", an anchor as on GitHub'
        related = Related(path, heading.span, "the heading")
        yield self.diagnostic(
            note, relink.place(link), f'{fact}: name the heading "{brief(heading.text)}"', related=(related,), fix=fix
        )
