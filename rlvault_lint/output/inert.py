"""JSON, XML and plain text in which nothing is left that a CI service takes for a command to itself.

GitHub and Azure read the log of a run, whatever wrote it, and obey `##[...]` and `##vso[...]` wherever they stand in a
line, and `::...::` at its beginning. A vault's text must not reach them so, in no format.
"""

from __future__ import annotations

import re
from codecs import lookup
from functools import cache
from typing import Any, TextIO

from rlvault_lint.wording import invisible

_COMMAND = re.compile(r"##(?=\[|vso\[)|^::")
_LOOKALIKES = {"##": "#♯", "::": ":∶"}
# What XML has not, as a set of its own: that of all that XML has takes 4 ms to compile.


@cache
def _no_xml() -> re.Pattern[str]:
    return re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def dumps(value: Any, out: TextIO) -> str:
    """`value` as JSON on one line, for `out`; it is read back as it was.

    Letters stand as they are where `out` is in UTF-8, so that people can read and search them; else all is ASCII. What
    steers a terminal, breaks a line or hides is escaped in any case.
    """
    import json  # formats for people have no need of it

    if is_utf_8(out):
        text = invisible().sub(lambda found: json.dumps(found[0])[1:-1], json.dumps(value, ensure_ascii=False))
    else:
        text = json.dumps(value)
    return text.replace("##", "#\\u0023")


def is_utf_8(out: TextIO) -> bool:
    """Whether `out` is in UTF-8, as programs expect it that read what is written."""
    return lookup(out.encoding or "utf-8").name == "utf-8"


def in_ascii(text: str) -> str:
    """A piece of an XML document with a reference for each character that is not ASCII."""
    return text.encode("ascii", "xmlcharrefreplace").decode("ascii")


def plain(text: str) -> str:
    """`text` for the log of a CI service: signs that look alike, and are as wide, stand where a command would begin."""
    return _COMMAND.sub(lambda match: _LOOKALIKES[match.group()], text)


def xml(text: str) -> str:
    """`text` for the content or a quoted attribute of an element; what XML can't hold becomes U+FFFD."""
    for character, entity in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ('"', "&quot;"), ("'", "&apos;")):
        text = text.replace(character, entity)
    return _no_xml().sub("\ufffd", text).replace("##", "#&#35;")
