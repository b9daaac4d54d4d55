"""What tests of repositories share: running git as somebody, and writing files."""

from __future__ import annotations

import subprocess
from pathlib import Path

WHO = ("-c", "user.name=n", "-c", "user.email=n@example.org", "-c", "commit.gpgsign=false")


def git(root: Path, *arguments: str) -> None:
    """Run git in a folder."""
    subprocess.run(["git", *WHO, *arguments], cwd=root, check=True, capture_output=True)


def write(root: Path, path: str, text: str = "") -> None:
    """Write a file at a path below a folder."""
    (root / path).parent.mkdir(parents=True, exist_ok=True)
    (root / path).write_text(text, "utf-8")
