"""The conformance suite in `fixtures/obsidian/`: links, tags and arXiv IDs as Obsidian and arXiv read them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from rlvault_lint.commands.rows import rows
from rlvault_lint.note import BODY
from rlvault_lint.reading import arxiv
from rlvault_lint.reading.parse import parse
from rlvault_lint.settings.load import load_settings

FOLDER = Path(__file__).parent / "fixtures" / "obsidian"


def cases(name: str) -> list[Any]:
    found = json.loads((FOLDER / f"{name}.json").read_text("utf-8"))
    assert found
    return [pytest.param(case, id=case["id"]) for case in found]


@pytest.mark.parametrize("case", cases("links"))
def test_link(case: dict[str, Any], tmp_path: Path) -> None:
    for path, text in case["files"].items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(text.encode())
    found, errors = rows(load_settings(tmp_path))
    links = [row for row in found if row.source == case["check"] and row.link == case["link"]]
    assert not errors
    assert bool(links) == case["is_link"]
    for row in links:
        assert row.resolved == case["expected"]
        assert row.subpath_ok == case["expected_subpath"]


@pytest.mark.parametrize("case", cases("tags"))
def test_tags(case: dict[str, Any]) -> None:
    note = parse("Note.md", case["content"].encode())
    assert [tag.name for tag in note.tags if tag.where == "tags"] == case["frontmatter_tags"]
    assert [tag.name for tag in note.tags if tag.where == BODY] == case["inline_tags"]


@pytest.mark.parametrize("case", cases("arxiv"))
def test_arxiv_id(case: dict[str, Any]) -> None:
    read = arxiv.parse(case["input"])
    assert ((read.id, read.version) if read else (None, None)) == (case["expected_id"], case["expected_version"])
    assert arxiv.is_valid(case["input"]) == case["strict_valid"]
