"""Runs the case files of rules, ours and those of plugins.

A case file is Markdown. Its `# title` is the name of the rule; each `## heading` opens a case, a small vault:

- A line that holds nothing but a path in backticks names the file, the fence after it holds its content. The
  fence's info string may name an encoding to write it in (`md gbk`); UTF-8 if none.
- A `toml` fence holds the vault's settings. If they select nothing, only the rule itself runs.
- A comment states what is found in its line: `[[Nope]] %% error: broken-link "Nope" %%`. On a line of its own it means
  the next line. The quoted text has to occur in the message. What is not stated must not be found.
- A `fixed` fence shows a file after its safe fixes, a `fixed unsafe` fence after the unsafe ones as well. Fixes are
  made until nothing changes.
- A `md example` fence stays empty: the file holds the example of the rule's page, and with each further such fence its
  next block, or the last one again. Where lines of it are marked with `<- ...`, it is these that something is found in.
- `Variants: plain, CRLF` names the `VARIANTS` that the case is run in, if not all of them.

Text between these is for people. `update` writes into a case file what is found and fixed now.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from rlvault_lint import explain, pipeline, session
from rlvault_lint.files.root import SETTINGS_FILE
from rlvault_lint.findings.diagnostic import Diagnostic, Safety
from rlvault_lint.fixing.converge import converge
from rlvault_lint.judging import judge
from rlvault_lint.registry import registry
from rlvault_lint.settings.load import load_settings
from rlvault_lint.settings.model import Settings
from rlvault_lint.text import decode
from rlvault_lint.vault.vault import Vault
from rlvault_lint.wording import visible

VARIANTS = ("plain", "CRLF", "prefix")
"""As written; with CRLF line ends; with text that is not ASCII before the body of each note."""

LONGEST = 120
"""No line that `update` writes is longer, if the file's own lines are not."""

_FENCE = re.compile(r"(`{3,}|~{3,})\s*(.*)")
_NAMED = re.compile(r"`([^`]+)`")
_VARIANTS = re.compile(r"Variants: (.*)")
_EXPECTED = re.compile(r'[ \t]*%% (error|warning|info): ([\w/-]+)(?: "((?:[^"\\]|\\.)*)")? %%')
_OWN_LINE = re.compile(rf"(?:{_EXPECTED.pattern})+[ \t]*")
_MARK = re.compile(r" {2,}<- .*")
_PREFIX = "前言 😀 e\u0301\n\n"
_PREFIX_LINES = 2
_ALLOWED = {"fixed": (Safety.SAFE,), "fixed unsafe": (Safety.SAFE, Safety.UNSAFE)}


class Expected(NamedTuple):
    """A finding that a case states: file, line from 1, rule, severity, and a part of the message."""

    path: str
    line: int
    rule: str
    severity: str
    message: str

    def fits(self, found: Expected) -> bool:
        """Whether a finding, with its whole message, is the one that is stated."""
        return found._replace(message="") == self._replace(message="") and self.message in found.message


class Line(NamedTuple):
    """A line of a file as a case file has it: `written` are all its lines there, those of its assertions too.

    `text` is None at the end of the file, which something may be stated of as well.
    """

    written: tuple[str, ...]
    text: str | None
    expected: tuple[Expected, ...]


class Fence(NamedTuple):
    """A fenced block of a case file: `kind` is `toml`, `file`, `example`, `fixed` or `fixed unsafe`; `first` counts the
    lines of the case file before its content, `lines`.
    """

    kind: str
    path: str
    encoding: str
    first: int
    lines: tuple[str, ...]

    @property
    def text(self) -> str:
        """Its content as it is written."""
        return "".join(f"{line}\n" for line in self.lines)

    def parsed(self) -> Iterator[Line]:
        """The lines of the file that it holds, each with what is stated of it; the last one is the file's end."""
        number, own = 1, list[str]()
        for line in self.lines:
            if _OWN_LINE.fullmatch(line):
                own.append(line)
                continue
            written = (*own, line)
            yield Line(written, _EXPECTED.sub("", line), tuple(_stated(written, self.path, number)))
            number, own = number + 1, []
        yield Line(tuple(own), None, tuple(_stated(own, self.path, number)))


class Case:
    """One small vault, and what is expected of it; it prints as rule and name."""

    def __init__(self, name: str, rule: str) -> None:
        self.name = name
        self.rule = rule
        self.variants: tuple[str, ...] = VARIANTS
        self.fences: list[Fence] = []

    def __str__(self) -> str:
        return f"{self.rule}: {self.name}"

    def of(self, kind: str) -> list[Fence]:
        """The fences of a kind."""
        return [fence for fence in self.fences if fence.kind == kind]

    @property
    def expected(self) -> list[Expected]:
        """What is stated, sorted."""
        return sorted(each for fence in self.of("file") for line in fence.parsed() for each in line.expected)

    @property
    def files(self) -> dict[str, str]:
        """The content of each file, by its path."""
        files = {
            fence.path: "".join(f"{line.text}\n" for line in fence.parsed() if line.text is not None)
            for fence in self.of("file")
        }
        for fence, (language, text) in self._examples():
            clean = _MARK.sub("", text)
            files[fence.path] = f"---\n{clean}---\n" if language == "yaml" else clean
        return files

    def marked(self) -> dict[str, set[int]]:
        """By path, the lines of the page's example in which a finding is marked."""
        return {
            fence.path: {number for number, line in enumerate(text.splitlines(), 1) if _MARK.search(line)}
            for fence, (_, text) in self._examples()
        }

    def _examples(self) -> Iterator[tuple[Fence, tuple[str, str]]]:
        if fences := self.of("example"):
            blocks = explain.examples(registry()[self.rule])
            yield from ((fence, blocks[min(at, len(blocks) - 1)]) for at, fence in enumerate(fences))


# --- reading --------------------------------------------------------------------------------------------------------


def read_cases(path: Path) -> list[Case]:
    """The cases of one case file. Raises ValueError for a fence that is never closed or has no path, and for a variant
    that there is not.
    """
    cases: list[Case] = []
    rule = named = ""
    lines = iter(enumerate(path.read_text("utf-8").splitlines()))
    for number, line in lines:
        if line.startswith("# ") and not rule:
            rule = line[2:].strip()
        elif line.startswith("## "):
            cases.append(Case(line[3:].strip(), rule))
            named = ""
        elif match := _NAMED.fullmatch(line.strip()):
            named = match[1]
        elif (match := _VARIANTS.fullmatch(line)) and cases:
            cases[-1].variants = _variants(match[1], cases[-1])
        elif (match := _FENCE.fullmatch(line)) and cases:
            inside = tuple(_until(match[1], lines, path))
            cases[-1].fences.append(_fence(cases[-1], named, match[2].split(), number + 1, inside))
    return cases


def _variants(text: str, case: Case) -> tuple[str, ...]:
    names = tuple(name.strip() for name in text.split(","))
    if unknown := [name for name in names if name not in VARIANTS]:
        raise ValueError(f"{case}: there is no variant {unknown[0]!r}: choose from {', '.join(VARIANTS)}")
    return names


def _until(mark: str, lines: Iterator[tuple[int, str]], path: Path) -> Iterator[str]:
    for _, line in lines:
        if line.strip() == mark:
            return
        yield line
    raise ValueError(f"{path.name}: a fence is never closed")


def _fence(case: Case, path: str, info: list[str], first: int, lines: tuple[str, ...]) -> Fence:
    if info == ["toml"]:
        return Fence("toml", "", "utf-8", first, lines)
    if not path:
        raise ValueError(f"{case}: a fence has no path before it")
    if info[:1] == ["fixed"]:
        return Fence(" ".join(info), path, "utf-8", first, lines)
    if info[1:] == ["example"]:
        if lines:
            raise ValueError(f"{case}: a fence for the example has to be empty, as its content comes from the page")
        return Fence("example", path, "utf-8", first, lines)
    return Fence("file", path, info[1] if len(info) > 1 else "utf-8", first, lines)


def _stated(lines: Iterable[str], path: str, number: int) -> Iterator[Expected]:
    for line in lines:
        for severity, rule, message in _EXPECTED.findall(line):
            yield Expected(path, number, rule, severity, re.sub(r"\\(.)", r"\1", message))


# --- running --------------------------------------------------------------------------------------------------------


def check(case: Case, variant: str | None = None) -> None:
    """Run a case in one of `VARIANTS`, or in all of its own. Raises AssertionError that says what was expected and what
    was found.
    """
    for name in case.variants if variant is None else (variant,):
        with _run(case, name) as run:
            marked = case.marked()
            here = [each for each, _ in run.found if each.path in marked]
            elsewhere = [each for each, _ in run.found if each.path not in marked]
            assert _unmatched(case.expected, elsewhere) == ([], []), _difference(case, name, elsewhere)
            for path, lines in marked.items():
                in_lines = {each.line for each in here if each.path == path}
                assert not lines or in_lines == lines, f"{case} ({name}): findings in lines {in_lines}, marked {lines}"
            assert not marked or run.found, f"{case} ({name}): nothing is found in the page's example"
            for kind in _ALLOWED:
                after = run.after(kind) if case.of(kind) else {}
                for fence in case.of(kind):
                    assert after[fence.path] == fence.text, (
                        f"{case} ({name}): {fence.path} {kind}:\n{after[fence.path]}\nexpected:\n{fence.text}"
                    )


def findings(case: Case) -> list[Diagnostic]:
    """What the case's rule finds in it, in the first of its variants."""
    with _run(case, case.variants[0]) as run:
        return [each for _, each in run.found if each.rule == case.rule]


class _Run(NamedTuple):
    """One run of a case: its findings, as they would be stated and as they are, both sorted by place."""

    settings: Settings
    found: list[tuple[Expected, Diagnostic]]

    def after(self, kind: str) -> dict[str, str]:
        """The files after their fixes, without what the variant added."""
        loaded = session.load(self.settings)
        wanted = sorted(loaded.files.checked)

        def judged(vault: Vault) -> list[Diagnostic]:
            settings = self.settings
            verdict = judge(vault, settings.rules, settings.per_path_ignores, wanted, settings.known)
            assert not verdict.failures, verdict.failures
            return verdict.findings

        outcome = converge(
            loaded.vault,
            judged(loaded.vault),
            judged,
            loaded.data.__getitem__,
            _ALLOWED[kind],
            loaded.data.__contains__,
        )
        assert not outcome.failed, outcome.failed
        data = dict(loaded.data) | {change.path: change.after for change in outcome.changes}
        return {path: decode(each).replace("\r\n", "\n").replace(_PREFIX, "") for path, each in data.items()}


@contextmanager
def _run(case: Case, variant: str) -> Iterator[_Run]:
    with TemporaryDirectory() as folder:
        root = Path(folder).resolve()
        shifted = write(case, variant, root)
        settings = load_settings(root)
        report = pipeline.run(settings)
        assert not report.errors, report.errors
        yield _Run(settings, [(_as_stated(each, shifted), each) for each in report.active])


def write(case: Case, variant: str, root: Path) -> dict[str, int]:
    """Write the vault of a case below `root`; by vault path, how many lines the variant put before the text."""
    toml = "".join(fence.text for fence in case.of("toml"))
    if not re.search(r"^(extend-)?select\b", toml, re.MULTILINE):
        toml = f'select = ["{case.rule}"]\n{toml}'
    (root / SETTINGS_FILE).write_text(toml, "utf-8")
    encodings = {fence.path: fence.encoding for fence in case.of("file")}
    shifted: dict[str, int] = {}
    for path, text in case.files.items():
        encoding = encodings.get(path, "utf-8")
        if variant == "CRLF":
            text = text.replace("\n", "\r\n")
        elif variant == "prefix" and path.endswith(".md") and encoding == "utf-8":
            body = _body(text)
            if body is not None:
                shifted[path] = text[:body].count("\n")
                text = text[:body] + _PREFIX + text[body:]
        target = root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(text.encode(encoding))
    return shifted


def _body(text: str) -> int | None:
    """Where the body starts; None if text put there would change what the file is."""
    if not text.startswith("---\n"):
        return 0
    close = re.compile(r"^---[ \t]*\n", re.MULTILINE).search(text, 4)
    return close.end() if close else None


def _as_stated(found: Diagnostic, shifted: Mapping[str, int]) -> Expected:
    """A finding as a case would state it, with its line as the case file counts it."""
    line = found.line
    if line > shifted.get(found.path, line) + _PREFIX_LINES:
        line -= _PREFIX_LINES
    return Expected(found.path, line, found.rule, found.severity.value, found.message)


def _unmatched(stated: Iterable[Expected], found: Iterable[Expected]) -> tuple[list[Expected], list[Expected]]:
    """What of `stated` is not found, and what of `found` is not stated."""
    missing, left = [], sorted(found)
    for wanted in stated:
        hit = next((each for each in left if wanted.fits(each)), None)
        if hit is None:
            missing.append(wanted)
        else:
            left.remove(hit)
    return missing, left


def _difference(case: Case, variant: str, found: list[Expected]) -> str:
    def listed(findings: list[Expected]) -> str:
        return "".join(
            f"\n  {each.path}:{each.line}: {each.severity}: {each.rule} {visible(each.message)}" for each in findings
        )

    missing, unstated = _unmatched(case.expected, found)
    return f"{case} ({variant})\nstated, not found:{listed(missing)}\nfound, not stated:{listed(unstated)}"


# --- updating -------------------------------------------------------------------------------------------------------


def update(path: Path) -> bool:
    """Write into a case file what is found and fixed now, and break lines that are too long; whether that changed it.

    What is stated and found stays as it is stated.
    """
    before = path.read_text("utf-8")
    lines = before.splitlines()
    for case in reversed(read_cases(path)):
        with _run(case, case.variants[0]) as run:
            after = {kind: run.after(kind) for kind in _ALLOWED if case.of(kind)}
            for fence in reversed(case.fences):
                inside = list(fence.lines)
                if fence.kind == "file":
                    found = [each for each, _ in run.found if each.path == fence.path]
                    inside = [each for line in enumerate(fence.parsed(), 1) for each in _updated(*line, found)]
                elif fence.kind in after:
                    inside = after[fence.kind][fence.path].split("\n")[:-1]
                lines[fence.first : fence.first + len(fence.lines)] = inside
    text = "".join(f"{line}\n" for line in lines)
    path.write_text(text, "utf-8", newline="\n")
    return text != before


def _updated(number: int, line: Line, found: list[Expected]) -> list[str]:
    """A line of a file with assertions for what is found in it."""
    missing, unstated = _unmatched(line.expected, (each for each in found if each.line == number))
    if not missing and not unstated and all(len(each) <= LONGEST for each in line.written):
        return list(line.written)
    kept = [each for each in line.expected if each not in missing]
    own = [_assertion(each) for each in (*kept, *unstated)]
    return own if line.text is None else [*own, line.text]


def _assertion(stated: Expected) -> str:
    """What states a finding, on a line of its own, with as much of its message as fits."""
    start, text = f"%% {stated.severity}: {stated.rule}", stated.message
    while text:
        escaped = re.sub(r'(["\\])', r"\\\1", text)
        if len(line := f'{start} "{escaped}" %%') <= LONGEST:
            return line
        text = text[:-1].rstrip()
    return f"{start} %%"
