"""Which files a vault has, and which of them are checked."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

import pytest
from repositories import git

from rlvault_lint.files import notes, sources
from rlvault_lint.files.root import VaultError


def make(root: Path, *paths: str) -> None:
    for path in paths:
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).touch()


def found_in(root: Path, exclude: Sequence[str] = ()) -> sources.Files:
    return sources.find_files(sources.WorkTree(root), exclude)


def read(root: Path, found: sources.Files) -> notes.Texts:
    return notes.read_notes(sources.WorkTree(root), found)


def test_files_and_sources(tmp_path: Path) -> None:
    make(tmp_path, "a.md", "b/c.MD", "b/d.canvas", "b/e.png", ".obsidian/app.json", ".trash/f.md", "b/.g.md", "h")
    found = found_in(tmp_path)
    assert found.files == ("a.md", "b/c.MD", "b/d.canvas", "b/e.png", "h")
    assert found.sources == ("a.md", "b/c.MD", "b/d.canvas")
    assert found.checked == {"a.md", "b/c.MD", "b/d.canvas"}


@pytest.mark.parametrize(
    ("filters", "checked"),
    [
        ('["archive/"]', {"a.md", "x/Archive/b.md"}),
        ('["/^x\\\\/.*b/"]', {"a.md", "Archive/b.md"}),
        ('["A.MD", 3, ""]', {"Archive/b.md", "x/Archive/b.md"}),
        ("null", {"a.md", "Archive/b.md", "x/Archive/b.md"}),
    ],
)
def test_excluded_files_of_obsidian(tmp_path: Path, filters: str, checked: set[str]) -> None:
    make(tmp_path, "a.md", "Archive/b.md", "x/Archive/b.md", ".obsidian/app.json")
    (tmp_path / ".obsidian/app.json").write_text(f'{{"userIgnoreFilters": {filters}}}')
    found = found_in(tmp_path)
    assert found.checked == checked
    assert len(found.files) == 3
    assert found.notices == ()


@pytest.mark.parametrize("content", ["{", "[1]", '{"userIgnoreFilters": ["/(/"]}', "\xff", "[" * 100_000])
def test_obsidian_settings_that_can_not_be_read(tmp_path: Path, content: str) -> None:
    make(tmp_path, "a.md", ".obsidian/app.json")
    (tmp_path / ".obsidian/app.json").write_text(content, "latin-1")
    found = found_in(tmp_path)
    assert found.checked == {"a.md"}
    assert len(found.notices) == 1
    assert "app.json" in found.notices[0]


def test_property_types(tmp_path: Path) -> None:
    make(tmp_path, "a.md", ".obsidian/types.json")
    (tmp_path / ".obsidian/types.json").write_text('{"types": {"rating": "number"}}')
    assert found_in(tmp_path).obsidian.property_types == {"rating": "number"}


def test_templates_are_targets_and_not_checked(tmp_path: Path) -> None:
    make(tmp_path, "a.md", "T [1]/b.md", "x/T [1]/c.md", ".obsidian/templates.json")
    (tmp_path / ".obsidian/templates.json").write_text('{"folder": "T [1]"}')
    assert found_in(tmp_path).checked == {"a.md", "x/T [1]/c.md"}
    assert "T [1]/b.md" in found_in(tmp_path).sources
    assert "T [1]/b.md" in found_in(tmp_path, ["!/T \\[1]/"]).checked


def test_a_note_that_is_too_large_is_not_read(tmp_path: Path) -> None:
    make(tmp_path, "a.md", "b.md")
    (tmp_path / "b.md").write_text("x" * 1001)
    tree = sources.WorkTree(tmp_path)
    texts = notes.read_notes(tree, found_in(tmp_path), reading=notes.Reading(max_size=1000))
    assert list(texts.notes) == ["a.md"]
    assert texts.errors == []
    assert texts.oversized == {"b.md": "it is larger than 0.000954 MB"}


def test_a_vault_one_level_below_is_pointed_out(tmp_path: Path) -> None:
    make(tmp_path, "notes/.obsidian/app.json", "notes/a.md", "x/deeper/.obsidian/app.json")
    found = found_in(tmp_path)
    assert not found.obsidian.present
    [notice] = found.notices
    assert notice.startswith("notes/.obsidian: there is a vault of Obsidian's one level below: ")
    make(tmp_path, ".obsidian/app.json")
    (tmp_path / ".obsidian/app.json").write_text("{}")
    assert found_in(tmp_path).obsidian.present
    assert found_in(tmp_path).notices == ()


def test_a_clone_without_the_settings_that_git_ignores(tmp_path: Path) -> None:
    make(tmp_path, "a.md")
    (tmp_path / ".gitignore").write_text(".obsidian/\n")
    [notice] = found_in(tmp_path).notices
    assert notice.startswith(".obsidian is not here, and git ignores it: ")
    (tmp_path / ".gitignore").write_text(".obsidian/workspace*\n.obsidian.vimrc\n")
    assert found_in(tmp_path).notices == ()


def test_exclude(tmp_path: Path) -> None:
    make(tmp_path, "a.md", "Templates/b.md", "x/Templates/c.md", "x/d.md")
    assert found_in(tmp_path, ["Templates/"]).checked == {"a.md", "x/d.md"}
    assert found_in(tmp_path, ["/Templates/"]).checked == {"a.md", "x/Templates/c.md", "x/d.md"}
    assert found_in(tmp_path, ["*", "!a.md"]).checked == {"a.md"}


@pytest.mark.parametrize("repository", [True, False], ids=["in a repository", "without git"])
def test_gitignore(tmp_path: Path, repository: bool) -> None:
    make(tmp_path, "a.md", "site/b.md", "x/c.md", "x/d.md")
    (tmp_path / ".gitignore").write_text("site/\n")
    (tmp_path / "x/.gitignore").write_text("/c.md\n")
    if repository:
        git(tmp_path, "init", "-q")
    assert found_in(tmp_path).checked == {"a.md", "x/d.md"}


def test_tracked_files_are_not_ignored(tmp_path: Path) -> None:
    make(tmp_path, "a.md", "b.md")
    git(tmp_path, "init", "-q")
    git(tmp_path, "add", "a.md")
    (tmp_path / ".gitignore").write_text("*.md\n")
    assert found_in(tmp_path).checked == {"a.md"}


def test_git_environment_of_a_hook(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A hook runs with GIT_DIR set; taken over, git would look at another work tree."""
    make(tmp_path, "a.md", "b.md")
    git(tmp_path, "init", "-q")
    (tmp_path / ".gitignore").write_text("b.md\n")
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "nowhere"))
    assert found_in(tmp_path).checked == {"a.md"}


def test_vault_in_an_ignored_folder(tmp_path: Path) -> None:
    make(tmp_path, "vault/a.md", "vault/b/c.md")
    git(tmp_path, "init", "-q")
    (tmp_path / ".gitignore").write_text("vault/\n")
    assert found_in(tmp_path / "vault").checked == {"a.md", "b/c.md"}


def test_names_of_any_bytes(tmp_path: Path) -> None:
    name = os.fsdecode(b"a\xff\n\x1b.md")
    make(tmp_path, name)
    found = found_in(tmp_path)
    assert found.files == (name,)
    assert list(read(tmp_path, found).notes) == [name]


def test_special_files_are_left_aside(tmp_path: Path) -> None:
    make(tmp_path, "a.md")
    os.mkfifo(tmp_path / "pipe.md")
    assert found_in(tmp_path).sources == ("a.md",)


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads everything")
def test_unreadable(tmp_path: Path) -> None:
    make(tmp_path, "a.md", "b.md", "c/d.md")
    (tmp_path / "b.md").chmod(0)
    (tmp_path / "c").chmod(0)
    found = found_in(tmp_path)
    texts = read(tmp_path, found)
    assert list(texts.notes) == ["a.md"]
    assert texts.errors == ["b.md: can't be read: Permission denied"]
    assert found.errors == ("c: can't be read: Permission denied",)


def test_file_that_is_gone(tmp_path: Path) -> None:
    make(tmp_path, "a.md", "b.md")
    found = found_in(tmp_path)
    (tmp_path / "b.md").unlink()
    assert read(tmp_path, found).errors == ["b.md: can't be read: No such file or directory"]


def test_progress(tmp_path: Path) -> None:
    make(tmp_path, "a.md", "b.md")
    told: list[tuple[int, int]] = []
    tree = sources.WorkTree(tmp_path)
    notes.read_notes(tree, found_in(tmp_path), lambda done, total: told.append((done, total)))
    assert told == [(0, 2), (1, 2)]


def test_root_that_can_not_be_read(tmp_path: Path) -> None:
    with pytest.raises(VaultError, match="can't be read"):
        found_in(tmp_path / "nope")
