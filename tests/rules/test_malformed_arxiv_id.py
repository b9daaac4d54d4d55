"""malformed-arxiv-id: what depends on the day of the run."""

from __future__ import annotations

from datetime import date

import pytest

from rlvault_lint.reading.parse import parse
from rlvault_lint.rules import malformed_arxiv_id
from rlvault_lint.rules.malformed_arxiv_id import MalformedArxivId
from rlvault_lint.vault.vault import Vault


@pytest.mark.parametrize(
    ("day", "is_malformed"),
    [
        (date(2026, 1, 30), True),
        (date(2026, 1, 31), False),  # in Kiribati it is February already
        (date(2026, 2, 1), False),
        (date(2027, 1, 1), False),
    ],
)
@pytest.mark.parametrize("text", ["arXiv:2602.00001\n", '---\narxiv: "2602.00001"\n---\n'])
def test_a_month_that_is_still_to_come(
    text: str, day: date, is_malformed: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(malformed_arxiv_id, "today", lambda: day)
    note = parse("Note.md", text.encode())
    found = list(MalformedArxivId().judge(note, Vault([note], [])))
    assert [text[each.span.start : each.span.end] for each in found] == ["2602.00001"] * is_malformed
