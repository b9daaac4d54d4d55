"""What is left out: by Obsidian's "Excluded files", and by git, in and outside a repository."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from time import perf_counter

import pytest
from repositories import git

from rlvault_lint.files import regular
from rlvault_lint.files.ignore import MOST_FILTERS, Filters, GitIgnored, git_ignored


def write(root: Path, files: dict[str, str]) -> None:
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text)


def ignored_in(root: Path, *folders: str) -> GitIgnored:
    def read(path: str, limit: int) -> bytes:
        return regular.read(root / path, limit, path)

    return git_ignored(root, folders, read)


def those(test: GitIgnored | Filters, paths: Sequence[str]) -> list[str]:
    return [path for path in paths if test(path)]


# --- Obsidian's excluded files ----------------------------------------------------------------------------------------


def test_filters() -> None:
    notices: list[str] = []
    filters = Filters(("Archive/", "/^x\\/a.*B/", "a.md"), notices)
    assert those(filters, ["archive/b.md", "y/Archive/b.md", "x/abc.md", "A.MD", "ba.md"]) == [
        "archive/b.md",
        "x/abc.md",
        "A.MD",
    ]
    assert notices == []


def test_expressions_that_would_explode_do_not() -> None:
    notices: list[str] = []
    filters = Filters(("/(a+)+$/", "/(a|aa)*c/", "/(.*)*(.*)*(.*)*x/"), notices)
    start = perf_counter()
    assert not any(filters("a" * 250 + f"{n}.md") for n in range(100))
    assert perf_counter() - start < 2
    assert notices == []


@pytest.mark.parametrize("expression", ["/(/", r"/(a)\1/", "/(a{1,99}){1,99}/", f"/{'a' * 600}/"])
def test_an_expression_that_can_not_be_used_is_a_notice(expression: str) -> None:
    notices: list[str] = []
    filters = Filters((expression, "b"), notices)
    assert those(filters, ["aaa", "b.md"]) == ["b.md"]
    [notice] = notices
    assert notice.startswith(f".obsidian/app.json: excluded files: {expression[:80]!r} is left aside: ")
    assert len(notice) < 300


def test_only_so_many_filters_count() -> None:
    notices: list[str] = []
    Filters(("x",) * (MOST_FILTERS + 1), notices)
    assert len(notices) == 1


# --- git --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("repository", [True, False], ids=["in a repository", "without git"])
def test_gitignore_files(tmp_path: Path, repository: bool) -> None:
    write(tmp_path, {".gitignore": "site/\n*.tmp\n", "x/.gitignore": "/c.md\n!d.tmp\n"})
    if repository:
        git(tmp_path, "init", "-q")
    paths = ["a.md", "site/b.md", "x/c.md", "x/y/c.md", "e.tmp", "x/d.tmp", "x/site/not-there.png"]
    assert those(ignored_in(tmp_path, "", "x"), paths) == ["site/b.md", "x/c.md", "e.tmp", "x/site/not-there.png"]


def test_what_git_tracks_is_not_ignored(tmp_path: Path) -> None:
    write(tmp_path, {"a.md": "", "b.md": "", "gone.md": ""})
    git(tmp_path, "init", "-q")
    git(tmp_path, "add", "a.md", "gone.md")
    write(tmp_path, {".gitignore": "*.md\n"})
    (tmp_path / "gone.md").unlink()
    assert those(ignored_in(tmp_path, ""), ["a.md", "b.md", "gone.md", "new.md"]) == ["b.md", "new.md"]


def test_patterns_from_above_the_vault_and_from_elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(
        tmp_path,
        {
            "top/.gitignore": "vault/\n*.a\n!kept.e\n",
            "top/sub/.gitignore": "/vault/b\n",
            "top/sub/vault/.gitignore": "c\n",
            "config/git/ignore": "*.d\n",
        },
    )
    git(tmp_path / "top", "init", "-q")
    write(tmp_path, {"top/.git/info/exclude": "*.e\n"})
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    vault = tmp_path / "top/sub/vault"
    paths = ["x", "x.a", "b", "y/b", "c", "y/c", "x.d", "x.e", "kept.e"]
    # "vault/" names the vault's own folder, which is looked into as it was asked for.
    assert those(ignored_in(vault, ""), paths) == ["x.a", "b", "c", "y/c", "x.d", "x.e"]
    write(tmp_path, {"mine": "x\n"})
    git(vault, "config", "core.excludesFile", str(tmp_path / "mine"))
    assert those(ignored_in(vault, ""), ["x", "x.d"]) == ["x"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are named pipes on Unix only")
def test_named_pipes_in_place_of_patterns(tmp_path: Path) -> None:
    write(tmp_path, {"sub/x/.gitignore": "c\n", ".trash/a": ""})
    git(tmp_path, "init", "-q")
    git(tmp_path, "config", "core.excludesFile", str(tmp_path / "pipe"))
    (tmp_path / ".git/info/exclude").unlink()
    for path in ("pipe", ".gitignore", "sub/.gitignore", ".trash/.gitignore", ".git/info/exclude"):
        os.mkfifo(tmp_path / path)
    start = perf_counter()
    assert those(ignored_in(tmp_path / "sub", "", "x"), ["c", "x/c"]) == ["x/c"]
    assert perf_counter() - start < 5


def test_a_thousand_files_of_patterns(tmp_path: Path) -> None:
    folders = [f"f{n}" for n in range(1000)]
    write(tmp_path, {f"{folder}/.gitignore": "*.tmp\n" for folder in folders})
    test = ignored_in(tmp_path, *folders)
    start = perf_counter()
    assert (
        len(those(test, [f"{folder}/{n}.{end}" for folder in folders for n in range(5) for end in ("md", "tmp")]))
        == 5000
    )
    assert perf_counter() - start < 2
