"""Git, asked about repositories that nobody vouches for: nothing of theirs runs, and whatever fails is an answer."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from rlvault_lint.commits import Change
from rlvault_lint.files import git
from rlvault_lint.files.git import Repository, TreeEntry, environment

GITS = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
WHO = ("-c", "user.name=n", "-c", "user.email=n@example.org", "-c", "commit.gpgsign=false")


def run(folder: Path, *arguments: str, fails: bool = False) -> str:
    """What plain git says, as the owner of the vault runs it."""
    own = {key: value for key, value in os.environ.items() if not key.startswith("GIT_")} | GITS
    command = ["git", *WHO, *arguments]
    done = subprocess.run(command, cwd=folder, env=own, capture_output=True, text=True, check=not fails)
    return done.stdout.strip()


def write(root: Path, path: str, text: str = "") -> None:
    (root / path).parent.mkdir(parents=True, exist_ok=True)
    (root / path).write_text(text)


def commit(root: Path, message: str = "m") -> str:
    run(root, "add", "-A")
    run(root, "commit", "-q", "--allow-empty", "--date=2026-02-26T12:00:00Z", "-m", message)
    return run(root, "rev-parse", "HEAD")


@pytest.fixture
def vault(tmp_path: Path) -> Path:
    """A repository of two commits: a note moved, another deleted."""
    root = tmp_path / "vault"
    write(root, "Old.md", "text\n")
    write(root, "dead.md", "dead\n")
    write(root, ".gitattributes", "*.md filter=evil diff=evil\n")
    run(tmp_path, "init", "-q", "-b", "main", "vault")
    commit(root)
    (root / "dead.md").unlink()
    (root / "sub").mkdir()
    (root / "Old.md").rename(root / "sub/New.md")
    commit(root)
    write(root, "ignored.md")
    write(root, ".gitignore", "ignored.md\n")
    return root


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
    assert second.id == run(vault, "rev-parse", "HEAD")
    assert [(each.status, each.path) for each in second.changes] == [
        ("D", "Old.md"),
        ("D", "dead.md"),
        ("A", "sub/New.md"),
    ]
    assert second.changes[0].before == second.changes[2].after == run(vault, "rev-parse", "HEAD:sub/New.md")
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
        run(vault, "config", key, value)
    write(vault, "order", "sub\n")
    run(vault, "notes", "add", "-m", "a note")
    assert list(repository.log()) == plain
    assert [each.id for each in repository.changes(each.id for each in plain)] == [each.id for each in plain]


def test_changes_have_what_was_rewritten_in_place(vault: Path) -> None:
    write(vault, "sub/New.md", "other\n")
    last = commit(vault)
    repository = Repository.open(vault)
    assert repository is not None
    before, after = run(vault, "rev-parse", "HEAD~1:sub/New.md"), run(vault, "rev-parse", "HEAD:sub/New.md")
    (found,) = repository.changes([last])
    assert Change("M", "sub/New.md", before, after) in found.changes
    assert list(repository.changes(["--output=x", "0" * 39])) == []


def test_merges_are_what_they_brought(vault: Path) -> None:
    """By first parents: a merged branch is one commit, and what it brought are its changes."""
    run(vault, "checkout", "-q", "-b", "topic", "HEAD~1")
    write(vault, "alive.md")
    run(vault, "add", "alive.md")
    commit(vault)
    run(vault, "checkout", "-q", "main")
    run(vault, "merge", "-q", "-m", "merge", "topic")
    repository = Repository.open(vault)
    assert repository is not None
    merge, *rest = repository.log()
    assert [(each.status, each.path) for each in merge.changes] == [("A", ".gitignore"), ("A", "alive.md")]
    assert len(rest) == 2
    (changed,) = repository.changes([merge.id])
    assert changed.changes == merge.changes


def test_tree_index_and_staged(vault: Path) -> None:
    run(vault, "rm", "-q", "--cached", ".gitattributes")
    (vault / "link.md").symlink_to("sub/New.md")
    run(vault, "add", "link.md")
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
    ids = [run(vault, "rev-parse", f"HEAD~1:{path}") for path in ("Old.md", "dead.md")]
    repository = Repository.open(vault)
    assert repository is not None
    assert list(repository.blobs([ids[1], "1" * 40, "HEAD", ids[0], ids[0]])) == [
        (ids[1], b"dead\n"),
        (ids[0], b"text\n"),
    ]
    assert list(repository.blobs([*ids, run(vault, "rev-parse", "HEAD^{tree}")])) == [
        (ids[0], b"text\n"),
        (ids[1], b"dead\n"),
    ]
    assert list(repository.blobs(ids, limit=7)) == [(ids[0], b"text\n")]
    write(vault, "large.md", "x" * 100)
    large = run(vault, "hash-object", "-w", "large.md")
    monkeypatch.setattr(git, "_BLOB_LIMIT", 50)
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
    run(vault, "mv", "sub/New.md", "sub/Newer.md")
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
    run(tmp_path, "init", "-q")
    write(tmp_path, "a.md")
    run(tmp_path, "add", "a.md")
    repository = Repository.open(tmp_path)
    assert repository is not None
    assert list(repository.log()) == []
    assert repository.staged() == ()
    assert repository.commit("HEAD") is None
    assert [entry.path for entry in repository.index_entries() or ()] == ["a.md"]


def test_shallow(vault: Path, tmp_path: Path) -> None:
    run(tmp_path, "clone", "-q", "--depth=1", vault.as_uri(), "clone")
    repository = Repository.open(tmp_path / "clone")
    assert repository is not None
    assert repository.is_shallow
    assert len(list(repository.log())) == 1


def test_worktree_and_detached_head(vault: Path, tmp_path: Path) -> None:
    run(vault, "worktree", "add", "-q", "--detach", str(tmp_path / "tree"), "HEAD~1")
    repository = Repository.open(tmp_path / "tree")
    assert repository is not None
    assert len(list(repository.log())) == 1
    assert len(repository.index_entries() or ()) == 3


def test_another_index(vault: Path, tmp_path: Path) -> None:
    """`git commit FILE` gives its hooks an index of their own."""
    shutil.copy(vault / ".git/index", tmp_path / "index")
    run(vault, "rm", "-q", "-r", "--cached", ".")
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
    first = run(vault, "rev-parse", "HEAD~1^{tree}")
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


def config(root: Path, **settings: str) -> None:
    for key, value in settings.items():
        run(root, "config", key.replace("__", "."), value)


def promise(root: Path, **settings: str) -> None:
    """Make it a partial clone of which objects are missing, to be fetched from its remote."""
    run(root, "config", "core.repositoryFormatVersion", "1")
    run(root, "config", "extensions.partialClone", "origin")
    run(root, "config", "remote.origin.promisor", "true")
    for key, value in settings.items():
        run(root, "config", f"remote.origin.{key}", value)
    for entry in run(root, "ls-tree", "-r", "HEAD").splitlines():
        blob = entry.split()[2]
        (root / ".git/objects" / blob[:2] / blob[2:]).unlink(missing_ok=True)


def hooks(root: Path, evil: str) -> None:
    for name in ("post-index-change", "reference-transaction", "fsmonitor-watchman", "pre-auto-gc", "post-checkout"):
        shutil.copy(evil, root / ".git/hooks" / name)


def hooks_elsewhere(root: Path, evil: str) -> None:
    hooks(root, evil)
    (root / ".git/hooks").rename(root / "hooks")
    config(root, core__hooksPath="hooks")


def included(root: Path, evil: str) -> None:
    write(root, "config.txt", f"[core]\n\tfsmonitor = {evil}\n\tpager = {evil}\n")
    config(root, include__path="../config.txt")


def included_if(root: Path, evil: str) -> None:
    write(root, "config.txt", f"[core]\n\tfsmonitor = {evil}\n")
    run(root, "config", "includeIf.gitdir:**/vault/.git.path", "../config.txt")


def worktree_config(root: Path, evil: str) -> None:
    config(root, core__repositoryFormatVersion="1", extensions__worktreeConfig="true")
    run(root, "config", "--worktree", "core.fsmonitor", evil)


def git_file(root: Path, evil: str) -> None:
    (root / ".git").rename(root / "evil.git")
    write(root, ".git", "gitdir: evil.git\n")
    run(root, "config", "core.fsmonitor", evil)


def filters(root: Path, evil: str) -> None:
    config(root, filter__evil__clean=evil, filter__evil__smudge=evil, filter__evil__process=evil)
    config(root, filter__evil__required="true")
    path = root / "sub/New.md"
    path.write_text("text!")
    os.utime(path, (1, 1))


def diffs(root: Path, evil: str) -> None:
    config(root, diff__external=evil, diff__evil__command=evil, diff__evil__textconv=evil)


def signatures(root: Path, evil: str) -> None:
    config(root, gpg__program=evil, log__showSignature="true", gpg__ssh__program=evil)
    text = run(root, "cat-file", "commit", "HEAD").replace(
        "\n\n", "\ngpgsig -----BEGIN PGP SIGNATURE-----\n \n x\n -----END PGP SIGNATURE-----\n\n", 1
    )
    write(root, "commit.txt", text + "\n")
    run(root, "update-ref", "HEAD", run(root, "hash-object", "-t", "commit", "-w", "commit.txt"))


def pagers(root: Path, evil: str) -> None:
    config(root, core__pager=evil, core__editor=evil, pager__log=evil)
    for command in ("ls-files", "cat-file", "ls-tree", "rev-parse", "diff-tree", "diff-index"):
        run(root, "config", f"pager.{command}", evil)


def aliases(root: Path, evil: str) -> None:
    for command in ("log", "ls-files", "cat-file", "rev-parse", "remote-ext", "remote-none"):
        run(root, "config", f"alias.{command}", f"!{evil}")


def fetched(url: str = "x", **settings: str) -> Callable[[Path, str], None]:
    def plant(root: Path, evil: str) -> None:
        config(root, protocol__allow="always", protocol__ext__allow="always", protocol__file__allow="always")
        run(root, "config", "alias.remote-none", f"!{evil}")
        promise(root, url=url.format(evil=evil), **{key: value.format(evil=evil) for key, value in settings.items()})

    return plant


def over_ssh(root: Path, evil: str) -> None:
    config(root, core__sshCommand=evil, core__askPass=evil, credential__helper=evil, core__gitProxy=evil)
    promise(root, url="ssh://example.invalid/x")


def over_git(root: Path, evil: str) -> None:
    config(root, core__gitProxy=evil, core__alternateRefsCommand=evil)
    promise(root, url="git://example.invalid/x")


def missing_ignore_file(root: Path, evil: str) -> None:
    """The `.gitignore` of a sparse work tree is read from its blob, which is fetched."""
    run(root, "add", ".gitignore")
    commit(root)
    run(root, "update-index", "--skip-worktree", ".gitignore")
    (root / ".gitignore").unlink()
    promise(root, url=f"ext::{evil}")
    config(root, protocol__ext__allow="always")


# Each way to run a program, with the plain command of git that walks into it; a pager needs a terminal.
WAYS: dict[str, tuple[Callable[[Path, str], None], tuple[str, ...]]] = {
    "core.fsmonitor": (lambda root, evil: config(root, core__fsmonitor=evil), ("ls-files",)),
    "include.path": (included, ("ls-files",)),
    "includeIf": (included_if, ("ls-files",)),
    "config.worktree": (worktree_config, ("ls-files",)),
    "a .git file": (git_file, ("ls-files",)),
    "hooks": (hooks, ("update-index", "--add", "ignored.md")),
    "core.hooksPath": (hooks_elsewhere, ("update-index", "--add", "ignored.md")),
    "filters": (filters, ("diff-files", "-p")),
    "diff drivers": (diffs, ("log", "-p", "--ext-diff")),
    "signatures": (signatures, ("log",)),
    "pagers": (pagers, ()),
    "aliases": (aliases, ("remote-none",)),
    "ext::": (fetched("ext::{evil}"), ("cat-file", "-p", "HEAD:sub/New.md")),
    "uploadpack": (fetched(".", uploadpack="{evil}"), ("cat-file", "-p", "HEAD:sub/New.md")),
    "remote helper by alias": (fetched(vcs="none"), ("cat-file", "-p", "HEAD:sub/New.md")),
    "core.sshCommand": (over_ssh, ("cat-file", "-p", "HEAD:sub/New.md")),
    "core.gitProxy": (over_git, ("cat-file", "-p", "HEAD:sub/New.md")),
    "a missing .gitignore": (missing_ignore_file, ("ls-files", "--others", "--exclude-standard")),
}


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
        monkeypatch.setattr(git, "environment", without_lazy_fetch_known)
    marker, evil = tmp_path / "marker", tmp_path / "evil"
    evil.write_text(f"#!/bin/sh\necho >>{marker}\ncat >/dev/null 2>&1 </dev/null\nexit 1\n")
    evil.chmod(0o755)
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
        run(vault, *plain, fails=True)
    assert marker.exists() == bool(plain), "the plain command of git should have walked into it"


def test_a_bare_repository_in_the_vault(tmp_path: Path) -> None:
    """A folder that holds what a repository holds is one for git, with nothing that looks like `.git`."""
    marker = tmp_path / "marker"
    (tmp_path / "outer").mkdir()
    run(tmp_path / "outer", "init", "-q")
    run(tmp_path / "outer", "init", "-q", "--bare", "vault")
    vault = tmp_path / "outer/vault"
    config(vault, core__fsmonitor=f"echo >{marker}; false", core__bare="false", core__worktree=str(vault))
    run(vault, "ls-files", fails=True)
    assert marker.exists()
    marker.unlink()
    assert Repository.open(vault) is None
    assert not marker.exists()


def test_environment_of_a_hook(vault: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for key in ("GIT_DIR", "GIT_INDEX_FILE", "GIT_WORK_TREE", "GIT_OBJECT_DIRECTORY", "GIT_NAMESPACE", "GIT_PREFIX"):
        monkeypatch.setenv(key, "/nowhere")
    monkeypatch.setenv("GIT_CONFIG_PARAMETERS", "garbage")
    repository = Repository.open(vault)
    assert repository is not None
    assert len(list(repository.log())) == 2


def test_environment() -> None:
    told = git.environment({"HOME": "/h", "GIT_TRACE": "1", "GIT_CONFIG_GLOBAL": "/g", "PATH": f".{os.pathsep}/bin"})
    assert (told["HOME"], told["GIT_CONFIG_GLOBAL"], told["PATH"]) == ("/h", "/g", "/bin")
    assert "GIT_TRACE" not in told
    assert "GIT_INDEX_FILE" not in told
    assert git.environment({})["GIT_ALLOW_PROTOCOL"] != git.environment({})["GIT_ALLOW_PROTOCOL"]
    assert git.environment({}, Path("/i"))["GIT_INDEX_FILE"] == "/i"


@pytest.mark.parametrize(("windows", "name"), [(False, "git"), (True, "git.exe")])
def test_never_the_git_of_the_vault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, windows: bool, name: str) -> None:
    for folder in ("vault", "vault/bin", "good"):
        write(tmp_path, f"{folder}/{name}")
        (tmp_path / folder / name).chmod(0o755)
    monkeypatch.chdir(tmp_path / "vault")
    parts = ["", ".", "bin", "./bin", str(tmp_path / "vault"), f"{tmp_path}/good/../vault"]
    search = os.pathsep.join([*parts, str(tmp_path / "nowhere"), str(tmp_path / "good")])
    assert git.executable(search, windows=windows) == str(tmp_path / "good" / name)
    assert git.executable(os.pathsep.join(parts), windows=windows) is None
    assert git.environment({"PATH": search})["PATH"] == os.pathsep.join(
        [str(tmp_path / "nowhere"), str(tmp_path / "good")]
    )


# --- never for long, never too much ---------------------------------------------------------------------------------


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


def test_a_fifo_among_the_configuration(vault: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    os.mkfifo(tmp_path / "fifo")
    config(vault, include__path=str(tmp_path / "fifo"))
    monkeypatch.setattr(git, "_SECONDS", 0.3)
    started = time.monotonic()
    assert Repository.open(vault) is None
    assert time.monotonic() - started < 5


def test_too_much(vault: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    repository = Repository.open(vault)
    assert repository is not None
    monkeypatch.setattr(git, "_LIMIT", 10)
    assert repository.index_entries() is None
    assert repository.tree("HEAD") is None
    monkeypatch.setattr(git, "_CHUNK", 10)
    assert list(repository.log()) == []
