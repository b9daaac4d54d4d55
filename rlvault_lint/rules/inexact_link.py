"""inexact-link: a link that resolves only because Obsidian forgives how its target is written."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from rlvault_lint.plugin import (
    WHOLE_FILE,
    Diagnostic,
    Link,
    LinkKind,
    Note,
    Related,
    Rule,
    Safety,
    Severity,
    Status,
    Vault,
    name_of,
    on_link,
)
from rlvault_lint.vault import relink
from rlvault_lint.vault.resolution import Found, normal
from rlvault_lint.vault.status import exact_target
from rlvault_lint.wording import brief

_LOOKED_AT = 100  # of the many files with one name


class InexactLink(Rule):
    """
    ## What

    A link whose target differs from the name of the file in case (`[[gepa]]` for `GEPA.md`), in Unicode form (é as one
    character or as two), or in having a no-break space where the name has a space. Only the part of the path that is
    written counts; `.md` may be left out.

    It is a warning where another file fits what is written better: one beside the note, or one whose name is written
    just so. Obsidian passes over it, as a file at exactly the path written comes first, in whatever case.

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

    Unsafe: where a file beside the note fits better, the link is pointed there with `./`. Suggestion: a
    file elsewhere that fits better.
    """

    name = "inexact-link"
    group = "link"
    summary = "A link that resolves only because Obsidian forgives case, Unicode form or the kind of space."
    severity = Severity.INFO
    since = "0.1.0"
    canvas = True

    @on_link(Status.INEXACT)
    def check_link(self, note: Note, link: Link, vault: Vault) -> Iterator[Diagnostic]:
        """A link to a file whose name is another than written."""
        (path,) = vault.targets(link, note.path)
        if better := _fits_better(vault, note, link, path):
            yield self._of_wrong_file(note, link, vault, path, better)
            return
        exact = exact_target(link.target, path, note.folder)
        what = _difference(link.target, exact)
        fact = f'"{brief(link.target)}" differs from "{path}" in {what}'
        if normal(exact) != exact:
            yield self.diagnostic(note, link.target_span, f"{fact}: rename the file")
            return
        fix = relink.fix_target(vault, note, link, path, Safety.SAFE, written=exact)
        yield self.diagnostic(note, link.target_span, f'{fact}: write "{exact}"', fix=fix)

    def _of_wrong_file(self, note: Note, link: Link, vault: Vault, path: str, better: _Better) -> Diagnostic:
        """Obsidian opens the file at `path`, and another is more likely meant."""
        fact = f'Obsidian opens "{path}" for "{brief(link.target)}", not "{better.path}"'
        if better.target:
            message, safety = f'{fact} beside this note: write "{better.target}"', Safety.UNSAFE
        else:
            message, safety = f"{fact}, whose name is exactly that: write its path", Safety.SUGGESTION
        shown = relink.displayed(link) if link.kind is LinkKind.WIKILINK else ""
        fix = relink.fix_target(vault, note, link, better.path, safety, shown, better.target)
        related = [Related(path, WHOLE_FILE, "what Obsidian opens"), Related(better.path, WHOLE_FILE, "may be meant")]
        return self.diagnostic(note, link.target_span, message, related=related, fix=fix, severity=Severity.WARNING)


class _Better(NamedTuple):
    """A file that fits better what is written, and the target to write if it lies where that says from the note."""

    path: str
    target: str = ""


def _fits_better(vault: Vault, note: Note, link: Link, path: str) -> _Better | None:
    """The file other than that at `path` that fits what is written better: the one that the target names from the
    folder of the note, or else the only one that is called just so.
    """
    if link.target.startswith(("/", "./", "../")):
        return None
    match vault.resolve(f"./{link.target}", note.path):
        case Found(beside) if beside != path:
            return _Better(beside, exact_target(f"./{link.target}", beside, note.folder))
    written = normal(link.target)
    named = vault.named(name_of(link.target))[:_LOOKED_AT]
    exact = [each for each in named if f"/{normal(each)}".endswith((f"/{written}", f"/{written}.md"))]
    return _Better(exact[0]) if len(exact) == 1 and exact[0] != path else None


def _difference(target: str, exact: str) -> str:
    if normal(target) != normal(exact):
        return "case"
    return "its kind of space" if "\u00a0" in target + exact or "\u202f" in target + exact else "Unicode form"
