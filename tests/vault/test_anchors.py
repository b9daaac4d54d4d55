"""Anchors as GitHub makes them, and the headings that they mean."""

from __future__ import annotations

import pytest

from rlvault_lint.reading.parse import parse
from rlvault_lint.vault.anchors import heading_of, is_first, missed, slug, where
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
        ("#^my-heading", None),
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


def test_missed() -> None:
    text = (
        "[[#Nope]] [[n#My heading]] [[a.pdf#x]] [[gone#x]] [[T#A]] [[T#C]] [[#H#^b]] [[#^b]] %% [[#Hidden]] %%\n\n"
        + TEXT
    )
    notes = [parse("n.md", text.encode()), parse("x/T.md", b"# A"), parse("y/T.md", b"# B")]
    vault = Vault(notes, ["a.pdf"])
    found = [(link.text, paths, parts) for link, paths, parts in missed(vault, notes[0])]
    assert found == [
        ("[[#Nope]]", ("n.md",), ("Nope",)),
        ("[[T#C]]", ("x/T.md", "y/T.md"), ("C",)),
        ("[[#^b]]", ("n.md",), ("^b",)),
    ]


@pytest.mark.parametrize(
    ("paths", "expected"), [(("n.md",), "this note"), (("a.md",), '"a.md"'), (("a.md", "b.md"), "any of the 2 files")]
)
def test_where(paths: tuple[str, ...], expected: str) -> None:
    assert where(parse("n.md", b""), paths).startswith(expected)
