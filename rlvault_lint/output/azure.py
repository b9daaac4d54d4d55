"""The format `azure`: logging commands, which Azure Pipelines shows as the issues of a run.

    ##vso[task.logissue type=error;sourcepath=notes/a.md;linenumber=3;columnnumber=5;code=broken-link]there is no ...

Paths start at the repository's top. There are errors and warnings; an info is a warning whose text says so.
"""

from __future__ import annotations

from typing import TextIO

from rlvault_lint.findings.diagnostic import Severity
from rlvault_lint.findings.report import Report
from rlvault_lint.output.closing import closing
from rlvault_lint.output.places import leading_from, well_formed
from rlvault_lint.output.view import View
from rlvault_lint.wording import visible

# The percent sign comes first: its sign holds one.
_ESCAPES = (("%", "%AZP25"), (";", "%3B"), ("\r", "%0D"), ("\n", "%0A"), ("]", "%5D"))


def write(report: Report, out: TextIO, view: View) -> None:
    """Write a command for each finding and for what could not be done, and the closing lines unless `view.quiet`."""
    for each in report.active:
        properties = {
            "type": "error" if each.severity is Severity.ERROR else "warning",
            "sourcepath": well_formed(leading_from(view.top, report.root, each.path)),
            "linenumber": str(each.line),
            "columnnumber": str(each.column),
            "code": each.rule,
        }
        info = "(info) " if each.severity is Severity.INFO else ""
        out.write(_command(properties, info + each.message))
    out.writelines(_command({"type": "error"}, f"the run is incomplete: {sentence}") for sentence in report.errors)
    if not view.quiet:
        out.write(closing(report))


def _command(properties: dict[str, str], message: str) -> str:
    shown = ";".join(f"{key}={_escape(value)}" for key, value in properties.items())
    return f"##vso[task.logissue {shown}]{_escape(visible(message))}\n"


def _escape(text: str) -> str:
    for character, sign in _ESCAPES:
        text = text.replace(character, sign)
    return text
