"""The settings: what every key does, which rules run, where values come from, and every message about a mistake."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, Literal

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from rlvault_lint import registry
from rlvault_lint.conventions import Conventions, option
from rlvault_lint.files.root import SETTINGS_FILE
from rlvault_lint.findings.diagnostic import Diagnostic, Severity
from rlvault_lint.note import Note
from rlvault_lint.rule import Rule, on_note
from rlvault_lint.settings.describe import describe, keys, option_keys
from rlvault_lint.settings.load import load_settings
from rlvault_lint.settings.model import Settings, general
from rlvault_lint.settings.sources import Asked, SettingsError
from rlvault_lint.settings.toml import dotted, kebab
from rlvault_lint.settings.toml import toml as to_toml
from rlvault_lint.vault.vault import Vault


class _Silent(Rule):
    """A rule that finds nothing."""

    summary = "nothing"
    since = "0.1.0"
    severity = Severity.WARNING

    @on_note
    def check(self, note: Note, vault: Vault) -> Iterator[Diagnostic]:
        return iter(())


class BrokenLink(_Silent):
    """Has an option of every type."""

    name = "broken-link"
    group = "link"
    severity = Severity.ERROR

    @dataclass(frozen=True, slots=True)
    class Options:
        near: int = option(3, "how many near names are shown")
        cutoff: float = option(0.5, "how near they are")
        strict: bool = option(False, "whether to be strict")
        mode: Literal["all", "first"] = option("first", "which to report")
        least: Severity = option(Severity.INFO, "the least severity")
        allow: tuple[str, ...] = option((), "targets that may be missing", holds="patterns")
        names: Mapping[str, tuple[str, ...]] = option({"a": ("b",)}, "names by name")
        limit: int | None = option(None, "how many at most")

        def __post_init__(self) -> None:
            if self.near < 0:
                raise ValueError("near can't be negative")
            if self.strict and self.near:
                raise ValueError("strict and near exclude each other")


class SelfLink(_Silent):
    name = "self-link"
    group = "link"
    default = False


class MalformedRating(_Silent):
    name = "malformed-rating"
    group = "rating"


class Plugin(_Silent):
    name = "zk/broken-id"
    group = "zettel"

    @dataclass(frozen=True, slots=True)
    class Options:
        depth: int = option(1, "how deep")


RULES: tuple[type[Rule], ...] = (BrokenLink, MalformedRating, SelfLink, Plugin)
Load = Callable[..., Settings]

TOP = ", ".join(sorted({key.name.partition(".")[0] for key in keys()}))
"""What can stand at the top of a settings file, as messages list it."""


@pytest.fixture(autouse=True)
def _rules(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "registry", lambda: {rule.name: rule for rule in RULES})


@pytest.fixture
def loaded(tmp_path: Path) -> Load:
    """Loads settings from the text of a `rlvault-lint.toml`."""

    def load_text(toml: str = "", **overrides: Any) -> Settings:
        (tmp_path / SETTINGS_FILE).write_text(toml, "utf-8")
        return load_settings(tmp_path, asked=Asked("command line", overrides, sign="--"))

    return load_text


def _selected(found: Settings) -> list[str]:
    return [rule.name for rule in found.rules]


# --- which rules run ------------------------------------------------------------------------------------------------

DEFAULTS = ["broken-link", "malformed-rating", "zk/broken-id"]


@pytest.mark.parametrize(
    ("toml", "overrides", "expected"),
    [
        pytest.param("", {}, DEFAULTS, id="defaults"),
        pytest.param('select = ["self-link"]', {}, ["self-link"], id="a rule"),
        pytest.param('select = ["link"]', {}, ["broken-link", "self-link"], id="a group, all of it"),
        pytest.param('select = ["zettel"]', {}, ["zk/broken-id"], id="a plugin's group"),
        pytest.param('select = ["zk/broken-id"]', {}, ["zk/broken-id"], id="a plugin's rule"),
        pytest.param('select = ["text"]', {}, [], id="a group without rules"),
        pytest.param('select = ["all"]', {}, sorted(rule.name for rule in RULES), id="all"),
        pytest.param("select = []", {}, [], id="none"),
        pytest.param('extend-select = ["self-link"]', {}, sorted([*DEFAULTS, "self-link"]), id="extended defaults"),
        pytest.param('ignore = ["broken-link"]', {}, DEFAULTS[1:], id="ignored rule"),
        pytest.param('ignore = ["link"]', {}, DEFAULTS[1:], id="ignored group"),
        pytest.param('ignore = ["all"]', {}, [], id="ignored all"),
        pytest.param('select = ["self-link"]\nignore = ["link"]', {}, ["self-link"], id="rule beats ignored group"),
        pytest.param(
            'extend-select = ["self-link"]\nignore = ["link"]',
            {},
            ["malformed-rating", "self-link", "zk/broken-id"],
            id="extending rule beats ignored group",
        ),
        pytest.param('select = ["link"]\nignore = ["self-link"]', {}, ["broken-link"], id="ignored rule beats group"),
        pytest.param('select = ["link"]\nignore = ["all"]', {}, ["broken-link", "self-link"], id="group beats all"),
        pytest.param('select = ["link"]\nignore = ["link"]', {}, [], id="of equal ones, ignore wins"),
        pytest.param('ignore = ["self-link"]', {"select": ("self-link",)}, ["self-link"], id="select beats the file"),
        pytest.param('extend-select = ["rating"]', {"select": ("self-link",)}, ["self-link"], id="select starts anew"),
        pytest.param(
            'select = ["self-link"]',
            {"extend_select": ("rating",)},
            ["malformed-rating", "self-link"],
            id="extend-select builds upon the file",
        ),
        pytest.param(
            'ignore = ["self-link"]', {"extend_select": ("link",)}, sorted([*DEFAULTS, "self-link"]), id="later"
        ),
        pytest.param('select = ["broken-link"]', {"ignore": ("link",)}, [], id="ignore beats the file's rule"),
        pytest.param(
            "",
            {"select": ("all",), "extend_select": ("self-link",), "ignore": ("link",)},
            ["malformed-rating", "self-link", "zk/broken-id"],
            id="all three",
        ),
    ],
)
def test_which_rules_run(loaded: Load, toml: str, overrides: dict[str, Any], expected: list[str]) -> None:
    assert _selected(loaded(toml, **overrides)) == expected


# --- what the keys do -----------------------------------------------------------------------------------------------


def test_without_a_file_all_is_default(tmp_path: Path) -> None:
    found = load_settings(tmp_path)
    assert (found.root, found.config, found.origins) == (tmp_path, None, {})
    assert (found.values.exclude, found.per_path_ignores, found.values.comments) == ((), (), False)
    assert (found.conventions, found.values.fail_on) == (Conventions(), Severity.ERROR)
    assert [(rule.options, rule.severity_in_force) for rule in found.rules] == [
        (BrokenLink.Options(), Severity.ERROR),
        (MalformedRating.Options(), Severity.WARNING),
        (Plugin.Options(), Severity.WARNING),
    ]


@pytest.mark.parametrize(
    ("toml", "value", "expected"),
    [
        pytest.param(
            'exclude = ["Archive/", "!a.md"]', lambda s: s.values.exclude, ("Archive/", "!a.md"), id="exclude"
        ),
        pytest.param('fail-on = "info"', lambda s: s.values.fail_on, Severity.INFO, id="fail-on"),
        pytest.param("comments = true", lambda s: s.values.comments, True, id="comments"),
        pytest.param(
            '[per-path-ignores]\n"T/**" = ["link", "malformed-rating"]\n"*.x.md" = []',
            lambda s: s.per_path_ignores,
            (("T/**", frozenset({"broken-link", "self-link", "malformed-rating"})), ("*.x.md", frozenset[str]())),
            id="per-path-ignores",
        ),
        pytest.param('[moc]\ntypes = ["map"]', lambda s: s.conventions.moc.types, ("map",), id="moc.types"),
        pytest.param(
            '[moc]\ntypes = ["map"]', lambda s: s.conventions.moc.tags, ("moc",), id="its table's others stay"
        ),
        pytest.param("[moc]\nnames = ['\\bMOC\\b']", lambda s: s.conventions.moc.names, (r"\bMOC\b",), id="moc.names"),
        pytest.param("[rating]\nscale = 10", lambda s: s.conventions.rating.scale, 10, id="rating.scale, greatest"),
        pytest.param("[rating]\nscale = 2", lambda s: s.conventions.rating.scale, 2, id="rating.scale, least"),
        pytest.param(
            '[rating]\nfilled = "★⭐\ufe0f"\nempty = "☆\ufe0f"',
            lambda s: (s.conventions.rating.filled, s.conventions.rating.empty),
            ("★⭐", "☆"),
            id="variation selectors are no glyphs",
        ),
        pytest.param('arxiv.properties = ["id"]', lambda s: s.conventions.arxiv.properties, ("id",), id="dotted key"),
        pytest.param(
            '[frontmatter.required]\n"*" = ["tags"]',
            lambda s: s.conventions.frontmatter.required,
            {"*": ("tags",)},
            id="frontmatter.required",
        ),
        pytest.param(
            "[frontmatter]\nrequired = { moc = [] }",
            lambda s: s.conventions.frontmatter.required,
            {"moc": ()},
            id="an empty list in a table",
        ),
        pytest.param(
            '[frontmatter.required-in]\n"papers/**" = ["arxiv"]',
            lambda s: s.conventions.frontmatter.required_in,
            {"papers/**": ("arxiv",)},
            id="frontmatter.required-in",
        ),
    ],
)
def test_keys_set_values(loaded: Load, toml: str, value: Callable[[Settings], Any], expected: object) -> None:
    assert value(loaded(toml)) == expected


def test_options_of_every_type(loaded: Load) -> None:
    found = loaded(
        """
        [rules.broken-link]
        near = 5
        cutoff = 1
        mode = "all"
        least = "warning"
        allow = ["Future/*"]
        names = { c = ["d"] }
        limit = 7
        [rules."zk/broken-id"]
        depth = 2
        """
    )
    assert found.rules[0].options == BrokenLink.Options(
        5, 1.0, False, "all", Severity.WARNING, ("Future/*",), {"a": ("b",), "c": ("d",)}, 7
    )
    assert isinstance(found.rules[0].options.cutoff, float)
    assert found.rules[2].options == Plugin.Options(2)


@pytest.mark.parametrize(
    ("toml", "expected"),
    [
        pytest.param('severity.broken-link = "info"', ("info", "warning"), id="a rule"),
        pytest.param('severity.link = "info"', ("info", "info"), id="a group"),
        pytest.param('severity.all = "error"', ("error", "error"), id="all"),
        pytest.param('severity = { link = "info", self-link = "error" }', ("info", "error"), id="rule beats group"),
        pytest.param('severity = { link = "info", all = "error" }', ("info", "info"), id="group beats all"),
    ],
)
def test_severity(loaded: Load, toml: str, expected: tuple[str, str]) -> None:
    broken, own = loaded(toml, select=("link",)).rules
    assert (broken.severity_in_force, own.severity_in_force) == expected


def test_the_command_line_replaces_values(loaded: Load) -> None:
    toml = 'exclude = ["a/"]\nfail-on = "info"'
    found = loaded(toml, exclude=("b/",), fail_on=Severity.WARNING)
    assert (found.values.exclude, found.values.fail_on) == (("b/",), Severity.WARNING)
    assert loaded(toml, exclude=()).values.exclude == ()
    assert loaded(toml).values.exclude == ("a/",)


# --- files ----------------------------------------------------------------------------------------------------------


def _write(root: Path, files: Mapping[str, str | bytes]) -> None:
    for name, content in files.items():
        (root / name).write_bytes(content.encode() if isinstance(content, str) else content)


OURS = '[tool.rlvault-lint]\nfail-on = "info"\n'


@pytest.mark.parametrize(
    ("files", "config", "fail_on"),
    [
        pytest.param({}, None, "error", id="none"),
        pytest.param({"rlvault-lint.toml": 'fail-on = "info"'}, "rlvault-lint.toml", "info", id="own"),
        pytest.param({"pyproject.toml": OURS}, "pyproject.toml", "info", id="pyproject"),
        pytest.param({"rlvault-lint.toml": ""}, "rlvault-lint.toml", "error", id="own, empty"),
        pytest.param({"rlvault-lint.toml": "# x", "pyproject.toml": OURS}, "pyproject.toml", "info", id="own empty"),
        pytest.param(
            {"rlvault-lint.toml": 'fail-on = "info"', "pyproject.toml": "[tool.rlvault-lint]"},
            "rlvault-lint.toml",
            "info",
            id="pyproject empty",
        ),
        pytest.param({"pyproject.toml": "[tool.ruff]"}, None, "error", id="other tools"),
        pytest.param({"pyproject.toml": 'a = ["tool", "rlvault-lint"]'}, None, "error", id="only named"),
        pytest.param({"pyproject.toml": 'tool = "rlvault-lint"'}, None, "error", id="tool is no table"),
        pytest.param({"pyproject.toml": "not TOML"}, None, "error", id="a broken one is none of our business"),
        pytest.param({"pyproject.toml": b"\xff"}, None, "error", id="nor is one in another encoding"),
        pytest.param({"rlvault-lint.toml": '\ufefffail-on = "info"'}, "rlvault-lint.toml", "info", id="with a BOM"),
        pytest.param({"rlvault-lint.toml": '\r\nfail-on = "info"\r\n'}, "rlvault-lint.toml", "info", id="CRLF"),
    ],
)
def test_which_file_counts(tmp_path: Path, files: dict[str, str | bytes], config: str | None, fail_on: str) -> None:
    _write(tmp_path, files)
    found = load_settings(tmp_path)
    assert found.config == (tmp_path / config if config else None)
    assert found.values.fail_on == fail_on


def test_a_named_file_takes_the_place_of_the_roots_own(tmp_path: Path) -> None:
    _write(tmp_path, {"rlvault-lint.toml": "no TOML", "other.toml": 'fail-on = "info"', "pyproject.toml": OURS})
    assert load_settings(tmp_path, config=tmp_path / "other.toml").values.fail_on == "info"
    (tmp_path / "deep").mkdir()
    found = load_settings(tmp_path / "deep", config=tmp_path / "pyproject.toml")
    assert (found.values.fail_on, found.config) == ("info", tmp_path / "pyproject.toml")


# --- mistakes -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("toml", "message"),
    [
        # unknown names
        pytest.param('selct = ["link"]', ':1: unknown key "selct": did you mean "select"?', id="key"),
        pytest.param('fail_on = "info"', ':1: unknown key "fail_on": did you mean "fail-on"?', id="snake case"),
        pytest.param(
            "quiet = true",
            f':1: unknown key "quiet": the keys here are {TOP}',
            id="key like no other",
        ),
        pytest.param(
            "\n[rating]\nscales = 5", ':3: unknown key "scales" in [rating]: did you mean "scale"?', id="key in a table"
        ),
        pytest.param(
            "[rating]\nscale = 5\nselect = []",
            ':3: unknown key "select" in [rating]: move it above the first table of the file',
            id="general key below a header",
        ),
        pytest.param(
            "[broken-link]\nnear = 1",
            ':1: unknown key "broken-link": the options of a rule belong in [rules.broken-link]',
            id="rule as a table",
        ),
        pytest.param(
            '[tool.rlvault-lint]\nselect = ["link"]',
            ':1: unknown key "tool": [tool.rlvault-lint] is for pyproject.toml, so leave that out of the headers here',
            id="header of pyproject.toml",
        ),
        pytest.param(
            "[rules.broken-link]\nneer = 3",
            ':2: unknown key "neer" in [rules.broken-link]: did you mean "near"?',
            id="option",
        ),
        pytest.param(
            "[rules.malformed-rating]\nnear = 3",
            ':2: unknown key "near" in [rules.malformed-rating]: there are no keys here',
            id="option of a rule without any",
        ),
        pytest.param(
            '[rules."zk/broken-id"]\ndepht = 3',
            ':2: unknown key "depht" in [rules."zk/broken-id"]: did you mean "depth"?',
            id="option of a plugin's rule",
        ),
        pytest.param(
            '[rules.self-link]\n[rules."zk/brokenid"]',
            ':2: rules: unknown rule "zk/brokenid": did you mean "zk/broken-id"?',
            id="plugin rule",
        ),
        pytest.param(
            "[rules.link]\nnear = 1",
            ':1: rules: unknown rule "link": `rlvault-lint rule` lists the rules',
            id="group with options",
        ),
        pytest.param(
            'select = [\n    "link",\n    # why\n    "brokn-link",\n]',
            ':4: select: unknown rule or group "brokn-link": did you mean "broken-link"?',
            id="rule, on its own line",
        ),
        pytest.param(
            'ignore = ["links"]', ':1: ignore: unknown rule or group "links": did you mean "link"?', id="group"
        ),
        pytest.param(
            'extend-select = ["E501"]',
            ':1: extend-select: unknown rule or group "E501": the groups are arxiv, frontmatter, link, moc, rating, '
            "text, zettel, and `rlvault-lint rule` lists the rules",
            id="rule like no other",
        ),
        pytest.param(
            '[severity]\nlink = "info"\nself-links = "info"',
            ':3: severity: unknown rule or group "self-links": did you mean "self-link"?',
            id="severity of an unknown rule",
        ),
        pytest.param(
            '[per-path-ignores]\n"T/" = ["link"]\n"U/" = ["all",\n"lnk"]',
            ':4: per-path-ignores."U/": unknown rule or group "lnk": did you mean "link"?',
            id="ignoring an unknown rule",
        ),
        # wrong types
        pytest.param("select = 3", ":1: select: expected a list of strings, got 3", id="number for a list"),
        pytest.param(
            'select = "link"',
            ':1: select: expected a list of strings, got "link": write ["link"]',
            id="string for a list",
        ),
        pytest.param(
            'ignore = ["link",\n 3]', ":2: ignore, item 2: expected a string, got 3: write it in quotes", id="item"
        ),
        pytest.param('ignore = [["link"]]', ":1: ignore, item 1: expected a string, got a list", id="list in a list"),
        pytest.param(
            'comments = "true"', ':1: comments: expected true or false, got "true": write it without quotes', id="bool"
        ),
        pytest.param("comments = 1", ":1: comments: expected true or false, got 1", id="1 is not true"),
        pytest.param(
            "[rating]\nscale = '5'",
            ':2: rating.scale: expected a whole number, got "5": write it without quotes',
            id="text for a number",
        ),
        pytest.param(
            "[rating]\nscale = 5.0", ":2: rating.scale: expected a whole number, got 5.0", id="float for an int"
        ),
        pytest.param(
            "[rating]\nscale = true", ":2: rating.scale: expected a whole number, got true", id="true is not 1"
        ),
        pytest.param(
            "rating.filled = 5",
            ":1: rating.filled: expected a string, got 5: write it in quotes",
            id="number for a text",
        ),
        pytest.param(
            "moc.types = [2024-01-01]",
            ":1: moc.types, item 1: expected a string, got 2024-01-01: write it in quotes",
            id="date for a text",
        ),
        pytest.param("\nrating = 5", ":2: rating: expected a table, got 5: write it as a table: [rating]", id="table"),
        pytest.param(
            "[rules]\nbroken-link = false",
            ":2: rules.broken-link: expected a table, got false: write it as a table: [rules.broken-link]",
            id="table of options",
        ),
        pytest.param(
            "[[rating]]\nscale = 5",
            ":1: rating: expected a table, got a list: write it as a table: [rating]",
            id="list of tables",
        ),
        pytest.param(
            '[frontmatter.required]\nmoc = "tags"',
            ':2: frontmatter.required.moc: expected a list of strings, got "tags": write ["tags"]',
            id="value in a free table",
        ),
        pytest.param(
            "[frontmatter.required]\nmoc.moc.moc = 1",
            ":2: frontmatter.required.moc: expected a list of strings, got a table",
            id="table for a list",
        ),
        pytest.param(
            'fail-on = "warn"', ':1: fail-on: expected "info", "warning" or "error", got "warn"', id="fail-on"
        ),
        pytest.param(
            '[severity]\nlink = "off"',
            ':2: severity.link: expected "info", "warning" or "error", got "off"',
            id="severity",
        ),
        pytest.param(
            '[rules.broken-link]\nmode = "last"',
            ':2: rules.broken-link.mode: expected "all" or "first", got "last"',
            id="choice",
        ),
        pytest.param(
            "[rules.broken-link]\ncutoff = '0.5'",
            ':2: rules.broken-link.cutoff: expected a number, got "0.5": write it without quotes',
            id="text for a float",
        ),
        pytest.param(
            "[rules.broken-link]\nlimit = 'x'",
            ':2: rules.broken-link.limit: expected a whole number, got "x"',
            id="optional value",
        ),
        pytest.param(
            f"[rules.broken-link]\ncutoff = 1{'0' * 400}",
            f":2: rules.broken-link.cutoff: expected a number, got 1{'0' * 56}...",
            id="more than a float can be",
        ),
        # bad values
        pytest.param(
            "[moc]\nnames = [\n'MOC',\n'(a']",
            ':4: moc.names, item 2: "(a" is not a valid regular expression: '
            "missing ), unterminated subpattern at position 0",
            id="regular expression",
        ),
        pytest.param(
            "moc.names = ['[[MOC]]']",
            ':1: moc.names, item 1: "[[MOC]]" is not a valid regular expression: Possible nested set at position 1',
            id="doubtful regular expression",
        ),
        pytest.param(
            "moc.names = ['(?<!x)MOC']",
            ':1: moc.names, item 1: "(?<!x)MOC" can\'t be used as a regular expression: '
            "looking ahead or behind is not supported",
            id="regular expression that could take exponential time",
        ),
        pytest.param(
            'moc.names = ["\\bMOC"]',
            ':1: moc.names, item 1: "\\bMOC" holds a backspace: write it in single quotes, which keep backslashes',
            id="regular expression in double quotes",
        ),
        pytest.param(
            "[rating]\nscale = 11",
            ":2: rating.scale: expected a whole number from 2 to 10, got 11",
            id="scale too wide",
        ),
        pytest.param(
            "max-size = 0",
            ":1: max-size: expected a number above 0, and at most 1024, got 0.0",
            id="no size",
        ),
        pytest.param(
            "[rating]\nscale = 1",
            ":2: rating.scale: expected a whole number from 2 to 10, got 1",
            id="scale too narrow",
        ),
        pytest.param('[rating]\nempty = ""', ":2: rating.empty: expected at least one glyph, got none", id="no glyph"),
        pytest.param(
            '[rating]\nfilled = "\ufe0f"',
            ":2: rating.filled: expected at least one glyph, got none",
            id="no real glyph",
        ),
        pytest.param(
            '[rating]\nfilled = "★ ⭐"',
            ":2: rating.filled: U+0020 is not a glyph: write nothing but glyphs, without spaces between them",
            id="blank between glyphs",
        ),
        pytest.param(
            '[rating]\nfilled = "★⭐"\nempty = "☆⭐"',
            ':3: rating.empty: "⭐" can\'t be both a filled and an empty star: leave one out',
            id="glyph of both kinds",
        ),
        pytest.param(
            '[rating]\nfilled = "☆"',
            ':2: rating.filled: "☆" can\'t be both a filled and an empty star: leave one out',
            id="glyph of both kinds, by default",
        ),
        pytest.param(
            'exclude = ["a/", "!"]',
            ':1: exclude, item 2: the pattern "!" matches nothing: write it as in .gitignore',
            id="pattern",
        ),
        pytest.param(
            '[per-path-ignores]\n"#a" = ["link"]',
            ':2: per-path-ignores."#a": the pattern "#a" matches nothing: write it as in .gitignore',
            id="comment for a pattern",
        ),
        pytest.param(
            '[frontmatter.required-in]\n"" = ["tags"]',
            ':2: frontmatter.required-in."": the pattern "" matches nothing: write it as in .gitignore',
            id="empty pattern",
        ),
        pytest.param(
            '[rules.broken-link]\nallow = ["People/", "#"]',
            ':2: rules.broken-link.allow, item 2: the pattern "#" matches nothing: write it as in .gitignore',
            id="pattern among the options of a rule",
        ),
        pytest.param(
            "[rules.broken-link]\nlimit = 1\nnear = -1",
            ":3: rules.broken-link.near: near can't be negative",
            id="what the options themselves reject",
        ),
        pytest.param(
            "[rules.broken-link]\nnear = 1\nstrict = true",
            ":3: rules.broken-link.strict: strict and near exclude each other",
            id="what they reject together with a default",
        ),
        pytest.param(
            "[rules.self-link]\nx = 1",
            ':2: unknown key "x" in [rules.self-link]: there are no keys here',
            id="a rule that does not run",
        ),
        # no TOML
        pytest.param(
            "\nselect = [link]",
            ":2: not valid TOML, invalid value (column 11): a string needs quotes, a list needs its closing bracket",
            id="missing quotes",
        ),
        pytest.param(
            'moc.names = ["\\d"]',
            ":1: not valid TOML, unescaped '\\' in a string (column 17): write the string in "
            "single quotes, which keep backslashes as they are",
            id="backslash",
        ),
        pytest.param(
            "ignore = []\nignore = []\n\n",
            ":2: not valid TOML, cannot overwrite a value (column 12): a key is there twice, so keep one of them",
            id="key twice",
        ),
        pytest.param("a", ":1: not valid TOML, expected '=' after a key in a key/value pair", id="no value"),
        pytest.param("\n\nselect = ['", ':3: not valid TOML, expected "\'"', id="no end"),
        pytest.param("a = " + "[" * 5000, ":1: brackets are nested too deep: no setting needs that", id="too deep"),
        pytest.param(
            "select = []\nignore = [" + "\n[" * 5000 + "]" * 5000 + "]",
            ":51: brackets are nested too deep: no setting needs that",
            id="too deep, on many lines",
        ),
        pytest.param(
            "select = []\nrating.scale = 1" + "0" * 5000,
            ":2: a number is too long: no setting needs that",
            id="number of thousands of digits",
        ),
        pytest.param('fail-on = "a\x00"', ":1: not valid TOML, illegal character '\\x00' (column 13)", id="NUL"),
        # what people may see of it
        pytest.param(
            '"\\u001b[31mred" = 1',
            f':1: unknown key "\\u001b[31mred": the keys here are {TOP}',
            id="control characters",
        ),
        pytest.param(
            'fail-on = "\u202ex"', ':1: fail-on: expected "info", "warning" or "error", got "\\u202ex"', id="bidi"
        ),
    ],
)
@pytest.mark.filterwarnings("ignore")
def test_messages(loaded: Load, toml: str, message: str) -> None:
    with pytest.raises(SettingsError) as caught:
        loaded(toml)
    assert str(caught.value) == f"rlvault-lint.toml{message}"


@pytest.mark.parametrize(
    ("files", "config", "message"),
    [
        pytest.param(
            {"rlvault-lint.toml": 'fail-on = "info"', "pyproject.toml": "\n" + OURS},
            None,
            "pyproject.toml:2: [tool.rlvault-lint] holds settings, and so does rlvault-lint.toml: keep one of the two",
            id="two files",
        ),
        pytest.param(
            {"pyproject.toml": "[project]\nname = 'x'\n[tool.rlvault-lint.rating]\nscale = 0"},
            None,
            "pyproject.toml:4: rating.scale: expected a whole number from 2 to 10, got 0",
            id="pyproject",
        ),
        pytest.param(
            {"pyproject.toml": "[tool.rlvault-lint]\nselct = []"},
            None,
            'pyproject.toml:2: unknown key "selct" in [tool.rlvault-lint]: did you mean "select"?',
            id="key in pyproject",
        ),
        pytest.param(
            {"pyproject.toml": "[tool.rlvault-lint.moc]\nignore = []"},
            None,
            'pyproject.toml:2: unknown key "ignore" in [tool.rlvault-lint.moc]: move it to [tool.rlvault-lint]',
            id="general key in pyproject",
        ),
        pytest.param(
            {"pyproject.toml": "[tool]\nrlvault-lint = 3"},
            None,
            "pyproject.toml:2: expected a table, got 3: write it as a table: [tool.rlvault-lint]",
            id="no table in pyproject",
        ),
        pytest.param(
            {"rlvault-lint.toml": b"# \n# \xe4\nselect = []"},
            None,
            "rlvault-lint.toml:2: byte 0xe4 is not UTF-8: save the file as UTF-8",
            id="encoding",
        ),
        pytest.param({}, "no.toml", "{root}/no.toml: there is no such file", id="named file missing"),
        pytest.param({}, "", "{root}: can't be read: it is a folder", id="named file a folder"),
        pytest.param(
            {"pyproject.toml": "[tool.ruff]"},
            "pyproject.toml",
            "{root}/pyproject.toml: there is no [tool.rlvault-lint] in it: add it",
            id="named pyproject without settings",
        ),
        pytest.param(
            {"a.toml": "x = 1"}, "a.toml", '{root}/a.toml:1: unknown key "x": the keys here are', id="named file"
        ),
    ],
)
def test_messages_about_files(tmp_path: Path, files: dict[str, str | bytes], config: str | None, message: str) -> None:
    _write(tmp_path, files)
    with pytest.raises(SettingsError) as caught:
        load_settings(tmp_path, config=None if config is None else tmp_path / config)
    expected = message.replace("{root}", str(tmp_path))
    assert str(caught.value).startswith(expected) if message.endswith("are") else str(caught.value) == expected


@pytest.mark.parametrize(
    ("overrides", "message"),
    [
        pytest.param(
            {"select": ("link", "brokn-link")},
            '--select: unknown rule or group "brokn-link": did you mean "broken-link"?',
            id="select",
        ),
        pytest.param(
            {"extend_select": ("lnk",)},
            '--extend-select: unknown rule or group "lnk": did you mean "link"?',
            id="extend",
        ),
        pytest.param({"ignore": ("al",)}, '--ignore: unknown rule or group "al": did you mean "all"?', id="ignore"),
        pytest.param(
            {"exclude": ("!",)}, '--exclude: the pattern "!" matches nothing: write it as in .gitignore', id="exclude"
        ),
    ],
)
def test_messages_about_the_command_line(loaded: Load, overrides: dict[str, Any], message: str) -> None:
    with pytest.raises(SettingsError) as caught:
        loaded(**overrides)
    assert str(caught.value) == message


@pytest.mark.parametrize(
    ("annotation", "default", "why"),
    [
        pytest.param("set[str]", None, "no setting can have the type set[str]", id="type"),
        pytest.param("Nowhere", None, "name 'Nowhere' is not defined", id="name"),
    ],
)
def test_options_that_no_settings_can_hold(
    loaded: Load, monkeypatch: pytest.MonkeyPatch, annotation: str, default: object, why: str
) -> None:
    options = type("Options", (), {"__annotations__": {"x": annotation}, "x": default, "__module__": __name__})
    bad = type(
        "Bad",
        (_Silent,),
        {"name": "zk/bad", "group": "link", "plugin": "zettel", "Options": dataclass(frozen=True)(options)},
    )
    monkeypatch.setattr(registry, "registry", lambda: {"zk/bad": bad})
    found = loaded('select = ["all"]\n[rules."zk/bad"]\nx = 3')
    assert found.rules == ()
    (sentence,) = found.unusable
    assert sentence.startswith("the rule 'zk/bad' of the plugin 'zettel' can't be used (its Options raise ")
    assert f"{why}): " in sentence


_VALUES = st.recursive(
    st.booleans() | st.integers(-9, 99) | st.floats() | st.text(max_size=4) | st.sampled_from(["link", "info", "★"]),
    lambda inside: (
        st.lists(inside, max_size=3)
        | st.dictionaries(st.sampled_from(["link", "types", "scale", "self-link", "é"]), inside)
    ),
    max_leaves=6,
)


@given(st.dictionaries(st.sampled_from([*(key.name.split(".")[0] for key in keys()), "x"]), _VALUES, max_size=3))
@hypothesis_settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_toml_is_settings_or_one_error(loaded: Load, data: dict[str, Any]) -> None:
    toml = "\n".join(f"{dotted((key,))} = {to_toml(value)}" for key, value in data.items())
    assert repr(tomllib.loads(toml)) == repr(data)
    try:
        found = loaded(toml)
    except SettingsError as error:
        assert re.fullmatch(r"rlvault-lint\.toml:\d+: .+", str(error))  # noqa: PT017 - an error is only one way out
    else:
        assert isinstance(found, Settings)


# --- what is in force -----------------------------------------------------------------------------------------------

EVERYTHING = """\
exclude = ["Archive/"]
ignore = ["malformed-rating"]
extend-select = [
    "self-link",
]
comments = true
[severity]
link = "warning"
"zk/broken-id" = "info"
[per-path-ignores]
"Templates/**" = ["all"]
"a b.md" = ["link"]
[rules.broken-link]
allow = ["a\\"b"]
cutoff = 2
[rules."zk/broken-id"]
depth = 4
[moc]
tags = ["map"]
[frontmatter.required]
"*" = ["tags"]
"""


def test_describe_tells_every_value_and_its_origin(loaded: Load) -> None:
    told = describe(loaded(EVERYTHING, fail_on=Severity.INFO, ignore=("rating",)))
    assert {
        ("follow-outside", "false", "default"),
        ("fix.leave", "[]", "default"),
        ("rules.broken-link.near", "3", "default"),
        ("rules.broken-link.strict", "false", "default"),
        ("rules.broken-link.mode", '"first"', "default"),
        ("rules.broken-link.least", '"info"', "default"),
        ("rules.broken-link.names.a", '["b"]', "default"),
        ("moc.names", to_toml(Conventions().moc.names), "default"),
        ("rating.filled", '"★⭐"', "default"),
        ("frontmatter.required-in", "{}", "default"),
    } <= {*told}
    assert [row for row in told if row[2] != "default"] == [
        (
            "select",
            '["broken-link", "self-link", "zk/broken-id"]',
            "rlvault-lint.toml:3, rlvault-lint.toml:2, command line",
        ),
        ("exclude", '["Archive/"]', "rlvault-lint.toml:1"),
        ("fail-on", '"info"', "command line"),
        ("comments", "true", "rlvault-lint.toml:6"),
        ("severity.broken-link", '"warning"', "rlvault-lint.toml:8"),
        ("severity.self-link", '"warning"', "rlvault-lint.toml:8"),
        ('severity."zk/broken-id"', '"info"', "rlvault-lint.toml:9"),
        ('per-path-ignores."Templates/**"', '["all"]', "rlvault-lint.toml:11"),
        ('per-path-ignores."a b.md"', '["broken-link", "self-link"]', "rlvault-lint.toml:12"),
        ("rules.broken-link.cutoff", "2.0", "rlvault-lint.toml:15"),
        ("rules.broken-link.allow", '["a\\"b"]', "rlvault-lint.toml:14"),
        ('rules."zk/broken-id".depth', "4", "rlvault-lint.toml:17"),
        ("moc.tags", '["map"]', "rlvault-lint.toml:19"),
        ('frontmatter.required."*"', '["tags"]', "rlvault-lint.toml:21"),
    ]


@pytest.mark.parametrize(
    ("toml", "overrides", "origin"),
    [
        pytest.param("", {}, "default", id="default"),
        pytest.param("ignore = []", {}, "default", id="nothing said"),
        pytest.param("\nselect = []", {}, "rlvault-lint.toml:2", id="an empty list is said"),
        pytest.param('select = ["link"]\nignore = ["link"]', {"select": ("all",)}, "command line", id="set aside"),
        pytest.param('select = ["link"]', {"ignore": ("all",)}, "rlvault-lint.toml:1, command line", id="built upon"),
    ],
)
def test_the_origin_of_the_selection(loaded: Load, toml: str, overrides: dict[str, Any], origin: str) -> None:
    name, _, found = describe(loaded(toml, **overrides))[0]
    assert (name, found) == ("select", origin)


@pytest.mark.parametrize("toml", ["", EVERYTHING, "select = []", '[rating]\nfilled = "●"\nempty = "○"\nscale = 3'])
def test_what_is_described_is_a_settings_file_that_means_the_same(loaded: Load, toml: str) -> None:
    first = loaded(toml)
    again = loaded("\n".join(f"{name} = {value}" for name, value, _ in describe(first)))
    assert [row[:2] for row in describe(again)] == [row[:2] for row in describe(first)]
    assert again.conventions == first.conventions
    assert dict(again.per_path_ignores) == dict(first.per_path_ignores)
    assert [rule.options for rule in again.rules] == [rule.options for rule in first.rules]


# --- what there is to set -------------------------------------------------------------------------------------------


def test_keys_are_all_there_with_help_and_a_default_that_loads(loaded: Load) -> None:
    names = [key.name for key in keys()]
    single = [kebab(field.name) for field in general() if field.name != "fix"]
    assert names[: len(single)] == single
    assert names[len(single) :] == [
        f"{table.name}.{field.name.replace('_', '-')}"
        for table in fields(Conventions)
        for field in fields(getattr(Conventions(), table.name))
    ] + ["fix.leave"]
    assert all(key.help for key in keys())
    found = loaded("\n".join(f"{key.name} = {key.default}" for key in keys() if key.default))
    assert [row[:2] for row in describe(found)] == [row[:2] for row in describe(loaded(""))]


@pytest.mark.parametrize(
    ("name", "types", "default"),
    [
        ("select", "a list of strings", ""),
        ("fail-on", '"info", "warning" or "error"', '"error"'),
        ("comments", "true or false", "false"),
        ("max-size", "a number", "16.0"),
        ("severity", 'a table of "info", "warning" or "error"', "{}"),
        ("per-path-ignores", "a table of lists of strings", "{}"),
        ("rules", "a table of tables", "{}"),
        ("rating.scale", "a whole number", "5"),
        ("rating.filled", "a string", '"★⭐"'),
        ("frontmatter.required", "a table of lists of strings", "{}"),
    ],
)
def test_keys_in_words(name: str, types: str, default: str) -> None:
    assert [(key.types, key.default) for key in keys() if key.name == name] == [(types, default)]


def test_option_keys() -> None:
    assert [tuple(key) for key in option_keys(BrokenLink)] == [
        ("near", "a whole number", "3", "how many near names are shown"),
        ("cutoff", "a number", "0.5", "how near they are"),
        ("strict", "true or false", "false", "whether to be strict"),
        ("mode", '"all" or "first"', '"first"', "which to report"),
        ("least", '"info", "warning" or "error"', '"info"', "the least severity"),
        ("allow", "a list of strings", "[]", "targets that may be missing"),
        ("names", "a table of lists of strings", '{a = ["b"]}', "names by name"),
        ("limit", "a whole number", "", "how many at most"),
    ]
    assert option_keys(SelfLink) == []


def test_a_run_without_settings_imports_nothing_for_them() -> None:
    program = """
import sys
from pathlib import Path
from rlvault_lint.settings.load import load_settings
load_settings(Path("does-not-exist"))
print(sorted({"rapidfuzz", "rich", "tomllib"} & sys.modules.keys()))
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_settings_outside_the_vault_are_not_read(tmp_path: Path) -> None:
    root = tmp_path / "vault"
    root.mkdir()
    (tmp_path / "other.toml").write_text('[tool.rlvault-lint]\nSECRET = "x"\n')
    (root / "pyproject.toml").symlink_to("../other.toml")
    assert load_settings(root).config is None
    (root / "rlvault-lint.toml").symlink_to("../other.toml")
    with pytest.raises(SettingsError, match="a symbolic link out of the vault is not followed: ") as caught:
        load_settings(root)
    assert "SECRET" not in str(caught.value)
