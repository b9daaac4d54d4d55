"""What entries and notes say of notes."""

from __future__ import annotations

import pytest

from rlvault_lint.reading.parse import parse
from rlvault_lint.vault.claims import Claim, arxiv_claims, divided_ids, divided_ratings, rating_claims, shared_ids
from rlvault_lint.vault.vault import Vault

GEPA = "---\narxiv: '2507.19457v2'\nrating: \"★★★★\"\n---\n"


def _vault(files: dict[str, str], checked: tuple[str, ...] | None = None) -> Vault:
    return Vault([parse(path, text.encode()) for path, text in files.items()], ["pdf.pdf"], checked=checked)


def _said(claim: Claim) -> tuple[str, str, object, bool]:
    return claim.path, claim.subject, claim.value, claim.own


def test_a_note_and_an_entry_claim() -> None:
    files = {"X MOC.md": "- [[gepa|G]] ⭐ arXiv:2507.19457 ★★★★★\n", "a/GEPA.md": GEPA}
    vault = _vault(files)
    entry, own = arxiv_claims(vault)
    assert _said(own) == ("a/GEPA.md", "a/GEPA.md", "2507.19457", True)
    assert _said(entry) == ("X MOC.md", "a/GEPA.md", "2507.19457", False)
    for claim in (own, entry, *rating_claims(vault)):
        assert files[claim.path][claim.span.start : claim.span.end] == claim.text
    assert (shared_ids(vault), divided_ids(vault)) == ({}, {})
    (said,) = divided_ratings(vault).values()
    assert [(each.value, each.own) for each in said] == [(5.0, False), (4.0, True)]


def test_what_is_said_of_several_notes() -> None:
    vault = _vault({"X MOC.md": "- [[a]] 2507.19457\n- [[b]] 2507.19457\n- [[c]] 2507.19458\n", "a.md": "", "b.md": ""})
    assert [claim.name for claim in shared_ids(vault)["2507.19457", False]] == ["a", "b"]
    assert ("2507.19458", True) not in shared_ids(vault)


@pytest.mark.parametrize(
    "entry",
    [
        "arXiv:2507.19457",
        "see [[GEPA]] arXiv:2507.19457",
        "[[GEPA#Part]] arXiv:2507.19457",
        "[[GEPA]] arXiv:2507.19457 arXiv:2507.19458",
        "[[GEPA]] arXiv:2507.1945",
        "[[pdf.pdf]] arXiv:2507.19457",
        "[[Twin]] arXiv:2507.19457",
        "[[X MOC]] arXiv:2507.19457",
        "`[[GEPA]] arXiv:2507.19457`",
    ],
)
def test_an_entry_that_claims_nothing(entry: str) -> None:
    vault = _vault({"X MOC.md": f"- {entry}\n", "GEPA.md": "", "a/Twin.md": "", "b/Twin.md": ""})
    assert not arxiv_claims(vault)


def test_the_same_identifier_twice_is_one_claim() -> None:
    vault = _vault({"X MOC.md": "- [[GEPA]] arXiv:2507.19457 <https://arxiv.org/abs/2507.19457v3>\n", "GEPA.md": ""})
    (claim,) = arxiv_claims(vault)
    assert claim.text == "2507.19457"


def test_a_note_that_is_not_there_is_known_by_its_name() -> None:
    vault = _vault({"X MOC.md": "- [[a/Gone]] arXiv:2507.19457\n- [[GONE.md]] arXiv:2507.19457\n"})
    first, second = arxiv_claims(vault)
    assert first.is_missing
    assert first.subject == second.subject


def test_only_checked_notes_and_mocs_claim() -> None:
    files = {
        "X MOC.md": "- [[GEPA]] arXiv:2507.19457 ★★★★★\n",
        "GEPA.md": GEPA,
        "Note.md": "- [[GEPA]] arXiv:2507.19457\n",
    }
    vault = _vault(files, checked=("X MOC.md", "Note.md"))
    assert {claim.path for claim in arxiv_claims(vault)} == {"X MOC.md"}
    assert not any(claim.own for claim in rating_claims(vault))


@pytest.mark.parametrize("text", ["★★★★★ ★★★☆☆", "⭐", "★★★★★★", "`★★★★★`", ""])
def test_an_entry_that_rates_nothing(text: str) -> None:
    assert not rating_claims(_vault({"X MOC.md": f"- [[GEPA]] {text}\n", "GEPA.md": ""}))
