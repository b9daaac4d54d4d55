"""Near names: what is near, what is not, and what a thousand questions cost."""

from __future__ import annotations

import random
import string

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rapidfuzz import fuzz

from rlvault_lint.names import nearest, plain, prepare

NAMES = prepare(["Agent-Skills-Security", "Transformer", "Transformer 通识", "量化综述", "2026-01-01", "🗂️", "iGRPO"])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("agent_skills  security", ["Agent-Skills-Security"]),
        ("Agent Skils Security", ["Agent-Skills-Security"]),
        ("Transformer 架构", ["Transformer", "Transformer 通识"]),
        ("模型量化综述", ["量化综述"]),
        ("GRPO", ["iGRPO"]),
        ("PPO", []),
        ("2026-01-02", []),
        ("🗂️", []),
        ("", []),
    ],
)
def test_nearest(text: str, expected: list[str]) -> None:
    assert [name for name, _ in nearest(text, NAMES)] == expected


def test_limit_and_cutoff() -> None:
    names = prepare(["abcd", "abce", "abcf", "abxy"])
    assert nearest("abcd", names, limit=2) == [("abcd", 100.0), ("abce", 75.0)][:1]
    assert [name for name, _ in nearest("abcd", names, limit=2, cutoff=70)] == ["abcd", "abce"]
    assert [name for name, _ in nearest("abcd", names, limit=9, cutoff=50)] == ["abcd", "abce", "abcf", "abxy"]


@settings(max_examples=100)
@given(
    st.text("ab -", max_size=8), st.lists(st.text("abc_", max_size=8), max_size=12), st.sampled_from([50, 70, 80, 100])
)
def test_nothing_near_is_left_out(text: str, names: list[str], cutoff: float) -> None:
    found = nearest(text, prepare(names), limit=99, cutoff=cutoff)
    near = {name for name in names if plain(name) and fuzz.ratio(plain(text), plain(name)) >= cutoff}
    assert {name for name, _ in found} == (near if plain(text) else set())
    assert [score for _, score in found] == sorted((score for _, score in found), reverse=True)


def test_many_questions() -> None:
    source = random.Random(1)
    words = ["".join(source.choices(string.ascii_lowercase, k=source.randint(3, 9))) for _ in range(3000)]
    names = prepare(" ".join(source.sample(words, 3)) for _ in range(6600))
    assert all(name in names.names for word in words[:200] for name, _ in nearest(f"{word} {word}", names))
