"""What a change broke: the findings of now less those of before.

Findings are the same by rule, note and judged text, never by line or wording, and are counted: a second link to a note
that was missing already is new.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from rlvault_lint.findings.diagnostic import Diagnostic
from rlvault_lint.findings.fingerprint import identity


def new_findings(
    now: Sequence[Diagnostic],
    before: Iterable[Diagnostic],
    texts: tuple[Mapping[str, str], Mapping[str, str]],
    moved: Mapping[str, str],
) -> list[Diagnostic]:
    """Those of `now` that were not there `before`, in their order.

    `texts` are those of the files that findings speak of, now and before, by vault path; `moved` has the path of today
    by that of before for notes that were renamed. Of equal findings of which some are new, the last ones count as such.
    """
    after, earlier = texts
    left = Counter(
        (rule, moved.get(path, path), text) for rule, path, text in (identity(each, earlier) for each in before)
    )
    found = []
    for each in now:
        key = identity(each, after)
        if left[key]:
            left[key] -= 1
        else:
            found.append(each)
    return found
