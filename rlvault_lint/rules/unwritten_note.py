"""unwritten-note: a link to a note that nobody has written yet."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from rlvault_lint.patterns import matcher
from rlvault_lint.plugin import Diagnostic, Link, Note, Rule, Severity, Status, Vault, on_link, option
from rlvault_lint.vault import relink, suggestions
from rlvault_lint.vault.periodic import is_periodic
from rlvault_lint.vault.resolution import fold
from rlvault_lint.wording import brief

_LONGEST = 120


class UnwrittenNote(Rule):
    """
    ## What

    A wikilink that is a mere name, `[[Name]]`, where there is no note of that name and nothing says that there ever was
    one: no note has a name much like it, nor that as an alias or a title, and git knows of none that was moved or
    deleted. Dates in the format of Obsidian's daily notes, or those of the plugin "Periodic Notes", are not reported.

    A link with a folder, an extension or a heading, an embed, and an entry of a MOC say that the file should be there;
    these are reported by `broken-link`.

    ## Why

    Linking a note before writing it is a way to work, and Obsidian shows such links in a paler colour. A list of them
    says what is left to write. Those that never will be can be plain text.

    ## Example

    ```md
    The critic is trained as in [[Actor-Critic]].    <- no such note yet
    ```

    ## Fix

    None: write the note, or take the brackets away.

    ## Options

    `errors` makes errors of some: `errors = ["Project *"]`. `allow` passes over others: `allow = ["20[0-9][0-9]-*"]`.
    """

    name = "unwritten-note"
    group = "link"
    summary = "A link to a note that nobody has written yet."
    severity = Severity.INFO
    since = "0.1.0"

    @dataclass(frozen=True, slots=True)
    class Options:
        """Which notes have to be there, and which need not."""

        allow: tuple[str, ...] = option(
            (), "names that are not reported, as patterns of .gitignore in any case", holds="patterns"
        )
        errors: tuple[str, ...] = option(
            (), "names that are errors, as patterns of .gitignore in any case", holds="patterns"
        )

    options: Options

    @on_link(Status.MISSING)
    def check_link(self, note: Note, link: Link, vault: Vault) -> Iterator[Diagnostic]:
        """A link to a note yet to be written."""
        name = fold(link.target)
        if (
            relink.is_url(link.target)
            or is_periodic(vault, link.target)
            or _matches(self.options.allow, name)
            or not suggestions.is_unwritten(vault, link, note.path)
        ):
            return
        severity = Severity.ERROR if _matches(self.options.errors, name) else None
        message = f'the note "{brief(link.target, _LONGEST)}" is not written yet: write it, or remove the link'
        yield self.diagnostic(note, link.target_span, message, severity=severity)


def _matches(patterns: tuple[str, ...], name: str) -> bool:
    return matcher(tuple(fold(pattern) for pattern in patterns))(name)
