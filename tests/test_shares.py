"""Notes judged by several processes: the same findings, whatever becomes of a process."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from rlvault_lint import pipeline, shares
from rlvault_lint.files.notes import Reading
from rlvault_lint.findings.diagnostic import Diagnostic, Severity
from rlvault_lint.findings.report import Report
from rlvault_lint.note import Note
from rlvault_lint.rule import Rule, on_note
from rlvault_lint.settings.load import load_settings
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


@pytest.fixture(autouse=True)
def _few_pay(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shares, "PAYS", 1)


def _run(jobs: int, *paths: str, rules: tuple[Rule, ...] = ()) -> Report:
    settings = load_settings(EXAMPLE)
    settings = replace(settings, rules=(*settings.rules, *rules))
    return pipeline.run(settings, [EXAMPLE / path for path in paths], reading=Reading(jobs=jobs))


def _said(report: Report) -> tuple[Any, ...]:
    return report.active, report.errors, report.notices, report.checked, report.looked_at, report.suppressed


@pytest.mark.parametrize("jobs", [2, 3, 40])
def test_as_one_process(jobs: int) -> None:
    assert _run(1).active
    assert _said(_run(jobs)) == _said(_run(1))


def test_paths_narrow_what_is_judged() -> None:
    assert _said(_run(2, "RL/GRPO", "Agent")) == _said(_run(1, "RL/GRPO", "Agent"))


def test_what_a_rule_does_wrong_is_told_once() -> None:
    together = _run(3, rules=(Failing(),))
    assert _said(together) == _said(_run(1, rules=(Failing(),)))
    assert len([each for each in together.errors if "'failing'" in each]) == 1


@pytest.mark.parametrize("step", ["_looked_up", "_in_notes"])
def test_what_a_process_took_that_died_is_judged_all_the_same(monkeypatch: pytest.MonkeyPatch, step: str) -> None:
    alone, first = _said(_run(1)), os.getpid()
    real: Callable[..., Any] = getattr(shares, step)

    def dying(*arguments: Any) -> Any:
        if os.getpid() != first:
            os._exit(1)
        return real(*arguments)

    monkeypatch.setattr(shares, step, dying)
    assert _said(_run(3)) == alone


def test_no_process_is_left_when_the_user_interrupts(monkeypatch: pytest.MonkeyPatch) -> None:
    ended: list[Any] = []
    real = shares._Other.end

    def end(self: Any) -> None:
        real(self)
        ended.append(self._process.exitcode)

    monkeypatch.setattr(shares._Other, "end", end)
    first, learn = os.getpid(), shares._learn

    def interrupted(*arguments: Any) -> None:
        if os.getpid() == first:
            raise KeyboardInterrupt
        learn(*arguments)

    monkeypatch.setattr(shares, "_learn", interrupted)
    with pytest.raises(KeyboardInterrupt):
        _run(3)
    assert len(ended) == 2
    assert None not in ended
