"""broken-link: a link that points to no file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from rlvault_lint.patterns import matcher
from rlvault_lint.plugin import (
    CANVAS,
    Diagnostic,
    Link,
    Note,
    Rule,
    Safety,
    Severity,
    Status,
    Vault,
    on_link,
    option,
)
from rlvault_lint.vault import before, history, relink, suggestions
from rlvault_lint.vault.periodic import is_periodic
from rlvault_lint.vault.resolution import fold
from rlvault_lint.wording import brief

_LONGEST = 120


class BrokenLink(Rule):
    """
    ## What

    A link whose target is not a file of the vault: a wikilink, an embed, a Markdown link or image, a link in a
    property, a card of a canvas. The target is looked up as Obsidian does it, in the whole vault and without regard to
    case.

    The message says what is known of the target. In a git repository that is first of all what became of the file: to
    which path it was moved, or in which commit it was deleted. What is staged, and what was only done on the disk,
    counts as well. Else the message says that a file of that name is elsewhere, that only the extension is missing,
    that it is an alias or the title of a note (Obsidian follows neither), or outside the vault, or it names the files
    whose names are nearest. A link to a folder, to a page of a website (`[guide](/docs/guide/)`), or to an attachment
    that git ignores is an info: its author may have meant it so.

    A note that is only named in double brackets, and of which nothing is known, is not broken but yet to be written:
    `unwritten-note` reports it. Dates in the format of Obsidian's daily notes, or those of the plugin "Periodic Notes",
    may always be linked, unless git leaves no doubt that the note of that date has another path now. Where symbolic
    links lead out of the vault and are not followed, what nothing is known of may lie there, and is an info. A missing
    heading or block is reported by `broken-heading` and `broken-block`, a web address in `[[ ]]` by `url-in-wikilink`.

    ## Why

    Following such a link creates a new, empty note; embedding one shows an error box. Links break when notes are moved,
    renamed or merged outside Obsidian.

    ## Example

    ```md
    See [[AI/3-LLM/GRPO]].    <- the folder is called "AI/LLM" now
    ![[figure-3]]             <- the file is "figure-3.png"
    [[PPO]]                   <- an alias of "Proximal Policy Optimization"
    ```

    ## Fix

    Safe: where git's record leaves no doubt what the file became, the link is pointed there: the same content, or most
    of it, under one path and no other. So it is where exactly one note has the path written, but for spaces, hyphens,
    underscores and case. What readers see stays: `[[Old name]]` becomes `[[New name|Old name]]`. Unsafe: where the
    record leaves doubts; where the note's title or first heading was the old name and is the new one now, so that
    `[[Old name]]` becomes `[[New name]]`; where the link was rewritten, and what it was before is known; where exactly
    one file has the name of the target, or its name without the extension, or that name as an alias. Suggestion: the
    file with the nearest name; a note whose title or first heading is the target; the only `README` of a vault, as such
    names stand in many folders; the index of the folder that is the target.

    The new target is written as the old one was: a path as a path, a name by the shortest form that works, or as
    Obsidian's setting "New link format" says.

    ## Options

    `allow` is for files that are not in the vault on purpose: `allow = ["People/", "assets/*.png"]`.
    """

    name = "broken-link"
    group = "link"
    summary = "A link that points to no file of the vault."
    severity = Severity.ERROR
    since = "0.1.0"
    canvas = True

    @dataclass(frozen=True, slots=True)
    class Options:
        """Which targets may be missing."""

        allow: tuple[str, ...] = option(
            (), "targets that may be missing, as patterns of .gitignore in any case", holds="patterns"
        )

    options: Options

    @on_link(Status.MISSING)
    def check_link(self, note: Note, link: Link, vault: Vault) -> Iterator[Diagnostic]:
        """A link to nothing, unless that is allowed, a web address, or a note yet to be written."""
        allowed = matcher(tuple(fold(pattern) for pattern in self.options.allow))
        if (
            relink.is_url(link.target)
            or allowed(fold(link.target).lstrip("./"))
            or (is_periodic(vault, link.target) and not history.has_moved(vault, link.target, note.path))
            or suggestions.is_right_outside_obsidian(vault, link, note.path)
            or suggestions.is_unwritten(vault, link, note.path)
        ):
            return
        hint = suggestions.explain(vault, link, note.path)
        fix = None
        if hint.path:
            safety = hint.safety
            if hint.retitled and safety is Safety.SAFE and relink.shows_name(link):
                safety = Safety.UNSAFE  # the new name is what is to be read there, and what is read changes with it
            fix = relink.fix_target(vault, note, link, hint.path, safety, hint.alias, hint.target)
        what = " to show on the card" if link.where == CANVAS else " to embed" if link.text.startswith("!") else ""
        begins = history.begins(vault)
        nothing = f"history begins at {begins} (shallow clone)" if begins else "create it, or fix the link"
        message = f'there is no file "{brief(link.target, _LONGEST)}"{what}: {hint.text or nothing}'
        severity = Severity.INFO if hint.harmless else None
        cause = before.happened(vault, link, note.path)
        yield self.diagnostic(note, link.target_span, message, fix=fix, severity=severity, cause=cause)
