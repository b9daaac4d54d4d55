"""Reports made of texts and findings, without a vault, and what a format writes of them."""

from __future__ import annotations

import io
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from rlvault_lint.findings.diagnostic import Diagnostic, Fix, Related, Safety, Severity
from rlvault_lint.findings.report import Report, placed
from rlvault_lint.findings.survey import Coverage, Route, Survey, Wanted
from rlvault_lint.output.formats import load
from rlvault_lint.output.view import View
from rlvault_lint.text import Edit, Span

WHOLE_FILE = Span(0, 0)
PLAIN = View(color=False, hyperlinks=False, width=None)

HOSTILE = (
    "\x1b[31mred",
    "\x1b]8;;https://example.org\x1b\\click\x1b]8;;\x1b\\",
    "\x9b31m",
    "\u202egnp.exe",
    "\u2066\u2069\u200b\u2028\u2029\x85\x0b\x0c",
    "\udcff\udc80",
    "a\nb\rc\r\nd\te\x00",
    "\U000e0041\ufeff",
)
"""What must not reach a terminal as it is."""


def span(text: str, part: str) -> Span:
    """Where `part` first occurs in `text`."""
    start = text.index(part)
    return Span(start, start + len(part))


def finding(path: str = "a.md", at: Span = WHOLE_FILE, message: str = "No such note.", **more: Any) -> Diagnostic:
    """A broken link, unless `more` says otherwise."""
    values = {"rule": "broken-link", "group": "link", "severity": Severity.ERROR, **more}
    return Diagnostic(path=path, span=at, message=message, **values)


def report(texts: Mapping[str, str], *active: Diagnostic, **more: Any) -> Report:
    """A report on these texts, by path."""
    values = {"root": Path("/vault"), "errors": (), "checked": 4, "seconds": 0.123, "fail_on": Severity.ERROR, **more}
    return Report(active=tuple(placed(active, texts)), texts=texts, **values)


def written(form: str, texts: Mapping[str, str], *active: Diagnostic, view: View = PLAIN, **more: Any) -> str:
    """What the format writes of a report on these texts, by path."""
    return shown(form, report(texts, *active, **more), view)


def shown(form: str, of: Report, view: View = PLAIN) -> str:
    """What the format writes of a report."""
    out = io.StringIO()
    load(form).write(of, out, view)
    return out.getvalue()


# --- the sample that every format is fed with -------------------------------------------------------------------------

NASTY = "%41, a:b; 'q' \"d\" ::error::x ##[group]y ##vso[task.complete]z [a](b) {0} `|` <script>]]> @you"
"""What means something to one format or another."""
UNSEEN = "👨‍👩‍👧 e\u0301 强化\n\r\udcff\u202e\x1b[31m\ufffe"
"""What is more than one character, is none, or moves what follows."""

_ORDINARY = "notes/Reading list.md"
_HOSTILE = f"notes/::{NASTY.replace('/', '')}{UNSEEN}.md"
_TEXTS = {
    _ORDINARY: "\ufeff# 强化学习\n\n- [[Nope]] ⭐ and [[Nope|again]]\r\n- one [[Line\n  two]] ★★★\n\n[[Nope]]\n",
    _HOSTILE: f"{NASTY} 👨‍👩‍👧 e\u0301 [[X]] \udcff\n",
    "notes/c.md": "[[Nope]]\n",
}


def _nope(path: str, number: int = 0) -> Diagnostic:
    start = -1
    for _ in range(number + 1):
        start = _TEXTS[path].index("Nope", start + 1)
    return finding(path, Span(start, start + 4), 'there is no file "Nope": create it, or fix the link')


def _sample() -> tuple[Diagnostic, ...]:
    ordinary, hostile = _TEXTS[_ORDINARY], _TEXTS[_HOSTILE]
    stars = span(ordinary, "★★★")
    tag = span(hostile, "[[X]]")
    return (
        finding(
            _HOSTILE,
            tag,
            f'not a link, "{NASTY}{UNSEEN}": remove it',
            rule="acme/own-rule",
            group="text",
            related=(Related(_HOSTILE, Span(0, 3), f"here {NASTY}{UNSEEN}"),),
            fix=Fix(f"write {NASTY}{UNSEEN}", (Edit(_HOSTILE, tag, NASTY),), Safety.SAFE),
        ),
        finding(_HOSTILE, message="there is no `title`: add one", rule="missing-field", severity=Severity.WARNING),
        _nope(_ORDINARY),
        _nope(_ORDINARY, 1),
        finding(_ORDINARY, span(ordinary, "[[Line\n  two]]"), "a link in two lines: join them", rule="malformed-link"),
        finding(
            _ORDINARY,
            stars,
            "three stars, but the scale is five: write ★★★☆☆",
            rule="malformed-rating",
            group="rating",
            severity=Severity.WARNING,
            fix=Fix("write ★★★☆☆", (Edit(_ORDINARY, stars, "★★★☆☆"),), Safety.UNSAFE),
        ),
        _nope(_ORDINARY, 2),
        _nope("notes/c.md"),
        finding("notes/d.png", message="a picture that nothing links to", rule="orphan-note", severity=Severity.INFO),
    )


_SEEN = Survey(
    links=40,
    broken=6,
    notes=9,
    mocs=2,
    canvases=1,
    wanted=(Wanted("Nope", 4, 2), Wanted(NASTY, 2, 1)),
    routes=(Route("", "notes", 20, 0), Route("notes", None, 5, 5), Route("notes", f"notes/{NASTY}", 15, 1)),
    coverage=(Coverage(("MOC.md",), 6, 3), Coverage((f"notes/{NASTY} MOC.md",), 3, 3)),
)

SAMPLES = {
    "findings": report(_TEXTS, *_sample(), root=Path("/repo/my vault"), checked=12, seconds=1.5, looked_at=_SEEN),
    "incomplete": report(
        _TEXTS,
        _nope("notes/c.md"),
        root=Path("/repo/my vault"),
        errors=(f'"{_HOSTILE}" can\'t be read: permission denied',),
        notices=(f"{NASTY}{UNSEEN} is left out",),
    ),
    "clean": report({}, root=Path("/repo/my vault"), checked=12, looked_at=Survey(links=24, notes=10, mocs=2)),
}
"""Reports by what they show; all that a run can end in."""
IN_REPOSITORY = View(color=False, hyperlinks=False, width=None, base=Path("/repo"), top=Path("/repo"), on_runner=True)
