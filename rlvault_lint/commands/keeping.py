"""Keeps the report of a run of `check`, for `commands.again` to give it again."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from rlvault_lint.commands import terminal
from rlvault_lint.files import regular
from rlvault_lint.files.replay import Kept, Request

if TYPE_CHECKING:
    from rlvault_lint.files.entries import Entry
    from rlvault_lint.files.grounds import Grounds
    from rlvault_lint.findings.report import Report
    from rlvault_lint.output.formats import Format
    from rlvault_lint.output.view import View
    from rlvault_lint.settings.model import Settings


class Keeping:
    """What has to be known of a run for its report to be kept. It gives up as soon as something speaks against that."""

    def __init__(self, request: Request, record: regular.Record) -> None:
        self._request = request
        self._record = record
        self._grounds: Grounds | None = None
        self._kept: Kept | None = None

    @property
    def folders(self) -> Mapping[str, Sequence[Entry]]:
        """What was found in the vault's folders, by their paths; nothing if nobody has looked."""
        return self._request.state.folders if self._request.state else {}

    def begin(self, settings: Settings) -> None:
        """Look at the vault, of which nothing but its settings was read yet."""
        from rlvault_lint.files.grounds import Grounds, UncertainError

        # What a plugin's rule reads is its own affair; where links lead out of the vault is nobody's.
        if any(rule.plugin for rule in settings.rules) or settings.unusable:
            return
        with suppress(OSError, UncertainError):
            grounds = Grounds(self._request, self._record, settings.root)
            if not (settings.values.follow_outside and grounds.state.links_to_folders):
                self._grounds = grounds

    def write(self, report: Report, format_: Format, out: TextIO, view: View) -> None:
        """Write a report, and remember how it looks."""
        if self._grounds is None or report.errors:
            format_.write(report, out, view)
            return
        # The next run tells its own time: where this one stands, a number stands in that is in no vault.
        mark = int.from_bytes(os.urandom(5), "big") + 10**12
        text = _Text(out.encoding)
        format_.write(report._replace(seconds=float(mark)), text, view)
        found = re.split(rf"{mark}(\\?\.)(0+)", text.getvalue())
        if any(str(mark) in part for part in found):  # a format that tells the seconds in yet another way
            format_.write(report, out, view)
            return
        parts = [part if at % 3 == 0 else (part, len(found[at + 1])) for at, part in enumerate(found) if at % 3 < 2]
        self._kept = Kept(terminal.lines(*report.notices), parts, 0)
        out.write(self._kept.text(report.seconds))

    def end(self, code: int, paths: Sequence[Path]) -> None:
        """Keep what was written, for runs that are asked the same; this one ends with `code`."""
        if self._grounds is None or self._kept is None:
            return
        from rlvault_lint.files.grounds import UncertainError

        self._kept.code = code
        with suppress(OSError, ValueError, ImportError, UncertainError):
            self._grounds.keep(self._kept, paths)


class _Text(StringIO):
    """Text for a stream. What a format can write as it is, it asks for the stream's encoding."""

    def __init__(self, encoding: str) -> None:
        super().__init__()
        self._encoding = encoding

    @property
    def encoding(self) -> str:  # type: ignore[override]
        """The encoding of the stream that the text is for."""
        return self._encoding


@contextmanager
def recorded(request: Request | None) -> Iterator[Keeping | None]:
    """What keeps the report of the run until the block is left; None where there is nothing to keep it in."""
    if request is None or request.file is None:
        yield None
        return
    with regular.recorded() as record:
        yield Keeping(request, record)
