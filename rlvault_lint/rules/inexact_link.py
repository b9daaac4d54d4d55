"""inexact-link: a link that resolves only because Obsidian forgives how its target is written."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator

from rlvault_lint.plugin import BODY, Diagnostic, Fix, Link, LinkKind, Note, Rule, Safety, Severity, Vault
from rlvault_lint.vault import relink
from rlvault_lint.vault.resolution import Found, fold, normal
from rlvault_lint.wording import brief

_START = re.compile(r"(?:\.{1,2}/|/)*")


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
    without alias gets the old spelling as its alias, where that differs in case. Where the file's own name is not in
    composed form (NFC) or holds a no-break space there is no fix, as such a name can hardly be typed: rename the file.
    """

    name = "inexact-link"
    group = "link"
    summary = "A link that resolves only because Obsidian forgives case, Unicode form or blanks."
    severity = Severity.INFO
    since = "0.1.0"
    canvas = True

    def check(self, note: Note, vault: Vault) -> Iterator[Diagnostic]:
        """The links to a file whose name is another than written."""
        for link in vault.links(note):
            if link.target:
                found = vault.resolve(link.target, note.path)
                if isinstance(found, Found):
                    exact = _as_named(link.target, found.path, note.folder)
                    if exact != link.target:
                        yield self._finding(note, link, exact, found.path)

    def _finding(self, note: Note, link: Link, exact: str, path: str) -> Diagnostic:
        what = _difference(link.target, exact)
        if normal(exact) != exact:
            message = f'"{brief(link.target)}" differs from "{path}" in its {what}; rename the file'
            return self.diagnostic(note, link.target_span, message)
        message = f'"{brief(link.target)}" differs from "{path}" in its {what}; write "{exact}"'
        is_prose = link.where == BODY and link.kind is LinkKind.WIKILINK and not link.subpath
        alias = link.target if is_prose and what == "case" else ""
        edits = relink.to_target(note, link, exact, alias)
        fix = Fix(f'write "{exact}"', edits, Safety.SAFE) if edits else None
        return self.diagnostic(note, link.target_span, message, fix=fix)


def _as_named(target: str, path: str, folder: str) -> str:
    """`target` itself if it names the file at `path` to the letter, else with the names that its parts really have."""
    match = _START.match(target)
    start = match.group() if match else ""
    rest = target[len(start) :]
    if start.startswith(".") and posixpath.normpath(posixpath.join(folder, target)) in (path, path[:-3]):
        return target
    parts = path.split("/")[-(rest.count("/") + 1) :]
    if fold(rest.rpartition("/")[2]) != fold(parts[-1]):
        parts[-1] = parts[-1][:-3]
    return start + "/".join(parts)


def _difference(target: str, exact: str) -> str:
    if normal(target) != normal(exact):
        return "case"
    return "blanks" if "\u00a0" in target + exact or "\u202f" in target + exact else "Unicode form"
