"""What differs between systems, simulated on whichever this is."""

from __future__ import annotations

import ctypes
import errno
import ntpath
import os
from pathlib import Path, PurePosixPath, PureWindowsPath
from types import SimpleNamespace
from typing import Any

import pytest

from rlvault_lint.files import root, system, write
from rlvault_lint.files.root import VaultError, find_root, vault_paths
from rlvault_lint.files.system import as_on_disk, common_folder


def test_folders_on_several_drives(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(system, "os", SimpleNamespace(path=ntpath))
    assert common_folder([PureWindowsPath(r"C:\a\b"), PureWindowsPath(r"C:\a\c")]) == r"C:\a"
    assert common_folder([PureWindowsPath(r"C:\a"), PureWindowsPath(r"D:\a")]) is None
    monkeypatch.setattr(root, "common_folder", lambda _: None)
    with pytest.raises(VaultError, match="several drives"):
        find_root([tmp_path])


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("notes/RL.md", "Notes/rl.md"),
        ("Notes/rl.md", "Notes/rl.md"),
        ("NOTES/cafe\u0301.md", "Notes/café.md"),
        ("notes/other.md", "Notes/other.md"),
        ("twice/x.md", "twice/x.md"),
        ("", ""),
    ],
)
def test_names_whose_case_does_not_count(monkeypatch: pytest.MonkeyPatch, path: str, expected: str) -> None:
    disk = {".": ["Notes", "Twice", "TWICE"], "Notes": ["rl.md", "café.md"]}

    def names(folder: Path) -> list[str]:
        if str(folder) not in disk:
            raise FileNotFoundError(folder)
        return disk[str(folder)]

    assert as_on_disk(Path(), "notes/RL.md", names) == ("Notes/rl.md" if system.IGNORES_CASE else "notes/RL.md")
    monkeypatch.setattr(system, "IGNORES_CASE", True)
    assert as_on_disk(Path(), path, names) == expected


def test_paths_of_people_in_another_case(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "Notes").mkdir()
    (tmp_path / "Notes/a.md").touch()
    monkeypatch.setattr(system, "IGNORES_CASE", True)
    real = Path.stat

    def ignoring_case(path: Path, **options: Any) -> os.stat_result:
        return real(Path(str(path).replace("NOTES", "Notes")), **options)

    monkeypatch.setattr(Path, "stat", ignoring_case)
    assert vault_paths(tmp_path, [tmp_path / "NOTES/a.md"]) == ("Notes/a.md",)


def test_vault_paths_have_slashes_everywhere() -> None:
    assert root._relative(PureWindowsPath(r"C:\vault\a\b.md"), PureWindowsPath(r"C:\vault")) == "a/b.md"
    assert root._relative(PurePosixPath("/vault"), PurePosixPath("/vault")) == ""


def test_files_are_opened_without_waiting_and_as_they_are() -> None:
    for name in ("O_NONBLOCK", "O_CLOEXEC", "O_BINARY"):
        assert system.OPEN_TO_READ & getattr(os, name, 0) == getattr(os, name, 0)


@pytest.mark.skipif(not hasattr(os, "setxattr"), reason="the system has no extended attributes to simulate it with")
def test_attributes_on_macos(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Python knows no extended attributes there, so the system's own function has to copy them."""
    file = tmp_path / "n.md"
    file.write_bytes(b"old")
    try:
        os.setxattr(file, "user.com.apple.metadata:_kMDItemUserTags", b"red")
    except OSError:
        pytest.skip("the file system has no extended attributes")

    def fcopyfile(source: int, target: int, state: None, flags: int) -> int:
        assert (state, flags) == (None, 0b101)
        for name in list_attributes(source):
            set_attribute(target, name, get_attribute(source, name))
        return 0

    get_attribute, set_attribute, list_attributes = os.getxattr, os.setxattr, os.listxattr
    monkeypatch.setattr(system, "IS_MACOS", True)
    monkeypatch.delattr(os, "listxattr")
    monkeypatch.setattr(ctypes, "CDLL", lambda *_, **__: SimpleNamespace(fcopyfile=fcopyfile))
    write.replace(tmp_path, "n.md", b"old", b"new")
    assert file.read_bytes() == b"new"
    assert get_attribute(file, "user.com.apple.metadata:_kMDItemUserTags") == b"red"

    monkeypatch.setattr(ctypes, "CDLL", lambda *_, **__: SimpleNamespace(fcopyfile=lambda *_: -1))
    monkeypatch.setattr(ctypes, "get_errno", lambda: errno.EIO)
    with pytest.raises(write.WriteError, match="can't be written: Input/output error"):
        write.replace(tmp_path, "n.md", b"new", b"newer")
    assert file.read_bytes() == b"new"
    assert [each.name for each in tmp_path.iterdir()] == ["n.md"]


@pytest.mark.parametrize("keeps", [True, False])
def test_replacing_on_windows(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, keeps: bool) -> None:
    """Windows has a function for that, which keeps what the old file had; not every file system knows it."""
    asked = []

    def replace_file(old: str, new: str, *more: object) -> int:
        asked.append((Path(old).name, *more))
        if keeps:
            Path(new).replace(old)
        return int(keeps)

    kernel = SimpleNamespace(kernel32=SimpleNamespace(ReplaceFileW=replace_file))
    monkeypatch.setattr(system, "IS_WINDOWS", True)
    monkeypatch.setattr(ctypes, "windll", kernel, raising=False)
    (tmp_path / "n.md").write_bytes(b"old")
    write.replace(tmp_path, "n.md", b"old", b"new")
    assert asked == [("n.md", None, 2, None, None)]
    assert (tmp_path / "n.md").read_bytes() == b"new"
    assert [each.name for each in tmp_path.iterdir()] == ["n.md"]
