from __future__ import annotations

import io
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from reports import HOSTILE, PLAIN, finding, report, span, written

from rlvault_lint import __version__
from rlvault_lint.findings.diagnostic import Fix, Related, Safety, Severity
from rlvault_lint.findings.fingerprint import fingerprints
from rlvault_lint.output.formats import load
from rlvault_lint.output.view import View
from rlvault_lint.text import Edit, Span
from rlvault_lint.wording import invisible

NOTE = "---\narxiv: 2602.13517\n---\n强化 [[学\n习]]\n"


def parsed(*args: Any, **more: Any) -> dict[str, Any]:
    output = written("json", *args, **more)
    assert not invisible().search(output.replace("\n", ""))
    assert output.endswith("}\n")
    result: dict[str, Any] = json.loads(output)
    return result


def test_everything() -> None:
    id_span = span(NOTE, "2602.13517")
    active = [
        finding(
            "RL/强化.md",
            id_span,
            "Quote it.",
            rule="unquoted-arxiv-id",
            group="arxiv",
            severity=Severity.WARNING,
            related=(Related("b.md", Span(1, 2), "also here"),),
            fix=Fix("Quote the ID", (Edit("RL/强化.md", id_span, '"2602.13517"'),), Safety.SAFE),
        ),
        finding("RL/强化.md", span(NOTE, "[[学\n习]]")),
        finding("b.png", severity=Severity.INFO),
    ]
    texts = {"RL/强化.md": NOTE, "b.md": "abc"}
    expected = list(fingerprints(active, texts))
    assert parsed(texts, *active, errors=("c.md: can't be read",), notices=("n",)) == {
        "version": __version__,
        "root": "/vault",
        "diagnostics": [
            {
                "rule": "unquoted-arxiv-id",
                "group": "arxiv",
                "severity": "warning",
                "path": "RL/强化.md",
                "line": 2,
                "column": 8,
                "end_line": 2,
                "end_column": 18,
                "message": "Quote it.",
                "fingerprint": expected[0],
                "fix": {
                    "title": "Quote the ID",
                    "safety": "safe",
                    "edits": [
                        {
                            "path": "RL/强化.md",
                            "line": 2,
                            "column": 8,
                            "end_line": 2,
                            "end_column": 18,
                            "start": 11,
                            "end": 21,
                            "text": '"2602.13517"',
                        }
                    ],
                },
                "related": [
                    {"path": "b.md", "line": 1, "column": 2, "end_line": 1, "end_column": 3, "message": "also here"}
                ],
            },
            {
                "rule": "broken-link",
                "group": "link",
                "severity": "error",
                "path": "RL/强化.md",
                "line": 4,
                "column": 4,
                "end_line": 5,
                "end_column": 4,
                "message": "No such note.",
                "fingerprint": expected[1],
                "fix": None,
                "related": [],
            },
            {
                "rule": "broken-link",
                "group": "link",
                "severity": "info",
                "path": "b.png",
                "line": 1,
                "column": 1,
                "end_line": 1,
                "end_column": 1,
                "message": "No such note.",
                "fingerprint": expected[2],
                "fix": None,
                "related": [],
            },
        ],
        "summary": {
            "files": 4,
            "errors": 1,
            "warnings": 1,
            "infos": 1,
            "fixable": 1,
            "by_rule": {"broken-link": 2, "unquoted-arxiv-id": 1},
            "older": 0,
            "known": 0,
            "suppressed": 0,
            "fixed": 0,
            "fixed_by_rule": {},
            "run_errors": ["c.md: can't be read"],
            "notices": ["n"],
            "exit_code": 2,
        },
    }


def test_nothing_found() -> None:
    assert parsed({})["diagnostics"] == []
    assert parsed({})["summary"]["exit_code"] == 0


@pytest.mark.parametrize(
    "view",
    [
        View(True, True, 40, verbose=True),
        View(False, False, None, quiet=True),
        View(False, False, None, statistics=True),
    ],
    ids=["terminal", "quiet", "statistics"],
)
def test_the_view_changes_nothing(view: View) -> None:
    assert written("json", {}, finding(), view=view) == written("json", {}, finding(), view=PLAIN)


def test_each_diagnostic_has_a_line() -> None:
    lines = written("json", {}, finding(), finding()).splitlines()
    assert [json.loads(line.rstrip(","))["rule"] for line in lines[1:-1]] == ["broken-link", "broken-link"]


@pytest.mark.parametrize(
    ("encoding", "stands"), [("utf-8", True), ("UTF8", True), ("latin-1", False), ("ascii", False)]
)
def test_letters_stand_as_they_are_where_the_output_can_show_them(encoding: str, stands: bool) -> None:
    out = io.TextIOWrapper(io.BytesIO(), encoding)
    load("json").write(report({}, finding("强化 é 🎉.md")), out, PLAIN)
    out.seek(0)
    output = out.read()
    assert ("强化 é 🎉" in output) is stands
    assert output.isascii() is not stands
    assert json.loads(output)["diagnostics"][0]["path"] == "强化 é 🎉.md"


@pytest.mark.parametrize("hostile", HOSTILE, ids=ascii)
def test_hostile_text_survives(hostile: str) -> None:
    fix = Fix(hostile, (Edit(hostile, Span(0, 1), hostile),), Safety.SUGGESTION)
    active = finding(hostile, message=hostile, fix=fix, related=(Related(hostile, Span(0, 0), hostile),))
    [found] = parsed({hostile: hostile}, active, errors=(hostile,))["diagnostics"]
    assert found["path"] == found["message"] == found["related"][0]["message"] == hostile
    assert found["fix"]["title"] == found["fix"]["edits"][0]["text"] == found["fix"]["edits"][0]["path"] == hostile


@given(st.text(st.characters(exclude_categories=[]), max_size=50), st.integers(0, 60), st.integers(0, 60))
def test_any_text_gives_valid_json(text: str, start: int, length: int) -> None:
    [found] = parsed({text: text}, finding(text, Span(start, start + length), text))["diagnostics"]
    assert (found["line"], found["column"]) <= (found["end_line"], found["end_column"])
    # Two lone surrogates that happen to make a pair come back as the one character that they stand for.
    assert found["message"].encode("utf-16", "surrogatepass") == text.encode("utf-16", "surrogatepass")
