"""The format `concise`: one line for each finding, `path:line:column: severity rule: message`."""

from __future__ import annotations

from typing import TextIO

from rlvault_lint.findings.report import Report
from rlvault_lint.output.closing import SEVERITY_STYLE, closing, headline, table
from rlvault_lint.output.pen import Pen
from rlvault_lint.output.view import View


def write(report: Report, out: TextIO, view: View) -> None:
    """Write the findings, or the table by rule where `view.statistics`, and the closing line unless `view.quiet`."""
    pen = Pen(report, view)
    if said := headline(report):
        out.write(f"{pen.text(said)}\n")
    if view.statistics:
        out.write(table(report, pen.paint))
    else:
        for each in report.active:
            place = pen.place(each.path, each.start, "bold")
            severity = pen.paint(each.severity, SEVERITY_STYLE[each.severity])
            out.write(f"{place}: {severity} {pen.text(each.rule)}: {pen.text(each.message)}\n")
    if not view.quiet:
        out.write(closing(report, pen.paint, view))
