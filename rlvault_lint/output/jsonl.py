"""The format `jsonl`: a line of JSON for each finding, and a last one with the summary.

The first lines are what `json` has in `diagnostics`, each with `"type": "diagnostic"`; the last is `"type": "summary"`
with `version`, `root` and what `json` has in `summary`. Output without it was cut off.
"""

from __future__ import annotations

from typing import TextIO

from rlvault_lint.findings.fingerprint import fingerprints
from rlvault_lint.findings.report import Report
from rlvault_lint.output.inert import dumps
from rlvault_lint.output.json import as_object, head, summary
from rlvault_lint.output.places import Places
from rlvault_lint.output.view import View


def write(report: Report, out: TextIO, view: View) -> None:  # noqa: ARG001 -- every format is called alike
    """Write the lines; nothing in `view` changes them."""
    places = Places(report)
    found = zip(report.active, fingerprints(report.active, report.texts), strict=True)
    out.writelines(dumps({"type": "diagnostic", **as_object(*each, places)}, out) + "\n" for each in found)
    out.write(dumps({"type": "summary", **head(report), **summary(report)}, out) + "\n")
