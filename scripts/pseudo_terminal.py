"""Runs a command in a terminal of its own, on Linux and macOS, for what is shown of it in the documentation."""

from __future__ import annotations

import os
import struct
import subprocess
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path


def run(command: Sequence[str], folder: Path, environment: Mapping[str, str], width: int) -> tuple[str, int]:
    """What a command prints in `folder`, on stdout and stderr, in a terminal `width` columns wide; its exit code."""
    import fcntl  # these two are not on Windows, where tests of what needs no terminal run too
    import termios

    ours, theirs = os.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 40, width, 0, 0))
    process = subprocess.Popen(
        command, cwd=folder, env=environment, stdin=subprocess.DEVNULL, stdout=theirs, stderr=theirs
    )
    os.close(theirs)
    parts = []
    with suppress(OSError):  # that is how a terminal's other end tells that it is closed
        while part := os.read(ours, 65536):
            parts.append(part)
    os.close(ours)
    code = process.wait()
    return b"".join(parts).decode("utf-8", "replace").replace("\r\n", "\n"), code
