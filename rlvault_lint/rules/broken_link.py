"""broken-link: a link that leads to no file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from rlvault_lint.patterns import matcher
from rlvault_lint.plugin import CANVAS, Diagnostic, Fix, Link, Note, Rule, Severity, Vault, option
from rlvault_lint.vault import relink, suggestions
from rlvault_lint.vault.resolution import Missing, fold
from rlvault_lint.wording import brief

_LONGEST = 120


class BrokenLink(Rule):
    """
    ## What

    A link whose target is no file of the vault: a wikilink, an embed, a Markdown link or image, a link in a property,
    a card of a canvas. The target is looked up as Obsidian does it, vault-wide and without regard to case.

    The message says what is known of the target: that a file of that name lies elsewhere, that only the extension is
    missing, that it is an alias or the title of a note (Obsidian follows neither), a folder, or outside the vault. Else
    it names the files whose names are nearest.

    A missing heading or block is reported by `broken-heading` and `broken-block`, a web address in `[[ ]]` by
    `url-in-wikilink`.

    ## Why

    Who follows such a link ends up in a new, empty note; who embeds one sees an error box. Links break when notes are
    moved, renamed or merged outside Obsidian.

    ## Example

    ```md
    See [[AI/3-LLM/GRPO]].    <- the folder is called "AI/LLM" now
    ![[figure-3]]             <- the file is "figure-3.png"
    [[PPO]]                   <- that is an alias of "Proximal Policy Optimization"
    ```

    ## Fix

    Unsafe or suggestion: where exactly one file has the name of the target, or its name without the extension, or bears
    it as an alias, or differs only in blanks and punctuation, the link is led there (unsafe). The
    file with the nearest name, if no other is as near, is a suggestion; so are a note whose title or first heading is
    the target, and the only `README` of a vault, as such names stand in many folders.

    The new target is written as the old one was: a path as a path, a name by the shortest form that works, or as
    Obsidian's setting "New link format" says.

    ## Options

    `allow` is for notes that are yet to be written: `allow = ["People/", "20[0-9][0-9]-*"]`.
    """

    name = "broken-link"
    group = "link"
    summary = "A link that leads to no file of the vault."
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

    def check(self, note: Note, vault: Vault) -> Iterator[Diagnostic]:
        """Whatever resolves to nothing and is neither allowed nor a web address."""
        allowed = matcher(tuple(fold(pattern) for pattern in self.options.allow))
        for link in vault.links(note):
            if (
                isinstance(vault.resolve(link.target, note.path), Missing)
                and not relink.is_url(link.target)
                and not allowed(fold(link.target).lstrip("./"))
            ):
                yield self._finding(note, link, vault)

    def _finding(self, note: Note, link: Link, vault: Vault) -> Diagnostic:
        hint = suggestions.explain(vault, link, note.path)
        fix = None
        if hint.path:
            fix = relink.fix_target(vault, note, link, hint.path, hint.safety, hint.alias)
        elif hint.target and (edits := relink.to_target(note, link, hint.target)):
            fix = Fix(f'link to "{hint.target}"', edits, hint.safety)
        what = " to show on the card" if link.where == CANVAS else " to embed" if link.text.startswith("!") else ""
        advice = hint.text or "create it, or mend the link"
        message = f'there is no file "{brief(link.target, _LONGEST)}"{what}; {advice}'
        return self.diagnostic(note, link.target_span, message, fix=fix)
