"""Near names: what is near, what is not, and what a thousand questions cost."""

from __future__ import annotations

import random
import string
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rapidfuzz import fuzz, process

from rlvault_lint.names import closest, key, letters, nearest, particulars, prepare

NAMES = prepare(["Agent-Skills-Security", "Transformer", "Transformer 通识", "量化综述", "2026-01-01", "🗂️", "iGRPO"])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("agent_skills  security", ["Agent-Skills-Security"]),
        ("Agent Skils Security", ["Agent-Skills-Security"]),
        ("Ｔｒａｎｓｆｏｒｍｅｒ 架构", ["Transformer", "Transformer 通识"]),
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
    assert nearest("abcd", names, limit=2, cutoff=80) == [("abcd", 100.0)]
    assert [name for name, _ in nearest("abcd", names, limit=2)] == ["abcd", "abce"]
    assert [name for name, _ in nearest("abcd", names, limit=9, cutoff=50)] == ["abcd", "abce", "abcf", "abxy"]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Agent-Skills_2", "agent skills 2", True),
        ("Ｆｕｌｌ width", "full—width", True),
        ("É", "é", True),
        ("C++", "C", False),
        ("v1.2", "v12", False),
    ],
)
def test_letters(one: str, other: str, same: bool) -> None:
    assert (letters(one) == letters(other)) is same


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Jiang et al. (2025)", ("2025", "jiang")),
        ("Jiang & Pang (2025)", ("2025", "jiang&pang")),
        ("Attention (Vaswani et al., 2017)", ("2017", "vaswani")),
        ("@jiang2025attention", ("2025", "jiang")),
        ("Jiang, Wang et al 2025", ("2025", "wang")),
        ("Meeting notes 2024", ("2024",)),
        ("figure-01b", ("1b",)),
        ("v0.10", ("0", "10")),
        ("Part II", ("ii",)),
        ("Plan B", ("b",)),
        ("A note on what I'd do", ()),
        ("Ada's plan", ()),
        ("第十二章 三、二分", ("十二", "三")),
        ("进阶（上）", ("上",)),
        ("上下文", ()),
    ],
)
def test_particulars(name: str, expected: tuple[str, ...]) -> None:
    assert particulars(name) == expected


@settings(max_examples=100)
@given(
    st.text("ab -", max_size=8), st.lists(st.text("abc_", max_size=8), max_size=12), st.sampled_from([50, 70, 80, 100])
)
def test_nothing_near_is_left_out(text: str, names: list[str], cutoff: float) -> None:
    found = nearest(text, prepare(names), limit=99, cutoff=cutoff)
    near = {name for name in names if name.strip("_") and fuzz.ratio(key(text), key(name)) >= cutoff}
    assert {name for name, _ in found} == (near if text.strip(" -") else set())
    assert [score for _, score in found] == sorted((score for _, score in found), reverse=True)


def test_of_many_names_the_nearest_is_found() -> None:
    source = random.Random(1)
    words = ["".join(source.choices(string.ascii_lowercase, k=source.randint(3, 9))) for _ in range(3000)]
    names = [" ".join(source.sample(words, 3)) for _ in range(6600)]
    prepared = prepare(names)
    for name in names[:200]:
        at = source.randrange(len(name))
        misspelt = name[:at] + source.choice(string.ascii_lowercase) + name[at + 1 :]
        assert nearest(misspelt, prepared, limit=1)[0][0] == name


def test_names_that_are_all_alike_are_not_all_compared(monkeypatch: pytest.MonkeyPatch) -> None:
    compared = []
    extract = process.extract

    def counted(wanted: str, keys: list[str], **options: Any) -> Any:
        compared.append(len(keys))
        return extract(wanted, keys, **options)

    monkeypatch.setattr(process, "extract", counted)
    names = prepare(f"note about {'x' * (index % 7)} thing {index}" for index in range(5000))
    assert nearest("note about xxx thing", names)
    assert compared == [1000]


def test_the_closest_name_is_what_was_probably_meant() -> None:
    assert closest("borken-link", ["broken-link", "self-link"]) == "broken-link"
    assert closest("zebra", ["broken-link", "self-link"]) is None
