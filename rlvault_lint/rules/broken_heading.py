"""broken-heading: the file that a link means is there, the heading is not."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from rlvault_lint.plugin import Diagnostic, Link, LinkKind, Note, Rule, Safety, Severity, Status, Vault, on_link
from rlvault_lint.vault import anchors, history, relink
from rlvault_lint.vault.headings import subpath_parts
from rlvault_lint.wording import brief, did_you_mean

_NEAR = 85.0


class BrokenHeading(Rule):
    """
    ## What

    A link or embed to a heading, `[[Note#Heading]]` or `[text](Note.md#Heading)`, in a note that is there and has no
    such heading. Headings are compared as Obsidian does it: without regard to case and to punctuation other than `'`,
    `-` and `_`. In `#A#B` the heading B has to come after A and below it.

    Subpaths of files other than notes (`paper.pdf#page=3`) are not judged. Anchors as on GitHub, `#my-heading`, are
    reported by `anchor-slug`.

    ## Why

    Obsidian opens the top of the note, and an embed shows an error instead of the section. Links to headings break
    when a heading is rephrased or renumbered, which Obsidian does not fix.

    ## Example

    ```md
    [[Sampling#Top-p samplng]]    <- the heading is "Top-p sampling"
    ```

    ## Fix

    Safe: where one heading has the same letters and digits, and differs in spaces, dashes or other signs only, or where
    git's record shows that the line of the heading was replaced by exactly one other, of the same level, the link is
    pointed there. Unsafe: the same in a wikilink without alias, as that shows the heading; where one heading shows that
    text, and holds marks and tags besides. Suggestion: the heading with the nearest text, if it is near enough.
    """

    name = "broken-heading"
    group = "link"
    summary = "A link to a heading that its note does not have."
    severity = Severity.ERROR
    since = "0.1.0"
    canvas = True

    @on_link(Status.HEADING_MISSING)
    def check_link(self, note: Note, link: Link, vault: Vault) -> Iterator[Diagnostic]:
        """A heading that no file has which the link may mean, unless an anchor as on GitHub means one."""
        paths, parts = vault.targets(link, note.path), subpath_parts(link.subpath)
        if any(anchors.heading_of(vault, path, parts) is not None for path in paths):
            return
        fact, better = _missing(vault, paths[0], link, parts)
        fix = None
        if better.subpath and len(paths) == 1 and vault.subpath_ok(better.subpath, paths[0]):
            shown = link.kind is LinkKind.WIKILINK and link.alias is None
            safety = Safety.UNSAFE if shown and better.safety is Safety.SAFE else better.safety
            fix = relink.fix_subpath(note, link, better.subpath, safety, paths[0])
        message = f"there is no heading {fact} in {anchors.where(note, paths)}: {better.advice}"
        yield self.diagnostic(note, relink.place(link), message, fix=fix)


class _Better(NamedTuple):
    """What to do about it, and the subpath that may have been meant; empty if none is known."""

    advice: str
    subpath: str = ""
    safety: Safety = Safety.SUGGESTION


def _missing(vault: Vault, path: str, link: Link, parts: tuple[str, ...]) -> tuple[str, _Better]:
    """The heading that the note at `path` does not have, as a message names it, and what to write instead."""
    if len(parts) > 1 and (heading := anchors.heading_of_letters(vault, path, link.subpath)):
        subpath = relink.heading_subpath(heading)  # a heading that holds a `#`, at which the link is split
        return f'"{brief(link.subpath[1:])}"', _Better(f'write "{brief(subpath)}"', subpath, Safety.SAFE)
    failing = next(at for at in range(len(parts)) if not vault.subpath_ok(_joined(parts[: at + 1]), path))
    name, above = parts[failing].strip(), parts[:failing]
    fact = f'"{brief(name)}"'
    if above:
        fact += f' below "{brief(" > ".join(each.strip() for each in above))}"'
        if vault.subpath_ok(f"#{name}", path):
            return fact, _Better("it is elsewhere in the note", _joined(parts[failing:]))
    return fact, _nearest(vault, path, parts, failing)


def _nearest(vault: Vault, path: str, parts: tuple[str, ...], failing: int) -> _Better:
    """The heading that is most like the failing part."""
    name = parts[failing].strip()
    same = anchors.heading_of_letters(vault, path, name)
    near = [(same, 100.0)] if same else anchors.near_headings(vault, path, name)
    if not same and (shown := anchors.heading_as_shown(vault, path, name)):
        part = relink.heading_subpath(shown)
        subpath = _joined((*parts[:failing], part[1:], *parts[failing + 1 :]))
        return _Better(f'write "{brief(part)}"', subpath, Safety.UNSAFE)
    from rlvault_lint.vault.rewording import reworded  # it compares texts, which little else does

    if not same and (new := reworded(vault, path, name)):
        subpath = _joined((*parts[:failing], relink.heading_subpath(new.text)[1:], *parts[failing + 1 :]))
        return _Better(f'reworded to "{brief(new.text)}" {history.when(new.commit, new.date)}', subpath, Safety.SAFE)
    if not near:
        return _Better("add it, or fix the link")
    advice = did_you_mean(*(brief(text) for text, _ in near))
    (best, score), *others = near
    if score < _NEAR or (others and others[0][1] == score):
        return _Better(advice)
    subpath = _joined((*parts[:failing], relink.heading_subpath(best)[1:], *parts[failing + 1 :]))
    return _Better(advice, subpath, Safety.SAFE if same else Safety.SUGGESTION)


def _joined(parts: tuple[str, ...]) -> str:
    return "".join(f"#{part}" for part in parts)
