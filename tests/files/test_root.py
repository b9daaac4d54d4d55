"""Where the vault lies, and what paths mean in it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from rlvault_lint.files.root import VaultError, absolute, find_root, vault_paths


def make(root: Path, *paths: str) -> None:
    for path in paths:
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).touch()


@pytest.mark.parametrize(
    ("marker", "root"),
    [
        ("vault/.obsidian/app.json", "vault"),
        ("vault/rlvault-lint.toml", "vault"),
        (".git/HEAD", "."),
        ("nothing", "vault/folder"),
        ("vault/pyproject.toml", "vault/folder"),
    ],
)
def test_find_root(tmp_path: Path, marker: str, root: str) -> None:
    make(tmp_path, "vault/folder/a.md", marker)
    assert find_root([tmp_path / "vault/folder/a.md"]) == (tmp_path / root)
    assert find_root([tmp_path / "vault/folder"]) == (tmp_path / root)


@pytest.mark.parametrize(
    "table", ["[tool.rlvault-lint]", "[tool.rlvault-lint.rules.broken-link]", '[ tool . "rlvault-lint" ]']
)
def test_find_root_by_pyproject(tmp_path: Path, table: str) -> None:
    make(tmp_path, "folder/a.md")
    (tmp_path / "pyproject.toml").write_text(f"[project]\n{table}\n")
    assert find_root([tmp_path / "folder"]) == tmp_path


def test_find_root_of_working_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make(tmp_path, ".obsidian/app.json", "a/b/c.md")
    monkeypatch.chdir(tmp_path / "a/b")
    assert find_root([]) == tmp_path
    assert find_root([Path("c.md"), Path("..")]) == tmp_path


def test_find_root_of_what_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(VaultError, match="there is no file or folder"):
        find_root([tmp_path / "nope.md"])


def test_paths_in_two_vaults(tmp_path: Path) -> None:
    make(tmp_path, "one/.obsidian/app.json", "one/a.md", "two/rlvault-lint.toml", "two/b.md")
    with pytest.raises(VaultError, match="several vaults"):
        find_root([tmp_path / "one/a.md", tmp_path / "two/b.md"])


def test_paths_in_folders_that_nothing_marks(tmp_path: Path) -> None:
    make(tmp_path, "x/one/a.md", "x/two/b.md")
    assert find_root([tmp_path / "x/one/a.md", tmp_path / "x/two"]) == tmp_path / "x"


def test_vault_paths(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make(tmp_path, "vault/a/b.md", "vault/c.md")
    monkeypatch.chdir(tmp_path / "vault/a")
    paths = [Path("b.md"), Path("../c.md"), Path(), tmp_path / "vault"]
    assert vault_paths(tmp_path / "vault", paths) == ("a/b.md", "c.md", "a", "")
    with pytest.raises(VaultError, match="outside the vault"):
        vault_paths(tmp_path / "vault", [tmp_path])


def test_vault_paths_through_a_symbolic_link(tmp_path: Path) -> None:
    make(tmp_path, "vault/a.md")
    (tmp_path / "link").symlink_to(tmp_path / "vault")
    assert vault_paths(tmp_path / "link", [tmp_path / "vault/a.md"]) == ("a.md",)
    assert vault_paths(tmp_path / "vault", [tmp_path / "link/a.md"]) == ("a.md",)


def test_two_dots_behind_a_linked_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """They lead to where the folder really lies, as they do for the system."""
    make(tmp_path, "vault/.obsidian/app.json", "vault/a.md", "vault/deep/er/b.md", "vault/deep/a.md", "other/x/c.md")
    (tmp_path / "vault/short").symlink_to(tmp_path / "vault/deep/er")
    (tmp_path / "vault/out").symlink_to(tmp_path / "other/x")
    monkeypatch.chdir(tmp_path / "vault")
    assert vault_paths(tmp_path / "vault", [Path("short/../a.md"), Path("short/b.md")]) == ("deep/a.md", "deep/er/b.md")
    assert absolute(Path("short/../a.md")) == tmp_path / "vault/deep/a.md"
    assert find_root([Path("short/../a.md")]) == tmp_path / "vault"
    assert find_root([Path("out/..")]) == tmp_path / "other"
    with pytest.raises(VaultError, match="outside the vault"):
        vault_paths(tmp_path / "vault", [Path("out/../x/c.md")])
    assert vault_paths(tmp_path / "vault", [Path("out/c.md")]) == ("out/c.md",)


def test_the_current_directory_is_gone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make(tmp_path, "vault/.obsidian/app.json", "vault/a.md", "gone/b.md")
    monkeypatch.chdir(tmp_path / "gone")
    shutil.rmtree(tmp_path / "gone")
    for paths in ([], [Path("..")]):
        with pytest.raises(VaultError, match=r"current directory can't be used: .*: change to another one|no file or"):
            find_root(paths)
    assert find_root([tmp_path / "vault/a.md"]) == tmp_path / "vault"


@pytest.mark.parametrize("name", ["x" * 300, "/".join(["y" * 200] * 40)])
def test_a_path_that_is_too_long(tmp_path: Path, name: str) -> None:
    with pytest.raises(VaultError, match="can't be looked at: File name too long") as caught:
        find_root([tmp_path / name])
    assert len(str(caught.value)) < 300


def test_a_path_that_no_file_can_have() -> None:
    with pytest.raises(VaultError, match="no file or folder"):
        find_root([Path("a\0b")])


def test_links_in_a_circle(tmp_path: Path) -> None:
    (tmp_path / "one").symlink_to(tmp_path / "one")
    for path in ("one", "one/../a.md"):
        with pytest.raises(VaultError, match="can't be looked at: Too many levels of symbolic links"):
            find_root([tmp_path / path])
