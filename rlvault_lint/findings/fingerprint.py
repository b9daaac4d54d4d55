"""What makes a finding the same one tomorrow: its rule, its note, and what was judged.

Neither lines nor wording count, so that a finding stays itself when text is put above it, when its paragraph is wrapped
again, and when a newer version says the same in other words.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from hashlib import sha256

from rlvault_lint.findings.diagnostic import Diagnostic

LENGTH = 32
"""Characters of a fingerprint: 128 bits, which no vault fills."""


def fingerprints(findings: Iterable[Diagnostic], texts: Mapping[str, str]) -> Iterator[str]:
    """The fingerprint of each finding, in their order: 32 hexadecimal digits, different for each of them.

    `texts` are those of the files by vault path, as far as they have one. Findings that are equal in all that counts
    are told apart by their ordinal alone.
    """
    seen: Counter[tuple[str, str, str]] = Counter()
    for each in findings:
        key = identity(each, texts)
        # Lengths in front, so that no two keys run into the same bytes.
        parts = (*key, str(seen[key]))
        seen[key] += 1
        data = "".join(f"{len(part)}:{part}" for part in parts)
        yield sha256(data.encode("utf-8", "surrogatepass")).hexdigest()[:LENGTH]


def identity(finding: Diagnostic, texts: Mapping[str, str]) -> tuple[str, str, str]:
    """What makes a finding itself: its rule, its vault path, and what it judges: the text at its place, white space
    aside, and what it is about, where that is not the same.
    """
    span = finding.span
    text = " ".join(texts.get(finding.path, "")[span.start : span.end].split())
    return finding.rule, finding.path, text if finding.about in ("", text) else f"{finding.about}: {text}"
