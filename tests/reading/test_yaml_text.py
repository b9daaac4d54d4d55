"""Texts as YAML, and what YAML takes them for."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rlvault_lint.note import Scalar
from rlvault_lint.reading import frontmatter
from rlvault_lint.reading.yaml_text import as_yaml, is_boolean, is_number


def read(value: str) -> tuple[Scalar, ...]:
    (field,) = frontmatter.read(f"---\na: {value}\n---\n").fields
    return field.scalars


@pytest.mark.parametrize("text", ["a", "true", "1", "a: b", "# a", "- a", "a, b", "[a]", '"', "é\u0301 😀", "null", ""])
def test_as_yaml_is_read_back_as_it_was(text: str) -> None:
    found = read(f"[{as_yaml(text)}]")
    assert [(each.text, each.quoted or not (is_number(each) or is_boolean(each))) for each in found] == [(text, True)]


TEXTS = st.text(st.characters(codec="utf-8", min_codepoint=32, exclude_characters="\x7f\x85\u2028\u2029"), max_size=20)


@given(TEXTS.filter(lambda text: not any("\x80" <= char <= "\x9f" for char in text)))
def test_any_text_is_read_back(text: str) -> None:
    assert [each.text for each in read(f"[{as_yaml(text)}]")] == [text]


@pytest.mark.parametrize(
    ("value", "number", "boolean"),
    [
        ("1", True, False),
        ("-1.5e3", True, False),
        ("0x1F", True, False),
        ('"1"', False, False),
        ("2024-01-01", False, False),
        ("true", False, True),
        ("'true'", False, False),
        ("yes", False, False),
        ("1.2.3", False, False),
    ],
)
def test_what_yaml_takes_it_for(value: str, number: bool, boolean: bool) -> None:
    (scalar,) = read(value)
    assert (is_number(scalar), is_boolean(scalar)) == (number, boolean)
