"""Star ratings: what stands where."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rlvault_lint.reading import stars
from rlvault_lint.reading.finder import Source
from rlvault_lint.text import Span


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("gist（arXiv:2507.19457）★★★★★", ["★★★★★"]),
        ("[[PRIME]] ⭐ — gist ★★★★☆。", ["⭐", "★★★★☆"]),
        ("★★★ ★★", ["★★★", "★★"]),
        ("⭐️⭐️⭐️ and ★\ufe0e☆", ["⭐️⭐️⭐️", "★\ufe0e☆"]),
        ("★★½☆☆, ½ of it, ★½½", ["★★½☆☆", "★½"]),
        ("✩✭✮✯✰🌟⯨⯪☆", ["✩✭✮✯✰🌟⯨⯪☆"]),
        ("*** 4 stars, 4/5", []),
        ("", []),
    ],
)
def test_find(text: str, expected: list[str]) -> None:
    found = stars.find(text, 100)
    assert [mention.text for mention in found] == expected
    assert all(text[mention.span.start - 100 : mention.span.end - 100] == mention.text for mention in found)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("4/5", "4/5"),
        ("[[Note]] — gist 4/5", "4/5"),
        ("gist；4.5/5", "4.5/5"),
        ("gist；1.5/5", "1.5/5"),
        ("gist（arXiv:2602.12345）8/10", "8/10"),
        ("gist (9/10) ", "9/10"),
        ("gist（4/5）", "4/5"),
        ("gist — 4/5 ^block-id", "4/5"),
        ("gist ⭐ 10/10", "10/10"),
        ("gist -4/5", "4/5"),
        ("完成（5/6任务）", None),
        ("5/6", None),
        ("2/3 of them", None),
        ("4/5 of them", None),
        ("（v2 更新 2026-02-21）", None),
        ("on 2026/4/5", None),
        ("14/5", None),
        ("6/5", None),
        ("x4/5", None),
        ("v1.4/5", None),
        ("学习率为峰值的 1/10", None),
        ("成本仅为 PPO 的 3/5", None),
        ("about 1/3-4/5", None),
        ("1/10", None),
        ("4/5\n\nnext paragraph", None),
    ],
)
def test_find_in_entry_fraction(text: str, expected: str | None) -> None:
    found = [mention for mention in stars.find_in_entry(text, 10) if "/" in mention.text]
    start = text.index(expected) + 10 if expected else 0
    assert [(mention.text, mention.span) for mention in found] == (
        [(expected, Span(start, start + len(expected)))] if expected else []
    )


def test_find_in_entry_fraction_that_explains_stars() -> None:
    assert [mention.text for mention in stars.find_in_entry("采用 ⭐⭐⭐⭐ (4/5)")] == ["⭐⭐⭐⭐"]
    assert [mention.text for mention in stars.find_in_entry("⭐ 采用 (4/5)")] == ["⭐", "4/5"]


TEXTS = st.text(st.sampled_from(stars.GLYPHS + "½\ufe0f 4/5（）x"), max_size=16)


@settings(max_examples=200)
@given(TEXTS, st.integers(0, 50))
def test_mentions_are_ordered_and_exact(text: str, offset: int) -> None:
    end = offset
    for mention in stars.find_in_entry(text, offset):
        assert end <= mention.span.start < mention.span.end
        end = mention.span.end
        assert text[mention.span.start - offset : end - offset] == mention.text


@pytest.mark.parametrize(
    "text",
    ["★" * 300_000, "★☆" * 150_000, "★ " * 150_000, " 4/5" * 80_000, "4/5 ^a" * 50_000, "4/5" + " " * 300_000 + "x"],
)
def test_time_is_linear(text: str) -> None:
    start = time.perf_counter()
    stars.find_in_entry(text)
    assert time.perf_counter() - start < 5


@settings(max_examples=200)
@given(TEXTS)
def test_the_quick_test_misses_nothing(text: str) -> None:
    plain = text.encode("ascii", "replace").decode("ascii")
    source = Source(text, plain, text.encode("utf-8", "surrogatepass"))
    assert stars.places(source) or not stars.find_in_entry(text)
