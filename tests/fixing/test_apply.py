"""Edits to bytes: what they don't name stays as it is, down to line ends and byte order marks."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rlvault_lint.fixing.apply import apply, obstacle
from rlvault_lint.text import Edit, Span


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b"a\r\nb\r\n", b"a\r\nXX\r\n"),
        (b"\xef\xbb\xbf\nb", b"\xef\xbb\xbf\nXX"),
        ("é\n😀".encode(), "é\nXX".encode()),
        (b"a\r\rb\n\n", b"a\r\rXX\n\n"),
        (b"a \tb", b"a \tXX"),
    ],
)
def test_only_what_is_named_changes(before: bytes, after: bytes) -> None:
    text = before.decode()
    at = max(text.find("b"), text.find("😀"))
    assert obstacle(before) == ""
    assert apply(before, [Edit("n.md", Span(at, at + 1), "XX")]) == after


@given(st.text(st.characters(exclude_categories=["Cs"])), st.data())
def test_what_stands_around_an_edit_stays(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    after = apply(text.encode(), [Edit("n.md", Span(start, end), "->")])
    assert after == text[:start].encode() + b"->" + text[end:].encode()


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_utf_16_is_left_alone(encoding: str) -> None:
    mark = "" if encoding == "utf-16" else "\ufeff"
    assert obstacle((mark + "text").encode(encoding)) == "it is UTF-16: save it as UTF-8 first"


@pytest.mark.parametrize("data", ["强化学习".encode("gbk"), "naïve".encode("latin-1"), b"good \xff text"])
def test_other_encodings_are_left_alone(data: bytes) -> None:
    assert obstacle(data) == "it is not UTF-8: repair its encoding first"
    with pytest.raises(ValueError, match="utf-8"):
        apply(data, [Edit("n.md", Span(0, 1), "x")])


def test_no_byte_that_is_not_unicode_is_written() -> None:
    with pytest.raises(ValueError, match="surrogates"):
        apply(b"abc", [Edit("n.md", Span(0, 1), "\udcff")])
