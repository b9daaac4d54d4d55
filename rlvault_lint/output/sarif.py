"""The format `sarif`: SARIF 2.1.0, which GitHub's code scanning and many editors read.

Paths are URIs relative to `%SRCROOT%`, the repository's top. Each rule with findings is described by its page. A run
that could not do all that it should has `executionSuccessful: false`, and says why in `toolExecutionNotifications`.
"""

from __future__ import annotations

import re
from typing import Any, TextIO

from rlvault_lint import registry
from rlvault_lint.errors import RunError
from rlvault_lint.explain import render
from rlvault_lint.findings.diagnostic import Diagnostic, Fix, Severity
from rlvault_lint.findings.fingerprint import fingerprints
from rlvault_lint.findings.report import Report
from rlvault_lint.output.inert import dumps
from rlvault_lint.output.places import Places, as_uri, leading_from, well_formed
from rlvault_lint.output.view import View
from rlvault_lint.text import Position
from rlvault_lint.wording import visible

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
FINGERPRINT = "rlvault-lint/v1"

_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}
# What SARIF takes for a placeholder, and for a link to a related place.
_PLACEHOLDER = re.compile(r"\{\d+\}")
_LINK = re.compile(r"[\[\]\\]")


def write(report: Report, out: TextIO, view: View) -> None:
    """Write the log; of `view` only `top` matters. Each result has a line of its own."""
    from rlvault_lint import __version__  # only now: the package's own module imports what leads here

    places = Places(report)
    rules = sorted({each.rule: each for each in report.active}.items())
    numbers = {name: number for number, (name, _) in enumerate(rules)}
    driver = {
        "name": "rlvault-lint",
        "semanticVersion": __version__,
        "rules": [_rule(name, example) for name, example in rules],
    }
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {"%SRCROOT%": {"description": {"text": "The top of the repository."}}},
        "invocations": [_invocation(report)],
    }
    out.write(f'{{"$schema": {dumps(SCHEMA, out)}, "version": "2.1.0", "runs": [{dumps(run, out)[:-1]}, "results": [')
    separator = "\n"
    for each, fingerprint in zip(report.active, fingerprints(report.active, report.texts), strict=True):
        writer = _Locations(report, places, view)
        result = {
            "ruleId": each.rule,
            "ruleIndex": numbers[each.rule],
            "level": _LEVELS[each.severity],
            "message": {"text": _message(each.message)},
            "locations": [writer.location(each.path, each.start, each.end)],
            "partialFingerprints": {FINGERPRINT: fingerprint},
            "relatedLocations": [
                {
                    **writer.location(other.path, other.start, other.end),
                    "id": number,
                    "message": {"text": _message(other.message)},
                }
                for number, other in enumerate(each.related)
            ],
            "fixes": writer.fixes(each.fix),
        }
        out.write(separator + dumps({key: value for key, value in result.items() if value or key == "ruleIndex"}, out))
        separator = ",\n"
    out.write("\n]}]}\n")


class _Locations:
    """Places of one report as SARIF has them."""

    def __init__(self, report: Report, places: Places, view: View) -> None:
        self._report = report
        self._places = places
        self._view = view

    def location(self, path: str, start: Position, end: Position) -> dict[str, Any]:
        return {"physicalLocation": {"artifactLocation": self._artifact(path), "region": _region(start, end)}}

    def fixes(self, fix: Fix | None) -> list[dict[str, Any]]:
        if fix is None or any(well_formed(edit.text) != edit.text for edit in fix.edits):
            return []
        changes: dict[str, list[dict[str, Any]]] = {}
        for edit in fix.edits:
            replacement = {
                "deletedRegion": _region(*self._places.span(edit.path, edit.span)),
                "insertedContent": {"text": edit.text},
            }
            changes.setdefault(edit.path, []).append(replacement)
        listed = [
            {"artifactLocation": self._artifact(path), "replacements": replacements}
            for path, replacements in changes.items()
        ]
        return [{"description": {"text": _message(fix.title)}, "artifactChanges": listed}] if listed else []

    def _artifact(self, path: str) -> dict[str, str]:
        return {"uri": as_uri(leading_from(self._view.top, self._report.root, path)), "uriBaseId": "%SRCROOT%"}


def _region(start: Position, end: Position) -> dict[str, int]:
    return {"startLine": start.line, "startColumn": start.column, "endLine": end.line, "endColumn": end.column}


def _invocation(report: Report) -> dict[str, Any]:
    notifications = [_notification("error", sentence) for sentence in report.errors]
    notifications += [_notification("note", sentence) for sentence in report.notices]
    return {
        "executionSuccessful": not report.errors,
        "exitCode": report.exit_code,
        "toolExecutionNotifications": notifications,
    }


def _notification(level: str, sentence: str) -> dict[str, Any]:
    return {"level": level, "message": {"text": _message(sentence)}}


def _rule(name: str, example: Diagnostic) -> dict[str, Any]:
    """The description of a rule; of one of a plugin that has no page, what it says of itself or its finding tells."""
    rule = registry.registry().get(name)
    summary = rule.summary if rule else name
    try:
        page = render(rule) if rule else ""
    except RunError:
        page = ""
    level = _LEVELS[rule.severity if rule else example.severity]
    return {
        "id": name,
        "shortDescription": {"text": summary},
        "fullDescription": {"text": summary},
        "help": {"text": page or summary, "markdown": page or summary},
        "defaultConfiguration": {"level": level},
        "properties": {"tags": [example.group], "problem.severity": _problem(level)},
    }


def _problem(level: str) -> str:
    """The severity as GitHub's code scanning calls it."""
    return "recommendation" if level == "note" else level


def _message(text: str) -> str:
    """`text` so that a viewer shows it as it is: no placeholders, no links."""
    text = _PLACEHOLDER.sub(lambda match: f"{{{match.group()}}}", visible(text))
    return _LINK.sub(r"\\\g<0>", text) if "](" in text else text
