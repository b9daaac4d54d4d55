"""How long judging takes, by rule: milliseconds in each of a rule's methods, without the garbage collector.

    python benchmarks/profile_rules.py VAULT

The first method that asks for a part of a note, or for an answer about the whole vault, pays for making it: what stands
first may be dear for the others as well. What the engine does between the calls is the rest of the time.
"""

from __future__ import annotations

import argparse
import gc
import sys
import time
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

from rlvault_lint.files.notes import Reading
from rlvault_lint.judging import Judge
from rlvault_lint.session import Session
from rlvault_lint.settings.load import load_settings

SHOWN = 25


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("vault", type=Path)
    vault = parser.parse_args().vault
    gc.disable()
    spent, calls = _timed()
    started = time.perf_counter()
    session = Session(load_settings(vault), (), reading=Reading(jobs=0))
    read = time.perf_counter()
    findings = session.judge(session.vault)
    judged = time.perf_counter()
    write, notes = sys.stdout.write, max(1, len(session.wanted))
    write(f"{notes} notes, {len(findings)} findings: {read - started:.2f} s to read, {judged - read:.2f} s to judge, ")
    write(f"{sum(spent.values()):.2f} s of that in rules\n")
    for name, seconds in sorted(spent.items(), key=lambda each: -each[1])[:SHOWN]:
        write(f"{seconds * 1e3:9.1f} ms {seconds / notes * 1e6:7.1f} µs a note {calls[name]:8} calls  {name}\n")


def _timed() -> tuple[dict[str, float], Counter[str]]:
    """Have each call of a rule's method timed: the seconds spent and the calls, by rule and method."""
    spent, calls = defaultdict[str, float](float), Counter[str]()
    call = Judge._call

    def timed(judge: Judge, found: Any, method: Any, *shown: Any) -> None:
        started = time.perf_counter()
        call(judge, found, method, *shown)
        name = f"{method.rule.name}: {method.call.__name__}"
        spent[name] += time.perf_counter() - started
        calls[name] += 1

    Judge._call = timed  # type: ignore[method-assign, assignment]
    return spent, calls


if __name__ == "__main__":
    main()
