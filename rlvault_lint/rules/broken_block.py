"""broken-block: the note that a link means is there, the block is not."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rlvault_lint.names import Names, nearest, plain, prepare
from rlvault_lint.plugin import Diagnostic, Note, Rule, Safety, Severity, Vault
from rlvault_lint.vault import anchors, relink
from rlvault_lint.wording import brief

_ID = re.compile(r"[A-Za-z0-9-]+")


class BrokenBlock(Rule):
    """
    ## What

    A link or embed to a block, `[[Note#^id]]`, in a note that is there and has no block with that ID. An ID stands
    after a blank at the end of a paragraph or list item, or alone on a line after a list, quote or table. It consists
    of Latin letters, digits and dashes; case doesn't count.

    A block below a heading, `#Heading#^id`, is not judged: how Obsidian reads that is not known.

    ## Why

    Obsidian opens the top of the note, and an embed shows an error instead of the block. IDs get lost when a paragraph
    is rewritten, moved to another note or copied without its end.

    ## Example

    ```md
    ![[Results#^key-result]]    <- no block of the note "Results" ends in ^key-result
    ```

    ## Fix

    Unsafe: where exactly one ID of the note differs only in its dashes, that one is written.
    """

    name = "broken-block"
    group = "link"
    summary = "A link to a block that its note does not have."
    severity = Severity.ERROR
    since = "0.1.0"
    canvas = True

    def check(self, note: Note, vault: Vault) -> Iterator[Diagnostic]:
        """The missed blocks."""
        for link, paths, parts in anchors.missed(vault, note):
            if not anchors.is_block(parts):
                continue
            name = parts[-1][1:].strip()
            found = [each for each, _ in nearest(name, vault.derive(_ids, paths[0]))]
            if found:
                ids = [f'"^{each}"' for each in found]
                advice = f"did you mean {' or '.join(ids)}?"
            elif _ID.fullmatch(name):
                advice = "add it, or mend the link"
            else:
                advice = 'an ID consists of Latin letters, digits and "-"'
            same = [each for each in found if plain(each).replace(" ", "") == plain(name).replace(" ", "")]
            is_sure = len(same) == len(paths) == 1
            fix = relink.fix_subpath(note, link, f"#^{same[0]}", Safety.UNSAFE, paths[0]) if is_sure else None
            yield self.diagnostic(
                note,
                relink.place(link),
                f'there is no block "^{brief(name)}" in {anchors.where(note, paths)}; {advice}',
                fix=fix,
            )


def _ids(vault: Vault, path: str) -> Names:
    return prepare(block.id for block in vault.notes[path].blocks)
