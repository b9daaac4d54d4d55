"""`init --pre-commit`: our hook in the user's configuration of pre-commit."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from rlvault_lint.commands import app, hooks

TOP = Path(__file__).parents[2]

BLACK = "- repo: https://example.org/black # why\n  rev: v1\n  hooks:\n  - id: black\n    args: [--fast]\n"


def ids(text: str) -> list[str]:
    return [hook["id"] for repository in yaml.safe_load(text)["repos"] for hook in repository["hooks"]]


@pytest.mark.parametrize(
    ("before", "others"),
    [
        (f"# mine\nrepos:\n{BLACK}", ["black"]),
        (f"repos:\n{BLACK}\n# after\nfail_fast: true\n", ["black"]),
        (f"repos:\n    {BLACK.replace(chr(10), chr(10) + '    ').rstrip()}", ["black"]),
        (f"repos:\n{BLACK}    description: |\n      text\n\nfail_fast: true\n", ["black"]),
        (f"repos:\n{BLACK}{BLACK}  # end", ["black", "black"]),
        ("repos: []\n", []),
        ("repos: [] # none yet\nfail_fast: true\n", []),
        (f"---\nrepos:\n{BLACK}...\n", ["black"]),
    ],
)
@pytest.mark.parametrize("line_end", ["\n", "\r\n"], ids=["lf", "crlf"])
def test_the_hook_goes_behind_the_last_repository(before: str, others: list[str], line_end: str) -> None:
    before = before.replace("\n", line_end)
    after = hooks.extended(before)
    assert ids(after) == [*others, "rlvault-lint"]
    assert after.count("\r\n") in (0, after.count("\n"))
    old, new = yaml.safe_load(before), yaml.safe_load(after)
    assert new["repos"][: len(others)] == old["repos"]
    assert {key: new[key] for key in new if key != "repos"} == {key: old[key] for key in old if key != "repos"}
    for line in before.replace("[]", "").splitlines():  # comments too
        assert line.rstrip() in [each.rstrip() for each in after.splitlines()] or "repos:" in line
    with pytest.raises(hooks.HookError, match="there already"):
        hooks.extended(after)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "there is no list `repos`"),
        ("- repo: x\n", "there is no list `repos`"),
        ("repos: x\n", "there is no list `repos`"),
        ("repos: [{repo: x, hooks: [{id: y}]}]\n", ":1: the repositories are listed in brackets"),
        ("repos:\n- a: [\n", ":3: this is not YAML"),
        ("repos:\n- repo: x\n  hooks:\n  - id: rlvault-lint\n", "is there already"),
    ],
)
def test_what_is_refused(text: str, said: str) -> None:
    with pytest.raises(hooks.HookError, match="yaml") as refused:
        hooks.extended(text)
    assert said in str(refused.value)


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    subprocess.run(["git", "init", "-q"], cwd=tmp_path, check=True)
    (tmp_path / "vault/.obsidian").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "vault")
    return tmp_path


def test_a_new_file_at_the_top_of_the_repository(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert app.main(["init", "--pre-commit"]) == 0
    assert "Next: `pre-commit install`," in capsys.readouterr().out
    written = yaml.safe_load((repository / hooks.CONFIG).read_text())
    assert written["default_install_hook_types"] == ["pre-commit", "pre-merge-commit"]
    assert not (repository / "vault/rlvault-lint.toml").exists()
    assert app.main(["init", "--pre-commit"]) == 2
    assert "is there already" in capsys.readouterr().err


def test_a_file_that_is_there(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (repository / hooks.CONFIG).write_text(f"repos:\n{BLACK}")
    assert app.main(["init", "--pre-commit"]) == 0
    assert "--hook-type pre-merge-commit" in capsys.readouterr().out
    assert ids((repository / hooks.CONFIG).read_text()) == ["black", "rlvault-lint"]


def test_a_symbolic_link_is_left_alone(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (repository / "other.yaml").write_text(f"repos:\n{BLACK}")
    (repository / hooks.CONFIG).symlink_to("other.yaml")
    assert app.main(["init", "--pre-commit"]) == 2
    assert "symbolic link" in capsys.readouterr().err
    assert (repository / "other.yaml").read_text() == f"repos:\n{BLACK}"


def test_no_repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(tmp_path)
    assert app.main(["init", "--pre-commit"]) == 2
    assert "`git init` first" in capsys.readouterr().err


def test_it_is_the_hook_that_we_publish() -> None:
    (published,) = (
        each for each in yaml.safe_load((TOP / ".pre-commit-hooks.yaml").read_text()) if each["id"] == "rlvault-lint"
    )
    (written,) = yaml.safe_load(hooks.extended("repos: []\n"))["repos"][0]["hooks"]
    same: dict[str, Any] = {key: written[key] for key in written if key != "language"}
    assert same == {key: published[key] for key in same}
