"""`mv`: one change that happens whole or not at all, and that git's index follows."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import time
from pathlib import Path

import pytest
from repositories import git

from rlvault_lint.commands import app
from rlvault_lint.files import journal, write

RANDOM = random.Random(11)


@pytest.fixture
def vault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A vault in which everything points to one note, which is also the current directory."""
    root = tmp_path / "vault"
    for path, text in {
        "a/Note.md": "[[./Other]] [[Note#H]]\n# H\n",
        "a/Other.md": "[[Note]]\n",
        "a/p.png": "picture",
        "m.md": '---\nup: "[[Note]]"\n---\n[[a/Note|x]] ![[p.png]]\r\n',
        "c.canvas": '{"nodes": [{"type": "file", "file": "a/Note.md"}]}',
        ".obsidian/app.json": "{}",
    }.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(text.encode())
    monkeypatch.chdir(root)
    return root


def contents(root: Path) -> dict[str, str]:
    files = (path for path in root.rglob("*") if path.is_file() and ".git/" not in path.as_posix())
    return {path.relative_to(root).as_posix(): path.read_bytes().decode() for path in files}


def test_a_note(vault: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = contents(vault)
    assert app.main(["mv", "a/Note.md", "New.md"]) == 0
    assert capsys.readouterr().out == "a/Note.md -> New.md (6 links rewritten in 4 files)\n"
    assert contents(vault) == {
        **{path: before[path] for path in ("a/p.png", ".obsidian/app.json")},
        "New.md": "[[./a/Other]] [[New#H|Note > H]]\n# H\n",
        "a/Other.md": "[[New|Note]]\n",
        "m.md": '---\nup: "[[New|Note]]"\n---\n[[New|x]] ![[p.png]]\r\n',
        "c.canvas": '{"nodes": [{"type": "file", "file": "New.md"}]}',
    }


def test_a_folder_into_a_folder_and_back(vault: Path) -> None:
    before = contents(vault)
    (vault / "b").mkdir()
    assert app.main(["mv", "a", "b"]) == 0
    assert (vault / "b/a/p.png").read_text() == "picture"
    assert "[[b/a/Note|x]]" in (vault / "m.md").read_text()
    assert app.main(["mv", "b/a", "."]) == 0
    assert contents(vault) == before


def test_an_attachment_from_another_directory(vault: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(vault / "a")
    assert app.main(["mv", "p.png", "../q.png"]) == 0
    assert "![[q.png]]" in (vault / "m.md").read_text()


def test_dry_run_shows_what_git_can_apply(
    vault: Path, capfdbinary: pytest.CaptureFixture[bytes], tmp_path: Path
) -> None:
    before = contents(vault)
    assert app.main(["mv", "a/Note.md", "a/New one.md", "--dry-run"]) == 0
    assert contents(vault) == before
    patch = capfdbinary.readouterr().out
    assert b"rename to a/New one.md\n" in patch
    environment = {**os.environ, "GIT_CEILING_DIRECTORIES": str(tmp_path)}
    subprocess.run(["git", "apply", "-"], input=patch, cwd=vault, check=True, env=environment)
    applied = contents(vault)
    assert app.main(["mv", "a/New one.md", "a/Note.md"]) == 0
    assert app.main(["mv", "a/Note.md", "a/New one.md"]) == 0
    assert {*contents(vault)} == {*applied}


@pytest.mark.parametrize("place", ["vault", "."])
def test_dry_run_below_the_top_of_a_repository(
    vault: Path, capfdbinary: pytest.CaptureFixture[bytes], place: str
) -> None:
    """Moves are told in git's notation, whose paths start at the top, wherever it is applied."""
    git(vault.parent, "init", "-q")
    assert app.main(["mv", "a", "b c", "--dry-run"]) == 0
    patch = capfdbinary.readouterr().out
    subprocess.run(["git", "apply", "-"], input=patch, cwd=vault.parent / place, check=True)
    applied = contents(vault)
    assert app.main(["mv", "b c", "a"]) == 0
    assert app.main(["mv", "a", "b c"]) == 0
    assert contents(vault) == applied


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["a/Note.md", "../Note.md"], "outside the vault"),
        (["a/Note.md", "a/Other.md"], "is there already"),
        (["nope.md", "x.md"], "there is no file or folder"),
        ([".", "x"], "the vault itself"),
        (["a", "a/b"], "into itself"),
        (["a/Note.md", "way/Note.md"], "outside the vault"),
        (["a/Note.md", ".trash/Note.md"], "is hidden"),
        (["a", "b"], '"b/a" is there already'),
        (["a/Note.md", "nowhere/Note.md"], "make it first"),
    ],
)
def test_refusals(vault: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], said: str) -> None:
    (vault / "way").symlink_to(vault.parent)
    (vault / "b/a").mkdir(parents=True)
    before = contents(vault)
    assert app.main(["mv", *arguments]) == 2
    assert said in capsys.readouterr().err
    assert contents(vault) == before


@pytest.mark.skipif(os.name == "nt", reason="only some may make symbolic links there")
@pytest.mark.parametrize(
    ("link", "text", "arguments", "kept"),
    [
        ("l.md", "a/Note.md", ["a/Note.md", "New.md"], False),
        ("l.md", "a/Note.md", ["a", "b"], False),
        ("l.md", "{root}/a/Note.md", ["a/Note.md", "New.md"], False),
        ("way", "a", ["a", "b"], False),
        ("a/l.md", "Note.md", ["a/l.md", "l.md"], False),
        ("a/l.md", "../m.md", ["a", "b"], True),
        ("a/l.md", "Note.md", ["a", "b"], True),
        ("a/l.md", "Note.md", ["a/l.md", "a/k.md"], True),
        ("l.md", "a/Note.md", ["l.md", "k.md"], True),
        ("l.md", "{root}/a/Note.md", ["l.md", "a/k.md"], True),
        ("l.md", "{root}/../elsewhere.md", ["l.md", "a/k.md"], True),
        ("l.md", "../elsewhere.md", ["l.md", "a/k.md"], False),
    ],
)
def test_symbolic_links_still_point_where_they_did(
    vault: Path, capsys: pytest.CaptureFixture[str], link: str, text: str, arguments: list[str], kept: bool
) -> None:
    (vault.parent / "elsewhere.md").write_text("elsewhere")
    (vault / link).symlink_to(text.format(root=vault))
    before, content = contents(vault), (vault / link).resolve()
    assert app.main(["mv", *arguments]) == (0 if kept else 2)
    if not kept:
        assert f'"{link}" is a symbolic link' in capsys.readouterr().err
        assert contents(vault) == before
        assert (vault / link).resolve() == content


def test_to_where_git_looks_away(vault: Path, capsys: pytest.CaptureFixture[str]) -> None:
    git(vault, "init", "-q")
    (vault / ".gitignore").write_text("/drafts/\n")
    (vault / "drafts").mkdir()
    git(vault, "add", "-A")
    assert app.main(["mv", "a/Note.md", "drafts/New.md"]) == 0
    assert 'git ignores "drafts/New.md": what it tracks stays so' in capsys.readouterr().err
    assert "drafts/New.md" in git(vault, "ls-files")
    assert app.main(["mv", "drafts/New.md", "New.md"]) == 0
    assert capsys.readouterr().err == ""


def test_what_is_staged_in_part_and_what_is_not_tracked(vault: Path) -> None:
    git(vault, "init", "-q")
    git(vault, "add", "a/Note.md")
    staged = (vault / "a/Note.md").read_bytes() + b"staged\n"
    (vault / "a/Note.md").write_bytes(staged)
    git(vault, "add", "a/Note.md")
    (vault / "a/Note.md").write_bytes(staged + b"and more\n")
    assert app.main(["mv", "a/Note.md", "New.md"]) == 0
    assert git(vault, "show", ":New.md") == staged.decode().strip()
    assert (vault / "New.md").read_bytes().endswith(b"staged\nand more\n")
    assert git(vault, "ls-files") == "New.md"
    assert app.main(["mv", "a/p.png", "q.png"]) == 0
    assert git(vault, "ls-files") == "New.md"
    assert (vault / "q.png").exists()


def test_a_note_in_another_encoding_stops_it(vault: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (vault / "old.md").write_bytes("[[Note]] 强化".encode("gbk"))
    files = {path: path.read_bytes() for path in vault.rglob("*.md")}
    assert app.main(["mv", "a/Note.md", "New.md"]) == 2
    assert 'the links in "old.md" can\'t be rewritten, as it is not UTF-8' in capsys.readouterr().err
    assert {path: path.read_bytes() for path in vault.rglob("*.md")} == files


def test_read_only_files_stop_all_of_it(vault: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (vault / "m.md").chmod(0o444)
    before = contents(vault)
    assert app.main(["mv", "a/Note.md", "New.md"]) == 2
    assert '"m.md" is read-only' in capsys.readouterr().err
    assert contents(vault) == before


def test_what_git_tracks_it_knows_by_the_new_path(vault: Path) -> None:
    git(vault, "init", "-q")
    git(vault, "add", ".")
    git(vault, "-c", "user.name=n", "-c", "user.email=e", "commit", "-qm", "all")
    (vault / "a/new.md").write_text("not tracked")
    (vault / "a/Other.md").write_text("[[Note]] changed, not staged")
    assert app.main(["mv", "a", "b"]) == 0
    assert git(vault, "diff", "--cached", "-M", "--name-status").splitlines() == [
        "R100\ta/Note.md\tb/Note.md",
        "R100\ta/Other.md\tb/Other.md",
        "R100\ta/p.png\tb/p.png",
    ]
    assert git(vault, "diff", "--name-only").splitlines() == ["b/Other.md", "c.canvas", "m.md"]
    assert git(vault, "ls-files", "--others").splitlines() == ["b/new.md"]


def test_a_vault_below_the_top_of_a_repository(vault: Path) -> None:
    git(vault.parent, "init", "-q")
    git(vault.parent, "add", ".")
    assert app.main(["mv", "a/p.png", "é p.png"]) == 0
    assert git(vault.parent, "-c", "core.quotePath=false", "ls-files", "vault").count("vault/é p.png") == 1
    assert "a/p.png" not in git(vault.parent, "ls-files", "vault")


@pytest.mark.skipif(not hasattr(os, "fork"), reason="kills a copy of this process")
def test_kills_leave_it_done_or_undone(vault: Path) -> None:
    git(vault, "init", "-q")
    git(vault, "add", ".")
    (vault / "hard link").hardlink_to(vault / "m.md")
    assert app.main(["mv", "a/Note.md", "a/New.md"]) == 0
    new = contents(vault)
    assert app.main(["mv", "a/New.md", "a/Note.md"]) == 0
    old = contents(vault)
    for _ in range(25):
        child = os.fork()
        if child == 0:
            os.close(1)
            os.close(2)
            while True:
                app.main(["mv", "a/Note.md", "a/New.md"])
                app.main(["mv", "a/New.md", "a/Note.md"])
        time.sleep(0.02 + RANDOM.random() * 0.06)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        write.recover(vault)
        write.sweep(vault, ["a/Note.md"])
        now = contents(vault)
        assert now in (old, new)
        (vault / ".git/index.lock").unlink(missing_ok=True)
        if now == new:
            assert app.main(["mv", "a/New.md", "a/Note.md"]) == 0


def test_the_next_run_completes_what_was_cut_off(vault: Path, capsys: pytest.CaptureFixture[str]) -> None:
    plan = journal.dump(journal.Plan((("a", "z"),)))
    (vault / journal.NAME).write_bytes(plan.replace(b'"process": %d' % os.getpid(), b'"process": 2147483647'))
    assert app.main(["mv", "m.md", "n.md"]) == 0
    assert "a change that was cut off is completed" in capsys.readouterr().err
    assert (vault / "z/p.png").exists()
