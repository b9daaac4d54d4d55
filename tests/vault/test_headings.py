"""Chains of headings in subpaths: what they find, and what that costs."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rlvault_lint.reading.parse import parse
from rlvault_lint.vault.headings import has_chain, places, subpath_parts
from rlvault_lint.vault.vault import Vault

HEADINGS = [("a", 1), ("b", 2), ("c", 4), ("a", 2), ("d", 1), ("b", 3)]


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (["a"], True),
        (["a", "b"], True),
        (["a", "c"], True),
        (["a", "b", "c"], True),
        (["a", "a"], True),
        (["a", "a", "b"], True),
        (["d", "b"], True),
        (["c", "a"], False),
        (["d", "a"], False),
        (["d", "c"], False),
        (["c", "b"], False),
        (["x"], False),
        (["a", "x"], False),
    ],
)
def test_has_chain(wanted: list[str], found: bool) -> None:
    assert has_chain(places(HEADINGS), wanted) is found


def by_trying(headings: list[tuple[str, int]], wanted: list[str], start: int = 0, above: int = 0) -> bool:
    if not wanted:
        return True
    return any(
        text == wanted[0] and level > above and by_trying(headings, wanted[1:], index + 1, level)
        for index, (text, level) in enumerate(headings[start:], start)
    )


@given(
    st.lists(st.tuples(st.sampled_from("abc"), st.integers(1, 6)), max_size=12),
    st.lists(st.sampled_from("abc"), min_size=1, max_size=5),
)
def test_a_chain_is_found_if_there_is_one(headings: list[tuple[str, int]], wanted: list[str]) -> None:
    assert has_chain(places(headings), wanted) is by_trying(headings, wanted)


def test_subpaths_of_many_parts_among_many_headings() -> None:
    note = parse("n.md", ("# a\n\n## a\n\n" * 20_000).encode())
    vault = Vault([note], [])
    started = time.perf_counter()
    assert vault.subpath_ok("#a#a", "n.md")
    for _ in range(200):
        assert vault.subpath_ok("#a" * 2000, "n.md") is False
    assert time.perf_counter() - started < 5


@pytest.mark.parametrize(
    ("subpath", "parts"), [("#A##B", ("A", "B")), ("##", ()), ("", ()), ("# A # B", (" A ", " B")), ("#^x", ("^x",))]
)
def test_subpath_parts(subpath: str, parts: tuple[str, ...]) -> None:
    assert subpath_parts(subpath) == parts
