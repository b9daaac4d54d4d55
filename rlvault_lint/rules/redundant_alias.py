"""redundant-alias: a link whose alias says what the link shows anyway."""

from __future__ import annotations

from collections.abc import Iterator

from rlvault_lint.plugin import (
    BODY,
    Diagnostic,
    Edit,
    Fix,
    Link,
    LinkKind,
    Note,
    Rule,
    Safety,
    Severity,
    Span,
    Status,
    Vault,
    on_link,
)
from rlvault_lint.wording import brief


class RedundantAlias(Rule):
    """
    ## What

    A wikilink whose alias equals its target: `[[GEPA|GEPA]]`. An alias that drops a folder or says something else is
    not reported, and neither is the text of an embed.

    ## Why

    The link shows the same without it, and when the note is renamed, Obsidian changes the target and leaves the alias.

    ## Example

    ```md
    See [[GEPA|GEPA]].
    ```

    ## Fix

    Safe: the alias is removed.
    """

    name = "redundant-alias"
    group = "link"
    summary = "An alias that equals the target of its link."
    severity = Severity.INFO
    since = "0.1.0"
    default = False

    @on_link(*Status)
    def check_link(self, note: Note, link: Link, vault: Vault) -> Iterator[Diagnostic]:
        """A wikilink whose alias is its target."""
        if link.kind is LinkKind.WIKILINK and link.target and link.alias == link.target and not link.subpath:
            # In a property written with escapes the parts of the link can't be told apart.
            can_be_split = link.where == BODY or link.target_span != link.span
            span = Span(link.target_span.end, link.span.end - len("]]")) if can_be_split else link.span
            edits = (Edit(note.path, span, ""),) if can_be_split else ()
            message = f'the alias "{brief(link.alias)}" is what the link shows without it: remove it'
            fix = Fix("remove the alias", edits, Safety.SAFE) if edits else None
            yield self.diagnostic(note, span, message, fix=fix)
