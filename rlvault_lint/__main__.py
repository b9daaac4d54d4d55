"""`python -m rlvault_lint`, and what the command `rlvault-lint` calls.

Everything else is imported in here, so that Ctrl-C at any moment is one sentence and exit code 2.
"""

from __future__ import annotations

import gc
import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NoReturn


def main() -> int:
    """Run the command line and return its exit code."""
    # `python -m` and `python -c` import from the current directory first, which may be somebody else's vault.
    if not sys.flags.safe_path and sys.path[:1] in ([""], [_here()]):
        del sys.path[0]
    # Millions of facts hold no cycles, and looking for some takes a third of the time of a run that ends soon.
    gc.disable()
    try:
        from rlvault_lint.commands import again

        return again.main()
    except KeyboardInterrupt:  # before or after `app.main` could catch it
        if sys.stderr is not None:
            sys.stderr.write("rlvault-lint: interrupted\n")
        return 2


def _here() -> str:
    try:
        return os.getcwd()  # noqa: PTH109 -- pathlib is yet to be imported
    except OSError:  # it is gone
        return ""


def run() -> NoReturn:
    """Run the command line and end the process, without taking apart first what the system takes back as a whole."""
    code = main()
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except (OSError, ValueError, AttributeError):  # full, or closed: `main` has said so where it matters
            continue
    os._exit(code)


if __name__ == "__main__":
    run()
