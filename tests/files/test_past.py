"""The past of a vault as git has it, and what differs on the disk."""

from __future__ import annotations

import marshal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from repositories import git

from rlvault_lint.commits import ON_DISK, STAGED, Change, Commit
from rlvault_lint.files.cache import Cache
from rlvault_lint.files.git import Repository
from rlvault_lint.files.notes import read_notes
from rlvault_lint.files.past import GitPast
from rlvault_lint.files.sources import WorkTree, find_files


@pytest.fixture(params=["sha1", "sha256"])
def vault(tmp_path: Path, request: pytest.FixtureRequest) -> Path:
    git(tmp_path, "init", "-q", f"--object-format={request.param}")
    for name in ("a.md", "b.md", "c.md", "x.png", ".obsidian/app.json"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(f"{{}} {name}")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-q", "-m", "m")
    return tmp_path


def past_of(root: Path) -> GitPast:
    source = WorkTree(root)
    found = find_files(source)
    return GitPast(root, found.files, read_notes(source, found).data, source.read)


def told(commit: Commit) -> list[tuple[str, str]]:
    return sorted((each.status, each.path) for each in commit.changes)


def test_commits_with_what_is_not_committed(vault: Path) -> None:
    git(vault, "mv", "a.md", "a2.md")
    (vault / "b.md").rename(vault / "b2.md")
    (vault / "c.md").write_text("other")
    (vault / "x.png").rename(vault / "y.png")
    (vault / ".obsidian/app.json").unlink()
    past = past_of(vault)
    on_disk, staged, first = past.commits()
    assert (on_disk.id, staged.id) == (ON_DISK, STAGED)
    assert told(staged) == [("A", "a2.md"), ("D", "a.md")]
    assert told(on_disk) == [("A", "b2.md"), ("A", "y.png"), ("D", "b.md"), ("D", "x.png"), ("M", "c.md")]
    assert len(first.changes) == 5
    changes = {change.path: change for change in on_disk.changes}
    assert changes["b2.md"].after == changes["b.md"].before == git(vault, "rev-parse", "HEAD:b.md")
    assert changes["y.png"].after == changes["x.png"].before
    assert list(past.changes([STAGED, first.id])) == [staged, Commit(first.id, "", first.changes)]
    c = changes["c.md"]
    assert dict(past.blobs([c.before, c.after])) == {c.before: b"{} c.md", c.after: b"other"}
    assert sorted(past.notes()) == [b"other", b"{} a.md", b"{} b.md"]


def test_what_is_only_new_or_edited_is_nothing(vault: Path) -> None:
    (vault / "new.md").write_text("new")
    (vault / "c.md").write_text("other")
    assert len(list(past_of(vault).commits())) == 1


def test_what_can_not_be_read_has_no_blob(vault: Path) -> None:
    (vault / "x.png").unlink()
    (vault / "y.png").write_text("y")
    source = WorkTree(vault)
    found = find_files(source)
    (vault / "y.png").unlink()
    on_disk, _ = GitPast(vault, found.files, {}, source.read).commits()
    assert Change("A", "y.png", "0" * len(on_disk.changes[0].before), "") in on_disk.changes


def test_without_git(tmp_path: Path) -> None:
    (tmp_path / "a.md").touch()
    past = past_of(tmp_path)
    assert (list(past.commits()), list(past.changes([STAGED])), list(past.blobs(["0" * 40]))) == ([], [], [])
    assert not past.is_shallow


# --- kept from run to run -------------------------------------------------------------------------------------------


def kept_past(root: Path, cache: Cache) -> GitPast:
    source = WorkTree(root)
    found = find_files(source)
    return GitPast(root, found.files, read_notes(source, found).data, source.read, cache)


@pytest.fixture
def cache(vault: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Iterator[Cache]:
    monkeypatch.setenv("RLVAULT_LINT_CACHE_DIR", str(tmp_path_factory.mktemp("cache")))
    found = Cache.open(vault)
    assert found is not None
    yield found
    found.close()


@pytest.fixture
def logs(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What git was asked for the log, each time."""
    asked: list[str] = []
    log = Repository.log

    def counted(self: Repository, *args: Any, **more: Any) -> Iterator[Commit]:
        asked.append("log")
        return log(self, *args, **more)

    monkeypatch.setattr(Repository, "log", counted)
    return asked


def test_the_log_is_asked_for_once_for_each_head(vault: Path, cache: Cache, logs: list[str]) -> None:
    for _ in range(3):
        assert list(kept_past(vault, cache).commits()) == list(past_of(vault).commits())
    assert len(logs) == 1 + 3
    (vault / "b\udcff \n.md").write_text("x")
    git(vault, "add", ".")
    git(vault, "commit", "-q", "-m", "m")
    for _ in range(2):
        assert list(kept_past(vault, cache).commits()) == list(past_of(vault).commits())
    assert len(logs) == 1 + 3 + 1 + 2
    git(vault, "checkout", "-q", "--detach", "HEAD~1")
    assert list(kept_past(vault, cache).commits()) == list(past_of(vault).commits())
    assert len(logs) == 1 + 3 + 1 + 2 + 1 + 1


def test_what_is_not_committed_is_looked_at_each_time(vault: Path, cache: Cache) -> None:
    list(kept_past(vault, cache).commits())
    git(vault, "mv", "a.md", "a2.md")
    staged, _ = kept_past(vault, cache).commits()
    assert told(staged) == [("A", "a2.md"), ("D", "a.md")]


def test_a_history_that_is_cut_off_or_grafted_is_another(vault: Path, cache: Cache, logs: list[str]) -> None:
    (vault / "d.md").write_text("x")
    git(vault, "add", ".")
    git(vault, "commit", "-q", "-m", "m")
    assert len(list(kept_past(vault, cache).commits())) == 2
    (vault / ".git/info/grafts").write_text(git(vault, "rev-parse", "HEAD") + "\n")
    assert len(list(kept_past(vault, cache).commits())) == 1
    (vault / ".git/info/grafts").unlink()
    (vault / ".git/shallow").write_text(git(vault, "rev-parse", "HEAD") + "\n")
    assert len(list(kept_past(vault, cache).commits())) == 1
    assert len(logs) == 3


def test_a_replaced_commit_counts_as_it_was_made(vault: Path, cache: Cache) -> None:
    """Who can write references could tell any past."""
    (vault / "d.md").write_text("x")
    git(vault, "add", ".")
    git(vault, "commit", "-q", "-m", "m")
    before = list(kept_past(vault, cache).commits())
    git(vault, "replace", "--graft", "HEAD")
    assert list(kept_past(vault, cache).commits()) == before == list(past_of(vault).commits())


@pytest.mark.parametrize("damage", [b"", b"x", b"\xff\xff", marshal.dumps(1), marshal.dumps(("", 1)), b"lineage"])
def test_a_damaged_row_counts_as_none(vault: Path, cache: Cache, damage: bytes) -> None:
    before = list(kept_past(vault, cache).commits())
    repository = Repository.open(vault)
    assert repository is not None
    if damage == b"lineage":
        damage = marshal.dumps((repository.lineage(), [("id", "date", [("A",)])]))
    cache.keep("history", damage)
    assert list(kept_past(vault, cache).commits()) == before
    assert list(kept_past(vault, cache).commits()) == before


def test_a_log_that_was_cut_off_is_not_kept(vault: Path, cache: Cache, logs: list[str]) -> None:
    (vault / "d.md").write_text("x")
    git(vault, "add", ".")
    git(vault, "commit", "-q", "-m", "m")
    blob = git(vault, "rev-parse", "HEAD~1^{tree}")
    (vault / ".git/objects" / blob[:2] / blob[2:]).unlink()
    for _ in range(2):
        list(kept_past(vault, cache).commits())
    assert len(logs) == 2


def test_before_the_first_commit_nothing_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = tmp_path / "vault"
    root.mkdir()
    git(root, "init", "-q")
    monkeypatch.setenv("RLVAULT_LINT_CACHE_DIR", str(tmp_path / "cache"))
    cache = Cache.open(root)
    assert cache is not None
    assert list(kept_past(root, cache).commits()) == []
    assert cache.kept("history") is None
    cache.close()
