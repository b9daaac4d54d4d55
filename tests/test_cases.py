"""The shared cases of Obsidian's behaviour, where the folder that holds them lies beside the checkout."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from rlvault_lint.commands.links import rows
from rlvault_lint.settings.load import load_settings

FILE = Path(__file__).parents[2] / "shared" / "cases" / "links.json"

if not FILE.is_file():
    pytest.skip("the shared cases are not here", allow_module_level=True)


@pytest.mark.parametrize("case", json.loads(FILE.read_text("utf-8")), ids=lambda case: str(case["id"]))
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
