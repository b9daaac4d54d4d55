"""The format `markdown`: tables by note, for the summary of a CI job (`$GITHUB_STEP_SUMMARY`) or a comment.

Findings of one cause are one row. Text of the vault is escaped, so that it is neither markup nor a link. What
goes beyond the megabyte that GitHub takes is left out, the least severe first, and the output says so.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TextIO

from rlvault_lint.findings.diagnostic import Diagnostic
from rlvault_lint.findings.report import Report
from rlvault_lint.output import inert
from rlvault_lint.output.blocks import Cause, Head, heads
from rlvault_lint.output.closing import closing, headline
from rlvault_lint.output.places import leading_from, well_formed
from rlvault_lint.output.view import View
from rlvault_lint.wording import visible

LARGEST = 1_000_000
"""How many bytes are written at most: GitHub refuses a summary of more than 1,048,576."""
_RESERVE = 2_000  # for the lines around the tables

_PUNCTUATION = re.compile(r"[!-/:-@\[-`{-~]")
_BACKTICKS = re.compile("`+")


def write(report: Report, out: TextIO, view: View) -> None:
    """Write the summary and the tables; of `view` only `top` and `quiet` matter."""
    out.write(f"## rlvault-lint: {_verdict(report)}\n\n")
    if said := headline(report):
        out.write(f"{_escape(said)}\n\n")
    if report.errors:
        out.write("**The run is incomplete:**\n\n")
        out.writelines(f"- {_escape(sentence)}\n" for sentence in report.errors)
        out.write("\n")
    room, left_out = LARGEST - _RESERVE, 0
    tables = []
    for head in reversed(heads(report.active)):  # the worst first: here a reader starts at the top
        text = _table(head, report, view)
        room -= len(text.encode("utf-8", "replace"))
        if room < 0:
            left_out += head.number
        else:
            tables.append(text)
    out.writelines(tables)
    if left_out:
        out.write(f"{left_out} more findings don't fit here.\n\n")
    if not view.quiet:
        out.write("  \n".join(_escape(line) for line in closing(report).splitlines()) + "\n")


def _verdict(report: Report) -> str:
    if report.errors:
        return "the run is incomplete"
    if report.exit_code:
        return "failed"
    return "passed"


def _table(head: Head, report: Report, view: View) -> str:
    if len(head.paths) > 1:
        [cause] = head.causes
        listed = "".join(
            f"- {_code(_shown(path, report, view))} {_lines(members)}\n" for path, members in cause.by_note().items()
        )
        return f"### In {len(head.paths)} notes\n\n{_told(cause)}\n\n{listed}\n"
    rows = "".join(f"| {_lines(cause.findings)} | {_told(cause)} |\n" for cause in head.causes)
    return f"### {_code(_shown(head.paths[0], report, view))}\n\n| | |\n| --- | --- |\n{rows}\n"


def _shown(path: str, report: Report, view: View) -> str:
    return leading_from(view.top, report.root, path)


def _lines(findings: Sequence[Diagnostic]) -> str:
    numbers = dict.fromkeys(each.line for each in findings)
    return f"{'line' if len(numbers) == 1 else 'lines'} {', '.join(map(str, numbers))}"


def _told(cause: Cause) -> str:
    first = cause.first
    return f"**{first.severity}** {_escape(first.rule)}: {_escape(first.message)}"


def _code(text: str) -> str:
    """`text` as a code span."""
    shown = inert.plain(visible(well_formed(text)))
    fence = "`" * (1 + max(map(len, _BACKTICKS.findall(shown)), default=0))
    pad = " " if shown[:1] in ("`", " ") or shown[-1:] in ("`", " ") else ""
    return f"{fence}{pad}{shown}{pad}{fence}"


def _escape(text: str) -> str:
    """`text` with a backslash before all punctuation: no markup, no HTML, no link, no mention of anybody."""
    return _PUNCTUATION.sub(r"\\\g<0>", visible(text))
