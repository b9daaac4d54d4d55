"""Which fixes are made in one round: those that are allowed, and of those that get in each other's way the first."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Callable, Collection, Iterable, Sequence
from itertools import pairwise

from rlvault_lint.findings.diagnostic import Diagnostic, Fix, Safety
from rlvault_lint.text import Edit, Span

_ORDER = list(Safety)


def choose(
    findings: Iterable[Diagnostic], allowed: Collection[Safety], may_edit: Callable[[str], bool]
) -> list[Diagnostic]:
    """The findings whose fixes can be made at once, sorted by path and place.

    Left out are fixes that are not as safe as `allowed`, and those that edit a file (vault path) which `may_edit`
    forbids. Edits that touch those of a safer or earlier fix wait for the next round; equal ones count once. The answer
    doesn't depend on the order of `findings`.
    """
    candidates = [
        (each, fix)
        for each in findings
        if (fix := each.fix) and fix.edits and fix.safety in allowed and all(may_edit(edit.path) for edit in fix.edits)
    ]
    candidates.sort(key=lambda pair: (_ORDER.index(pair[1].safety), *_place(pair[0])))
    taken: dict[str, list[Edit]] = {}
    chosen = []
    for finding, fix in candidates:
        if _is_consistent(fix) and all(_is_free(edit, taken.get(edit.path, [])) for edit in fix.edits):
            chosen.append(finding)
            for edit in fix.edits:
                if edit not in taken.setdefault(edit.path, []):
                    insort(taken[edit.path], edit)
    return sorted(chosen, key=_place)


def _place(finding: Diagnostic) -> tuple[str, Span, str, str, tuple[Edit, ...]]:
    edits = finding.fix.edits if finding.fix else ()
    return finding.path, finding.span, finding.rule, finding.message, edits


def _is_consistent(fix: Fix) -> bool:
    """Whether the edits of one fix can be made at once: they may touch, but not overlap."""
    edits = sorted(set(fix.edits))
    return all(one.path != other.path or one.span.end <= other.span.start for one, other in pairwise(edits))


def _is_free(edit: Edit, taken: Sequence[Edit]) -> bool:
    """Whether an edit touches none of those that are `taken` (sorted, apart from each other), but its equals."""
    at = bisect_left(taken, edit)
    if at < len(taken) and taken[at] == edit:
        return True
    return (at == 0 or taken[at - 1].span.end < edit.span.start) and (
        at == len(taken) or edit.span.end < taken[at].span.start
    )
