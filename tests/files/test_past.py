"""The past of a vault as git has it, and what differs on the disk."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from rlvault_lint.commits import ON_DISK, STAGED, Change, Commit
from rlvault_lint.files.notes import read_notes
from rlvault_lint.files.past import GitPast
from rlvault_lint.files.sources import WorkTree, find_files


def git(root: Path, *arguments: str) -> str:
    own = {key: value for key, value in os.environ.items() if not key.startswith("GIT_")}
    command = ["git", "-c", "user.name=n", "-c", "user.email=n@example.org", *arguments]
    return subprocess.run(command, cwd=root, env=own, check=True, capture_output=True, text=True).stdout.strip()


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
