"""The format `html`: one page to look at, with filters, a map of the vault, and what its MOCs list.

The page is complete in itself and needs no network. `page.html`, `page.css` and the scripts beside this module are put
together when it is written. Text of the vault stands in it as JSON alone, and the script shows it as text; a content
security policy lets nothing run but that script.
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterator
from hashlib import sha256
from importlib.resources import files
from typing import Any, TextIO

from rlvault_lint import registry
from rlvault_lint.findings.diagnostic import Diagnostic
from rlvault_lint.findings.report import Report
from rlvault_lint.findings.survey import Survey
from rlvault_lint.output.closing import headline, known
from rlvault_lint.output.inert import dumps, xml
from rlvault_lint.output.places import Places
from rlvault_lint.output.view import View
from rlvault_lint.text import WHOLE_FILE
from rlvault_lint.wording import plural, visible

AROUND = 70
"""How many characters of a line are shown before and after what a finding is about."""
LONGEST = 200
"""How many characters of what a finding is about are shown."""
RELATED = 5
"""How many related places of a finding are shown: fifty notes with one ID would have 2,450."""

SCRIPTS = ("tools.js", "map.js", "page.js")

_MARK = re.compile(r"@([A-Z]+)@")


def write(report: Report, out: TextIO, view: View) -> None:  # noqa: ARG001 -- every format is called alike
    """Write the page; nothing in `view` changes it."""
    style, script = _file("page.css"), "".join(map(_file, SCRIPTS))
    policy = (
        f"default-src 'none'; script-src '{_hash(script)}'; style-src '{_hash(style)}'; "
        "base-uri 'none'; form-action 'none'"
    )
    parts = {
        "POLICY": policy,
        "NAME": xml(visible(report.root.name)),
        "STYLE": style,
        "SCRIPT": script,
    }
    # Each mark of the page is replaced once, and what takes its place is not looked at again.
    for number, part in enumerate(_MARK.split(_file("page.html"))):
        if number % 2 == 0:
            out.write(part)
        elif part == "DATA":
            out.writelines(_data(report, out))
        else:
            out.write(parts[part])


def _data(report: Report, out: TextIO) -> Iterator[str]:
    """The report as JSON: a head, and a list of findings with a line for each."""
    from rlvault_lint import __version__  # only now: the package's own module imports what leads here

    paths = {path: number for number, path in enumerate(dict.fromkeys(each.path for each in report.active))}
    rules = {name: number for number, (name, _) in enumerate(report.by_rule())}
    head = {
        "version": __version__,
        "name": report.root.name,
        "checked": report.checked,
        "asides": [visible(sentence) for sentence in (headline(report), *known(report)) if sentence],
        "errors": [visible(sentence) for sentence in report.errors],
        "rules": [_rule(name) for name in rules],
        "paths": [visible(path) for path in paths],
        "seen": _seen(report.looked_at),
    }
    yield _inline(head, out)[:-1] + ', "findings": ['
    places = Places(report)
    separator = "\n"
    for each in report.active:
        finding = {
            "rule": rules[each.rule],
            "path": paths[each.path],
            "severity": each.severity,
            "line": each.line,
            "column": each.column,
            "message": visible(each.message),
            "source": _source(each, places),
            "related": _related(each) or None,
            "fix": each.fix and {"title": visible(each.fix.title), "safety": each.fix.safety},
        }
        yield separator + _inline({key: value for key, value in finding.items() if value is not None}, out)
        separator = ",\n"
    yield "\n]}"


def _seen(survey: Survey) -> dict[str, Any]:
    """What was looked at, with all names safe to show."""
    return {
        **survey._asdict(),
        "wanted": [{**each._asdict(), "target": visible(each.target)} for each in survey.wanted],
        "coverage": [{**each._asdict(), "mocs": [visible(path) for path in each.mocs]} for each in survey.coverage],
        "routes": [
            {
                **each._asdict(),
                "source": visible(each.source),
                "target": None if each.target is None else visible(each.target),
            }
            for each in survey.routes
        ],
    }


def _rule(name: str) -> dict[str, str]:
    rule = registry.registry().get(name)
    return {"name": visible(name), "summary": visible(rule.summary) if rule else ""}


def _source(diagnostic: Diagnostic, places: Places) -> list[str] | None:
    """What stands before the finding in its line, what it is about, and what stands behind it."""
    if diagnostic.span == WHOLE_FILE:
        return None
    lines = places.lines(diagnostic.path)
    line = lines.line_at(diagnostic.span.start)
    start = max(diagnostic.span.start, line.start)
    end = max(start, min(diagnostic.span.end, line.end))
    marked = lines.text[start : min(end, start + LONGEST)]
    before = lines.text[max(line.start, start - AROUND) : start]
    after = lines.text[end : min(line.end, end + AROUND)]
    return [
        ("…" if start - AROUND > line.start else "") + visible(before),
        visible(marked) + ("…" if end - start > LONGEST else ""),
        visible(after) + ("…" if end + AROUND < line.end else ""),
    ]


def _related(diagnostic: Diagnostic) -> list[str]:
    """Places that belong to the finding, in words."""
    shown = [
        f"{each.path}:{each.start.line}:{each.start.column}: {each.message}" for each in diagnostic.related[:RELATED]
    ]
    if (more := len(diagnostic.related) - len(shown)) > 0:
        shown.append(f"and {plural(more, 'more place')}")
    return [visible(text) for text in shown]


def _inline(value: Any, out: TextIO) -> str:
    """JSON that ends no element of the page."""
    return dumps(value, out).replace("<", "\\u003c")


def _file(name: str) -> str:
    return files(__name__).joinpath(name).read_text("utf-8")


def _hash(text: str) -> str:
    return f"sha256-{b64encode(sha256(text.encode()).digest()).decode()}"
