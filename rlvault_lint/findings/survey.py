"""What a run looked at, counted: what "no problems" stands on, and what a picture of the vault is drawn from."""

from __future__ import annotations

from typing import NamedTuple


class Wanted(NamedTuple):
    """A target that links name and that is not there, as most of them write it."""

    target: str
    links: int
    notes: int


class Route(NamedTuple):
    """The links from one folder to another, or to nowhere (None); `broken` of them miss a file, heading or block."""

    source: str
    target: str | None
    links: int
    broken: int


class Coverage(NamedTuple):
    """The notes that lie nearest to a MOC, at or below its folder, and how many of them some MOC lists."""

    mocs: tuple[str, ...]
    notes: int
    listed: int


class Survey(NamedTuple):
    """What a run looked at.

    `links` are all that were judged, `broken` those among them that miss their file, heading or block; `notes`, `mocs`
    and `canvases` count the files judged. `wanted` has the targets that findings miss, most linked first, `routes` the
    links between folders by name, `coverage` the MOCs by path.
    """

    links: int = 0
    broken: int = 0
    notes: int = 0
    mocs: int = 0
    canvases: int = 0
    wanted: tuple[Wanted, ...] = ()
    routes: tuple[Route, ...] = ()
    coverage: tuple[Coverage, ...] = ()
