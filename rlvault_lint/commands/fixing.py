"""What `check` does with fixes: its options for them, the diff, the summary, and the exit code that follows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

import click

from rlvault_lint.commands import terminal
from rlvault_lint.commands.options import together
from rlvault_lint.findings.diagnostic import Safety

if TYPE_CHECKING:
    from pathlib import Path

    from rlvault_lint.files.notes import Reading
    from rlvault_lint.findings.report import Report
    from rlvault_lint.fixing.converge import Change
    from rlvault_lint.settings.model import Settings


class Request(NamedTuple):
    """What is to be fixed, and how: `diff` shows it and writes nothing, `only` doesn't report what is left."""

    unsafe: bool
    diff: bool
    only: bool
    exit_non_zero: bool


def request(*, fix: bool, unsafe_fixes: bool, diff: bool, fix_only: bool, exit_non_zero_on_fix: bool) -> Request | None:
    """What is to be fixed; None if nothing. Raises UsageError for an option that does nothing on its own."""
    if not (fix or diff or fix_only):
        if unsafe_fixes or exit_non_zero_on_fix:
            name = "--unsafe-fixes" if unsafe_fixes else "--exit-non-zero-on-fix"
            raise click.UsageError(f"{name} goes with --fix, --fix-only or --diff: add one of them")
        return None
    return Request(unsafe_fixes, diff, fix_only, exit_non_zero_on_fix)


options = together(
    "fixes",
    request,
    click.option("--fix", is_flag=True, help="Make the fixes that are surely right."),
    click.option("--unsafe-fixes", is_flag=True, help="With --fix or --diff: also those that are probably right."),
    click.option("--diff", is_flag=True, help="Show what would be fixed as a diff for `git apply`; write nothing."),
    click.option("--fix-only", is_flag=True, help="Fix, and don't report what is left or fail because of it."),
    click.option(
        "--exit-non-zero-on-fix", is_flag=True, help="Exit with 1 if anything was fixed, even if nothing is left."
    ),
)
"""The options that ask for fixes; the command gets them as `fixes`, a Request or None."""


def run(
    request: Request,
    settings: Settings,
    paths: Sequence[Path],
    progress: terminal.Progress | None,
    reading: Reading,
    *,
    mapped: bool,
) -> tuple[Report, Sequence[Change]]:
    """Check the vault and fix what is asked for; raises RunError as `pipeline.fix` does."""
    from rlvault_lint import pipeline

    allowed = (Safety.SAFE, Safety.UNSAFE) if request.unsafe else (Safety.SAFE,)
    return pipeline.fix(settings, paths, progress, allowed=allowed, dry=request.diff, reading=reading, mapped=mapped)


def summary(request: Request, report: Report, changes: Sequence[Change]) -> Iterator[str]:
    """What was fixed, by rule, and what `--unsafe-fixes` would fix besides, in sentences."""
    if report.fixed:
        what = "1 problem" if len(report.fixed) == 1 else f"{len(report.fixed)} problems"
        where = "1 file" if len(changes) == 1 else f"{len(changes)} files"
        rules = ", ".join(f"{rule} {count}" for rule, count in report.fixed_by_rule())
        yield f"{'would fix' if request.diff else 'fixed'} {what} in {where}: {rules}"
    else:
        yield "nothing to fix"
    if not request.unsafe:
        left = [each.rule for each in report.active if each.fix and each.fix.safety is Safety.UNSAFE]
        if left:
            yield f"--unsafe-fixes would fix {len(left)} more: look at them with --diff --unsafe-fixes first"


def write_diff(diff: bytes, file: Path | None = None) -> None:
    """Write a diff, in the bytes of the files, to stdout or a file. Raises OutputError."""
    with terminal.writing(file) as out:
        out.flush()
        binary = getattr(out, "buffer", None)
        if binary is None:  # somebody has put what takes only text in the place of stdout
            out.write(diff.decode("utf-8", "surrogateescape"))
        else:
            binary.write(diff)


def exit_code(request: Request, report: Report, changes: Sequence[Change]) -> int:
    """The exit code of a run that fixes: by what remains, unless that or what was done is not to count."""
    from rlvault_lint.findings.report import FINDINGS

    least = FINDINGS if request.exit_non_zero and changes else 0
    if request.only and not report.errors:
        return least
    return max(report.exit_code, least)
