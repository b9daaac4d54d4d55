"""`rlvault-lint rule` and `explain`: which rules there are, and the page of one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, TextIO

import click

from rlvault_lint.commands import options, terminal
from rlvault_lint.wording import did_you_mean, visible

if TYPE_CHECKING:
    from rlvault_lint.rule import Rule

WIDEST = 100
"""The most columns of a page, however wide the terminal: longer lines are hard to read."""
STYLES = {
    "markdown.h2": "bold underline",
    "markdown.code": "bold",
    "markdown.code_block": "none",
    "markdown.table.border": "none",
    "markdown.table.header": "bold",
}
"""Weight, not colour: it can be read on light and on dark."""


@click.command
@click.argument("name", required=False, shell_complete=options.complete_rules)
def command(name: str | None) -> int:
    """Explain a rule. Without NAME list them all by group, with the name of a group its rules."""
    from rlvault_lint.findings.report import FAILED, OK
    from rlvault_lint.registry import groups, unusable

    if name is not None and name not in groups():
        page = _page(name)
        with terminal.writing() as out:
            _show(page, out)
        return OK
    with terminal.writing() as out:
        _list((name,) if name else groups(), out)
    terminal.tell(*unusable().values())
    return FAILED if unusable() else OK


def _page(name: str) -> str:
    """The page of a rule as Markdown. Raises UsageError for a name of none, PluginError for one that can't be used."""
    from rlvault_lint import explain
    from rlvault_lint.names import closest
    from rlvault_lint.registry import PluginError, registry, unusable

    rules = registry()
    if name in unusable():
        raise PluginError(unusable()[name])
    if name not in rules:
        found = closest(name, rules)
        hint = did_you_mean(found, quote=repr) if found else "`rlvault-lint rule` lists them"
        raise click.UsageError(f"there is no rule {name!r}: {hint}")
    return "".join(f"{visible(line)}\n" for line in explain.render(rules[name]).splitlines())


def _show(page: str, out: TextIO) -> None:
    """Markdown, set for reading on a terminal and as it is elsewhere."""
    if not out.isatty():
        out.write(page)
        return
    from rich.markdown import Markdown
    from rich.text import Text

    title, _, rest = page.partition("\n\n")
    # What a fence says of its language would colour the code, for dark terminals only.
    plain = re.sub(r"^(```+|~~~+)[^`\n]+$", r"\1", rest, flags=re.MULTILINE)
    console = _console(out)
    console.print(Text(title.removeprefix("# "), style="bold"))  # rich would centre it
    console.print()
    console.print(Markdown(plain, code_theme="ansi_dark"))


def _list(groups: tuple[str, ...], out: TextIO) -> None:
    """The rules of groups: a line each, or wrapped in columns on a terminal."""
    from rlvault_lint.registry import registry

    rules = registry().values()
    width = max(map(len, registry()))
    for group in groups:
        rows = list(_rows(rule for rule in rules if rule.group == group))
        if not out.isatty():
            out.writelines(f"{name:<{width}}  {severity:<7}  {summary}\n" for name, severity, summary in rows)
        elif rows:
            _print_table(group, rows, width, out)


def _rows(rules: Iterator[type[Rule]]) -> Iterator[tuple[str, str, str]]:
    for rule in rules:
        state = "" if rule.default else "  (off by default)"
        yield rule.name, rule.severity, f"{visible(rule.summary)}{state}"


def _print_table(group: str, rows: list[tuple[str, str, str]], width: int, out: TextIO) -> None:
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, show_header=False, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column(min_width=width, no_wrap=True)
    table.add_column(min_width=len("warning"), no_wrap=True)
    table.add_column()
    for row in rows:
        table.add_row(*map(Text, row))
    console = _console(out)
    console.print(Text(group, style="bold"))
    console.print(table)
    console.print()


def _console(out: TextIO) -> Any:
    from rich.console import Console
    from rich.theme import Theme

    width = min(WIDEST, terminal.width(out) or WIDEST)
    return Console(file=out, width=width, no_color=not terminal.colored("auto", out), theme=Theme(STYLES))
