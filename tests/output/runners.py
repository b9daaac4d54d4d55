"""How the runners of GitHub Actions and Azure Pipelines find commands in what a step prints, line by line.

GitHub's: a line that begins with `::`, leading spaces aside, up to the next `::`; else `##[` anywhere in a line, up to
the next `]`. Azure's: `##vso[` anywhere in a line, up to the next `]`; it shows `##[...]` as colours and folds. Both
undo their escapes after they have split, the percent sign last.
"""

from __future__ import annotations

from typing import NamedTuple


class Command(NamedTuple):
    """A command as the runner understands it."""

    name: str
    properties: dict[str, str]
    message: str


_LINE_ENDS = (("%0D", "\r"), ("%0A", "\n"))
_GITHUB_MESSAGE = (*_LINE_ENDS, ("%25", "%"))
_GITHUB_PROPERTY = (*_LINE_ENDS, ("%3A", ":"), ("%2C", ","), ("%25", "%"))
_OLD_GITHUB = (("%3B", ";"), *_LINE_ENDS, ("%5D", "]"), ("%25", "%"))
_AZURE = (("%3B", ";"), *_LINE_ENDS, ("%5D", "]"), ("%AZP25", "%"))


def github(output: str) -> list[Command]:
    """The commands that GitHub's runner obeys, whatever their names: it knows more of them from year to year."""
    found = []
    for line in _lines(output):
        stripped = line.lstrip()
        if stripped.startswith("::") and (end := stripped.find("::", 2)) >= 0:
            found.append(_command(stripped[2:end], stripped[end + 2 :], ",", _GITHUB_PROPERTY, _GITHUB_MESSAGE))
        elif command := _bracketed(line, "##[", _OLD_GITHUB):
            found.append(command)
    return found


def azure(output: str) -> list[Command]:
    """The commands that Azure's agent obeys or shows in a way of its own."""
    found = (_bracketed(line, "##vso[", _AZURE) or _bracketed(line, "##[", _AZURE) for line in _lines(output))
    return [command for command in found if command]


def _lines(output: str) -> list[str]:
    """Lines as .NET reads them from a process: CR, LF or both end one."""
    return output.replace("\r\n", "\n").replace("\r", "\n").split("\n")


def _bracketed(line: str, prefix: str, escapes: tuple[tuple[str, str], ...]) -> Command | None:
    start = line.find(prefix)
    end = line.find("]", start)
    if start < 0 or end < 0:
        return None
    return _command(line[start + len(prefix) : end], line[end + 1 :], ";", escapes, escapes)


def _command(
    info: str,
    message: str,
    separator: str,
    in_properties: tuple[tuple[str, str], ...],
    in_message: tuple[tuple[str, str], ...],
) -> Command:
    name, _, rest = info.partition(" ")
    pairs = (part.partition("=") for part in rest.strip().split(separator) if part)
    properties = {key: _undo(value, in_properties) for key, _, value in pairs if value}
    return Command(name, properties, _undo(message, in_message))


def _undo(text: str, escapes: tuple[tuple[str, str], ...]) -> str:
    for escaped, character in escapes:
        text = text.replace(escaped, character)
    return text
