"""What YAML takes a scalar for, and how a text is written so that YAML reads it back as that text."""

from __future__ import annotations

import re

from rlvault_lint.note import Scalar
from rlvault_lint.text import Span

# As YAML 1.2 reads plain text, and so Obsidian.
_NUMBER = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?|0x[0-9a-fA-F]+|0o[0-7]+")
_BOOLEANS = frozenset(("true", "True", "TRUE", "false", "False", "FALSE"))
_PLAIN = re.compile(r"[^\W\d][\w ./★☆⭐-]*(?<! )")


def is_number(scalar: Scalar) -> bool:
    """Whether YAML takes a scalar for a number."""
    return not scalar.quoted and _NUMBER.fullmatch(scalar.text) is not None


def is_boolean(scalar: Scalar) -> bool:
    """Whether YAML takes a scalar for true or false."""
    return not scalar.quoted and scalar.text in _BOOLEANS


def as_yaml(text: str) -> str:
    """A text as YAML has it, inside brackets too: plain if nothing in it means anything to YAML, else in quotes."""
    scalar = Scalar(text, False, Span(0, 0))
    is_plain = _PLAIN.fullmatch(text) is not None and not is_number(scalar) and not is_boolean(scalar)
    return text if is_plain else in_quotes(text)


def in_quotes(text: str) -> str:
    """A text in double quotes, with the escapes that it needs there."""
    import json  # most values need no quotes

    return json.dumps(text, ensure_ascii=False)
