"""What is told to people who write a command line as other tools have it."""

from __future__ import annotations

from pathlib import Path

import click
import pytest

from rlvault_lint.commands import app, options, usage
from rlvault_lint.output.formats import FORMATS
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
        (["check", "--no-fix"], "there is no option '--no-fix': nothing is fixed without --fix"),
        (["check", "--no-exit-zero"], "there is no option '--no-exit-zero'"),
        (["check", "--version"], "there is no option '--version': did you mean 'rlvault-lint --version'?"),
        (["check", "-f", "json"], "there is no option '-f': did you mean '--format'?"),
        (["check", "--ci"], "there is no option '--ci'"),
        (["check", "--xyzzy"], "there is no option '--xyzzy'"),
        (["check", "--baseline"], "option '--baseline' needs a value: --baseline FILE"),
        (["check", "--format"], "option '--format' needs a value: --format FORMAT"),
        (["check", "--staged=1"], "option '--staged' takes no value: leave it out"),
        (["check", "--format", "text"], "'text' is not a value of --format: did you mean 'full'?"),
        (["check", "--format", "sariff"], "'sariff' is not a value of --format: did you mean 'sarif'?"),
        (["check", "--color", "off"], "'off' is not a value of --color: did you mean 'never'?"),
        (["check", "--color", "7"], "'7' is not a value of --color: it takes auto, always or never"),
        (["check", "--fail-on", "critical"], "'critical' is not a value of --fail-on: did you mean 'error'?"),
        (["check", "--jobs", "two"], "'two' is not a value of --jobs: it takes a whole number from 0"),
        (["check", "--jobs", "-1"], "'-1' is not a value of --jobs: it takes a whole number from 0"),
        (["check", "-o", "a", "-o", "b"], "--output-file is given 2 times: give it once"),
        (["check", "--format", "json", "--format", "html"], "--format is given 2 times: give it once"),
        (["check", "--diff", "--format", "json"], "--diff shows no findings: leave out --format"),
        (["check", "--fix-only", "-o", "a"], "--fix-only shows no findings: leave out --output-file"),
        (["check", "--write-baseline", "--statistics"], "--write-baseline shows no findings: leave out --statistics"),
        (
            ["check", "--statistics", "--format", "json"],
            "--statistics and --format json don't go together: leave out one of them",
        ),
        (["completion", "bsh"], "'bsh' is not a value of SHELL: did you mean 'bash'?"),
        (["--statistics"], "there is no option '--statistics': did you mean 'rlvault-lint check --statistics'?"),
        (["lint"], "there is no command 'lint': did you mean 'check'?"),
        (["chekc"], "there is no command 'chekc': did you mean 'check'?"),
        (["notes"], "there is no command 'notes': did you mean 'rlvault-lint check notes'?"),
        (["rul"], "there is no command 'rul': did you mean 'rlvault-lint check rul'?"),
        (["help"], "there is no command 'help': did you mean '--help'?"),
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
    for name in ("notes", "rul"):
        (tmp_path / name).mkdir()
    monkeypatch.chdir(tmp_path)
    assert told(arguments, capsys) == sentence


def test_what_is_advised_is_there() -> None:
    context = click.Context(app.app)
    commands = {name: app.app.get_command(context, name) for name in app.COMMANDS}
    known = {option for command in commands.values() for option in usage.options_of(command)}
    for meant in usage.OPTIONS.values():
        first, _, rest = meant.partition(" ")
        assert first in known or (first == "rlvault-lint" and rest.split()[0] in {*commands, "--version"}), meant
    checks = {*usage.options_of(commands["check"])}
    assert not checks & (usage.OPTIONS.keys() | usage.ADVICE.keys()), "what is an option here needs no advice"
    named = {word.strip("[]") for advice in usage.ADVICE.values() for word in advice.split() if word.startswith("[")}
    assert {name.partition(".")[0] for name in named} <= {key.name for key in keys()}
    assert not commands.keys() & usage.COMMANDS.keys()


def test_a_mistake_in_an_option_leads_to_the_help_of_its_command(capsys: pytest.CaptureFixture[str]) -> None:
    for arguments in (["check", "--baseline"], ["check", "--staged=1"], ["check", "--nothing-like-it"]):
        assert app.main(arguments) == 2
        assert (
            capsys.readouterr().err.splitlines()[1] == "rlvault-lint: `rlvault-lint check --help` lists what there is"
        )


def test_values_of_other_tools_are_none_of_ours() -> None:
    check = app.app.get_command(click.Context(app.app), "check")
    assert check is not None
    ours = {choice for each in check.params if isinstance(each.type, options.OneOf) for choice in each.type.choices}
    ours |= {*FORMATS}
    assert set(options.VALUES.values()) <= ours
    assert not ours & options.VALUES.keys()


@pytest.mark.parametrize("command", [[], *([name] for name in app.COMMANDS)], ids=str)
def test_help_fits_80_columns(
    command: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    assert app.main([*command, "--help"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert max(map(len, lines)) <= 80
    assert not [line for line in lines if line.endswith("-")], "a name is broken at its hyphen"


def test_every_option_of_check_is_below_a_heading(capsys: pytest.CaptureFixture[str]) -> None:
    assert app.main(["check", "--help"]) == 0
    *_, other = capsys.readouterr().out.split("\n\n")
    assert [line.split()[0] for line in other.splitlines() if line.startswith("  -")] == ["--jobs", "--no-cache", "-h,"]
