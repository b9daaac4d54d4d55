"""The tutorial: the script that runs its commands, and that what it tells of is there."""

from __future__ import annotations

import re
import shlex
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
import tutorial
from repositories import git, write

from rlvault_lint.commands import app
from rlvault_lint.registry import registry

PAGE = tutorial.PAGE.read_text("utf-8")


def commands() -> Iterator[list[str]]:
    """The arguments of each rlvault-lint in the tutorial, in its console blocks and in its text."""
    for line in re.findall(r"^\$ (rlvault-lint .*)$", PAGE, re.MULTILINE) + re.findall(r"`(rlvault-lint [^`]*)`", PAGE):
        yield shlex.split(line)[1:]


def test_the_commands_of_the_tutorial_are_there() -> None:
    found = [arguments for arguments in commands() if not arguments[0].isupper()]
    assert len(found) > 10
    for name, *arguments in found:
        command = app.app.get_command(click.Context(app.app), name)
        assert command is not None, name
        command.make_context(name, arguments)  # it raises for an option that is not there


def test_the_rules_of_the_tutorial_are_there() -> None:
    named = set(re.findall(r"(?:error|warning|info) ([a-z-]+): ", PAGE))
    assert named
    assert named <= registry().keys()


@pytest.mark.parametrize(
    ("pieces", "expected"),
    [
        ("first 2", ["0", "1", "… 8 more lines"]),
        ("last 1; first 1", ["0", "… 8 more lines", "9"]),
        ('3 from "3"; last 3', ["… 3 more lines", "3", "4", "5", "… 1 more line", "7", "8", "9"]),
        ("first 10", [*"0123456789"]),
    ],
)
def test_an_excerpt_says_what_it_leaves_out(pieces: str, expected: list[str]) -> None:
    assert tutorial.excerpt([*"0123456789"], pieces) == expected


@pytest.mark.parametrize("pieces", ['2 from "x"', "2", "first", "first 2, last 2"])
def test_an_excerpt_of_what_is_not_there_is_an_error(pieces: str) -> None:
    with pytest.raises(SystemExit, match=r"^shown: "):
        tutorial.excerpt(["0"], pieces)


@pytest.mark.skipif(sys.platform == "win32", reason="there are no pseudo-terminals")
def test_the_script_fills_a_page(tmp_path: Path) -> None:
    vault = tmp_path / "vault"
    write(vault, ".obsidian/app.json", "{}")
    write(vault, "Papers/GRPO.md", "[[Papers/Gone]]\n")
    git(vault, "init", "-q")
    git(vault, "add", "--all")
    git(vault, "commit", "-qm", "first")
    page = """\
Text.

<!-- shown: first 1; last 2 -->

```console
$ cd Papers && git branch --show-current
old
$ rlvault-lint check
```

```console
$ echo "exit code $?" && pwd
```
"""
    filled = tutorial.fill(page, vault)
    assert filled == (
        """\
Text.

<!-- shown: first 1; last 2 -->

```console
$ cd Papers && git branch --show-current
main

$ rlvault-lint check
GRPO.md
… 3 more lines

1 error in 1 of 1 file
```

```console
$ echo "exit code $?" && pwd
exit code 1
~/notes/Papers
```
"""
    )
    assert tutorial.fill(filled, vault) == filled
    assert (vault / "Papers/GRPO.md").read_text("utf-8") == "[[Papers/Gone]]\n"
