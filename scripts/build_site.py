"""Builds the documentation site into `site/`, from `mkdocs.yml` and the pages in `docs/`. A warning makes it fail.

The navigation gets the pages of all rules, by group. The script that lets the search work from the file system is
copied beside the pages, which would load it from another site. What was built is read again: a page that would load
anything from elsewhere fails the build too, as the site has to work without a network.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import yaml

from rlvault_lint.registry import registry
from rlvault_lint.rule import GROUPS

TOP = Path(__file__).resolve().parents[1]
SITE = TOP / "site"
SHIM = Path(__file__).with_name("site") / "iframe-worker.js"
_SHIM_ELSEWHERE = "https://unpkg.com/iframe-worker/shim"
_RULES = {"Rules": "rules/README.md"}
_LOADED = re.compile(
    r"<(?:script|img|iframe|link\s[^>]*rel=\"?(?:stylesheet|preload|icon))[^>]*\"((?:https?:)?//[^\"]+)"
)


def filled(nav: list[Any]) -> list[Any]:
    """The navigation with the rules where `mkdocs.yml` has only their index."""
    groups = {
        group: [f"rules/{rule.name}.md" for rule in registry().values() if rule.group == group] for group in GROUPS
    }
    rules = [_RULES["Rules"], *({f"Group {group}": pages} for group, pages in groups.items())]
    return [
        {"Rules": rules}
        if entry == _RULES
        else {title: filled(inside) if isinstance(inside, list) else inside for title, inside in entry.items()}
        if isinstance(entry, dict)
        else entry
        for entry in nav
    ]


def bring_shim(site: Path) -> None:
    """Put the script of the search beside the pages, and point them to it."""
    shutil.copy(SHIM, site / "assets" / "javascripts")
    for page in site.rglob("*.html"):
        up = "../" * (len(page.relative_to(site).parts) - 1)
        text = page.read_text("utf-8")
        page.write_text(text.replace(_SHIM_ELSEWHERE, f"{up}assets/javascripts/{SHIM.name}"), "utf-8", newline="\n")


def loaded_from_elsewhere(site: Path) -> list[str]:
    """What the pages would load from other sites, as `page: address`."""
    pages = sorted(site.rglob("*.html"))
    return [
        f"{page.relative_to(site)}: {found}" for page in pages for found in _LOADED.findall(page.read_text("utf-8"))
    ]


def main() -> None:
    """Build the site, or say why that failed."""
    config = yaml.safe_load((TOP / "mkdocs.yml").read_text(encoding="utf-8"))
    config["nav"] = filled(config["nav"])
    shutil.rmtree(SITE, ignore_errors=True)
    with tempfile.NamedTemporaryFile("w", dir=TOP, prefix=".site-", suffix=".yml", encoding="utf-8") as file:
        yaml.safe_dump(config, file, allow_unicode=True)
        file.flush()
        command = [sys.executable, "-m", "zensical", "build", "--strict", "--config-file", file.name]
        run = subprocess.run(command, check=False)
    if run.returncode:
        sys.exit("the site was not built")
    if not (SITE / "index.html").exists():
        sys.exit("the site has no front page")
    bring_shim(SITE)
    if found := loaded_from_elsewhere(SITE):
        sys.exit("the site would load:\n" + "\n".join(found))


if __name__ == "__main__":
    main()
