"""`check --fix` and its company: what is written, what is told, and the exit code."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from rlvault_lint.commands import app
from rlvault_lint.files import journal, write
from rlvault_lint.fixing import save

A = b"[[gepa]] \r\n[[old/GEPA|x]] [[x/Nope]]\r\n\xe2\x80\x94 no end"
A_SAFE = A.replace(b"[[gepa]]", b"[[GEPA|gepa]]")
A_UNSAFE = A_SAFE.replace(b"[[old/GEPA|x]]", b"[[new/GEPA|x]]")


@pytest.fixture
def vault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A vault with something of each kind, which is also the current directory."""
    (tmp_path / ".obsidian").mkdir()
    (tmp_path / "rlvault-lint.toml").write_text('select = ["broken-link", "inexact-link"]\n')
    put(tmp_path, "a.md", A)
    put(tmp_path, "new/GEPA.md", b"# GEPA\n")
    put(tmp_path, "sub/b.md", b"[[Gepa]]\n")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def put(root: Path, path: str, data: bytes) -> Path:
    file = root / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(data)
    return file


def contents(root: Path) -> dict[str, bytes]:
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def test_fix(vault: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = contents(vault)
    assert app.main(["check", "--fix", "--format", "concise"]) == 1
    assert contents(vault) == {**before, "a.md": A_SAFE, "sub/b.md": b"[[GEPA|Gepa]]\n"}
    captured = capsys.readouterr()
    assert captured.err == (
        "rlvault-lint: fixed 2 problems in 2 files: inexact-link 2\n"
        "rlvault-lint: --unsafe-fixes would fix 1 more: look at them with --diff --unsafe-fixes first\n"
    )
    assert "inexact-link" not in captured.out
    assert "a.md:2:3" in captured.out
    after = contents(vault)
    assert app.main(["check", "--fix"]) == 1
    assert contents(vault) == after
    assert "nothing to fix" in capsys.readouterr().err


def test_unsafe_fixes(vault: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert app.main(["check", "--fix", "--unsafe-fixes"]) == 1
    assert (vault / "a.md").read_bytes() == A_UNSAFE
    assert "fixed 3 problems in 2 files: inexact-link 2, broken-link 1\n" in capsys.readouterr().err


@pytest.mark.parametrize("options", [["--diff"], ["--diff", "--fix"], ["--diff", "--unsafe-fixes"], ["--diff", "-q"]])
def test_diff_writes_nothing_and_git_takes_it(
    vault: Path, tmp_path_factory: pytest.TempPathFactory, capfdbinary: pytest.CaptureFixture[bytes], options: list[str]
) -> None:
    copy = tmp_path_factory.mktemp("copy") / "vault"
    shutil.copytree(vault, copy)
    before = contents(vault)
    assert app.main(["check", *options]) == 1
    assert contents(vault) == before
    captured = capfdbinary.readouterr()
    environment = {**os.environ, "GIT_CEILING_DIRECTORIES": str(copy.parent)}
    subprocess.run(["git", "apply", "-"], input=captured.out, cwd=copy, check=True, env=environment)
    assert (copy / "a.md").read_bytes() == (A_UNSAFE if "--unsafe-fixes" in options else A_SAFE)
    assert (b"would fix" in captured.err) is ("-q" not in options)


def test_diff_without_anything_to_fix(vault: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert app.main(["check", "new", "--diff"]) == 0
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err == "rlvault-lint: nothing to fix\n"


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["--fix"], 1),
        (["--fix", "sub"], 0),
        (["--fix", "sub", "--exit-non-zero-on-fix"], 1),
        (["--fix", "new", "--exit-non-zero-on-fix"], 0),
        (["--fix-only"], 0),
        (["--fix-only", "--exit-non-zero-on-fix"], 1),
        (["--diff", "sub"], 0),
        (["--diff", "sub", "--exit-non-zero-on-fix"], 1),
        (["--diff", "sub", "--fail-on", "info"], 1),
        (["--fix", "sub", "--fail-on", "info"], 0),
        (["--unsafe-fixes"], 2),
        (["--exit-non-zero-on-fix"], 2),
    ],
)
def test_exit_code(vault: Path, arguments: list[str], code: int) -> None:
    assert app.main(["check", *arguments]) == code


def test_fix_only_reports_nothing(vault: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert app.main(["check", "--fix-only"]) == 0
    assert capsys.readouterr().out == ""
    assert (vault / "a.md").read_bytes() == A_SAFE


def test_only_what_is_named_is_written(vault: Path) -> None:
    app.main(["check", "--fix", "sub"])
    assert (vault / "a.md").read_bytes() == A
    assert (vault / "sub/b.md").read_bytes() == b"[[GEPA|Gepa]]\n"


def test_what_is_to_be_left_is_reported_and_not_written(vault: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (vault / "rlvault-lint.toml").write_text('select = ["inexact-link"]\n[fix]\nleave = ["sub/"]\n')
    app.main(["check", "--fix", "--format", "concise"])
    assert (vault / "sub/b.md").read_bytes() == b"[[Gepa]]\n"
    assert (vault / "a.md").read_bytes() == A_SAFE
    assert "sub/b.md:1:3" in capsys.readouterr().out


def test_what_is_to_be_left_is_not_counted_as_fixable(vault: Path, capsys: pytest.CaptureFixture[str]) -> None:
    app.main(["check"])
    assert "--unsafe-fixes" in capsys.readouterr().out
    (vault / "rlvault-lint.toml").write_text('[fix]\nleave = ["*.md"]\n')
    for arguments in ([], ["--fix"]):
        app.main(["check", *arguments])
        told = capsys.readouterr()
        assert "can be fixed" not in told.out
        assert "--unsafe-fixes" not in told.out + told.err


def test_json_counts_what_was_fixed(vault: Path, capsys: pytest.CaptureFixture[str]) -> None:
    app.main(["check", "--fix", "--format", "json"])
    report = json.loads(capsys.readouterr().out)
    assert [each["rule"] for each in report["diagnostics"]] == ["broken-link", "broken-link"]
    assert report["summary"]["fixed"] == 2
    assert report["summary"]["fixed_by_rule"] == {"inexact-link": 2}
    assert report["diagnostics"][0]["line"] == 2


def test_read_only_files(vault: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (vault / "a.md").chmod(0o444)
    assert app.main(["check", "--fix"]) == 2
    captured = capsys.readouterr()
    assert 'rlvault-lint: "a.md" is read-only: it was left as it was\n' in captured.err
    assert "inexact-link" in captured.out
    assert (vault / "a.md").read_bytes() == A
    assert (vault / "sub/b.md").read_bytes() == b"[[GEPA|Gepa]]\n"
    assert app.main(["check", "--diff"]) == 1


def test_a_vault_full_of_read_only_files_is_told_briefly(vault: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for number in range(30):
        put(vault, f"{number}.md", b"[[gepa]]").chmod(0o444)
    assert app.main(["check", "--fix-only"]) == 2
    err = capsys.readouterr().err
    assert err.count("is read-only") == 10
    assert "20 more files could not be fixed either" in err


def test_an_edit_during_the_run_is_kept(
    vault: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    real = save.save

    def edit(*arguments: Any) -> Any:
        put(vault, "a.md", b"mine now [[gepa]]")
        return real(*arguments)

    monkeypatch.setattr(save, "save", edit)
    assert app.main(["check", "--fix"]) == 2
    assert (vault / "a.md").read_bytes() == b"mine now [[gepa]]"
    captured = capsys.readouterr()
    assert '"a.md" was changed while rlvault-lint was running' in captured.err
    assert "fixed 1 problem in 1 file" in captured.err
    assert "inexact-link" in captured.out


@pytest.mark.parametrize(
    ("at", "said"), [(0, "none of the 2 files to fix was written"), (1, "1 of 2 files were fixed, a.md")]
)
def test_interrupted_between_two_files(
    vault: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], at: int, said: str
) -> None:
    real: Callable[..., None] = write.replace
    calls = 0

    def interrupted(*arguments: Any) -> None:
        nonlocal calls
        calls += 1
        if calls > at:
            raise KeyboardInterrupt
        real(*arguments)

    monkeypatch.setattr(write, "replace", interrupted)
    assert app.main(["check", "--fix"]) == 2
    assert f"rlvault-lint: interrupted: {said}" in capsys.readouterr().err
    assert (vault / "a.md").read_bytes() == (A_SAFE if at else A)
    assert (vault / "sub/b.md").read_bytes() == b"[[Gepa]]\n"


def test_a_change_that_was_cut_off_is_completed_first(vault: Path, capsys: pytest.CaptureFixture[str]) -> None:
    plan = journal.dump(journal.Plan((("sub", "moved"),)))
    (vault / journal.NAME).write_bytes(plan.replace(b'"process": %d' % os.getpid(), b'"process": 2147483647'))
    put(vault, ".rlvault-lint.2147483647.0000000000000000.tmp", b"")
    app.main(["check", "--fix"])
    assert "a change that was cut off is completed" in capsys.readouterr().err
    assert (vault / "moved/b.md").read_bytes() == b"[[GEPA|Gepa]]\n"
    assert not any(path.name.startswith(".rlvault") for path in vault.iterdir())


def test_encodings_other_than_utf_8_are_left_alone(vault: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = "\ufeff[[gepa]]".encode("utf-16-le")
    put(vault, "u.md", data)
    put(vault, "g.md", "[[gepa]] 强化".encode("gbk"))
    app.main(["check", "--fix"])
    assert (vault / "u.md").read_bytes() == data
    assert (vault / "g.md").read_bytes() == "[[gepa]] 强化".encode("gbk")
    err = capsys.readouterr().err
    assert '"u.md" was not fixed, as it is UTF-16: save it as UTF-8 first' in err
    assert '"g.md" was not fixed, as it is not UTF-8: repair its encoding first' in err


def test_a_run_that_writes_nothing_tells_of_a_change_that_was_cut_off(
    vault: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    put(vault, journal.NAME, b"")
    assert app.main(["check"]) == 1
    assert "a change that was cut off: `check --fix` or `mv` completes it" in capsys.readouterr().err
