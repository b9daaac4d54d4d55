"""What becomes of links, as rules choose them."""

from __future__ import annotations

import pytest

from rlvault_lint.reading.parse import parse
from rlvault_lint.vault.status import Status, exact_target, statuses
from rlvault_lint.vault.vault import Vault

FILES = {"x/B.md": "# Head\n\n## Sub\n\ntext ^id\n", "é.md": "", "y/T.md": "# One\n", "z/T.md": "# Two\n"}
FOUND, INEXACT, MISSING, AMBIGUOUS = Status.FOUND, Status.INEXACT, Status.MISSING, Status.AMBIGUOUS
NO_HEADING, NO_BLOCK = Status.HEADING_MISSING, Status.BLOCK_MISSING


@pytest.mark.parametrize(
    ("link", "expected"),
    [
        ("[[B]]", (FOUND,)),
        ("[[x/B.md]]", (FOUND,)),
        ("[[/x/B]]", (FOUND,)),
        ("[t](../x/B.md)", (FOUND,)),
        ("[[#Nope]]", (FOUND, NO_HEADING)),
        ("[[b]]", (FOUND, INEXACT)),
        ("[[X/B]]", (FOUND, INEXACT)),
        ("[[e\u0301]]", (FOUND, INEXACT)),
        ("[[B#head]]", (FOUND,)),
        ("[[B#Head#Sub]]", (FOUND,)),
        ("[[B#Sub#Head]]", (FOUND, NO_HEADING)),
        ("[[b#nope]]", (FOUND, INEXACT, NO_HEADING)),
        ("[[B#^ID]]", (FOUND,)),
        ("[[B#^nope]]", (FOUND, NO_BLOCK)),
        ("[[T]]", (AMBIGUOUS,)),
        ("[[T#One]]", (AMBIGUOUS,)),
        ("[[T#Three]]", (AMBIGUOUS, NO_HEADING)),
        ("[[nope]]", (MISSING,)),
        ("[[nope#x]]", (MISSING,)),
    ],
)
def test_statuses(link: str, expected: tuple[Status, ...]) -> None:
    vault = Vault([parse(path, text.encode()) for path, text in (FILES | {"w/A.md": link}).items()], [])
    (written,) = vault.notes["w/A.md"].links
    assert statuses(vault, written, "w/A.md") == expected


@pytest.mark.parametrize(
    ("target", "path", "folder", "exact"),
    [
        ("gepa", "x/GEPA.md", "", "GEPA"),
        ("gepa.md", "x/GEPA.md", "", "GEPA.md"),
        ("X/gepa", "y/x/GEPA.md", "", "x/GEPA"),
        ("/X/gepa", "x/GEPA.md", "", "/x/GEPA"),
        ("./gepa", "x/GEPA.md", "x", "./GEPA"),
        ("../x/GEPA", "x/GEPA.md", "y", "../x/GEPA"),
    ],
)
def test_exact_target(target: str, path: str, folder: str, exact: str) -> None:
    assert exact_target(target, path, folder) == exact
