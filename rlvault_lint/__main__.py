"""`python -m rlvault_lint`: the same as the command `rlvault-lint`."""

from __future__ import annotations

import sys

from rlvault_lint.commands.app import main

if __name__ == "__main__":
    sys.exit(main())
