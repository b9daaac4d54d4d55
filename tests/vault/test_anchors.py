"""Anchors as GitHub makes them, and the headings that they mean."""

from __future__ import annotations

import pytest

from rlvault_lint.reading.parse import parse
from rlvault_lint.vault.anchors import heading_of, heading_of_letters, is_first, near_headings, slug, where
from rlvault_lint.vault.headings import subpath_parts
from rlvault_lint.vault.vault import Vault


@pytest.mark.parametrize(
    ("heading", "expected"),
    [
        ("My Heading", "my-heading"),
        ("1. Agent: what, why?", "1-agent-what-why"),
        ("A & B / C", "a--b--c"),
        ("snake_case and half-way", "snake_case-and-half-way"),
        ("四、掩码图像建模（MIM）", "四掩码图像建模mim"),
        ("🔥 Hot", "-hot"),
        ("`code()` **bold**", "code-bold"),
        ("[text](https://example.org/x) after", "text-after"),
        ("हिन्दी É e\u0301", "हिन्दी-é-e\u0301"),
        ("★★★☆", ""),
    ],
)
def test_slug(heading: str, expected: str) -> None:
    assert slug(heading) == expected


TEXT = "# My heading\n\n## A & B\n\n# My Heading!\n\n# 🔥 Hot\n\n# ★\n\n# my-heading-1\n"


@pytest.mark.parametrize(
    ("subpath", "index"),
    [
        ("#my-heading", 0),
        ("#My-Heading", 0),
        ("#my-heading-1", 2),
        ("#my-heading-2", None),
        ("#a--b", 1),
        ("#a-b", 1),
        ("#-hot", 3),
        ("#hot", 3),
        ("#my heading", None),
        ("#my-heading#a--b", None),
        ("#-", None),
        ("#★", None),
        ("#nope", None),
    ],
)
def test_heading_of(subpath: str, index: int | None) -> None:
    vault = Vault([parse("n.md", TEXT.encode())], [])
    assert heading_of(vault, "n.md", subpath_parts(subpath)) == index


def test_is_first() -> None:
    vault = Vault([parse("n.md", TEXT.encode())], [])
    assert [is_first(vault, "n.md", index) for index in range(5)] == [True, True, False, True, True]


HEADINGS = parse("n.md", b"# Top-k sampling\n\n## Top-p sampling (nucleus)\n\n# A-B\n\n# A B\n\n# <b #x>T</b>\n")


@pytest.mark.parametrize(
    ("text", "near"),
    [
        ("Top P sampling", ["Top-k sampling", "Top-p sampling (nucleus)"]),
        ("TopK_sampling", ["Top-k sampling"]),
        ("Nothing like it", []),
        ("top", []),
        ("Top-p", ["Top-p sampling (nucleus)"]),
    ],
)
def test_near_headings(text: str, near: list[str]) -> None:
    assert [heading for heading, _ in near_headings(Vault([HEADINGS], []), "n.md", text)] == near


@pytest.mark.parametrize(
    ("text", "heading"),
    [("topk-Sampling", "Top-k sampling"), ("ab", None), ("b x t b", "<b #x>T</b>"), ("Top", None), ("", None)],
)
def test_heading_of_letters(text: str, heading: str | None) -> None:
    assert heading_of_letters(Vault([HEADINGS], []), "n.md", text) == heading


@pytest.mark.parametrize(
    ("paths", "expected"), [(("n.md",), "this note"), (("a.md",), '"a.md"'), (("a.md", "b.md"), "any of the 2 files")]
)
def test_where(paths: tuple[str, ...], expected: str) -> None:
    assert where(parse("n.md", b""), paths).startswith(expected)
