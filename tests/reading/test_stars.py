"""Star ratings: what stands where, what is wrong with it, and what it is worth."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rlvault_lint.conventions import RatingConventions
from rlvault_lint.reading import stars
from rlvault_lint.reading.stars import RatingProblem
from rlvault_lint.text import Span

FIVE = RatingConventions()
TEN = RatingConventions(scale=10)
EMOJI = RatingConventions(filled="⭐")
EMOJI_FIRST = RatingConventions(filled="⭐★")
TWO_EMPTY = RatingConventions(empty="☆✩")
CIRCLED = RatingConventions(filled="✮", empty="✩")


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


ROUND = RatingConventions(filled="●", empty="○")
WIDTH4, WIDTH3, FIRST = (
    "4 stars wide, but the scale is 5",
    "3 stars wide, but the scale is 5",
    "filled stars have to come first",
)
JUDGED: list[tuple[str, RatingConventions, RatingProblem | None]] = [
    ("★★★★★", FIVE, None),
    ("★★★★☆", FIVE, None),
    ("★☆☆☆☆", FIVE, None),
    ("☆☆☆☆☆", FIVE, None),
    ("★★★½☆", FIVE, None),
    ("★️★️★️★️☆", FIVE, None),
    ("★", FIVE, None),
    ("☆", FIVE, None),
    ("⭐", FIVE, None),
    ("⭐️", FIVE, None),
    ("⭐⭐", FIVE, None),
    ("⭐️⭐️⭐️", FIVE, None),
    ("⭐⭐⭐⭐⭐", FIVE, None),
    ("⭐⭐½", FIVE, None),
    ("🌟🌟🌟", FIVE, None),  # no glyphs of this vault
    ("●●●○", ROUND, RatingProblem(WIDTH4, "●●●○○")),
    ("○●●●●", ROUND, RatingProblem(FIRST, "●●●●○", order_changes=True)),
    ("★★★", ROUND, None),
    ("★★★★", FIVE, RatingProblem(WIDTH4, "★★★★☆")),
    ("★★★", FIVE, RatingProblem(WIDTH3, "★★★☆☆")),
    ("★★★☆", FIVE, RatingProblem(WIDTH4, "★★★☆☆")),
    ("★️★️★️", FIVE, RatingProblem(WIDTH3, "★★★☆☆")),
    ("☆☆☆", FIVE, RatingProblem(WIDTH3, "☆☆☆☆☆")),
    ("★★★½", FIVE, RatingProblem(WIDTH4, "★★★½☆")),
    ("☆★★★★", FIVE, RatingProblem(FIRST, "★★★★☆", order_changes=True)),
    ("★☆★", FIVE, RatingProblem(FIRST, "★★☆☆☆", order_changes=True)),
    ("★½★", FIVE, RatingProblem(FIRST, "★★½☆☆", order_changes=True)),
    ("⭐½⭐", FIVE, RatingProblem(FIRST, "⭐⭐½", order_changes=True)),
    ("★★★★★★", FIVE, RatingProblem("6 stars, but the scale is 5")),
    ("★★★★☆☆", FIVE, RatingProblem("6 stars, but the scale is 5")),
    ("⭐⭐⭐⭐⭐⭐", FIVE, RatingProblem("6 stars, but the scale is 5")),
    ("★★★★★½", FIVE, RatingProblem("6 stars, but the scale is 5")),
    ("★★★★⭐", FIVE, RatingProblem("mixes ★ and ⭐")),
    ("★★★✭☆", FIVE, RatingProblem("mixes ★ and ✭ and ☆")),
    ("⭐⭐⭐☆☆", FIVE, RatingProblem("mixes ⭐ and ☆", "★★★☆☆")),
    ("⭐⭐⭐☆", FIVE, RatingProblem("mixes ⭐ and ☆", "★★★☆☆")),
    ("☆⭐⭐", FIVE, RatingProblem("mixes ⭐ and ☆", "★★☆☆☆", order_changes=True)),
    ("★★★✩✩", FIVE, RatingProblem("mixes ★ and ✩", "★★★☆☆")),
    ("★★★☆✩", FIVE, RatingProblem("mixes ★ and ☆ and ✩", "★★★☆☆")),
    ("✭✭✭☆☆", FIVE, RatingProblem("mixes ✭ and ☆", "★★★☆☆")),
    ("★½☆⯪☆", FIVE, RatingProblem(FIRST)),
    ("★★½⯪☆", FIVE, RatingProblem(FIRST)),
    ("☆½", FIVE, RatingProblem(FIRST)),
    ("★★★★☆", TEN, RatingProblem("5 stars wide, but the scale is 10", "★★★★☆☆☆☆☆☆")),
    ("★★★★★★☆☆☆☆", TEN, None),
    ("⭐⭐⭐☆☆", EMOJI, None),
    ("⭐⭐⭐☆", EMOJI, RatingProblem(WIDTH4, "⭐⭐⭐☆☆")),
    ("⭐⭐⭐", EMOJI, None),
    ("★★★☆☆", EMOJI, RatingProblem("mixes ★ and ☆", "⭐⭐⭐☆☆")),
    ("⭐⭐⭐☆☆", EMOJI_FIRST, RatingProblem("mixes ⭐ and ☆", "★★★☆☆")),
    ("★★★✩✩", TWO_EMPTY, None),
    ("★★★☆✩", TWO_EMPTY, RatingProblem("mixes ★ and ☆ and ✩", "★★★☆☆")),
    ("✮✮✮✩", CIRCLED, RatingProblem(WIDTH4, "✮✮✮✩✩")),
    ("★★★★", CIRCLED, None),
    ("4/5", FIVE, RatingProblem("a fraction instead of stars")),
]


@pytest.mark.parametrize("in_property", [False, True])
@pytest.mark.parametrize(
    ("text", "conventions", "problem"), JUDGED, ids=[f"{row[0]} of {row[1].scale}{row[1].filled}" for row in JUDGED]
)
def test_judge(text: str, conventions: RatingConventions, problem: RatingProblem | None, in_property: bool) -> None:
    assert stars.judge(text, conventions, in_property=in_property) == problem


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("★★★☆☆ (待精读)", "text beside the stars"),
        ("推荐 ★★★☆☆", "text beside the stars"),
        ("★★★ ★★", "text beside the stars"),
        ("⭐⭐⭐⭐ 4/5", "text beside the stars"),
        ("8 / 10", "a fraction instead of stars"),
        (" ★★★☆☆ ", None),
        ("★ soon", None),
        ("", None),
        ("4", None),
        ("4.5", None),
        ("85", None),
        ("great", None),
    ],
)
def test_judge_property(text: str, problem: str | None) -> None:
    judged = stars.judge(text, FIVE, in_property=True)
    assert (judged and judged.problem) == problem
    assert judged is None or judged.fixed is None


@pytest.mark.parametrize(
    ("text", "conventions", "expected"),
    [
        ("★★★★☆", FIVE, 4),
        ("★★★★", FIVE, 4),
        ("☆★★★★", FIVE, 4),
        ("★★½☆☆", FIVE, 2.5),
        ("☆☆☆☆☆", FIVE, 0),
        ("⭐️⭐️", FIVE, 2),
        ("⭐⭐⭐☆☆", FIVE, 3),
        ("★★★✩✩", FIVE, 3),
        ("★", FIVE, None),
        ("⭐", FIVE, None),
        ("★★★★⭐", FIVE, None),
        ("★★★★★★", FIVE, None),
        ("★★★★★★", TEN, 6),
        ("🌟🌟", FIVE, None),
        ("★★★☆☆ (later)", FIVE, None),
        (" 4 ", FIVE, 4),
        ("4.5", FIVE, 4.5),
        ("0", FIVE, 0),
        ("8", FIVE, None),
        ("8", TEN, 8),
        ("4/5", FIVE, 4),
        ("8/10", FIVE, 4),
        ("7 / 10", TEN, 7),
        ("7/10", FIVE, 3.5),
        ("6/5", FIVE, None),
        ("0/0", FIVE, None),
        ("great", FIVE, None),
        ("", FIVE, None),
    ],
)
def test_value(text: str, conventions: RatingConventions, expected: float | None) -> None:
    assert stars.value(text, conventions) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("★★★★☆", "stars"),
        ("★", "stars"),
        ("⭐️⭐️", "stars"),
        ("★★★☆☆ (later)", "stars"),
        ("4", "number"),
        (" 4.5", "number"),
        ("4/5", "fraction"),
        ("8 / 10", "fraction"),
        ("great", None),
        ("", None),
    ],
)
def test_style(text: str, expected: str | None) -> None:
    assert stars.style(text) == expected


TEXTS = st.text(st.sampled_from(stars.GLYPHS + "½\ufe0f 4/5（）x"), max_size=16)
CONVENTIONS = st.sampled_from([FIVE, TEN, EMOJI, CIRCLED])


@settings(max_examples=300)
@given(TEXTS, CONVENTIONS, st.booleans())
def test_a_fix_is_right_and_keeps_the_value(text: str, conventions: RatingConventions, in_property: bool) -> None:
    texts = [text] if in_property else [mention.text for mention in stars.find_in_entry(text)]
    for each in texts:
        problem = stars.judge(each, conventions, in_property=in_property)
        if problem and problem.fixed:
            assert stars.judge(problem.fixed, conventions, in_property=in_property) is None
            assert stars.value(problem.fixed, conventions) == stars.value(each, conventions) is not None


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
    stars.judge(text, FIVE, in_property=True)
    stars.value(text, FIVE)
    assert time.perf_counter() - start < 5


@settings(max_examples=200)
@given(TEXTS)
def test_the_quick_test_misses_nothing(text: str) -> None:
    assert stars.may_rate(text) or not stars.find_in_entry(text)
