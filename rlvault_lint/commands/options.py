"""The options that several commands share, and the settings that they ask for."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import Field
from functools import wraps
from inspect import signature
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar, cast, get_type_hints

import click

from rlvault_lint.settings.model import Values, general
from rlvault_lint.settings.toml import choices_of, kebab
from rlvault_lint.wording import did_you_mean, listed

if TYPE_CHECKING:
    from pathlib import Path

    from rlvault_lint.files.notes import Reading
    from rlvault_lint.settings.model import Settings

Function = TypeVar("Function", bound=Callable[..., Any])


class PathType(click.Path):
    """Paths as `pathlib` has them, which `--help` need not load for them."""

    def coerce_path_result(self, value: str | os.PathLike[str]) -> Any:
        """`value` as a Path."""
        from pathlib import Path

        return Path(value)


PATH = PathType()


def paths(command: Function) -> Function:
    """The argument PATHS: what is reported on, or the whole vault."""
    return click.argument("paths", nargs=-1, type=PATH)(command)


def vault(command: Function) -> Function:
    """The option that names the vault's root."""
    return click.option("--vault", type=PATH, help="Root of the vault; found from what is named, or from here.")(
        command
    )


class Sectioned(click.Command):
    """A command whose `--help` lists its options below headings: `sections` has them by name, without the dashes. The
    others come last.
    """

    def __init__(self, *args: Any, sections: Mapping[str, Sequence[str]], **attributes: Any) -> None:
        super().__init__(*args, **attributes)
        self.sections = sections

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the options below their headings, all in the same columns."""
        found = [each for each in self.get_params(ctx) if isinstance(each, click.Option)]
        left = {each.opts[-1].lstrip("-"): record for each in found if (record := each.get_help_record(ctx))}
        width = max(len(flags) for flags, _ in left.values())
        sections = [(heading, [left.pop(name) for name in names]) for heading, names in self.sections.items()]
        for heading, records in (*sections, ("Other", list(left.values()))):
            with formatter.section(heading):
                formatter.write_dl([(flags.ljust(width), help) for flags, help in records])


class OneOf(click.Choice[str]):
    """A choice that says what was probably meant, also to those who know other tools."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The choice that `value` names. Raises UsageError."""
        from rlvault_lint.names import closest

        if value in self.choices:
            return str(value)
        found = VALUES.get(value.lower(), "")
        found = found if found in self.choices else closest(value, self.choices) or ""
        what = param.opts[-1] if isinstance(param, click.Option) else param.make_metavar(ctx) if param and ctx else ""
        hint = did_you_mean(found, quote=repr) if found else f"it takes {listed(self.choices, 'or', quote=str)}"
        raise click.UsageError(f"{value!r} is not a value of {what}: {hint}", ctx)


VALUES: Mapping[str, str] = {
    "code-quality": "gitlab",
    "codeclimate": "gitlab",
    "critical": "error",
    "false": "never",
    "grouped": "full",
    "hint": "info",
    "json-lines": "jsonl",
    "ndjson": "jsonl",
    "no": "never",
    "none": "never",
    "note": "info",
    "off": "never",
    "on": "always",
    "parsable": "concise",
    "pretty": "full",
    "stylish": "full",
    "text": "full",
    "true": "always",
    "unix": "concise",
    "yes": "always",
}
"""What other tools have for the values of such options."""


def together(
    name: str, make: Callable[..., Any], *added: Callable[[Function], Function]
) -> Callable[[Function], Function]:
    """A decorator that adds options to a command, which is called with what `make` makes of their values, as `name`.

    `make` has their names as its parameters.
    """
    taken = tuple(signature(make).parameters)

    def decorate(command: Function) -> Function:
        @wraps(command)
        def called(*args: Any, **asked: Any) -> Any:
            asked[name] = make(**{each: asked.pop(each) for each in taken})
            return command(*args, **asked)

        decorated = cast(Function, called)
        for add in reversed(added):
            decorated = add(decorated)
        return decorated

    return decorate


class WholeNumber(click.ParamType[int]):
    """A number from 0."""

    name = "number"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """`value` as a number. Raises UsageError."""
        try:
            number = int(value)
        except ValueError:
            number = -1
        if number < 0:
            what = param.opts[-1] if param else self.name
            raise click.UsageError(f"{value!r} is not a value of {what}: it takes a whole number from 0", ctx)
        return number


def vault_and_config(command: Function) -> Function:
    """The options of every command that looks at a vault with its settings."""
    return vault(click.option("--config", type=PATH, help="Settings file to use instead of the vault's own.")(command))


class ReadingOptions(NamedTuple):
    """How notes are to be read."""

    no_cache: bool
    jobs: int

    def of(self, root: Path) -> Reading:
        """How the notes of the vault at `root` are read."""
        from rlvault_lint.files.cache import Cache
        from rlvault_lint.files.notes import Reading

        cache = None if self.no_cache else Cache.open(root)
        if cache is not None:
            click.get_current_context().call_on_close(cache.close)
        return Reading(jobs=self.jobs, cache=cache)


reading = together(
    "reading",
    ReadingOptions,
    click.option(
        "--jobs",
        type=WholeNumber(),
        default=0,
        help="How many processes read notes; if not given, as many as there are processors, where that pays.",
    ),
    click.option("--no-cache", is_flag=True, help="Read every note, and keep nothing for the next run."),
)
"""The options that say how notes are read; the command gets them as `reading`."""


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
        values = [each.value for each in choices]
        help = f"{help} One of {listed(values, 'and', quote=str)}.  [default: {field.default}]"
        return click.option(flag, metavar=hint.__name__.upper(), type=OneOf(values), help=help)
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


def once(context: click.Context, parameter: click.Parameter, values: tuple[Any, ...]) -> Any:
    """The value of an option that is one for a run; None if it isn't given. Raises UsageError if it is given twice, as
    all values but the last would be lost.
    """
    if len(values) > 1:
        raise click.UsageError(f"{parameter.opts[-1]} is given {len(values)} times: give it once", context)
    return values[0] if values else None


def _from_here(context: click.Context, parameter: click.Parameter, value: str | None) -> str | None:  # noqa: ARG001
    """The path of a file that the command line names: relative to the current directory, not to the vault's root."""
    from pathlib import Path

    return str(Path(value).absolute()) if value else None


def load(paths: tuple[Path, ...], vault: Path | None, config: Path | None, **asked: Any) -> Settings:
    """The settings that the command line asks for. Raises RunError where they or the vault can't be found or used."""
    from rlvault_lint.files.root import find_root
    from rlvault_lint.settings.load import load_settings
    from rlvault_lint.settings.sources import Asked

    given = {name: value for name, value in asked.items() if value}
    return load_settings(find_root(paths, vault), config=config, asked=Asked("command line", given, sign="--"))
