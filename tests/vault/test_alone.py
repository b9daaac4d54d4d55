"""What can be asked of a vault while its notes are being read."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from rlvault_lint.reading.parse import parse
from rlvault_lint.vault.alone import Alone, NotReadError
from rlvault_lint.vault.called import TITLES
from rlvault_lint.vault.filenames import LETTERS
from rlvault_lint.vault.mocs import SAYS_SO, mocs
from rlvault_lint.vault.resolution import Found
from rlvault_lint.vault.status import seen, unsound
from rlvault_lint.vault.vault import Vault

NOTE = parse("A.md", b"# Head\n\n[[B]] and [[#Head]] and [[C]]\n")


@pytest.fixture
def alone() -> Alone:
    vault = Alone(Vault((), ("A.md", "B.md"), checked=("A.md", "B.md")))
    vault.show(NOTE, SAYS_SO)
    return vault


def test_what_rests_on_the_note_and_the_files(alone: Alone) -> None:
    assert alone.resolve("B", "A.md") == Found("B.md")
    assert alone.subpath_ok("#Head", "A.md")
    assert alone.look_up(LETTERS, "b") == ["B.md"]
    assert alone.notes["A.md"] is NOTE
    assert alone.is_moc(NOTE)
    assert alone.derive(seen, "A.md").total == 3


def _past(vault: Vault) -> int:
    return len(vault.files)


@pytest.mark.parametrize(
    "ask",
    [
        lambda vault: vault.notes["B.md"],
        lambda vault: vault.notes.get("B.md"),
        lambda vault: "B.md" in vault.notes,
        lambda vault: list(vault.notes),
        lambda vault: vault.notes.values(),
        lambda vault: bool(vault.notes),
        lambda vault: vault.subpath_ok("#Head", "B.md"),
        lambda vault: list(vault.judged()),
        lambda vault: list(vault.backlinks("A.md")),
        lambda vault: vault.derive(mocs),
        lambda vault: vault.derive(unsound),
        lambda vault: vault.look_up(TITLES, "x"),
        lambda vault: vault.keep(_past),
    ],
)
def test_what_rests_on_others(alone: Alone, ask: Callable[[Vault], Any]) -> None:
    with pytest.raises(NotReadError):
        list(ask(alone))


def test_no_rule_takes_it_for_a_failure() -> None:
    assert not issubclass(NotReadError, Exception)


def test_what_was_derived_of_a_note_is_forgotten_with_it(alone: Alone) -> None:
    alone.derive(seen, "A.md")
    alone.show(parse("B.md", b""), 0)
    with pytest.raises(NotReadError):
        alone.derive(seen, "A.md")


def test_a_table_that_waits_for_others_is_not_begun_for_each_note(alone: Alone) -> None:
    begun = 0

    def table(vault: Vault) -> list[str]:
        nonlocal begun
        begun += 1
        return sorted(vault.notes)

    for _ in range(3):
        with pytest.raises(NotReadError):
            alone.derive(table)
    assert begun == 1
