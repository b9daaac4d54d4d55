"""Draws the README's picture, `docs/picture.svg`: what a run on a part of the example vault prints in a terminal.

It runs in a terminal of its own, so on Linux and macOS only. With `--check` it draws nothing and exits with 1 if the
picture is out of date.
"""

from __future__ import annotations

import io
import os
import re
import sys
from html import escape, unescape
from pathlib import Path

import pseudo_terminal
from rich.cells import cell_len
from rich.console import Console
from rich.terminal_theme import TerminalTheme
from rich.text import Text

TOP = Path(__file__).resolve().parents[1]
PICTURE = TOP / "docs" / "picture.svg"
VAULT = TOP / "tests" / "fixtures" / "vault"
COMMAND = ("rlvault-lint", "check", "RL/强化学习-MOC.md", "RL/Preference")
WIDTH = 100
_NORMAL = [(0, 0, 0), (255, 123, 114), (86, 211, 100), (227, 179, 65), (121, 192, 255), (226, 135, 232), (86, 212, 221)]
THEME = TerminalTheme((22, 27, 34), (230, 237, 243), [*_NORMAL, (230, 237, 243)])
"""Colours with a contrast of 7 and more: in a README the picture is small."""
CELL = 12.2  # how wide rich draws a character, in pixels

_SECONDS = re.compile(r" \(\d+\.\d+ s\)")
_TEXT = re.compile(r'<text (class="[^"]+") x="([\d.]+)" (y="[\d.]+") textLength="[\d.]+" ([^>]+)>([^<]+)</text>')
_RUN = re.compile(r"[ -~\xa0]+|.[\u0300-\u036f\u200d\ufe0e\ufe0f]*")
# What rich's picture has and ours has not: fonts from another site, which few viewers load, and heavy type.
_FONT_FACE = re.compile(r"\s*@font-face \{.*?\}\n", re.DOTALL)
_FONT = "ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace; font-variant-ligatures: none"


def draw() -> str:
    """The picture as SVG. It is the same for the same output; only the seconds, which never are, are cut out."""
    shown = Text(f"$ {' '.join(COMMAND)}\n") + Text.from_ansi(_SECONDS.sub("", _printed()))
    console = Console(record=True, width=WIDTH + 2, file=io.StringIO(), force_terminal=True, color_system="truecolor")
    console.print(shown)
    picture = _TEXT.sub(_aligned, console.export_svg(title="rlvault-lint", unique_id="rlvault-lint", theme=THEME))
    picture = _FONT_FACE.sub("", picture).replace("Fira Code, monospace", _FONT).replace(";font-weight: bold", "")
    return re.sub(r"[ \t]+$", "", picture, flags=re.MULTILINE)


def _printed() -> str:
    """What the command prints in a terminal of the picture's width."""
    environment = {**os.environ, "PYTHONUTF8": "1", "TERM": "xterm-256color"}
    for name in ("COLUMNS", "FORCE_HYPERLINK", "NO_COLOR", "TERM_PROGRAM", "VTE_VERSION"):
        environment.pop(name, None)
    command = [sys.executable, "-m", "rlvault_lint", *COMMAND[1:], "--color", "always"]
    printed, code = pseudo_terminal.run(command, VAULT, environment, WIDTH)
    if code not in (0, 1):
        sys.exit(f"{' '.join(COMMAND)} failed with exit code {code}:\n{printed}")
    return printed


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
