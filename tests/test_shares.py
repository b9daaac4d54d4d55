"""Notes read and judged by several processes: the same findings, whatever becomes of a process."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from rlvault_lint import pipeline, shares
from rlvault_lint.files import workers
from rlvault_lint.files.notes import Reading
from rlvault_lint.files.team import Team
from rlvault_lint.findings.diagnostic import Diagnostic, Severity
from rlvault_lint.findings.report import Report
from rlvault_lint.note import Note
from rlvault_lint.reading.parse import Draft
from rlvault_lint.rule import Rule, on_note, on_vault
from rlvault_lint.settings.load import load_settings
from rlvault_lint.text import WHOLE_FILE
from rlvault_lint.vault.vault import Vault

EXAMPLE = Path(__file__).parent / "fixtures" / "vault"

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="no process can be copied here")


class Failing(Rule):
    """Finds something in some notes, and fails in others."""

    name = "failing"
    group = "text"
    summary = "x"
    severity = Severity.ERROR
    since = "0.1.0"

    @on_note
    def judge(self, note: Note, _: Vault) -> Iterator[Diagnostic]:
        if note.name.startswith("R"):
            raise ValueError(note.name)
        yield from ()


class Nosy(Rule):
    """Finds in each note what others are like, and by looking at the vault what all are like."""

    name = "nosy"
    group = "text"
    summary = "x"
    severity = Severity.ERROR
    since = "0.1.0"

    @on_note
    def judge(self, note: Note, vault: Vault) -> Iterator[Diagnostic]:
        paths = sorted(vault.notes)
        other = vault.notes[paths[paths.index(note.path) - 1]]
        said = f"{len(other.tags)} {other.fields} {other.links} {other.headings} {other.body.digest}"
        yield self.diagnostic(note, WHOLE_FILE, f"{said} {other.entries} {vault.block_ids(other.path)}")
        yield self.diagnostic(note, WHOLE_FILE, str([each.path for each, _ in vault.backlinks(note.path)]))

    @on_vault
    def judge_all(self, vault: Vault) -> Iterator[Diagnostic]:
        for path, note in sorted(vault.notes.items()):
            yield self.diagnostic(path, WHOLE_FILE, f"{note.links[:1]} {note.problems}")


@pytest.fixture(autouse=True)
def _few_pay(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "PAYS", 0)
    monkeypatch.setattr(workers, "MANY", 1)


@pytest.fixture
def _others_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have the first process wait, so that others get something to read."""
    first = os.getpid()

    class Slow(Draft):
        def walk(self) -> None:
            if os.getpid() == first:
                time.sleep(0.02)
            super().walk()

    monkeypatch.setattr(shares, "Draft", Slow)


def _run(jobs: int, *paths: str, rules: tuple[Rule, ...] = (), mapped: bool = False) -> Report:
    settings = load_settings(EXAMPLE)
    settings = settings._replace(rules=(*settings.rules, *rules))
    return pipeline.run(settings, [EXAMPLE / path for path in paths], reading=Reading(jobs=jobs), mapped=mapped)


def _said(report: Report) -> tuple[Any, ...]:
    return report.active, report.errors, report.notices, report.checked, report.looked_at, report.suppressed


def _owner(step: str) -> Any:
    """What has a function of that name."""
    return shares.Shares if hasattr(shares.Shares, step) else shares


@pytest.mark.parametrize("jobs", [2, 3, 40])
def test_as_one_process(jobs: int) -> None:
    assert _run(1).active
    assert _said(_run(jobs)) == _said(_run(1))


def test_as_one_process_where_all_have_all_notes() -> None:
    assert _said(_run(3, mapped=True)) == _said(_run(1, mapped=True))


@pytest.mark.usefixtures("_others_read")
def test_whatever_a_rule_asks_of_a_note_that_another_process_has() -> None:
    rules = (Nosy(),)
    together = _run(2, rules=rules)
    assert len({each.path for each in together.active if each.rule == "nosy"}) > 5
    assert _said(together) == _said(_run(1, rules=rules))


def test_a_note_is_judged_when_it_is_read_if_that_needs_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "Sound.md").write_text("---\ntags: [a b]\n---\n[[Broken]] [[#There]]\n# There\n")
    (tmp_path / "Broken.md").write_text("[[nowhere/x]]")
    (tmp_path / "To a heading.md").write_text("[[Sound#There]]")
    (tmp_path / "MOC.md").write_text("---\ntype: moc\n---\n- [[Sound]]\n- [[Sound]]\n")
    settled: dict[str, bool] = {}
    real = shares._Early.settle

    def noted(early: Any, note: Note, stands: int) -> bool:
        settled[note.name] = real(early, note, stands)
        return settled[note.name]

    def none_forked() -> int:
        raise OSError

    monkeypatch.setattr(shares._Early, "settle", noted)
    monkeypatch.setattr(os, "fork", none_forked)
    found = pipeline.run(load_settings(tmp_path), [], reading=Reading(jobs=2))
    assert settled == {"Sound": True, "Broken": False, "To a heading": False, "MOC": True}
    assert _said(found) == _said(pipeline.run(load_settings(tmp_path), [], reading=Reading(jobs=1)))
    assert {each.rule for each in found.active} >= {"malformed-tag", "broken-link", "duplicate-entry"}


def test_paths_narrow_what_is_judged() -> None:
    assert _said(_run(2, "RL/GRPO", "Agent")) == _said(_run(1, "RL/GRPO", "Agent"))


@pytest.mark.usefixtures("_others_read")
def test_what_a_rule_does_wrong_is_told_once() -> None:
    together = _run(3, rules=(Failing(),))
    assert _said(together) == _said(_run(1, rules=(Failing(),)))
    assert len([each for each in together.errors if "'failing'" in each]) == 1


@pytest.mark.usefixtures("_others_read")
@pytest.mark.parametrize("step", ["packed_columns", "_looked_up", "_learn", "_found"])
def test_what_a_process_was_to_judge_that_died_is_judged_all_the_same(
    monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    alone, first = _said(_run(1)), os.getpid()
    owner = _owner(step)
    real: Callable[..., Any] = getattr(owner, step)

    def dying(*arguments: Any, **named: Any) -> Any:
        if os.getpid() != first:
            os._exit(1)
        return real(*arguments, **named)

    monkeypatch.setattr(owner, step, dying)
    assert _said(_run(3)) == alone


@pytest.mark.usefixtures("_others_read")
def test_a_process_that_dies_names_the_note_and_the_first_reads_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    first = os.getpid()

    class Deadly(Draft):
        def walk(self) -> None:
            if os.getpid() != first and "/" in self.path:
                os._exit(1)
            time.sleep(0.02)
            super().walk()

    monkeypatch.setattr(shares, "Draft", Deadly)
    report = _run(2, rules=(Nosy(),))
    assert len(report.errors) == 1
    died, _, reason = report.errors[0].partition(": ")
    assert reason == "can't be read: the process that read it has died"
    read = {each.path for each in report.active if each.rule == "nosy"}
    assert read == {each.path for each in _run(1, rules=(Nosy(),)).active if each.rule == "nosy"} - {died}


@pytest.mark.parametrize("step", ["_looked_up", "_learn"])
def test_no_process_is_left_when_the_user_interrupts(monkeypatch: pytest.MonkeyPatch, step: str) -> None:
    first, owner = os.getpid(), _owner(step)
    real = getattr(owner, step)

    def interrupted(*arguments: Any, **named: Any) -> Any:
        if os.getpid() == first:
            raise KeyboardInterrupt
        return real(*arguments, **named)

    monkeypatch.setattr(owner, step, interrupted)
    forked: list[int] = []
    fork = os.fork

    def noted() -> int:
        forked.append(process := fork())
        return process

    monkeypatch.setattr(os, "fork", noted)
    with pytest.raises(KeyboardInterrupt):
        _run(3)
    assert len(forked) == 2
    for process in forked:
        with pytest.raises(ChildProcessError):  # it isn't there, and not dead and unburied either
            os.waitpid(process, os.WNOHANG)


def test_what_ends_another_process_ends_the_run() -> None:
    from rlvault_lint.errors import RunError

    team = Team(2)

    def changed() -> None:
        raise RunError("x.md: it was changed")

    team.start(changed)
    with pytest.raises(RunError, match=r"x\.md: it was changed"):
        team.exchange((), lambda *_: ())
    team.end()
