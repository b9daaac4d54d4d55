"""What became of headings that links still name."""

from __future__ import annotations

from pathlib import Path

import pytest
from pasts import build, opened
from repositories import git

from rlvault_lint.vault.rewording import reworded

# name: (versions of the note, the heading asked for, its text today)
CASES: dict[str, tuple[list[str], str, str | None]] = {
    "reworded": (
        ["# A\n\ntext\n\n## Old way\n\nmore\n", "# A\n\ntext\n\n## The new one\n\nmore\n"],
        "Old way",
        "The new one",
    ),
    "with text around it": (["x\n## Old\na\nb\n", "y\n## New\nc\nb\n"], "old", "New"),
    "more than once": (["## One\n", "## Two\n", "## Two\nmore\n", "## Three\nmore\n"], "One", "Three"),
    "another level": (["## Old\n", "### New\n"], "Old", None),
    "two in its place": (["## Old\n", "## New\n## Newer\n"], "Old", None),
    "two replaced by one": (["## Old\n## Other\n", "## New\n"], "Old", None),
    "taken away": (["a\n## Old\nb\n", "a\nb\n"], "Old", None),
    "taken away later": (["## Old\n", "## New\n", "none\n"], "Old", None),
    "never there": (["## Old\n", "## New\n"], "Other", None),
}


@pytest.mark.parametrize("case", CASES)
def test_reworded(tmp_path: Path, case: str) -> None:
    versions, heading, today = CASES[case]
    first, *others = [{"note.md": text} for text in versions]
    build(tmp_path, [{**first, "n.md": f"[[note#{heading}]]\n"}, *others])
    found = reworded(opened(tmp_path), "note.md", heading)
    assert (found and found.text) == today
    if found:
        assert found.commit == git(tmp_path, "rev-parse", "HEAD")


def test_without_past(tmp_path: Path) -> None:
    (tmp_path / "note.md").write_text("## New\n")
    (tmp_path / "n.md").write_text("[[note#Old]]\n")
    assert reworded(opened(tmp_path), "note.md", "Old") is None
