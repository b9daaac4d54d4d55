"""The formats for CI services and viewers, against their schemas or a port of what reads them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from urllib.parse import unquote_to_bytes
from xml.etree import ElementTree

import pytest
import runners
import xmlschema
from jsonschema import Draft4Validator, Draft202012Validator
from reports import IN_REPOSITORY, NASTY, PLAIN, SAMPLES, finding, shown, span, written

from rlvault_lint.findings.diagnostic import Fix, Safety, Severity
from rlvault_lint.rule import Rule
from rlvault_lint.text import Edit, Span
from rlvault_lint.wording import visible

SCHEMAS = Path(__file__).parent / "schemas"
EVERY = pytest.mark.parametrize("name", SAMPLES)

FINDINGS = SAMPLES["findings"]
INCOMPLETE = SAMPLES["incomplete"]
[SENTENCE] = INCOMPLETE.errors


def schema(name: str) -> Any:
    return json.loads((SCHEMAS / name).read_text("utf-8"))


def in_repository(form: str, name: str) -> str:
    return shown(form, SAMPLES[name], IN_REPOSITORY)


# --- GitHub Actions, Azure Pipelines ----------------------------------------------------------------------------------


@EVERY
def test_github_commands_say_what_was_found(name: str) -> None:
    report = SAMPLES[name]
    commands = runners.github(in_repository("github", name))
    assert len(commands) == len(report.active) + len(report.errors)
    for command, found in zip(commands, report.active, strict=False):
        assert command.name == {"info": "notice"}.get(found.severity, found.severity)
        assert command.message == visible(found.message)
        assert command.properties["file"] == f"my vault/{found.path}".replace("\udcff", "\ufffd")
        assert command.properties["title"] == f"rlvault-lint: {found.rule}"
        assert ("col" in command.properties) == (command.properties["line"] == command.properties["endLine"])
    for command in commands[len(report.active) :]:
        assert command.name == "error"
        assert command.message == visible(SENTENCE)


def test_github_columns() -> None:
    text = "\ufeff强化 [[x]]\n"
    [command] = runners.github(written("github", {"a.md": text}, finding(at=span(text, "[[x]]"))))
    region = {key: command.properties[key] for key in ("line", "endLine", "col", "endColumn")}
    assert region == {"line": "1", "endLine": "1", "col": "4", "endColumn": "9"}


@EVERY
def test_azure_commands_say_what_was_found(name: str) -> None:
    report = SAMPLES[name]
    commands = runners.azure(in_repository("azure", name))
    assert len(commands) == len(report.active) + len(report.errors)
    for command, found in zip(commands, report.active, strict=False):
        assert command.name == "task.logissue"
        assert command.properties["type"] == ("error" if found.severity is Severity.ERROR else "warning")
        assert command.message.removeprefix("(info) ") == visible(found.message)
        assert command.properties["sourcepath"] == f"my vault/{found.path}".replace("\udcff", "\ufffd")
        assert command.properties["code"] == found.rule
    for command in commands[len(report.active) :]:
        assert command.properties == {"type": "error"}
        assert command.message == f"the run is incomplete: {visible(SENTENCE)}"


# --- SARIF ------------------------------------------------------------------------------------------------------------


def sarif(name: str) -> Any:
    return json.loads(in_repository("sarif", name))


@EVERY
def test_sarif_is_valid(name: str) -> None:
    Draft4Validator(schema("sarif-2.1.0-rtm.5.json")).validate(sarif(name))


def test_sarif_has_what_code_scanning_takes() -> None:
    [run] = sarif("findings")["runs"]
    rules = run["tool"]["driver"]["rules"]
    assert run["columnKind"] == "unicodeCodePoints"
    assert len(run["results"]) == len(FINDINGS.active)
    for result, found in zip(run["results"], FINDINGS.active, strict=True):
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"] == found.rule
        assert result["message"]["text"]
        [location] = result["locations"]
        region = location["physicalLocation"]["region"]
        assert region.keys() == {"startLine", "startColumn", "endLine", "endColumn"}
        artifact = location["physicalLocation"]["artifactLocation"]
        assert artifact["uri"].isascii()
        assert unquote_to_bytes(artifact["uri"]) == f"my vault/{found.path}".encode("utf-8", "surrogateescape")
        assert not {" ", ":", "?", "#", "\\"} & set(artifact["uri"])
    assert len({result["partialFingerprints"]["rlvault-lint/v1"] for result in run["results"]}) == len(run["results"])
    for rule in rules:
        assert rule["shortDescription"]["text"]
        assert rule["help"]["text"]
        assert rule["help"]["markdown"]
        assert rule["properties"]["problem.severity"] in ("error", "warning", "recommendation")
    assert "## Why" in next(rule for rule in rules if rule["id"] == "broken-link")["help"]["markdown"]


def test_sarif_tells_of_an_incomplete_run() -> None:
    [invocation] = sarif("incomplete")["runs"][0]["invocations"]
    assert not invocation["executionSuccessful"]
    assert invocation["exitCode"] == 2
    assert [each["level"] for each in invocation["toolExecutionNotifications"]] == ["error", "note"]
    [invocation] = sarif("findings")["runs"][0]["invocations"]
    assert invocation == {"executionSuccessful": True, "exitCode": 1, "toolExecutionNotifications": []}


def test_sarif_messages_are_neither_links_nor_placeholders() -> None:
    first = sarif("findings")["runs"][0]["results"][0]
    for text in (first["message"]["text"], first["relatedLocations"][0]["message"]["text"]):
        assert r"\[a\](b) {{0}} `|`" in text
    plain = json.loads(written("sarif", {}, finding(message="[[x]] {a}")))
    assert plain["runs"][0]["results"][0]["message"]["text"] == "[[x]] {a}"


def test_sarif_describes_a_rule_of_a_plugin_without_a_page(monkeypatch: pytest.MonkeyPatch) -> None:
    class Bare(Rule):
        name, group, summary, severity, since = "acme/bare", "text", "Bare.", Severity.INFO, "1"

    monkeypatch.setattr("rlvault_lint.registry.registry", lambda: {"acme/bare": Bare})
    [run] = json.loads(written("sarif", {}, finding(rule="acme/bare"), finding(rule="acme/gone")))["runs"]
    bare, gone = run["tool"]["driver"]["rules"]
    assert (bare["help"]["text"], bare["defaultConfiguration"]) == ("Bare.", {"level": "note"})
    assert (gone["help"]["text"], gone["defaultConfiguration"]) == ("acme/gone", {"level": "error"})


def test_sarif_fixes_are_edits() -> None:
    fixes = sarif("findings")["runs"][0]["results"][0]["fixes"]
    [replacement] = fixes[0]["artifactChanges"][0]["replacements"]
    assert replacement["insertedContent"] == {"text": NASTY}
    assert replacement["deletedRegion"]["startLine"] == 1


# --- GitLab, JUnit, reviewdog -----------------------------------------------------------------------------------------


@EVERY
def test_gitlab_is_valid(name: str) -> None:
    issues = json.loads(in_repository("gitlab", name))
    Draft202012Validator(schema("gitlab-code-quality.json")).validate(issues)
    report = SAMPLES[name]
    assert len(issues) == len({issue["fingerprint"] for issue in issues}) == len(report.active) + len(report.errors)
    assert [issue["severity"] == "blocker" for issue in issues].count(True) == len(report.errors)
    for issue, found in zip(issues, report.active, strict=False):
        assert issue["description"] == visible(found.message)


def test_gitlab_names_the_folder_of_a_vault_that_is_the_repository() -> None:
    [issue] = json.loads(written("gitlab", {}, errors=("x",)))
    assert issue["location"]["path"] == "."


@EVERY
def test_junit_is_valid(name: str) -> None:
    output = in_repository("junit", name)
    xmlschema.XMLSchema10(str(SCHEMAS / "junit-10.xsd")).validate(output.encode())
    report = SAMPLES[name]
    tree = ElementTree.fromstring(output.encode())
    assert (
        len(tree.findall(".//testcase")) == int(tree.get("tests", "")) == (len(report.active) + len(report.errors) or 1)
    )
    assert len(tree.findall(".//failure")) == int(tree.get("failures", "")) == sum(map(report.fails, report.active))
    assert len(tree.findall(".//error")) == int(tree.get("errors", "")) == len(report.errors)
    told = [case.findtext("failure") or case.findtext("system-out") or "" for case in tree.iter("testcase")]
    for text, found in zip(told, report.active, strict=False):
        assert text.endswith(f" {found.severity} {found.rule}: {visible(found.message)}".replace("\ufffe", "\ufffd"))


def test_junit_fails_only_what_fails_the_run() -> None:
    info = finding(severity=Severity.INFO)
    assert "<failure" not in written("junit", {}, info)
    assert "<failure" in written("junit", {}, info, fail_on=Severity.INFO)


@EVERY
def test_rdjsonl_is_valid(name: str) -> None:
    lines = [json.loads(line) for line in in_repository("rdjsonl", name).splitlines()]
    for line in lines:
        Draft202012Validator(schema("rdjson-diagnostic.json")).validate(line)
    report = SAMPLES[name]
    assert len(lines) == len(report.active) + len(report.errors)
    for line, found in zip(lines, report.active, strict=False):
        assert line["message"] == visible(found.message)


def test_rdjsonl_counts_bytes() -> None:
    text = "\ufeff强\udcff [[x]]\r\n𐐀[[y]]\n"
    first, second = span(text, "[[x]]"), span(text, "[[y]]")
    ranges = [
        json.loads(line)["location"]["range"]
        for line in written("rdjsonl", {"a.md": text}, finding(at=first), finding(at=second)).splitlines()
    ]
    data = text.encode("utf-8", "surrogateescape")
    at = data.index(b"[[x]]") + 1
    assert ranges[0] == {"start": {"line": 1, "column": at}, "end": {"line": 1, "column": at + 5}}
    assert ranges[1]["start"] == {"line": 2, "column": 5}


@pytest.mark.parametrize(
    ("edits", "count"),
    [
        ([Edit("a.md", Span(1, 2), "x")], 1),
        ([Edit("b.md", Span(1, 2), "x")], 0),
        ([Edit("a.md", Span(1, 2), "\udcff")], 0),
        ([Edit("a.md", Span(0, 1), "x"), Edit("a.md", Span(1, 2), "x")], 0),
    ],
    ids=["here", "in another note", "not UTF-8", "two that belong together"],
)
def test_rdjsonl_suggests_what_can_be_applied_alone(edits: list[Edit], count: int) -> None:
    fix = Fix("t", tuple(edits), Safety.SAFE)
    line = json.loads(written("rdjsonl", {"a.md": "abc", "b.md": "abc"}, finding(at=Span(1, 2), fix=fix)))
    assert len(line.get("suggestions", [])) == count


# --- JSON lines -------------------------------------------------------------------------------------------------------


@EVERY
def test_jsonl_has_what_json_has(name: str) -> None:
    whole = json.loads(in_repository("json", name))
    *diagnostics, summary = map(json.loads, in_repository("jsonl", name).splitlines())
    assert diagnostics == [{"type": "diagnostic", **each} for each in whole["diagnostics"]]
    assert summary == {"type": "summary", "version": whole["version"], "root": whole["root"], **whole["summary"]}


def test_paths_start_at_the_vault_without_a_repository() -> None:
    for form in ("github", "azure", "gitlab", "rdjsonl", "sarif", "junit"):
        assert "sub/a.md" in shown(form, SAMPLES["clean"], PLAIN) + written(form, {}, finding("sub/a.md"))
