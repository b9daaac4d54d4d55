"""Every case file, judged four ways: cold, warm, by several processes, and after an edit. They say the same."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from rlvault_lint import pipeline
from rlvault_lint.files import replay, workers
from rlvault_lint.files.cache import Cache
from rlvault_lint.files.notes import Reading
from rlvault_lint.settings.load import load_settings
from rlvault_lint.testing import Case, read_cases, write

CASES = [case for path in sorted((Path(__file__).parent / "rules" / "cases").glob("*.md")) for case in read_cases(path)]
MORE = "\n## One more heading\n\nProse, and a link to [[a note that nobody has written]]. ^more\n"


def _run(root: Path, *, cached: bool = False, jobs: int = 1) -> tuple[Any, ...]:
    cache = Cache.open(root) if cached else None
    try:
        report = pipeline.run(load_settings(root), reading=Reading(jobs=jobs, cache=cache))
    finally:
        if cache:
            cache.close()
    return report.active, report.errors, report.notices, report.checked, report.looked_at, report.suppressed


@pytest.mark.parametrize("case", CASES, ids=str)
def test_four_ways(case: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(replay, "GRAIN", 0)
    monkeypatch.setattr(workers, "PAYS", 0)
    monkeypatch.setattr(workers, "MANY", 1)
    root = tmp_path / "vault"
    root.mkdir()
    write(case, case.variants[0], root)
    cold = _run(root)
    assert _run(root, cached=True) == cold
    assert _run(root, cached=True) == cold
    assert _run(root, jobs=2) == cold
    notes = [root / path for path in case.files if path.endswith(".md")]
    for note in notes[:1] + notes[-1:]:
        before = note.read_bytes()
        note.write_bytes(before + MORE.encode())
        assert _run(root, cached=True) == _run(root)
        note.write_bytes(before)
        assert _run(root, cached=True) == cold
