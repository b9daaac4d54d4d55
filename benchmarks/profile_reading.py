"""How long reading takes, stage by stage: microseconds a note, on one core and without the garbage collector.

    python benchmarks/profile_reading.py VAULT [--notes 400] [--functions]

VAULT is any folder of notes; `benchmarks/vaults.py` makes one. The stages are those of `parse`, each timed alone; of
each note, the best of nine rounds counts, so that what else the machine does hardly shows. "walk" holds "pyromark";
what `parse` costs beyond its stages is its own work on the facts. `--functions` adds what cProfile says, which makes
small functions look dearer than they are.
"""

from __future__ import annotations

import argparse
import cProfile
import gc
import pstats
import sys
import time
from collections import deque
from collections.abc import Callable, Iterable
from pathlib import Path

from rlvault_lint.note import Note
from rlvault_lint.reading import counts, damage, directives, fingerprint, frontmatter, markdown
from rlvault_lint.reading.packed import pack, unpack
from rlvault_lint.reading.parse import parse
from rlvault_lint.text import decode

ROUNDS = 9


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("vault", type=Path)
    parser.add_argument("--notes", type=int, default=400, help="how many notes are read, evenly chosen")
    parser.add_argument("--functions", action="store_true", help="profile the functions, too")
    arguments = parser.parse_args()
    paths = sorted(arguments.vault.rglob("*.md"))
    notes = [path.read_bytes() for path in paths[:: max(1, len(paths) // arguments.notes)]]
    if not notes:
        sys.exit(f"no notes below {arguments.vault}")
    gc.disable()
    texts = [decode(data) for data in notes]
    bodies = [frontmatter.read(text).body for text in texts]
    parsed = [parse("Note.md", data) for data in notes]
    packed = [pack(note) for note in parsed]
    stages: dict[str, Callable[[int], object]] = {
        "decode": lambda at: decode(notes[at]),
        "damage": lambda at: damage.read(notes[at], texts[at], is_utf8=True),
        "frontmatter": lambda at: frontmatter.read(texts[at]),
        "pyromark": lambda at: deque(markdown.events(markdown.in_ascii(texts[at]), bodies[at]), 0),
        "walk": lambda at: markdown.read(
            texts[at], bodies[at], texts[at][bodies[at] :].encode("utf-8", "surrogatepass")
        ),
        "counts": lambda at: (counts.find(texts[at]), directives.find(texts[at])),
        "fingerprint": lambda at: fingerprint.body(notes[at]),
        "parse": lambda at: parse("Note.md", notes[at]),
        "pack": lambda at: pack(parsed[at]),
        "unpack": lambda at: unpack("Note.md", packed[at]),
        "unpack links": lambda at: unpack("Note.md", packed[at]).links,
        "unpack all": lambda at: _all_of(unpack("Note.md", packed[at])),
    }
    write = sys.stdout.write
    write(f"{len(notes)} notes, {sum(map(len, notes)) // len(notes)} bytes each\n")
    for name, stage in stages.items():
        write(f"{name:12} {sum(_best(stage, len(notes))) / len(notes) * 1e6:8.1f} µs a note\n")
    if arguments.functions:
        _profile(notes)


def _all_of(note: Note) -> None:
    for name in Note.__slots__:
        getattr(note, name)


def _best(stage: Callable[[int], object], count: int) -> list[float]:
    """The least time in seconds that a stage took for each of `count` notes."""
    best = [float("inf")] * count
    for _ in range(ROUNDS):
        for at in range(count):
            start = time.perf_counter()
            stage(at)
            best[at] = min(best[at], time.perf_counter() - start)
    return best


def _profile(notes: Iterable[bytes]) -> None:
    profile = cProfile.Profile()
    profile.enable()
    for data in notes:
        parse("Note.md", data)
    profile.disable()
    pstats.Stats(profile).sort_stats("tottime").print_stats(30)


if __name__ == "__main__":
    main()
