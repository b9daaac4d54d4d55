"""The format `junit`: test results in XML, which nearly every CI service shows.

Each note with findings is a suite. A finding that fails the run is a failed test; one below `fail-on` is a test that
passes and says so in its output. What could not be done is a test with an error. A run that found nothing is one test,
passed.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import TextIO

from rlvault_lint.findings.diagnostic import Diagnostic
from rlvault_lint.findings.report import Report
from rlvault_lint.output.inert import in_ascii, is_utf_8, xml
from rlvault_lint.output.places import leading_from
from rlvault_lint.output.view import View
from rlvault_lint.wording import visible


def write(report: Report, out: TextIO, view: View) -> None:
    """Write the document; of `view` only `top` matters."""
    out.writelines(in_ascii(line) if not is_utf_8(out) else line for line in _lines(report, view))


def _lines(report: Report, view: View) -> Iterator[str]:
    failed = sum(map(report.fails, report.active))
    cases = len(report.active) + len(report.errors)
    yield '<?xml version="1.0" encoding="utf-8"?>\n'
    yield (
        f'<testsuites name="rlvault-lint" tests="{cases or 1}" failures="{failed}" errors="{len(report.errors)}" '
        f'time="{report.seconds:.3f}">\n'
    )
    for path, group in groupby(report.active, key=lambda each: each.path):
        shown = visible(leading_from(view.top, report.root, path))
        yield from _suite(shown, [_case(report, each, shown) for each in group])
    if report.errors:
        yield from _suite("the run is incomplete", [_error(sentence) for sentence in report.errors])
    if not cases:
        passed = f'<testcase classname="rlvault-lint" name="no findings in {report.checked} files" time="0"/>'
        yield from _suite("rlvault-lint", [passed])
    yield "</testsuites>\n"


def _suite(name: str, cases: list[str]) -> Iterator[str]:
    failed = sum("<failure" in case for case in cases)
    broken = sum("<error" in case for case in cases)
    counts = f'tests="{len(cases)}" failures="{failed}" errors="{broken}" skipped="0" time="0"'
    yield f'<testsuite name="{xml(name)}" {counts}>\n'
    yield from (f"{case}\n" for case in cases)
    yield "</testsuite>\n"


def _case(report: Report, each: Diagnostic, path: str) -> str:
    message = visible(each.message)
    told = xml(f"{path}:{each.line}:{each.column}: {each.severity} {each.rule}: {message}")
    if report.fails(each):
        inner = f'<failure type="{each.severity}" message="{xml(message)}">{told}</failure>'
    else:
        inner = f"<system-out>{told}</system-out>"
    name = xml(f"{each.rule} {each.line}:{each.column}")
    return f'<testcase classname="{xml(path)}" name="{name}" time="0">{inner}</testcase>'


def _error(sentence: str) -> str:
    said = xml(visible(sentence))
    return f'<testcase classname="rlvault-lint" name="{said}" time="0"><error type="run" message="{said}"/></testcase>'
