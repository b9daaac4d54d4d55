"""Star ratings: what is wrong with one, and what it is worth."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rlvault_lint.conventions import RatingConventions
from rlvault_lint.reading import stars
from rlvault_lint.vault import ratings
from rlvault_lint.vault.ratings import RatingProblem

FIVE = RatingConventions()
TEN = RatingConventions(scale=10)
EMOJI = RatingConventions(filled="⭐")
EMOJI_FIRST = RatingConventions(filled="⭐★")
TWO_EMPTY = RatingConventions(empty="☆✩")
CIRCLED = RatingConventions(filled="✮", empty="✩")
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
    assert ratings.judge(text, conventions, in_property=in_property) == problem


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
    judged = ratings.judge(text, FIVE, in_property=True)
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
    assert ratings.value(text, conventions) == expected


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
    assert ratings.style(text) == expected


TEXTS = st.text(st.sampled_from(stars.GLYPHS + "½\ufe0f 4/5（）x"), max_size=16)
CONVENTIONS = st.sampled_from([FIVE, TEN, EMOJI, CIRCLED])


@settings(max_examples=300)
@given(TEXTS, CONVENTIONS, st.booleans())
def test_a_fix_is_right_and_keeps_the_value(text: str, conventions: RatingConventions, in_property: bool) -> None:
    texts = [text] if in_property else [mention.text for mention in stars.find_in_entry(text)]
    for each in texts:
        problem = ratings.judge(each, conventions, in_property=in_property)
        if problem and problem.fixed:
            assert ratings.judge(problem.fixed, conventions, in_property=in_property) is None
            assert ratings.value(problem.fixed, conventions) == ratings.value(each, conventions) is not None


@pytest.mark.parametrize("text", ["★" * 300_000, "★☆" * 150_000, "★ " * 150_000, " 4/5" * 80_000])
def test_time_is_linear(text: str) -> None:
    start = time.perf_counter()
    ratings.judge(text, FIVE, in_property=True)
    ratings.value(text, FIVE)
    assert time.perf_counter() - start < 5
