"""The command line: exit codes, errors in one sentence, colours, and that nothing ends in a traceback."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from rlvault_lint import __version__, pipeline
from rlvault_lint.commands import app

Make = Callable[..., Path]


@pytest.fixture
def vault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A vault with a broken link, which is also the working folder."""
    for name in ("NO_COLOR", "FORCE_COLOR", "FORCE_HYPERLINK"):
        monkeypatch.delenv(name, raising=False)
    (tmp_path / ".obsidian").mkdir()
    (tmp_path / "sub").mkdir()
    (tmp_path / "a.md").write_text("[[x/Nope]]\n")
    (tmp_path / "sub/b.md").write_text("[[a]]\n")
    (tmp_path / "rlvault-lint.toml").write_text('select = ["broken-link"]\n')
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["check"], 1),
        (["check", "sub"], 0),
        (["check", "a.md"], 1),
        (["check", "--select", "missing-frontmatter"], 0),
        (["check", "--ignore", "link"], 0),
        (["check", "--exclude", "a.md"], 0),
        (["check", "--format", "json"], 1),
        (["check", "--format", "concise", "--quiet"], 1),
        (["check", "--statistics"], 1),
        (["check", "--exit-zero"], 0),
        (["check", "--exit-zero", "nope.md"], 2),
        (["check", "nope.md"], 2),
        (["check", "--select", "brokn-link"], 2),
        (["check", "--fail-on", "fatal"], 2),
        (["check", "--config", "nope.toml"], 2),
        (["check", "--vault", "nope"], 2),
        (["check", "--vault", ".", ".."], 2),
        (["chek"], 2),
        (["rule"], 0),
        (["rule", "broken-link"], 0),
        (["rule", "moc"], 0),
        (["explain", "broken-link"], 0),
        (["check", "--vault", ".", "nope.md"], 2),
        (["rule", "brokn-link"], 2),
        (["config"], 0),
        (["links"], 0),
        (["links", "nope"], 2),
        (["--version"], 0),
        (["--help"], 0),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else str(value),
)
def test_exit_code(vault: Path, arguments: list[str], code: int, capsys: pytest.CaptureFixture[str]) -> None:
    assert app.main(arguments) == code
    output = capsys.readouterr()
    assert bool(output.err) == (code == 2), "only a run that fails says so on stderr"
    assert "Traceback" not in output.err


def test_severity_decides(vault: Path) -> None:
    (vault / "rlvault-lint.toml").write_text('select = ["broken-link"]\n[severity]\nbroken-link = "warning"\n')
    assert app.main(["check"]) == 0
    assert app.main(["check", "--fail-on", "warning"]) == 1


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["check", "nope.md"], "rlvault-lint: there is no file or folder 'nope.md'\n"),
        (["mv", "a", "c.md"], "rlvault-lint: there is no file or folder 'a': did you mean 'a.md'?\n"),
        (["check", "--jobs", "x"], "'x' is not a value of --jobs: it takes a whole number from 0\n"),
        (["completion", "tcsh"], "'tcsh' is not a value of SHELL"),
        (["rule", "brokn-link"], "did you mean 'broken-link'?"),
        (["chek"], "did you mean 'check'?"),
        (["check", "--selct", "x"], "there is no option '--selct': did you mean '--select'?\n"),
        (["check", "--select"], "rlvault-lint: option '--select' needs a value: --select RULES\n"),
        (["chek\x1b[31m"], "there is no command 'chek\\x1b[31m'"),
        (["check", "--\u202eselect", "x"], "there is no option '--\\u202eselect'"),
        (["check", "--format", "a\x1b[2J"], "'a\\x1b[2J' is not a value of"),
        (["check", "--select", "brokn-link"], "broken-link"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else None,
)
def test_error(vault: Path, arguments: list[str], sentence: str, capsys: pytest.CaptureFixture[str]) -> None:
    app.main(arguments)
    assert sentence in capsys.readouterr().err


def test_no_command_shows_them_all(capsys: pytest.CaptureFixture[str]) -> None:
    assert app.main([]) == 2
    output = capsys.readouterr()
    assert output.err == ""
    assert output.out.splitlines()[0] == "Usage: rlvault-lint [OPTIONS] COMMAND [ARGS]..."


def test_error_in_settings_names_the_line(vault: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (vault / "rlvault-lint.toml").write_text('\nselct = ["broken-link"]\n')
    assert app.main(["check"]) == 2
    assert capsys.readouterr().err.startswith("rlvault-lint: rlvault-lint.toml:2: ")


def test_folder_that_is_no_vault(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert app.main(["check", str(tmp_path)]) == 2
    error = capsys.readouterr().err
    assert "no notes (*.md) below" in error
    assert "--vault" in error


def test_unreadable_file_fails_the_run_and_it_goes_on(
    vault: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    real = os.open

    def refusing(path: Path | str, *arguments: Any) -> int:
        if Path(path).name == "b.md":
            raise PermissionError(13, "Permission denied")
        return real(path, *arguments)

    monkeypatch.setattr(os, "open", refusing)
    assert app.main(["check", "--format", "concise"]) == 2
    output = capsys.readouterr()
    assert "a.md:1:3" in output.out
    assert output.err == "rlvault-lint: sub/b.md: can't be read: Permission denied\n"


def test_interrupt(vault: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(pipeline, "run", interrupted)
    assert app.main(["check"]) == 2
    assert capsys.readouterr().err.strip() == "rlvault-lint: interrupted"


@pytest.mark.parametrize(
    ("choice", "environment", "colored"),
    [
        ("auto", {}, False),
        ("always", {}, True),
        ("always", {"NO_COLOR": "1"}, True),
        ("never", {"FORCE_COLOR": "1"}, False),
        ("auto", {"FORCE_COLOR": "1"}, True),
        ("auto", {"FORCE_COLOR": "0"}, False),
        ("auto", {"FORCE_COLOR": "1", "NO_COLOR": "1"}, False),
        ("auto", {"FORCE_COLOR": "1", "NO_COLOR": ""}, True),
    ],
)
def test_color(
    vault: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    choice: str,
    environment: dict[str, str],
    colored: bool,
) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    for format_ in ("full", "concise"):
        app.main(["check", "--color", choice, "--format", format_])
        assert ("\x1b[" in capsys.readouterr().out) == colored


def test_json(vault: Path, capsys: pytest.CaptureFixture[str]) -> None:
    app.main(["check", "--format", "json"])
    content = json.loads(capsys.readouterr().out)
    assert content.keys() == {"version", "root", "diagnostics", "summary"}
    assert content["root"] == str(vault)
    assert content["version"] == __version__
    (finding,) = content["diagnostics"]
    expected = {"rule": "broken-link", "group": "link", "severity": "error", "path": "a.md", "line": 1, "column": 3}
    assert {key: finding[key] for key in expected} == expected


def test_paths_narrow_what_is_reported_not_what_is_known(vault: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (vault / "sub/b.md").write_text("[[a]] [[x/gone]]\n")
    app.main(["check", "--format", "json", "sub/b.md"])
    content = json.loads(capsys.readouterr().out)
    assert [(each["path"], each["column"]) for each in content["diagnostics"]] == [("sub/b.md", 9)]
    assert content["summary"]["files"] == 1


def test_links(vault: Path, capsys: pytest.CaptureFixture[str]) -> None:
    app.main(["links"])
    found = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert found[1] == {
        "source": "sub/b.md",
        "line": 1,
        "column": 1,
        "link": "[[a]]",
        "kind": "wikilink",
        "target": "a",
        "resolved": "a.md",
        "subpath_ok": None,
    }
    app.main(["links", "--broken", "--format", "table"])
    assert capsys.readouterr().out == "a.md\n  1:1  [[x/Nope]]  not found\n"


def test_config_says_where_values_come_from(vault: Path, capsys: pytest.CaptureFixture[str]) -> None:
    app.main(["config", "--ignore", "arxiv"])
    output = capsys.readouterr().out
    assert f"# vault: {vault}" in output
    assert "rlvault-lint.toml:1" in output or "command line" in output
    assert "# default" in output


def test_config_has_a_line_for_each_item_where_the_terminal_is_too_narrow(
    vault: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert app.main(["config", "--vault", str(vault)]) == 0
    piped = capsys.readouterr().out
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    monkeypatch.setenv("COLUMNS", "80")
    assert app.main(["config", "--vault", str(vault)]) == 0
    narrow = capsys.readouterr().out
    assert "\nmoc.names = [  # default\n  " in narrow
    assert tomllib.loads(narrow) == tomllib.loads(piped)


def test_what_goes_wrong_is_told_in_lines_that_fit_the_terminal(
    vault: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    arguments = ["check", "--vault", str(vault), "--select", "no-such-rule-at-all"]
    assert app.main(arguments) == 2
    [sentence] = capsys.readouterr().err.splitlines()
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    monkeypatch.setenv("COLUMNS", "60")
    assert app.main(arguments) == 2
    first, *others = capsys.readouterr().err.splitlines()
    assert all(line.startswith("  ") and len(line) <= 60 for line in others)
    assert " ".join([first, *(line.strip() for line in others)]) == sentence


@pytest.mark.parametrize(
    "command",
    [["-m", "rlvault_lint"], ["-c", "from rlvault_lint.__main__ import run; run()"]],
)
def test_as_a_process(vault: Path, command: list[str]) -> None:
    done = subprocess.run(
        [sys.executable, *command, "check", "--format", "concise"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert done.stdout.startswith("a.md:1:3: error broken-link: ")
    assert done.stderr == ""


@pytest.mark.parametrize(
    "command",
    [["-m", "rlvault_lint"], ["-c", "import sys; from rlvault_lint.__main__ import main; sys.exit(main())"]],
)
def test_nothing_in_the_vault_is_imported(vault: Path, command: list[str]) -> None:
    """Python itself would take a module, and a plugin, from the current directory first."""
    for name in ("click", "yaml", "json", "tomllib", "pyromark", "rich", "sqlite3", "multiprocessing", "planted"):
        (vault / f"{name}.py").write_text("open('ran', 'w')\nclass Rule: ...\n")
    (vault / "planted-1.0.dist-info").mkdir()
    (vault / "planted-1.0.dist-info/METADATA").write_text("Metadata-Version: 2.1\nName: planted\nVersion: 1.0\n")
    (vault / "planted-1.0.dist-info/entry_points.txt").write_text("[rlvault_lint.rules]\nrule = planted:Rule\n")
    for arguments in ("check --jobs 2", "links", "rule", "config", "init --force", "mv sub other", "schema"):
        python = [sys.executable, *command, *arguments.split()]
        done = subprocess.run(python, capture_output=True, text=True, check=False)
        assert done.returncode == (arguments.startswith("check")), done.stderr
        assert not (vault / "ran").exists(), arguments


@pytest.mark.parametrize(("arguments", "code"), [("check --format concise", 1), ("links", 0), ("rule", 0)])
def test_reader_that_goes_away(vault: Path, arguments: str, code: int) -> None:
    """`| head` closes the pipe early; that is no reason for a traceback, nor for another exit code."""
    (vault / "a.md").write_text("".join(f"[[x/Nope {number}]]\n" for number in range(20_000)))
    command = f"set -o pipefail; {sys.executable} -m rlvault_lint {arguments} | head -n 1"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (code, "")


@pytest.mark.parametrize("target", ["/dev/full", "&-"])
@pytest.mark.parametrize("arguments", ["check", "check --format json", "links", "rule", "--help"])
def test_output_that_can_not_be_written(vault: Path, arguments: str, target: str) -> None:
    command = f"{sys.executable} -m rlvault_lint {arguments} >{target}"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert done.stderr.startswith("rlvault-lint: the output can't be written: ")
    assert len(done.stderr.splitlines()) == 1


def test_paths_lead_there_from_the_working_folder(
    vault: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    def shown(folder: Path) -> str:
        monkeypatch.chdir(folder)
        app.main(["check", str(vault), "--format", "concise"])
        return capsys.readouterr().out.partition(":")[0]

    assert shown(vault) == "a.md"
    assert shown(vault / "sub") == "../a.md"
    assert shown(vault.parent) == f"{vault.name}/a.md"
    assert shown(tmp_path_factory.mktemp("elsewhere")) == str(vault / "a.md")


def test_terminal_that_knows_no_cjk(vault: Path) -> None:
    (vault / "a.md").write_text("[[强化学习#一]]\n", "utf-8")
    environment = {"PYTHONIOENCODING": "ascii", "PATH": "/usr/bin:/bin"}
    done = subprocess.run(
        [sys.executable, "-m", "rlvault_lint", "check"], capture_output=True, check=False, env=environment, cwd=vault
    )
    assert done.returncode == 1
    assert b"\\u5f3a" in done.stdout
    assert done.stderr == b""


def test_a_clean_run_imports_nothing_it_does_not_need(vault: Path) -> None:
    (vault / "a.md").write_text("[[b]]\n")
    code = (
        "import sys; from rlvault_lint.commands.app import main; code = main(['check', '--format', 'concise']);"
        "print(code, *sorted({'rich', 'rapidfuzz', 'ftfy'} & sys.modules.keys()))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "0"


@pytest.mark.parametrize("argument", ["--help", "--version"])
def test_what_needs_no_vault_imports_next_to_nothing(argument: str) -> None:
    code = (
        "import sys, click; before = {*sys.modules}; from rlvault_lint.__main__ import main; main();"
        "print(*sorted(sys.modules.keys() - before))"
    )
    done = subprocess.run([sys.executable, "-c", code, argument], capture_output=True, text=True, check=True)
    imported = done.stdout.splitlines()[-1].split()
    assert len([name for name in imported if name.startswith("rlvault_lint")]) <= 9
    assert len(imported) <= 29, imported  # on the newest Python; 22 on 3.11
    assert not {"json", "tomllib", "importlib.metadata", "yaml", "subprocess"}.intersection(imported)


@pytest.mark.skipif(sys.platform == "win32", reason="it has no signals to speak of")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_signals_end_a_run_in_one_sentence(vault: Path, number: signal.Signals) -> None:
    code = (
        "import os, signal, sys; from rlvault_lint import pipeline; from rlvault_lint.__main__ import main;"
        "signal.signal(signal.SIGINT, signal.default_int_handler);"  # which a shell's job in the background ignores
        f"pipeline.run = lambda *_, **__: os.kill(os.getpid(), {number.value}); sys.exit(main())"
    )
    done = subprocess.run([sys.executable, "-c", code, "check"], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr.strip()) == (2, "rlvault-lint: interrupted")


@pytest.mark.skipif(sys.platform == "win32", reason="it has no such terminals")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_signals_give_the_cursor_back(vault: Path, number: signal.Signals) -> None:
    """While the progress bar is shown, on a terminal of its own."""
    import pty

    for name in range(200):
        (vault / f"note {name}.md").touch()
    code = (
        "import os, signal, sys; from rlvault_lint.commands import terminal; from rlvault_lint.files import notes;"
        "from rlvault_lint.__main__ import main; terminal.PROGRESS_AFTER_SECONDS = 0; real = notes.parse\n"
        "def parse(path, data):\n"
        f"    if path == 'note 99.md': os.kill(os.getpid(), {number.value})\n"
        "    return real(path, data)\n"
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        "notes.parse = parse; sys.exit(main())"
    )
    ours, theirs = pty.openpty()
    command = [sys.executable, "-c", code, "check", "--no-cache", "--jobs", "1"]
    done = subprocess.run(
        command, stdout=subprocess.DEVNULL, stderr=theirs, check=False, env={**os.environ, "TERM": "xterm"}
    )
    os.close(theirs)
    shown = os.read(ours, 1 << 16).decode()
    os.close(ours)
    assert done.returncode == 2
    assert "rlvault-lint: interrupted" in shown
    assert shown.count("\x1b[?25l") == shown.count("\x1b[?25h") == 1


def test_interrupt_while_the_program_is_loaded() -> None:
    code = (
        "import builtins, sys; from rlvault_lint.__main__ import main; real = builtins.__import__\n"
        "def interrupted(name, *more):\n"
        "    if name.startswith('click'): raise KeyboardInterrupt\n"
        "    return real(name, *more)\n"
        "builtins.__import__ = interrupted; sys.exit(main())"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr.strip()) == (2, "rlvault-lint: interrupted")


@pytest.mark.parametrize("target", ["/dev/full", "&-"])
def test_nobody_hears_the_errors(vault: Path, target: str) -> None:
    command = f"{sys.executable} -m rlvault_lint check nope.md 2>{target}"
    assert subprocess.run(["bash", "-c", command], capture_output=True, check=False).returncode == 2


@pytest.mark.skipif(sys.platform == "win32", reason="Windows doesn't let go of a current directory")
def test_the_current_directory_is_gone(vault: Path, tmp_path: Path) -> None:
    """A path that starts elsewhere can be checked all the same; everything else is one sentence."""
    (tmp_path / "gone").mkdir()
    code = "import os, sys; from rlvault_lint.__main__ import main; os.rmdir(os.getcwd()); sys.exit(main())"
    expected = {("check", str(vault)): 1, ("check",): 2, ("check", "a.md"): 2, ("init",): 2, ("config",): 2}
    for arguments, status in expected.items():
        (tmp_path / "gone").mkdir(exist_ok=True)
        # -P, as no installed command looks in the current directory (Python 3.13.0 fails there if one does).
        command = [sys.executable, "-P", "-c", code, *arguments]
        done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=tmp_path / "gone")
        assert done.returncode == status
        assert len(done.stderr.splitlines()) == (status == 2)
        assert "Traceback" not in done.stderr


def test_without_docstrings(vault: Path) -> None:
    """Python with -OO drops them, and with them the pages of rules, but nothing that checks a vault."""
    python = [sys.executable, "-OO", "-m", "rlvault_lint"]
    assert subprocess.run([*python, "check"], capture_output=True, check=False, cwd=vault).returncode == 1
    assert subprocess.run([*python, "rule"], capture_output=True, check=False).returncode == 0
    done = subprocess.run([*python, "rule", "broken-link"], capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "Python leaves docstrings out with -OO" in done.stderr
