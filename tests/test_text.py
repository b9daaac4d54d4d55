from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rlvault_lint.text import BOM, Edit, Lines, Position, Span, apply_edits, decode
from rlvault_lint.wording import visible

ANY_TEXT = st.text(st.characters(exclude_categories=[]), max_size=80)
LINED_TEXT = st.text(st.sampled_from("ab学😀\r\n\u2028\x0b\ufeff"), max_size=60)


@pytest.mark.parametrize(
    ("outer", "inner", "expected"),
    [
        (Span(2, 5), Span(2, 5), True),
        (Span(2, 5), Span(3, 3), True),
        (Span(2, 5), Span(5, 5), True),
        (Span(2, 5), Span(1, 3), False),
        (Span(2, 5), Span(4, 6), False),
    ],
    ids=["itself", "empty", "empty at the end", "starts before", "ends behind"],
)
def test_span_contains(outer: Span, inner: Span, expected: bool) -> None:
    assert outer.contains(inner) is expected


def test_span_shift_and_length() -> None:
    assert Span(2, 5).shift(3) == Span(5, 8)
    assert len(Span(2, 5)) == 3


@pytest.mark.parametrize(
    ("text", "offset", "expected"),
    [
        ("", 0, (1, 1)),
        ("ab", 1, (1, 2)),
        ("ab", 2, (1, 3)),
        ("ab", 99, (1, 3)),
        ("ab", -1, (1, 1)),
        ("a\nb", 1, (1, 2)),
        ("a\nb", 2, (2, 1)),
        ("a\n", 2, (2, 1)),
        ("a\r\nb", 3, (2, 1)),
        ("a\r\nb", 2, (1, 3)),
        ("a\rb", 2, (2, 1)),
        ("a\n\rb", 3, (3, 1)),
        ("😀学x", 2, (1, 3)),
        ("e\u0301x", 2, (1, 3)),
        ("a\u2028b\x0bc\x85d", 6, (1, 7)),
        (BOM + "ab", 0, (1, 1)),
        (BOM + "ab", 1, (1, 1)),
        (BOM + "ab", 2, (1, 2)),
        (BOM + "a\nb", 3, (2, 1)),
        ("a\n" + BOM + "b", 3, (2, 2)),
    ],
    ids=[
        "empty text",
        "inside",
        "end",
        "beyond the end",
        "before the start",
        "line end",
        "next line",
        "behind the last line end",
        "CRLF",
        "inside CRLF",
        "CR",
        "LF CR is two",
        "code points",
        "combining mark",
        "no line ends",
        "before the BOM",
        "behind the BOM",
        "first line with BOM",
        "second line with BOM",
        "BOM elsewhere",
    ],
)
def test_position(text: str, offset: int, expected: tuple[int, int]) -> None:
    assert Lines(text).position(offset) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", [""]),
        ("a", ["a"]),
        ("a\n", ["a", ""]),
        ("a\r\nb\rc\nd", ["a", "b", "c", "d"]),
        ("\n\n", ["", "", ""]),
        (BOM, [""]),
        (BOM + "a\nb", ["a", "b"]),
        (BOM + "\n", ["", ""]),
        ("a\u2028b\x0cc", ["a\u2028b\x0cc"]),
    ],
    ids=["empty", "one", "closed", "all line ends", "blank", "BOM alone", "BOM", "BOM and line end", "no line ends"],
)
def test_lines(text: str, expected: list[str]) -> None:
    lines = Lines(text)
    assert [lines.line(number + 1) for number in range(len(lines))] == expected


@pytest.mark.parametrize("number", [-1, 0, 3])
def test_a_line_that_is_not_there(number: int) -> None:
    with pytest.raises(IndexError):
        Lines("a\nb").line_span(number)


@given(LINED_TEXT, st.integers(0, 60))
def test_positions_agree_with_a_slow_reading(text: str, offset: int) -> None:
    before = text[:offset]
    if before.endswith("\r") and text[offset : offset + 1] == "\n":
        rows = [*before[:-1].replace("\r\n", "\n").replace("\r", "\n").split("\n")]
        rows[-1] += "\r"  # inside CRLF, the line has not ended yet
    else:
        rows = before.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    if before.startswith(BOM):
        rows[0] = rows[0].removeprefix(BOM)
    assert Lines(text).position(offset) == Position(len(rows), len(rows[-1]) + 1)


@given(LINED_TEXT, st.lists(st.integers(0, 60), max_size=20))
def test_places_that_are_counted_off_are_those_of_the_table(text: str, offsets: list[int]) -> None:
    lines, known = Lines(text), Lines(text)
    for offset in (0,) * 20:
        known.position(offset)
    for offset in offsets:
        assert lines.position(offset) == known.position(offset)
        assert lines.line_at(offset) == known.line_at(offset) == known.line_span(known.position(offset).line)


@given(LINED_TEXT, st.integers(0, 60))
def test_a_position_leads_back_to_its_offset(text: str, offset: int) -> None:
    offset = min(offset, len(text))
    lines = Lines(text)
    line, column = lines.position(offset)
    back = lines.line_span(line).start + column - 1
    assert back == (1 if offset == 0 and text.startswith(BOM) else offset)


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ("强化\r\n".encode(), "强化\r\n"),
        (b"\xef\xbb\xbfa", BOM + "a"),
        (b"a\xffb\xc3", "a\udcffb\udcc3"),
        (b"\xed\xa0\x80", "\udced\udca0\udc80"),
        ("强😀".encode("utf-16"), BOM + "强😀"),
        (b"\xfe\xff" + "强".encode("utf-16-be"), BOM + "强"),
        (b"\xff\xfea", BOM + "\ufffd"),
        (b"", ""),
    ],
    ids=["UTF-8", "BOM", "undecodable", "surrogate", "UTF-16 LE", "UTF-16 BE", "half a character", "empty"],
)
def test_decode(data: bytes, expected: str) -> None:
    assert decode(data) == expected


@given(st.binary(max_size=60).filter(lambda data: not data.startswith((b"\xff\xfe", b"\xfe\xff"))))
def test_decoded_text_gives_the_bytes_back(data: bytes) -> None:
    assert decode(data).encode("utf-8", "surrogateescape") == data


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("强化 ★⭐ é [bold]", "强化 ★⭐ é [bold]"),
        ("\x1b[31m", r"\x1b[31m"),
        ("a\nb\tc\rd", r"a\nb\tc\rd"),
        ("\x00\x7f\x9b\x85", r"\x00\x7f\x9b\x85"),
        ("\u202e\u2066\u200f", r"\u202e\u2066\u200f"),
        ("\u2028\u2029", r"\u2028\u2029"),
        ("\u200b\u00ad\ufeff", r"\u200b\xad\ufeff"),
        ("\u3164\u115f\uffa0", r"\u3164\u115f\uffa0"),
        ("\udcff\udc80", r"\xff\x80"),
        ("\ud800\udc7f", r"\ud800\udc7f"),
        ("\U000e0041\U0001d173", r"\U000e0041\U0001d173"),
        ("👨\u200d👩\u200d👧 ❤\ufe0f می\u200cخواهم", "👨\u200d👩\u200d👧 ❤\ufe0f می\u200cخواهم"),
        ("\\x1b", "\\x1b"),
    ],
    ids=[
        "harmless",
        "escape",
        "line ends and tab",
        "controls",
        "bidi",
        "separators",
        "zero width",
        "blank letters",
        "undecodable bytes",
        "other surrogates",
        "beyond the BMP",
        "joiners",
        "backslash",
    ],
)
def test_visible(text: str, expected: str) -> None:
    assert visible(text) == expected


def test_everything_invisible_is_shown() -> None:
    # Letters and numbers of several scripts are format characters too, but can be seen.
    seen = {"\u200c", "\u200d"} | {
        character
        for character in map(chr, range(0x110000))
        if unicodedata.category(character) == "Cf"
        and unicodedata.name(character).startswith(("ARABIC", "SYRIAC", "KAITHI", "EGYPTIAN"))
        and character != "\u061c"
    }
    kept = {
        character
        for character in map(chr, range(0x110000))
        if unicodedata.category(character) in {"Cc", "Cf", "Cs", "Zl", "Zp"} and visible(character) == character
    }
    assert kept == seen


@given(ANY_TEXT, ANY_TEXT)
def test_visible_text_stays_as_it_is_and_adds_up(one: str, other: str) -> None:
    assert visible(visible(one)) == visible(one)
    assert visible(one + other) == visible(one) + visible(other)


def edit(start: int, end: int, text: str) -> Edit:
    return Edit("a.md", Span(start, end), text)


@pytest.mark.parametrize(
    ("edits", "expected"),
    [
        ([], "0123456789"),
        ([edit(2, 4, "x")], "01x456789"),
        ([edit(8, 9, "b"), edit(2, 4, "")], "014567b9"),
        ([edit(2, 4, "x"), edit(4, 6, "y")], "01xy6789"),
        ([edit(0, 0, "<"), edit(10, 10, ">")], "<0123456789>"),
        ([edit(2, 4, "x"), edit(2, 4, "x")], "01x456789"),
        ([edit(5, 5, "c"), edit(5, 5, "a"), edit(5, 5, "b")], "01234cab56789"),
        ([edit(5, 7, "X"), edit(5, 5, "i")], "01234iX789"),
        ([edit(3, 5, "X"), edit(5, 5, "i")], "012Xi56789"),
    ],
    ids=[
        "none",
        "one",
        "in any order",
        "side by side",
        "both ends",
        "equal ones once",
        "inserted in order",
        "inserted before",
        "inserted behind",
    ],
)
def test_apply_edits(edits: list[Edit], expected: str) -> None:
    assert apply_edits("0123456789", edits) == expected


@pytest.mark.parametrize(
    "edits",
    [
        [edit(2, 5, "x"), edit(4, 6, "y")],
        [edit(2, 5, "x"), edit(2, 5, "y")],
        [edit(2, 8, "x"), edit(4, 5, "y")],
        [edit(2, 5, "x"), edit(3, 3, "y")],
    ],
    ids=["across", "same place", "inside", "insertion inside"],
)
def test_overlapping_edits_are_refused(edits: list[Edit]) -> None:
    with pytest.raises(ValueError, match="overlap"):
        apply_edits("0123456789", edits)
