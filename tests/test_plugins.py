"""The plugin of docs/plugins.md, built, installed and run as people would do it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

PAGE = Path(__file__).parents[1] / "docs" / "plugins.md"
FENCES = re.compile(r"^`([\w.-]+)`\n\n(`{3,})\w+\n(.*?)^\2$", re.MULTILINE | re.DOTALL)
FILES = {path: text for path, _, text in FENCES.findall(PAGE.read_text("utf-8"))}


def run(folder: Path, site: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"PYTHONPATH": str(site), "PYTHONUTF8": "1"}
    return subprocess.run(
        [sys.executable, "-m", *arguments], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder into which the plugin is installed."""
    source, site = tmp_path_factory.mktemp("source"), tmp_path_factory.mktemp("site")
    for path in ("pyproject.toml", "acme_lint.py"):
        (source / path).write_text(FILES[path], "utf-8")
    options = [
        "--quiet",
        "--disable-pip-version-check",
        "--no-index",
        "--no-build-isolation",
        "--no-deps",
        "--no-cache-dir",
    ]
    done = run(source, site, "pip", "install", *options, "--target", str(site), ".")
    assert done.returncode == 0, done.stderr
    return site


def test_the_plugin_of_the_page_runs(site: Path, tmp_path: Path) -> None:
    (tmp_path / ".obsidian").mkdir()
    (tmp_path / "A.md").write_text("[[B]] [[Nope]]\n", "utf-8")
    (tmp_path / "B.md").write_text("---\nstatus: draft\n---\n", "utf-8")
    done = run(
        tmp_path, site, "rlvault_lint", "check", "--select", "acme", "--format", "concise", "--fail-on", "warning"
    )
    assert (done.returncode, done.stderr) == (1, "")
    assert done.stdout.splitlines()[0].endswith(
        'A.md:1:3: warning acme/draft-link: "B.md" is a draft: finish it, or remove the link'
    )


def test_its_rule_is_listed_by_its_group_and_explained(site: Path, tmp_path: Path) -> None:
    assert run(tmp_path, site, "rlvault_lint", "rule", "acme").stdout.split()[:2] == ["acme/draft-link", "warning"]
    assert "## Example" in run(tmp_path, site, "rlvault_lint", "rule", "acme/draft-link").stdout


def test_its_case_file_holds_and_fails_where_it_should(site: Path, tmp_path: Path) -> None:
    for path in ("draft-link.md", "test_draft_link.py"):
        (tmp_path / path).write_text(FILES[path], "utf-8")
    done = run(tmp_path, site, "pytest", "-q", "-p", "no:cacheprovider")
    assert done.returncode == 0, done.stdout
    assert "2 passed" in done.stdout
    (tmp_path / "draft-link.md").write_text(FILES["draft-link.md"].replace("[draft, old]", "old"), "utf-8")
    assert "stated, not found" in run(tmp_path, site, "pytest", "-q", "-p", "no:cacheprovider").stdout


def test_the_package_is_short() -> None:
    lines = [line for path in ("pyproject.toml", "acme_lint.py") for line in FILES[path].splitlines() if line.strip()]
    assert len(lines) <= 40
