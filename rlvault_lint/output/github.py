"""The format `github`: workflow commands, which GitHub Actions shows as annotations of a pull request.

    ::error file=notes/a.md,line=3,endLine=3,col=5,endColumn=9,title=rlvault-lint%3A broken-link::there is no file ...

Paths start at the repository's top. A runner shows ten errors and ten warnings of a step, so that the closing lines,
which are plain text, are for the log.
"""

from __future__ import annotations

from typing import TextIO

from rlvault_lint.findings.diagnostic import Diagnostic, Severity
from rlvault_lint.findings.report import Report
from rlvault_lint.output.closing import closing
from rlvault_lint.output.places import leading_from, well_formed
from rlvault_lint.output.view import View
from rlvault_lint.wording import visible

_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}


def write(report: Report, out: TextIO, view: View) -> None:
    """Write a command for each finding and for what could not be done, and the closing lines unless `view.quiet`."""
    for each in report.active:
        properties = {
            "file": well_formed(leading_from(view.top, report.root, each.path)),
            **_region(each),
            "title": f"rlvault-lint: {each.rule}",
        }
        out.write(_command(_LEVELS[each.severity], properties, each.message))
    incomplete = {"title": "rlvault-lint: the run is incomplete"}
    out.writelines(_command("error", incomplete, sentence) for sentence in report.errors)
    if not view.quiet:
        out.write(closing(report))


def _region(diagnostic: Diagnostic) -> dict[str, str]:
    region = {"line": str(diagnostic.line), "endLine": str(diagnostic.end_line)}
    if diagnostic.line == diagnostic.end_line:  # an annotation of several lines must not name columns
        region |= {"col": str(diagnostic.column), "endColumn": str(diagnostic.end_column)}
    return region


def _command(level: str, properties: dict[str, str], message: str) -> str:
    shown = ",".join(f"{key}={_escape(value, ':,')}" for key, value in properties.items())
    return f"::{level} {shown}::{_escape(visible(message))}\n"


def _escape(text: str, more: str = "") -> str:
    """`text` as the runner takes it: `%`, CR and LF are escaped everywhere, `:` and `,` in properties."""
    for character in f"%\r\n{more}":
        text = text.replace(character, f"%{ord(character):02X}")
    return text
