from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner

from rlvault_lint import docs
from rlvault_lint.conventions import option
from rlvault_lint.findings.diagnostic import Diagnostic, Severity
from rlvault_lint.note import Note
from rlvault_lint.registry import PluginError, registry
from rlvault_lint.rule import Rule
from rlvault_lint.settings.load import load_settings
from rlvault_lint.vault.vault import Vault

SAID = {
    "What": "Links that pain | hurt.",
    "Why": "They do.",
    "Example": "```markdown\n# A heading\n\n## Another\n\n[[x]]\n```",
    "Fix": "Safe or unsafe: write `[[y]]`.",
}


def make(said: dict[str, str], before: str = "", **attributes: object) -> type[Rule]:
    class Sample(Rule):
        name = "sample"
        group = "link"
        summary = "A sample | of rules."
        severity = Severity.WARNING
        since = "0.1.0"

        def check(self, note: Note, vault: Vault) -> Iterator[Diagnostic]:
            yield from ()

    Sample.__doc__ = before + "\n".join(f"## {name}\n\n{text}\n" for name, text in said.items())
    for name, value in attributes.items():
        setattr(Sample, name, value)
    return Sample


@pytest.fixture
def two_rules(monkeypatch: pytest.MonkeyPatch) -> None:
    rules = (make(SAID), make(SAID, name="plugin/sample"))
    monkeypatch.setattr(docs, "registry", lambda: {rule.name: rule for rule in rules})


@dataclass(frozen=True, slots=True)
class Options:
    words: tuple[str, ...] = option(("a|b",), "words that | count")


def test_a_page_holds_the_docstring_and_what_the_class_says() -> None:
    page = docs.render(make(SAID, default=False))
    assert page == (
        "# sample\n\nA sample | of rules.\n\nGroup `link`, severity warning, off by default, since 0.1.0.\n\n"
        + "".join(f"## {name}\n\n{text}\n\n" for name, text in SAID.items())
        + "## Options\n\nNone.\n"
    )


def test_the_table_of_options_is_made_from_the_class() -> None:
    page = docs.render(make(SAID, Options=Options))
    assert page.endswith(
        "## Options\n\nThe table `[rules.sample]` of the settings can hold:\n\n"
        "| key | holds | default | says |\n| --- | --- | --- | --- |\n"
        '| `words` | a list of strings | `["a\\|b"]` | words that \\| count |\n'
    )


def test_what_is_said_of_options_stands_before_their_table() -> None:
    said = SAID | {"Options": "More is set in `[moc]`."}
    assert docs.render(make(said)).endswith("## Options\n\nMore is set in `[moc]`.\n")
    options = docs.render(make(said, Options=Options)).partition("## Options\n\n")[2]
    assert options.startswith("More is set in `[moc]`.\n\nThe table `[rules.sample]`")


def test_the_table_of_a_plugin_is_quoted() -> None:
    assert '`[rules."other/sample"]`' in docs.render(make(SAID, name="other/sample", Options=Options))


@pytest.mark.parametrize(
    ("rule", "problem"),
    [
        pytest.param(make({}), "sections '## What', '## Why'", id="no docstring"),
        pytest.param(make(SAID, before="A link.\n\n"), "has to consist of the sections", id="text before the first"),
        pytest.param(make({name: SAID[name] for name in ("What", "Why", "Fix")}), "consist", id="no example"),
        pytest.param(make({"Why": "x"} | SAID), "consist", id="wrong order"),
        pytest.param(make(SAID | {"Why": " "}), "its section Why is empty", id="empty section"),
        pytest.param(make(SAID | {"Example": "[[x]]"}), "no fenced block", id="example without a fence"),
        pytest.param(make(SAID | {"Example": "```\n[[x]]"}), "no fenced block", id="fence left open"),
        pytest.param(make(SAID | {"Fix": "Write it anew."}), "has to open with None", id="no kind of fix"),
        pytest.param(make(SAID | {"Fix": "Safety first."}), "has to open with None", id="a longer word"),
    ],
)
def test_a_docstring_that_is_no_page_is_an_error(rule: type[Rule], problem: str) -> None:
    with pytest.raises(PluginError, match=re.escape(problem)) as caught:
        docs.render(rule)
    assert str(caught.value).startswith("rule 'sample' can't be explained: ")


def test_a_class_that_says_too_little_is_an_error() -> None:
    class Bare(Rule):
        name = "bare"

        def check(self, note: Note, vault: Vault) -> Iterator[Diagnostic]:
            yield from ()

    with pytest.raises(PluginError, match="it has no group and no summary and no severity and no since"):
        docs.render(Bare)


@pytest.mark.parametrize("rule", registry().values(), ids=registry())
def test_every_rule_explains_itself(rule: type[Rule]) -> None:
    assert docs.render(rule).startswith(f"# {rule.name}\n\n{rule.summary}\n")


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
    monkeypatch.setattr(docs, "registry", lambda: {"sample": make({})})
    outcome = CliRunner().invoke(docs.main)
    assert outcome.exit_code == 1
    assert "Error: rule 'sample' can't be explained" in outcome.output
