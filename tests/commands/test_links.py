"""The `links` command: its rows are what Obsidian's metadata cache would hold."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from repositories import git

from rlvault_lint.commands import app
from rlvault_lint.commands.rows import LinkRow, rows, targets
from rlvault_lint.settings.load import load_settings


def read(root: Path, files: dict[str, str], *paths: str) -> list[LinkRow]:
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, "utf-8")
    found, errors = rows(load_settings(root), [root / path for path in paths])
    assert errors == ()
    return list(found)


def test_every_kind_and_place(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        {
            "s.md": '---\nup: "[[t]]"\n---\n前 [[t#H]] ![[t#^no]] [x](t.md#Nope) %% [[gone]] %%\n',
            "t.md": "# H\n",
            "c.canvas": '{"nodes": [{"type": "file", "file": "t.md"}]}',
        },
    )
    assert [(row.source, row.line, row.column, row.kind, row.resolved, row.subpath_ok) for row in found] == [
        ("c.canvas", 1, 38, "embed", "t.md", None),
        ("s.md", 2, 6, "wikilink", "t.md", None),
        ("s.md", 4, 3, "wikilink", "t.md", True),
        ("s.md", 4, 11, "embed", "t.md", False),
        ("s.md", 4, 22, "markdown", "t.md", False),
        ("s.md", 4, 40, "wikilink", None, None),
    ]
    assert [row.is_broken for row in found] == [False, False, False, True, True, True]


def test_equal_rank(tmp_path: Path) -> None:
    files = {"s.md": "[[n#H]]\n", "a/n.md": "x\n", "b/n.md": "# H\n"}
    (row,) = read(tmp_path, files)
    assert (row.resolved, row.candidates, row.subpath_ok) == ("a/n.md", ("a/n.md", "b/n.md"), True)


def test_paths_and_files_that_are_not_checked(tmp_path: Path) -> None:
    files = {"s.md": "[[t]]\n", "x/t.md": "[[s]]\n", "rlvault-lint.toml": 'exclude = ["x"]\n'}
    assert [row.source for row in read(tmp_path, files)] == ["s.md", "x/t.md"]
    assert [row.source for row in read(tmp_path, files, "x")] == ["x/t.md"]


def listed(
    root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *arguments: str
) -> list[str]:
    monkeypatch.chdir(root)
    assert app.main(["links", *arguments]) == 0
    return capsys.readouterr().out.splitlines()


def test_formats(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    read(tmp_path, {"s.md": "[[n#H]]\n[[前]] [[x]]\n", "a/n.md": "x\n", "b/n.md": "# H\n", "t.md": "[[s#no]]\n"})
    (first, *_, last) = map(json.loads, listed(tmp_path, monkeypatch, capsys))
    assert first["candidates"] == ["a/n.md", "b/n.md"]
    assert "candidates" not in last
    assert listed(tmp_path, monkeypatch, capsys, "--format", "table") == [
        "s.md",
        "  1:1  [[n#H]]  one of a/n.md, b/n.md",
        "  2:1  [[前]]   not found",
        "  2:7  [[x]]    not found",
        "t.md",
        "  1:1  [[s#no]]  s.md  (heading or block not found)",
    ]
    assert len(listed(tmp_path, monkeypatch, capsys, "--format", "table", "--broken")) == 5


def test_table_is_the_default_on_a_terminal_and_fits(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    read(tmp_path, {"s.md": f"[[{'强化学习' * 20}]]\n"})
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    monkeypatch.setenv("COLUMNS", "60")
    assert listed(tmp_path, monkeypatch, capsys) == ["s.md", f"  1:1  [[{'强化学习' * 3}强 …  not found"]
    path = f"{'long folder/' * 4}t.md"
    read(tmp_path, {"s.md": "[[t]] [[u]]\n", path: "", "u.md": ""})
    assert listed(tmp_path, monkeypatch, capsys) == ["s.md", "  1:1  [[t]]", f"         {path}", "  1:7  [[u]]  u.md"]


def test_nothing_steers_the_terminal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    read(tmp_path, {"s.md": "[[a\x1b[31m\u202e]]\n"})
    shown = listed(tmp_path, monkeypatch, capsys, "--format", "table")
    assert shown == ["s.md", "  1:1  [[a\\x1b[31m\\u202e]]  not found"]
    assert "[[a\\u001b[31m\\u202e]]" in "".join(listed(tmp_path, monkeypatch, capsys))


def test_missing_targets_are_grouped_and_the_most_wanted_come_first(tmp_path: Path) -> None:
    (tmp_path / ".obsidian").mkdir()
    for path, text in {
        "a.md": "[[old/Note]] [[Gone]] [[https://example.org]] [[b]]\n",
        "b.md": "\n[[gone|x]] [[Gone.md]] ![[./Gone]]\n[[b#nope]]\n",
        "new/Note.md": "",
    }.items():
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_text(text)
    found, errors = targets(load_settings(tmp_path))
    assert errors == ()
    assert [(row.target, row.links, row.candidate, row.safety) for row in found] == [
        ("Gone", 4, None, None),
        ("old/Note", 1, "new/Note.md", "unsafe"),
    ]
    assert found[0].known == "nothing is known of it"
    assert [(each.source, each.line, each.column) for each in found[0].places] == [
        ("a.md", 1, 14),
        ("b.md", 2, 1),
        ("b.md", 2, 12),
        ("b.md", 2, 24),
    ]


def test_by_target_on_the_command_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.md").write_text("[[Nope]]\n")
    monkeypatch.chdir(tmp_path)
    assert app.main(["links", "--broken", "--by-target", "--format", "table"]) == 0
    assert capsys.readouterr().out == "Nope  (1 link)\n  nothing is known of it\n  a.md:1:1  [[Nope]]\n"
    assert app.main(["links", "--broken", "--by-target"]) == 0
    assert json.loads(capsys.readouterr().out) == {
        "target": "Nope",
        "links": 1,
        "known": "nothing is known of it",
        "candidate": None,
        "safety": None,
        "places": [{"source": "a.md", "line": 1, "column": 1, "link": "[[Nope]]"}],
    }
    assert app.main(["links", "--by-target"]) == 2


def test_what_git_knows_of_a_missing_target(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q")
    (tmp_path / "a.md").write_text("[[dead]] [[Nope]]\n")
    (tmp_path / "dead.md").write_text("nothing that is anywhere else\n")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-qm", "1")
    git(tmp_path, "rm", "-q", "dead.md")
    git(tmp_path, "commit", "-qm", "2")
    found, _ = targets(load_settings(tmp_path))
    assert [row.target for row in found] == ["Nope", "dead"]
    assert found[0].known == "never there, as far as git knows"
    assert found[1].known.startswith("deleted in ")
