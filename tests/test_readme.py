"""What the README says a run prints is what it prints."""

from __future__ import annotations

import re
from pathlib import Path

import click
import pytest

from rlvault_lint.commands import app, usage

TOP = Path(__file__).parents[1]


def test_end_of_the_demo(capsys: pytest.CaptureFixture[str]) -> None:
    readme = (TOP / "README.md").read_text("utf-8")
    shown = re.search(r"^```text\n(\d+ errors.*?)^```", readme, re.MULTILINE | re.DOTALL)
    assert shown, "the README shows the end of `make demo`"
    assert app.main(["check", str(TOP / "tests/fixtures/vault"), "--color", "never"]) == 1
    printed = capsys.readouterr().out
    seconds = re.compile(r"\(\d+\.\d+ s\)")
    assert seconds.sub("", printed).endswith(seconds.sub("", shown[1]))


def test_every_rule_named_is_a_rule() -> None:
    from rlvault_lint.note import IGNORE_END, IGNORE_FILE, IGNORE_START
    from rlvault_lint.registry import registry
    from rlvault_lint.settings.describe import keys

    text = (TOP / "README.md").read_text("utf-8") + (TOP / "CHANGELOG.md").read_text("utf-8")
    names = {name for name in re.findall(r"`([a-z]+(?:-[a-z0-9]+)+)`", text) if not name.startswith("rlvault-")}
    assert names - {key.name for key in keys()} - {IGNORE_START, IGNORE_END, IGNORE_FILE} <= registry().keys()


def test_every_command_is_in_the_table() -> None:
    text = (TOP / "README.md").read_text("utf-8")
    assert re.findall(r"^\| `rlvault-lint ([a-z-]+)", text, re.MULTILINE) == [*app.COMMANDS]
    context = click.Context(app.app)
    for name, said in re.findall(r"^\| `rlvault-lint ([a-z-]+)(.*)$", text, re.MULTILINE):
        named = set(re.findall(r"--[a-z-]+", said))
        assert named <= usage.options_of(app.app.get_command(context, name)), f"options of {name}"
