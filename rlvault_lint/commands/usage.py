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
    "--add-noqa": "--write-baseline",
    "--allow-exit-zero": "--exit-zero",
    "--apply": "--fix",
    "--apply-unsafe": "--fix --unsafe-fixes",
    "--cached": "--staged",
    "--changed": "--new-since",
    "--directory": "--vault",
    "--disable": "--ignore",
    "--dry-run": "--diff",
    "--enable": "--select",
    "--error-on-warnings": "--fail-on warning",
    "--explain": "rlvault-lint explain RULE",
    "--extend-exclude": "--exclude",
    "--extend-ignore": "--ignore",
    "--fail-level": "--fail-on",
    "--failure-level": "--fail-on",
    "--fix-dry-run": "--diff",
    "--from-ref": "--new-since",
    "--ignore-path": "--exclude",
    "--ignore-rule": "--ignore",
    "--isolated": "--config /dev/null",
    "--list-rules": "rlvault-lint rule",
    "--log-level": "--verbose",
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
    "--select-rule": "--select",
    "--severity": "--fail-on",
    "--show-settings": "rlvault-lint config",
    "--silent": "--quiet",
    "--since": "--new-since",
    "--skip": "--ignore",
    "--stats": "--statistics",
    "--stdin": "--stdin-filename NOTE -",
    "--stdin-file-path": "--stdin-filename",
    "--stdin-filepath": "--stdin-filename",
    "--strict": "--fail-on warning",
    "--unsafe": "--unsafe-fixes",
    "--version": "rlvault-lint --version",
    "--write": "--fix",
    "-f": "--format",
}
"""What the options of other tools are called here: an option, an option with its value, or a whole command."""

ADVICE: Mapping[str, str] = {
    "--cache-dir": "the environment variable RLVAULT_LINT_CACHE_DIR names the folder",
    "--extend-per-file-ignores": "set [per-path-ignores] in the settings file",
    "--include": "name files or folders as PATHS",
    "--no-fix": "nothing is fixed without --fix",
    "--per-file-ignores": "set [per-path-ignores] in the settings file",
    "--per-file-ignore": "set [per-path-ignores] in the settings file",
    "--rule-options": "set [rules.NAME] in the settings file",
    "--show-fixes": "--diff shows them",
}
"""What is done in another way here."""

COMMANDS: Mapping[str, str] = {
    "baseline": "check --write-baseline",
    "ci": "check",
    "fix": "check --fix",
    "format": "check --fix",
    "help": "--help",
    "lint": "check",
    "list": "links",
    "ls": "links",
    "move": "mv",
    "rename": "mv",
    "rules": "rule",
    "settings": "config",
    "show-config": "config",
    "version": "--version",
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
    if context is not None and isinstance(error, click.NoSuchCommand) and isinstance(context.command, click.Group):
        return _unknown_command(context.command, context, error.command_name)
    if context is not None and isinstance(error, click.BadOptionUsage):
        return _misused_option(context, error.option_name)
    message = error.format_message()
    return f"{message[:1].lower()}{message[1:].removesuffix('.')}"


def _unknown_option(context: click.Context, name: str) -> str:
    fact = f"there is no option {name!r}"
    if name in ADVICE:
        return f"{fact}: {ADVICE[name]}"
    known, command = options_of(context.command), ""
    if isinstance(context.command, click.Group):  # an option before the command's name: those of `check`, mostly
        check = context.command.get_command(context, "check")
        known, command = options_of(check), "rlvault-lint check "
    meant = OPTIONS.get(name, name)
    if meant.startswith("rlvault-lint "):
        return f"{fact}: {did_you_mean(meant, quote=repr)}"
    found = command + meant if meant.partition(" ")[0] in known else _closest(name, known, command)
    return f"{fact}: {did_you_mean(found, quote=repr)}" if found else fact


def _misused_option(context: click.Context, name: str) -> str:
    """What an option takes that got a value which it can't take, or none where it needs one."""
    option = next(each for each in context.command.params if name in each.opts)
    value = "" if isinstance(option, click.Option) and option.is_flag else option.make_metavar(context)
    return (
        f"option {name!r} needs a value: {name} {value}" if value else f"option {name!r} takes no value: leave it out"
    )


def _unknown_command(group: click.Group, context: click.Context, name: str) -> str:
    fact = f"there is no command {name!r}"
    found = COMMANDS.get(name, "")
    if not found and _is_there(name):
        found = f"rlvault-lint check {name}"
    found = found or _closest(name, group.list_commands(context))
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
    """The nearest known name, behind what is typed before it; empty if none is near, or says the opposite."""
    bare = name.lstrip("-")
    found = closest(bare, (each.lstrip("-") for each in known))
    if not found or found.startswith("no-") != bare.startswith("no-"):
        return ""
    return f"{before}{'--' if name.startswith('-') else ''}{found}"
