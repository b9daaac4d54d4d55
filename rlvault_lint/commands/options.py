"""The options that several commands share, and the settings that they ask for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import Field
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, get_type_hints

import click

from rlvault_lint.settings.model import Values, general
from rlvault_lint.settings.toml import choices_of, kebab

if TYPE_CHECKING:
    from rlvault_lint.files.notes import Reading
    from rlvault_lint.settings.model import Settings

Function = TypeVar("Function", bound=Callable[..., Any])


def paths(command: Function) -> Function:
    """The argument PATHS: what is reported on, or the whole vault."""
    return click.argument("paths", nargs=-1, type=click.Path(path_type=Path))(command)


def vault(command: Function) -> Function:
    """The option that names the vault's root."""
    return click.option(
        "--vault", type=click.Path(path_type=Path), help="Root of the vault; found from PATHS if not given."
    )(command)


class WholeNumber(click.IntRange):
    """A range of integers under the name that people have for it, in messages and in `--help`."""

    name = "number"


def vault_and_config(command: Function) -> Function:
    """The options of every command that looks at a vault with its settings."""
    return vault(
        click.option(
            "--config", type=click.Path(path_type=Path), help="Settings file to use instead of the vault's own."
        )(command)
    )


def reading(command: Function) -> Function:
    """The options that say how notes are read; `reading_of` makes of them what the pipeline takes."""
    for add in (
        click.option("--no-cache", is_flag=True, help="Read every note, and keep nothing for the next run."),
        click.option(
            "--jobs",
            type=WholeNumber(min=0),
            default=0,
            help="How many processes read notes; one a processor, where that pays, if not given.",
        ),
    ):
        command = add(command)
    return command


def reading_of(root: Path, *, no_cache: bool, jobs: int) -> Reading:
    """How the notes of the vault at `root` are read."""
    from rlvault_lint.files.cache import Cache
    from rlvault_lint.files.notes import Reading

    return Reading(jobs=jobs, cache=None if no_cache else Cache.open(root))


def settings_of_the_run(command: Function) -> Function:
    """The options of all settings that have one, as they are declared in `settings.model`."""
    hints = get_type_hints(Values)
    for field in reversed(general()):
        if field.metadata.get("flag"):
            command = _option(field, hints[field.name])(command)
    return command


def _option(field: Field[Any], hint: Any) -> Callable[[Function], Function]:
    flag, help = f"--{kebab(field.name)}", field.metadata["help"]
    help = f"{help[:1].upper()}{help[1:]}."
    if choices := choices_of(hint):
        return click.option(flag, type=click.Choice([each.value for each in choices]), help=help)
    if field.metadata["holds"] == "rules":
        return click.option(
            flag, metavar="RULES", multiple=True, callback=_names, shell_complete=complete_rules, help=help
        )
    if field.metadata["holds"] == "file":
        return click.option(flag, metavar="FILE", callback=_from_here, help=help)
    return click.option(flag, metavar="PATTERN", multiple=True, help=help)


def _names(context: click.Context, parameter: click.Parameter, values: tuple[str, ...]) -> tuple[str, ...]:  # noqa: ARG001 - click's interface
    """The names in an option that may be given several times, or with commas."""
    return tuple(name.strip() for value in values for name in value.split(",") if name.strip())


def complete_rules(context: click.Context, parameter: click.Parameter, incomplete: str) -> list[str]:  # noqa: ARG001
    """The names of rules and groups that what was typed can become; only the last of several with commas counts."""
    from rlvault_lint.registry import groups, registry
    from rlvault_lint.settings.model import ALL

    before, comma, begun = incomplete.rpartition(",")
    several = isinstance(parameter, click.Option)
    known = (*groups(), *registry(), *([ALL] if several else []))
    return [f"{before}{comma}{name}" for name in known if name.startswith(begun)]


def _from_here(context: click.Context, parameter: click.Parameter, value: str | None) -> str | None:  # noqa: ARG001
    """The path of a file that the command line names: relative to the current directory, not to the vault's root."""
    return str(Path(value).absolute()) if value else None


def load(paths: tuple[Path, ...], vault: Path | None, config: Path | None, **asked: Any) -> Settings:
    """The settings that the command line asks for. Raises RunError where they or the vault can't be found or used."""
    from rlvault_lint.files.root import find_root
    from rlvault_lint.settings.load import load_settings
    from rlvault_lint.settings.sources import Asked

    given = {name: value for name, value in asked.items() if value}
    return load_settings(find_root(paths, vault), config=config, asked=Asked("command line", given, sign="--"))
