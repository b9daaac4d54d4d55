"""How alike two texts are."""

from __future__ import annotations

import pytest

from rlvault_lint.note import Body
from rlvault_lint.reading import fingerprint
from rlvault_lint.reading.fingerprint import LEAST, SIZE, hashes_of, likeness


def body(text: str) -> Body:
    return fingerprint.body(text.encode())


LONG = [f"Sentence {number} is about something of its own." for number in range(200)]


def text(sentences: list[str]) -> str:
    return "\n".join(sentences)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        pytest.param("a b\nc", "a  b\r\n\r\nc\n", True, id="blanks and line ends don't count"),
        pytest.param("a b", "a B", False, id="case does"),
        pytest.param("强化学习。", "强化学习", False, id="punctuation does"),
    ],
)
def test_digest(one: str, other: str, same: bool) -> None:
    assert (body(one).digest == body(other).digest) is same


def test_length_counts_bytes_without_blanks() -> None:
    assert body("强 a\n\t b").length == 5


def test_sketch_is_bounded_and_sorted() -> None:
    sketch = hashes_of(body(text(LONG)).sketch)
    assert len(sketch) == SIZE
    assert list(sketch) == sorted(sketch)


@pytest.mark.parametrize(
    ("one", "other", "least", "most"),
    [
        pytest.param(LONG, LONG, 1.0, 1.0, id="the same"),
        pytest.param(LONG, LONG[::-1], 1.0, 1.0, id="another order"),
        pytest.param(LONG, [*LONG[:190], *(f"New {number}." for number in range(10))], 0.75, 0.999, id="long, nearly"),
        pytest.param(LONG, [*LONG[:100], *(f"New {number}." for number in range(100))], 0.1, 0.6, id="long, half"),
        pytest.param(LONG[:19], [*LONG[:18], "New."], 0.9, 0.9, id="short, one of 20 differs on each side"),
        pytest.param(LONG[:20], LONG, 0.0, 0.3, id="a part of it"),
        pytest.param(LONG[:50], LONG[50:], 0.0, 0.0, id="nothing in common"),
        pytest.param(LONG[: LEAST - 1], LONG[: LEAST - 1], 0.0, 0.0, id="too few sentences to say"),
        pytest.param([], [], 0.0, 0.0, id="nothing at all"),
    ],
)
def test_likeness(one: list[str], other: list[str], least: float, most: float) -> None:
    assert least <= likeness(*(hashes_of(body(text(each)).sketch) for each in (one, other))) <= most


def test_what_is_ignored_does_not_count() -> None:
    form, first, second = LONG[:20], LONG[20:28], LONG[28:36]
    one, other = body(text(form + first)), body(text(form + second))
    sketches = hashes_of(one.sketch), hashes_of(other.sketch)
    assert likeness(*sketches) > 0.5
    assert likeness(*sketches, set(hashes_of(body(text(form)).sketch))) == 0.0


def test_sentences_end_with_lines_and_full_stops() -> None:
    assert body("一。二。三\nOne. Two. v1.5").sketch == body("一\n二\r\n三\nOne\n Two\nv1.5").sketch


@pytest.mark.parametrize(
    ("written", "prose"),
    [
        pytest.param("ab\n```\ncode\n```\ncd", 4, id="fenced"),
        pytest.param("ab\r\n~~~ python\r\n```\r\n~~~~\r\ncd", 4, id="tildes, closed by more of them"),
        pytest.param("ab\r   ```\rcode\r```\rcd", 4, id="indented by three, and lone returns"),
        pytest.param("ab\n    ```\ncd", 7, id="indented by four is no fence"),
        pytest.param("ab ```cd```", 10, id="a code span is none"),
        pytest.param("ab\n````\ncode\n```\ncd", 2, id="open to the end"),
        pytest.param("ab\n```\ncode\n``` python\ncd\n```\nef", 4, id="a closing line says nothing else"),
    ],
)
def test_prose_is_what_stands_outside_fences(written: str, prose: int) -> None:
    assert body(written).prose == prose
