"""The action for GitHub: its script, run as a runner does, with inputs that would love to be code."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

TOP = Path(__file__).parents[1]
ACTION: dict[str, Any] = yaml.safe_load((TOP / "action.yml").read_text("utf-8"))
CHECK = ACTION["runs"]["steps"][-1]


@pytest.fixture
def vault(tmp_path: Path) -> Path:
    (tmp_path / "vault/.obsidian").mkdir(parents=True)
    (tmp_path / "vault/Note.md").write_text("[[No/where]]\n")
    return tmp_path / "vault"


def check(folder: Path, **inputs: str) -> subprocess.CompletedProcess[str]:
    """Run the step in a folder, with these inputs and the program under test in the place of the installed one."""
    temp = folder.parent / "temp"
    temp.mkdir()
    (temp / "rlvault-lint").symlink_to(Path(sys.executable).parents[1])
    given = {name: each["default"] for name, each in ACTION["inputs"].items()} | inputs
    said = {name: given[value.removeprefix("${{ inputs.").removesuffix(" }}")] for name, value in CHECK["env"].items()}
    return subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", CHECK["run"]],
        cwd=folder,
        env={**os.environ, **said, "RUNNER_TEMP": str(temp), "GITHUB_ACTIONS": "true"},
        capture_output=True,
        text=True,
        check=False,
    )


def test_findings_are_annotations_and_fail_the_step(vault: Path) -> None:
    done = check(vault)
    assert done.returncode == 1, done.stderr
    assert done.stdout.startswith("::error ")


def test_a_report_is_written_beside_them(vault: Path) -> None:
    done = check(vault, **{"output-file": "my report.sarif"})
    assert done.returncode == 1, done.stderr
    assert json.loads((vault / "my report.sarif").read_text("utf-8"))["runs"][0]["results"]


@pytest.mark.parametrize("name", ["vault", "since", "fail-on"])
def test_no_input_is_code(vault: Path, name: str) -> None:
    done = check(vault, **{name: '"; touch pwned; $(touch pwned) #'})
    assert done.returncode == 2
    assert not (vault / "pwned").exists()


def test_inputs_come_through_the_environment_only() -> None:
    assert all("${{" not in step["run"] for step in ACTION["runs"]["steps"])
    used = {value.removeprefix("${{ inputs.").removesuffix(" }}") for value in CHECK["env"].values()}
    assert used == ACTION["inputs"].keys()
