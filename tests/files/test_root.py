"""Where the vault lies, and what paths mean in it."""

from __future__ import annotations

from pathlib import Path

import pytest

from rlvault_lint.files.root import VaultError, find_root, vault_paths


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
