"""What is wrong with a command line, in our words: the fact, and which name was probably meant."""

from __future__ import annotations

from collections.abc import Iterable

import click

from rlvault_lint.names import nearest, prepare


def sentences(error: click.UsageError) -> tuple[str, str]:
    """The mistake, and where to read more."""
    context = error.ctx
    command = context.command_path if context is not None else "rlvault-lint"
    return _mistake(error), f"`{command} --help` lists what there is"


def _mistake(error: click.UsageError) -> str:
    context = error.ctx
    if context is not None and isinstance(error, click.NoSuchOption):
        known = [name for each in context.command.params for name in each.opts if name.startswith("--")]
        return _unknown("option", error.option_name, known)
    if context is not None and isinstance(error, click.NoSuchCommand):
        return _unknown("command", error.command_name, context.to_info_dict()["command"]["commands"])
    message = error.format_message()
    return f"{message[:1].lower()}{message[1:].removesuffix('.')}"


def _unknown(what: str, name: str, known: Iterable[str]) -> str:
    found = nearest(name, prepare(known), limit=1, cutoff=60)
    advice = f": did you mean {found[0][0]!r}?" if found else ""
    return f"there is no {what} {name!r}{advice}"
