"""The command line: options to Settings, Settings through the pipeline, the outcome to an exit code.

Every failure that a person can cause ends in `main` as one sentence on stderr and exit code 2.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

import click

from rlvault_lint import __version__, output
from rlvault_lint.findings.diagnostic import Severity
from rlvault_lint.findings.report import FAILED, OK
from rlvault_lint.wording import visible

if TYPE_CHECKING:
    from rlvault_lint.settings.load import Settings

# A run shorter than this shows no progress bar: it would only flicker.
PROGRESS_AFTER_SECONDS = 1.0

_PATHS = click.argument("paths", nargs=-1, type=click.Path(path_type=Path))


def _vault_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options of every command that looks at a vault."""
    for add in (
        click.option(
            "--config", type=click.Path(path_type=Path), help="Settings file to use instead of the vault's own."
        ),
        click.option(
            "--vault", type=click.Path(path_type=Path), help="Root of the vault; found from PATHS if not given."
        ),
    ):
        command = add(command)
    return command


def _rule_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options that choose rules; each can be given several times, or with commas."""
    for add in (
        click.option("--exclude", metavar="PATTERN", multiple=True, help="Files not to check, as in .gitignore."),
        click.option("--ignore", metavar="RULES", multiple=True, help="Rules or groups not to run."),
        click.option("--extend-select", metavar="RULES", multiple=True, help="Rules or groups to run as well."),
        click.option("--select", metavar="RULES", multiple=True, help="Rules or groups to run instead."),
    ):
        command = add(command)
    return command


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, "--version", "-V", message="rlvault-lint %(version)s")
def app() -> None:
    """Check the links, properties and MOCs of an Obsidian-style vault."""


@app.command()
@_PATHS
@_vault_options
@_rule_options
@click.option(
    "--fail-on", type=click.Choice([each.value for each in Severity]), help="Least severity that fails the run."
)
@click.option(
    "--format",
    "format_",
    type=click.Choice(output.FORMATS),
    default="full",
    show_default=True,
    help="Output format.",
)
@click.option("--color", type=click.Choice(("auto", "always", "never")), default="auto", help="When to use colour.")
@click.option("--statistics", is_flag=True, help="Count findings by rule instead of showing them.")
@click.option("-q", "--quiet", is_flag=True, help="Print findings only.")
@click.option("-v", "--verbose", is_flag=True, help="Print more about each finding and the run.")
def check(
    paths: tuple[Path, ...], format_: str, color: str, statistics: bool, quiet: bool, verbose: bool, **options: Any
) -> int:
    """Check a vault. PATHS narrow what is reported, never what is known of the vault.

    Exit code 0: nothing at or above --fail-on. 1: findings. 2: the run itself failed.
    """
    from rlvault_lint import pipeline

    settings = _settings(paths, **options)
    with _progress(sys.stderr, wanted=not quiet) as progress:
        report = pipeline.run(settings, paths, progress)
    for sentence in (*report.errors, *report.notices):
        click.echo(f"rlvault-lint: {visible(sentence)}", err=True)
    colored = _colored(color, sys.stdout)
    view = output.View(
        color=colored,
        hyperlinks=colored and _follows_links(sys.stdout),
        width=shutil.get_terminal_size().columns if sys.stdout.isatty() else None,
        verbose=verbose,
        quiet=quiet,
        statistics=statistics,
        base=Path.cwd(),
    )
    with _until_reader_leaves():
        output.load(format_).write(report, sys.stdout, view)
    return report.exit_code


@app.command()
@_PATHS
@_vault_options
@click.option("--broken", is_flag=True, help="Only the links that lead nowhere.")
@click.option("--format", "format_", type=click.Choice(("json", "table")), default="json", show_default=True)
def links(paths: tuple[Path, ...], broken: bool, format_: str, **options: Any) -> int:
    """List every link and what it resolves to, as JSON lines or as a table for people."""
    from rlvault_lint.commands.links import as_json, as_text, rows

    found, errors = rows(_settings(paths, **options), paths)
    write = as_json if format_ == "json" else as_text
    with _until_reader_leaves():
        for row in found:
            if row.is_broken or not broken:
                click.echo(write(row))
    for sentence in errors:
        click.echo(f"rlvault-lint: {visible(sentence)}", err=True)
    return FAILED if errors else OK


@app.command()
@click.argument("name", required=False)
def rule(name: str | None) -> int:
    """Explain a rule. Without NAME list them all, with the name of a group those of the group."""
    from rlvault_lint import docs
    from rlvault_lint.names import nearest, prepare
    from rlvault_lint.registry import registry
    from rlvault_lint.rule import GROUPS

    rules = registry()
    if name is None or name in GROUPS:
        width = max(map(len, rules))
        with _until_reader_leaves():
            for each in rules.values():
                if name in (None, each.group):
                    state = "" if each.default else "  (off by default)"
                    click.echo(f"{each.name:<{width}}  {each.severity:<7}  {each.summary}{state}")
        return OK
    if name not in rules:
        found = nearest(name, prepare(rules), limit=1, cutoff=60)
        hint = f"did you mean {found[0][0]!r}?" if found else "`rlvault-lint rule` lists them"
        raise click.BadParameter(f"there is no rule {name!r}; {hint}", param_hint="NAME")
    click.echo(docs.render(rules[name]).rstrip())
    return OK


@app.command()
@click.option("--vault", type=click.Path(path_type=Path), help="Root of the vault; the working folder's if not given.")
@click.option("--force", is_flag=True, help="Overwrite the settings file that is there.")
def init(vault: Path | None, force: bool) -> int:
    """Look at the vault and write a commented settings file that fits it."""
    from rlvault_lint import pipeline
    from rlvault_lint.commands import init as proposal
    from rlvault_lint.files.root import SETTINGS_FILE, has_table
    from rlvault_lint.settings.load import SettingsError, load_settings

    root = _root((), vault)
    path = root / SETTINGS_FILE
    if path.exists() and not force:
        raise SettingsError(f"{str(path)!r} is there already; --force overwrites it")
    if has_table(root):
        raise SettingsError("pyproject.toml holds settings for this vault already; move them out of it first")
    # Without the settings that are there: they may be what is to be replaced.
    loaded, found, errors = pipeline.load(load_settings(root, config=Path(os.devnull)))
    path.write_text(proposal.propose(loaded, found), "utf-8", newline="\n")
    for sentence in errors:
        click.echo(f"rlvault-lint: {visible(sentence)}", err=True)
    click.echo(f"Wrote {visible(str(path))}. Read it, then run `rlvault-lint check`.")
    return FAILED if errors else OK


@app.command()
@_PATHS
@_vault_options
@_rule_options
def config(paths: tuple[Path, ...], **options: Any) -> int:
    """Show the settings in force, and where each of them comes from."""
    from rlvault_lint.settings.load import describe

    settings = _settings(paths, **options)
    click.echo(f"# vault: {visible(str(settings.root))}")
    click.echo(f"# settings file: {visible(str(settings.config)) if settings.config else 'none'}")
    for key, value, origin in describe(settings):
        click.echo(f"{key} = {visible(value)}  # {visible(origin)}")
    return OK


def _settings(
    paths: tuple[Path, ...],
    vault: Path | None,
    config: Path | None,
    select: tuple[str, ...] = (),
    extend_select: tuple[str, ...] = (),
    ignore: tuple[str, ...] = (),
    exclude: tuple[str, ...] = (),
    fail_on: str | None = None,
) -> Settings:
    """The settings that the command line asks for. Raises what `load_settings` and `find_root` raise."""
    from rlvault_lint.settings.load import Overrides, load_settings

    overrides = Overrides(
        select=_names(select),
        extend_select=_names(extend_select),
        ignore=_names(ignore),
        exclude=exclude or None,
        fail_on=Severity(fail_on) if fail_on else None,
    )
    return load_settings(_root(paths, vault), config=config, overrides=overrides)


def _root(paths: tuple[Path, ...], vault: Path | None) -> Path:
    """The vault's root: what --vault says, else what `paths` lead to. Raises VaultError where there is none."""
    from rlvault_lint.files.root import VaultError, find_root

    if vault is None:
        return find_root(paths)
    if not vault.is_dir():
        raise VaultError(f"there is no folder {str(vault)!r} (--vault)")
    return Path(os.path.normpath(vault.absolute()))


def _names(values: tuple[str, ...]) -> tuple[str, ...] | None:
    return tuple(name.strip() for value in values for name in value.split(",") if name.strip()) or None


def _colored(choice: str, out: TextIO) -> bool:
    """Whether to colour: the option first, then NO_COLOR and FORCE_COLOR, then whether `out` is a terminal."""
    if choice != "auto":
        return choice == "always"
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR") not in (None, "", "0"):
        return True
    return out.isatty() and os.environ.get("TERM") != "dumb"


def _follows_links(out: TextIO) -> bool:
    """Whether the terminal is known to make links of OSC 8 sequences; the others may print them as rubbish."""
    environment = os.environ
    if forced := environment.get("FORCE_HYPERLINK"):
        return forced != "0"
    if not out.isatty() or "CI" in environment:
        return False
    version = environment.get("VTE_VERSION", "")
    return (
        environment.get("TERM_PROGRAM") in ("iTerm.app", "WezTerm", "vscode", "ghostty", "Hyper", "Tabby", "rio")
        or environment.get("TERM", "").startswith(("xterm-kitty", "alacritty", "foot", "xterm-ghostty", "contour"))
        or (version.isdecimal() and int(version) >= 5000)
        or any(name in environment for name in ("WT_SESSION", "KONSOLE_VERSION", "DOMTERM"))
    )


@contextmanager
def _progress(err: TextIO, *, wanted: bool) -> Iterator[Callable[[int, int], None] | None]:
    """What the pipeline tells its progress to: a bar on a terminal's stderr, once a run proves long."""
    if not wanted or not err.isatty():
        yield None
        return
    from time import monotonic

    start = monotonic()
    bar: Any = None
    task: Any = None

    def update(done: int, total: int) -> None:
        nonlocal bar, task
        if done % 64 or monotonic() - start < PROGRESS_AFTER_SECONDS:
            return
        if bar is None:
            from rich.console import Console
            from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

            console = Console(file=err, stderr=True)
            bar = Progress(
                TextColumn("Reading notes"), BarColumn(), MofNCompleteColumn(), console=console, transient=True
            )
            bar.start()
            task = bar.add_task("", total=total)
        bar.update(task, completed=done)

    try:
        yield update
    finally:
        if bar is not None:
            bar.stop()


@contextmanager
def _until_reader_leaves() -> Iterator[None]:
    """Write what is read. `| head` closes the pipe when it has enough, and that is no failure of the run."""
    try:
        yield
        sys.stdout.flush()
    except BrokenPipeError:
        _discard_output()


def _discard_output() -> None:
    """Send what is left of the output nowhere: Python would complain once more when it flushes stdout at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def main(arguments: list[str] | None = None) -> int:
    """Run the command line and return its exit code; the only place where an exception becomes one."""
    from rlvault_lint.errors import RunError

    if sys.stdout is None:  # closed by the caller, as by `>&-`
        click.echo("rlvault-lint: the output can't be written: it is closed", err=True)
        return FAILED
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # a terminal that can't show 强化学习 gets it escaped, not a traceback
            stream.reconfigure(errors="backslashreplace")
    try:
        outcome = app.main(arguments, prog_name="rlvault-lint", standalone_mode=False)
        sys.stdout.flush()
        return outcome if isinstance(outcome, int) else OK
    except click.ClickException as error:
        error.show()
        return FAILED
    except RunError as error:
        click.echo(f"rlvault-lint: {visible(str(error))}", err=True)
        return FAILED
    except (click.Abort, KeyboardInterrupt):
        click.echo("rlvault-lint: interrupted", err=True)
        return FAILED
    except OSError as error:
        click.echo(f"rlvault-lint: the output can't be written: {error.strerror}", err=True)
        _discard_output()
        return FAILED
