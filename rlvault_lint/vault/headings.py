"""How headings are compared, and the subpaths of links that name them: `#A#B`, `#^block`."""

from __future__ import annotations

import re

from rlvault_lint.vault.resolution import fold, normal

# The characters that Obsidian's `stripHeading` turns into a space before headings are compared. `'`, `-` and `_` stay.
_HEADING_PUNCTUATION = re.compile(r"""[!"#$%&()*+,.:;<=>?@^`{|}~/\[\]\\\r\n\s]+""")


def strip_heading(text: str) -> str:
    """`text` as Obsidian compares headings: punctuation becomes blanks (`stripHeading`), blanks collapse,
    case is folded.
    """
    return fold(_HEADING_PUNCTUATION.sub(" ", normal(text)).strip())


def subpath_parts(subpath: str) -> tuple[str, ...]:
    """The headings that a subpath such as `#A##B` names: `("A", "B")`. Runs of `#` collapse, empty parts drop."""
    return tuple(part for part in subpath.split("#") if part.strip())
