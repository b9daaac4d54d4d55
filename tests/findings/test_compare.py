"""What a change broke: the findings of now less those of before."""

from __future__ import annotations

from rlvault_lint.findings.compare import new_findings
from rlvault_lint.findings.diagnostic import Diagnostic, Severity
from rlvault_lint.text import Span


def finding(path: str, text: str, at: int = 0, message: str = "gone") -> Diagnostic:
    return Diagnostic("broken-link", "link", path, Span(at, at + len(text)), message, Severity.ERROR)


def test_what_was_there_is_not_new_wherever_it_stands_now() -> None:
    before, now = [finding("A.md", "x")], [finding("A.md", "x", at=5, message="said in other words")]
    assert new_findings(now, before, ({"A.md": "more x"}, {"A.md": "x"}), {}) == []


def test_findings_are_counted() -> None:
    texts = {"A.md": "x x"}
    first, second = finding("A.md", "x"), finding("A.md", "x", at=2)
    assert new_findings([first, second], [first], (texts, texts), {}) == [second]


def test_another_text_is_new_though_there_are_as_many() -> None:
    before, now = [finding("A.md", "x")], [finding("A.md", "y")]
    assert new_findings(now, before, ({"A.md": "y"}, {"A.md": "x"}), {}) == now


def test_renamed_notes_are_followed() -> None:
    before, now = [finding("A.md", "x")], [finding("B.md", "x")]
    texts = ({"B.md": "x"}, {"A.md": "x"})
    assert new_findings(now, before, texts, {}) == now
    assert new_findings(now, before, texts, {"A.md": "B.md"}) == []
