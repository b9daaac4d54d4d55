"""`check` asked twice: the report is given again where nothing has changed, and made anew where anything has.

Whether it was made is counted, never timed. All runs but those about the clock's grain begin ten seconds late, so that
the files were changed long before.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from repositories import git, write

from rlvault_lint import pipeline
from rlvault_lint.commands import again, terminal
from rlvault_lint.files import grounds, regular, replay
from rlvault_lint.output import json as a_format
from rlvault_lint.output.formats import FORMATS

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there no report is kept")

NOTES = {
    "A.md": "See [[B]] and [[Old/Missing]] and [[B#Nope]], arXiv:2401.01234.\n",
    "B.md": "---\ntags: [x]\n---\n# B\n",
    "sub/C.md": "[[A]] ![[p.png]] [[Gone]]\n",
    "sub/Board.canvas": '{"nodes": [], "edges": []}',
    "p.png": "x",
}


class Ran(NamedTuple):
    """A run: how it ended, what it printed, and whether its report was made by this run."""

    code: int
    out: str
    err: str
    made: bool


class Runs:
    """Runs `check` in this process."""

    def __init__(self, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
        self._capsys = capsys
        self._count = 0
        real = pipeline.run

        def counted(*arguments: object, **more: object) -> object:
            self._count += 1
            return real(*arguments, **more)  # type: ignore[arg-type]

        monkeypatch.setattr(pipeline, "run", counted)

    def __call__(self, *arguments: str) -> Ran:
        before = self._count
        self._capsys.readouterr()
        code = again.main(["check", *arguments])
        said = self._capsys.readouterr()
        return Ran(code, timeless(said.out), said.err, self._count > before)


def timeless(text: str) -> str:
    return re.sub(r"\d+\\?\.\d\d(?= s\\?\))|(?<=time=\")\d+\.\d{3}", "TIME", text)


def late(monkeypatch: pytest.MonkeyPatch, seconds: int = 10) -> None:
    real = time.time_ns
    monkeypatch.setattr(time, "time_ns", lambda: real() + seconds * 1_000_000_000)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository with a vault in its folder `vault`, in which one note has changed since the last commit."""
    top = tmp_path_factory.mktemp("made") / "repository"
    top.mkdir()
    git(top, "init", "-q", "-b", "main", "--template=")
    write(top, ".git/info/exclude", "")
    write(top, ".gitignore", "/vault/drafts/\n")
    write(top, "vault/.gitignore", "*.tmp.md\n")
    write(top, "vault/.obsidian/app.json", "{}")
    write(top, "vault/.obsidian/types.json", '{"types": {}}')
    for path, text in NOTES.items():
        write(top, f"vault/{path}", text)
    git(top, "add", "-A")
    git(top, "commit", "-qm", "one")
    (top / "vault/B.md").write_text("---\ntags: [x]\n---\n# B\n\nMore.\n")
    return top


@pytest.fixture
def top(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of it, with its vault as the current directory; the user's own files are in `home`, beside it."""
    top = tmp_path / "repository"
    shutil.copytree(made, top, symlinks=True)
    for name in ("home", "site"):
        (tmp_path / name).mkdir()
    for name in [each for each in os.environ if each.startswith("GIT_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "home/.config"))
    monkeypatch.setenv("GIT_CONFIG_SYSTEM", str(tmp_path / "home/system"))
    monkeypatch.setenv(replay.VARIABLE, str(tmp_path / "cache"))
    monkeypatch.chdir(top / "vault")
    # What pytest and hypothesis write beside the tests would be folders of code that change.
    project = str(Path(__file__).parents[2])
    monkeypatch.setattr(sys, "path", [str(tmp_path / "site"), *(each for each in sys.path if _is_other(each, project))])
    return top


def _is_other(folder: str, project: str) -> bool:
    return bool(folder) and (not Path(folder).is_relative_to(project) or "site-packages" in folder)


@pytest.fixture
def runs(top: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Runs:
    late(monkeypatch)
    return Runs(capsys, monkeypatch)


def reports(top: Path) -> list[Path]:
    return sorted((top.parent / "cache").glob(f"*{replay.SUFFIX}"))


@pytest.mark.parametrize(
    "arguments",
    [
        *([f"--format={name}"] for name in FORMATS),
        *(["--format=full", option] for option in ("--quiet", "--verbose", "--statistics", "--color=always")),
        ["--exit-zero"],
        ["A.md", "sub"],
        ["--select=all", "--fail-on=info", "--jobs=2"],
    ],
    ids=" ".join,
)
def test_where_nothing_has_changed_the_report_is_the_same(runs: Runs, arguments: list[str]) -> None:
    first, second, fresh = runs(*arguments), runs(*arguments), runs(*arguments, "--no-cache")
    assert (first.made, second.made, fresh.made) == (True, False, True)
    assert first[:3] == second[:3] == fresh[:3]
    assert first.out


def test_what_is_told_on_stderr_is_told_again(top: Path, runs: Runs) -> None:
    (top / "vault/outside").symlink_to("/etc")
    first, second = runs(), runs()
    assert "leads out of the vault" in first.err
    assert (first.err, second.made) == (second.err, False)


def test_a_run_tells_its_own_time(top: Path, runs: Runs, capsys: pytest.CaptureFixture[str]) -> None:
    assert runs().made
    capsys.readouterr()
    again.main(["check"])
    [seconds] = re.findall(r"\((\d+\.\d\d) s\)$", capsys.readouterr().out, re.MULTILINE)
    assert float(seconds) < 5


def test_a_format_that_tells_the_seconds_otherwise_is_not_kept(
    top: Path, runs: Runs, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(a_format, "write", lambda report, out, view: out.write(f"{report.seconds:.0f} s"))
    first, second = runs("--format=json"), runs("--format=json")
    assert (first.out, second.out, second.made) == ("0 s", "0 s", True)


# --- what is seen -----------------------------------------------------------------------------------------------------


def _same_size_and_time(vault: Path) -> None:
    note = vault / "A.md"
    before = note.stat()
    note.write_text(note.read_text().replace("Nope", "Nape"))
    os.utime(note, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert (note.stat().st_size, note.stat().st_mtime_ns) == (before.st_size, before.st_mtime_ns)


def _another_file_under_its_name(vault: Path) -> None:
    write(vault, "sub/new", "[[Not the same]]\n")
    (vault / "sub/new").replace(vault / "sub/C.md")


def _pipe(vault: Path) -> None:
    (vault / "B.md").unlink()
    os.mkfifo(vault / "B.md")


def _link(vault: Path) -> None:
    (vault / "p.png").unlink()
    (vault / "p.png").symlink_to("B.md")


def _append(path: str, text: str = "\nOne more [[Missing]].\n") -> Callable[[Path], object]:
    def change(vault: Path) -> None:
        with (vault / path).open("a") as out:
            out.write(text)

    return change


def _written(path: str, text: str) -> Callable[[Path], object]:
    return lambda vault: write(vault, path, text)


def _git(*arguments: str) -> Callable[[Path], object]:
    return lambda vault: git(vault, *arguments)


IN_THE_VAULT: dict[str, Callable[[Path], object]] = {
    "a note's text": _append("A.md"),
    "a note's text, of the same size and with its time set back": _same_size_and_time,
    "another file under a note's name": _another_file_under_its_name,
    "a note's mode": lambda vault: (vault / "A.md").chmod(0o640),
    "a note that is a named pipe": _pipe,
    "a note renamed": lambda vault: (vault / "B.md").rename(vault / "Bee.md"),
    "a note deleted": lambda vault: (vault / "B.md").unlink(),
    "a note added": _written("D.md", "[[Nowhere/to/go]]\n"),
    "a note added in a new folder": _written("x/y/D.md", "[[Nowhere/to/go]]\n"),
    "a canvas": _written("sub/Board.canvas", '{"nodes": 3}'),
    "an attachment renamed": lambda vault: (vault / "p.png").rename(vault / "q.png"),
    "an attachment that is a link": _link,
    "a folder renamed": lambda vault: (vault / "sub").rename(vault / "other"),
    "a folder that is hidden": lambda vault: (vault / "sub").rename(vault / ".sub"),
    "a list of what git ignores": _append(".gitignore", "B.md\n"),
    "a list of what git ignores, in a folder": _written("sub/.gitignore", "C.md\n"),
    "Obsidian's settings": _written(".obsidian/app.json", '{"userIgnoreFilters": ["sub/"]}'),
    "Obsidian's types": _written(".obsidian/types.json", '{"types": {"tags": "number"}}'),
    "Obsidian's templates": _written(".obsidian/templates.json", '{"folder": "sub"}'),
    "Obsidian's templates, of a plugin": _written(
        ".obsidian/plugins/templater-obsidian/data.json", '{"templates_folder": "sub"}'
    ),
    "no settings of Obsidian": lambda vault: shutil.rmtree(vault / ".obsidian"),
    "a settings file": _written("rlvault-lint.toml", 'select = ["orphan-note"]\n'),
    "settings in a pyproject.toml": _written("pyproject.toml", '[tool.rlvault-lint]\nselect = ["orphan-note"]\n'),
    "a baseline": _written(".rlvault-lint-baseline.json", "{}"),
    "a journal": _written(".rlvault-lint.journal", "{}"),
}


@pytest.mark.parametrize("change", IN_THE_VAULT.values(), ids=IN_THE_VAULT)
def test_a_change_in_the_vault_is_seen(top: Path, runs: Runs, change: Callable[[Path], object]) -> None:
    assert [runs().made, runs().made] == [True, False]
    change(top / "vault")
    seen, fresh = runs(), runs("--no-cache")
    assert seen.made
    assert seen[:3] == fresh[:3]


AROUND: dict[str, Callable[[Path], object]] = {
    "a list of what git ignores above the vault": _append("../.gitignore", "/vault/sub/\n"),
    "what this clone ignores": _append("../.git/info/exclude", "B.md\n"),
    "what the user ignores": _written("../../home/.config/git/ignore", "B.md\n"),
    "the user's settings of git": _written("../../home/.gitconfig", "[core]\n\texcludesFile = ~/mine\n"),
    "the user's other settings of git": _written("../../home/.config/git/config", "[core]\n\texcludesFile = ~/mine\n"),
    "the system's settings of git": _written("../../home/system", "[core]\n\texcludesFile = ~/mine\n"),
    "the repository's settings": _append("../.git/config", "[core]\n\texcludesFile = ~/mine\n"),
    "git's index": _git("rm", "-q", "--cached", "B.md"),
    "a commit": _git("commit", "-qam", "two"),
    "a commit without anything": _git("commit", "-q", "--allow-empty", "-m", "two"),
    "another branch": _git("checkout", "-q", "-b", "other"),
    "packed refs": _git("pack-refs", "--all"),
    "a shallow history": _written("../.git/shallow", ""),
    "grafts": _written("../.git/info/grafts", ""),
    "a reference that replaces": _written("../.git/refs/replace/0", ""),
    "no repository": lambda vault: (vault / "../.git").rename(vault / "../git"),
    "a repository of its own": _git("init", "-q"),
    "an older git on the way to this one": lambda vault: write(vault, "../../bin/git", ""),
}


@pytest.mark.parametrize("change", AROUND.values(), ids=AROUND)
def test_a_change_of_what_git_says_is_seen(
    top: Path, runs: Runs, monkeypatch: pytest.MonkeyPatch, change: Callable[[Path], object]
) -> None:
    (top.parent / "bin").mkdir()
    monkeypatch.setenv("PATH", f"{top.parent / 'bin'}{os.pathsep}{os.environ['PATH']}")
    assert [runs().made, runs().made] == [True, False]
    change(top / "vault")
    seen, fresh = runs(), runs("--no-cache")
    assert seen.made
    assert seen[:3] == fresh[:3]


def test_a_work_tree_that_was_added(top: Path, runs: Runs, monkeypatch: pytest.MonkeyPatch) -> None:
    git(top, "worktree", "add", "-q", "../second")
    monkeypatch.chdir(top.parent / "second/vault")
    assert [runs().made, runs().made] == [True, False]
    git(top.parent / "second", "commit", "-q", "--allow-empty", "-m", "two")
    assert [runs().made, runs().made] == [True, False]
    git(top.parent / "second", "rm", "-q", "--cached", "vault/A.md")
    assert [runs().made, runs().made] == [True, False]


def test_the_repository_is_where_the_vault_really_lies(top: Path, runs: Runs, monkeypatch: pytest.MonkeyPatch) -> None:
    """The way that was named passes by another repository, which git doesn't look at."""
    git(top.parent, "init", "-q", "other")
    (top.parent / "other/linked").symlink_to(top / "vault")
    monkeypatch.chdir(top.parent)
    arguments = ("--vault", "other/linked")
    assert [runs(*arguments).made, runs(*arguments).made] == [True, False]
    git(top, "rm", "-q", "--cached", "vault/B.md")
    write(top, ".git/info/exclude", "B.md\n")
    seen = runs(*arguments)
    assert (seen.made, seen[:3]) == (True, runs(*arguments, "--no-cache")[:3])
    (top / ".git").rename(top / "git")
    assert [runs(*arguments).made, runs(*arguments).made] == [True, False]
    git(top, "init", "-q")
    assert runs(*arguments).made


def test_what_names_a_vault_above_is_seen(top: Path, runs: Runs) -> None:
    """Which folder is the vault's root is asked again each time, in every place that may say so."""
    shutil.rmtree(top / "vault/.obsidian")
    assert [runs().made, runs().made] == [True, False]
    write(top, "pyproject.toml", '[tool.rlvault-lint]\nselect = ["broken-link"]\n')
    assert [runs().made, runs().made] == [True, False]


def test_the_content_of_a_named_settings_file_is_seen(top: Path, runs: Runs) -> None:
    write(top.parent, "mine.toml", 'select = ["broken-link"]\n')
    arguments = ("--config", "../../mine.toml")
    assert [runs(*arguments).made, runs(*arguments).made] == [True, False]
    write(top.parent, "mine.toml", 'select = ["orphan-note"]\n')
    seen = runs(*arguments)
    assert (seen.made, seen[:3]) == (True, runs(*arguments, "--no-cache")[:3])


def test_where_a_link_leads_is_seen(top: Path, runs: Runs) -> None:
    elsewhere = top.parent / "elsewhere"
    for name in ("one", "two"):
        write(elsewhere, f"{name}/note.md", f"[[{name}]]\n")
    (top / "vault/Linked.md").symlink_to(elsewhere / "one/note.md")
    assert [runs().made, runs().made] == [True, False]
    write(elsewhere, "one/note.md", "[[three]]\n")
    assert [runs().made, runs().made] == [True, False]
    (top / "vault/Linked.md").unlink()
    (top / "vault/Linked.md").symlink_to(elsewhere / "two/note.md")
    assert [runs().made, runs().made] == [True, False]
    (elsewhere / "two").rename(elsewhere / "four")
    assert [runs().made, runs().made] == [True, False]


def test_the_way_to_obsidian_s_settings_is_seen(top: Path, runs: Runs) -> None:
    """They are not read where a link leads out of the vault: the files are the same, and their place is not."""
    (top / "vault/.obsidian").rename(top / "vault/.settings")
    (top / "vault/.obsidian").symlink_to(".settings")
    assert [runs().made, runs().made] == [True, False]
    (top / "vault/.settings").rename(top / "settings")
    (top / "vault/.settings").symlink_to("../settings")
    seen = runs()
    assert (seen.made, seen[:3]) == (True, runs("--no-cache")[:3])


# --- what is asked ----------------------------------------------------------------------------------------------------


def _terminal(monkeypatch: pytest.MonkeyPatch, columns: int) -> None:
    monkeypatch.setattr(type(sys.stdout), "isatty", lambda self: True, raising=False)
    monkeypatch.delenv("COLUMNS", raising=False)  # set where several processes test
    monkeypatch.setattr(os, "get_terminal_size", lambda *_: os.terminal_size((columns, 24)))


ASKED: dict[str, Callable[[pytest.MonkeyPatch, Path], object]] = {
    "another current directory": lambda patch, top: patch.chdir(top / "vault/sub"),
    "no colour": lambda patch, top: patch.setenv("NO_COLOR", "1"),
    "a CI service": lambda patch, top: patch.setenv("GITHUB_ACTIONS", "true"),
    "a terminal": lambda patch, top: _terminal(patch, 80),
    "the next day": lambda patch, top: late(patch, 86_400),
    "the next day here": lambda patch, top: patch.setattr(time, "localtime", lambda _: (2001, 1, 1)),
    "another user": lambda patch, top: patch.setattr(os, "geteuid", lambda: 4711),
    "another Python": lambda patch, top: patch.setattr(sys, "version", "3.99"),
    "another way to modules": lambda patch, top: patch.setattr(sys, "path", [*sys.path, str(top)]),
    "another home": lambda patch, top: patch.setenv("HOME", str(top)),
}


@pytest.mark.parametrize("change", ASKED.values(), ids=ASKED)
def test_another_question_has_another_answer(
    top: Path, runs: Runs, monkeypatch: pytest.MonkeyPatch, change: Callable[[pytest.MonkeyPatch, Path], object]
) -> None:
    assert [runs().made, runs().made] == [True, False]
    change(monkeypatch, top)
    seen = runs()
    assert seen.made
    assert seen[:3] == runs("--no-cache")[:3]


def test_another_width_has_another_answer(runs: Runs, monkeypatch: pytest.MonkeyPatch) -> None:
    shown = {}
    for columns in (50, 90):
        _terminal(monkeypatch, columns)
        first, second = runs(), runs()
        assert [first.made, second.made] == [True, False]
        assert first[:3] == second[:3]
        shown[columns] = first.out
    assert shown[50] != shown[90]


def test_what_can_not_matter_does_not(runs: Runs, monkeypatch: pytest.MonkeyPatch) -> None:
    assert runs().made
    monkeypatch.setenv("SHLVL", "99")
    assert not runs().made


# --- the code ---------------------------------------------------------------------------------------------------------


def test_the_code_of_what_is_loaded_is_seen(top: Path, runs: Runs, monkeypatch: pytest.MonkeyPatch) -> None:
    module = ModuleType("a_library")
    module.__file__ = str(top.parent / "a_library.py")
    write(top.parent, "a_library.py", "x = 1\n")
    monkeypatch.setitem(sys.modules, "a_library", module)
    assert [runs().made, runs().made] == [True, False]
    write(top.parent, "a_library.py", "x = 2\n")
    assert runs().made


def test_code_from_nowhere_is_not_relied_upon(top: Path, runs: Runs, monkeypatch: pytest.MonkeyPatch) -> None:
    module = ModuleType("a_library")
    module.__file__ = str(top / "nowhere.py")
    monkeypatch.setitem(sys.modules, "a_library", module)
    assert [runs().made, runs().made] == [True, True]


def test_the_code_of_this_package_is_covered() -> None:
    package = Path(regular.__file__).parents[1]
    covered = {*grounds._code()}
    assert {str(path) for path in package.rglob("*") if "__pycache__" not in path.parts} <= covered
    assert str(package) in covered
    assert sys.executable in covered


def test_a_plugin_that_comes_or_changes_is_seen(top: Path, runs: Runs) -> None:
    site = top.parent / "site"
    assert [runs().made, runs().made] == [True, False]
    write(site, "new-1.0.dist-info/METADATA", "Metadata-Version: 2.1\nName: new\nVersion: 1.0\n")
    assert [runs().made, runs().made] == [True, False]
    write(site, "new-1.0.dist-info/entry_points.txt", "[other]\n")
    assert [runs().made, runs().made] == [True, False]
    write(site, "new-1.0.dist-info/entry_points.txt", "[others]\n")
    assert runs().made


# --- what is not kept -------------------------------------------------------------------------------------------------


def test_a_run_without_a_cache_neither_keeps_nor_asks(top: Path, runs: Runs) -> None:
    assert runs("--no-cache").made
    assert reports(top) == []
    runs()
    assert runs("--no-cache").made


@pytest.mark.parametrize(
    "arguments",
    [
        ["--fix"],
        ["--diff"],
        ["--fix-only"],
        ["--new-since", "HEAD"],
        ["--staged"],
        ["-o", "../report"],
        ["--write-baseline"],
        ["--select", "no-such-rule"],
        ["no such path"],
    ],
    ids=" ".join,
)
def test_only_plain_runs_are_kept(top: Path, runs: Runs, arguments: list[str]) -> None:
    runs(*arguments)
    assert reports(top) == []


def test_a_run_that_failed_in_part_is_not_kept(top: Path, runs: Runs, monkeypatch: pytest.MonkeyPatch) -> None:
    real = os.open

    def refused(path: Any, *more: Any, **named: Any) -> int:
        if str(path).endswith("A.md"):
            raise PermissionError(13, "Permission denied")
        return real(path, *more, **named)

    monkeypatch.setattr(os, "open", refused)
    assert [runs().code, runs().made] == [2, True]
    assert reports(top) == []


def test_what_was_changed_just_now_is_not_relied_upon(
    top: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    runs = Runs(capsys, monkeypatch)
    assert [runs().made, runs().made] == [True, True]
    assert reports(top) == []


def test_a_file_from_the_future_is_not_relied_upon(top: Path, runs: Runs) -> None:
    os.utime(top / "vault/A.md", (4_000_000_000, 4_000_000_000))
    assert [runs().made, runs().made] == [True, True]


def test_a_clock_that_was_set_back_is_not_relied_upon(runs: Runs, monkeypatch: pytest.MonkeyPatch) -> None:
    assert [runs().made, runs().made] == [True, False]
    late(monkeypatch, -5)
    assert runs().made


def test_a_note_that_changes_while_it_is_judged_is_seen(top: Path, runs: Runs, monkeypatch: pytest.MonkeyPatch) -> None:
    counted = pipeline.run

    def edited(*arguments: object, **more: object) -> object:
        report = counted(*arguments, **more)  # type: ignore[arg-type]
        _append("A.md")(top / "vault")
        return report

    with monkeypatch.context() as patch:
        patch.setattr(pipeline, "run", edited)
        runs()
    seen = runs()
    assert (seen.made, seen[:3]) == (True, runs("--no-cache")[:3])


def test_what_is_renamed_during_the_run_and_then_back_is_seen(
    top: Path, runs: Runs, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The vault is as it was before the run; whichever the report is of, the next one is of what is there."""
    counted = pipeline.run

    def edited(*arguments: object, **more: object) -> object:
        (top / "vault/p.png").rename(top / "vault/q.png")
        return counted(*arguments, **more)  # type: ignore[arg-type]

    with monkeypatch.context() as patch:
        patch.setattr(pipeline, "run", edited)
        runs()
    (top / "vault/q.png").rename(top / "vault/p.png")
    assert runs()[:3] == runs("--no-cache")[:3]


@pytest.mark.parametrize("file", ["vault/rlvault-lint.toml", "vault/.obsidian/app.json", ".git/HEAD"])
def test_what_is_read_and_then_changes_during_the_run_is_not_kept(
    top: Path, runs: Runs, monkeypatch: pytest.MonkeyPatch, file: str
) -> None:
    write(top, "vault/rlvault-lint.toml", 'exclude = ["x"]\n')
    counted = pipeline.run

    def edited(*arguments: object, **more: object) -> object:
        report = counted(*arguments, **more)  # type: ignore[arg-type]
        content = (top / file).read_bytes()
        (top / file).write_bytes(content + b"\n")
        return report

    with monkeypatch.context() as patch:
        patch.setattr(pipeline, "run", edited)
        runs()
    assert runs().made


def test_a_git_that_was_too_slow_is_not_relied_upon(top: Path, runs: Runs, monkeypatch: pytest.MonkeyPatch) -> None:
    counted = pipeline.run

    def slow(*arguments: object, **more: object) -> object:
        regular.is_not_repeatable()
        return counted(*arguments, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(pipeline, "run", slow)
    runs()
    assert reports(top) == []


def _followed(top: Path) -> None:
    write(top, "vault/rlvault-lint.toml", "follow-outside = true\n")
    (top / "vault/linked").symlink_to(top.parent / "home")


UNTOLD: dict[str, Callable[[Path], object]] = {
    "settings of git that name others": lambda top: write(top.parent, "home/.gitconfig", "[include]\n\tpath = x\n"),
    "settings of the repository that name others": _append(".git/config", '[includeIf "gitdir:x"]\n\tpath = x\n'),
    "objects that lie elsewhere": lambda top: write(top, ".git/objects/info/alternates", "../../other/objects\n"),
    "a folder that may be a repository without files": lambda top: write(top, "vault/HEAD", "ref: refs/heads/main\n"),
    "links to folders that are followed": _followed,
}


@pytest.mark.parametrize("change", UNTOLD.values(), ids=UNTOLD)
def test_what_can_not_be_told_is_not_kept(top: Path, runs: Runs, change: Callable[[Path], object]) -> None:
    change(top)
    assert [runs().made, runs().made] == [True, True]
    assert reports(top) == []


def test_several_vaults_are_not_kept(top: Path, runs: Runs, monkeypatch: pytest.MonkeyPatch) -> None:
    write(top, "second/.obsidian/app.json", "{}")
    write(top, "second/A.md", "[[Nope]]\n")
    git(top, "add", "-A")
    monkeypatch.chdir(top)
    assert runs().out.count("Vault ") == 2
    assert reports(top) == []


def test_one_vault_below_is_kept_and_a_second_is_seen(top: Path, runs: Runs, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(top)
    assert [runs().made, runs().made] == [True, False]
    write(top, "second/.obsidian/app.json", "{}")
    write(top, "second/A.md", "[[Nope]]\n")
    git(top, "add", "-A")
    assert runs().out.count("Vault ") == 2


# --- where it is kept -------------------------------------------------------------------------------------------------


@given(st.floats(0, 1, exclude_max=True), st.integers(1, 255), st.booleans())
@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_damaged_file_is_none(top: Path, runs: Runs, part: float, bits: int, cut: bool) -> None:
    fresh = runs()
    [file] = reports(top)
    content = bytearray(file.read_bytes())
    at = int(len(content) * part)
    content[at] ^= bits
    file.write_bytes(content[:at] if cut else content)
    seen = runs()
    assert seen.made
    assert seen[:3] == fresh[:3]


@pytest.mark.parametrize("planted", ["link", "pipe", "folder", "somebody else's"])
def test_what_somebody_puts_in_its_place_is_none(top: Path, runs: Runs, planted: str) -> None:
    runs()
    [file] = reports(top)
    aside = file.rename(top.parent / "aside")
    if planted == "link":
        file.symlink_to(aside)
    elif planted == "pipe":
        os.mkfifo(file)
    elif planted == "folder":
        file.mkdir()
    else:
        if os.geteuid() != 0:
            pytest.skip("only root can give files away")
        shutil.copy(aside, file)
        os.chown(file, 4711, -1)
    before = aside.read_bytes()
    assert runs().made
    assert aside.read_bytes() == before
    if planted != "folder":
        assert not file.is_symlink()
        assert not runs().made


def test_a_folder_for_caches_that_can_not_be_written_to(top: Path, runs: Runs, monkeypatch: pytest.MonkeyPatch) -> None:
    write(top.parent, "file", "")
    monkeypatch.setenv(replay.VARIABLE, str(top.parent / "file/cache"))
    first, second = runs(), runs()
    assert [first.made, second.made] == [True, True]
    assert first[:3] == second[:3]


def test_what_can_not_be_put_in_place_leaves_nothing(top: Path, runs: Runs, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "replace", full)
        assert runs().code == 1
    assert [*(top.parent / "cache").glob(f"*{replay.SUFFIX}*")] == []


def test_two_runs_at_once_don_t_harm_each_other(top: Path, runs: Runs) -> None:
    """Each writes a file of its own and moves it into its place, so what is there is whole at any time."""
    code = "import sys, time; t = time.time_ns; time.time_ns = lambda: t() + 10**10\n"
    code += "from rlvault_lint.__main__ import main; sys.exit(main())"
    command = [sys.executable, "-c", code, "check", "--format=json"]
    running = [subprocess.Popen(command, stdout=subprocess.PIPE) for _ in range(4)]
    outputs = {process.communicate()[0] for process in running}
    assert {process.returncode for process in running} == {1}
    assert len(outputs) == 1
    assert len(reports(top)) == 1
    assert subprocess.run(command, capture_output=True, check=False).stdout in outputs


def test_only_so_many_are_kept(top: Path, runs: Runs, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(replay, "MOST", 3)
    formats = ("json", "jsonl", "sarif", "gitlab")
    for number, name in enumerate(formats):
        runs("--format", name)
        os.utime(max(reports(top), key=lambda file: file.stat().st_mtime_ns), (1_000 + number, 1_000 + number))
        assert len(reports(top)) == min(number + 1, 3)
    assert [runs("--format", name).made for name in formats[1:]] == [False, False, False]
    assert runs("--format", formats[0]).made


def test_what_a_run_left_that_was_cut_off_is_deleted(top: Path, runs: Runs) -> None:
    cache = top.parent / "cache"
    cache.mkdir()
    old, young = cache / f"x{replay.SUFFIX}.1.tmp", cache / f"x{replay.SUFFIX}.2.tmp"
    old.touch()
    young.touch()
    os.utime(old, (1_000, 1_000))
    runs()
    assert (old.exists(), young.exists()) == (False, True)


def test_clean_deletes_it(top: Path, runs: Runs) -> None:
    runs()
    assert again.main(["clean"]) == 0
    assert reports(top) == []
    assert runs().made


# --- how it is given again --------------------------------------------------------------------------------------------


def test_nothing_but_what_it_takes_is_loaded(top: Path, runs: Runs) -> None:
    code = "import sys, time; t = time.time_ns; time.time_ns = lambda: t() + 10**10; before = {*sys.modules}\n"
    code += "from rlvault_lint.__main__ import main; main(); print(*sorted(sys.modules.keys() - before))"
    command = [sys.executable, "-c", code, "check", "--format=json"]
    first, second = (
        subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines() for _ in range(2)
    )
    assert first[:-1] == second[:-1]
    assert "rlvault_lint.pipeline" in first[-1].split()
    assert [name for name in second[-1].split() if name.startswith("rlvault_lint")] == [
        "rlvault_lint",
        "rlvault_lint.__main__",
        "rlvault_lint.commands",
        "rlvault_lint.commands.again",
        "rlvault_lint.files",
        "rlvault_lint.files.entries",
        "rlvault_lint.files.replay",
    ]
    assert len(second[-1].split()) <= 11


@pytest.mark.parametrize(("target", "code", "told"), [(">/dev/full", 2, 1), ("> >(true)", 1, 0), (">&-", 2, 1)])
def test_output_that_can_not_be_written(top: Path, runs: Runs, target: str, code: int, told: int) -> None:
    program = "import sys, time; t = time.time_ns; time.time_ns = lambda: t() + 10**10\n"
    program += "from rlvault_lint.__main__ import main; sys.exit(main())"
    write(top, "vault/A.md", "".join(f"[[x/Nope {number}]]\n" for number in range(2_000)))
    line = f"'{sys.executable}' -c '{program}' check --format concise {target}"
    for _ in range(2):
        done = subprocess.run(["bash", "-c", line], capture_output=True, text=True, check=False)
        assert (done.returncode, len(done.stderr.splitlines())) == (code, told)


def test_nobody_hears_what_is_told(top: Path, runs: Runs, monkeypatch: pytest.MonkeyPatch) -> None:
    (top / "vault/outside").symlink_to("/etc")
    first = runs()
    discarded: list[object] = []
    monkeypatch.setattr(terminal, "discard", discarded.append)

    def closed(text: str) -> None:
        raise OSError(9, "Bad file descriptor")

    monkeypatch.setattr(sys.stderr, "write", closed)
    second = runs()
    assert (second.made, second.out, second.code) == (False, first.out, first.code)
    assert discarded == [sys.stderr]


# --- any edits --------------------------------------------------------------------------------------------------------

MORE: dict[str, Callable[[Path], object]] = {
    "nothing": lambda vault: None,
    "a link that becomes right": _written("Gone.md", "# Gone\n"),
    "a note that nobody links to": _written("sub/N.md", "[[A]] [[N]]\n"),
    "a heading": _append("B.md", "\n## Nope\n"),
    "everything is staged": _git("add", "-A"),
    "everything is committed": _git("commit", "-q", "--allow-empty", "-am", "more"),
    "an attachment moved": lambda vault: (vault / "p.png").rename(vault / "sub/p.png"),
    "an attachment moved back": lambda vault: (vault / "sub/p.png").rename(vault / "p.png"),
    "a folder renamed back": lambda vault: (vault / "other").rename(vault / "sub"),
    "other settings": _written("rlvault-lint.toml", 'exclude = ["sub/"]\n'),
    "no settings": lambda vault: (vault / "rlvault-lint.toml").unlink(),
}
CHANGES = {**IN_THE_VAULT, **AROUND, **MORE}


@given(st.lists(st.sampled_from(sorted(CHANGES)), min_size=1, max_size=6))
@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_after_any_edits_the_report_is_that_of_a_fresh_run(made: Path, top: Path, runs: Runs, names: list[str]) -> None:
    (top.parent / "bin").mkdir(exist_ok=True)
    shutil.rmtree(top.parent / "home")
    (top.parent / "home").mkdir()
    _empty(top)
    shutil.copytree(made, top, symlinks=True, dirs_exist_ok=True)
    for name in names:
        with suppress(OSError, subprocess.CalledProcessError):  # what it was about is gone
            CHANGES[name](top / "vault")
        for _ in range(2):
            assert runs("--select=all")[:3] == runs("--select=all", "--no-cache")[:3]


def _empty(top: Path) -> None:
    """Delete all that is in a repository, but for the folder of the vault, which is the current directory."""
    for path in [*(top / "vault").iterdir(), *(path for path in top.iterdir() if path.name != "vault")]:
        shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink()
