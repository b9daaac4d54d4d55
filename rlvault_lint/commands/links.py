"""`rlvault-lint links`: list every link of a vault and what it resolves to, for programs or for people."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

import click

from rlvault_lint.commands import options, terminal
from rlvault_lint.wording import plural, visible

if TYPE_CHECKING:
    from rlvault_lint.commands.rows import LinkRow, TargetRow


@click.command
@options.paths
@options.vault_and_config
@options.reading
@click.option("--broken", is_flag=True, help="Only the links that point to nothing.")
@click.option(
    "--by-target", is_flag=True, help="With --broken: the missing files, most wanted first, and what is known of them."
)
@click.option(
    "--format",
    "format_",
    metavar="FORMAT",
    type=options.OneOf(("table", "jsonl")),
    help="`table` for people, or `jsonl`, a JSON object per line.  [default: table on a terminal, else jsonl]",
)
def command(
    paths: tuple[Path, ...],
    broken: bool,
    by_target: bool,
    format_: str | None,
    reading: options.ReadingOptions,
    **asked: Any,
) -> int:
    """List every link and what it resolves to, by where it begins; `check` tells where in it a fault is.

    Exit code 0, also where links are broken (`check` judges them), or 2 where the run itself failed.
    """
    from rlvault_lint.commands.rows import rows, targets
    from rlvault_lint.findings.report import FAILED, OK

    if by_target and not broken:
        raise click.UsageError("--by-target goes with --broken: add it")
    settings = options.load(paths, **asked)
    with terminal.writing() as out:
        is_table = (format_ or ("table" if out.isatty() else "jsonl")) == "table"
        if by_target:
            missing, errors = targets(settings, paths, reading.of(settings.root))
            (_targets if is_table else _jsonl)(missing, out)
        else:
            found, errors = rows(settings, paths, reading.of(settings.root))
            wanted = (row for row in found if row.is_broken or not broken)
            (_table if is_table else _jsonl)(wanted, out)
    terminal.tell(*errors)
    return FAILED if errors else OK


def _jsonl(rows: Iterable[LinkRow | TargetRow], out: TextIO) -> None:
    """Each row as one line of JSON; `candidates` is there only if there are several."""
    from rlvault_lint.commands.rows import TargetRow
    from rlvault_lint.output.inert import dumps

    for row in rows:
        content = row._asdict()
        if isinstance(row, TargetRow):
            content["places"] = [place._asdict() for place in row.places]
        if not content.get("candidates", True):
            del content["candidates"]
        out.write(f"{dumps(content, out)}\n")


def _targets(rows: Iterable[TargetRow], out: TextIO) -> None:
    """A head for each missing target, below it what is known of it, and its places."""
    for row in rows:
        out.write(f"{visible(row.target)}  ({plural(row.links, 'link')})\n")
        out.write(f"{terminal.fitted(f'  {visible(row.known)}', out)}\n")
        out.writelines(f"  {visible(f'{each.source}:{each.line}:{each.column}  {each.link}')}\n" for each in row.places)


def _table(rows: Iterable[LinkRow], out: TextIO) -> None:
    """A head for each note, below it a row for each link: where it is, its text, what it points to.

    On a terminal links are cut so that they leave room for what they point to; where that is too long all the same, it
    has a line of its own, as paths are never cut. Written by hand, as rich takes half a minute for a large vault.
    """
    from rich.cells import cell_len

    width = terminal.width(out)
    most = width // 2 if width else None
    for source, links in groupby(rows, attrgetter("source")):
        cells = [(f"{row.line}:{row.column}", _cut(visible(row.link), most), _outcome(row)) for row in links]
        place, link = (max(cell_len(row[column]) for row in cells) for column in (0, 1))
        out.write(f"{visible(source)}\n")
        for at, text, outcome in cells:
            before = f"  {at:>{place}}  {text}"
            fits = width is None or 4 + place + link + 2 + cell_len(outcome) <= width
            gap = " " * (link - cell_len(text) + 2) if fits else f"\n  {' ' * place}    "
            out.write(f"{before}{gap}{outcome}\n")


def _cut(text: str, most: int | None) -> str:
    """`text` in at most `most` cells of a terminal."""
    from rich.cells import cell_len, set_cell_size

    return text if most is None or cell_len(text) <= most else f"{set_cell_size(text, most - 1)}…"


def _outcome(row: LinkRow) -> str:
    if row.candidates:
        outcome = f"one of {', '.join(row.candidates)}"
    elif row.resolved is None:
        outcome = "not found"
    else:
        outcome = row.resolved
    return visible(outcome) + ("  (heading or block not found)" if row.subpath_ok is False else "")
