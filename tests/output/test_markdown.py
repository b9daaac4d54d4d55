from __future__ import annotations

from typing import Any

import pyromark
import pytest
from reports import IN_REPOSITORY, PLAIN, SAMPLES, finding, report, shown, written

from rlvault_lint.findings.diagnostic import Severity
from rlvault_lint.output import inert
from rlvault_lint.output.markdown import LARGEST
from rlvault_lint.output.places import well_formed
from rlvault_lint.wording import visible

WRITTEN_BY_US = {"Heading", "Paragraph", "Table", "TableHead", "TableRow", "TableCell", "List", "Item", "Strong"}


def events(markdown: str) -> list[Any]:
    options = pyromark.Options.ENABLE_TABLES | pyromark.Options.ENABLE_STRIKETHROUGH | pyromark.Options.ENABLE_FOOTNOTES
    return list(pyromark.events(markdown, options=options))


def text_of(markdown: str) -> str:
    """What a reader sees, without markup."""
    return "".join(each.get("Text") or each.get("Code") or "" for each in events(markdown) if isinstance(each, dict))


@pytest.mark.parametrize("name", SAMPLES)
def test_text_of_the_vault_is_no_markup(name: str) -> None:
    output = shown("markdown", SAMPLES[name], IN_REPOSITORY)
    for event in events(output):
        if isinstance(event, dict) and "Start" in event:
            tag = event["Start"]
            assert (tag if isinstance(tag, str) else next(iter(tag))) in WRITTEN_BY_US
        assert not (isinstance(event, dict) and event.keys() & {"Html", "InlineHtml", "InlineMath", "DisplayMath"})
    said = text_of(output)
    for found in SAMPLES[name].active:
        assert visible(found.message) in said
        assert inert.plain(visible(well_formed(found.path))) in said
    for sentence in SAMPLES[name].errors:
        assert visible(sentence) in said


def test_no_address_is_made_a_link() -> None:
    output = written("markdown", {}, finding(message="see https://example.org, www.example.org and me@example.org"))
    for address in ("https://", "www.e", "me@"):
        assert address not in output


def test_the_worst_comes_first() -> None:
    output = written("markdown", {}, finding("a.md", severity=Severity.INFO), finding("b.md"))
    assert output.index("b.md") < output.index("a.md")


def test_what_github_takes_is_not_exceeded() -> None:
    findings = [finding(f"{number}.md", message=f"{number} " + "强" * 500) for number in range(2000)]
    output = shown("markdown", report({}, *findings), PLAIN)
    assert LARGEST * 0.9 < len(output.encode()) <= LARGEST
    left_out = 2000 - output.count("### ")
    assert f"{left_out} more findings" in output
