"""Runs the commands of the tutorial, `docs/tutorial.md`, and writes what they print below them.

The page holds the story; in each of its `console` blocks the lines that begin with `$ ` are commands, and the others
are what they print. All are run in order in one shell, in a small vault with a history in git that is made here. That
takes a pseudo-terminal and GNU's `sed`, so it works on Linux only. With `--check` nothing is written, and the exit code
is 1 if the page is out of date.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

import pseudo_terminal

TOP = Path(__file__).resolve().parents[1]
PAGE = TOP / "docs" / "tutorial.md"
WIDTH = 92
_BLOCK = re.compile(r"(?<=^```console\n)(.*?)(?=^```$)", re.MULTILINE | re.DOTALL)
_SECONDS = re.compile(r" \(\d+\.\d+ s\)")
_END = "\x1e"  # what the shell prints after each command; nothing else prints a record separator

_MOC = """\
---
title: Reinforcement learning
type: moc
tags: [moc, rl]
---

# Reinforcement learning

## Policy optimisation

- [[PPO]] — a clipped step（arXiv:1707.06347）★★★★★
- [[Inbox/GRPO|GRPO]] — no critic: the group is the baseline（arXiv:2402.03300）★★★★
- [[DAPO]] — GRPO at scale, in the open（arXiv:2503.14476）★★★★

## Preferences

- [[Inbox/DPO|DPO]] — the reward model is the policy（arXiv:2305.18290）★★★★★
"""
_PPO = """\
---
title: PPO
type: paper
arxiv: "1707.06347"
rating: 5
---

# PPO

Proximal policy optimisation. Up: [[RL-MOC]].

## The clipped objective

The ratio of new to old policy is kept between 1 - ε and 1 + ε.

![[clipping.png]]
"""
_GRPO = """\
---
title: GRPO
type: paper
arxiv: 2402.03300
rating: 3
---

# GRPO

Like [[PPO#The clipped objective]], but without a critic. Up: [[RL-MOC]].
"""
_DPO = """\
---
title: DPO
type: paper
arxiv: "2305.18290"
rating: 5
---

# DPO

It needs none of [[PPO#Clipped objective|the clipping]]. Compare [[Inbox/GRPO]] and [[papers/IPO]]. Up: [[RL-MOC]].
"""
_DAPO = """\
---
title: DAPO
type: paper
arxiv: "2503.14476"
rating: 4
---

# DAPO

Builds on [[Inbox/GRPO]]; clips as in ![[clipping.png]]. Up: [[RL-MOC]].
"""


def make_vault(vault: Path, environment: dict[str, str]) -> None:
    """Make the tutorial's vault in the empty folder `vault`: three commits, the second of which moves two notes."""

    def git(*arguments: str) -> None:
        subprocess.run(["git", *arguments], cwd=vault, env=environment, check=True, stdout=subprocess.DEVNULL)

    def write(path: str, text: str) -> None:
        (vault / path).parent.mkdir(parents=True, exist_ok=True)
        (vault / path).write_text(text, encoding="utf-8", newline="\n")

    git("init", "--quiet", "--initial-branch", "main")
    write(".obsidian/app.json", "{}\n")
    write("RL-MOC.md", _MOC)
    write("Papers/PPO.md", _PPO)
    write("Papers/DAPO.md", _DAPO)
    write("Inbox/GRPO.md", _GRPO)
    write("Inbox/DPO.md", _DPO)
    (vault / "clipping.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    git("add", "--all")
    git("commit", "--quiet", "--message", "Read four papers")
    git("mv", "Inbox/GRPO.md", "Papers/GRPO.md")
    git("mv", "Inbox/DPO.md", "Papers/DPO.md")
    git("commit", "--quiet", "--message", "Clear the inbox")
    git("rm", "--quiet", "clipping.png")
    git("commit", "--quiet", "--message", "Remove pictures")


def transcript(commands: list[str]) -> list[str]:
    """What each of the commands prints, in the order given, in a vault and a home folder made for them."""
    with tempfile.TemporaryDirectory() as folder:
        vault = Path(folder).resolve() / "papers"
        vault.mkdir()
        environment = _environment(vault.parent)
        make_vault(vault, environment)
        # The exit code of a command is what `$?` gives in the next.
        script = "".join(f"{command}\n(code=$?; printf '\\036'; exit $code)\n" for command in commands)
        printed, _ = pseudo_terminal.run(["bash", "-c", script], vault, environment, WIDTH)
        return [_SECONDS.sub("", each).replace(str(vault), "~/papers") for each in printed.split(_END)[:-1]]


def _environment(home: Path) -> dict[str, str]:
    """An environment in which a run prints the same anywhere: nobody's settings, and one person at one time."""
    who = {"NAME": "Ada", "EMAIL": "ada@example.org", "DATE": "2026-01-02T03:04:05Z"}
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


def fill(page: str) -> str:
    """The page with what its commands print now."""
    commands = [line[2:] for block in _BLOCK.findall(page) for line in block.splitlines() if line.startswith("$ ")]
    printed = iter(zip(commands, transcript(commands), strict=True))

    def block(shown: re.Match[str]) -> str:
        parts: list[str] = []
        for _ in range(sum(line.startswith("$ ") for line in shown[1].splitlines())):
            command, output = next(printed)
            parts += ["\n"] if parts and not parts[-1].startswith("$ ") else []
            parts += [f"$ {command}\n"] + ([output.strip("\n") + "\n"] if output else [])
        return re.sub(r"[ \t]+$", "", "".join(parts), flags=re.MULTILINE)

    return _BLOCK.sub(block, page)


def main() -> None:
    """Write the page again, or with `--check` say whether it is out of date."""
    before = PAGE.read_text(encoding="utf-8")
    after = fill(before)
    if "--check" not in sys.argv[1:]:
        PAGE.write_text(after, encoding="utf-8", newline="\n")
    elif before != after:
        sys.exit(f"{PAGE.relative_to(TOP)} is out of date; run `make docs`")


if __name__ == "__main__":
    main()
