"""Rounds of fixing: until nothing changes, with a proof after each, and never for ever."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

import pytest

from rlvault_lint.errors import RunError
from rlvault_lint.findings.diagnostic import Diagnostic, Fix, Safety, Severity
from rlvault_lint.fixing.converge import FixError, Outcome, converge
from rlvault_lint.note import Link, Note
from rlvault_lint.reading.parse import parse
from rlvault_lint.text import Edit, Span
from rlvault_lint.vault.vault import Vault

Rule = Callable[[Note, Link], Iterator[tuple[Span, str]]]
"""What takes the place of what, in a link of a note."""


def renaming(old: str, new: str) -> Rule:
    """A rule that dislikes a target."""

    def rule(note: Note, link: Link) -> Iterator[tuple[Span, str]]:
        if link.target == old:
            yield link.target_span, new

    return rule


def run(
    texts: Mapping[str, bytes],
    *rules: Rule,
    safety: Safety = Safety.UNSAFE,
    may_edit: Callable[[str], bool] = lambda path: True,
    read: Callable[[str], bytes] | None = None,
) -> Outcome:
    vault = Vault([parse(path, data) for path, data in texts.items()], texts)

    def judge(vault: Vault) -> list[Diagnostic]:
        found = []
        for path, note in sorted(vault.notes.items()):
            for link in note.links:
                for number, rule in enumerate(rules):
                    for span, new in rule(note, link):
                        fix = Fix("t", (Edit(path, span, new),), safety)
                        found.append(Diagnostic(f"rule-{number}", "link", path, link.span, "m", Severity.INFO, fix=fix))
        return found

    return converge(vault, judge(vault), judge, read or texts.__getitem__, (safety,), may_edit)


def after(outcome: Outcome) -> dict[str, bytes]:
    return {each.path: each.after for each in outcome.changes}


def rules_of(findings: Iterable[Diagnostic]) -> list[str]:
    return [each.rule for each in findings]


def test_rounds_go_on_until_nothing_changes() -> None:
    outcome = run({"n.md": b"[[a]] [[b]]\r\n[[a]]"}, renaming("b", "c"), renaming("a", "b"))
    assert after(outcome) == {"n.md": b"[[c]] [[c]]\r\n[[c]]"}
    assert rules_of(outcome.fixed) == ["rule-1", "rule-0", "rule-1", "rule-0", "rule-0"]
    assert outcome.findings == ()
    assert outcome.refused == outcome.failed == ()
    again = run({"n.md": after(outcome)["n.md"]}, renaming("b", "c"), renaming("a", "b"))
    assert again.changes == ()


def test_changes_tell_what_was_there_before_all_rounds() -> None:
    (change,) = run({"n.md": b"[[a]]", "m.md": b"[[x]]"}, renaming("b", "c"), renaming("a", "b")).changes
    assert (change.path, change.before, change.after) == ("n.md", b"[[a]]", b"[[c]]")


def test_fixes_that_undo_each_other() -> None:
    with pytest.raises(FixError, match=r'the fixes of rule-\d undo each other in "n.md"'):
        run({"n.md": b"[[a]]"}, renaming("a", "b"), renaming("b", "a"))


def test_what_comes_back_to_where_it_was_is_no_change() -> None:
    outcome = run({"n.md": b"[[a]] [[x]]"}, renaming("a", "b"))
    assert after(outcome) == {"n.md": b"[[b]] [[x]]"}


def test_a_fix_that_can_not_be_proved_is_taken_back_and_told() -> None:
    texts = {"n.md": b"# About [[a]]\n\n[[a]] [[a]]", "m.md": b"[[n#About a]]"}
    outcome = run(texts, renaming("a", "b"))
    assert after(outcome) == {"n.md": b"# About [[a]]\n\n[[b]] [[b]]"}
    assert rules_of(outcome.findings) == ["rule-0"]
    assert outcome.refused == (
        '"n.md": a fix of rule-0 was left out, as "[[n#About a]]" in "m.md" would no longer find its place in "n.md"',
    )


@pytest.mark.parametrize("count", [1, 7, 60])
def test_bad_fixes_among_many_good_ones(count: int) -> None:
    heading = b"## About [[a]]\n"
    texts = {"n.md": b"[[a]]\n" * count + heading + b"[[a]]\n" * count, "m.md": b"[[n#About a]]"}
    outcome = run(texts, renaming("a", "b"))
    assert after(outcome) == {"n.md": b"[[b]]\n" * count + heading + b"[[b]]\n" * count}
    assert len(outcome.fixed) == 2 * count


def test_more_bad_fixes_than_will_be_tried() -> None:
    headings = b"".join(b"# T%d [[a]]\n" % number for number in range(400))
    links = b"".join(b"[[n#T%d a]]\n" % number for number in range(400))
    outcome = run({"n.md": headings + b"[[a]]", "m.md": links}, renaming("a", "b"))
    assert len(outcome.refused) + len(outcome.fixed) == 401
    assert any("too many others" in each for each in outcome.refused)


def test_a_safe_fix_has_to_mean_the_same() -> None:
    outcome = run({"n.md": b"[[a]]", "a.md": b"", "b.md": b""}, renaming("a", "b"), safety=Safety.SAFE)
    assert outcome.changes == ()
    assert "would look different" in outcome.refused[0]


def test_files_that_may_not_be_edited() -> None:
    outcome = run({"n.md": b"[[a]]", "m.md": b"[[a]]"}, renaming("a", "b"), may_edit=lambda path: path == "m.md")
    assert after(outcome) == {"m.md": b"[[b]]"}
    assert [each.path for each in outcome.findings] == ["n.md"]


@pytest.mark.parametrize(
    ("data", "why"),
    [("\ufeff[[a]]".encode("utf-16-le"), "it is UTF-16"), (b"[[a]] \xff", "it is not UTF-8")],
)
def test_encodings_that_are_left_alone(data: bytes, why: str) -> None:
    outcome = run({"n.md": data, "m.md": b"[[a]]"}, renaming("a", "b"))
    assert after(outcome) == {"m.md": b"[[b]]"}
    assert f'"n.md" was not fixed, as {why}' in outcome.refused[0]


def test_a_file_that_was_changed_meanwhile() -> None:
    outcome = run({"n.md": b"[[a]]"}, renaming("a", "b"), read=lambda path: b"[[a]] and more")
    assert outcome.changes == ()
    assert outcome.failed == ('"n.md" was changed while rlvault-lint was running: it was left as it was, run again',)


def test_a_file_that_can_not_be_written() -> None:
    def read(path: str) -> bytes:
        raise RunError(f'"{path}" is read-only')

    outcome = run({"n.md": b"[[a]]"}, renaming("a", "b"), read=read)
    assert outcome.changes == ()
    assert outcome.failed == ('"n.md" is read-only',)
