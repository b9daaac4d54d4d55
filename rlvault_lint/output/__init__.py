"""The output formats: one module each, named after the format, with `write(report, out, view)` of its own.

Here is what they share: how the output is wanted (`View`), where things are (`Places`), and for the formats that people
read, colours, links, the table by rule and the closing line (`Pen`). A format never prints `Report.errors`: those are
told on stderr by whoever ran the check.

Text from notes and file names is hostile until proven otherwise. It reaches the output only through `text.visible`, and
is never read as markup; in links it stands percent-encoded.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from importlib import import_module
from pathlib import Path
from types import ModuleType

from rlvault_lint.findings.diagnostic import Severity
from rlvault_lint.findings.report import Report, is_fixable
from rlvault_lint.text import Lines, Position
from rlvault_lint.wording import visible

FORMATS = ("full", "concise", "json")

SEVERITY_STYLE = {Severity.ERROR: "bold red", Severity.WARNING: "bold yellow", Severity.INFO: "bold blue"}


@dataclass(frozen=True, slots=True)
class View:
    """How the output is wanted.

    `color` and `hyperlinks` allow escape sequences. `width` is the terminal's width in cells, None where the output is
    no terminal. `verbose` says more, `quiet` leaves out everything but findings, `statistics` shows the table by rule
    instead of findings. Paths lead there from the folder `base`; None is the vault's root.
    """

    color: bool
    hyperlinks: bool
    width: int | None
    verbose: bool = False
    quiet: bool = False
    statistics: bool = False
    base: Path | None = None


def load(name: str) -> ModuleType:
    """The module of the format called `name`, one of `FORMATS`; the others are not imported."""
    return import_module(f"{__name__}.{name}")


class Places:
    """Lines and columns in the files of a report. Findings come file by file, so some line indexes are kept."""

    def __init__(self, report: Report) -> None:
        self.lines: Callable[[str], Lines] = lru_cache(maxsize=256)(report.lines)

    def position(self, path: str, offset: int) -> Position:
        """Line and column of a character offset in the file at a vault path."""
        return self.lines(path).position(offset)


class Pen:
    """Colours and links where the view allows them, plain text otherwise."""

    def __init__(self, report: Report, view: View) -> None:
        self._report = report
        self._view = view
        self.places = Places(report)
        self._paint = _painter() if view.color else None
        self._shown = lru_cache(maxsize=1024)(lambda path: _from(view.base, report.root, path))
        self._uri = lru_cache(maxsize=1024)(lambda path: report.root.absolute().joinpath(path).as_uri())

    def paint(self, text: str, style: str) -> str:
        """`text` in a style of rich's, such as `bold red`."""
        return self._paint(text, style) if self._paint else text

    def place(self, path: str, start: Position, style: str = "") -> str:
        """`path:line:column` of a position in the file at a vault path, linked to that file and leading there from the
        view's base.
        """
        line, column = start
        text = self.paint(f"{visible(self._shown(path))}:{line}:{column}", style)
        return f"\x1b]8;;{self._uri(path)}\x1b\\{text}\x1b]8;;\x1b\\" if self._view.hyperlinks else text

    def table(self) -> str:
        """The findings counted by rule, most first: count, severity, rule, and how many of them can be fixed."""
        found = Counter((each.rule, each.severity) for each in self._report.active)
        fixable = Counter((each.rule, each.severity) for each in self._report.active if is_fixable(each))
        wide = max(map(len, ("rule", *(rule for rule, _ in found))))
        rows = [self.paint(f"count  severity  {'rule':{wide}}  fixable", "dim")]
        for (rule, severity), count in sorted(found.items(), key=lambda item: (-item[1], item[0])):
            colored = self.paint(f"{severity:8}", SEVERITY_STYLE[severity])
            rows.append(f"{count:5}  {colored}  {rule:{wide}}  {fixable[rule, severity] or '-':>7}")
        return "".join(f"{row}\n" for row in rows) if found else ""

    def closing(self) -> str:
        """The last lines of the output: what was found, in how many files, how fast; the vault's root where verbose."""
        report = self._report
        counts = ", ".join(
            self.paint(_plural(count, severity), SEVERITY_STYLE[severity])
            for severity, count in report.by_severity().items()
        )
        files = _plural(report.checked, "file")
        if counts:
            text = f"{counts} in {len({each.path for each in report.active})} of {files}"
        else:
            text = f"{self.paint('No problems', 'bold green')} in {files}"
        text += f" ({report.seconds:.2f} s)\n"
        if report.errors:
            text += f"The run is incomplete: {_plural(len(report.errors), 'failure')}, told on stderr.\n"
        return f"Vault: {visible(str(report.root))}\n{text}" if self._view.verbose else text


def _from(base: Path | None, root: Path, path: str) -> str:
    """A vault path as it leads there from `base`: relative where one of base and root lies in the other."""
    if base is None or base == root:
        return path
    related = base.is_relative_to(root) or root.is_relative_to(base)
    return Path(os.path.relpath(root / path, base)).as_posix() if related else str(root / path)


def _plural(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def _painter() -> Callable[[str, str], str]:
    # Styles are rendered one by one: 20,000 findings take rich's Console fifteen seconds, and this way one.
    from rich.color import ColorSystem
    from rich.style import Style

    return lambda text, style: Style.parse(style).render(text, color_system=ColorSystem.STANDARD)
