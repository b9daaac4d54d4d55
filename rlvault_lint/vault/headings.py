"""How headings are compared, and the subpaths of links that name them: `#A#B`, `#^block`."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence

from rlvault_lint.vault.resolution import fold, normal

# The characters that Obsidian's `stripHeading` turns into a space before headings are compared. `'`, `-` and `_` stay.
_HEADING_PUNCTUATION = re.compile(r"""[!"#$%&()*+,.:;<=>?@^`{|}~/\[\]\\\r\n\s]+""")


def strip_heading(text: str) -> str:
    """`text` as Obsidian compares headings: punctuation becomes spaces (`stripHeading`), spaces collapse,
    case is folded.
    """
    return fold(_HEADING_PUNCTUATION.sub(" ", normal(text)).strip())


def subpath_parts(subpath: str) -> tuple[str, ...]:
    """The headings that a subpath such as `#A##B` names: `("A", "B")`. Runs of `#` collapse, empty parts drop."""
    return tuple(part for part in subpath.split("#") if part.strip())


Places = Mapping[str, Mapping[int, Sequence[int]]]
"""Where the headings of a note stand in their order: by stripped text, then by level, ascending."""


def places(headings: Iterable[tuple[str, int]]) -> Places:
    """The places of headings, given as stripped text and level."""
    found: dict[str, dict[int, list[int]]] = {}
    for index, (text, level) in enumerate(headings):
        found.setdefault(text, {}).setdefault(level, []).append(index)
    return found


def has_chain(headings: Places, wanted: Sequence[str]) -> bool:
    """Whether the stripped texts `wanted` are headings each of which stands after the one before it and is of a deeper
    level. What that costs depends on the number of levels, not on that of headings.
    """
    first: dict[int, int] = {0: -1}  # by level, where the first chain up to here ends that ends in it
    for text in wanted:
        reached: dict[int, int] = {}
        for level, indices in headings.get(text, {}).items():
            after = min((at for above, at in first.items() if above < level), default=None)
            if after is not None and (at := bisect_right(indices, after)) < len(indices):
                reached[level] = indices[at]
        if not reached:
            return False
        first = reached
    return True
