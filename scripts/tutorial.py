"""Makes the transcript of the tutorial: runs the commands of `docs/tutorial.md` in a clone of a vault.

    python scripts/tutorial.py VAULT

The page holds the story. In its `console` blocks the lines that begin with `$ ` are commands; all are run in order in
one shell, and what they print is written below them. VAULT is a git repository with the vault in its top folder: a
clone of the one that the page tells of. It is cloned once more, and not changed. The commands name notes of that vault,
so another one needs another page. After a change of what rlvault-lint prints, run it again.

A comment above a block says which lines of its last command's output are shown; a line with `…` stands for the rest:

    <!-- shown: first 4; 3 from "Note.md"; last 2 -->

`3 from "Note.md"` is the last line in which that stands, and the two below it. It takes a pseudo-terminal, so it works
on Linux and macOS only, and the tutorial's hook pre-commit.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import pseudo_terminal

TOP = Path(__file__).resolve().parents[1]
PAGE = TOP / "docs" / "tutorial.md"
WIDTH = 92
_BLOCK = re.compile(
    r"(?P<shown>^<!-- shown: (?P<pieces>[^\n]+) -->\n+)?^```console\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL
)
_PIECE = re.compile(r'(?P<where>first|last) (?P<some>\d+)|(?P<count>\d+) from "(?P<text>.+)"')
_SECONDS = re.compile(r" \(\d+\.\d+ s\)")
_END = "\x1e"  # what the shell prints after each command; nothing else prints a record separator


def transcript(vault: Path, commands: Sequence[str]) -> list[str]:
    """What each of the commands prints, in the order given, in a clone of `vault` and a home folder made for it."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder).resolve()
        clone = home / "notes"
        environment = _environment(home)
        subprocess.run(["git", "clone", "--quiet", vault.resolve(), clone], env=environment, check=True)
        for arguments in (["remote", "remove", "origin"], ["branch", "--move", "main"]):
            subprocess.run(["git", *arguments], cwd=clone, env=environment, check=True)
        # The exit code of a command is what `$?` gives in the next.
        script = "".join(f"{command}\n(code=$?; printf '\\036'; exit $code)\n" for command in commands)
        printed, _ = pseudo_terminal.run(["bash", "-c", script], clone, environment, WIDTH)
        return [_SECONDS.sub("", each).replace(str(clone), "~/notes") for each in printed.split(_END)[:-1]]


def _environment(home: Path) -> dict[str, str]:
    """An environment in which a run prints the same anywhere: nobody's settings, and one person at one time."""
    who = {"NAME": "Ada", "EMAIL": "ada@example.org", "DATE": "2026-03-01T09:00:00Z"}
    return {
        "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]]),
        "HOME": str(home),
        "LC_ALL": "C.UTF-8",
        "TERM": "dumb",
        "NO_COLOR": "1",
        "GIT_PAGER": "cat",
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_DEFAULT_HASH": "sha1",
        **{f"GIT_{role}_{key}": value for role in ("AUTHOR", "COMMITTER") for key, value in who.items()},
    }


def fill(page: str, vault: Path) -> str:
    """The page with what its commands print in a clone of `vault`. Exits where it names lines that aren't there."""
    commands = [command for block in _BLOCK.finditer(page) for command in _commands(block)]
    printed = iter(transcript(vault, commands))

    def filled(block: re.Match[str]) -> str:
        parts: list[str] = []
        *others, last = _commands(block)
        for command in (*others, last):
            lines = next(printed).strip("\n").splitlines()
            if command is last and block["pieces"]:
                lines = excerpt(lines, block["pieces"])
            parts += [""] if parts and not parts[-1].startswith("$ ") else []
            parts += [f"$ {command}", *lines]
        text = "".join(f"{part.rstrip()}\n" for part in parts)
        return f"{block['shown'] or ''}```console\n{text}```"

    return _BLOCK.sub(filled, page)


def _commands(block: re.Match[str]) -> list[str]:
    return [line[2:] for line in block["text"].splitlines() if line.startswith("$ ")]


def excerpt(lines: Sequence[str], pieces: str) -> list[str]:
    """The lines that `pieces` name (see above), in their order, with a line that counts what is left out between."""
    wanted: set[int] = set()
    for piece in pieces.split("; "):
        found = _PIECE.fullmatch(piece)
        if not found:
            sys.exit(f'shown: "{piece}" is not `first N`, `last N` or `N from "TEXT"`')
        if found["where"]:
            some = int(found["some"])
            wanted.update(range(some) if found["where"] == "first" else range(len(lines) - some, len(lines)))
            continue
        start = max((at for at, line in enumerate(lines) if found["text"] in line), default=None)
        if start is None:
            sys.exit(f'shown: no line that is printed has "{found["text"]}"')
        wanted.update(range(start, start + int(found["count"])))
    shown: list[str] = []
    left_out = 0
    for at, line in enumerate(lines):
        if at in wanted:
            shown += [_left_out(left_out)] if left_out else []
            shown.append(line)
            left_out = 0
        else:
            left_out += 1
    return shown + ([_left_out(left_out)] if left_out else [])


def _left_out(count: int) -> str:
    return f"… {count:,} more {'line' if count == 1 else 'lines'}"


def main() -> None:
    """Write the page again, with what its commands print in a clone of the vault that the command line names."""
    if len(sys.argv) != 2:
        sys.exit("which vault? python scripts/tutorial.py VAULT")
    page = fill(PAGE.read_text(encoding="utf-8"), Path(sys.argv[1]))
    PAGE.write_text(page, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
