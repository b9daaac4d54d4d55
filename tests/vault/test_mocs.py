"""Which notes are MOCs by the default marks."""

from __future__ import annotations

import pytest

from rlvault_lint.conventions import Conventions, MocConventions
from rlvault_lint.reading.parse import parse
from rlvault_lint.vault.vault import Vault

NAMES = [
    ("RL MOC", True),
    ("RL-MOC", True),
    ("_MOC", True),
    ("A MOC", True),
    ("强化学习-MOC", True),
    ("强化学习MOC", True),
    ("MOC - RL", True),
    ("MoC: RL", True),
    ("rl-moc", True),
    ("🗂️ RL", True),
    ("Agent目录", True),
    ("Why I gave up on MOC", False),
    ("What is a MOC", False),
    ("为什么我放弃了MOC", False),
    ("仓库目录结构", False),
    ("Updating MOC files", False),
    ("DEMOC", False),
    ("Moja moc", False),
    ("MOC files", False),
    ("notes with MOC", False),
    ("deep learning MOC", True),
]


@pytest.mark.parametrize(("name", "expected"), NAMES, ids=[name for name, _ in NAMES])
def test_by_name(name: str, expected: bool) -> None:
    note = parse(f"{name}.md", b"text")
    assert Vault([note], []).is_moc(note) is expected


def test_names_of_the_settings_own_take_linear_time() -> None:
    conventions = Conventions(moc=MocConventions(names=("(a+)+$",), not_names=("(b+)+$",)))
    note = parse("a" * 100 + "b" * 100 + ".md", b"text")
    assert not Vault([note], [], conventions=conventions).is_moc(note)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("---\ntype: MOC\n---\n", True),
        ("---\ntype: [note, moc]\n---\n", True),
        ("---\ntags: [area/moc]\n---\n", True),
        ("see #moc\n", True),
        ("---\ntype: mocha\n---\n", False),
        ("---\ntags: [moc/area]\n---\n", False),
    ],
)
def test_by_type_and_tag(text: str, expected: bool) -> None:
    note = parse("Note.md", text.encode())
    assert Vault([note], []).is_moc(note) is expected
