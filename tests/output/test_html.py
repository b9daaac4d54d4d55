"""The page, as text and in a browser. Without a Chromium the second half is skipped."""

from __future__ import annotations

import html
import json
import re
import shutil
import subprocess
import time
from base64 import b64encode
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from reports import NASTY, SAMPLES, finding, report, shown

from rlvault_lint.findings.diagnostic import Related, Severity
from rlvault_lint.text import Span
from rlvault_lint.wording import visible

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
in_browser = pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium")


def data_of(page: str) -> Any:
    [data] = re.findall(r'<script type="application/json" id="data">(.*?)</script>', page, re.DOTALL)
    assert "<" not in data
    return json.loads(data)


@pytest.mark.parametrize("name", SAMPLES)
def test_the_page_holds_the_report(name: str) -> None:
    data = data_of(shown("html", SAMPLES[name]))
    assert len(data["findings"]) == len(SAMPLES[name].active)
    for each, found in zip(data["findings"], SAMPLES[name].active, strict=True):
        assert data["rules"][each["rule"]]["name"] == found.rule
        assert data["paths"][each["path"]] == visible(found.path)
        assert (each["line"], each["column"], each["severity"]) == (found.line, found.column, found.severity)
        assert each["message"] == visible(found.message)
    assert data["errors"] == [visible(sentence) for sentence in SAMPLES[name].errors]


@pytest.mark.parametrize("name", SAMPLES)
def test_nothing_comes_from_elsewhere_and_only_our_script_may_run(name: str) -> None:
    page = shown("html", SAMPLES[name])
    assert not re.search(r"\b(?:src|href)\s*=|@import|\burl\(", page.replace("href: address", ""))
    script = page.rpartition("<script>")[2].partition("</script>")[0]
    style = page.partition("<style>")[2].partition("</style>")[0]
    [policy] = re.findall(r'Content-Security-Policy" content="([^"]*)"', page)
    directives = dict(each.strip().split(" ", 1) for each in policy.split(";"))
    for text, directive in ((script, "script-src"), (style, "style-src")):
        assert directives[directive] == f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"
    assert directives["default-src"] == directives["base-uri"] == directives["form-action"] == "'none'"


def test_a_long_line_is_cut_around_the_finding() -> None:
    text = "a" * 500 + "X" * 500 + "b" * 500
    [found] = data_of(shown("html", report({"a.md": text}, finding(at=Span(500, 1000)))))["findings"]
    before, marked, after = found["source"]
    assert before == "…" + "a" * 70
    assert marked == "X" * 200 + "…"
    assert after == "b" * 70 + "…"


def test_places_that_belong_to_a_finding_are_named() -> None:
    related = tuple(Related(f"{number}.md", Span(0, 0), "also \u202e here") for number in range(7))
    [found] = data_of(shown("html", report({"a.md": "x"}, finding(related=related))))["findings"]
    assert found["related"][0] == "0.md:1:1: also \\u202e here"
    assert found["related"][5:] == ["and 2 more places"]


def test_the_name_of_the_vault_is_no_markup() -> None:
    page = shown("html", report({}, root=Path("/x/<script>'@DATA@'")))
    assert "<h1><span>Link report:</span> &lt;script&gt;&apos;@DATA@&apos;</h1>" in page
    assert page.count("<script") == 2


# --- in a browser -----------------------------------------------------------------------------------------------------


def look(tmp_path: Path, page: str, fragment: str = "") -> str:
    """What the browser has made of the page at a fragment of its address."""
    file = tmp_path / "report.html"
    file.write_text(page, "utf-8")
    command = [str(CHROMIUM), "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={tmp_path / 'profile'}"]
    done = subprocess.run(
        [*command, "--dump-dom", f"{file.as_uri()}#{fragment}"], capture_output=True, timeout=60, check=True
    )
    return done.stdout.decode("utf-8", "replace")


def text_of(dom: str) -> str:
    """The text that stands in the page, without scripts and styles."""
    body = re.sub(r"<(script|style)\b.*?</\1>", "", dom, flags=re.DOTALL)
    return html.unescape(re.sub(r"<[^>]*>", "", body))


@in_browser
def test_hostile_findings_are_shown_as_text(tmp_path: Path) -> None:
    page = shown("html", SAMPLES["findings"])
    dom = look(tmp_path, page)
    assert dom.count("<script") == page.count("<script") == 2
    said = text_of(dom)
    for found in SAMPLES["findings"].active:
        assert visible(found.message) in said
        assert visible(found.path) in said
    assert dom.count('<li class="finding') == len(SAMPLES["findings"].active)
    assert "<mark>Nope</mark>" in dom
    assert "6 errors, 2 warnings, 1 info in 4 of 12 files. 34 of 40 links resolve." in said
    assert not [address for address in re.findall(r'href="([^"]*)"', dom) if not address.startswith("obsidian://open?")]


@in_browser
@pytest.mark.parametrize(
    ("fragment", "count"),
    [
        ("rule=broken-link&text=reading", 3),
        ("severity=warning&folder=notes&text=%3Cscript%3E", 1),
        ("folder=elsewhere", 0),
        ("view=__proto__&order=toString&page=-5", 9),
    ],
)
def test_filters(fragment: str, count: int, tmp_path: Path) -> None:
    dom = look(tmp_path, shown("html", SAMPLES["findings"]), fragment)
    assert dom.count('<li class="finding') == count
    said = f"{count} finding{'' if count == 1 else 's'} of 9" if count else "Nothing matches: choose something else"
    assert said in text_of(dom)


@in_browser
def test_the_other_views(tmp_path: Path) -> None:
    page = shown("html", SAMPLES["findings"])
    dom = look(tmp_path, page, "view=map")
    assert dom.count('<g class="folder') == 4, "the top, notes, the folder in it, and nowhere"
    assert dom.count("<line ") == 3
    assert dom.count('class="edge broken"') == 2
    assert f"notes/{NASTY}" in text_of(dom)
    dom = look(tmp_path, page, "view=map&group=moc")
    assert dom.count('<g class="folder') == 3, "the top and notes have MOCs; the folder in notes has none"
    said = text_of(look(tmp_path, page, "view=wanted"))
    assert "Nope42" in said
    assert f"{NASTY}21" in said
    said = text_of(look(tmp_path, page, "view=mocs"))
    assert "MOC.md633 50 %" in said
    assert f"notes/{NASTY} MOC.md330 100 %" in said


@in_browser
def test_clean_and_incomplete_runs(tmp_path: Path) -> None:
    said = text_of(look(tmp_path, shown("html", SAMPLES["clean"])))
    assert "No problems. 12 files checked. 24 of 24 links resolve." in said
    assert "There is nothing to report." in said
    assert "incomplete" not in said
    said = text_of(look(tmp_path, shown("html", report({}, known=3))))
    assert "No new problems. 4 files checked. 3 known findings in the baseline are not shown." in " ".join(said.split())
    said = text_of(look(tmp_path, shown("html", SAMPLES["incomplete"])))
    assert f"The run is incomplete:{visible(SAMPLES['incomplete'].errors[0])}" in said


@in_browser
def test_no_other_script_runs(tmp_path: Path) -> None:
    page = shown("html", SAMPLES["clean"])
    added = page.replace("<footer>", '<script>document.title = "taken over"</script><footer onclick="x">')
    dom = look(tmp_path, added)
    assert "taken over</title>" not in dom
    assert "There is nothing to report." in dom, "ours has run"


@in_browser
def test_ten_thousand_findings_come_page_by_page(tmp_path: Path) -> None:
    texts = {f"{number % 7}/{number}.md": "- [[Some note]] — a line of gist\n" * 30 for number in range(400)}
    findings = [
        finding(path, Span(at * 33 + 4, at * 33 + 13), f"no {at} in {path}", severity=list(Severity)[at % 3])
        for path in texts
        for at in range(25)
    ]
    page = shown("html", report(texts, *findings))
    started = time.monotonic()
    dom = look(tmp_path, page, "page=100&order=severity")
    assert time.monotonic() - started < 30  # two seconds on an idle machine
    assert dom.count('<li class="finding') == 100
    assert "10,000 findings of 10,000 in 400 files, 9901 to 10000 shown" in text_of(dom).replace("9,901", "9901")
