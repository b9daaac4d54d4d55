"""The format `concise`: one line for each finding, `path:line:column: severity rule: message`."""

from __future__ import annotations

from typing import TextIO

from rlvault_lint.findings.report import Report
from rlvault_lint.output import SEVERITY_STYLE, Pen, View
from rlvault_lint.wording import visible


def write(report: Report, out: TextIO, view: View) -> None:
    """Write the findings, or the table by rule where `view.statistics`, and the closing line unless `view.quiet`."""
    pen = Pen(report, view)
    if view.statistics:
        out.write(pen.table())
    else:
        for each in report.active:
            place = pen.place(each.path, each.start, "bold")
            severity = pen.paint(each.severity, SEVERITY_STYLE[each.severity])
            out.write(f"{place}: {severity} {pen.paint(each.rule, 'cyan')}: {visible(each.message)}\n")
    if not view.quiet:
        out.write(pen.closing())
