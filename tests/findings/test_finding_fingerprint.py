from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from rlvault_lint.findings.diagnostic import Diagnostic, Severity
from rlvault_lint.findings.fingerprint import LENGTH, fingerprints
from rlvault_lint.text import Span

TEXT = "See [[Nope]] and [[Other]].\n"


def found(text: str, part: str, message: str = "m") -> Diagnostic:
    start = text.index(part)
    return Diagnostic("broken-link", "link", "a.md", Span(start, start + len(part)), message, Severity.ERROR)


def fingerprint(text: str, *findings: Diagnostic) -> list[str]:
    return list(fingerprints(findings, {"a.md": text, "b.md": text}))


def test_it_is_short_and_hexadecimal() -> None:
    [value] = fingerprint(TEXT, found(TEXT, "Nope"))
    assert len(value) == LENGTH
    int(value, 16)


def test_lines_wording_and_spaces_do_not_count() -> None:
    before = fingerprint(TEXT, found(TEXT, "[[Nope]] and"))
    moved = "# New\n\n\n" + TEXT.replace("]] and", "]]\n  and")
    assert fingerprint(moved, found(moved, "[[Nope]]\n  and", "said otherwise")) == before


def test_rule_path_subject_and_text_count() -> None:
    first = found(TEXT, "Nope")
    others = [
        found(TEXT, "Other"),
        first._replace(rule="unwritten-note"),
        first._replace(path="b.md"),
        first._replace(about="x"),
    ]
    assert len({each for finding in (first, *others) for each in fingerprint(TEXT, finding)}) == 5


def test_equal_ones_are_told_apart_by_their_order() -> None:
    first = found(TEXT, "Nope")
    one, two, other = fingerprint(TEXT, first, first, found(TEXT, "Other"))
    assert len({one, two, other}) == 3
    assert fingerprint(TEXT, found(TEXT, "Other"), first) == [other, one]


def test_a_file_may_have_no_text() -> None:
    whole = Diagnostic("orphan-note", "moc", "a.png", Span(0, 0), "m", Severity.INFO)
    assert len(list(fingerprints([whole], {}))) == 1


@given(st.lists(st.tuples(st.text(max_size=3), st.text(max_size=3), st.text(max_size=3)), unique=True))
def test_different_findings_have_different_fingerprints(keys: list[tuple[str, str, str]]) -> None:
    texts = {path: f"  {' '.join(text.split())}" for _, path, text in keys}
    same = {(rule, path, texts[path]) for rule, path, _ in keys}
    findings = [
        Diagnostic(rule, "link", path, Span(1, max(1, len(text))), "m", Severity.ERROR) for rule, path, text in same
    ]
    assert len(set(fingerprints(findings, texts))) == len(findings)
