"""Every built-in rule through its case file, in every variant, and what its page says compared with what it does.

`pytest --update-cases` writes into the case files what is found and fixed now.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from rlvault_lint import explain
from rlvault_lint.registry import registry
from rlvault_lint.rule import Rule
from rlvault_lint.testing import LONGEST, Case, check, read_cases, safeties

FOLDER = Path(__file__).parent / "rules" / "cases"
FILES = sorted(FOLDER.glob("*.md"))
CASES = [case for path in FILES for case in read_cases(path)]


@pytest.mark.parametrize(("case", "variant"), [(case, variant) for case in CASES for variant in case.variants], ids=str)
def test_case(case: Case, variant: str) -> None:
    check(case, variant)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_case_file(path: Path) -> None:
    assert {case.rule for case in read_cases(path)} == {path.stem}
    lines = path.read_text("utf-8").splitlines()
    assert [line for line in lines if len(line) > LONGEST] == [], "break it, or run pytest --update-cases"


@pytest.mark.parametrize("rule", registry())
def test_rule_has_cases(rule: str) -> None:
    cases = [case for case in CASES if case.rule == rule]
    assert any(each.expected for each in cases), f"no case expects {rule}"
    assert any(not each.expected and not each.of("example") for each in cases), f"no case is free of {rule}"
    assert sum(bool(each.of("example")) for each in cases) == 1, f"not one case runs the example of {rule}"


@pytest.mark.parametrize("rule", registry().values(), ids=registry())
def test_fixes_are_as_safe_as_the_page_says(rule: type[Rule]) -> None:
    offered = {safety for case in CASES if case.rule == rule.name for safety in safeties(case)}
    assert offered == explain.safeties(rule)
