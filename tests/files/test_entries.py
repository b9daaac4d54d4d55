"""What is told of a folder from one look at it."""

from __future__ import annotations

import os
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest

from rlvault_lint.files import entries
from rlvault_lint.files.entries import FILE, FOLDER, LINK, OTHER, is_link, stamp_of


def test_each_sort_of_entry(tmp_path: Path) -> None:
    (tmp_path / "sub.md").mkdir()
    (tmp_path / "note.md").write_text("x")
    (tmp_path / "picture.png").touch()
    (tmp_path / "link.md").symlink_to("note.md")
    (tmp_path / "nowhere").symlink_to("nothing")
    sorts = {"sub.md": FOLDER, "picture.png": FILE, "link.md": LINK, "nowhere": LINK}
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "pipe.md")
        sorts["pipe.md"] = OTHER
    found = {name: (sort, stamp) for name, sort, stamp in entries.entries(str(tmp_path))}
    assert found.pop("note.md") == (FILE, stamp_of((tmp_path / "note.md").stat()))
    assert found == {name: (sort, None) for name, sort in sorts.items()}


def test_without_names_in_open_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "note.md").write_text("x")
    (tmp_path / "sub").mkdir()
    expected = entries.entries(str(tmp_path))
    monkeypatch.setattr(entries, "_IN_OPEN_FOLDERS", False)
    assert entries.entries(str(tmp_path)) == expected


class Entry:
    """An entry of a folder on Windows."""

    def __init__(self, tag: int, *, symlink: bool = False) -> None:
        self._status, self._symlink = SimpleNamespace(st_reparse_tag=tag), symlink

    def is_symlink(self) -> bool:
        return self._symlink

    def stat(self, *, follow_symlinks: bool = True) -> SimpleNamespace:
        assert not follow_symlinks
        return self._status


@pytest.mark.parametrize(
    ("tag", "symlink", "expected"),
    [(0, False, False), (0xA0000003, False, True), (0xA000000C, True, True), (0x9000001A, False, False)],
    ids=["plain", "junction", "symbolic link", "kept in a cloud"],
)
def test_junctions_are_links(monkeypatch: pytest.MonkeyPatch, tag: int, symlink: bool, expected: bool) -> None:
    monkeypatch.setattr(entries, "os", SimpleNamespace(name="nt"))
    assert is_link(cast("os.DirEntry[str]", Entry(tag, symlink=symlink))) is expected
