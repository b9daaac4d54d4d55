"""JSON, XML and plain text in which nothing is left that a CI service takes for a command to itself.

GitHub and Azure read the log of a run, whatever wrote it, and obey `##[...]` and `##vso[...]` wherever they stand in a
line, and `::...::` at its beginning. A vault's text must not reach them so, in no format.
"""

from __future__ import annotations

import json
import re
from typing import Any

_COMMAND = re.compile(r"##(?=\[|vso\[)|^::")
_LOOKALIKES = {"##": "#♯", "::": ":∶"}
_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def dumps(value: Any) -> str:
    """`value` as JSON on one line, in ASCII; it is read back as it was."""
    return json.dumps(value).replace("##", "#\\u0023")


def plain(text: str) -> str:
    """`text` for the log of a CI service: signs that look alike, and are as wide, stand where a command would begin."""
    return _COMMAND.sub(lambda match: _LOOKALIKES[match.group()], text)


def xml(text: str) -> str:
    """`text` for the content or a quoted attribute of an element; what XML can't hold becomes U+FFFD."""
    for character, entity in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ('"', "&quot;"), ("'", "&apos;")):
        text = text.replace(character, entity)
    return _NO_XML.sub("\ufffd", text).replace("##", "#&#35;")
