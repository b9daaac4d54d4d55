"""How the output is wanted."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple


class View(NamedTuple):
    """How the output is wanted.

    `color` and `hyperlinks` allow escape sequences. `width` is the terminal's width in cells, None where the output is
    no terminal. `verbose` says more, `quiet` leaves out everything but findings, `statistics` shows the table by rule
    instead of findings. Formats for people show paths as seen from the folder `base`, formats for a CI
    service those from the folder `top`, the repository's; None is the vault's root. `on_runner` is true where a CI
    service reads all that is written, and obeys commands in it.
    """

    color: bool
    hyperlinks: bool
    width: int | None
    verbose: bool = False
    quiet: bool = False
    statistics: bool = False
    base: Path | None = None
    top: Path | None = None
    on_runner: bool = False
