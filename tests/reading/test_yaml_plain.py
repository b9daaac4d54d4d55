"""What is read without YAML is what YAML reads: a comparison over mutated notes."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from rlvault_lint.reading import frontmatter, yaml_plain
from rlvault_lint.reading.frontmatter import Frontmatter

NOTES = [
    """title: "GRPO 深度理解"
type: paper
domain: [rl, "llm", 'agents']
tags:
  - rl/grpo
  - 强化学习
aliases: []
rating: ★★★★☆
arxiv: 2402.03300
created: 2024-07-21
up: "[[RL-MOC|RL]]"
status:
""",
    """title: Proximal policy optimisation (PPO)
tags:
- a
- "b c"

url: https://arxiv.org/abs/1707.06347
creation date: 2024-01-01 10:00
done: true
score: -1.5
note: 'it is what it is'
""",
    """cssclasses: wide
publish: false
aliases: [PPO, Proximal Policy Optimisation , "a, b"]
rank: 3
""",
    "aliases:\n- Test User\ntags: \n- \n-\n- a\npublish: true\n",
]
PIECES = st.sampled_from(
    [
        *":#-[]{}'\"!&*|>%@`?,\\~=<.",
        *(" ", "  ", "\t", "\n", "\r\n", "\r", "\n  ", "\n- ", "\n  - ", ": ", " #", "- "),
        *("a", "é", "文", "😀", "1", "null", "a: b", "---", "...", "[a", "b]", "''", '""', "x:", ":y", "-z", "<<: "),
        *("%a", "? ", "\u00a0", "\u0085", "\u2028", "\ufeff", "\x07", "\ud800"),
    ]
)


def by_yaml(text: str) -> Frontmatter:
    """The frontmatter of a text by python-frontmatter, with our handler, alone."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(yaml_plain, "read", lambda text, start, end: None)
        return frontmatter.read(text)


@settings(max_examples=600, deadline=None)
@given(
    st.sampled_from(NOTES),
    st.lists(st.tuples(st.floats(0, 1), st.integers(0, 3), PIECES), max_size=3),
    st.sampled_from(["\n", "\r\n"]),
    st.integers(0, 12),
)
@example("a: b\n", [(0.99, 0, "c: d")], "\n", 0)
@example("a:\n", [], "\n", 0)
def test_the_two_ways_agree(note: str, changes: list[tuple[float, int, str]], line_end: str, rotation: int) -> None:
    lines = note.splitlines(keepends=True)
    block = "".join(lines[rotation:] + lines[:rotation]).replace("\n", line_end)
    for share, deleted, inserted in changes:
        at = int(share * len(block))
        block = block[:at] + inserted + block[at + deleted :]
    text = f"---{line_end}{block}{line_end}---{line_end}body"
    assert frontmatter.read(text) == by_yaml(text)


@settings(max_examples=300, deadline=None)
@given(st.lists(PIECES, max_size=14).map("".join))
def test_the_two_ways_agree_on_anything(block: str) -> None:
    text = f"---\n{block}\n---\n"
    assert frontmatter.read(text) == by_yaml(text)


@pytest.mark.parametrize("note", NOTES)
def test_real_notes_need_no_yaml(note: str) -> None:
    assert yaml_plain.read(note, 0, len(note)) is not None


@pytest.mark.parametrize(
    "block",
    [
        *("a: b: c", "a: b #c", "a: b:", "a: &b c", "a: [b, [c]]", "a: {b: c}", "a: |\n  b", "a: b\n  c", "a: 1\na: 2"),
        *("a: [b,]", "a:\n  - b\n - c", 'a: "\\x41"', "a: 'it''s'", "# a", "a:b", "a: \tb", "[a]", "a: - b"),
        *("a:\n-\n  b: c", "a:\n-\n\n- b", "a:\n- # b"),
        "a: " + "b" * 20_000,
    ],
)
def test_what_takes_yaml(block: str) -> None:
    assert yaml_plain.read(f"{block}\n", 0, len(block) + 1) is None
