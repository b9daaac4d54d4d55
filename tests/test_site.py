"""What the documentation site holds: every page can be found, and lists on hand-written pages are complete."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from rlvault_lint.output.formats import FORMATS

TOP = Path(__file__).parents[1]
DOCS = TOP / "docs"


def pages(nav: Any) -> Iterator[str]:
    """All pages that a navigation names."""
    if isinstance(nav, str):
        yield nav
    else:
        for entry in nav.values() if isinstance(nav, dict) else nav:
            yield from pages(entry)


def test_every_page_is_in_the_navigation() -> None:
    config = yaml.safe_load((TOP / "mkdocs.yml").read_text("utf-8"))
    named = [*pages(config["nav"])]
    assert sorted(named) == sorted([page.name for page in DOCS.glob("*.md")] + ["rules/README.md"])


def test_links_between_pages_stay_in_the_site() -> None:
    for page in DOCS.rglob("*.md"):
        for target in re.findall(r"\]\(([^)#:]+\.md)", page.read_text("utf-8")):
            assert (page.parent / target).resolve().is_relative_to(DOCS), f"{page.name}: {target}"


def test_every_format_is_on_the_page_of_formats() -> None:
    rows = re.findall(r"^\| (`.*?) \|", (DOCS / "formats.md").read_text("utf-8"), re.MULTILINE)
    table = rows[: rows.index("`html`") + 1]
    assert sorted(name for row in table for name in re.findall(r"`([a-z]+)`", row)) == [*FORMATS]
