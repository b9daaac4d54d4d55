"""Where an unlisted note belongs, and the entry that is proposed."""

from __future__ import annotations

import pytest

from rlvault_lint.reading.parse import parse
from rlvault_lint.vault.listing import place_for
from rlvault_lint.vault.vault import Vault

NOTE = '---\ntitle: Proximal policy optimisation\narxiv: "1707.06347"\nrating: ★★★★★\n---\n'


def proposed(moc: str, note: str = NOTE, name: str = "PPO") -> tuple[str, str | None, str] | None:
    """The MOC's text up to where the entry would go, its heading, and the entry."""
    texts = {"A/MOC.md": moc, f"A/{name}.md": note, "A/GRPO.md": "", "A/DPO.md": "", "B/SAC.md": ""}
    notes = [parse(path, text.encode()) for path, text in texts.items()]
    vault = Vault(notes, [])
    place = place_for(f"A/{name}.md", vault)
    return place and (moc[: place.at], place.heading, place.entry)


@pytest.mark.parametrize(
    ("moc", "entry"),
    [
        pytest.param("- [[GRPO]]\n- [[DPO]]\n", "- [[PPO]]", id="by name"),
        pytest.param("- [[A/GRPO]]\n- [[A/DPO]]\n", "- [[A/PPO]]", id="by path"),
        pytest.param("- [[GRPO|G]]\n- [[DPO|D]]\n", "- [[PPO|Proximal policy optimisation]]", id="with an alias"),
        pytest.param(
            "- [G](A/GRPO.md)\n- [D](A/DPO.md)\n", "- [Proximal policy optimisation](A/PPO.md)", id="Markdown"
        ),
        pytest.param("- [[GRPO]] (arXiv:2402.03300)\n", "- [[PPO]] (arXiv:1707.06347)", id="arXiv ID"),
        pytest.param("- [[GRPO]] ★★★☆☆\n", "- [[PPO]] ★★★★★", id="rating"),
        pytest.param(
            "# 强化学习\n- [[GRPO]]（arXiv:2402.03300）★★★☆☆\n", "- [[PPO]]（arXiv:1707.06347）★★★★★", id="full-width"
        ),
        pytest.param("- [[SAC]]\n  - [[GRPO]]\n", "\t- [[PPO]]", id="nested"),
    ],
)
def test_entry_as_the_moc_writes_them(moc: str, entry: str) -> None:
    found = proposed(moc)
    assert found is not None
    assert found[2] == entry


def test_it_goes_behind_the_last_neighbour_and_what_is_nested_in_it() -> None:
    moc = "# M\n## One\n- [[GRPO]]\n- [[DPO]]\n  - more of it\n- [[SAC]]\n## Two\n- [[SAC]]\n"
    found = proposed(moc)
    assert found == ("# M\n## One\n- [[GRPO]]\n- [[DPO]]\n  - more of it", "One", "- [[PPO]]")


def test_of_several_lists_that_with_words_of_the_name_is_taken() -> None:
    moc = "## Policy\n- [[GRPO]]\n## Other things\n- [[DPO]]\n- [[A/GRPO]]\n"
    found = proposed(moc)
    assert found is not None
    assert found[1] == "Policy"  # as in the title, though fewer of its neighbours stand there
    found = proposed(moc, note="", name="GRPO variants")
    assert found is not None
    assert found[1] == "Policy"  # GRPO is in both: the first
    found = proposed(moc, note="", name="DPO variants")
    assert found is not None
    assert found[1] == "Other things"


@pytest.mark.parametrize("moc", ["1. [[GRPO]]\n2. [[DPO]]\n", "| paper |\n| --- |\n| [[GRPO]] |\n"])
def test_numbered_lists_and_tables_get_no_entry(moc: str) -> None:
    assert proposed(moc) == ("", None, "")


def test_a_name_that_means_another_file_is_written_as_a_path() -> None:
    found = proposed("- [[GRPO]]\n", name="SAC")
    assert found is not None
    assert found[2] == "- [[SAC]]"  # in the MOC's own folder the nearer one is meant
