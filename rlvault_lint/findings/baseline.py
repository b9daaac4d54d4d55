"""The baseline: findings that are known and wait to be fixed, so that only new ones are reported.

It is a file of JSON lines, sorted, one for each text that a rule reports in a note, so that people can read it and git
can merge it:

    ["AI/RL/_MOC.md", "broken-link", "GEPA-Reflective", 2]

A finding is known by rule, note and judged text; lines and wording don't count. Another broken link in place of a known
one is a finding. A note that was renamed keeps its known findings.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from hashlib import sha256
from itertools import islice
from typing import NamedTuple

from rlvault_lint.errors import RunError
from rlvault_lint.findings.diagnostic import Diagnostic
from rlvault_lint.findings.fingerprint import identity
from rlvault_lint.note import name_of

LONGEST = 100
"""Longer texts are cut, with a hash of the whole at the end."""
LEAST_SHARE = 0.5
"""How much of what is known of a note that is gone another note must have, to be that note renamed."""

MOST_HEIRS = 20
"""How many notes with the same finding are looked at for that."""

_HEADER = '["rlvault-lint baseline", 1]'

Key = tuple[str, str, str]
"""A vault path, the name of a rule, and a judged text."""


class BaselineError(RunError):
    """A baseline that can't be used; the message names the file and the line."""


class Baseline(NamedTuple):
    """What is known: how often each rule reports each text in each note."""

    counts: Mapping[Key, int]

    @property
    def total(self) -> int:
        """How many findings are known."""
        return sum(self.counts.values())

    def of(self, rules: Collection[str]) -> Baseline:
        """What is known of findings of these rules."""
        return Baseline({key: count for key, count in self.counts.items() if key[1] in rules})

    def without(self, rules: Collection[str]) -> Baseline:
        """What is known of findings of other rules."""
        return Baseline({key: count for key, count in self.counts.items() if key[1] not in rules})

    def with_others(self, others: Baseline) -> Baseline:
        """What is known here, and what is known of other rules."""
        return Baseline({**self.counts, **others.counts})


class Split(NamedTuple):
    """The findings that are not in a baseline, how many are, and how many of its findings are gone."""

    new: list[Diagnostic]
    known: int
    gone: int


def made_of(findings: Iterable[Diagnostic], texts: Mapping[str, str]) -> Baseline:
    """The baseline in which all of `findings` are known. `texts` are those of their files, by vault path."""
    return Baseline(Counter(_key(each, texts) for each in findings))


def written(baseline: Baseline) -> str:
    """The baseline as the text of its file."""
    lines = (json.dumps([*key, count], ensure_ascii=True) for key, count in sorted(baseline.counts.items()))
    return "".join(f"{line}\n" for line in (_HEADER, *lines))


def read(text: str, name: str) -> Baseline:
    """The baseline in the text of the file `name`. Raises BaselineError."""
    counts: Counter[Key] = Counter()
    header, *lines = text.splitlines() or [""]
    if header.strip() != _HEADER:
        raise BaselineError(f"{name}:1: this is not a baseline: write one with --write-baseline")
    for number, line in enumerate(lines, 2):
        if line.strip():
            path, rule, judged, count = _entry(line, f"{name}:{number}")
            counts[path, rule, judged] += count
    return Baseline(counts)


def _entry(line: str, place: str) -> tuple[str, str, str, int]:
    try:
        path, rule, judged, count = json.loads(line)
    except (ValueError, TypeError, RecursionError):
        path = None
    if not (
        isinstance(path, str) and isinstance(rule, str) and isinstance(judged, str) and type(count) is int and count > 0
    ):
        raise BaselineError(f"{place}: this is not an entry of a baseline: write it again with --write-baseline")
    return path, rule, judged, count


def split(
    baseline: Baseline,
    findings: Sequence[Diagnostic],
    texts: Mapping[str, str],
    files: Collection[str],
    left_out: Collection[str] = (),
) -> Split:
    """`findings`, in their order, without those that the baseline knows. `files` are the vault paths of today: what is
    known of a note that is gone counts for the note that it was renamed to. What is known of files that were `left_out`
    is not gone.
    """
    keys = [_key(each, texts) for each in findings]
    left = Counter(_renamed(baseline.counts, keys, files))
    new = []
    for each, key in zip(findings, keys, strict=True):
        if left[key]:
            left[key] -= 1
        else:
            new.append(each)
    gone = sum(count for (path, _, _), count in left.items() if path not in left_out)
    return Split(new, len(findings) - len(new), gone)


def _renamed(known: Mapping[Key, int], keys: Sequence[Key], files: Collection[str]) -> dict[Key, int]:
    """What is known, under the paths of today."""
    gone: dict[str, Counter[tuple[str, str]]] = {}
    there: set[str] = set()
    for (path, rule, judged), count in known.items():
        if path in files:
            there.add(path)
        else:
            gone.setdefault(path, Counter())[rule, judged] = count
    holders: dict[tuple[str, str], dict[str, None]] = {}
    found: dict[str, Counter[tuple[str, str]]] = {}
    for path, rule, judged in keys if gone else ():
        if path not in there:  # of a note that has known findings of its own nothing else is known
            holders.setdefault((rule, judged), {})[path] = None
            found.setdefault(path, Counter())[rule, judged] += 1
    renamed: dict[str, str] = {}
    for path, counts in sorted(gone.items()):
        best = _heir(path, counts, holders, found)
        if best is not None:
            renamed[path] = best
            for key in found[best]:
                del holders[key][best]
    return {(renamed.get(path, path), rule, judged): count for (path, rule, judged), count in known.items()}


def _heir(
    path: str,
    counts: Counter[tuple[str, str]],
    holders: Mapping[tuple[str, str], Mapping[str, None]],
    found: Mapping[str, Counter[tuple[str, str]]],
) -> str | None:
    """The note that has most of what is known of a note that is gone, `counts`; None if none has enough of it."""
    heirs = {heir for key in counts for heir in islice(holders.get(key, ()), MOST_HEIRS)}
    share = {heir: (counts & found[heir]).total() / counts.total() for heir in heirs}
    best = min(heirs, key=lambda heir: (-share[heir], name_of(heir) != name_of(path), heir), default=None)
    return best if best is not None and share[best] >= LEAST_SHARE else None


def _key(finding: Diagnostic, texts: Mapping[str, str]) -> Key:
    rule, path, judged = identity(finding, texts)
    if len(judged) > LONGEST:
        whole = sha256(judged.encode("utf-8", "surrogatepass")).hexdigest()[:12]
        judged = f"{judged[:LONGEST]}… {whole}"
    return path, rule, judged
