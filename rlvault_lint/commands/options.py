"""The options that several commands share, and the settings that they ask for."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from rlvault_lint.findings.diagnostic import Severity

if TYPE_CHECKING:
    from rlvault_lint.settings.load import Settings

Function = TypeVar("Function", bound=Callable[..., Any])


def paths(command: Function) -> Function:
    """The argument PATHS: what is reported on, or the whole vault."""
    return click.argument("paths", nargs=-1, type=click.Path(path_type=Path))(command)


def vault(command: Function) -> Function:
    """The option that names the vault's root."""
    return click.option(
        "--vault", type=click.Path(path_type=Path), help="Root of the vault; found from PATHS if not given."
    )(command)


def vault_and_config(command: Function) -> Function:
    """The options of every command that looks at a vault with its settings."""
    return vault(
        click.option(
            "--config", type=click.Path(path_type=Path), help="Settings file to use instead of the vault's own."
        )(command)
    )


def rules(command: Function) -> Function:
    """The options that choose rules; each can be given several times, or with commas."""
    for add in (
        click.option("--exclude", metavar="PATTERN", multiple=True, help="Files not to check, as in .gitignore."),
        click.option("--ignore", metavar="RULES", multiple=True, help="Rules or groups not to run."),
        click.option("--extend-select", metavar="RULES", multiple=True, help="Rules or groups to run as well."),
        click.option("--select", metavar="RULES", multiple=True, help="Rules or groups to run instead."),
    ):
        command = add(command)
    return command


def fail_on(command: Function) -> Function:
    """The option that says which severity fails a run."""
    return click.option(
        "--fail-on", type=click.Choice([each.value for each in Severity]), help="Least severity that fails the run."
    )(command)


def settings(
    paths: tuple[Path, ...],
    vault: Path | None,
    config: Path | None,
    select: tuple[str, ...] = (),
    extend_select: tuple[str, ...] = (),
    ignore: tuple[str, ...] = (),
    exclude: tuple[str, ...] = (),
    fail_on: str | None = None,
) -> Settings:
    """The settings that the command line asks for. Raises RunError where they or the vault can't be found or used."""
    from rlvault_lint.settings.load import Overrides, load_settings

    overrides = Overrides(
        select=_names(select),
        extend_select=_names(extend_select),
        ignore=_names(ignore),
        exclude=exclude or None,
        fail_on=Severity(fail_on) if fail_on else None,
    )
    return load_settings(root(paths, vault), config=config, overrides=overrides)


def root(paths: tuple[Path, ...], vault: Path | None) -> Path:
    """The vault's root: what --vault says, else what `paths` lead to. Raises RunError where there is none."""
    from rlvault_lint.files.root import VaultError, find_root

    if vault is None:
        return find_root(paths)
    if not vault.is_dir():
        raise VaultError(f"there is no folder {str(vault)!r} (--vault)")
    return Path(os.path.normpath(vault.absolute()))


def _names(values: tuple[str, ...]) -> tuple[str, ...] | None:
    return tuple(name.strip() for value in values for name in value.split(",") if name.strip()) or None
