"""What every format makes of the same reports, stored; `pytest --update-snapshots` stores it again."""

from __future__ import annotations

from pathlib import Path

import pytest
import runners
from reports import IN_REPOSITORY, SAMPLES, shown

import rlvault_lint
from rlvault_lint.output.formats import FORMATS

SNAPSHOTS = Path(__file__).parent / "snapshots"
SHOWN = [name for name in FORMATS if name != "html"]  # its pages are looked at in a browser


@pytest.mark.parametrize("report", SAMPLES)
@pytest.mark.parametrize("form", SHOWN)
def test_snapshot(form: str, report: str, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    # What changes without the formats: the version, and the pages of rules.
    monkeypatch.setattr(rlvault_lint, "__version__", "0.0.0")
    monkeypatch.setattr("rlvault_lint.registry.registry", dict)
    file = SNAPSHOTS / f"{report}.{form}"
    # As a file is written: a surrogate that is left in the output stands for a byte.
    output = shown(form, SAMPLES[report], IN_REPOSITORY).encode("utf-8", "surrogateescape")
    if request.config.getoption("--update-snapshots"):
        file.write_bytes(output)
    assert output == file.read_bytes()


def test_there_is_no_snapshot_too_many() -> None:
    assert {file.name for file in SNAPSHOTS.iterdir()} == {f"{report}.{form}" for report in SAMPLES for form in SHOWN}


@pytest.mark.parametrize("report", SAMPLES)
@pytest.mark.parametrize("form", sorted(set(FORMATS) - {"github", "azure"}))
def test_a_vault_commands_no_runner(form: str, report: str) -> None:
    output = shown(form, SAMPLES[report], IN_REPOSITORY)
    assert runners.github(output) == []
    assert runners.azure(output) == []


# Those left out say it otherwise, and have tests of their own for that.
@pytest.mark.parametrize("form", sorted(set(FORMATS) - {"json", "jsonl", "sarif", "html"}))
def test_an_incomplete_run_looks_like_one(form: str) -> None:
    assert "incomplete" in shown(form, SAMPLES["incomplete"]).lower()
    assert "incomplete" not in shown(form, SAMPLES["findings"]).lower()


@pytest.mark.parametrize("form", FORMATS)
def test_the_output_can_be_written(form: str) -> None:
    for report in SAMPLES.values():
        shown(form, report, IN_REPOSITORY).encode("utf-8")
