from __future__ import annotations

import subprocess
import sys
import time

import pytest
from reports import HOSTILE, PLAIN, finding, span, written

from rlvault_lint.findings.diagnostic import Severity
from rlvault_lint.output.formats import FORMATS
from rlvault_lint.output.view import View
from rlvault_lint.text import Span
from rlvault_lint.wording import visible

TEXT = "# 强化学习\n\n- [[Nope]]\n"


def test_one_line_for_each_finding() -> None:
    findings = [
        finding("RL/强化 MOC.md", span(TEXT, "[[Nope]]"), 'No note is called "Nope".'),
        finding("b.md", message="`title` is missing.", rule="missing-field", severity=Severity.WARNING),
    ]
    assert written("concise", {"RL/强化 MOC.md": TEXT}, *findings) == (
        'RL/强化 MOC.md:3:3: error broken-link: No note is called "Nope".\n'
        "b.md:1:1: warning missing-field: `title` is missing.\n"
        "1 error, 1 warning in 2 of 4 files (0.12 s)\n"
    )


def test_clean() -> None:
    assert written("concise", {}) == "No problems. 4 files checked (0.12 s)\n"


def test_quiet_shows_findings_only() -> None:
    quiet = PLAIN._replace(quiet=True)
    assert written("concise", {}, finding(), view=quiet) == "a.md:1:1: error broken-link: No such note.\n"
    assert written("concise", {}, view=quiet) == ""


def test_statistics_shows_no_findings() -> None:
    assert written("concise", {}, finding(), view=PLAIN._replace(statistics=True)) == (
        "    1  broken-link: 1 error\n1 error in 1 of 4 files (0.12 s)\n"
    )


def test_verbose_names_the_vault() -> None:
    output = written("concise", {}, finding(), view=PLAIN._replace(verbose=True))
    assert output.splitlines()[1:] == ["Vault: /vault", "1 error in 1 of 4 files (0.12 s)"]


def test_incomplete_run() -> None:
    output = written("concise", {}, errors=("a.md can't be read", "b.md can't be read"))
    assert output.endswith("\nThe run is incomplete: 2 failures, told on stderr.\n")


@pytest.mark.parametrize("hostile", HOSTILE, ids=ascii)
def test_hostile_text_is_shown_escaped(hostile: str) -> None:
    output = written("concise", {hostile: hostile}, finding(hostile, message=f"m {hostile} [bold]"))
    first, second = output.splitlines()
    assert first == f"{visible(hostile)}:1:1: error broken-link: m {visible(hostile)} [bold]"
    assert second == "1 error in 1 of 4 files (0.12 s)"


def test_long_lines_are_left_alone() -> None:
    message = "word " * 2000
    assert f": {message}\n" in written("concise", {}, finding(message=message), view=View(False, False, 40))


def test_colors_and_links() -> None:
    output = written("concise", {"a b.md": "xy"}, finding("a b.md", Span(1, 2)), view=View(True, True, 80))
    assert output == (
        "\x1b]8;;file:///vault/a%20b.md\x1b\\\x1b[1ma b.md:1:2\x1b[0m\x1b]8;;\x1b\\: \x1b[1;31merror\x1b[0m "
        "broken-link: No such note.\n"
        "\x1b[1;31m1 error\x1b[0m in 1 of 4 files (0.12 s)\n"
    )


@pytest.mark.parametrize("form", ["concise", "json"])
def test_rich_is_not_imported(form: str) -> None:
    code = f"""
import sys
sys.path.insert(0, {str(__file__).rpartition("/")[0]!r})
from reports import finding, written
written({form!r}, {{}}, finding())
sys.exit("rich" in sys.modules)
"""
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("view", [PLAIN, View(True, True, 80)], ids=["plain", "terminal"])
def test_many_findings_are_written_fast(form: str, view: View) -> None:
    findings = [finding(f"{number // 50}.md", Span(number % 20, number % 20 + 3)) for number in range(5000)]
    texts = {each.path: "强化学习 [[x|y]] " * 40 for each in findings}
    started = time.process_time()
    written(form, texts, *findings, view=view)
    assert time.process_time() - started < 4  # a quarter of a second on an idle machine
