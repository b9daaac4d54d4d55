"""What is told to people who write a command line as other tools have it."""

from __future__ import annotations

from pathlib import Path

import click
import pytest

from rlvault_lint.commands import app, usage
from rlvault_lint.settings.describe import keys


def told(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> str:
    assert app.main(arguments) == 2
    return capsys.readouterr().err.splitlines()[0].removeprefix("rlvault-lint: ")


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["check", "--output-format", "json"], "there is no option '--output-format': did you mean '--format'?"),
        (["check", "--output-format=json"], "there is no option '--output-format': did you mean '--format'?"),
        (["check", "--ignore-rule", "x"], "there is no option '--ignore-rule': did you mean '--ignore'?"),
        (["check", "--extend-ignore", "x"], "there is no option '--extend-ignore': did you mean '--ignore'?"),
        (["check", "--quiet-level", "2"], "there is no option '--quiet-level': did you mean '--quiet'?"),
        (["check", "--no-color"], "there is no option '--no-color': did you mean '--color never'?"),
        (["check", "--list-rules"], "there is no option '--list-rules': did you mean 'rlvault-lint rule'?"),
        (
            ["check", "--per-file-ignores", "x"],
            "there is no option '--per-file-ignores': set [per-path-ignores] in the settings file",
        ),
        (["check", "--xyzzy"], "there is no option '--xyzzy'"),
        (["--statistics"], "there is no option '--statistics': did you mean 'rlvault-lint check --statistics'?"),
        (["lint"], "there is no command 'lint': did you mean 'check'?"),
        (["chekc"], "there is no command 'chekc': did you mean 'check'?"),
        (["notes"], "there is no command 'notes': did you mean 'rlvault-lint check notes'?"),
        (["xyzzy"], "there is no command 'xyzzy'"),
        (["z" * 5000], f"there is no command '{'z' * 5000}'"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_what_was_probably_meant(
    arguments: list[str],
    sentence: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    (tmp_path / "notes").mkdir()
    monkeypatch.chdir(tmp_path)
    assert told(arguments, capsys) == sentence


def test_what_is_advised_is_there() -> None:
    context = click.Context(app.app)
    commands = {name: app.app.get_command(context, name) for name in app.COMMANDS}
    known = {option for command in commands.values() for option in usage.options_of(command)}
    coming = {
        "--exit-zero",
        "--new-since",
        "--output-file",
        "--stdin-filename",
    }  # not advised until `check` has them
    for meant in usage.OPTIONS.values():
        first, _, rest = meant.partition(" ")
        assert first in known | coming or (first == "rlvault-lint" and rest.split()[0] in commands), meant
    checks = {*usage.options_of(commands["check"])}
    assert not checks & usage.OPTIONS.keys(), "what is an option here needs no advice"
    assert set(usage.SETTINGS.values()) <= {key.name for key in keys()}
    assert not commands.keys() & usage.COMMANDS.keys()
