"""Git, asked about repositories that nobody vouches for: nothing of theirs runs, and whatever fails is an answer."""

from __future__ import annotations

import os
import shutil
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from hostile_git import WAYS, a_program, a_repository, commit, config
from repositories import GITS, git, write

from rlvault_lint.commits import Change
from rlvault_lint.files import disarmed
from rlvault_lint.files import git as asking
from rlvault_lint.files.disarmed import environment, executable
from rlvault_lint.files.git import Repository, TreeEntry


@pytest.fixture
def vault(tmp_path: Path) -> Path:
    return a_repository(tmp_path)


def ask_everything(root: Path) -> None:
    """Every question that git is ever asked."""
    repository = Repository.open(root)
    if repository is None:
        return
    repository.exclude_files()
    entries = repository.tree("HEAD") or ()
    list(repository.blobs(entry.blob for entry in entries))
    repository.index_entries()
    commits = list(repository.log())
    list(repository.changes(each.id for each in commits))
    list(repository.blobs(change.before for each in commits for change in each.changes))
    repository.staged()
    repository.commit("HEAD")
    repository.move_in_index("sub/New.md", "sub/Newer.md")
    repository.move_in_index("sub/Newer.md", "sub/New.md")
    repository.commit("main@{yesterday}")


# --- what it says ---------------------------------------------------------------------------------------------------


def test_log(vault: Path) -> None:
    repository = Repository.open(vault)
    assert repository is not None
    second, first = repository.log()
    assert second.date == "2026-02-26"
    assert second.id == git(vault, "rev-parse", "HEAD")
    assert [(each.status, each.path) for each in second.changes] == [
        ("D", "Old.md"),
        ("D", "dead.md"),
        ("A", "sub/New.md"),
    ]
    assert second.changes[0].before == second.changes[2].after == git(vault, "rev-parse", "HEAD:sub/New.md")
    assert [each.path for each in first.changes] == [".gitattributes", "Old.md", "dead.md"]


def test_log_knows_no_settings_of_the_repository(vault: Path) -> None:
    repository = Repository.open(vault)
    assert repository is not None
    plain = list(repository.log())
    for key, value in {
        "diff.renames": "copies",
        "diff.relative": "true",
        "diff.orderFile": "order",
        "diff.noprefix": "true",
        "diff.ignoreSubmodules": "all",
        "log.showSignature": "true",
        "log.decorate": "full",
        "log.follow": "true",
        "log.diffMerges": "off",
        "log.showRoot": "false",
        "log.date": "raw",
        "log.mailmap": "true",
        "notes.displayRef": "refs/notes/*",
        "format.pretty": "email",
        "color.ui": "always",
        "core.quotePath": "true",
        "core.abbrev": "5",
    }.items():
        git(vault, "config", key, value)
    write(vault, "order", "sub\n")
    git(vault, "notes", "add", "-m", "a note")
    assert list(repository.log()) == plain
    assert [each.id for each in repository.changes(each.id for each in plain)] == [each.id for each in plain]


def test_changes_have_what_was_rewritten_in_place(vault: Path) -> None:
    write(vault, "sub/New.md", "other\n")
    last = commit(vault)
    repository = Repository.open(vault)
    assert repository is not None
    before, after = git(vault, "rev-parse", "HEAD~1:sub/New.md"), git(vault, "rev-parse", "HEAD:sub/New.md")
    (found,) = repository.changes([last])
    assert Change("M", "sub/New.md", before, after) in found.changes
    assert list(repository.changes(["--output=x", "0" * 39])) == []


def test_merges_are_what_they_brought(vault: Path) -> None:
    """By first parents: a merged branch is one commit, and what it brought are its changes."""
    git(vault, "checkout", "-q", "-b", "topic", "HEAD~1")
    write(vault, "alive.md")
    git(vault, "add", "alive.md")
    commit(vault)
    git(vault, "checkout", "-q", "main")
    git(vault, "merge", "-q", "-m", "merge", "topic")
    repository = Repository.open(vault)
    assert repository is not None
    merge, *rest = repository.log()
    assert [(each.status, each.path) for each in merge.changes] == [("A", ".gitignore"), ("A", "alive.md")]
    assert len(rest) == 2
    (changed,) = repository.changes([merge.id])
    assert changed.changes == merge.changes


def test_tree_index_and_staged(vault: Path) -> None:
    git(vault, "rm", "-q", "--cached", ".gitattributes")
    (vault / "link.md").symlink_to("sub/New.md")
    git(vault, "add", "link.md")
    repository = Repository.open(vault)
    assert repository is not None
    tree = repository.tree("HEAD")
    index = repository.index_entries()
    assert tree is not None
    assert index is not None
    assert [entry.path for entry in tree] == [".gitattributes", "sub/New.md"]
    assert [(entry.path, entry.is_file) for entry in index] == [("link.md", False), ("sub/New.md", True)]
    assert index[1] == TreeEntry("sub/New.md", tree[1].blob, "100644")
    assert [(each.status, each.path) for each in repository.staged()] == [("D", ".gitattributes"), ("A", "link.md")]
    assert repository.tree("nothing") is None
    assert repository.tree("--help") is None


def test_blobs(vault: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ids = [git(vault, "rev-parse", f"HEAD~1:{path}") for path in ("Old.md", "dead.md")]
    repository = Repository.open(vault)
    assert repository is not None
    assert list(repository.blobs([ids[1], "1" * 40, "HEAD", ids[0], ids[0]])) == [
        (ids[1], b"dead\n"),
        (ids[0], b"text\n"),
    ]
    assert list(repository.blobs([*ids, git(vault, "rev-parse", "HEAD^{tree}")])) == [
        (ids[0], b"text\n"),
        (ids[1], b"dead\n"),
    ]
    assert list(repository.blobs(ids, limit=7)) == [(ids[0], b"text\n")]
    write(vault, "large.md", "x" * 100)
    large = git(vault, "hash-object", "-w", "large.md")
    monkeypatch.setattr(asking, "_BLOB_LIMIT", 50)
    assert list(repository.blobs([large, *ids])) == [(ids[0], b"text\n"), (ids[1], b"dead\n")]


def test_a_vault_below_the_top(vault: Path) -> None:
    """It knows its own folder alone, by vault paths."""
    write(vault, "sub/ignored.md")
    repository = Repository.open(vault / "sub")
    assert repository is not None
    assert repository.prefix == "sub/"
    assert [[each.path for each in commit.changes] for commit in repository.log()] == [["New.md"]]
    assert [entry.path for entry in repository.tree("HEAD") or ()] == ["New.md"]
    assert [entry.path for entry in repository.index_entries() or ()] == ["New.md"]
    assert repository.exclude_files()[-1] == vault / "sub" / "../.git/info/exclude"
    git(vault, "mv", "sub/New.md", "sub/Newer.md")
    assert [(each.status, each.path) for each in repository.staged()] == [("D", "New.md"), ("A", "Newer.md")]


def test_names_of_any_bytes(vault: Path) -> None:
    name = os.fsdecode(b'a "b"\t\n\xff\xe2\x98\x85.md')
    write(vault, name)
    commit(vault)
    repository = Repository.open(vault)
    assert repository is not None
    assert name in [change.path for change in next(repository.log()).changes]
    assert name in [entry.path for entry in repository.index_entries() or ()]


def test_before_the_first_commit(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q")
    write(tmp_path, "a.md")
    git(tmp_path, "add", "a.md")
    repository = Repository.open(tmp_path)
    assert repository is not None
    assert list(repository.log()) == []
    assert repository.staged() == ()
    assert repository.commit("HEAD") is None
    assert [entry.path for entry in repository.index_entries() or ()] == ["a.md"]


def test_shallow(vault: Path, tmp_path: Path) -> None:
    git(tmp_path, "clone", "-q", "--depth=1", vault.as_uri(), "clone")
    repository = Repository.open(tmp_path / "clone")
    assert repository is not None
    assert repository.is_shallow
    assert len(list(repository.log())) == 1


def test_worktree_and_detached_head(vault: Path, tmp_path: Path) -> None:
    git(vault, "worktree", "add", "-q", "--detach", str(tmp_path / "tree"), "HEAD~1")
    repository = Repository.open(tmp_path / "tree")
    assert repository is not None
    assert len(list(repository.log())) == 1
    assert len(repository.index_entries() or ()) == 3


def test_another_index(vault: Path, tmp_path: Path) -> None:
    """`git commit FILE` gives its hooks an index of their own."""
    shutil.copy(vault / ".git/index", tmp_path / "index")
    git(vault, "rm", "-q", "-r", "--cached", ".")
    repository = Repository.open(vault, index=tmp_path / "index")
    assert repository is not None
    assert len(repository.index_entries() or ()) == 2
    assert repository.staged() == ()


# --- what is not a repository ---------------------------------------------------------------------------------------


def test_no_repository(tmp_path: Path) -> None:
    assert Repository.open(tmp_path) is None


def test_no_git(vault: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    assert Repository.open(vault) is None


@pytest.mark.parametrize("content", ["", "gitdir: nowhere", "gitdir: .git", "\0"])
def test_broken_git_file(tmp_path: Path, content: str) -> None:
    write(tmp_path, ".git", content)
    assert Repository.open(tmp_path) is None


def test_broken_repository(vault: Path) -> None:
    repository = Repository.open(vault)
    assert repository is not None
    for path in (vault / ".git/objects").glob("??/*"):
        path.chmod(0o644)
        path.write_bytes(b"garbage")
    (vault / ".git/index").write_bytes(b"garbage")
    ask_everything(vault)
    assert list(repository.log()) == []
    assert repository.tree("HEAD") is None
    assert repository.index_entries() is None


def test_missing_objects_end_the_log_early(vault: Path) -> None:
    first = git(vault, "rev-parse", "HEAD~1^{tree}")
    (vault / ".git/objects" / first[:2] / first[2:]).unlink()
    repository = Repository.open(vault)
    assert repository is not None
    assert len(list(repository.log())) < 2
    ask_everything(vault)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root gives files away")
def test_repository_of_somebody_else(vault: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for key, value in GITS.items():
        monkeypatch.setenv(key, value)
    for path in (vault, vault / ".git"):
        os.chown(path, 12345, 12345)
    monkeypatch.delenv("SUDO_UID", raising=False)
    assert Repository.open(vault) is None


# --- nothing of a vault's runs --------------------------------------------------------------------------------------


def without_lazy_fetch_known(inherited: Mapping[str, str], index: Path | None = None) -> dict[str, str]:
    """The environment as a git before 2.39.4 understands it."""
    told = environment(inherited, index)
    del told["GIT_NO_LAZY_FETCH"]
    return told


@pytest.mark.parametrize("old", [False, True], ids=["", "old git"])
@pytest.mark.parametrize("way", WAYS)
def test_nothing_of_a_vault_runs(
    vault: Path, tmp_path: Path, way: str, old: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if old:
        monkeypatch.setattr(disarmed, "environment", without_lazy_fetch_known)
    marker, evil = a_program(tmp_path)
    plant, plain = WAYS[way]
    plant(vault, str(evil))
    marker.unlink(missing_ok=True)  # planting it may have run it
    ask_everything(vault)
    assert not marker.exists()
    for key in ("GIT_EXTERNAL_DIFF", "GIT_SSH_COMMAND", "GIT_PAGER", "GIT_ASKPASS", "GIT_PROXY_COMMAND"):
        monkeypatch.setenv(key, str(evil))
    ask_everything(vault)
    assert not marker.exists()
    if plain:
        git(vault, *plain, fails=True)
    assert marker.exists() == bool(plain), "the plain command of git should have walked into it"


def test_a_bare_repository_in_the_vault(tmp_path: Path) -> None:
    """A folder that holds what a repository holds is one for git, with nothing that looks like `.git`."""
    marker = tmp_path / "marker"
    (tmp_path / "outer").mkdir()
    git(tmp_path / "outer", "init", "-q")
    git(tmp_path / "outer", "init", "-q", "--bare", "vault")
    vault = tmp_path / "outer/vault"
    config(vault, core__fsmonitor=f"echo >{marker}; false", core__bare="false", core__worktree=str(vault))
    git(vault, "ls-files", fails=True)
    assert marker.exists()
    marker.unlink()
    assert Repository.open(vault) is None
    assert not marker.exists()


def test_hooks_of_the_configuration_are_switched_off(
    vault: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """From git 2.54 on a configuration can name hooks, which `core.hooksPath` doesn't concern."""
    marker, evil = a_program(tmp_path)
    real = executable()
    # A git that knows such hooks: it runs those that are not disabled, and does what it is asked.
    write(
        tmp_path,
        "bin/git",
        "#!/bin/sh\n"
        'case " $* " in *" update-index "*)\n'
        f"  for name in $({real} config --name-only --get-regexp '^hook[.].*[.]command$' | cut -d. -f2); do\n"
        '    case "$*" in *"hook.$name.enabled=false"*) ;; *) ' + f"{evil};; esac\n"
        "  done\n"
        f'esac\nexec {real} "$@"\n',
    )
    (tmp_path / "bin/git").chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}/bin{os.pathsep}{os.environ['PATH']}")
    repository = Repository.open(vault)
    assert repository is not None
    write(vault, "hooks.txt", f'[hook "Mine"]\n\tevent = post-index-change\n\tcommand = {evil}\n')
    config(vault, include__path="../hooks.txt")
    for name in ("x", "a.b", "with space"):
        git(vault, "config", f"hook.{name}.event", "post-index-change")
        git(vault, "config", f"hook.{name}.command", str(evil))
    assert repository.move_in_index("sub/New.md", "sub/Newer.md")
    assert [each.path for each in repository.index_entries() or ()][-1] == "sub/Newer.md"
    assert not marker.exists()
    git(vault, "config", "hook.a=b.command", str(evil))
    assert not repository.move_in_index("sub/Newer.md", "sub/New.md")
    assert not marker.exists()
    git(vault, "update-index", "--refresh", fails=True)
    assert marker.exists()


def test_environment_of_a_hook(vault: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for key in ("GIT_DIR", "GIT_INDEX_FILE", "GIT_WORK_TREE", "GIT_OBJECT_DIRECTORY", "GIT_NAMESPACE", "GIT_PREFIX"):
        monkeypatch.setenv(key, "/nowhere")
    monkeypatch.setenv("GIT_CONFIG_PARAMETERS", "garbage")
    repository = Repository.open(vault)
    assert repository is not None
    assert len(list(repository.log())) == 2


def test_environment() -> None:
    told = environment({"HOME": "/h", "GIT_TRACE": "1", "GIT_CONFIG_GLOBAL": "/g", "PATH": f".{os.pathsep}/bin"})
    assert (told["HOME"], told["GIT_CONFIG_GLOBAL"], told["PATH"]) == ("/h", "/g", "/bin")
    assert "GIT_TRACE" not in told
    assert "GIT_INDEX_FILE" not in told
    assert environment({})["GIT_ALLOW_PROTOCOL"] != environment({})["GIT_ALLOW_PROTOCOL"]
    assert environment({}, Path("/i"))["GIT_INDEX_FILE"] == "/i"


@pytest.mark.parametrize(("windows", "name"), [(False, "git"), (True, "git.exe")])
def test_never_the_git_of_the_vault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, windows: bool, name: str) -> None:
    for folder in ("vault", "vault/bin", "good"):
        write(tmp_path, f"{folder}/{name}")
        (tmp_path / folder / name).chmod(0o755)
    monkeypatch.chdir(tmp_path / "vault")
    parts = ["", ".", "bin", "./bin", str(tmp_path / "vault"), f"{tmp_path}/good/../vault"]
    search = os.pathsep.join([*parts, str(tmp_path / "nowhere"), str(tmp_path / "good")])
    assert executable(search, windows=windows) == str(tmp_path / "good" / name)
    assert executable(os.pathsep.join(parts), windows=windows) is None
    assert environment({"PATH": search})["PATH"] == os.pathsep.join([str(tmp_path / "nowhere"), str(tmp_path / "good")])


# --- never for long, never too much ---------------------------------------------------------------------------------


@pytest.fixture(autouse=True)
def forgotten() -> Iterator[None]:
    """No test knows which vaults were too slow in another."""
    yield
    asking._stuck.clear()


@pytest.fixture
def slow(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A git that never ends, and that has started another program; returns where that one writes its id."""
    folder = tmp_path / "bin"
    write(folder, "git", f"#!/bin/sh\nsleep 600 &\necho $! >{tmp_path}/pid\necho true\nwait\n")
    (folder / "git").chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")
    return tmp_path / "pid"


@pytest.mark.skipif(sys.platform == "win32", reason="a shell script")
def test_a_slow_git_is_ended_with_all_it_started(vault: Path, slow: Path) -> None:
    repository = Repository(vault, vault, "", is_shallow=False)
    started = time.monotonic()
    assert list(repository.log(seconds=0.5)) == []
    assert time.monotonic() - started < 5
    process = int(slow.read_text())
    for _ in range(50):
        if not _runs(process):
            break
        time.sleep(0.1)
    assert not _runs(process)


def _runs(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().split()[2] != "Z"
    except OSError:
        return False


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
@pytest.mark.parametrize("where", ["config", "HEAD", "index", "packed-refs", "config.worktree", "../included"])
def test_a_fifo_in_the_repository_is_waited_for_once(vault: Path, where: str, monkeypatch: pytest.MonkeyPatch) -> None:
    git(vault, "config", "extensions.worktreeConfig", "true")
    config(vault, include__path="../included")
    (vault / ".git" / where).unlink(missing_ok=True)
    os.mkfifo(vault / ".git" / where)
    monkeypatch.setattr(asking, "_SECONDS", 0.5)
    started = time.monotonic()
    for _ in range(5):
        ask_everything(vault)
    assert time.monotonic() - started < 3


def test_what_was_told_before_git_was_too_slow_counts(vault: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A long history is read for as long as there is time, and that is not a reason to ask nothing more."""
    repository = Repository.open(vault)
    assert repository is not None
    with asking._Running(repository, ["-C", str(vault), "cat-file", "--batch-all-objects", "--batch"]) as running:
        running.answered = bool(running.output.read(1))
        running._late = True
    assert repository.index_entries()


def test_too_much(vault: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    repository = Repository.open(vault)
    assert repository is not None
    monkeypatch.setattr(asking, "_LIMIT", 10)
    assert repository.index_entries() is None
    assert repository.tree("HEAD") is None
    monkeypatch.setattr(asking, "_CHUNK", 10)
    assert list(repository.log()) == []
