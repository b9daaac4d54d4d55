"""Repositories that nobody vouches for: each way in which one can make git run a program of its owner's choice."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

from repositories import git, write


def commit(root: Path, message: str = "m") -> str:
    git(root, "add", "-A")
    git(root, "commit", "-q", "--allow-empty", "--date=2026-02-26T12:00:00Z", "-m", message)
    return git(root, "rev-parse", "HEAD")


def a_repository(folder: Path) -> Path:
    """A vault of two commits in a folder: a note moved, another deleted."""
    root = folder / "vault"
    write(root, "Old.md", "text\n")
    write(root, "dead.md", "dead\n")
    write(root, ".gitattributes", "*.md filter=evil diff=evil merge=evil\n")
    git(folder, "init", "-q", "-b", "main", "vault")
    commit(root)
    (root / "dead.md").unlink()
    (root / "sub").mkdir()
    (root / "Old.md").rename(root / "sub/New.md")
    commit(root)
    write(root, "ignored.md")
    write(root, ".gitignore", "ignored.md\n")
    return root


def a_program(folder: Path) -> tuple[Path, Path]:
    """A program in a folder that nobody may run, and the file that is there once somebody has."""
    marker, evil = folder / "marker", folder / "evil"
    evil.write_text(f"#!/bin/sh\necho >>{marker}\ncat >/dev/null 2>&1 </dev/null\nexit 1\n")
    evil.chmod(0o755)
    return marker, evil


def config(root: Path, **settings: str) -> None:
    for key, value in settings.items():
        git(root, "config", key.replace("__", "."), value)


def promise(root: Path, **settings: str) -> None:
    """Make it a partial clone of which objects are missing, to be fetched from its remote."""
    git(root, "config", "core.repositoryFormatVersion", "1")
    git(root, "config", "extensions.partialClone", "origin")
    git(root, "config", "remote.origin.promisor", "true")
    for key, value in settings.items():
        git(root, "config", f"remote.origin.{key}", value)
    for entry in git(root, "ls-tree", "-r", "HEAD").splitlines():
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
    git(root, "config", "includeIf.gitdir:**/vault/.git.path", "../config.txt")


def worktree_config(root: Path, evil: str) -> None:
    config(root, core__repositoryFormatVersion="1", extensions__worktreeConfig="true")
    git(root, "config", "--worktree", "core.fsmonitor", evil)


def git_file(root: Path, evil: str) -> None:
    (root / ".git").rename(root / "evil.git")
    write(root, ".git", "gitdir: evil.git\n")
    git(root, "config", "core.fsmonitor", evil)


def linked_work_tree(root: Path, evil: str) -> None:
    """The `.git` file of a work tree leads to a folder whose `commondir` leads on; both lie in the vault."""
    git(root, "worktree", "add", "-q", "--detach", "../other")
    (root / ".git").rename(root / "evil.git")
    write(root, ".git", "gitdir: evil.git/worktrees/other\n")
    write(root, "evil.git/worktrees/other/commondir", "../..\n")
    git(root, "config", "core.fsmonitor", evil)


def submodule(root: Path, evil: str) -> None:
    """A repository in the repository, in which git looks as well."""
    git(root, "init", "-q", "inner")
    write(root, "inner/x.md")
    commit(root / "inner")
    git(root, "add", "inner")
    git(root / "inner", "config", "core.fsmonitor", evil)


def alternates(root: Path, evil: str) -> None:
    """The objects come from a second repository in the vault, with a configuration of its own."""
    (root / ".git").rename(root / "second.git")
    git(root, "init", "-q", "-b", "main")
    write(root, ".git/objects/info/alternates", "../../second.git/objects\n")
    for name in ("HEAD", "refs", "index"):
        source, place = root / "second.git" / name, root / ".git" / name
        shutil.copytree(source, place, dirs_exist_ok=True) if source.is_dir() else shutil.copy(source, place)
    for each in (".git", "second.git"):
        git(root, "config", "-f", f"{each}/config", "core.alternateRefsCommand", evil)
        git(root, "config", "-f", f"{each}/config", "core.fsmonitor", evil)


def filters(root: Path, evil: str) -> None:
    config(root, filter__evil__clean=evil, filter__evil__smudge=evil, filter__evil__process=evil)
    config(root, filter__evil__required="true")
    path = root / "sub/New.md"
    path.write_text("text!")
    os.utime(path, (1, 1))


def diffs(root: Path, evil: str) -> None:
    config(root, diff__external=evil, diff__evil__command=evil, diff__evil__textconv=evil, merge__evil__driver=evil)


def signatures(root: Path, evil: str) -> None:
    config(root, gpg__program=evil, log__showSignature="true", gpg__ssh__program=evil)
    text = git(root, "cat-file", "commit", "HEAD").replace(
        "\n\n", "\ngpgsig -----BEGIN PGP SIGNATURE-----\n \n x\n -----END PGP SIGNATURE-----\n\n", 1
    )
    write(root, "commit.txt", text + "\n")
    git(root, "update-ref", "HEAD", git(root, "hash-object", "-t", "commit", "-w", "commit.txt"))


def pagers(root: Path, evil: str) -> None:
    config(root, core__pager=evil, core__editor=evil, sequence__editor=evil, pager__log=evil)
    for command in ("ls-files", "cat-file", "ls-tree", "rev-parse", "diff-tree", "diff-index"):
        git(root, "config", f"pager.{command}", evil)


def aliases(root: Path, evil: str) -> None:
    for command in ("log", "ls-files", "cat-file", "rev-parse", "remote-ext", "remote-none"):
        git(root, "config", f"alias.{command}", f"!{evil}")


def fetched(url: str = "x", **settings: str) -> Callable[[Path, str], None]:
    def plant(root: Path, evil: str) -> None:
        config(root, protocol__allow="always", protocol__ext__allow="always", protocol__file__allow="always")
        git(root, "config", "alias.remote-none", f"!{evil}")
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
    git(root, "add", ".gitignore")
    commit(root)
    git(root, "update-index", "--skip-worktree", ".gitignore")
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
    "a linked work tree": (linked_work_tree, ("ls-files",)),
    "a submodule": (submodule, ("status",)),
    "alternates": (alternates, ("ls-files",)),
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
