"""title-mismatch: a note whose property `title`, first heading and file name disagree."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from rlvault_lint.plugin import Diagnostic, Note, Related, Rule, Severity, Vault, on_note

_WORD = re.compile(r"[a-z0-9]+|[^\W_]")
_LINK = re.compile(r"\[\[(?:[^\[\]|]*\|)?([^\[\]|]*)\]\]|\[([^\[\]]*)\]\([^()]*\)")


class TitleMismatch(Rule):
    """
    ## What

    A note whose property `title` and first heading disagree, or whose file name disagrees with its title or, for want
    of one, with that heading. A first heading of level 2 or below is not a title. Case, punctuation, spaces and emoji
    don't count, and one of them may have more words than the other: `RLVR-Edge-of-Competence` and `🎯 RLVR at the Edge
    of Competence` agree. The file name of a MOC is not compared, as it is often `_MOC`.

    ## Why

    Links go by the file name, lists made by a query show the title, and a reader sees the heading. If these disagree,
    one note looks like several.

    ## Example

    In `DPO.md`:

    ```markdown
    ---
    title: Direct preference optimisation
    ---
    # Identity preference optimisation
    ```

    ## Fix

    None: choose a name. Rename the file inside Obsidian, so that links follow.
    """

    name = "title-mismatch"
    group = "frontmatter"
    summary = "A note whose property `title`, first heading and file name disagree."
    severity = Severity.INFO
    since = "0.1.0"
    default = False

    @on_note
    def names(self, note: Note, vault: Vault) -> Iterator[Diagnostic]:
        """At most one finding for each note."""
        field = note.field("title")
        title = next(iter(field.scalars), None) if field else None
        heading = next((each for each in note.headings[:1] if each.level == 1), None)
        if title and heading and not _agree(title.text, heading.text):
            message = f'the title "{title.text}" and the heading "{heading.text}" disagree: choose one'
            yield self.diagnostic(note, heading.span, message, related=[Related(note.path, title.span, "the title")])
            return
        shown = title or heading
        if shown and not vault.is_moc(note) and not _agree(shown.text, note.name):
            what = "title" if title else "heading"
            yield self.diagnostic(
                note, shown.span, f'the {what} "{shown.text}" and the file name "{note.name}" disagree: choose one'
            )


def _agree(one: str, other: str) -> bool:
    """Whether the words of the one that has fewer are all in the other, in the same order."""
    fewer, more = sorted((_words(one), _words(other)), key=len)
    rest = iter(more)
    return all(word in rest for word in fewer) or "".join(fewer) == "".join(more)


def _words(text: str) -> list[str]:
    return _WORD.findall(unicodedata.normalize("NFKC", _LINK.sub(r"\1\2", text)).casefold())
