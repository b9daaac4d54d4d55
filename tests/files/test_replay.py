"""What tells a vault from what it was, and a file from another."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rlvault_lint.files import replay
from rlvault_lint.files.entries import is_stamped
from rlvault_lint.files.replay import Kept, VaultState
from rlvault_lint.note import is_canvas, is_note

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there no report is kept")


@given(st.sampled_from(("", "a", ".", "笔记")), st.sampled_from((".md", ".MD", ".canvas", ".Canvas", ".txt", "md", "")))
def test_what_is_read_as_part_of_a_vault_is_stamped(stem: str, ending: str) -> None:
    name = stem + ending
    assert is_stamped(name) == (is_note(name) or is_canvas(name))


def test_the_same_vault_has_the_same_digest(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub/a.md").write_text("x")
    (tmp_path / "link").symlink_to("sub")
    (tmp_path / "nowhere").symlink_to("nothing")
    first, second = VaultState(str(tmp_path)), VaultState(str(tmp_path))
    assert first.digest() == second.digest()
    assert first.links_to_folders
    assert first.newest() == (tmp_path / "sub/a.md").stat().st_ctime_ns


def test_what_is_in_hidden_folders_is_not_looked_at(tmp_path: Path) -> None:
    (tmp_path / ".trash").mkdir()
    before = VaultState(str(tmp_path)).digest()
    (tmp_path / ".trash/a.md").write_text("x")
    assert VaultState(str(tmp_path)).digest() == before
    (tmp_path / ".other").mkdir()
    assert VaultState(str(tmp_path)).digest() != before


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root can look at everything")
def test_a_folder_that_can_not_be_looked_at(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir(0o000)
    with pytest.raises(PermissionError):
        VaultState(str(tmp_path))


def test_an_undecodable_name(tmp_path: Path) -> None:
    (tmp_path / os.fsdecode(b"\xff.md")).write_text("x")
    state = VaultState(str(tmp_path))
    assert [name for name, _, _ in state.folders[str(tmp_path)]] == ["\udcff.md"]
    assert len(state.digest()) == 16


def test_the_seconds_of_the_run_that_shows_a_report() -> None:
    kept = Kept("", ["took ", (".", 2), " s, or ", ("\\.", 3), " s"], 0)
    assert kept.text(1.23456) == "took 1.23 s, or 1\\.235 s"


@pytest.mark.parametrize(
    ("platform", "variables", "expected"),
    [
        ("linux", {}, "/home/me/.cache/rlvault-lint"),
        ("linux", {"XDG_CACHE_HOME": "/x"}, "/x/rlvault-lint"),
        ("darwin", {}, "/home/me/Library/Caches/rlvault-lint"),
        ("linux", {replay.VARIABLE: "/named"}, "/named"),
    ],
)
def test_where_caches_lie(
    monkeypatch: pytest.MonkeyPatch, platform: str, variables: dict[str, str], expected: str
) -> None:
    for name in (replay.VARIABLE, "XDG_CACHE_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(sys, "platform", platform)
    for name, value in ({"HOME": "/home/me"} | variables).items():
        monkeypatch.setenv(name, value)
    assert replay.folder() == expected


def test_a_folder_named_from_the_current_one(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv(replay.VARIABLE, "here")
    monkeypatch.chdir(tmp_path)
    assert replay.folder() == str(tmp_path / "here")
