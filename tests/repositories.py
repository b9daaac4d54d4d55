"""What tests of repositories share: running git as somebody, and writing files."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

GITS = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
WHO = ("-c", "user.name=n", "-c", "user.email=n@example.org", "-c", "commit.gpgsign=false")


def git(root: Path, *arguments: str, stdin: bytes = b"", fails: bool = False) -> str:
    """What git says in a folder, without the settings of the machine, and whatever hook the tests run in."""
    own = {key: value for key, value in os.environ.items() if not key.startswith("GIT_")} | GITS
    done = subprocess.run(
        ["git", *WHO, *arguments], cwd=root, env=own, input=stdin, capture_output=True, check=not fails
    )
    return done.stdout.decode("utf-8", "surrogateescape").strip()


def write(root: Path, path: str, text: str = "") -> None:
    """Write a file at a path below a folder."""
    (root / path).parent.mkdir(parents=True, exist_ok=True)
    (root / path).write_text(text, "utf-8")
