"""Gives the report of an earlier run again where nothing has changed, before anything else is loaded.

Every other run goes on in `commands.app`.
"""

from __future__ import annotations

import sys
from time import perf_counter

TYPE_CHECKING = False  # see `files.replay`
if TYPE_CHECKING:
    from rlvault_lint.files.replay import Kept


def main(arguments: list[str] | None = None) -> int:
    """Run the command line and return its exit code."""
    started = perf_counter()
    arguments = sys.argv[1:] if arguments is None else arguments
    request = None
    if arguments[:1] == ["check"] and arguments[1:] not in (["--help"], ["-h"]):
        from rlvault_lint.files import replay

        request = replay.Request(arguments)
        if kept := request.kept():
            return _show(kept, started)
    from rlvault_lint.commands import app

    return app.main(arguments, request)


def _show(kept: Kept, started: float) -> int:
    """Write a report once more; the exit code."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    try:
        sys.stderr.write(kept.told)
        sys.stderr.flush()
    except (OSError, ValueError):
        from rlvault_lint.commands import terminal

        terminal.discard(sys.stderr)
    try:
        sys.stdout.write(kept.text(perf_counter() - started))
        sys.stdout.flush()
    except OSError as error:
        return _unwritten(error, kept.code)
    return kept.code


def _unwritten(error: OSError, code: int) -> int:
    """The exit code where the output could not be written: 2, but that of the report where nobody reads on."""
    from rlvault_lint.commands import terminal

    try:
        with terminal.writing():
            raise error
    except terminal.OutputError as failure:
        terminal.tell(str(failure))
        return 2
    return code
