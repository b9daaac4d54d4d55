"""Every built-in rule through its case file, in every variant."""

from __future__ import annotations

from pathlib import Path

import pytest

from rlvault_lint.registry import registry
from rlvault_lint.testing import VARIANTS, Case, check, read_cases

FOLDER = Path(__file__).parent / "rules" / "cases"
CASES = [case for path in sorted(FOLDER.glob("*.md")) for case in read_cases(path)]


@pytest.mark.parametrize("variant", VARIANTS)
@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.rule}: {case.name}")
def test_case(case: Case, variant: str) -> None:
    check(case, variant)


@pytest.mark.parametrize("rule", registry())
def test_rule_has_cases(rule: str) -> None:
    cases = [case for case in CASES if case.rule == rule]
    assert any(each.expected for each in cases), f"no case expects {rule}"
    assert any(not each.expected for each in cases), f"no case is free of {rule}"
