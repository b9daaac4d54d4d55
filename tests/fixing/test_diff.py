"""Diffs that `git apply` takes, whatever the files hold and are called."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rlvault_lint.fixing.converge import Change
from rlvault_lint.fixing.diff import diff

LINES = [b"line %d\n" % number for number in range(40)]


def edited(**changes: bytes) -> bytes:
    """The forty lines, some of them replaced."""
    lines = list(LINES)
    for name, line in changes.items():
        lines[int(name[1:])] = line
    return b"".join(lines)


def apply_by_git(root: Path, patch: bytes) -> None:
    environment = {**os.environ, "GIT_CEILING_DIRECTORIES": str(root.parent)}
    subprocess.run(["git", "apply", "-"], input=patch, cwd=root, check=True, env=environment)


@pytest.mark.parametrize(
    ("path", "before", "after"),
    [
        ("n.md", b"a\nb\n", b"a\nc\n"),
        ("n.md", b"a\r\nb\r\n", b"a\r\nc\r\n"),
        ("n.md", b"a\nb", b"a\nc"),
        ("n.md", b"a\nb", b"c\nb"),
        ("n.md", b"a\nb", b"a\nb\n"),
        ("n.md", b"a\nb\n", b"a\nb"),
        ("n.md", b"\xef\xbb\xbfa\n", b"\xef\xbb\xbfb\n"),
        ("n.md", b"one\rline\rof a Mac", b"one\rline\rof an old Mac"),
        ("n.md", "强化 \u2028学习\x0b\x0c\n".encode(), "强化 \u2028学习!\x0b\x0c\n".encode()),
        ("n.md", b"", b"a\n"),
        ("n.md", edited(), edited(a3=b"x\n", a5=b"y\n", a20=b"z\n", a39=b"end")),
        ("n.md", edited(), edited(a3=b"", a5=b"y\nand\nmore\n", a30=b"")),
        ("n.md", edited(), edited(a0=b"", a39=b"")),
        ("n.md", b"-- a/n.md\n++ b\n", b"-- a/m.md\n++ b\n"),
        ("my notes/a note.md", b"a\n", b"b\n"),
        ("强化学习/😀.md", b"a\n", b"b\n"),
        ('say "hi".md', b"a\n", b"b\n"),
        ("tab\there.md", b"a\n", b"b\n"),
        ("back\\slash.md", b"a\n", b"b\n"),
        ("line\nbreak.md", b"a\n", b"b\n"),
        ("bell\a\x7f.md", b"a\n", b"b\n"),
        (os.fsdecode(b"latin-\xe9.md"), b"a\n", b"b\n"),
    ],
)
def test_git_applies_it(tmp_path: Path, path: str, before: bytes, after: bytes) -> None:
    file = tmp_path / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(before)
    apply_by_git(tmp_path, diff([Change(path, before, after)]))
    assert file.read_bytes() == after


def test_git_applies_several_files_from_inside_a_repository(tmp_path: Path) -> None:
    subprocess.run(["git", "init", "-q"], cwd=tmp_path, check=True)
    changes = [Change(path, b"a\nb", b"c\nb") for path in ("x y.md", "é.md", "z/n.md")]
    vault = tmp_path / "vault"
    (vault / "z").mkdir(parents=True)
    for each in changes:
        (vault / each.path).write_bytes(each.before)
    apply_by_git(vault, diff(changes))
    assert all((vault / each.path).read_bytes() == each.after for each in changes)


def test_what_it_looks_like() -> None:
    assert diff([Change("n.md", edited(), edited(a10=b"new\n", a11=b"newer\n"))]) == (
        b"--- a/n.md\n+++ b/n.md\n@@ -8,8 +8,8 @@\n line 7\n line 8\n line 9\n"
        b"-line 10\n-line 11\n+new\n+newer\n line 12\n line 13\n line 14\n"
    )
    assert diff([]) == b""


BIG = [b"%d\n" % (number % 7) for number in range(50_000)]


def test_a_long_file_takes_no_square_of_its_lines(tmp_path: Path) -> None:
    before, after = b"".join(BIG), b"".join([*BIG[:10], *BIG[20:40_000], b"x\n", *BIG[40_000:]])
    (tmp_path / "n.md").write_bytes(before)
    apply_by_git(tmp_path, diff([Change("n.md", before, after)]))
    assert (tmp_path / "n.md").read_bytes() == after


@settings(max_examples=25)
@given(
    st.lists(st.sampled_from([b"a\n", b"b\n", b"\n", b"c\r\n"]), min_size=1, max_size=30),
    st.lists(st.sampled_from([b"a\n", b"b\n", b"\n", b"c\r\n"]), min_size=1, max_size=30),
    st.booleans(),
)
def test_any_two_texts(tmp_path_factory: pytest.TempPathFactory, old: list[bytes], new: list[bytes], end: bool) -> None:
    root = tmp_path_factory.mktemp("diff")
    before, after = b"".join(old) + b"z" * end, b"".join(new)
    if before != after:
        (root / "n.md").write_bytes(before)
        apply_by_git(root, diff([Change("n.md", before, after)]))
        assert (root / "n.md").read_bytes() == after
