"""Expressions find what Python's `re` finds, in linear time."""

from __future__ import annotations

import re
import warnings
from time import perf_counter

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from rlvault_lint import expressions
from rlvault_lint.expressions import Expression

_SYNTAX = r"""a b A é É ß ſ . * + ? *? +? ?? {2} {1,3} {,2} ( (?: ) | [ab] [^a] [a-c] [^\W\d]
    ^ $ \b \B \w \W \d \s \n \A \Z (?i) (?i: (?m) (?s) (?-i: (?a)"""
PIECES = st.sampled_from(_SYNTAX.split())


@given(
    st.lists(PIECES, max_size=8).map("".join),
    st.booleans(),
    st.lists(st.text("abABéÉ1 \n_ßſ", min_size=1, max_size=8), min_size=1, max_size=10),
)
def test_the_same_as_re(pattern: str, ignore_case: bool, texts: list[str]) -> None:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            theirs = re.compile(pattern, re.IGNORECASE if ignore_case else 0)
    except re.error:
        with pytest.raises(ValueError, match="not a valid regular expression"):
            Expression(pattern, ignore_case=ignore_case)
        return
    try:
        ours = Expression(pattern, ignore_case=ignore_case)
    except ValueError as error:
        assume("possessive repetition is not supported" not in str(error))
        assume("words in ASCII is not supported" not in str(error))
        raise
    for text in texts:
        assert ours.search(text) == (theirs.search(text) is not None)


@pytest.mark.parametrize(
    ("pattern", "found", "others"),
    [
        ("", ["", "a"], []),
        ("^$", ["", "\n"], ["a"]),
        (r"^Daily/.*/\d+-.*\.md$", ["Daily/x/12-a.md"], ["Daily/12-a.md", "x/Daily/x/1-.md"]),
    ],
)
def test_search(pattern: str, found: list[str], others: list[str]) -> None:
    expression = Expression(pattern)
    assert [text for text in (*found, *others) if expression.search(text)] == found


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        ("(a+)+$", "a" * 4000 + "b"),
        ("(a|aa)*c", "a" * 4000),
        (".*a.*a.*a.*a.*c", "ab" * 2000),
        ("(((((a*)*)*)*)*)*b", "a" * 4000),
        ("(?:a|b)*a(?:a|b){90}c", "abbaababbb" * 400),
        ("(.*)*(.*)*(.*)*x", "y" * 4000),
    ],
)
def test_no_expression_takes_long(pattern: str, text: str) -> None:
    expression = Expression(pattern)
    start = perf_counter()
    expression.search(text)
    assert perf_counter() - start < 2


@pytest.mark.parametrize(
    ("pattern", "reason"),
    [
        ("(", "not a valid regular expression"),
        ("*", "not a valid regular expression"),
        ("a{9999999999999999999}", "not a valid regular expression"),
        (r"(a)\1", "a reference to a group is not supported"),
        ("(?<!a)b", "looking ahead or behind is not supported"),
        ("(?>a)", "atomic group is not supported"),
        ("(a{1,60}){1,60}", "too large"),
        ("(){1000}", "too large"),
        ("(){1,1000}", "too large"),
        ("a" * 501, "longer than 500 characters"),
    ],
)
def test_what_is_refused(pattern: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        Expression(pattern)


@pytest.mark.parametrize(
    ("pattern", "is_left_to_re"),
    [
        ("^a|b$", True),
        ("[ab]c?d{3}", True),
        ("a*", False),
        ("a?" * 6, True),
        ("a?" * 7, False),
        ("(?:a|a)" * 7, False),
        ("(?:a?){50}", False),
        ("(a{2,9}){3}", False),
    ],
)
def test_what_goes_only_a_few_ways_is_left_to_re(pattern: str, is_left_to_re: bool) -> None:
    assert (Expression(pattern)._plain is not None) is is_left_to_re


def test_no_warning_reaches_anybody() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert Expression("[[a]").search("[")


def test_memory_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(expressions, "_MOST_STEPS", 50)
    expression = Expression("(?:a|b)*a(?:a|b){9}c")
    assert not expression.search("abbaababbb" * 100)
    assert expression.search("abbaababbb" * 100 + "c")
    assert len(expression._steps) <= 50
