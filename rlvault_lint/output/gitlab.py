"""The format `gitlab`: the code quality report that GitLab reads from an artifact, and shows in merge requests.

Paths start at the repository's top. GitLab tells findings apart by their fingerprints. A run that could not do all that
it should is a finding of the severity `blocker`.
"""

from __future__ import annotations

from hashlib import sha256
from typing import Any, TextIO

from rlvault_lint.findings.diagnostic import Diagnostic, Severity
from rlvault_lint.findings.fingerprint import fingerprints
from rlvault_lint.findings.report import Report
from rlvault_lint.output.inert import dumps
from rlvault_lint.output.places import leading_from, well_formed
from rlvault_lint.output.view import View
from rlvault_lint.wording import visible

_SEVERITIES = {Severity.ERROR: "major", Severity.WARNING: "minor", Severity.INFO: "info"}


def write(report: Report, out: TextIO, view: View) -> None:
    """Write the list of findings; of `view` only `top` matters."""
    issues = [
        _finding(report, each, fingerprint, view)
        for each, fingerprint in zip(report.active, fingerprints(report.active, report.texts), strict=True)
    ]
    issues += [_failure(report, sentence, view) for sentence in report.errors]
    out.write("[" + ",".join(f"\n{dumps(issue, out)}" for issue in issues) + "\n]\n")


def _finding(report: Report, each: Diagnostic, fingerprint: str, view: View) -> dict[str, Any]:
    path = leading_from(view.top, report.root, each.path)
    return _issue(each.rule, each.message, fingerprint, _SEVERITIES[each.severity], path, (each.line, each.end_line))


def _failure(report: Report, sentence: str, view: View) -> dict[str, Any]:
    message = f"the run is incomplete: {sentence}"
    fingerprint = sha256(message.encode("utf-8", "surrogatepass")).hexdigest()[:32]
    return _issue("run-error", message, fingerprint, "blocker", leading_from(view.top, report.root, ""), (1, 1))


def _issue(
    rule: str, message: str, fingerprint: str, severity: str, path: str, lines: tuple[int, int]
) -> dict[str, Any]:
    return {
        "type": "issue",
        "check_name": rule,
        "description": visible(message),
        "categories": ["Style"],
        "severity": severity,
        "fingerprint": fingerprint,
        "location": {"path": well_formed(path) or ".", "lines": {"begin": lines[0], "end": lines[1]}},
    }
