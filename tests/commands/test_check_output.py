"""Which format `check` writes, and where to."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from rlvault_lint.commands import app, terminal

SERVICES = ("GITHUB_ACTIONS", "TF_BUILD", "GITLAB_CI")


@pytest.fixture
def vault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A vault with a broken link in a folder of a repository, which is also the working folder."""
    for name in (*SERVICES, "NO_COLOR", "FORCE_COLOR", "FORCE_HYPERLINK"):
        monkeypatch.delenv(name, raising=False)
    (tmp_path / ".git").mkdir()
    vault = tmp_path / "my vault"
    (vault / ".obsidian").mkdir(parents=True)
    (vault / "a.md").write_text("[[Nope/x]]\n")
    (vault / "rlvault-lint.toml").write_text('select = ["broken-link"]\n')
    monkeypatch.chdir(vault)
    return vault


@pytest.mark.parametrize(
    ("service", "begins"),
    [
        ("GITHUB_ACTIONS", "::error file=my vault/a.md,line=1"),
        ("TF_BUILD", "##vso[task.logissue "),
        ("GITLAB_CI", "a.md\n"),
    ],
)
def test_the_log_of_a_service_has_its_format(
    service: str, begins: str, vault: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv(service, "true")
    assert app.main(["check"]) == 1
    assert capsys.readouterr().out.startswith(begins)
    assert app.main(["check", "--format", "concise"]) == 1
    assert capsys.readouterr().out.startswith("a.md:1:3: error")


def test_a_terminal_has_the_format_for_people(
    vault: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    app.main(["check", "--color", "never"])
    assert capsys.readouterr().out.startswith("a.md\n")


def test_output_file(vault: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert app.main(["check", "--format", "json", "--output-file", "report.json"]) == 1
    assert json.loads((vault / "report.json").read_text("utf-8"))["summary"]["errors"] == 1
    printed = capsys.readouterr().out
    assert printed.startswith("1 error in 1 of 1 file")
    assert app.main(["check", "--quiet", "--format", "json", "--output-file", "report.json"]) == 1
    assert capsys.readouterr().out == ""


def test_output_file_of_gitlab(vault: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GITLAB_CI", "true")
    app.main(["check", "--output-file", "report.json"])
    [issue] = json.loads((vault / "report.json").read_text("utf-8"))
    assert issue["location"]["path"] == "my vault/a.md"


def test_output_file_has_no_colours(vault: Path) -> None:
    app.main(["check", "--format", "full", "--output-file", "report.txt"])
    assert "\x1b" not in (vault / "report.txt").read_text("utf-8")


def test_no_line_is_a_command_to_a_service(
    vault: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("TF_BUILD", "true")
    (vault / "##vso[task.complete]x.md").write_text("[[Nope/##vso[task.complete]y]]\n")
    for arguments in (
        ["check", "--format", "full"],
        ["check", "--format", "concise", "no/##vso[task.complete]z"],
        ["check", "--format", "json"],
        ["links", "--format", "jsonl"],
    ):
        assert app.main(arguments) in (0, 1, 2)
        printed = capsys.readouterr()
        assert "task.complete" in printed.out + printed.err
        assert "##vso[" not in printed.out + printed.err


def test_output_file_that_can_not_be_written(vault: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert app.main(["check", "--output-file", "no/such/folder/report.txt"]) == 2
    assert "report.txt: can't be written" in capsys.readouterr().err


def test_unknown_format(vault: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert app.main(["check", "--format", "xml"]) == 2
    assert "rdjsonl or sarif" in capsys.readouterr().err


def test_help_names_all_formats(capsys: pytest.CaptureFixture[str]) -> None:
    from rlvault_lint.output.formats import FORMATS

    assert app.main(["check", "--help"]) == 0
    printed = "".join(capsys.readouterr().out.split())
    assert all(name in printed for name in FORMATS)


@pytest.mark.parametrize(
    ("kind", "wanted", "shown"), [("xterm", True, True), ("xterm", False, False), ("dumb", True, False)]
)
def test_where_a_long_run_shows_a_bar(kind: str, wanted: bool, shown: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", kind)
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    with terminal.progress(wanted=wanted) as update:
        assert (update is not None) is shown


@pytest.mark.parametrize("name", ["report.html", "out/report.html"])
@pytest.mark.parametrize("options", ["check", "check --fix --diff"])
def test_a_link_of_the_vault_leads_no_report_outside(
    tmp_path: Path, name: str, options: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    root = tmp_path / "vault"
    (root / ".obsidian").mkdir(parents=True)
    (root / "a.md").write_text("[[x/y]] [[B]]\n")
    (root / "b.md").touch()
    (tmp_path / "outside").mkdir()
    (tmp_path / "precious").write_text("precious")
    (root / "report.html").symlink_to(tmp_path / "precious")
    (root / "out").symlink_to(tmp_path / "outside", target_is_directory=True)
    monkeypatch.chdir(root)
    assert app.main([*options.split(), "-o", name]) == 2
    assert "a symbolic link leads out of the vault" in capsys.readouterr().err
    assert (tmp_path / "precious").read_text() == "precious"
    assert not [*(tmp_path / "outside").iterdir()]
    app.main([*options.split(), "-o", str(tmp_path / "outside/report.html")])
    assert (tmp_path / "outside/report.html").exists()


@pytest.mark.parametrize("name", ["a.md", "Map.canvas", "sub/../a.md"])
@pytest.mark.parametrize("option", ["--format=json", "--diff"])
def test_no_note_is_written_over(name: str, option: str, vault: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (vault / "sub").mkdir()
    (vault / "Map.canvas").write_text("{}")
    before = (vault / name).read_bytes()
    assert app.main(["check", option, "-o", name]) == 2
    assert "would be lost" in capsys.readouterr().err
    assert (vault / name).read_bytes() == before
    assert app.main(["check", "--format", "markdown", "-o", "new.md"]) == 1
    assert (vault / "new.md").read_text("utf-8").startswith("## rlvault-lint")


def test_that_nothing_was_checked_is_said(vault: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert app.main(["check", "--exclude", "*"]) == 0
    assert capsys.readouterr().out.startswith("Nothing was checked: ")


def test_findings_are_counted_in_the_log_of_a_service_too(
    vault: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    assert app.main(["check", "--statistics"]) == 1
    assert capsys.readouterr().out.startswith("    1  broken-link: 1 error\n")
