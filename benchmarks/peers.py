"""How fast a run is beside rumdl's on the same vault, as ratios of runs made in turn.

    python benchmarks/peers.py [NAME=VAULT ...] [--rounds 5] [--write]

Without VAULTs it measures on two generated ones, of 10,000 and of 20 notes. Each vault is copied first, so that nothing
of it changes. rumdl is installed into an environment of its own, beside this file. Every figure is the median over the
rounds of (our seconds / rumdl's seconds), both measured in the same round, one directly after the other; a number in
brackets is our own median in seconds. `--write` puts the table into `benchmarks/RESULTS.md`, above what was written by
hand.

The situations:
    cold      no cache, neither ours nor rumdl's
    warm      nothing has changed since the last run, nor in the two seconds before it
    changed   one note has changed, each round in another way
    renamed   one note has another name
Below the table stand the floors: what reading the files costs at least, and what starting Python costs.
"""

from __future__ import annotations

import argparse
import datetime
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import venv
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median
from time import perf_counter, sleep

import vaults

HERE = Path(__file__).resolve().parent
PEER = "rumdl==0.3.0"
ENVIRONMENT = HERE / ".peers"
RESULTS = HERE / "RESULTS.md"
OURS = [sys.executable, "-m", "rlvault_lint", "check", "--quiet", "--format", "concise"]
EDITS = (
    "\nOne more sentence.\n",
    "\nSee [[A note that nobody wrote]].\n",
    "\n## One more heading\n",
    "\n- [[Another missing note]] ★★★\n",
    "\n#one/more/tag and arXiv:2401.01234\n",
)


def peer() -> Path:
    """The rumdl to compare with, installed if it isn't there yet."""
    program = ENVIRONMENT / ("Scripts" if os.name == "nt" else "bin") / "rumdl"
    if not program.exists():
        venv.create(ENVIRONMENT, with_pip=True)
        pip = [str(program.parent / "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", PEER]
        subprocess.run(pip, check=True)
    return program


def seconds(command: list[str], folder: Path) -> float:
    """How long a command takes in a folder, from start to end. Raises RuntimeError if it fails to do its work."""
    started = perf_counter()
    done = subprocess.run(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=False)
    taken = perf_counter() - started
    if done.returncode not in (0, 1):  # 1 means findings
        raise RuntimeError(f"{' '.join(command)} failed with {done.returncode}: {done.stderr.decode(errors='replace')}")
    return taken


def situations(folder: Path, rumdl: Path) -> Iterator[tuple[str, list[str], list[str], Callable[[int], None]]]:
    """Each situation's name, our command, rumdl's, and what is done to the vault before each round."""
    ours, theirs = OURS, [str(rumdl), "check", "."]
    notes = sorted(folder.rglob("*.md"))
    note = notes[len(notes) // 2]

    def nothing(_: int) -> None: ...

    def rest(number: int) -> None:
        if number < 2:  # the first run keeps what the next one gives again; both tools have made their folders then
            sleep(2.5)

    def change(number: int) -> None:
        with note.open("a", encoding="utf-8") as file:
            file.write(EDITS[number % len(EDITS)])

    def rename(number: int) -> None:
        other = note.with_name(f"{note.stem} renamed.md")
        note.rename(other) if number % 2 == 0 else other.rename(note)

    yield "cold", [*ours, "--no-cache"], [*theirs, "--no-cache"], nothing
    yield "warm", ours, theirs, rest
    yield "changed", ours, theirs, change
    yield "renamed", ours, theirs, rename


def measured(folder: Path, rumdl: Path, rounds: int) -> list[str]:
    """A row's cells for one vault: for each situation the ratio, and our seconds in brackets."""
    cells = []
    for _, ours, theirs, prepare in situations(folder, rumdl):
        pairs = []
        for number in range(rounds + 1):
            prepare(number)
            pair = seconds(ours, folder), seconds(theirs, folder)
            if number:  # the first round only warms up
                pairs.append(pair)
        ratio = median(mine / other for mine, other in pairs)
        cells.append(f"{ratio:.2f} ({median(mine for mine, _ in pairs):.2f} s)")
    return cells


def floors(folder: Path, rounds: int) -> list[str]:
    """What the least possible work takes here: starting Python, importing click, reading all files."""
    read = "import os\nfor f, _, n in os.walk('.'):\n for x in n: open(os.path.join(f, x), 'rb').read()"
    work = {"python": "pass", "python with click": "import click", "python reading all files": read}
    return [
        f"{name} {median(seconds([sys.executable, '-c', code], folder) for _ in range(rounds)):.3f} s"
        for name, code in work.items()
    ]


def table(given: dict[str, Path], rounds: int, work: Path) -> str:
    """The table for all vaults, as Markdown."""
    rumdl = peer()
    lines = ["| vault | notes | cold | warm | changed | renamed |", "| --- | --- | --- | --- | --- | --- |"]
    below = []
    for name, vault in given.items():
        folder = work / name
        shutil.copytree(vault, folder, symlinks=True, ignore=shutil.ignore_patterns(".git"))
        count = sum(1 for _ in folder.rglob("*.md"))
        lines.append(f"| {name} | {count} | {' | '.join(measured(folder, rumdl, rounds))} |")
        below.append(f"- {name}: {', '.join(floors(folder, rounds))}")
    return "\n".join([*lines, "", "Floors:", "", *below]) + "\n"


def machine() -> str:
    """The date and the machine, as far as they matter for the figures."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return f"{datetime.date.today()}, {platform.machine()}, {cores} cores, {platform.python_implementation()} " + (
        platform.python_version()
    )


def main() -> None:
    """Read the command line, measure, and print or write the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("vaults", nargs="*", metavar="NAME=VAULT")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--write", action="store_true", help="write benchmarks/RESULTS.md")
    given = parser.parse_args()
    named = {name: Path(path) for name, _, path in (each.partition("=") for each in given.vaults)}
    with tempfile.TemporaryDirectory() as temporary:
        work = Path(temporary)
        if not named:
            for name, notes in (("gen", 10_000), ("small", 20)):
                named[name] = work / f"{name}-made"
                vaults.write(named[name], vaults.Plan(notes, broken=0.01, cjk=0.3, seed=1))
        text = table(named, given.rounds, work)
    sys.stdout.write(text)
    if given.write:
        _, heading, below = RESULTS.read_text("utf-8").partition("\n## ")
        RESULTS.write_text(
            f"# Beside {PEER.replace('==', ' ')}\n\n{machine()}. Ratios, ours by theirs; below 1 is faster than rumdl. "
            f"`python benchmarks/peers.py` measures again.\n\n{text}{heading}{below}",
            "utf-8",
        )


if __name__ == "__main__":
    main()
