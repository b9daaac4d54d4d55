"""Consoles and systems that are not in UTF-8: what they can't show is escaped, what programs read stays readable."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest

PROGRAM = [sys.executable, "-P", "-m", "rlvault_lint"]
ENVIRONMENTS = {
    "C": {"LC_ALL": "C"},
    "POSIX": {"LANG": "POSIX"},
    "ASCII": {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"},
    "Windows, Western Europe": {"PYTHONIOENCODING": "cp1252"},
    "Windows, a console of the USA": {"PYTHONIOENCODING": "cp437:strict"},
    "Windows, Chinese": {"PYTHONIOENCODING": "gbk"},
    "an output in ASCII": {"PYTHONIOENCODING": "ascii"},
}


@pytest.fixture
def vault(tmp_path: Path) -> Path:
    root = tmp_path / "vault"
    (root / ".obsidian").mkdir(parents=True)
    (root / "caf\u00e9 \u5f3a.md").write_text("[[x/\u00e9]] [[x/\u5f3a]] [[x/\U0001f600]] ★★\n", "utf-8")
    return root


def run(vault: Path, environment: dict[str, str], *arguments: str) -> tuple[int, bytes, bytes]:
    """What comes of a run that knows nothing but where programs are, where to keep things, and this environment."""
    own = {key: os.environ[key] for key in ("PATH", "SYSTEMROOT") if key in os.environ}
    own |= {"HOME": str(vault.parent), "RLVAULT_LINT_CACHE_DIR": str(vault.parent / "cache"), **environment}
    done = subprocess.run([*PROGRAM, *arguments], capture_output=True, check=False, env=own, cwd=vault)
    return done.returncode, done.stdout, done.stderr


@pytest.mark.parametrize("environment", ENVIRONMENTS.values(), ids=ENVIRONMENTS.keys())
def test_no_text_ends_in_a_traceback(vault: Path, environment: dict[str, str]) -> None:
    for number in (1, 2):  # the second one may be the first one's report, given again
        code, out, err = run(vault, environment, "check")
        assert (code, err) == (1, b""), number
        assert out.count(b"broken-link") == 3
    code, out, err = run(vault, environment, "check", "\u5f3a")
    assert code == 2
    assert err.count(b"\n") == 1
    code, out, err = run(vault, environment, "mv", "caf\u00e9 \u5f3a.md", "\u5f31.md")
    assert (code, err) == (0, b"")
    assert (vault / "\u5f31.md").is_file()


@pytest.mark.parametrize("environment", ENVIRONMENTS.values(), ids=ENVIRONMENTS.keys())
@pytest.mark.parametrize("kind", ["json", "junit"])
def test_programs_read_what_was_written(vault: Path, environment: dict[str, str], kind: str) -> None:
    """Also where it goes through a console's encoding, and when it is the report of an earlier run."""
    run(vault, {}, "check", "--format", kind)
    for number in (1, 2):
        code, out, _ = run(vault, environment, "check", "--format", kind)
        assert code == 1
        if kind == "json":
            messages = [each["message"] for each in json.loads(out)["diagnostics"]]
        else:
            messages = [each.attrib["message"] for each in ElementTree.fromstring(out).iter("failure")]
        assert [message[20] for message in messages if "no file" in message] == ["\u00e9", "\u5f3a", "\U0001f600"], (
            number
        )


def test_a_file_is_in_utf_8_whatever_the_console(vault: Path) -> None:
    code, _, _ = run(vault, ENVIRONMENTS["ASCII"], "check", "--format", "concise", "-o", "report.txt")
    assert code == 1
    assert "x/\u5f3a" in (vault / "report.txt").read_text("utf-8")


def test_an_empty_environment(vault: Path) -> None:
    done = subprocess.run([*PROGRAM, "check", "--no-cache"], capture_output=True, check=False, env={}, cwd=vault)
    assert (done.returncode, done.stderr) == (1, b"")
