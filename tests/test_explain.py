"""The page of a rule: what its docstring and its class say."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from sample_rules import SAID, make_rule

from rlvault_lint import explain
from rlvault_lint.conventions import option
from rlvault_lint.findings.diagnostic import Diagnostic, Safety
from rlvault_lint.note import Note
from rlvault_lint.registry import PluginError, registry
from rlvault_lint.rule import Rule, on_note
from rlvault_lint.vault.vault import Vault


@dataclass(frozen=True, slots=True)
class Options:
    words: tuple[str, ...] = option(("a|b",), "words that | count")


def test_a_page_holds_the_docstring_and_what_the_class_says() -> None:
    page = explain.render(make_rule(SAID, default=False))
    assert page == (
        "# sample\n\nA sample | of rules.\n\nGroup `link`, severity warning, off by default, since 0.1.0.\n\n"
        + "".join(f"## {name}\n\n{text}\n\n" for name, text in SAID.items())
        + "## Options\n\nNone.\n"
    )


def test_the_table_of_options_is_made_from_the_class() -> None:
    page = explain.render(make_rule(SAID, Options=Options))
    assert page.endswith(
        "## Options\n\nThe table `[rules.sample]` of the settings can hold:\n\n"
        "| key | holds | default | says |\n| --- | --- | --- | --- |\n"
        '| `words` | a list of strings | `["a\\|b"]` | words that \\| count |\n'
    )


def test_what_is_said_of_options_stands_before_their_table() -> None:
    said = SAID | {"Options": "More is set in `[moc]`."}
    assert explain.render(make_rule(said)).endswith("## Options\n\nMore is set in `[moc]`.\n")
    options = explain.render(make_rule(said, Options=Options)).partition("## Options\n\n")[2]
    assert options.startswith("More is set in `[moc]`.\n\nThe table `[rules.sample]`")


def test_the_table_of_a_plugin_is_quoted() -> None:
    assert '`[rules."other/sample"]`' in explain.render(make_rule(SAID, name="other/sample", Options=Options))


@pytest.mark.parametrize(
    ("rule", "problem"),
    [
        pytest.param(make_rule({}), "sections '## What', '## Why'", id="no docstring"),
        pytest.param(make_rule(SAID, before="A link.\n\n"), "has to consist of the sections", id="text before"),
        pytest.param(make_rule({name: SAID[name] for name in ("What", "Why", "Fix")}), "consist", id="no example"),
        pytest.param(make_rule({"Why": "x"} | SAID), "consist", id="wrong order"),
        pytest.param(make_rule(SAID | {"Why": " "}), "its section Why is empty", id="empty section"),
        pytest.param(make_rule(SAID | {"Example": "[[x]]"}), "no fenced block", id="example without a fence"),
        pytest.param(make_rule(SAID | {"Example": "```\n[[x]]"}), "no fenced block", id="fence left open"),
        pytest.param(make_rule(SAID | {"Fix": "Write it anew."}), "has to open with None", id="no kind of fix"),
        pytest.param(make_rule(SAID | {"Fix": "Safety first."}), "has to open with None", id="a longer word"),
    ],
)
def test_a_docstring_that_is_no_page_is_an_error(rule: type[Rule], problem: str) -> None:
    with pytest.raises(PluginError, match=re.escape(problem)) as caught:
        explain.render(rule)
    assert str(caught.value).startswith("rule 'sample' can't be explained: ")


def test_a_class_that_says_too_little_is_an_error() -> None:
    class Bare(Rule):
        name = "bare"

        @on_note
        def check(self, note: Note, vault: Vault) -> Iterator[Diagnostic]:
            yield from ()

    with pytest.raises(PluginError, match='it has no "group", "summary", "severity" and "since"'):
        explain.render(Bare)


@pytest.mark.parametrize("rule", registry().values(), ids=registry())
def test_every_rule_explains_itself(rule: type[Rule]) -> None:
    assert explain.render(rule).startswith(f"# {rule.name}\n\n{rule.summary}\n")


def test_what_a_page_says_of_fixes_and_examples_can_be_compared_with_what_the_rule_does() -> None:
    rule = make_rule(SAID | {"Example": "```md\n[[x]]\n```\nand\n\n~~~yaml\na: 1\n~~~"})
    assert explain.safeties(rule) == {Safety.SAFE, Safety.UNSAFE}
    assert explain.safeties(make_rule(SAID | {"Fix": "None: no."})) == frozenset()
    assert explain.examples(rule) == [("md", "[[x]]\n"), ("yaml", "a: 1\n")]
