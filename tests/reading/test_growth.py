"""Hostile notes of reading that once cost the square of their size; `benchmarks/growth.py` measures many more."""

from __future__ import annotations

import pickle
import time

import pytest

from rlvault_lint.reading.parse import parse

SIZE = 60_000


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("x <? y " * SIZE, id="instructions"),
        pytest.param("x <!A " * SIZE, id="declarations"),
        pytest.param("x <!-- " * SIZE, id="comments"),
        pytest.param("a" + " " * SIZE + "b\n===", id="spaces in a setext heading"),
        pytest.param("![" * SIZE + "a" + "](b)" * SIZE, id="pictures in pictures"),
        pytest.param(
            "$$\n\n$$\n\n" * 12_000 + "".join(f"[{n}]: a.md\n" for n in range(12_000)), id="math and definitions"
        ),
        pytest.param("- a\n\n" + f"  [[b]] {'and more ' * 9}\n\n" * 70_000, id="paragraphs of an item"),
        pytest.param(f"- {'不' * 30}\n- $$\n" * 30_000, id="no returns, but characters that look like them"),
        pytest.param("".join("  " * level + "- 项\n" for level in range(300)) * 4, id="nested lists beyond ASCII"),
    ],
)
def test_time_and_facts_are_linear(text: str) -> None:
    start = time.process_time()
    note = parse("Note.md", text.encode())
    assert time.process_time() - start < 5  # each took from ten seconds to minutes
    assert len(pickle.dumps(note)) < 4 * len(text) + 100_000


def test_pictures_nest_eight_deep() -> None:
    depths = [
        len(parse("Note.md", ("![" * depth + "a" + "](b)" * depth).encode()).links) for depth in (1, 2, 7, 8, 9, 50)
    ]
    assert depths == [1, 2, 7, 8, 8, 8]
