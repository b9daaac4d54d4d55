"""Links to daily and other periodic notes."""

from __future__ import annotations

import time

import pytest

from rlvault_lint.files.obsidian import Periodic
from rlvault_lint.vault.periodic import is_periodic
from rlvault_lint.vault.vault import Vault


@pytest.mark.parametrize(
    ("form", "target", "expected"),
    [
        ("YYYY-MM-DD", "2026-01-02", True),
        ("YYYY-MM-DD", "2026-01-02.md", True),
        ("YYYY-MM-DD", "Journal/2026-01-02", True),
        ("YYYY-MM-DD", "../Journal/2026-01-02", True),
        ("YYYY-MM-DD", "Other/2026-01-02", False),
        ("YYYY-MM-DD", "2026-13-02", False),
        ("YYYY-MM-DD", "2026-01-32", False),
        ("YYYY-MM-DD", "2026-01-02 and more", False),
        ("YYYY-MM-DD", "", False),
        ("YYYY/MM/DD", "2026/01/02", True),
        ("YYYY/MM/DD", "Journal/2026/01/02", True),
        ("YYYY/MM/DD", "02", True),
        ("YYYY/MM/DD", "2026-01-02", False),
        ("gggg-[W]ww", "2026-W07", True),
        ("gggg-[W]ww", "2026-x07", False),
        ("YYYY-[Q]Q", "2026-Q4", True),
        ("YYYY-[Q]Q", "2026-Q5", False),
        ("dddd, MMMM Do YYYY", "Friday, January 2nd 2026", True),
        ("dddd D. MMMM YYYY", "Freitag 2. Jänner 2026", True),
        ("YYYY年M月D日 dddd", "2026年1月2日 星期五", True),
        ("YYYYMMDDHHmm", "202601021530", True),
        ("YY.M.D", "26.1.2", True),
    ],
)
def test_is_periodic(form: str, target: str, expected: bool) -> None:
    assert is_periodic(Vault([], [], periodic=[Periodic("Journal", form)]), target) is expected


def test_a_vault_without_periodic_notes_has_none() -> None:
    assert not is_periodic(Vault([], []), "2026-01-02")


def test_no_format_takes_long() -> None:
    started = time.perf_counter()
    vault = Vault([], [], periodic=[Periodic("", form * 60) for form in ("MD", "MMMM", "Do", "Yw")])
    assert not is_periodic(vault, "1" * 250 + "!")
    assert not is_periodic(vault, "a" * 250 + "!")
    assert time.perf_counter() - started < 1
