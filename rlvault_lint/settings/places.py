"""Where the keys of a TOML file stand: tomllib tells values, and errors need lines."""

from __future__ import annotations

import re
from collections.abc import Iterator

KeyPath = tuple[str | int, ...]
"""Where a value stands: the keys that lead to it, and the index (from 0) of an item of a list."""

_TOKEN = r"""
    \n
    | \#[^\n]*
    | "{3} (?: [^\\] | \\. )*? "{3,5} | '{3} .*? '{3,5}  # texts of many lines
    | " (?: [^"\\\n] | \\. )* " | ' [^'\n]* '
    | [\[\]{}=,.]
    | [^\s\[\]{}=,.\#"']+
"""
_OPENING, _CLOSING = frozenset("[{"), frozenset("]}")
_DEEPEST = 8  # no key of ours lies deeper, and one of thousands of parts must not cost their square


def locate(text: str) -> dict[KeyPath, int]:
    """The lines, from 1, of the keys, table headers and list items in valid TOML.

    The keys in an inline table are left out: they stand on the line of the key before it.
    """
    lines: dict[KeyPath, int] = {}
    table: KeyPath = ()
    for statement in _statements(text):
        words = [word for word, _ in statement]
        is_header = words[0] == "["
        end = len(words) if is_header else words.index("=")
        path: KeyPath = tuple(_unquoted(word) for word in words[:end] if word not in ("[", "]", "."))
        if is_header:
            table = path
        else:
            path = (*table, *path)
        for size in range(1, min(len(path), _DEEPEST) + 1):
            lines.setdefault(path[:size], statement[0][1])
        if words[end + 1 : end + 2] == ["["]:
            lines |= {(*path, index): line for index, line in enumerate(_item_lines(statement[end + 1 :]))}
    return lines


def _item_lines(value: list[tuple[str, int]]) -> Iterator[int]:
    """The lines on which the items of a list begin."""
    depth, begins = 0, False
    for word, line in value:
        if begins and word != "]":
            yield line
        begins = depth == 0 or (depth == 1 and word == ",")
        depth += (word in _OPENING) - (word in _CLOSING)


def _statements(text: str) -> Iterator[list[tuple[str, int]]]:
    """The words of each table header, and of each key with its value; each word with its line."""
    statement: list[tuple[str, int]] = []
    depth, line = 0, 1
    for match in re.finditer(_TOKEN, text, re.DOTALL | re.VERBOSE):
        word = match.group()
        if word == "\n" and not depth:
            if statement:
                yield statement
            statement = []
        elif word != "\n" and not word.startswith("#"):
            statement.append((word, line))
            depth += (word in _OPENING) - (word in _CLOSING)
        line += word.count("\n")
    if statement:
        yield statement


def _unquoted(key: str) -> str:
    if key.startswith("'"):
        return key[1:-1]
    if key.startswith('"'):
        import tomllib

        return str(tomllib.loads(f"key = {key}")["key"])
    return key


def deep_line(text: str, depth: int = 50) -> int:
    """The line, from 1, on which brackets are first open `depth` times; the last line if they never are.

    Brackets in strings count: this is for a file that is too deep to be read.
    """
    line = 1
    for match in re.finditer(r"[\[\]{}\n]", text):
        char = match.group()
        if char == "\n":
            line += 1
        else:
            depth -= 1 if char in _OPENING else -1
            if depth == 0:
                break
    return line


def digits_line(text: str, most: int) -> int:
    """The line, from 1, of the first number of more than `most` digits; 1 if there is none."""
    match = re.search(rf"[0-9_]{{{most + 1},}}", text)
    return text.count("\n", 0, match.start()) + 1 if match else 1
