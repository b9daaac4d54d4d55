"""How rules are shown what they look at, and what becomes of a rule that goes wrong."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

import pytest

from rlvault_lint.conventions import Conventions
from rlvault_lint.findings.diagnostic import Diagnostic, Severity
from rlvault_lint.findings.suppress import Known
from rlvault_lint.judging import Ignores, judge, sentences
from rlvault_lint.note import Entry, Field, Link, Note, Problem, ProblemKind
from rlvault_lint.reading.parse import parse
from rlvault_lint.rule import Rule, on_entry, on_link, on_moc, on_note, on_problem, on_property, on_vault
from rlvault_lint.text import Span
from rlvault_lint.vault.status import Status
from rlvault_lint.vault.vault import Vault

WHOLE = Span(0, 0)
KNOWN = Known({}, frozenset())


class Base(Rule):
    name, group, summary, severity, since = "seen", "link", "", Severity.INFO, "0"

    def at(self, note: Note, message: str) -> Diagnostic:
        return self.diagnostic(note, WHOLE, message)


def make(files: dict[str, str], **said: Any) -> Vault:
    return Vault([parse(path, text.encode()) for path, text in files.items()], [], **said)


def found(vault: Vault, *rules: Rule, ignores: Ignores = (), wanted: Iterable[str] | None = None) -> list[str]:
    """`path: message` of each finding, in the order in which they were made; no rule may fail."""
    diagnostics, _, failures = judge(vault, rules, ignores, sorted(vault.notes if wanted is None else wanted), KNOWN)
    assert failures == []
    return [f"{each.path}: {each.message}" for each in diagnostics]


def test_links_are_shown_by_their_status() -> None:
    class Seen(Base):
        canvas = True

        @on_link(Status.MISSING)
        def missing(self, note: Note, link: Link, vault: Vault) -> Iterator[Diagnostic]:
            yield self.at(note, f"missing {link.text}")

        @on_link(Status.AMBIGUOUS, Status.INEXACT, Status.BLOCK_MISSING)
        def odd(self, note: Note, link: Link, vault: Vault) -> Iterator[Diagnostic]:
            yield self.at(note, f"odd {link.text}")

        @on_link(Status.HEADING_MISSING)
        def heading(self, note: Note, link: Link, vault: Vault) -> Iterator[Diagnostic]:
            yield self.at(note, f"heading {link.text}")

    vault = make(
        {
            "A.md": "[[B]] [[nope#x]] [[b#no]] [[c]] [[B#^no]] `[[x]]` %% [[x]] %%\n",
            "B.md": "",
            "x/C.md": "",
            "y/C.md": "",
            "Z.canvas": '{"nodes":[{"type":"file","file":"gone.md"}]}',
        }
    )
    assert found(vault, Seen()) == [
        "A.md: missing [[nope#x]]",
        "A.md: odd [[b#no]]",
        "A.md: heading [[b#no]]",
        "A.md: odd [[c]]",
        "A.md: odd [[B#^no]]",
        "Z.canvas: missing gone.md",
    ]


def test_a_link_of_two_wanted_statuses_is_shown_once_and_every_link_for_all_of_them() -> None:
    class Every(Base):
        @on_link(*Status)
        def seen(self, note: Note, link: Link, vault: Vault) -> Iterator[Diagnostic]:
            yield self.at(note, link.text)

    assert found(make({"A.md": "[[b#no]] [[B]] [[nope]]", "B.md": ""}), Every()) == [
        "A.md: [[b#no]]",
        "A.md: [[B]]",
        "A.md: [[nope]]",
    ]


def test_problems_are_shown_by_their_kind_and_in_comments_only_if_those_are_judged() -> None:
    class Seen(Base):
        @on_problem(ProblemKind.NUL_BYTES, ProblemKind.MOJIBAKE)
        def seen(self, note: Note, problem: Problem, vault: Vault) -> Iterator[Diagnostic]:
            yield self.at(note, problem.kind)

    problems = (
        Problem(ProblemKind.NUL_BYTES, Span(0, 1)),
        Problem(ProblemKind.NOT_UTF8, Span(1, 2)),
        Problem(ProblemKind.MOJIBAKE, Span(2, 3), commented=True),
    )
    note = replace(parse("A.md", b"abc"), problems=problems)
    assert found(Vault([note], []), Seen()) == ["A.md: nul-bytes"]
    assert found(Vault([note], [], comments=True), Seen()) == ["A.md: nul-bytes", "A.md: mojibake"]


def test_properties_are_shown_by_their_name_the_first_of_each() -> None:
    class Seen(Base):
        @on_property("b", "c")
        def seen(self, note: Note, field: Field, vault: Vault) -> Iterator[Diagnostic]:
            yield self.at(note, f"{field.key} {field.raw}")

        @on_property(lambda options, conventions: conventions.arxiv.properties)
        def claimed(self, note: Note, field: Field, vault: Vault) -> Iterator[Diagnostic]:
            yield self.at(note, f"arxiv {field.raw}")

    vault = make({"A.md": "---\na: 1\nb: 2\nc: 3\nb: 4\narxiv: 5\n---\n", "B.md": ""}, conventions=Conventions())
    assert found(vault, Seen()) == ["A.md: b 2", "A.md: c 3", "A.md: arxiv 5"]


def test_findings_are_about_what_was_shown() -> None:
    class Seen(Base):
        @on_link(Status.MISSING)
        def link(self, note: Note, link: Link, vault: Vault) -> Iterator[Diagnostic]:
            yield self.at(note, "m")

        @on_property("key")
        def prop(self, note: Note, field: Field, vault: Vault) -> Iterator[Diagnostic]:
            yield self.at(note, "m")

        @on_note
        def note(self, note: Note, vault: Vault) -> Iterator[Diagnostic]:
            yield self.diagnostic(note, WHOLE, "m", about="own")
            yield self.at(note, "m")

    verdict = judge(make({"a.md": "---\nkey: 1\n---\n[[x#y|z]]\n"}), [Seen()], (), ["a.md"], KNOWN)
    assert sorted(each.about for each in verdict.findings) == ["", "key", "own", "x#y"]


def test_entries_are_those_of_mocs() -> None:
    class Seen(Base):
        @on_entry
        def seen(self, note: Note, entry: Entry, vault: Vault) -> Iterator[Diagnostic]:
            yield self.at(note, entry.lead.text if entry.lead else "")

    assert found(make({"A.md": "- [[B]]\n", "MOC.md": "- [[A]]\n- x\n"}), Seen()) == ["MOC.md: [[A]]", "MOC.md: "]


def test_whole_mocs() -> None:
    class Seen(Base):
        @on_moc
        def seen(self, note: Note, vault: Vault) -> Iterator[Diagnostic]:
            yield self.at(note, "moc")

    notes = {"A.md": "- [[B]]\n", "Lists MOC.md": "- [[A]]\n- x\n", "Empty MOC.md": ""}
    assert found(make(notes), Seen()) == ["Empty MOC.md: moc", "Lists MOC.md: moc"]
    assert found(make(notes), Seen(), ignores=[("Empty*", frozenset({"seen"}))]) == ["Lists MOC.md: moc"]


class Whole(Base):
    @on_note
    def of_note(self, note: Note, vault: Vault) -> Iterator[Diagnostic]:
        yield self.at(note, "note")

    @on_vault
    def of_vault(self, vault: Vault) -> Iterator[Diagnostic]:
        for path in sorted(vault.notes):
            yield self.at(vault.notes[path], "vault")


class Checks(Base):
    name = "checks"

    @on_note
    def check_note(self, note: Note, vault: Vault) -> Iterator[Diagnostic]:
        yield self.at(note, "checked")


def test_whole_notes_and_the_vault_where_findings_count() -> None:
    vault = make({"A.md": "", "B.md": "", "drafts/C.md": "", "D.canvas": "{}"})
    ignores = [("drafts/", frozenset({"seen"}))]
    assert found(vault, Whole(), ignores=ignores) == ["A.md: note", "B.md: note", "A.md: vault", "B.md: vault"]
    assert found(vault, Whole(), wanted=["B.md"]) == ["B.md: note", "B.md: vault"]


def test_a_subclass_looks_at_what_its_base_does_unless_it_says_otherwise() -> None:
    class Quiet(Whole):
        def of_vault(self, vault: Vault) -> Iterator[Diagnostic]:
            raise AssertionError("not subscribed")

    assert found(make({"A.md": ""}), Quiet()) == ["A.md: note"]


def broken(*findings: object, error: BaseException | None = None) -> Rule:
    class Broken(Base):
        name, plugin = "acme/broken", "acme-lint"

        @on_note
        def seen(self, note: Note, vault: Vault) -> Iterator[Any]:
            yield from findings
            if error is not None:
                raise error

    return Broken()


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        (broken(error=ValueError("no\nway")), "ValueError: no way"),
        (broken(error=SystemExit(0)), "SystemExit: 0"),
        (broken(error=RecursionError()), "RecursionError"),
        (broken("rubbish"), "it yields 'rubbish', which is not a Diagnostic"),
        (broken(Diagnostic("x", "link", "A.md", WHOLE, "", Severity.INFO)), "a finding of 'x'"),
        (broken(Diagnostic("acme/broken", "link", "Z.md", WHOLE, "", Severity.INFO)), "only a method with @on_vault"),
        (broken(Diagnostic("acme/broken", "link", "A.md", None, "", Severity.INFO)), "whose span is None"),  # type: ignore[arg-type]
        (broken(Diagnostic("acme/broken", "link", "A.md", WHOLE, 7, Severity.INFO)), "whose message is 7"),  # type: ignore[arg-type]
        (broken(Diagnostic("acme/broken", "link", "A.md", WHOLE, "", "bad")), "whose severity is 'bad'"),  # type: ignore[arg-type]
        (
            broken(Diagnostic("acme/broken", "link", "A.md", WHOLE, "", Severity.INFO, ("x",))),  # type: ignore[arg-type]
            "'x', which is not a Related",
        ),
    ],
)
def test_a_rule_that_goes_wrong_is_named_and_the_others_go_on(rule: Rule, said: str) -> None:
    diagnostics, _, failures = judge(make({"A.md": "", "B.md": ""}), [rule, Checks()], (), ["A.md", "B.md"], KNOWN)
    assert [(each.rule, each.path) for each in diagnostics] == [("checks", "A.md"), ("checks", "B.md")]
    (sentence,) = sentences(failures)
    assert sentence.startswith(
        "the rule 'acme/broken' of the plugin 'acme-lint' failed in 'A.md' and in one more file ("
    )
    assert sentence.endswith("): report this to its authors, or leave the rule out")
    assert said in sentence


def test_a_method_that_returns_none_is_named() -> None:
    class Mute(Base):
        name = "acme/mute"

        @on_note  # type: ignore[type-var]
        def check(self, note: Note, vault: Vault) -> None:
            pass

    failures = judge(make({"A.md": ""}), [Mute()], (), ["A.md"], KNOWN).failures
    assert sentences(failures) == [
        "the rule 'acme/mute' failed in 'A.md' (check() returns None instead of findings): please report this to us"
    ]


def test_interrupting_ends_the_run() -> None:
    with pytest.raises(KeyboardInterrupt):
        judge(make({"A.md": ""}), [broken(error=KeyboardInterrupt())], (), ["A.md"], KNOWN)


def test_a_rule_does_not_run_where_nothing_concerns_it() -> None:
    calls = 0

    def count(frame: Any, event: str, arg: Any) -> None:
        nonlocal calls
        calls += event == "call" and frame.f_code.co_filename == __file__

    class Seen(Base):
        @on_link(Status.MISSING)
        def missing(self, note: Note, link: Link, vault: Vault) -> Iterator[Diagnostic]:
            yield from ()

        @on_property("x")
        def prop(self, note: Note, field: Field, vault: Vault) -> Iterator[Diagnostic]:
            yield from ()

    vault = make({f"{number}.md": "[[1]]\n" for number in range(10)})
    rules = [Seen() for _ in range(5)]
    sys.setprofile(count)
    try:
        judge(vault, rules, (), sorted(vault.notes), KNOWN)
    finally:
        sys.setprofile(None)
    assert calls == 0
