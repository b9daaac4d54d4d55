"""Text on standard input: judged in the place of a note, there or not, and nothing else changes."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import pytest

from rlvault_lint.commands import app


@pytest.fixture
def vault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A vault with a broken link in a note that is not the one that is edited; it is the current directory."""
    (tmp_path / ".obsidian").mkdir()
    (tmp_path / "sub").mkdir()
    (tmp_path / "a.md").write_text("[[Saved/x]] [[sub/b]]\n")
    (tmp_path / "sub/b.md").write_text("[[a]] [[Saved/y]]\n")
    (tmp_path / "rlvault-lint.toml").write_text('select = ["broken-link"]\n')
    monkeypatch.chdir(tmp_path)
    return tmp_path


def judged(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], text: str | bytes, *arguments: str
) -> tuple[int, list[str]]:
    data = text.encode() if isinstance(text, str) else text
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))
    code = app.main(["check", "--format", "concise", "--quiet", *arguments])
    output = capsys.readouterr()
    return code, (output.out + output.err).splitlines()


@pytest.mark.parametrize(
    ("note", "text", "expected"),
    [
        ("a.md", "x [[Gone/x]] [[sub/b]]\n", ["a.md:1:5: error broken-link: "]),
        ("a.md", "[[sub/b]]\n", []),
        ("sub/new.md", "[[new]] [[b]] [[Gone/x]]\n", ["sub/new.md:1:17: error broken-link: "]),
        ("./sub/../a.md", "[[Gone/x]]\n", ["a.md:1:3: error broken-link: "]),
        ("a.md", b"\xef\xbb\xbf[[Gone/x]]\r\n", ["a.md:1:3: error broken-link: "]),
    ],
)
def test_text_takes_the_place_of_a_note(
    vault: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    note: str,
    text: str | bytes,
    expected: list[str],
) -> None:
    code, lines = judged(monkeypatch, capsys, text, "--stdin-filename", note, "-")
    assert code == bool(expected)
    assert len(lines) == len(expected)
    assert all(line.startswith(start) for line, start in zip(lines, expected, strict=True))
    assert (vault / "a.md").read_text() == "[[Saved/x]] [[sub/b]]\n"


def test_from_elsewhere(vault: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir("/")
    code, lines = judged(monkeypatch, capsys, "[[Gone/x]]\n", "--stdin-filename", str(vault / "a.md"), "-")
    assert code == 1
    assert len(lines) == 1


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["-"], "`-` is the text of a note: say which one with --stdin-filename NOTE"),
        (["--stdin-filename", "a.md"], "--stdin-filename goes with a single `-` for PATHS"),
        (["--stdin-filename", "a.md", "-", "sub"], "--stdin-filename goes with a single `-` for PATHS"),
        (["--stdin-filename", "a.md", "--fix", "-"], "--stdin-filename judges text and fixes none"),
        (["--stdin-filename", "nowhere/a.md", "-"], "there is no file or folder 'nowhere'"),
        (["--stdin-filename", "a.md", "--vault", "sub", "-"], "lies outside the vault"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_half_of_it_is_an_error(
    vault: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    sentence: str,
) -> None:
    code, lines = judged(monkeypatch, capsys, "", *arguments)
    assert code == 2
    assert sentence in lines[0]


def test_a_note_in_no_vault_is_judged_where_one_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    note = ("--stdin-filename", "x.md", "-")
    code, [said, *_] = judged(monkeypatch, capsys, "[[Gone/x]]", *note)
    assert (code, said) == (2, "rlvault-lint: 'x.md' lies in no vault that can be found: name it with --vault")
    code, [said, *_] = judged(monkeypatch, capsys, "[[Gone/x]]", "--vault", ".", *note)
    assert (code, said[:32]) == (1, "x.md:1:3: error broken-link: the")
    (tmp_path / ".git").mkdir()
    assert judged(monkeypatch, capsys, "[[Gone/x]]", *note)[0] == 1
