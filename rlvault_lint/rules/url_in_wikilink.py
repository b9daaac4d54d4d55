"""url-in-wikilink: a web address where the target of a link inside the vault belongs."""

from __future__ import annotations

import re
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
from rlvault_lint.vault import relink
from rlvault_lint.wording import brief


class UrlInWikilink(Rule):
    """
    ## What

    A web or mail address as the target of a link inside the vault: in double brackets, `[[https://example.org]]`, or
    percent-encoded as a whole in a Markdown link, `[text](https%3A%2F%2Fexample.org)`.

    ## Why

    Obsidian takes both for names of notes: following such a link creates a new note instead of opening the page.
    Encoded addresses come from programs that convert notes.

    ## Example

    ```md
    [[https://arxiv.org/abs/2507.19457|GEPA]]
    [GEPA](https%3A%2F%2Farxiv.org%2Fabs%2F2507.19457)
    ```

    ## Fix

    Unsafe: the link becomes `[GEPA](https://arxiv.org/abs/2507.19457)`, or `<https://…>` where it has no text, or
    `![](https://…)` where it is an embed. In a property there is none: an address needs no brackets there.
    """

    name = "url-in-wikilink"
    group = "link"
    summary = "A web address in `[[ ]]`, or percent-encoded in a Markdown link."
    severity = Severity.ERROR
    since = "0.1.0"

    @on_link(Status.MISSING)
    def check_link(self, note: Note, link: Link, vault: Vault) -> Iterator[Diagnostic]:
        """A link whose target is an address; a canvas keeps those elsewhere."""
        if not relink.is_url(link.target):
            return
        url = link.target + link.subpath
        if link.kind is LinkKind.MARKDOWN:
            message = f'the address of "{brief(link.alias or "")}" is percent-encoded, which makes a file name of it'
            edits, advice = _decoded(note, link, url), f"write {brief(url)}"
        else:
            message = f'"{brief(url)}" is a web address, and double brackets are for notes'
            edits, advice = _bare(note, link, url), "write a Markdown link"
        if link.where != BODY:
            edits, advice = (), "write the address alone"
        fix = Fix(advice, edits, Safety.UNSAFE) if edits and "\ufffd" not in url else None
        yield self.diagnostic(note, link.span, f"{message}: {advice}", fix=fix)


def _decoded(note: Note, link: Link, url: str) -> tuple[Edit, ...]:
    return (Edit(note.path, Span(link.target_span.start, link.subpath_span.end), relink.destination(url)),)


def _bare(note: Note, link: Link, url: str) -> tuple[Edit, ...]:
    if re.search(r"[\[\]]", link.alias or ""):
        return ()
    mark = "!" if link.kind is LinkKind.EMBED else ""
    address = relink.destination(url)
    text = f"{mark}[{link.alias or ''}]({address})" if link.alias or mark else f"<{address}>"
    return (Edit(note.path, link.span, text),)
