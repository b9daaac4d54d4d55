"""The rows of the `links` command: what Obsidian's metadata cache would hold."""

from __future__ import annotations

import json
from pathlib import Path

from rlvault_lint.commands.links import LinkRow, as_json, as_text, rows
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
    assert json.loads(as_json(row))["candidates"] == ["a/n.md", "b/n.md"]
    assert as_text(row) == "s.md:1:1  [[n#H]]  ->  one of a/n.md, b/n.md"


def test_paths_and_files_that_are_not_checked(tmp_path: Path) -> None:
    files = {"s.md": "[[t]]\n", "x/t.md": "[[s]]\n", "rlvault-lint.toml": 'exclude = ["x"]\n'}
    assert [row.source for row in read(tmp_path, files)] == ["s.md", "x/t.md"]
    assert [row.source for row in read(tmp_path, files, "x")] == ["x/t.md"]


def test_nothing_steers_the_terminal(tmp_path: Path) -> None:
    (row,) = read(tmp_path, {"s.md": "[[a\x1b[31m\u202e]]\n"})
    assert as_text(row) == "s.md:1:1  [[a\\x1b[31m\\u202e]]  ->  nothing"
    assert as_json(row).isascii()
