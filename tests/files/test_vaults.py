"""The vaults of a repository, as a hook finds them at its top."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from rlvault_lint.files.vaults import vaults_here


@pytest.fixture
def top(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    subprocess.run(["git", "init", "-q"], cwd=tmp_path, check=True)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def make(top: Path, *files: str) -> None:
    for file in files:
        (top / file).parent.mkdir(parents=True, exist_ok=True)
        (top / file).write_text("[tool.rlvault-lint]\n" if file.endswith("pyproject.toml") else "")


def found(top: Path, *tracked: str) -> list[str]:
    subprocess.run(["git", "add", *tracked], cwd=top, check=True)
    return [each.relative_to(top).as_posix() for each in vaults_here()]


def test_each_way_in_which_a_folder_says_that_it_is_one(top: Path) -> None:
    make(top, "A/.obsidian/app.json", "B/x/rlvault-lint.toml", "C/pyproject.toml", "D/n.md", "E/n.md")
    assert found(top, ".") == ["A", "B/x", "C"]


def test_what_is_not_tracked_says_it_of_a_folder_that_is(top: Path) -> None:
    make(top, "A/.obsidian/app.json", "A/n.md", "B/.obsidian/app.json", "B/n.md")
    assert found(top, "A/n.md") == ["A"]


def test_a_vault_in_a_vault_is_part_of_it(top: Path) -> None:
    make(top, "A/.obsidian/app.json", "A/sub/.obsidian/app.json", "A!/n.md", ".h/.obsidian/app.json")
    assert found(top, ".") == ["A"]


@pytest.mark.parametrize("marker", [".obsidian/app.json", "rlvault-lint.toml"])
def test_whoever_stands_in_a_vault_has_found_it(top: Path, marker: str, monkeypatch: pytest.MonkeyPatch) -> None:
    make(top, marker, "A/.obsidian/app.json")
    assert found(top, ".") == []
    monkeypatch.chdir(top / "A")
    assert vaults_here() == ()


def test_from_a_folder_beside_the_vaults(top: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make(top, "A/.obsidian/app.json", "scripts/x.py")
    found(top, ".")
    monkeypatch.chdir(top / "scripts")
    assert vaults_here() == (top / "A",)


def test_no_repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make(tmp_path, "A/.obsidian/app.json")
    monkeypatch.chdir(tmp_path)
    assert vaults_here() == ()
