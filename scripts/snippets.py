"""Runs the commands that the README shows, in their order, in a home and a virtual environment of their own.

    python scripts/snippets.py

Exit code 1 names the first command that doesn't work. `~/my-vault` is a copy of the example vault in a repository; a
command that finds something exits with 1, which is no failure here. Commands whose program is not installed are skipped
and named, as are those of `make`, which `.ci/run` runs.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
import venv
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

TOP = Path(__file__).resolve().parents[1]
FINDINGS = 1


def commands(text: str) -> Iterator[str]:
    """What follows `$ ` in the fences of `text` that show a console, without the comments behind it."""
    for fence in re.findall(r"^```console\n(.*?)^```", text, re.MULTILINE | re.DOTALL):
        for line in re.findall(r"^\$ (.*)$", fence, re.MULTILINE):
            yield re.sub(r"\s+# .*", "", line)


def run(home: Path) -> int:
    """Run all commands with `home` as the home directory; the exit code."""
    venv.create(home / "venv", with_pip=True)
    shutil.copytree(TOP / "tests/fixtures/vault", home / "my-vault")
    (home / "my-vault/Old.md").write_text("# Old\n")
    (home / "my-vault/Papers").mkdir(exist_ok=True)
    (home / ".config/fish/completions").mkdir(parents=True)
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("GIT_", "VIRTUAL_ENV"))}
    environment |= {
        "HOME": str(home),
        "PATH": os.pathsep.join((str(home / "venv/bin"), str(home / ".local/bin"), environment["PATH"])),
    }
    subprocess.run(("git", "init", "-q"), cwd=home / "my-vault", env=environment, check=True)
    here = TOP
    for command in commands((TOP / "README.md").read_text("utf-8")):
        program, *rest = shlex.split(command)
        if program == "cd":
            here = Path(rest[0].replace("~", str(home), 1))
        elif program == "make" or shutil.which(program, path=environment["PATH"]) is None:
            sys.stdout.write(f"skipped: {command}\n")
        else:
            done = subprocess.run(
                ("bash", "-c", command),
                cwd=here,
                env=environment,
                stdin=subprocess.DEVNULL,
                capture_output=True,
                text=True,
                check=False,
            )
            sys.stdout.write(f"{done.returncode}: {command}\n")
            if done.returncode > FINDINGS or (done.returncode == FINDINGS and program != "rlvault-lint"):
                sys.stdout.write(done.stdout + done.stderr)
                return 1
    return 0


if __name__ == "__main__":
    with TemporaryDirectory() as folder:
        sys.exit(run(Path(folder)))
