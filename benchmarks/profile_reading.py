"""How long reading takes, stage by stage: microseconds a note, on one core and without the garbage collector.

    python benchmarks/profile_reading.py VAULT [--notes 400] [--functions]

VAULT is any folder of notes; `benchmarks/vaults.py` makes one. The stages are those of `parse`, each timed alone on all
notes, the best of five rounds; what `parse` costs beyond them is its own work on the facts. `--functions` adds what
cProfile says, which makes small functions look dearer than they are.
"""

from __future__ import annotations

import argparse
import cProfile
import gc
import pstats
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path

from rlvault_lint.reading import damage, fingerprint, frontmatter, markdown
from rlvault_lint.reading.parse import parse
from rlvault_lint.text import decode

ROUNDS = 5


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
    bodies = [(text, frontmatter.read(text).body) for text in texts]
    stages: dict[str, Callable[[], object]] = {
        "decode": lambda: [decode(data) for data in notes],
        "damage": lambda: [damage.read(data, text, is_utf8=True) for data, text in zip(notes, texts, strict=True)],
        "frontmatter": lambda: [frontmatter.read(text) for text in texts],
        "pyromark": lambda: [sum(1 for _ in markdown.events(text, body)) for text, body in bodies],
        "fingerprint": lambda: [fingerprint.body(data) for data in notes],
        "parse": lambda: [parse("Note.md", data) for data in notes],
    }
    write = sys.stdout.write
    write(f"{len(notes)} notes, {sum(map(len, notes)) // len(notes)} bytes each\n")
    for name, stage in stages.items():
        write(f"{name:12} {_best(stage) / len(notes) * 1e6:8.1f} µs a note\n")
    if arguments.functions:
        _profile(notes)


def _best(stage: Callable[[], object]) -> float:
    def once() -> float:
        start = time.perf_counter()
        stage()
        return time.perf_counter() - start

    return min(once() for _ in range(ROUNDS))


def _profile(notes: Iterable[bytes]) -> None:
    profile = cProfile.Profile()
    profile.enable()
    for data in notes:
        parse("Note.md", data)
    profile.disable()
    pstats.Stats(profile).sort_stats("tottime").print_stats(30)


if __name__ == "__main__":
    main()
