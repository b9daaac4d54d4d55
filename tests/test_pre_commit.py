"""Our hooks as they are published, run by the real pre-commit when git commits, merges and amends."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from repositories import write

TOP = Path(__file__).parents[1]
MANIFEST = TOP / ".pre-commit-hooks.yaml"
HOOKS = {hook["id"]: hook for hook in yaml.safe_load(MANIFEST.read_text("utf-8"))}
NAMED = ("-c", "user.name=n", "-c", "user.email=n@example.org", "-c", "commit.gpgsign=false")

Do = Callable[[Path], None]


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """No configuration but ours, the tool under test first on the PATH, and pre-commit's own files apart."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    return kept | {
        "PATH": os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"])),
        "PRE_COMMIT_HOME": str(tmp_path_factory.mktemp("pre-commit")),
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_NOSYSTEM": "1",
        "PRE_COMMIT_COLOR": "never",
    }


@pytest.fixture(scope="module")
def run(environment: dict[str, str]) -> Callable[..., tuple[int, str]]:
    """Runs a program in a folder; its exit code, and all that it prints."""

    def call(folder: Path, *command: str) -> tuple[int, str]:
        words = ("git", *NAMED, *command[1:]) if command[0] == "git" else command
        done = subprocess.run(
            words, cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False
        )
        return done.returncode, done.stdout.decode("utf-8", "replace")

    return call


def configure(root: Path, *names: str) -> None:
    # As published, but that the program is there already: no network, and the code that is tested.
    hooks = [
        {key: value for key, value in HOOKS[name].items() if key != "minimum_pre_commit_version"}
        | {"language": "system"}
        for name in names
    ]
    write(root, ".pre-commit-config.yaml", yaml.safe_dump({"repos": [{"repo": "local", "hooks": hooks}]}))


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory, run: Callable[..., tuple[int, str]]) -> Path:
    """A repository with our hook installed, and a vault in it that has an old broken link."""
    root = tmp_path_factory.mktemp("template")
    assert run(root, "git", "init", "-q", "-b", "main")[0] == 0
    configure(root, "rlvault-lint")
    write(root, ".obsidian/app.json", "{}")
    write(root, "Papers/GRPO.md", "# GRPO\n\nGroup relative policy optimisation has no critic at all.\n")
    write(root, "A.md", "See [[GRPO]] and [[Old/Missing]].\n")
    write(root, "B.md", "See [[Papers/GRPO|the paper]] and ![[p.png]].\n")
    write(root, "C.md", "- [[GRPO]]\n")
    write(root, "p.png", "x")
    run(root, "git", "add", "-A")
    assert run(root, "git", "commit", "-qm", "one")[0] == 0
    types = ("--hook-type", "pre-commit", "--hook-type", "pre-merge-commit")
    code, said = run(root, sys.executable, "-m", "pre_commit", "install", *types)
    assert code == 0, said
    return root


@pytest.fixture
def repository(template: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(template, tmp_path / "repository", symlinks=True))


COMMIT = ("git", "commit", "-qm", "two")
DELETED = '"Papers/GRPO.md" is deleted, and linked from 3 notes'


def edit(path: str, text: str) -> Do:
    return lambda root: write(root, path, text)


@pytest.mark.parametrize(
    ("steps", "said"),
    [
        pytest.param([("git", "rm", "-q", "Papers/GRPO.md"), COMMIT], DELETED, id="note deleted"),
        pytest.param(
            [("git", "mv", "Papers/GRPO.md", "Papers/Group relative.md"), COMMIT],
            '"Papers/GRPO.md" was renamed to "Papers/Group relative.md"',
            id="note renamed",
        ),
        pytest.param(
            [edit("Methods/x.md", ""), ("git", "mv", "Papers/GRPO.md", "Methods/GRPO.md"), COMMIT],
            "This commit breaks 1 link",
            id="note moved",
        ),
        pytest.param([("git", "rm", "-q", "p.png"), COMMIT], '"p.png" is deleted', id="picture deleted"),
        pytest.param(
            [edit("C.md", "- [[New]]\n"), ("git", "add", "-A"), edit("New.md", "x"), COMMIT],
            '"New.md" is not added to git',
            id="untracked target",
        ),
        pytest.param(
            [edit("A.md", "Above. See [[GRPO]] and [[Old/Missing]].\n"), ("git", "add", "-A"), COMMIT],
            "",
            id="old errors in an edited note",
        ),
        pytest.param(
            [edit("D.md", "x"), ("git", "add", "-A"), edit("C.md", "[[No/where]]\n"), COMMIT], "", id="unstaged edits"
        ),
        pytest.param(
            [edit("C.md", "[[No/where]]\n"), ("git", "add", "-A"), edit("C.md", "x"), COMMIT],
            'no file "No/where"',
            id="unstaged edits that would help",
        ),
        pytest.param(
            [lambda root: (root / "Papers/GRPO.md").unlink(), ("git", "commit", "-qam", "two")],
            DELETED,
            id="commit --all",
        ),
        pytest.param(
            [("git", "rm", "-q", "p.png"), edit("C.md", "x"), ("git", "commit", "-qm", "two", "C.md")],
            "",
            id="commit of one file",
        ),
        pytest.param(
            [("git", "rm", "-q", "Papers/GRPO.md"), ("git", "commit", "-q", "--amend", "--no-edit")],
            DELETED,
            id="amend",
        ),
        pytest.param(
            [("git", "checkout", "-q", "--detach"), ("git", "rm", "-q", "Papers/GRPO.md"), COMMIT],
            DELETED,
            id="detached HEAD",
        ),
        pytest.param(
            [
                ("git", "checkout", "-qb", "deletes"),
                ("git", "rm", "-q", "Papers/GRPO.md", "A.md", "B.md", "C.md"),
                COMMIT,
                ("git", "checkout", "-q", "main"),
                edit("D.md", "[[Papers/GRPO]]\n"),
                ("git", "add", "-A"),
                ("git", "commit", "-qm", "three"),
                ("git", "merge", "-q", "--no-edit", "deletes"),
            ],
            '"Papers/GRPO.md" is deleted, and linked from 1 note',
            id="merge of a deletion with a link",
        ),
    ],
)
def test_commit(
    repository: Path, run: Callable[..., tuple[int, str]], steps: list[Do | tuple[str, ...]], said: str
) -> None:
    code, output = 0, ""
    for step in steps:
        assert code == 0, output
        if callable(step):
            step(repository)
        else:
            code, output = run(repository, *step)
    assert (code != 0) == bool(said), output
    assert said in output


def test_the_first_commit(tmp_path: Path, template: Path, run: Callable[..., tuple[int, str]]) -> None:
    shutil.copytree(template, tmp_path / "new", ignore=shutil.ignore_patterns(".git"))
    new = tmp_path / "new"
    run(new, "git", "init", "-q")
    run(new, sys.executable, "-m", "pre_commit", "install")
    run(new, "git", "add", "-A")
    code, output = run(new, *COMMIT)
    assert code == 1
    assert "This commit breaks 1 link" in output


def test_a_shallow_clone_and_a_work_tree_that_was_added(
    tmp_path: Path, template: Path, run: Callable[..., tuple[int, str]]
) -> None:
    clone, added = tmp_path / "clone", tmp_path / "added"
    assert run(tmp_path, "git", "clone", "-q", "--depth", "1", template.as_uri(), str(clone))[0] == 0
    run(clone, sys.executable, "-m", "pre_commit", "install")
    assert run(clone, "git", "worktree", "add", "-q", str(added))[0] == 0
    for place in (clone, added):
        (place / "Papers/GRPO.md").unlink()
        code, output = run(place, "git", "commit", "-qam", "two")
        assert code == 1
        assert DELETED in output
    code, output = run(clone, "rlvault-lint", "check", "--new-since", "HEAD~1")
    assert code == 2
    assert "git knows no commit 'HEAD~1' here" in output


def test_two_vaults_and_a_file_outside(tmp_path: Path, run: Callable[..., tuple[int, str]]) -> None:
    run(tmp_path, "git", "init", "-q")
    configure(tmp_path, "rlvault-lint")
    run(tmp_path, sys.executable, "-m", "pre_commit", "install")
    write(tmp_path, "README.md", "[[No/where]]\n")
    for vault in ("One", "Two"):
        write(tmp_path, f"{vault}/.obsidian/app.json", "{}")
        write(tmp_path, f"{vault}/Note.md", "[[Other]]\n")
        write(tmp_path, f"{vault}/Other.md", "x\n")
    run(tmp_path, "git", "add", "-A")
    code, output = run(tmp_path, "git", "commit", "-qm", "one")
    assert code == 0, output
    write(tmp_path, "README.md", "[[No/where]] [[else]]\n")
    run(tmp_path, "git", "rm", "-q", "Two/Other.md")
    code, output = run(tmp_path, "git", "commit", "-qam", "two")
    assert code == 1
    assert "This commit breaks nothing" in output
    assert '"Other.md" is deleted, and linked from 1 note' in output


def test_the_whole_vault_and_its_fixes_when_asked(repository: Path, run: Callable[..., tuple[int, str]]) -> None:
    configure(repository, "rlvault-lint-all", "rlvault-lint-fix")
    write(repository, "A.md", "[[GRPO]] %% rlvault-lint: ignore mojibake %%\n\n[[Old/Missing]]\n")
    run(repository, "git", "add", "-A")
    code, output = run(repository, *COMMIT)
    assert code == 0, output  # neither runs at a commit
    by_hand = (sys.executable, "-m", "pre_commit", "run", "--hook-stage", "manual")
    code, output = run(repository, *by_hand, "rlvault-lint-all")
    assert code == 1
    assert 'no file "Old/Missing"' in output
    code, output = run(repository, *by_hand, "rlvault-lint-fix")
    assert code == 1, output  # pre-commit tells that files were changed
    assert (repository / "A.md").read_text("utf-8") == "[[GRPO]]\n\n[[Old/Missing]]\n"


def test_the_manifest_is_one_for_pre_commit(run: Callable[..., tuple[int, str]]) -> None:
    code, output = run(TOP, sys.executable, "-m", "pre_commit", "validate-manifest", str(MANIFEST))
    assert code == 0, output
    assert list(HOOKS) == ["rlvault-lint", "rlvault-lint-all", "rlvault-lint-fix"]
