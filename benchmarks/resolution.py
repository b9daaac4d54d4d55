"""What resolving a link costs, beside a plain dictionary look-up, and how that grows with the vault.

    python benchmarks/resolution.py VAULT [COPIES]

The vault is read once; its copies side by side are made in memory. Each round resolves every link with a fresh Vault,
then looks the same targets up in a dictionary, so that both meet the same machine; the median round is printed.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from statistics import median
from time import perf_counter

from rlvault_lint.files import sources
from rlvault_lint.files.notes import read_notes
from rlvault_lint.note import Note
from rlvault_lint.vault.vault import Vault

ROUNDS = 5


def copied(notes: list[Note], files: tuple[str, ...], copies: int) -> tuple[list[Note], list[str]]:
    """The vault `copies` times side by side, each in a folder of its own; one copy is the vault as it is."""
    folders = [""] if copies == 1 else [f"copy {number}/" for number in range(copies)]
    return (
        [replace(note, path=folder + note.path) for folder in folders for note in notes],
        [folder + path for folder in folders for path in files],
    )


def seconds(work: Callable[..., object], calls: list[tuple[str, str]]) -> float:
    """How long it takes to call `work` with each of `calls`."""
    start = perf_counter()
    for arguments in calls:
        work(*arguments)
    return perf_counter() - start


def measure(notes: list[Note], files: list[str]) -> tuple[int, float, float]:
    """The number of links, and the median seconds to resolve them all and to look them all up in a dictionary."""
    links = [(link.target, note.path) for note in notes for link in note.links]
    names = {path.rpartition("/")[2].removesuffix(".md"): path for path in files}
    resolving, looking = [], []
    for _ in range(ROUNDS):
        resolving.append(seconds(Vault(notes, files).resolve, links))
        looking.append(seconds(names.get, links))
    return len(links), median(resolving), median(looking)


def main() -> None:
    """Measure the vault as it is, and its copies."""
    root, copies = Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 8
    found = sources.find_files(source := sources.WorkTree(root))
    notes = list(read_notes(source, found).notes.values())
    each = []
    for count in (1, copies):
        links, resolving, looking = measure(*copied(notes, found.files, count))
        each.append(resolving / links)
        out = f"{count} x {len(notes)} notes: {links} links, {links / resolving:,.0f} a second"
        sys.stdout.write(f"{out}, {resolving / looking:.1f} times a dictionary look-up\n")
    sys.stdout.write(f"a link of {copies} copies costs {each[1] / each[0]:.2f} times as much\n")


if __name__ == "__main__":
    main()
