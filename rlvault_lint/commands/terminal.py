"""The streams of a run and the terminal behind them: sentences on stderr, output, colours, hyperlinks, progress."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from rlvault_lint.errors import RunError
from rlvault_lint.wording import visible

if TYPE_CHECKING:
    from pathlib import Path
    from types import FrameType
    from typing import Any, TextIO

# A run shorter than this shows no progress bar: it would only flicker.
PROGRESS_AFTER_SECONDS = 1.0

Progress = Callable[[int, int], None]


class OutputError(RunError):
    """The output can't be written where it is wanted."""


def prepare() -> None:
    """Let a terminal that can't show 强化学习 have it escaped, not a traceback."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")


def lines(*sentences: str) -> str:
    """Sentences as they are printed on stderr, each on a line of its own, or on several of a narrow terminal."""
    shown = [visible(f"rlvault-lint: {sentence}") for sentence in sentences]
    if on_runner():
        from rlvault_lint.output.inert import plain

        shown = [plain(line) for line in shown]
    return "".join(f"{fitted(line, sys.stderr)}\n" for line in shown)


def tell(*sentences: str) -> None:
    """Print sentences on stderr, each on a line of its own; where nobody can hear them, nobody does."""
    try:
        sys.stderr.write(lines(*sentences))
        sys.stderr.flush()
    except (OSError, ValueError, AttributeError):  # full, closed by us, closed by the caller
        discard(sys.stderr)


def fitted(line: str, out: TextIO) -> str:
    """A line as `out` shows it best: broken at words where that is a narrower terminal, with an indent from then on."""
    room = width(out)
    if room is None or 2 * len(line) <= room:  # no character is wider than two cells
        return line
    from rlvault_lint.output import wrap

    indent = "  "
    return f"\n{indent}".join(wrap.fitted(line, room, len(indent), 0))


@contextmanager
def writing(file: Path | None = None) -> Iterator[TextIO]:
    """Where the output of a command goes: stdout, or a file in UTF-8.

    `| head` closes the pipe when it has enough, and that is not a failure of the run. Raises OutputError for all other
    reasons why the output can't be written.
    """
    if file is not None:
        try:
            with file.open("w", encoding="utf-8", errors="surrogateescape", newline="\n") as out:
                yield out
        except OSError as error:
            raise OutputError(f"{file}: can't be written: {error.strerror}") from error
        return
    if sys.stdout is None:  # closed by the caller, as by `>&-`
        raise OutputError("the output can't be written: it is closed")
    try:
        yield sys.stdout
        sys.stdout.flush()
    except BrokenPipeError:
        discard(sys.stdout)
    except OSError as error:
        discard(sys.stdout)
        raise OutputError(f"the output can't be written: {error.strerror}") from error


def must_do(file: Path, root: Path) -> None:
    """Raises OutputError where `file` can't take output: symbolic links of the vault at `root` make what is named in it
    a file outside, or it is a note or canvas of the vault, which would be lost.
    """
    from pathlib import Path

    from rlvault_lint.note import is_canvas, is_note

    named = Path(os.path.abspath(file))  # noqa: PTH100 -- Path.resolve would follow the links
    real = named.resolve()
    inside = real.is_relative_to(root.resolve())
    if named.is_relative_to(root) and not inside:
        raise OutputError(f"{file}: a symbolic link leads out of the vault: name {str(real)!r}, if that is meant")
    if inside and real.exists() and (is_note(real.name) or is_canvas(real.name)):
        raise OutputError(f"{file}: a file of the vault would be lost: name another, or delete this one first")


def discard(stream: TextIO) -> None:
    """Send what is left of a stream nowhere: Python flushes it once more at its end, and would exit with 120."""
    with suppress(OSError, ValueError, AttributeError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def here() -> Path | None:
    """The current directory; None if it is gone, or can't be told for another reason."""
    from pathlib import Path  # `--help` has no need of it, and it takes a tenth of the time

    try:
        return Path.cwd()
    except OSError:
        return None


def from_here(path: Path) -> str:
    """A path as people in the current directory would type it, safe to show: relative where it lies below that."""
    base = here()
    return visible(str(path.relative_to(base) if base and path.is_relative_to(base) else path))


@contextmanager
def until_terminated() -> Iterator[None]:
    """Let SIGTERM end a run as Ctrl-C does, so that the progress bar gives the cursor back."""

    def end(number: int, frame: FrameType | None) -> None:  # noqa: ARG001 - the interface of signal handlers
        raise KeyboardInterrupt

    try:
        before = signal.signal(signal.SIGTERM, end)
    except ValueError:  # not in the main thread, where signals are somebody else's business
        yield
        return
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def colored(choice: str, out: TextIO) -> bool:
    """Whether to colour: `always` or `never`, else NO_COLOR and FORCE_COLOR, else whether `out` is a terminal."""
    if choice != "auto":
        return choice == "always"
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR") not in (None, "", "0"):
        return True
    return out.isatty() and os.environ.get("TERM") != "dumb"


def on_runner() -> bool:
    """Whether a CI service reads all that is printed, and obeys commands in it."""
    return any(name in os.environ for name in ("GITHUB_ACTIONS", "TF_BUILD"))


def width(out: TextIO) -> int | None:
    """The cells in a line of the terminal that `out` is; None if it is not one."""
    if not out.isatty():
        return None
    import shutil  # it loads all ways to compress

    return shutil.get_terminal_size().columns


def follows_links(out: TextIO) -> bool:
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
def progress(*, wanted: bool) -> Iterator[Progress | None]:
    """What the pipeline tells its progress to: a bar on a terminal's stderr, once a run proves long."""
    err = sys.stderr
    if not wanted or err is None or not err.isatty() or os.environ.get("TERM") == "dumb":
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
            bar = _bar(err)
            bar.start()
            task = bar.add_task("", total=total)
        bar.update(task, completed=done)

    try:
        yield update
    finally:
        if bar is not None:
            bar.stop()


def _bar(err: TextIO) -> Any:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    console = Console(file=err, stderr=True)
    return Progress(TextColumn("Reading notes"), BarColumn(), MofNCompleteColumn(), console=console, transient=True)
