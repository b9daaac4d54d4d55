"""What is wrong with a text as such, and what it should read."""

from __future__ import annotations

import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rlvault_lint.note import Garbled, Problem, ProblemKind
from rlvault_lint.reading import damage
from rlvault_lint.reading.damage import is_garbled
from rlvault_lint.reading.parse import parse
from rlvault_lint.text import Span, decode

NOTE = "# 🎯 强化学习\n\n- [[GRPO 深度理解|GRPO]] — 核心原理；“重点” ★★★★☆\n- [[Café|déjà vu]] it’s 5 €\n"


def read(data: bytes, text: str) -> tuple[list[Problem], tuple[Garbled, ...]]:
    return damage.read(data, text, is_utf8=not any("\udc80" <= char <= "\udcff" for char in text))


def problems(data: bytes) -> list[Problem]:
    return read(data, decode(data))[0]


def restored(text: str) -> str | None:
    """The text with all garbled stretches as they should read; None if one of them can't be restored."""
    parts: list[str] = []
    at = 0
    for each in read(text.encode(), text)[1]:
        if each.text is None:
            return None
        parts += (text[at : each.span.start], each.text)
        at = each.span.end
    return "".join([*parts, text[at:]])


@pytest.mark.parametrize("encoding", ["latin-1", "sloppy-windows-1252", "sloppy-windows-1254"])
def test_mojibake_is_restored(encoding: str) -> None:
    import ftfy.bad_codecs

    ftfy.bad_codecs.ok()
    assert restored(NOTE.encode().decode(encoding)) == NOTE


@pytest.mark.parametrize(("encoding", "name"), [("cp1252", "Windows-1252"), ("cp1254", "Windows-1254"), ("gbk", "GBK")])
def test_mojibake_with_lost_bytes_is_one_problem(encoding: str, name: str) -> None:
    text = NOTE.encode().decode(encoding, "ignore")
    found, garbled = read(text.encode(), text)
    assert [problem.kind for problem in found] == [ProblemKind.MOJIBAKE]
    assert found[0].data[0] == name
    assert found[0].data[3] == 1  # bytes were lost
    assert any(each.text is None for each in garbled)


def test_a_mojibake_message_shows_a_line_that_can_be_restored() -> None:
    lossy, whole = (line.encode().decode("cp1254", "ignore") for line in ("贝\n", "科夫算法\n"))
    text = lossy + whole
    [problem], _ = read(text.encode(), text)
    assert problem.data == ("Windows-1252", 1, "科夫算法", 0, 0)
    assert text[problem.span.start : problem.span.end] == whole.strip()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("Micha\u00ebl Zasso, Beno\u00eet, \u00c5sa; itâ€™s NieÃŸen â€", 3, id="a little of it garbled"),
        pytest.param("è´å°”æ›¼ æ–¹ç¨‹ ç®— ç‡ é", 5, id="all of it garbled"),
    ],
)
def test_where_bytes_were_lost_all_is_garbled_or_only_what_is_plainly(text: str, expected: int) -> None:
    assert len(read(text.encode(), text)[1]) == expected


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        pytest.param("It donâ€™t", "It don’t", id="short"),
        pytest.param("a" * 50 + " â€™ " + "b" * 90, "a" * 19 + " ’ " + "b" * 36 + "…", id="both ends are cut"),
        pytest.param("x\nâ€™ y\nz", "’ y", id="a line of several"),
    ],
)
def test_a_mojibake_message_shows_little(written: str, shown: str) -> None:
    [problem], _ = read(written.encode(), written)
    assert problem.data[2] == shown


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("« été\u00a0» déjà\u00a0! l’été…", id="French"),
        pytest.param("„Spaß“, „Größe“ – groß…", id="German"),
        pytest.param("Ổn định, “Ê…”, À “Ô”", id="Vietnamese"),
        pytest.param("┌──┐ ░▒▓ ½ ² × ÷ ± µ ∑", id="symbols"),
        pytest.param("Привет, РСФСР…", id="Russian"),
        pytest.param("模型的，。锛子是一种工具", id="Chinese with a rare character"),
        pytest.param("`â€™` and\n```\nâ€™\n```\n", id="code"),
        pytest.param("~~~\nâ€™ ``` â€™", id="a fence that is never closed"),
    ],
)
def test_real_text_is_no_mojibake(text: str) -> None:
    assert read(text.encode(), text) == ([], ())


def test_a_clean_note_does_not_load_ftfy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ftfy", None)
    assert problems((NOTE * 2).encode()) == []


@pytest.mark.parametrize(
    ("content", "kinds", "data"),
    [
        pytest.param(
            "# 强化学习 ⭐\n\n- 马尔科夫：MDP 的基础".encode("gb18030"),
            [ProblemKind.NOT_UTF8],
            ("GB18030", 16),
            id="GB18030",
        ),
        pytest.param("這是一個繁體中文的筆記".encode("big5"), [ProblemKind.NOT_UTF8], ("Big5", 11), id="Big5"),
        pytest.param(
            "これは日本語の漢字です".encode("shift_jis"), [ProblemKind.NOT_UTF8], ("Shift-JIS", 15), id="Shift-JIS"
        ),
        pytest.param(
            "한국어로 쓴 노트입니다".encode("euc-kr"),
            [ProblemKind.NOT_UTF8],
            ("", 12),
            id="EUC-KR is not called GB18030",
        ),
        pytest.param("déjà".encode("latin-1"), [ProblemKind.NOT_UTF8], ("", 2), id="Latin-1"),
        pytest.param("中文笔记".encode() + b"\xff", [ProblemKind.NOT_UTF8], ("", 1), id="one bad byte"),
        pytest.param(NOTE.encode("utf-16"), [ProblemKind.NOT_UTF8], ("UTF-16", 0), id="UTF-16"),
        pytest.param(b"a\0b\0c\0", [ProblemKind.NUL_BYTES], (3, 1), id="UTF-16 without a mark"),
        pytest.param(b"text " * 9 + b"\0\0", [ProblemKind.NUL_BYTES], (2, 0), id="NUL bytes"),
        pytest.param("a\ufffd锟斤拷 ï¿½".encode(), [ProblemKind.LOST_CHARACTERS], (3,), id="lost characters"),
        pytest.param("`\ufffd`".encode(), [], (), id="a lost character in code"),
        pytest.param(b"<<<<<<< a\n=======\n>>>>>>> b", [ProblemKind.MERGE_CONFLICT], (), id="conflict"),
        pytest.param(
            b"<<<<<<< a\r\n=======\r\n>>>>>>> b\r\n" * 2, [ProblemKind.MERGE_CONFLICT] * 2, (), id="two conflicts"
        ),
        pytest.param(b"a\n=======\n>>>>>>> b\n<<<<<<< c", [], (), id="marks in another order"),
        pytest.param(b"```\n<<<<<<< a\n=======\n>>>>>>> b\n```", [], (), id="a conflict in code"),
        pytest.param(b"\xef\xbb\xbf# Title", [], (), id="byte order mark"),
    ],
)
def test_problems(content: bytes, kinds: list[ProblemKind], data: tuple[str | int, ...]) -> None:
    assert [(problem.kind, problem.data) for problem in problems(content)] == [(kind, data) for kind in kinds]


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [(0, 3, False), (0, 4, True), (4, 5, True), (5, 8, True), (6, 9, False), (6, 13, True), (13, 20, False)],
)
def test_is_garbled(start: int, end: int, expected: bool) -> None:
    assert is_garbled((Garbled(Span(3, 6), None), Garbled(Span(9, 13), "x")), Span(start, end)) is expected


def test_garbled_text_causes_no_other_problems() -> None:
    text = "- [[" + "强化学习法".encode().decode("gbk", "ignore") + "\n锛屾槸鐨勶紝\n"
    assert [problem.kind for problem in parse("n.md", text.encode()).problems] == [ProblemKind.MOJIBAKE]


@pytest.mark.parametrize(
    "data",
    [
        pytest.param("é\x93\x93a" * 20_000, id="garbled stretches on one line"),
        pytest.param("`" * 50_000 + "â€™", id="backticks"),
        pytest.param("".join("`" * n + "a" for n in range(400)) + "â€™", id="backticks of every length"),
        pytest.param("```\n" * 20_000 + "â€™", id="fences"),
        pytest.param("<<<<<<<\n=======\n" * 20_000, id="conflict marks"),
        pytest.param("锛a" * 20_000, id="signs of GBK"),
    ],
)
def test_time_is_linear(data: str) -> None:
    read(data.encode(), data)


def test_a_message_is_short_however_long_what_is_garbled() -> None:
    text = "â€™" * 50_000
    (found,), _ = read(text.encode(), text)
    assert len(str(found.data)) < 400


@settings(max_examples=80)
@given(
    st.lists(st.sampled_from(["é", "â€™", "\u00a0»", "锛", "`", "\n", "a ", "贝".encode().decode("cp1254", "ignore")]))
)
def test_any_text_is_read(parts: list[str]) -> None:
    text = "".join(parts)
    found, garbled = read(text.encode(), text)
    ends = [end for each in garbled for end in (each.span.start, each.span.end)]
    assert ends == sorted(ends)
    assert bool(garbled) == any(problem.kind == ProblemKind.MOJIBAKE for problem in found)
    assert all(0 <= problem.span.start <= problem.span.end <= len(text) for problem in found)


@settings(max_examples=50)
@given(st.binary(max_size=60))
def test_any_bytes_are_read(data: bytes) -> None:
    assert all(0 <= problem.span.start <= len(data) for problem in problems(data))
