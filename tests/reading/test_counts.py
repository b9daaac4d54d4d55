"""Numbers of notes as texts state them."""

from __future__ import annotations

import pytest

from rlvault_lint.reading.counts import find


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        pytest.param("## 记忆科学（7篇）", ["7"], id="full-width parentheses"),
        pytest.param("- [[A]]（25 篇，更新中）", ["25"], id="more after the unit"),
        pytest.param("# Surveys (12 notes)", ["12"], id="notes"),
        pytest.param("# Surveys (1 Paper)", ["1"], id="singular, any case"),
        pytest.param("(total: 3 entries) (4 articles)", ["3", "4"], id="two of them"),
        pytest.param("共 12 篇", ["12"], id="without parentheses"),
        pytest.param("（共12篇）", ["12"], id="counted once"),
        pytest.param("(about 25 notes) (25+ notes) (20-25 notes) （约 25 篇）", [], id="not exact"),
        pytest.param("(12 GPUs) (2024) （3 个） (12 notebooks)", [], id="other units"),
        pytest.param("12 notes and （ICLR 257 篇）", [], id="not the first in the parentheses"),
        pytest.param("(12345 notes)", [], id="too large to be a list"),
    ],
)
def test_find(text: str, numbers: list[str]) -> None:
    found = find(text)
    assert [text[each.span.start : each.span.end] for each in found] == numbers
    assert [str(each.number) for each in found] == numbers


def test_time_is_linear() -> None:
    assert find("(" * 100_000 + "（ " * 100_000 + "共1" * 100_000) == ()
    assert find("(" + " " * 100_000) == ()
