"""The vault as git has it, at a commit and in the index."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from repositories import WHO, git, write

from rlvault_lint.files.regular import UnreadableError
from rlvault_lint.files.revisions import RevisionError, at_commit, in_index


@pytest.fixture
def vault(tmp_path: Path) -> Path:
    """A committed vault with one note staged, one only on the disk, one edited and one deleted on the disk."""
    git(tmp_path, "init", "-q")
    write(tmp_path, "强化/A.md", "first")
    write(tmp_path, "B.md", "b")
    write(tmp_path, ".obsidian/app.json", "{}")
    write(tmp_path, "assets/p.png", "png")
    git(tmp_path, "add", "-A")
    git(tmp_path, "commit", "-qm", "one")
    write(tmp_path, "Staged.md", "staged")
    git(tmp_path, "add", "-A")
    write(tmp_path, "强化/A.md", "second")
    write(tmp_path, "Untracked.md", "untracked")
    (tmp_path / "B.md").unlink()
    return tmp_path


def test_a_commit(vault: Path) -> None:
    source = at_commit(vault, "HEAD")
    assert source.listing().files == ("B.md", "assets/p.png", "强化/A.md")
    assert source.read("强化/A.md", 99) == b"first"
    assert source.read("assets/p.png", 99) == b"png"


def test_the_index(vault: Path) -> None:
    source = in_index(vault)
    assert source.listing().files == ("B.md", "Staged.md", "assets/p.png", "强化/A.md")
    assert source.read("强化/A.md", 99) == b"first"
    assert source.read("B.md", 99) == b"b"
    assert set(source.on_disk()) - set(source.listing().files) == {"Untracked.md"}


def test_a_vault_below_the_top(vault: Path) -> None:
    assert in_index(vault / "强化").listing().files == ("A.md",)
    assert at_commit(vault / "强化", "HEAD").read("A.md", 99) == b"first"


def test_before_the_first_commit_nothing_was_there(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q")
    assert at_commit(tmp_path, "HEAD").listing().files == ()


@pytest.mark.parametrize("revision", ["nowhere", "--output=x", "HEAD~9", "a\0b"])
def test_no_such_commit(vault: Path, revision: str) -> None:
    with pytest.raises(RevisionError, match="git knows no commit"):
        at_commit(vault, revision)


def test_no_repository(tmp_path: Path) -> None:
    with pytest.raises(RevisionError, match="not in a readable git repository"):
        in_index(tmp_path)


def test_what_is_too_large_or_not_there(vault: Path) -> None:
    source = at_commit(vault, "HEAD")
    with pytest.raises(UnreadableError) as caught:
        source.read("强化/A.md", 4)
    assert caught.value.too_large
    with pytest.raises(UnreadableError):
        source.read("Gone.md", 99)


def test_symbolic_links(vault: Path) -> None:
    (vault / "L.md").symlink_to("强化/A.md")
    (vault / "dangling.md").symlink_to("nowhere.md")
    (vault / "loop.md").symlink_to("loop.md")
    (vault / "out.md").symlink_to("/etc/hostname")
    git(vault, "add", "-A")
    git(vault, "commit", "-qm", "two")
    source = at_commit(vault, "HEAD")
    listing = source.listing()
    assert {"L.md", "dangling.md", "loop.md", "out.md"} & set(listing.files) == {"L.md", "out.md"}
    assert listing.outside == {"out.md"}
    assert source.read("L.md", 99) == b"second"


def test_a_file_in_conflict_is_there_once(vault: Path) -> None:
    git(vault, "add", "-A")
    git(vault, "commit", "-qm", "two")
    git(vault, "checkout", "-qb", "other", "HEAD~1")
    write(vault, "强化/A.md", "theirs")
    git(vault, "commit", "-qam", "three")
    merge = subprocess.run(["git", *WHO, "merge", "-"], cwd=vault, capture_output=True, check=False)
    assert merge.returncode
    source = in_index(vault)
    assert source.listing().files.count("强化/A.md") == 1
    assert source.read("强化/A.md", 99) == b"theirs"  # ours, as this branch is
