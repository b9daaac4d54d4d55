"""`check --new-since`, `--staged` and the baseline, as a user runs them in a repository."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from repositories import git, write

from rlvault_lint.commands import app


@pytest.fixture
def vault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A committed vault with one old broken link, in which three notes link to a fourth."""
    git(tmp_path, "init", "-q")
    write(tmp_path, ".obsidian/app.json", "{}")
    write(tmp_path, "Papers/GRPO.md", "# GRPO\n\nGroup relative policy optimisation has no critic at all.\n")
    write(tmp_path, "A.md", "See [[GRPO]] and [[Old/Missing]].\n")
    write(tmp_path, "B.md", "See [[Papers/GRPO|the paper]] and ![[p.png]].\n")
    write(tmp_path, "C.md", "- [[GRPO]]\n")
    write(tmp_path, "p.png", "x")
    git(tmp_path, "add", "-A")
    git(tmp_path, "commit", "-qm", "one")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def check(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str]:
    code = app.main(["check", "--color", "never", *arguments])
    return code, capsys.readouterr().out


HOOK = ("--staged", "--new-since", "HEAD", "--format", "full")


def test_old_errors_don_t_stop_a_commit(vault: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(vault, "A.md", "An edit above. See [[GRPO]] and [[Old/Missing]].\n")
    git(vault, "add", "-A")
    code, out = check(capsys, *HOOK)
    assert code == 0
    assert out.startswith("This commit breaks nothing; 1 older finding is not shown.\n")


def test_a_deleted_note_is_the_head_of_the_links_to_it(vault: Path, capsys: pytest.CaptureFixture[str]) -> None:
    git(vault, "rm", "-q", "Papers/GRPO.md")
    code, out = check(capsys, *HOOK)
    assert code == 1
    assert out.startswith("This commit breaks 3 links; 1 older finding is not shown.\n")
    assert '\n"Papers/GRPO.md" is deleted, and linked from 3 notes\n' in out
    assert 'no file "Old/Missing"' not in out


def test_a_renamed_note(vault: Path, capsys: pytest.CaptureFixture[str]) -> None:
    git(vault, "mv", "Papers/GRPO.md", "Papers/Group relative.md")
    code, out = check(capsys, *HOOK)
    assert code == 1
    assert '"Papers/GRPO.md" was renamed to "Papers/Group relative.md"' in out


def test_a_moved_note_that_is_still_found_by_its_name(vault: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (vault / "Methods").mkdir()
    git(vault, "mv", "Papers/GRPO.md", "Methods/GRPO.md")
    code, out = check(capsys, *HOOK)
    assert code == 1
    assert out.startswith("This commit breaks 1 link;")


def test_a_deleted_picture(vault: Path, capsys: pytest.CaptureFixture[str]) -> None:
    git(vault, "rm", "-q", "p.png")
    code, out = check(capsys, *HOOK)
    assert code == 1
    assert '"p.png" is deleted, and linked from 1 note\n' in out


def test_a_target_that_is_only_on_the_disk(vault: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(vault, "C.md", "- [[GRPO]]\n- [[New]]\n")
    git(vault, "add", "-A")
    write(vault, "New.md", "not added")
    code, out = check(capsys, *HOOK)
    assert code == 1
    assert '"New.md" is not added to git' in out


def test_unstaged_edits_neither_help_nor_harm(vault: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(vault, "C.md", "- [[Nowhere/at all]]\n")
    (vault / "Papers/GRPO.md").unlink()
    assert check(capsys, *HOOK)[0] == 0
    git(vault, "add", "-A")
    git(vault, "restore", "--source=HEAD", "C.md", "Papers/GRPO.md")
    assert check(capsys, *HOOK)[0] == 1


def test_the_first_commit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    git(tmp_path, "init", "-q")
    write(tmp_path, "A.md", "[[x/y]]\n")
    git(tmp_path, "add", "-A")
    monkeypatch.chdir(tmp_path)
    code, out = check(capsys, *HOOK)
    assert (code, out.split("\n")[0]) == (1, "This commit breaks 1 link.")


def test_since_an_older_commit_on_the_disk(vault: Path, capsys: pytest.CaptureFixture[str]) -> None:
    git(vault, "rm", "-q", "p.png")
    git(vault, "commit", "-qm", "two")
    write(vault, "C.md", "- [[Nowhere/at all]]\n")
    code, out = check(capsys, "--new-since", "HEAD~1")
    assert code == 1
    assert out.startswith("What has changed since HEAD~1 breaks 2 links; 1 older finding is not shown.\n")


def test_an_old_error_in_a_renamed_note(vault: Path, capsys: pytest.CaptureFixture[str]) -> None:
    git(vault, "mv", "A.md", "Z.md")
    assert check(capsys, *HOOK)[0] == 0


def test_the_notes_of_a_merge(vault: Path, capsys: pytest.CaptureFixture[str]) -> None:
    git(vault, "checkout", "-qb", "deletes")
    git(vault, "rm", "-q", "Papers/GRPO.md", "A.md", "B.md", "C.md")
    git(vault, "commit", "-qm", "two")
    git(vault, "checkout", "-q", "-")
    write(vault, "D.md", "[[Papers/GRPO]]\n")
    git(vault, "add", "-A")
    git(vault, "commit", "-qm", "three")
    git(vault, "merge", "-q", "--no-commit", "deletes")
    code, out = check(capsys, *HOOK)
    assert code == 1
    assert '"Papers/GRPO.md" is deleted, and linked from 1 note' in out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--new-since", "nowhere"], "git knows no commit 'nowhere' here"),
        (["--staged", "--fix"], "leave out --new-since"),
        (["--staged", "--write-baseline"], "leave out --new-since and --staged"),
    ],
)
def test_what_can_t_be_compared(
    vault: Path, arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert app.main(["check", *arguments]) == 2
    assert said in capsys.readouterr().err


# --- the baseline -----------------------------------------------------------------------------------------------------


def test_a_baseline_makes_all_that_is_there_known(vault: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out = check(capsys, "--write-baseline")
    assert code == 0
    assert out.startswith("Wrote 1 finding to ")
    code, out = check(capsys)
    assert code == 0
    assert "1 known finding in the baseline is not shown." in out
    write(vault, "C.md", "[[Nowhere/at all]]\n")
    code, out = check(capsys)
    assert code == 1
    assert "Old/Missing" not in out


def test_what_is_fixed_is_told_and_pruned(vault: Path, capsys: pytest.CaptureFixture[str]) -> None:
    check(capsys, "--write-baseline")
    write(vault, "A.md", "See [[GRPO]].\n")
    assert "1 known finding is fixed: --write-baseline takes it out." in check(capsys)[1]
    assert "Wrote 0 findings" in check(capsys, "--write-baseline")[1]
    assert "known finding" not in check(capsys)[1]


def test_what_is_known_of_rules_that_do_not_run_stays_known(vault: Path, capsys: pytest.CaptureFixture[str]) -> None:
    check(capsys, "--write-baseline")
    assert "known finding" not in check(capsys, "--select", "mojibake")[1]
    assert "known finding" not in check(capsys, "--exclude", "*")[1]
    out = check(capsys, "--write-baseline", "--select", "mojibake")[1]
    assert out.startswith("Wrote 0 findings ")
    assert "It had 1 before. It keeps 1 of rules that did not run." in out
    code, out = check(capsys)
    assert (code, "1 known finding in the baseline is not shown." in out) == (0, True)


def test_a_baseline_that_is_named(vault: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert app.main(["check", "--baseline", "known.jsonl"]) == 2
    assert "known.jsonl" in capsys.readouterr().err
    assert check(capsys, "--baseline", "known.jsonl", "--write-baseline")[0] == 0
    assert check(capsys, "--baseline", "known.jsonl")[0] == 0
    assert check(capsys)[0] == 1


def test_a_damaged_baseline_is_named_with_its_line(vault: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(vault, "rlvault-lint-baseline.jsonl", '["rlvault-lint baseline", 1]\n<<<<<<< HEAD\n')
    assert app.main(["check"]) == 2
    assert "rlvault-lint-baseline.jsonl:2: this is not an entry of a baseline" in capsys.readouterr().err


def test_json_tells_what_is_not_shown(vault: Path, capsys: pytest.CaptureFixture[str]) -> None:
    git(vault, "rm", "-q", "p.png")
    summary = json.loads(check(capsys, *HOOK[:3], "--format", "json")[1])["summary"]
    assert (summary["older"], summary["known"], summary["errors"]) == (1, 0, 1)
