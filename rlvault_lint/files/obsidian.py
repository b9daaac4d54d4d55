"""What Obsidian keeps of its own about a vault, in `.obsidian/`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any


def settings(root: Path, name: str, notices: list[str]) -> dict[str, Any]:
    """The content of `.obsidian/NAME`; empty, with a notice, where it can't be read."""
    path = root / ".obsidian" / name
    try:
        content = json.loads(path.read_text("utf-8-sig"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, RecursionError) as error:
        notices.append(f".obsidian/{name} can't be read and is left aside: {error}")
        return {}
    if not isinstance(content, dict):
        notices.append(f".obsidian/{name} holds no settings and is left aside: it should be a JSON object")
        return {}
    return content
