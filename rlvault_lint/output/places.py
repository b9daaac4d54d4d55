"""Where things are in the files of a report: lines and columns, and paths as each reader of the output needs them."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from urllib.parse import quote

from rlvault_lint.findings.report import Report
from rlvault_lint.text import Lines, Position, Span, line_start

_SURROGATE = re.compile("[\ud800-\udfff]")


class Places:
    """The lines of the files of a report. Findings come file by file, so some indexes are kept."""

    def __init__(self, report: Report) -> None:
        self.lines: Callable[[str], Lines] = lru_cache(maxsize=256)(report.lines)

    def span(self, path: str, span: Span) -> tuple[Position, Position]:
        """Where a span in the file at a vault path begins, and the place just behind its last character."""
        lines = self.lines(path)
        return lines.position(span.start), lines.position(span.end)

    def in_bytes(self, path: str, span: Span) -> tuple[Position, Position]:
        """Like `span`, but columns count bytes of UTF-8 from 1, those of a byte order mark among them."""
        start, end = self.span(path, span)
        text = self.lines(path).text
        return _in_bytes(text, start, span.start), _in_bytes(text, end, span.end)


def _in_bytes(text: str, position: Position, offset: int) -> Position:
    offset = min(offset, len(text))
    before = text[line_start(text, offset) : offset].encode("utf-8", "surrogateescape")
    return Position(position.line, 1 + len(before))


def leading_from(base: Path | None, root: Path, path: str) -> str:
    """A path of the vault at `root` as seen from `base`: relative where one of these lies in the other."""
    if base is None or base == root:
        return path
    related = base.is_relative_to(root) or root.is_relative_to(base)
    return Path(os.path.relpath(root / path, base)).as_posix() if related else (root / path).as_posix()


def as_uri(path: str) -> str:
    """A path as a URI reference, percent-encoded; bytes of a name that are not UTF-8 stay what they are."""
    encoded = quote(path.encode("utf-8", "surrogateescape"), safe="/")
    return f"./{encoded}" if encoded.startswith("/") else encoded


def well_formed(text: str) -> str:
    """`text` without lone surrogates, which many readers of JSON and all of XML refuse."""
    return _SURROGATE.sub("\ufffd", text)
