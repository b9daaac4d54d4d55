"""Patterns mean what git means by them, and none takes long."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path
from time import perf_counter, process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rlvault_lint import patterns
from rlvault_lint.patterns import Matcher, as_pattern, matcher, parse


@pytest.mark.parametrize(
    ("listed", "matched", "others"),
    [
        (["RL/*"], ["RL/a.md", "RL/x/a.md"], ["a/RL/a.md", "RL.md"]),
        (["RL/*", "!RL/keep.md"], ["RL/a.md"], ["RL/keep.md"]),
        (["RL/", "!RL/keep.md"], ["RL/a.md", "RL/keep.md"], []),  # a folder that is left out is not looked into
        (["RL/*", "!RL/x/"], ["RL/a.md"], ["RL/x/a.md"]),
        (["*.md", "!/a.md"], ["b.md", "x/a.md"], ["a.md"]),
        (["a/**/b"], ["a/b", "a/x/y/b"], ["a/xb", "x/a/b"]),
        (["**/b.md"], ["b.md", "x/y/b.md"], ["ab.md"]),
        (["x/**"], ["x/a", "x/y/a"], ["x", "y/x/a"]),
        (["a?.md"], ["ab.md"], ["a.md", "a/.md", "aé.md"]),  # as in git, a character beyond ASCII is several
        (["[!a-c]x", "\\#y", "\\!z"], ["dx", "#y", "!z"], ["ax", "y"]),
        (["# a comment", "", "  "], [], ["# a comment", "a"]),
        (["a\\ ", "b "], ["a ", "b"], ["a", "b "]),
        (["[ab"], [], ["a", "[ab"]),
        (["/模板/"], ["模板/a.md"], ["x/模板/a.md", "模板"]),
    ],
)
def test_matcher(listed: list[str], matched: list[str], others: list[str]) -> None:
    test = matcher(listed)
    assert [path for path in (*matched, *others) if test(path)] == matched


def test_a_nearer_list_wins() -> None:
    test = Matcher((("", parse(b"*.md\n")), ("x/y", parse(b"!a.md\n/b\n"))), parse(b"c\n"), root="x").matches
    assert [path for path in ("a.md", "x/y/a.md", "x/y/b/f", "x/b", "c", "x/c/f") if test(path)] == [
        "a.md",
        "x/y/b/f",
        "c",
        "x/c/f",
    ]


def test_the_root_is_looked_into_all_the_same() -> None:
    lists = [("", parse(b"vault\nnotes\n"))]
    assert Matcher(lists).matches("vault/a.md")
    assert not Matcher(lists, root="vault").matches("vault/a.md")
    assert Matcher(lists, root="vault").matches("vault/notes/a.md")


def test_line_ends_and_byte_order_mark() -> None:
    assert [each.text for each in parse(b"\xef\xbb\xbfa\r\nb\n\nc")] == [b"a", b"b", b"c"]


@pytest.mark.parametrize("pattern", ["", "#x", "!", "/", "[ab", "a\\", "x" * 1001])
def test_what_matches_nothing(pattern: str) -> None:
    assert not patterns.can_match(pattern)


@given(st.text(st.sampled_from("ab*?[]\\!# 模/"), min_size=1, max_size=8).filter(lambda name: name.strip("/")))
def test_a_folder_as_a_pattern(name: str) -> None:
    folder = "/".join(filter(None, name.split("/")))
    test = matcher([as_pattern(folder)])
    assert test(f"{folder}/a.md")
    assert not test(folder)
    assert not test(f"x{folder}/a.md")


# --- the same as git --------------------------------------------------------------------------------------------------

_SYNTAX = r"""a b RL .md é ÿ A 1 - * * ** / / **/ /** ? \ \* ! #
    [ab] [!a] [^b] [a-z] [a- ] []a] [[] [[:alpha:]] [[:x:]]"""
PIECES = st.sampled_from([*_SYNTAX.split(), " "])
LINES = st.lists(st.lists(PIECES, min_size=1, max_size=6).map("".join), min_size=1, max_size=5)
NAMES = st.sampled_from(["a", "b", "ab", "RL", "x.md", "a.md", "é", "a b", "[a]", "a-b", "A", "1", "!a", "#a"])
PATHS = st.lists(st.lists(NAMES, min_size=1, max_size=4).map("/".join), min_size=1, max_size=40, unique=True)


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("repository")
    subprocess.run(["git", "init", "-q", str(root)], check=True)
    return root


@given(LINES, LINES, PATHS)
def test_the_same_paths_as_git(repository: Path, top: list[str], nested: list[str], paths: list[str]) -> None:
    lists = {"": "\n".join(top).encode(), "a": "\n".join(nested).encode()}
    for folder, content in lists.items():
        (repository / folder).mkdir(exist_ok=True)
        (repository / folder / ".gitignore").write_bytes(content)
    command = ["git", "-C", str(repository), "-c", "core.ignoreCase=false", "-c", f"core.excludesFile={os.devnull}"]
    asked = "\0".join(paths).encode()
    told = subprocess.run(
        [*command, "check-ignore", "-z", "--no-index", "--stdin"], input=asked, capture_output=True, check=False
    )
    test = Matcher((folder, parse(content)) for folder, content in lists.items()).matches
    # "a" is there, as a folder; the others are not, and count as files.
    asked_for = [path for path in paths if path != "a"]
    assert {path for path in asked_for if test(path)} == set(map(os.fsdecode, told.stdout.split(b"\0"))) - {"", "a"}


# --- never long -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("pattern", "path"),
    [
        ("*a" * 60 + "*b", "a" * 4000),
        ("**/" + "*a" * 60 + "*b", "a/" * 2000 + "a" * 2000),
        ("**/*a/" * 60 + "b", "a/" * 2000 + "a"),
        ("a/**/b/**/" * 30 + "z", "a/b/" * 1000 + "c"),
        ("x**/y" + "*a" * 60 + "*b", "xy" + "a" * 4000),
        ("**/a" * 60 + "/b", "a/" * 2000 + "c"),
        ("*[ab]?" * 60 + "c", "ab" * 2000),
    ],
)
def test_no_pattern_takes_long(pattern: str, path: str) -> None:
    [parsed] = parse(pattern.encode())
    start = perf_counter()
    assert not re.compile(parsed.text, re.DOTALL).fullmatch(path.encode())
    assert perf_counter() - start < 1


@pytest.mark.parametrize(
    "lists",
    [
        pytest.param([("", b"".join(b"a%d\n" % n for n in range(10_000)))], id="names"),
        pytest.param([("", b"".join(b"/a/a%d/\n!a%d\n" % (n, n) for n in range(5_000)))], id="taken out again"),
        pytest.param([("", b"".join(b"*a%dx\n" % n for n in range(10_000)))], id="wildcards"),
        pytest.param([("", b"*.x\n" * 10_000)], id="one pattern again and again"),
        pytest.param([("a/" * n + "a", b"*a*x%d\n" % n * 1_000) for n in range(30)], id="lists in each other"),
    ],
)
def test_many_patterns_cost_no_more_than_a_thousand(lists: list[tuple[str, bytes]]) -> None:
    test = Matcher((folder, parse(content)) for folder, content in lists).matches
    start = process_time()
    for number in range(1_000):
        test("a/" * 100 + f"b{number}")
    assert process_time() - start < 3


def test_only_so_many_patterns_count() -> None:
    lists = [("", parse(b"*.a\n" * (patterns.MOST_WILD - 2) + b"b\n!c\n")), ("x", parse(b"*.x\n*.y\n*.z\n"))]
    test = Matcher(lists).matches
    assert [path for path in ("b", "n.a", "x/n.x", "x/n.y", "x/n.z", "z/n.z") if test(path)] == [
        "b",
        "n.a",
        "x/n.x",
        "x/n.y",
    ]
    assert len(parse(b"a*\n" * (patterns.MOST_PATTERNS + 10))) == patterns.MOST_PATTERNS
