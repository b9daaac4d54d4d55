"""Every built-in rule through its case file, in every variant, and what its page says compared with what it does.

`pytest --update-cases` writes into the case files what is found and fixed now.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest

from rlvault_lint import explain
from rlvault_lint.findings.diagnostic import Diagnostic
from rlvault_lint.registry import registry
from rlvault_lint.rule import Rule
from rlvault_lint.testing import LONGEST, Case, check, findings, read_cases

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


@cache
def of_rule(rule: str) -> list[Diagnostic]:
    """What a rule finds in all its cases."""
    return [each for case in CASES if case.rule == rule for each in findings(case)]


@pytest.mark.parametrize("rule", registry().values(), ids=registry())
def test_fixes_are_as_safe_as_the_page_says(rule: type[Rule]) -> None:
    assert {each.fix.safety for each in of_rule(rule.name) if each.fix} == explain.safeties(rule)


@pytest.mark.parametrize("rule", registry())
def test_messages_are_a_fact_and_an_advice_in_plain_english(rule: str) -> None:
    quoted = re.compile(r'"[^"]*"|`[^`]*`|\([^()]*\)')  # what is quoted may say anything
    for message in {quoted.sub("…", each.message) for each in of_rule(rule)}:
        assert message.count(": ") == 1, f"not `fact: advice`: {message}"
        assert not re.search(r"(?<!there )\b(?:is|are|was) no\b(?! longer)", message), (
            f'"is no" for "is not a": {message}'
        )
        assert "blank" not in message, f"a blank is a space: {message}"
