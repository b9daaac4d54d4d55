from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner
from sample_rules import SAID, make_rule

from rlvault_lint import docs
from rlvault_lint.settings.load import load_settings


@pytest.fixture
def two_rules(monkeypatch: pytest.MonkeyPatch) -> None:
    rules = (make_rule(SAID), make_rule(SAID, name="plugin/sample"))
    monkeypatch.setattr(docs, "registry", lambda: {rule.name: rule for rule in rules})


@pytest.mark.usefixtures("two_rules")
def test_there_are_pages_for_built_in_rules_their_index_and_the_settings() -> None:
    pages = docs.pages()
    assert sorted(pages) == ["rules/README.md", "rules/sample.md", "settings.md"]
    assert all(page.startswith("<!-- Made by `make docs`") for page in pages.values())
    assert pages["rules/README.md"].endswith(
        "## link\n\n| rule | reports | severity | default | fix |\n| --- | --- | --- | --- | --- |\n"
        "| [sample](sample.md) | A sample \\| of rules. | warning | on | safe or unsafe |\n"
    )


def test_the_example_on_the_page_of_settings_is_valid(tmp_path: Path) -> None:
    example = re.search(r"```toml\n(.*?)```", docs.pages()["settings.md"], re.DOTALL)
    assert example
    (tmp_path / "rlvault-lint.toml").write_text(example[1], encoding="utf-8")
    assert load_settings(tmp_path).origins["ignore"] == "rlvault-lint.toml:1"


@pytest.mark.usefixtures("two_rules")
def test_the_page_of_settings_has_each_table_once() -> None:
    page = docs.pages()["settings.md"]
    tables = re.findall(r"^## (.*)$", page, re.MULTILINE)
    assert tables[:2] == ["`[moc]`", "`[rating]`"]
    assert len(tables) == len(set(tables))
    assert "| `scale` | a whole number | `5` | " in page.partition("## `[rating]`")[2]


@pytest.mark.usefixtures("two_rules")
def test_pages_are_written_only_where_they_differ(tmp_path: Path) -> None:
    every = sorted(docs.pages())
    assert docs.stale(tmp_path) == every
    assert docs.update(tmp_path) == every
    assert docs.update(tmp_path) == []

    (tmp_path / "guide.md").write_text("by hand", encoding="utf-8")
    (tmp_path / "settings.md").write_text("changed", encoding="utf-8")
    (tmp_path / "rules" / "README.md").unlink()
    (tmp_path / "rules" / "gone.md").write_text("of a rule that is gone", encoding="utf-8")
    different = ["rules/README.md", "rules/gone.md", "settings.md"]
    assert docs.stale(tmp_path) == different
    assert docs.update(tmp_path) == different
    assert docs.stale(tmp_path) == []
    assert not (tmp_path / "rules" / "gone.md").exists()
    assert (tmp_path / "guide.md").read_text(encoding="utf-8") == "by hand"


@pytest.mark.usefixtures("two_rules")
def test_the_command_checks_and_writes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    nowhere = CliRunner().invoke(docs.main)
    assert nowhere.exit_code == 1
    assert "no folder 'docs' here" in nowhere.output

    (tmp_path / "docs").mkdir()
    before = CliRunner().invoke(docs.main, ["--check"])
    assert before.exit_code == 1
    assert f"out of date: {Path('docs/settings.md')}\n" in before.output
    assert "run `make docs`" in before.output
    assert not (tmp_path / "docs" / "settings.md").exists()

    assert f"written: {Path('docs/settings.md')}\n" in CliRunner().invoke(docs.main).output
    after = CliRunner().invoke(docs.main, ["--check"])
    assert (after.exit_code, after.output) == (0, "")


def test_the_command_names_a_rule_that_has_no_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "docs").mkdir()
    monkeypatch.setattr(docs, "registry", lambda: {"sample": make_rule({})})
    outcome = CliRunner().invoke(docs.main)
    assert outcome.exit_code == 1
    assert "Error: rule 'sample' can't be explained" in outcome.output
