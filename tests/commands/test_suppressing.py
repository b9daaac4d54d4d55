"""Findings that notes suppress, as a user sees them: not shown, counted, and not fixed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from rlvault_lint.commands import app


@pytest.fixture
def vault(tmp_path: Path) -> Path:
    (tmp_path / ".obsidian").mkdir()
    (tmp_path / "A.md").write_text("[[Sub/None]] %% rlvault-lint: ignore broken-link %%\n\n[[B|B]]\n", "utf-8")
    (tmp_path / "B.md").write_text("---\nrlvault-lint-ignore: redundant-alias\n---\n[[A|A]]\n", "utf-8")
    return tmp_path


def check(vault: Path, capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str]:
    select = ("--select", "broken-link,redundant-alias,unused-suppression")
    code = app.main(["check", "--vault", str(vault), "--color", "never", *select, *arguments])
    return code, capsys.readouterr().out


def test_they_are_counted(vault: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out = check(vault, capsys, "--format", "full")
    assert code == 0
    assert "Sub/None" not in out
    assert "2 findings are suppressed in the notes." in out
    report = json.loads(check(vault, capsys, "--format", "json")[1])
    assert report["summary"]["suppressed"] == 2
    assert [each["rule"] for each in report["diagnostics"]] == ["redundant-alias"]


def test_they_are_not_fixed(vault: Path, capsys: pytest.CaptureFixture[str]) -> None:
    check(vault, capsys, "--fix")
    assert (vault / "A.md").read_text("utf-8").endswith("\n\n[[B]]\n")
    assert (vault / "B.md").read_text("utf-8").endswith("[[A|A]]\n")


def test_what_is_fixed_is_unused_in_the_same_run(vault: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (vault / "A.md").write_text("[[B|B]] %% rlvault-lint: ignore broken-link %%\n", "utf-8")
    check(vault, capsys, "--fix")
    assert (vault / "A.md").read_text("utf-8") == "[[B]]\n"


def test_a_run_of_some_rules_says_nothing_of_the_others(vault: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert app.main(["check", "--vault", str(vault), "--ignore", "broken-link", "--statistics"]) == 0
    assert "unused-suppression" not in capsys.readouterr().out


def test_they_are_not_part_of_a_baseline(vault: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "Wrote 1 finding " in check(vault, capsys, "--write-baseline")[1]
    assert "redundant-alias" in (vault / "rlvault-lint-baseline.jsonl").read_text("utf-8")
