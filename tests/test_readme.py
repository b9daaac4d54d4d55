"""What the README and the pages of the site say is so: what runs print, and which names there are."""

from __future__ import annotations

import re
from pathlib import Path

import click
import pytest

from rlvault_lint.commands import app, usage
from rlvault_lint.output.formats import FORMATS
from rlvault_lint.settings.load import load_settings

TOP = Path(__file__).parents[1]
PAGES = [TOP / "README.md", TOP / "CHANGELOG.md", *sorted((TOP / "docs").rglob("*.md"))]


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


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_commands_and_their_options_exist(page: Path) -> None:
    context = click.Context(app.app)
    for line in re.findall(r"rlvault-lint ([a-z][^`\n|#]*)", page.read_text("utf-8")):
        name = line.split()[0]
        if name in app.COMMANDS:
            named = set(re.findall(r"(?<=\s)--[a-z-]+", line))
            assert named <= usage.options_of(app.app.get_command(context, name)), f"options of {name}"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_point_to_files_and_nothing_names_a_machine(page: Path) -> None:
    text = page.read_text("utf-8")
    shown = re.sub(r"^(`{3,}).*?^\1$|`[^`\n]*`", "", text, flags=re.MULTILINE | re.DOTALL)
    targets = [target for target in re.findall(r"\]\(([^)#\s]+)", shown) if "://" not in target]
    assert [target for target in targets if not (page.parent / target).exists()] == []
    assert not re.search(r"(?<![\w.~-])/(?:home|root|tmp|Users|work)/", text)


def test_every_format_is_named() -> None:
    text = (TOP / "README.md").read_text("utf-8")
    said = re.search(r"`--format` knows (.*?)\. `--output-file", text, re.DOTALL)
    assert said
    assert sorted(re.findall(r"`([a-z]+)`", said[1])) == [*FORMATS]


def test_the_settings_shown_are_valid(tmp_path: Path) -> None:
    shown = re.search(r"```toml\n(.*?)```", (TOP / "README.md").read_text("utf-8"), re.DOTALL)
    assert shown
    (tmp_path / "rlvault-lint.toml").write_text(shown[1], encoding="utf-8")
    assert load_settings(tmp_path).origins["ignore"] == "rlvault-lint.toml:2"


def test_the_python_shown_runs(capsys: pytest.CaptureFixture[str]) -> None:
    shown = re.search(r"```python\n(.*?)```", (TOP / "README.md").read_text("utf-8"), re.DOTALL)
    assert shown
    exec(shown[1].replace("path/to/vault", (TOP / "tests/fixtures/vault").as_posix()), {})
    assert re.search(r"^RL/强化学习-MOC\.md:15:5 broken-link: ", capsys.readouterr().out, re.MULTILINE)
