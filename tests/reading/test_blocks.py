"""Block ids: where one counts, and where it stands too close."""

from __future__ import annotations

import pytest

from rlvault_lint.note import Note, ProblemKind
from rlvault_lint.reading.parse import parse


def read(text: str) -> Note:
    return parse("Note.md", text.encode())


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("text ^a", ["a"]),
        ("text\n^a", ["a"]),
        ("> text ^a", ["a"]),
        ("- x ^a\n- y ^b", ["a", "b"]),
        ("![[x.png]]^a", ["a"]),
        ("# text ^a", []),
        ("text ^a b", []),
        ("text ^a\n$$\nx^2\n$$\n", ["a"]),
        ("text ^a\n$$\nx^2\n$$\ntext ^b", ["a", "b"]),
        ("text ^a $$x^2$$", []),
        ("text ^a\n\n$$\nx^2\n$$\n", ["a"]),
        ("| a |\n|---|\n| b |\n\n^t", ["t"]),
        ("| a |\n|---|\n| ^c |", ["c"]),
        ("| a |\n|---|\n| b ^c |", []),
    ],
)
@pytest.mark.parametrize("line_end", ["\n", "\r\n"], ids=["lf", "crlf"])
def test_ids(text: str, ids: list[str], line_end: str) -> None:
    text = text.replace("\n", line_end)
    blocks = read(text).blocks
    assert [block.id for block in blocks] == ids
    assert [text[block.span.start : block.span.end] for block in blocks] == [f"^{id}" for id in ids]


@pytest.mark.parametrize(
    ("text", "id"),
    [
        ("一句话。^a-b", "a-b"),
        ("- item.^a", "a"),
        ("One. ^a", None),
        ("$x^2$", None),
        ("`x^2`", None),
        ("[[x^2]]", None),
        ("text.^a b", None),
    ],
)
def test_an_id_without_a_space_before_it(text: str, id: str | None) -> None:
    problems = list(read(text).problems_of(ProblemKind.TIGHT_BLOCK_ID))
    assert [(problem.data, problem.text) for problem in problems] == ([((id,), f"^{id}")] if id else [])
