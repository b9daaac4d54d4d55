"""Directives: comments to the linter, with their places."""

from __future__ import annotations

import pytest

from rlvault_lint.reading import directives
from rlvault_lint.reading.parse import parse


@pytest.mark.parametrize(
    ("text", "action", "rules", "own_line"),
    [
        ("%% rlvault-lint: ignore broken-link %%", "ignore", ["broken-link"], True),
        ("[[x]] %%rlvault-lint:ignore broken-link, self-link%%", "ignore", ["broken-link", "self-link"], False),
        ("a\n  <!-- rlvault-lint: ignore-start broken-link --> \nb", "ignore-start", ["broken-link"], True),
        ("<!-- rlvault-lint: ignore-end -->", "ignore-end", [], True),
        ("<!-- rlvault-lint: ignore-file --> x", "ignore-file", [], False),
        ("> - %% rlvault-lint: ignore %%", "ignore", [], True),
        ("%% rlvault-lint: %%", "", [], True),
        ("%% rlvault-lint: wat plugin/rule,x %%", "wat", ["plugin/rule", "x"], True),
        ("文 😀 %% rlvault-lint: ignore 规则 %%", "ignore", ["规则"], False),
    ],
)
@pytest.mark.parametrize("line_end", ["\n", "\r\n"], ids=["lf", "crlf"])
def test_directive(text: str, action: str, rules: list[str], own_line: bool, line_end: str) -> None:
    text = text.replace("\n", line_end)
    (found,) = parse("Note.md", text.encode()).directives
    assert (found.action, [rule.name for rule in found.rules], found.own_line) == (action, rules, own_line)
    assert [text[rule.span.start : rule.span.end] for rule in found.rules] == rules
    whole = text[found.span.start : found.span.end]
    assert whole.startswith(("%%", "<!--"))
    assert whole.endswith(("%%", "-->"))


@pytest.mark.parametrize(
    "text",
    [
        "`%% rlvault-lint: ignore %%`",
        "```\n%% rlvault-lint: ignore %%\n```",
        "%% rlvault-lint: ignore",
        "<!-- rlvault-lint: ignore",
        "%% see rlvault-lint: ignore %%",
        "rlvault-lint: ignore",
    ],
)
def test_no_directive(text: str) -> None:
    assert directives.find(text) == ()


def test_several() -> None:
    text = "%% rlvault-lint: ignore a %% x %% rlvault-lint: ignore b %%\n<!-- rlvault-lint: ignore-file -->\n"
    assert [found.action for found in directives.find(text)] == ["ignore", "ignore", "ignore-file"]
