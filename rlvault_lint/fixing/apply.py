"""Edits to bytes: what they name is changed, and no byte besides."""

from __future__ import annotations

from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Iterable

from rlvault_lint.text import Edit, apply_edits


def obstacle(data: bytes) -> str:
    """Why a file with this content is not edited, as the end of a sentence; empty if it can be.

    Offsets count characters of UTF-8. What is written into any other encoding would make a mix of two of the file.
    """
    if data.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        return "it is UTF-16: save it as UTF-8 first"
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return "it is not UTF-8: repair its encoding first"
    return ""


def apply(data: bytes, edits: Iterable[Edit]) -> bytes:
    """`data` (UTF-8) with all edits made at once, equal ones only once.

    Raises ValueError where two edits overlap, where one inserts what is not Unicode, and UnicodeDecodeError (which is a
    ValueError) for any other encoding.
    """
    return apply_edits(data.decode("utf-8"), edits).encode("utf-8")
