"""`python -m rlvault_lint`, and what the command `rlvault-lint` calls.

Everything else is imported in here, so that Ctrl-C at any moment is one sentence and exit code 2.
"""

from __future__ import annotations

import sys


def main() -> int:
    """Run the command line and return its exit code."""
    # `python -m` and `python -c` import from the current directory first, which may be somebody else's vault.
    if not sys.flags.safe_path and sys.path[:1] in ([""], [_here()]):
        del sys.path[0]
    try:
        from rlvault_lint.commands import again

        return again.main()
    except KeyboardInterrupt:  # before or after `app.main` could catch it
        if sys.stderr is not None:
            sys.stderr.write("rlvault-lint: interrupted\n")
        return 2


def _here() -> str:
    import os  # Python has imported it already

    try:
        return os.getcwd()  # noqa: PTH109 -- pathlib is yet to be imported
    except OSError:  # it is gone
        return ""


if __name__ == "__main__":
    sys.exit(main())
