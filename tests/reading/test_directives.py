"""Directives: comments to the linter, with their places."""

from __future__ import annotations

import pytest

from rlvault_lint.reading import directives
from rlvault_lint.reading.parse import parse


@pytest.mark.parametrize(
    ("text", "action", "rules"),
    [
        ("%% rlvault-lint: ignore broken-link %%", "ignore", ["broken-link"]),
        ("[[x]] %%rlvault-lint:ignore broken-link, self-link%%", "ignore", ["broken-link", "self-link"]),
        ("a\n  <!-- rlvault-lint: ignore-start broken-link --> \nb", "ignore-start", ["broken-link"]),
        ("<!-- rlvault-lint: ignore-end -->", "ignore-end", []),
        ("<!-- rlvault-lint: ignore-file --> x", "ignore-file", []),
        ("> - %% rlvault-lint: ignore %%", "ignore", []),
        ("%% rlvault-lint: %%", "", []),
        ("%% rlvault-lint: wat plugin/rule,x %%", "wat", ["plugin/rule", "x"]),
        ("文 😀 %% rlvault-lint: ignore 规则 %%", "ignore", ["规则"]),
        ("%% rlvault-lint: ignore a, b -- not, yet -- written %%", "ignore", ["a", "b"]),
        ("<!-- rlvault-lint: ignore -- not yet -->", "ignore", []),
        ("%% rlvault-lint: ignore a--b %%", "ignore", ["a--b"]),
    ],
)
@pytest.mark.parametrize("line_end", ["\n", "\r\n"], ids=["lf", "crlf"])
def test_directive(text: str, action: str, rules: list[str], line_end: str) -> None:
    text = text.replace("\n", line_end)
    (found,) = parse("Note.md", text.encode()).directives
    assert (found.action, [rule.name for rule in found.rules]) == (action, rules)
    assert [text[rule.span.start : rule.span.end] for rule in found.rules] == rules
    whole = text[found.span.start : found.span.end]
    assert whole.startswith(("%%", "<!--"))
    assert whole.endswith(("%%", "-->"))


@pytest.mark.parametrize(
    ("text", "scope"),
    [
        ("a\n[[x]] %% rlvault-lint: ignore a %%\nb", "[[x]] %% rlvault-lint: ignore a %%"),
        ("a\n%% rlvault-lint: ignore a %%\nb\nc\n\nd", "b\nc"),
        ("%% rlvault-lint: ignore a %%\n\n- b\n- c", "- b\n- c"),
        ("%% rlvault-lint: ignore a %%\n# b\nc", "# b"),
        ("%% rlvault-lint: ignore a %%\nb\n## c", "b"),
        ("> %% rlvault-lint: ignore a %%\n> b\n>\n> c", "> b"),
        ("- %% rlvault-lint: ignore a %%\n  b", "  b"),
        ("b\n%% rlvault-lint: ignore a %%\n", ""),
        ("%% rlvault-lint: ignore a %%", ""),
    ],
)
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"], ids=["lf", "crlf", "cr"])
def test_what_an_ignore_speaks_of(text: str, scope: str, line_end: str) -> None:
    text = text.replace("\n", line_end)
    (found,) = directives.find(text)
    assert text[found.scope.start : found.scope.end] == scope.replace("\n", line_end)


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("a %% rlvault-lint: ignore %%\nb", "a\nb"),
        ("a  %% rlvault-lint: ignore %%  \nb", "a\nb"),
        ("a %% rlvault-lint: ignore %% b", "a b"),
        ("%% rlvault-lint: ignore %% b", "b"),
        ("a\n%% rlvault-lint: ignore %%\nb", "a\nb"),
        ("a\n  <!-- rlvault-lint: ignore -->\n\nb", "a\n\nb"),
        ("a\n<!-- rlvault-lint: ignore -->\nb", "a\n\nb"),  # two paragraphs stay two
        ("%% rlvault-lint: ignore %%\n---\nb: c\n---\n", "\n---\nb: c\n---\n"),  # no frontmatter comes to be
        ("- %% rlvault-lint: ignore %%\n  b", "-\n  b"),
        ("a\n%% rlvault-lint: ignore %%", "a"),
        ("%% rlvault-lint: ignore %%", ""),
    ],
)
def test_what_goes_with_a_directive(text: str, left: str) -> None:
    (found,) = directives.find(text)
    assert found.removal is not None
    assert text[: found.removal.start] + text[found.removal.end :] == left


@pytest.mark.parametrize(
    ("written", "rules"),
    [
        ("rlvault-lint-ignore: a\n", ["a"]),
        ("rlvault-lint-ignore: [a, 'b']  # why\n", ["a", "b"]),
        ("rlvault-lint-ignore: [a,\n  b]\n", ["a", "b"]),
        ("rlvault-lint-ignore:\n- a\n-   b # why\n", ["a", "b"]),
        ("rlvault-lint-ignore:\n", []),
        ("rlvault-lint-ignore: >\n  a\n", ["a"]),
    ],
)
def test_property(written: str, rules: list[str]) -> None:
    text = f"---\nt: 1\n{written}u: 2\n---\n%% rlvault-lint: ignore %%\n"
    found, comment = parse("Note.md", text.encode()).directives
    assert (found.action, [rule.name for rule in found.rules]) == ("ignore-file" if rules else "", rules)
    assert comment.action == "ignore"
    assert found.span.start == text.index("rlvault")
    assert found.removal is not None
    assert text[found.removal.start : found.removal.end] == written


def test_a_property_in_a_line_with_others_can_t_be_taken_out() -> None:
    (found,) = parse("Note.md", b"---\n{rlvault-lint-ignore: a, b: c}\n---\n").directives
    assert [rule.name for rule in found.rules] == ["a"]
    assert found.removal is None


@pytest.mark.parametrize(
    ("written", "left"),
    [
        ("[a, b, c]", ["[b, c]", "[a, c]", "[a, b]"]),
        ("\n  - a # x\n  - b\n  - 'c'", ["\n  - b\n  - 'c'", "\n  - a # x\n  - 'c'", "\n  - a # x\n  - b"]),
    ],
)
def test_names_of_a_property(written: str, left: list[str]) -> None:
    text = f"---\nrlvault-lint-ignore: {written}\n---\n"
    (found,) = parse("Note.md", text.encode()).directives
    assert [text[: each.removal.start] + text[each.removal.end :] for each in found.rules] == [
        f"---\nrlvault-lint-ignore: {each}\n---\n" for each in left
    ]


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


@pytest.mark.parametrize(
    ("text", "explained"),
    [
        ("%% rlvault-lint: ignore a %%", False),
        ("%% rlvault-lint: ignore a -- why %%", True),
        ("---\nrlvault-lint-ignore: a\n---\n", False),
        ("---\nrlvault-lint-ignore: a # why\n---\n", True),
        ("---\nrlvault-lint-ignore:\n  - a # why\n  - b\n---\n", True),
    ],
)
def test_a_reason_is_seen(text: str, explained: bool) -> None:
    (found,) = parse("Note.md", text.encode()).directives
    assert found.explained == explained
