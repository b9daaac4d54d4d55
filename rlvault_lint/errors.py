"""What ends a run: one base class, whose message is one sentence for people.

`main` catches it alone and turns it into exit code 2; whoever calls `lint()` catches the same.
"""

from __future__ import annotations


class RunError(Exception):
    """The run can't go on. The message says what is wrong, where, and what to do about it."""
