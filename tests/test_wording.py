"""Words for people."""

from __future__ import annotations

import pytest

from rlvault_lint.wording import did_you_mean, listed, plural, said


@pytest.mark.parametrize(
    ("names", "word", "most", "sentence"),
    [
        (["a"], "and", None, '"a"'),
        (["a", "b"], "or", None, '"a" or "b"'),
        (["a", "b", "c"], "and", 3, '"a", "b" and "c"'),
        (["a", "b", "c", "d", "e"], "or", 3, '"a", "b", "c" or 2 more'),
        (["a"] * 93, "and", 3, '"a", "a", "a" and many more'),
    ],
)
def test_listed(names: list[str], word: str, most: int | None, sentence: str) -> None:
    assert listed(names, word, most) == sentence


def test_plural() -> None:
    assert (plural(1, "note"), plural(0, "note"), plural(2, "note")) == ("1 note", "0 notes", "2 notes")


def test_did_you_mean() -> None:
    assert did_you_mean("a", "b") == 'did you mean "a" or "b"?'
    assert did_you_mean("a", "b", "c", most=1, quote=repr) == "did you mean 'a' or 2 more?"


def test_said() -> None:
    assert said(ValueError("no\nway")) == "ValueError: no way"
    assert said(KeyError()) == "KeyError"
