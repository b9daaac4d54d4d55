"""broken-heading: the file that a link means is there, the heading is not."""

from __future__ import annotations

from collections.abc import Iterator

from rlvault_lint.names import nearest, plain
from rlvault_lint.plugin import Diagnostic, Link, Note, Rule, Safety, Severity, Vault
from rlvault_lint.vault import anchors, relink
from rlvault_lint.vault.headings import strip_heading
from rlvault_lint.wording import brief

_CUTOFF = 70.0
_NEAR = 85.0


class BrokenHeading(Rule):
    """
    ## What

    A link or embed to a heading, `[[Note#Heading]]` or `[text](Note.md#Heading)`, in a note that is there and has no
    such heading. Headings are compared as Obsidian does it: without regard to case and to punctuation other than `'`,
    `-` and `_`. In `#A#B` the heading B has to come after A and below it.

    Subpaths of files that are no notes (`paper.pdf#page=3`) are not judged. Anchors as on GitHub, `#my-heading`, are
    reported by `anchor-slug`.

    ## Why

    Obsidian opens the top of the note, and an embed shows an error instead of the section. Links to headings break
    when a heading is rephrased or renumbered, which Obsidian does not mend.

    ## Example

    ```md
    [[Sampling#Top-p samplng]]    <- the heading is "Top-p sampling"
    ```

    ## Fix

    Unsafe or suggestion: where one heading has the same letters and digits, differing only in blanks, dashes or other
    signs, the link is led there (unsafe). The heading with the nearest text, if it is near enough, is a suggestion.
    """

    name = "broken-heading"
    group = "link"
    summary = "A link to a heading that its note does not have."
    severity = Severity.ERROR
    since = "0.1.0"
    canvas = True

    def check(self, note: Note, vault: Vault) -> Iterator[Diagnostic]:
        """The missed headings, except those that an anchor means."""
        for link, paths, parts in anchors.missed(vault, note):
            if not anchors.is_block(parts) and all(anchors.heading_of(vault, path, parts) is None for path in paths):
                yield self._finding(note, link, vault, paths, parts)

    def _finding(
        self, note: Note, link: Link, vault: Vault, paths: tuple[str, ...], parts: tuple[str, ...]
    ) -> Diagnostic:
        path = paths[0]
        lengths = range(len(parts))
        failing = next(at for at in lengths if vault.subpath_ok("#".join(("", *parts[: at + 1])), path) is False)
        name, above = parts[failing].strip(), parts[:failing]
        below = f' below "{brief(" > ".join(each.strip() for each in above))}"' if above else ""
        message = f'there is no heading "{brief(name)}"{below} in {anchors.where(note, paths)}'
        if above and vault.subpath_ok(f"#{name}", path):
            advice, better, safety = "it is there, but elsewhere", parts[failing:], Safety.SUGGESTION
        else:
            found = nearest(name, vault.derive(anchors.heading_names, path), cutoff=_CUTOFF)
            headings = [f'"{brief(text)}"' for text, _ in found]
            advice = f"did you mean {' or '.join(headings)}?" if found else "add it, or mend the link"
            better, safety = (), Safety.SUGGESTION
            if found and found[0][1] >= _NEAR and (len(found) == 1 or found[1][1] < found[0][1]):
                better = (*above, relink.heading_subpath(found[0][0])[1:], *parts[failing + 1 :])
                safety = Safety.UNSAFE if _letters(found[0][0]) == _letters(name) else safety
        fix = None
        subpath = "".join(f"#{part}" for part in better)
        if len(paths) == 1 and vault.subpath_ok(subpath, path):
            fix = relink.fix_subpath(note, link, subpath, safety, path)
        return self.diagnostic(note, relink.place(link), f"{message}; {advice}", fix=fix)


def _letters(text: str) -> str:
    return plain(strip_heading(text)).replace(" ", "")
