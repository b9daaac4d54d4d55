"""inexact-link: a link that resolves only because Obsidian forgives how its target is written."""

from __future__ import annotations

from collections.abc import Iterator

from rlvault_lint.plugin import (
    Diagnostic,
    Link,
    Note,
    Rule,
    Safety,
    Severity,
    Status,
    Vault,
    on_link,
)
from rlvault_lint.vault import relink
from rlvault_lint.vault.resolution import normal
from rlvault_lint.vault.status import exact_target
from rlvault_lint.wording import brief


class InexactLink(Rule):
    """
    ## What

    A link whose target differs from the name of the file in case (`[[gepa]]` for `GEPA.md`), in Unicode form (é as one
    character or as two), or in having a no-break space where the name has a space. Only the part of the path that is
    written counts; `.md` may be left out.

    ## Why

    Obsidian forgives these differences. GitHub, static site generators and file systems that tell case apart do not,
    and neither does a search for the name in the text.

    ## Example

    ```md
    See [[gepa]].    <- the file is called "GEPA.md"
    ```

    ## Fix

    Safe: the target is written as the file is called, at the depth it was. What readers see stays the same: a wikilink
    without alias gets its old name as alias, where that differs in case. Where the file's own name is not in
    composed form (NFC) or holds a no-break space there is no fix, as such a name can hardly be typed: rename the file.
    """

    name = "inexact-link"
    group = "link"
    summary = "A link that resolves only because Obsidian forgives case, Unicode form or blanks."
    severity = Severity.INFO
    since = "0.1.0"
    canvas = True

    @on_link(Status.INEXACT)
    def check_link(self, note: Note, link: Link, vault: Vault) -> Iterator[Diagnostic]:
        """A link to a file whose name is another than written."""
        (path,) = vault.targets(link, note.path)
        exact = exact_target(link.target, path, note.folder)
        what = _difference(link.target, exact)
        if normal(exact) != exact:
            message = f'"{brief(link.target)}" differs from "{path}" in its {what}; rename the file'
            yield self.diagnostic(note, link.target_span, message)
            return
        message = f'"{brief(link.target)}" differs from "{path}" in its {what}; write "{exact}"'
        fix = relink.fix_target(vault, note, link, path, Safety.SAFE, written=exact)
        yield self.diagnostic(note, link.target_span, message, fix=fix)


def _difference(target: str, exact: str) -> str:
    if normal(target) != normal(exact):
        return "case"
    return "blanks" if "\u00a0" in target + exact or "\u202f" in target + exact else "Unicode form"
