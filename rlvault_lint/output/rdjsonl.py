"""The format `rdjsonl`: a line of JSON for each finding, as reviewdog reads it to comment on pull requests.

Paths start at the repository's top. Columns count bytes of UTF-8, as reviewdog's do. A fix is offered as a suggestion
where it changes one place of the note that the finding is in: reviewdog applies suggestions one by one.
"""

from __future__ import annotations

from typing import Any, TextIO

from rlvault_lint.findings.diagnostic import Diagnostic, Severity
from rlvault_lint.findings.report import Report
from rlvault_lint.output.inert import dumps
from rlvault_lint.output.places import Places, leading_from, well_formed
from rlvault_lint.output.view import View
from rlvault_lint.text import Span
from rlvault_lint.wording import visible

_SEVERITIES = {Severity.ERROR: "ERROR", Severity.WARNING: "WARNING", Severity.INFO: "INFO"}
_SOURCE = {"name": "rlvault-lint"}


def write(report: Report, out: TextIO, view: View) -> None:
    """Write the lines; of `view` only `top` matters."""
    places = Places(report)
    for each in report.active:
        path = well_formed(leading_from(view.top, report.root, each.path))
        line = {
            "message": visible(each.message),
            "location": {"path": path, "range": _range(each.path, each.span, places)},
            "severity": _SEVERITIES[each.severity],
            "source": _SOURCE,
            "code": {"value": each.rule},
            "suggestions": _suggestions(each, places),
        }
        out.write(dumps({key: value for key, value in line.items() if value}, out) + "\n")
    for sentence in report.errors:
        path = well_formed(leading_from(view.top, report.root, "")) or "."
        message = visible(f"the run is incomplete: {sentence}")
        line = {"message": message, "location": {"path": path}, "severity": "ERROR", "source": _SOURCE}
        out.write(dumps(line, out) + "\n")


def _suggestions(diagnostic: Diagnostic, places: Places) -> list[dict[str, Any]]:
    if diagnostic.fix is None or len(diagnostic.fix.edits) != 1:
        return []
    [edit] = diagnostic.fix.edits
    # What is not UTF-8 in the note can't be written in JSON, so such a text would not be what the fix means.
    if edit.path != diagnostic.path or well_formed(edit.text) != edit.text:
        return []
    return [{"range": _range(edit.path, edit.span, places), "text": edit.text}]


def _range(path: str, span: Span, places: Places) -> dict[str, Any]:
    start, end = places.in_bytes(path, span)
    return {"start": start._asdict(), "end": end._asdict()}
