"""Names of daily, weekly and other periodic notes: which links mean one, written or not.

Formats are those of Moment.js, as Obsidian's settings hold them. Names of months and days can be in any language.
"""

from __future__ import annotations

import re
from functools import cache

from rlvault_lint.vault.vault import Vault

_TOKEN = re.compile(
    r"\[([^\]]*)\]|(YYYYYY|YYYY|YY|Y|gggg|gg|GGGG|GG|MMMM|MMM|dddd|ddd|dd|DDDD|([A-Za-z])\3?o?)|(.)", re.DOTALL
)
_DAY = r"0[1-9]|[12]\d|3[01]"
_MONTH = r"0[1-9]|1[0-2]"
_WORD = r"[^\W\d_]+\.?"
_PATTERNS = {
    "YYYYYY": r"[+-]\d{6}",
    "Y": r"\d+",
    **dict.fromkeys(("YYYY", "gggg", "GGGG"), r"\d{4}"),
    **dict.fromkeys(("YY", "gg", "GG"), r"\d\d"),
    **dict.fromkeys(("MMMM", "MMM", "dddd", "ddd", "dd"), rf"\d{{0,2}}{_WORD}"),
    "MM": _MONTH,
    "M": r"1[0-2]|[1-9]",
    "DD": _DAY,
    "D": r"[12]\d|3[01]|[1-9]",
    "DDDD": r"\d{3}",
    "Q": "[1-4]",
    **dict.fromkeys("deE", r"\d"),
    **dict.fromkeys(("ww", "WW"), r"[0-5]\d"),
    **dict.fromkeys(("HH", "hh", "kk", "mm", "ss"), r"\d\d"),
    **dict.fromkeys(("w", "W", "H", "h", "k", "m", "s"), r"\d\d?"),
    **dict.fromkeys("Aa", _WORD),
    **dict.fromkeys("Xx", r"\d+"),
}


def is_periodic(vault: Vault, target: str) -> bool:
    """Whether a link's target is the name of a periodic note, with as much of its path as is written."""
    parts = [part for part in target.removesuffix(".md").split("/") if part not in ("", ".", "..")]
    for each in vault.periodic:
        wanted = [*map(re.escape, filter(None, each.folder.split("/"))), *map(_pattern, each.format.split("/"))]
        count = len(parts)
        if 0 < count <= len(wanted) and all(
            re.fullmatch(pattern, part, re.IGNORECASE) for pattern, part in zip(wanted[-count:], parts, strict=True)
        ):
            return True
    return False


@cache
def _pattern(form: str) -> str:
    """The regular expression of what Moment.js makes of a format. It takes no step back, so that it takes no time."""
    return "".join(f"(?>{_of_token(match)})" for match in _TOKEN.finditer(form))


def _of_token(match: re.Match[str]) -> str:
    literal, token, _, other = match.groups()
    if token is None:
        return re.escape(literal if literal is not None else other)
    if token.endswith("o"):  # 1st, 2., 3º
        return r"\d+[^\W\d_º.]*[º.]?"
    return _PATTERNS.get(token, re.escape(token))
