"""Runs the case files of rules; plugin authors can use it for theirs.

A case file is Markdown. Each `## heading` opens a case, a small vault:

- A line that holds nothing but a path in backticks names the file, the fence after it holds its content. The
  fence's info string may name an encoding to write it in (`md gbk`); UTF-8 if none.
- A `toml` fence holds the vault's settings. Without it, only the rule that the case file is named after runs.
- A comment on a line states what is expected there, and is taken out before the file is written:
  `[[Nope]] %% error: broken-link "Nope" %%`. The quoted text has to occur in the message. What is not stated
  must not be reported.
- A `fixed` fence shows a file after its fixes: the SAFE ones, or with `fixed unsafe` the UNSAFE ones as well.

Every case is run as written, with CRLF line ends, and with non-ASCII text before the body; fixes are applied
until nothing changes, and then nothing may be left to fix.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from rlvault_lint import pipeline
from rlvault_lint.files.root import SETTINGS_FILE
from rlvault_lint.findings.diagnostic import Diagnostic, Safety
from rlvault_lint.settings.load import load_settings
from rlvault_lint.text import Edit, apply_edits, decode
from rlvault_lint.wording import visible

_FENCE = re.compile(r"(`{3,}|~{3,})\s*(.*)")
_NAMED = re.compile(r"`([^`]+)`")
_EXPECTED = re.compile(r'[ \t]*%% (error|warning|info): ([\w/-]+)(?: "((?:[^"\\]|\\.)*)")? %%')
_PREFIX = "前言 😀 e\u0301\n\n"
_PREFIX_LINES = 2
_ROUNDS = 10


@dataclass(frozen=True, slots=True, order=True)
class Expected:
    """A finding that a case states: file, line from 1, rule, severity, and a part of the message."""

    path: str
    line: int
    rule: str
    severity: str
    message: str


@dataclass(slots=True)
class Case:
    """One small vault, and what is expected of it."""

    name: str
    rule: str
    files: dict[str, str] = field(default_factory=dict)
    encodings: dict[str, str] = field(default_factory=dict)
    toml: str | None = None
    expected: list[Expected] = field(default_factory=list)
    fixed: dict[str, str] = field(default_factory=dict)
    unsafe: bool = False


VARIANTS = ("as written", "CRLF", "non-ASCII prefix")


def read_cases(path: Path) -> list[Case]:
    """The cases of one case file. Raises ValueError for a fence that is never closed or has no path."""
    cases: list[Case] = []
    named = ""
    lines = iter(path.read_text("utf-8").splitlines())
    for line in lines:
        if line.startswith("## "):
            cases.append(Case(line[3:].strip(), path.stem))
        elif match := _NAMED.fullmatch(line.strip()):
            named = match.group(1)
        elif (match := _FENCE.fullmatch(line)) and cases:
            _add(cases[-1], named, match.group(2).split(), list(_until(match.group(1), lines, path)))
    return cases


def _until(fence: str, lines: Iterator[str], path: Path) -> Iterator[str]:
    for line in lines:
        if line.strip() == fence:
            return
        yield line
    raise ValueError(f"{path.name}: a fence is never closed")


def _add(case: Case, named: str, info: Sequence[str], lines: list[str]) -> None:
    if info[:1] == ["toml"]:
        case.toml = "".join(f"{line}\n" for line in lines)
        return
    if not named:
        raise ValueError(f"case {case.name!r}: a fence has no path before it")
    if info[:1] == ["fixed"]:
        case.fixed[named] = "".join(f"{line}\n" for line in lines)
        case.unsafe = case.unsafe or "unsafe" in info
        return
    for number, line in enumerate(lines, 1):
        for severity, rule, message in _EXPECTED.findall(line):
            case.expected.append(Expected(named, number, rule, severity, message.replace('\\"', '"')))
    case.files[named] = "".join(f"{_EXPECTED.sub('', line)}\n" for line in lines)
    if len(info) > 1:
        case.encodings[named] = info[1]


def check(case: Case, variant: str = VARIANTS[0]) -> None:
    """Run a case in one of `VARIANTS`. Raises AssertionError that says what was expected and what was found."""
    with TemporaryDirectory() as folder:
        root = Path(folder).resolve()
        prefixed = _write(case, variant, root)
        found = _lint(root, prefixed)
        expected = sorted(case.expected)
        assert _matches(expected, found), _difference(case, variant, expected, found)
        if case.fixed:
            _fix(root, case.unsafe)
            for path, text in case.fixed.items():
                after = decode((root / path).read_bytes()).replace("\r\n", "\n").replace(_PREFIX, "")
                assert after == text, f"{case.name} ({variant}): {path} after the fix:\n{after}\nexpected:\n{text}"


def _write(case: Case, variant: str, root: Path) -> dict[str, int]:
    """Write the vault; return after how many lines of a file the variant put its prefix."""
    prefixed: dict[str, int] = {}
    toml = case.toml if case.toml is not None else ""
    if not re.search(r"^(extend-)?select\b", toml, re.MULTILINE):
        toml = f'select = ["{case.rule}"]\n{toml}'
    (root / SETTINGS_FILE).write_text(toml, "utf-8")
    for path, text in case.files.items():
        if variant == "CRLF":
            text = text.replace("\n", "\r\n")
        elif variant == "non-ASCII prefix" and path.endswith(".md") and path not in case.encodings:
            body = _body(text)
            if body is not None:
                prefixed[path] = text[:body].count("\n")
                text = text[:body] + _PREFIX + text[body:]
        target = root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(text.encode(case.encodings.get(path, "utf-8")))
    return prefixed


def _body(text: str) -> int | None:
    """Where the body starts; None if text put there would change what the file is."""
    if not text.startswith("---\n"):
        return 0
    close = re.compile(r"^---[ \t]*\n", re.MULTILINE).search(text, 4)
    return close.end() if close else None


def _lint(root: Path, prefixed: Mapping[str, int]) -> list[tuple[Expected, Diagnostic]]:
    """The findings in the vault, with their lines as the case file counts them."""
    report = pipeline.run(load_settings(root))
    assert not report.errors, report.errors
    found = []
    for each in report.active:
        line = each.line
        if line > prefixed.get(each.path, line) + _PREFIX_LINES:
            line -= _PREFIX_LINES
        found.append((Expected(each.path, line, each.rule, each.severity.value, each.message), each))
    return found


def _matches(expected: list[Expected], found: list[tuple[Expected, Diagnostic]]) -> bool:
    actual = sorted(each for each, _ in found)
    if len(actual) != len(expected):
        return False
    left = list(actual)
    for wanted in expected:
        hit = next((each for each in left if _fits(wanted, each)), None)
        if hit is None:
            return False
        left.remove(hit)
    return True


def _fits(wanted: Expected, actual: Expected) -> bool:
    return (wanted.path, wanted.line, wanted.rule, wanted.severity) == (
        actual.path,
        actual.line,
        actual.rule,
        actual.severity,
    ) and wanted.message in actual.message


def _difference(case: Case, variant: str, expected: list[Expected], found: list[tuple[Expected, Diagnostic]]) -> str:
    def listed(findings: list[Expected]) -> str:
        return "".join(
            f"\n  {each.path}:{each.line}: {each.severity}: {each.rule} {visible(each.message)}" for each in findings
        )

    actual = sorted(each for each, _ in found)
    return f"{case.name} ({variant})\nexpected:{listed(expected)}\nfound:{listed(actual)}"


def _fix(root: Path, unsafe: bool) -> None:
    """Apply all fixes until nothing changes. Edits that overlap others of the same round wait for the next."""
    allowed = {Safety.SAFE, Safety.UNSAFE} if unsafe else {Safety.SAFE}
    for _ in range(_ROUNDS):
        edits: dict[str, list[Edit]] = {}
        fixes = [each.fix for _, each in _lint(root, {}) if each.fix is not None and each.fix.safety in allowed]
        for fix in fixes:
            if all(_is_free(edit, edits.get(edit.path, [])) for edit in fix.edits):
                for edit in fix.edits:
                    edits.setdefault(edit.path, []).append(edit)
        if not edits:
            return
        for path, changes in edits.items():
            text = decode((root / path).read_bytes())
            (root / path).write_bytes(apply_edits(text, changes).encode("utf-8", "surrogateescape"))
    raise AssertionError(f"the fixes do not settle in {_ROUNDS} rounds")


def _is_free(edit: Edit, others: list[Edit]) -> bool:
    return all(
        edit == other or edit.span.end <= other.span.start or other.span.end <= edit.span.start for other in others
    )
