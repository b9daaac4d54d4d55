"""The format `json`: one object, an interface for other programs.

    {"version": the version of rlvault-lint, "root": the vault's folder,
     "diagnostics": [{"rule", "group", "severity", "path", "line", "column", "end_line", "end_column", "message",
                      "fingerprint",
                      "fix": null or {"title", "safety", "edits": [{"path", "line", "column", "end_line", "end_column",
                                                                    "start", "end", "text"}]},
                      "related": [{"path", "line", "column", "end_line", "end_column", "message"}]}],
     "summary": {"files", "errors", "warnings", "infos", "fixable", "by_rule": {rule: count},
                 "older": how many were there before the change that is judged, "known" in the baseline,
                 "suppressed" by notes,
                 "fixed", "fixed_by_rule": {rule: count}, "run_errors": [what could not be done, in sentences],
                 "notices": [what was left aside], "exit_code"}}

Paths are relative to `root`, with `/`. Lines and columns count from 1, columns in code points; the end is the place
just behind the last character. A finding at 1:1 that ends at 1:1 is about the whole file. `start` and `end` are
character offsets from 0 into the file's text as decoded, a byte order mark included. `files` counts the files checked.
`fingerprint` stays the same while the rule, the note and the text judged do, wherever in the note that text goes.
A byte that is not valid UTF-8 stands as the lone surrogate U+DC80 plus its lower seven bits.

What the object holds is the same however quiet, verbose or statistical the output is wanted, and two equal runs give
equal output. Each diagnostic has a line of its own.
"""

from __future__ import annotations

from typing import Any, TextIO

from rlvault_lint.findings.diagnostic import Diagnostic, Fix, Severity
from rlvault_lint.findings.fingerprint import fingerprints
from rlvault_lint.findings.report import Report
from rlvault_lint.output.inert import dumps
from rlvault_lint.output.places import Places
from rlvault_lint.output.view import View
from rlvault_lint.text import Position


def write(report: Report, out: TextIO, view: View) -> None:  # noqa: ARG001 -- every format is called alike
    """Write the object; nothing in `view` changes it."""
    places = Places(report)
    out.write(f'{dumps(head(report), out)[:-1]}, "diagnostics": [')
    separator = "\n"
    for each, fingerprint in zip(report.active, fingerprints(report.active, report.texts), strict=True):
        out.write(separator + dumps(as_object(each, fingerprint, places), out))
        separator = ",\n"
    out.write(f'\n], "summary": {dumps(summary(report), out)}}}\n')


def head(report: Report) -> dict[str, str]:
    """What the findings come from: the version of rlvault-lint, and the folder that their paths start from."""
    from rlvault_lint import __version__  # only now: the package's own module imports what leads here

    return {"version": __version__, "root": str(report.root)}


def as_object(diagnostic: Diagnostic, fingerprint: str, places: Places) -> dict[str, Any]:
    """A finding as the object that the module's docstring describes."""
    return {
        "rule": diagnostic.rule,
        "group": diagnostic.group,
        "severity": diagnostic.severity,
        **_place(diagnostic.path, diagnostic.start, diagnostic.end),
        "message": diagnostic.message,
        "fingerprint": fingerprint,
        "fix": diagnostic.fix and _fix(diagnostic.fix, places),
        "related": [
            {**_place(each.path, each.start, each.end), "message": each.message} for each in diagnostic.related
        ],
    }


def _fix(fix: Fix, places: Places) -> dict[str, Any]:
    edits = [
        {
            **_place(each.path, *places.span(each.path, each.span)),
            "start": each.span.start,
            "end": each.span.end,
            "text": each.text,
        }
        for each in fix.edits
    ]
    return {"title": fix.title, "safety": fix.safety, "edits": edits}


def _place(path: str, start: Position, end: Position) -> dict[str, Any]:
    return {"path": path, "line": start.line, "column": start.column, "end_line": end.line, "end_column": end.column}


def summary(report: Report) -> dict[str, Any]:
    """What was found, counted, and what could not be done."""
    counts = report.by_severity()
    return {
        "files": report.checked,
        "errors": counts.get(Severity.ERROR, 0),
        "warnings": counts.get(Severity.WARNING, 0),
        "infos": counts.get(Severity.INFO, 0),
        "fixable": report.fixable,
        "by_rule": dict(report.by_rule()),
        "older": report.compared.older if report.compared else 0,
        "known": report.known,
        "suppressed": report.suppressed,
        "fixed": len(report.fixed),
        "fixed_by_rule": dict(report.fixed_by_rule()),
        "run_errors": report.errors,
        "notices": report.notices,
        "exit_code": report.exit_code,
    }
