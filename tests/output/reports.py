"""Reports made of texts and findings, without a vault, and what a format writes of them."""

from __future__ import annotations

import io
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from rlvault_lint.findings.diagnostic import Diagnostic, Severity
from rlvault_lint.findings.report import Report, placed
from rlvault_lint.output import View, load
from rlvault_lint.text import Span

WHOLE_FILE = Span(0, 0)
PLAIN = View(color=False, hyperlinks=False, width=None)

HOSTILE = (
    "\x1b[31mred",
    "\x1b]8;;https://example.org\x1b\\click\x1b]8;;\x1b\\",
    "\x9b31m",
    "\u202egnp.exe",
    "\u2066\u2069\u200b\u2028\u2029\x85\x0b\x0c",
    "\udcff\udc80",
    "a\nb\rc\r\nd\te\x00",
    "\U000e0041\ufeff",
)
"""What must not reach a terminal as it is."""


def span(text: str, part: str) -> Span:
    """Where `part` first occurs in `text`."""
    start = text.index(part)
    return Span(start, start + len(part))


def finding(path: str = "a.md", at: Span = WHOLE_FILE, message: str = "No such note.", **more: Any) -> Diagnostic:
    """A broken link, unless `more` says otherwise."""
    values = {"rule": "broken-link", "group": "link", "severity": Severity.ERROR, **more}
    return Diagnostic(path=path, span=at, message=message, **values)


def written(form: str, texts: Mapping[str, str], *active: Diagnostic, view: View = PLAIN, **more: Any) -> str:
    """What the format writes of a report on these texts, by path."""
    values = {"root": Path("/vault"), "errors": (), "checked": 4, "seconds": 0.123, "fail_on": Severity.ERROR, **more}
    out = io.StringIO()
    load(form).write(Report(active=tuple(placed(active, texts)), texts=texts, **values), out, view)
    return out.getvalue()
