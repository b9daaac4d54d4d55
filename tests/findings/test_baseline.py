"""The baseline: what is known, what is new, and what became of it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rlvault_lint.findings.baseline import Baseline, BaselineError, made_of, read, split, written
from rlvault_lint.findings.diagnostic import Diagnostic, Severity
from rlvault_lint.text import Span

HEADER = '["rlvault-lint baseline", 1]\n'


def finding(path: str, text: str, at: int = 0, rule: str = "broken-link", message: str = "gone") -> Diagnostic:
    return Diagnostic(rule, "link", path, Span(at, at + len(text)), message, Severity.ERROR)


def test_lines_and_wording_do_not_count() -> None:
    known = made_of([finding("A.md", "GEPA")], {"A.md": "GEPA"})
    now = [finding("A.md", "GEPA", at=8, message="no longer there")]
    assert split(known, now, {"A.md": "before\n\nGEPA"}, {"A.md"}) == ([], 1, 0)


def test_a_swap_of_one_broken_link_for_another_does_not_hide() -> None:
    known = made_of([finding("A.md", "GEPA")], {"A.md": "GEPA"})
    other = finding("A.md", "DAPO")
    assert split(known, [other], {"A.md": "DAPO"}, {"A.md"}) == ([other], 0, 1)


def test_a_second_one_is_new() -> None:
    text = {"A.md": "GEPA GEPA"}
    first, second = finding("A.md", "GEPA"), finding("A.md", "GEPA", at=5)
    known = made_of([first], text)
    assert split(known, [first, second], text, {"A.md"}) == ([second], 1, 0)


def test_another_rule_is_new() -> None:
    known = made_of([finding("A.md", "GEPA")], {"A.md": "GEPA"})
    other = finding("A.md", "GEPA", rule="broken-heading")
    assert split(known, [other], {"A.md": "GEPA"}, {"A.md"}).new == [other]


def test_a_renamed_note_keeps_its_own() -> None:
    texts = {"Old/A.md": "GEPA DAPO PPO", "B.md": "GEPA"}
    known = made_of([finding("Old/A.md", "GEPA"), finding("Old/A.md", "DAPO", at=5), finding("B.md", "GEPA")], texts)
    now = [finding("B.md", "GEPA"), finding("New/C.md", "GEPA"), finding("New/C.md", "DAPO", at=5)]
    today = {"New/C.md": "GEPA DAPO PPO", "B.md": "GEPA"}
    assert split(known, now, today, {"New/C.md", "B.md"}) == ([], 3, 0)


def test_a_new_note_that_shares_little_with_one_that_is_gone_is_new() -> None:
    texts = {"A.md": "GEPA DAPO PPO"}
    known = made_of([finding("A.md", text, at) for text, at in (("GEPA", 0), ("DAPO", 5), ("PPO", 10))], texts)
    now = [finding("B.md", "GEPA")]
    assert split(known, now, {"B.md": "GEPA"}, {"B.md"}) == (now, 0, 3)


def test_of_several_heirs_the_one_of_the_same_name() -> None:
    known = made_of([finding("Old/A.md", "GEPA")], {"Old/A.md": "GEPA"})
    now = [finding("New/A.md", "GEPA"), finding("Other/B.md", "GEPA")]
    texts = {"New/A.md": "GEPA", "Other/B.md": "GEPA"}
    assert split(known, now, texts, set(texts)).new == [now[1]]


def test_the_file_is_sorted_and_readable() -> None:
    texts = {"b.md": "强化 GEPA", "a.md": "x" * 300}
    known = made_of([finding("b.md", "GEPA", at=3), finding("a.md", "x" * 300), finding("b.md", "GEPA", at=3)], texts)
    lines = written(known).splitlines()
    assert lines[0] == HEADER.strip()
    assert lines[2] == '["b.md", "broken-link", "GEPA", 2]'
    assert lines[1].startswith('["a.md", "broken-link", "xxx')
    assert len(lines[1]) < 200


KEYS = st.tuples(st.text(max_size=9), st.sampled_from(["broken-link", "acme/x"]), st.text(max_size=9))


@given(st.dictionaries(KEYS, st.integers(1, 99), max_size=9))
def test_what_is_written_is_read(counts: dict[tuple[str, str, str], int]) -> None:
    known = Baseline(counts)
    text = written(known)
    assert text.isascii()
    assert read(text.encode().decode(), "x").counts == counts


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("", "b.jsonl:1"),
        ("{}", "b.jsonl:1"),
        ('["rlvault-lint baseline", 2]\n', "b.jsonl:1"),
        (HEADER + "<<<<<<< HEAD\n", "b.jsonl:2"),
        (HEADER + '["a", "b", "c", 0]\n', "b.jsonl:2"),
        (HEADER + '["a", "b", "c", true]\n', "b.jsonl:2"),
        (HEADER + '\n["a", "b", 1, 1]\n', "b.jsonl:3"),
        (HEADER + "[" * 100_000 + "\n", "b.jsonl:2"),
    ],
)
def test_a_file_that_is_none_is_named_with_its_line(text: str, place: str) -> None:
    with pytest.raises(BaselineError, match=f"^{place}: this is not "):
        read(text, "b.jsonl")


def test_two_that_git_has_merged_are_added() -> None:
    line = '["a.md", "broken-link", "x", 1]\n'
    assert read(HEADER + line + "\n" + line, "b").total == 2
