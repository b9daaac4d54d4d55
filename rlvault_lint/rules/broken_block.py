"""broken-block: the note that a link means is there, the block is not."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rlvault_lint.names import Names, letters, nearest, prepare
from rlvault_lint.plugin import (
    Conventions,
    Diagnostic,
    Edit,
    Fix,
    Link,
    Note,
    ProblemKind,
    Related,
    Rule,
    Safety,
    Severity,
    Span,
    Status,
    Vault,
    column,
    on_link,
)
from rlvault_lint.vault import anchors, relink
from rlvault_lint.vault.headings import subpath_parts
from rlvault_lint.wording import brief, did_you_mean

_ID = re.compile(r"[A-Za-z0-9-]+")


class BrokenBlock(Rule):
    """
    ## What

    A link or embed to a block, `[[Note#^id]]`, in a note that is there and has no block with that ID. An ID stands
    after a space at the end of a paragraph or list item, or alone on a line after a list, quote or table. It consists
    of Latin letters, digits and dashes; case doesn't count.

    A block below a heading, `#Heading#^id`, is not judged: how Obsidian reads that is not known.

    ## Why

    Obsidian opens the top of the note, and an embed shows an error instead of the block. IDs get lost when a paragraph
    is rewritten, moved to another note or copied without its end.

    ## Example

    ```md
    ![[Results#^key-result]]    <- no block of "Results" ends in ^key-result
    ```

    ## Fix

    Safe: where the ID is there and only the space before it is missing, the space is inserted. Unsafe: where exactly
    one ID of the note differs in its dashes only, that one is written. Suggestion: where exactly one other note has a
    block with the ID, the link is pointed at it.
    """

    name = "broken-block"
    group = "link"
    summary = "A link to a block that its note does not have."
    severity = Severity.ERROR
    since = "0.1.0"
    canvas = True

    @on_link(Status.BLOCK_MISSING)
    def check_link(self, note: Note, link: Link, vault: Vault) -> Iterator[Diagnostic]:
        """A block that no file has which the link may mean."""
        paths, name = vault.targets(link, note.path), subpath_parts(link.subpath)[-1][1:].strip()
        near = [each for each, _ in nearest(name, vault.derive(_ids, paths[0]))]
        same = [each for each in near if letters(each) == letters(name)]
        elsewhere = vault.ask(_holders, name.lower())
        tight = vault.derive(_tight, paths[0]).get(name.lower(), [])
        fix, related = None, tuple[Related, ...]()
        if len(tight) == len(paths) == 1:
            advice = f'put a space before "^{name}" there'
            edit = Edit(paths[0], Span(tight[0].start, tight[0].start), " ")
            fix, related = Fix(advice, (edit,), Safety.SAFE), (Related(paths[0], tight[0], "no space before it"),)
        elif len(same) == len(paths) == 1:
            advice = f'write "#^{same[0]}"'
            fix = relink.fix_subpath(note, link, f"#^{same[0]}", Safety.UNSAFE, paths[0])
        elif elsewhere:
            advice = f'it is in "{elsewhere[0]}"' + (" and other notes" if len(elsewhere) > 1 else "")
            if len(elsewhere) == 1:
                fix = relink.fix_target(vault, note, link, elsewhere[0], Safety.SUGGESTION)
        elif near:
            advice = did_you_mean(*(brief(f"^{each}") for each in near))
        elif _ID.fullmatch(name):
            advice = "add it, or fix the link"
        else:
            advice = 'an ID consists of Latin letters, digits and "-"'
        message = f'there is no block "^{brief(name)}" in {anchors.where(note, paths)}: {advice}'
        yield self.diagnostic(note, relink.place(link), message, related=related, fix=fix)


def _tight(vault: Vault, path: str) -> dict[str, list[Span]]:
    """What would be a block ID of the note at `path` if a space stood before it, by how it is compared."""
    found: dict[str, list[Span]] = {}
    for problem in vault.notes[path].problems_of(ProblemKind.TIGHT_BLOCK_ID):
        found.setdefault(str(problem.data[0]).lower(), []).append(problem.span)
    return found


def _ids(vault: Vault, path: str) -> Names:
    return prepare(block.id for block in vault.notes[path].blocks)


def _holders(vault: Vault, name: str) -> list[str]:
    """The notes that have a block with an ID that is compared as `name`."""
    return vault.derive(_by_block).get(name, [])


def _by_block(vault: Vault) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for path, blocks in vault.gather(_blocks).items():
        for block in blocks:
            found.setdefault(block, []).append(path)
    return found


@column
def _blocks(note: Note, _: Conventions) -> tuple[str, ...]:
    return tuple(sorted({block.id.lower() for block in note.blocks}))
