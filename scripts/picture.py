"""Draws the README's picture, `docs/picture.svg`: what a run on the example vault prints in a terminal.

With `--check` it draws nothing and exits with 1 if the picture is out of date.
"""

from __future__ import annotations

import io
import re
import subprocess
import sys
from html import escape, unescape
from pathlib import Path

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

TOP = Path(__file__).resolve().parents[1]
PICTURE = TOP / "docs" / "picture.svg"
VAULT = TOP / "tests" / "fixtures" / "vault"
COMMAND = ("rlvault-lint", "check")
CELL = 12.2  # how wide rich draws a character, in pixels

_SECONDS = re.compile(r" \(\d+\.\d+ s\)")
_TEXT = re.compile(r'<text (class="[^"]+") x="([\d.]+)" (y="[\d.]+") textLength="[\d.]+" ([^>]+)>([^<]+)</text>')
_RUN = re.compile(r"[ -~\xa0]+|.[\u0300-\u036f\u200d\ufe0e\ufe0f]*")


def draw() -> str:
    """The picture as SVG. It is the same for the same output; only the seconds, which never are, are cut out."""
    run = subprocess.run(
        [sys.executable, "-X", "utf8", "-m", "rlvault_lint", *COMMAND[1:], "--color", "always"],
        cwd=VAULT,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    if run.returncode not in (0, 1) or run.stderr:
        sys.exit(f"{' '.join(COMMAND)} failed with exit code {run.returncode}:\n{run.stderr}")
    shown = Text(f"$ {' '.join(COMMAND)}\n", style="bold") + Text.from_ansi(_SECONDS.sub("", run.stdout))
    width = max(line.cell_len for line in shown.split()) + 2
    console = Console(record=True, width=width, file=io.StringIO(), force_terminal=True, color_system="truecolor")
    console.print(shown)
    return _TEXT.sub(_aligned, console.export_svg(title="rlvault-lint", unique_id="rlvault-lint"))


def _aligned(text: re.Match[str]) -> str:
    """Text with each character beyond ASCII in cells of its own: rich gives each of them one, and 强 needs two."""
    style, x, y, clip, content = text.groups()
    at, parts = float(x), []
    for run in _RUN.findall(unescape(content)):
        length = CELL * cell_len(run)
        parts.append(
            f'<text {style} x="{at:g}" {y} textLength="{length:g}" lengthAdjust="spacingAndGlyphs" {clip}>'
            f"{escape(run)}</text>"
        )
        at += length
    return "".join(parts)


def main() -> None:
    """Draw the picture, or with `--check` say whether it is out of date."""
    picture = draw()
    if "--check" not in sys.argv[1:]:
        PICTURE.write_text(picture, encoding="utf-8", newline="\n")
    elif not PICTURE.exists() or PICTURE.read_text(encoding="utf-8") != picture:
        sys.exit(f"{PICTURE.relative_to(TOP)} is out of date; run `make picture`")


if __name__ == "__main__":
    main()
