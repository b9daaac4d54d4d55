"""The `init` command: what it writes and where, and what it says."""

from __future__ import annotations

from pathlib import Path

import pytest

from rlvault_lint.commands import app


@pytest.fixture
def vault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A vault with two links to one note that is missing, and one that can be fixed; it is the current directory."""
    root = tmp_path / "vault"
    (root / ".obsidian").mkdir(parents=True)
    (root / "Papers").mkdir()
    (root / "Papers/GRPO.md").write_text("# Method\n")
    (root / "RL MOC.md").write_text("- [[Papers/GRPO|G]]\n- [[Papers/Gone|x]]\n- [[Gone/GRPO]]\n")
    (root / "Note.md").write_text("[[Papers/Gone]] [[Papers/GRPO#method]]\n")
    monkeypatch.chdir(root)
    return root


def test_it_says_what_it_found_how_the_vault_stands_and_what_to_do(
    vault: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert app.main(["init"]) == 0
    output = capsys.readouterr()
    assert output.err == ""
    lines = output.out.splitlines()
    assert lines[0] == f"Looked at 3 notes, 1 of them MOCs, in {vault}."
    assert "Wrote rlvault-lint.toml;" in lines[1]
    assert any("  broken-link: " in line for line in lines)
    assert any(line.startswith("Most wanted: ") and '"Papers/Gone" (2 links)' in line for line in lines)
    assert lines[-5:-1] == [
        "- Read rlvault-lint.toml, and correct what doesn't fit.",
        "- `rlvault-lint check` shows the findings, `rlvault-lint explain RULE` a rule.",
        "- `rlvault-lint check --diff` shows what can be fixed, `--fix` fixes it.",
        "- `rlvault-lint check --write-baseline` sets aside what is known now.",
    ]
    assert app.main(["check"]) == 1


def test_a_clean_vault_has_nothing_to_fix(vault: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for note in ("RL MOC.md", "Note.md"):
        (vault / note).write_text("- [[Papers/GRPO]]\n")
    assert app.main(["init"]) == 0
    assert "--fix" not in capsys.readouterr().out


def test_a_file_that_is_there_is_overwritten_only_when_asked(vault: Path, capsys: pytest.CaptureFixture[str]) -> None:
    written = vault / "rlvault-lint.toml"
    written.write_text("broken [")
    assert app.main(["init"]) == 2
    assert "--force overwrites it" in capsys.readouterr().err
    assert written.read_text() == "broken ["
    assert app.main(["init", "--force"]) == 0
    assert written.read_text().startswith("# Settings of rlvault-lint")


@pytest.mark.parametrize("arguments", [["init"], ["init", "--force"]])
@pytest.mark.parametrize("there", [True, False])
def test_nothing_is_written_through_a_symbolic_link(
    vault: Path, arguments: list[str], there: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    outside = vault.parent / "outside.toml"
    if there:
        outside.write_text("mine")
    (vault / "rlvault-lint.toml").symlink_to(outside)
    assert app.main(arguments) == 2
    assert "is a symbolic link: " in capsys.readouterr().err
    assert (outside.read_text() == "mine") if there else not outside.exists()


@pytest.mark.parametrize("arguments", [["init"], ["init", "--force"]])
def test_a_folder_in_its_place(vault: Path, arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    (vault / "rlvault-lint.toml").mkdir()
    assert app.main(arguments) == 2
    assert len(capsys.readouterr().err.splitlines()) == 1


def test_init_beside_settings_in_pyproject(vault: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (vault / "pyproject.toml").write_text("[tool.rlvault-lint]\n")
    assert app.main(["init"]) == 2
    assert "pyproject.toml" in capsys.readouterr().err
    assert not (vault / "rlvault-lint.toml").exists()
