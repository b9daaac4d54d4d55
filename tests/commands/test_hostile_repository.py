"""Every command in a vault whose repository is somebody else's: nothing of it runs, and nothing waits for ever."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from hostile_git import WAYS, a_program, a_repository
from repositories import git, write

from rlvault_lint.commands import app

COMMANDS = [
    "check",
    "check --extend-select all --format json",
    "check --no-cache --jobs 2",
    "check --new-since HEAD~1",
    "check --new-since main@{0} --staged",
    "check --staged",
    "check --stdin-filename sub/New.md -",
    "check --write-baseline",
    "check --diff --unsafe-fixes",
    "check --fix --unsafe-fixes",
    "links",
    "links --broken --by-target",
    "config",
    "init --force",
    "init --pre-commit",
    "mv sub/New.md sub/Newer.md",
    "mv sub other",
]
TOGETHER = {
    "configured": [
        "core.fsmonitor",
        "include.path",
        "includeIf",
        "config.worktree",
        "hooks",
        "filters",
        "diff drivers",
    ],
    "signed": ["signatures", "pagers", "aliases", "core.fsmonitor", "core.hooksPath"],
    "a .git file": ["a .git file"],
    "a linked work tree": ["a linked work tree"],
    "a submodule": ["a submodule"],
    "alternates": ["alternates"],
    "fetched": ["core.fsmonitor", "ext::"],
    "fetched over ssh": ["core.sshCommand"],
    "a missing .gitignore": ["a missing .gitignore"],
}
"""Ways of running a program that go together in one repository."""


@pytest.mark.parametrize("ways", TOGETHER)
def test_no_command_runs_anything(tmp_path: Path, ways: str, monkeypatch: pytest.MonkeyPatch) -> None:
    planted = a_repository(tmp_path)
    write(planted, "broken.md", "[[Old]] [[x/dead]] [[Gone#h]]\n- [[x/New]] arXiv:2501.00001\n")
    write(planted, "New MOC.md", "- [[sub/New]]\n- [[Old]]\n")
    git(planted, "add", "broken.md")
    marker, evil = a_program(tmp_path)
    for way in TOGETHER[ways]:
        WAYS[way][0](planted, str(evil))
    marker.unlink(missing_ok=True)  # planting it may have run it
    for number, command in enumerate(COMMANDS):
        vault = tmp_path / str(number) / "vault"  # what a configuration says of folders called `vault` holds here
        shutil.copytree(planted, vault, symlinks=True)
        monkeypatch.chdir(vault)
        assert app.main(command.split()) in (0, 1, 2)
        assert not marker.exists(), command
    _, plain = WAYS[TOGETHER[ways][0]]
    git(planted, *plain, fails=True)
    assert marker.exists() == bool(plain), "the plain command of git should have walked into it"
