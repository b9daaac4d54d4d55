"""What is wrong with a command line, in our words: the fact, and what was probably meant.

People come from other linters with their options in their fingers; what those are called here is told at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

import click

from rlvault_lint.names import closest
from rlvault_lint.wording import did_you_mean

OPTIONS: Mapping[str, str] = {
    "--allow-exit-zero": "--exit-zero",
    "--directory": "--vault",
    "--disable": "--ignore",
    "--dry-run": "--diff",
    "--enable": "--select",
    "--explain": "rlvault-lint explain RULE",
    "--extend-exclude": "--exclude",
    "--extend-ignore": "--ignore",
    "--fail-level": "--fail-on",
    "--failure-level": "--fail-on",
    "--ignore-path": "--exclude",
    "--ignore-rule": "--ignore",
    "--isolated": "--config /dev/null",
    "--list-rules": "rlvault-lint rule",
    "--max-warnings": "--fail-on warning",
    "--min-severity": "--fail-on",
    "--no-color": "--color never",
    "--no-config": "--config /dev/null",
    "--no-error": "--exit-zero",
    "--only": "--select",
    "--output": "--output-file",
    "--output-format": "--format",
    "--quiet-level": "--quiet",
    "--reporter": "--format",
    "--root": "--vault",
    "--rule": "--select",
    "--rules": "--select",
    "--severity": "--fail-on",
    "--show-settings": "rlvault-lint config",
    "--silent": "--quiet",
    "--since": "--new-since",
    "--stats": "--statistics",
    "--stdin": "--stdin-filename NOTE -",
    "--stdin-file-path": "--stdin-filename",
    "--stdin-filepath": "--stdin-filename",
    "--write": "--fix",
}
"""What the options of other tools are called here: an option, an option with its value, or a whole command."""

SETTINGS: Mapping[str, str] = {
    "--per-file-ignores": "per-path-ignores",
    "--per-file-ignore": "per-path-ignores",
    "--rule-options": "rules",
}
"""What is not an option here, but a table of the settings file."""

COMMANDS: Mapping[str, str] = {
    "fix": "check --fix",
    "lint": "check",
    "list": "links",
    "move": "mv",
    "rename": "mv",
    "rules": "rule",
    "settings": "config",
    "show-config": "config",
}
"""What the commands of other tools are called here."""


def sentences(error: click.UsageError) -> tuple[str, str]:
    """The mistake, and where to read more."""
    context = error.ctx
    command = context.command_path if context is not None else "rlvault-lint"
    return _mistake(error), f"`{command} --help` lists what there is"


def _mistake(error: click.UsageError) -> str:
    context = error.ctx
    if context is not None and isinstance(error, click.NoSuchOption):
        return _unknown_option(context, error.option_name)
    if context is not None and isinstance(error, click.NoSuchCommand):
        return _unknown_command(context, error.command_name)
    message = error.format_message()
    return f"{message[:1].lower()}{message[1:].removesuffix('.')}"


def _unknown_option(context: click.Context, name: str) -> str:
    fact = f"there is no option {name!r}"
    if name in SETTINGS:
        return f"{fact}: set [{SETTINGS[name]}] in the settings file"
    known, command = options_of(context.command), ""
    if isinstance(context.command, click.Group):  # an option before the command's name: those of `check`, mostly
        check = context.command.get_command(context, "check")
        known, command = options_of(check), "rlvault-lint check "
    meant = OPTIONS.get(name, name)
    if meant.startswith("rlvault-lint "):
        return f"{fact}: {did_you_mean(meant, quote=repr)}"
    found = command + meant if meant.partition(" ")[0] in known else _closest(name, known, command)
    return f"{fact}: {did_you_mean(found, quote=repr)}" if found else fact


def _unknown_command(context: click.Context, name: str) -> str:
    fact = f"there is no command {name!r}"
    known = context.to_info_dict()["command"]["commands"]
    meant = COMMANDS.get(name, "")
    found = meant if meant.partition(" ")[0] in known else _closest(name, known)
    if not found and _is_there(name):
        found = f"rlvault-lint check {name}"
    return f"{fact}: {did_you_mean(found, quote=repr)}" if found else fact


def _is_there(name: str) -> bool:
    try:
        return Path(name).exists()
    except (OSError, ValueError):  # too long, or with a null character
        return False


def options_of(command: click.Command | None) -> set[str]:
    """The long names of a command's options."""
    return {name for each in (command.params if command else ()) for name in each.opts if name.startswith("--")}


def _closest(name: str, known: Iterable[str], before: str = "") -> str:
    """The nearest known name behind what has to be typed before it; empty if none is near."""
    found = closest(name, known)
    return before + found if found else ""
