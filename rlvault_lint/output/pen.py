"""What formats for people share: colours and links where the view allows them, and places."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from rlvault_lint.findings.report import Report
from rlvault_lint.output import inert
from rlvault_lint.output.places import Places, leading_from
from rlvault_lint.output.view import View
from rlvault_lint.text import Position
from rlvault_lint.wording import visible


class Pen:
    """Colours and links where the view allows them, plain text otherwise."""

    def __init__(self, report: Report, view: View) -> None:
        self._report = report
        self._view = view
        self.places = Places(report)
        self._paint = _painter() if view.color else None
        self._shown = lru_cache(maxsize=1024)(lambda path: leading_from(view.base, report.root, path))
        self._uri = lru_cache(maxsize=1024)(lambda path: report.root.absolute().joinpath(path).as_uri())

    def paint(self, text: str, style: str) -> str:
        """`text` in a style of rich's, such as `bold red`."""
        return self._paint(text, style) if self._paint else text

    def text(self, text: str) -> str:
        """Text of the vault, safe to show."""
        return self.inert(visible(text))

    def inert(self, shown: str) -> str:
        """What is safe in a terminal, made safe in the log of a CI service where that is where it goes."""
        return inert.plain(shown) if self._view.on_runner else shown

    def path(self, path: str, style: str = "") -> str:
        """The path of a file from the view's base, linked to that file."""
        return self.link(path, self.paint(self.text(self._shown(path)), style))

    def spot(self, path: str, start: Position, style: str = "") -> str:
        """`line:column` of a position in the file at a vault path, linked to that file."""
        line, column = start
        return self.link(path, self.paint(f"{line}:{column}", style))

    def place(self, path: str, start: Position, style: str = "") -> str:
        """`path:line:column`, with the path from the view's base, linked to that file."""
        return self.link(path, self.paint(self.plain_place(path, start), style))

    def plain_place(self, path: str, start: Position) -> str:
        """`path:line:column`, neither linked nor in colour."""
        line, column = start
        return f"{self.text(self._shown(path))}:{line}:{column}"

    def link(self, path: str, shown: str) -> str:
        """`shown`, made a link to the file at a vault path where the terminal follows links."""
        return f"\x1b]8;;{self._uri(path)}\x1b\\{shown}\x1b]8;;\x1b\\" if self._view.hyperlinks else shown


def _painter() -> Callable[[str, str], str]:
    # Styles are rendered one by one: 20,000 findings take rich's Console fifteen seconds, and this way one.
    from rich.color import ColorSystem
    from rich.style import Style

    return lambda text, style: Style.parse(style).render(text, color_system=ColorSystem.STANDARD)
