"""The `rule` command: lists for people and for pipes, pages, and completion."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest

from rlvault_lint.commands import app
from rlvault_lint.registry import groups, registry


def shown(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert app.main([*arguments]) == 0
    return capsys.readouterr().out


def on_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let stdout be a terminal of 80 columns."""
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("TERM", "xterm-256color")
    for name in ("NO_COLOR", "FORCE_COLOR", "CI"):
        monkeypatch.delenv(name, raising=False)


def plain(text: str) -> str:
    return re.sub(r"\x1b\[[0-9;]*m", "", text)


def test_rules_come_by_group_a_line_each(capsys: pytest.CaptureFixture[str]) -> None:
    names = [line.split()[0] for line in shown(capsys, "rule").splitlines()]
    assert sorted(names) == [*registry()]
    found = [registry()[name].group for name in names]
    assert [group for group in groups() if group in found] == [*dict.fromkeys(found)]
    assert found == sorted(found, key=groups().index)
    assert [line.split()[0] for line in shown(capsys, "rule", "moc").splitlines()] == [
        name for name in names if registry()[name].group == "moc"
    ]


def test_lists_fit_a_terminal(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    on_terminal(monkeypatch)
    lines = plain(shown(capsys, "rule")).splitlines()
    assert {"link", "moc"} <= {*lines}
    assert max(map(len, lines)) <= 80
    assert {name for name in registry() if any(line.startswith(f"{name} ") for line in lines)} == {*registry()}


def test_page_is_markdown_in_a_pipe(capsys: pytest.CaptureFixture[str]) -> None:
    page = shown(capsys, "rule", "broken-link")
    assert page.startswith("# broken-link\n")
    assert page == shown(capsys, "explain", "broken-link")


@pytest.mark.parametrize("name", registry())
def test_page_is_set_on_a_terminal(
    name: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    on_terminal(monkeypatch)
    page = shown(capsys, "rule", name)
    assert "\x1b[1m" in page
    assert not re.search(r"\x1b\[[0-9;]*(3|4|9|10)[0-7]", page), "weight, not colour"
    assert max(map(len, plain(page).splitlines())) <= 80
    assert "## What" not in page


@pytest.mark.parametrize("words", ["rule brok", "explain brok", "check --select link,brok", "config --ignore brok"])
def test_completion_knows_rules(words: str) -> None:
    typed = f"rlvault-lint {words}".split()
    done = subprocess.run(
        [sys.executable, "-m", "rlvault_lint"],
        env={
            "_RLVAULT_LINT_COMPLETE": "bash_complete",
            "COMP_WORDS": " ".join(typed),
            "COMP_CWORD": str(len(typed) - 1),
            "PATH": "/usr/bin:/bin",
        },
        capture_output=True,
        text=True,
        check=True,
    )
    prefix = typed[-1].removesuffix("brok")
    assert f"plain,{prefix}broken-link" in done.stdout.splitlines()
    assert all(line.startswith(f"plain,{prefix}brok") for line in done.stdout.splitlines())


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_for_each_shell(shell: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert f"_RLVAULT_LINT_COMPLETE={shell}_complete" in shown(capsys, "completion", shell)
