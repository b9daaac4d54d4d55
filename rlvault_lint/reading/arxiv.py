"""arXiv identifiers: find them in text, parse and normalise one, say what is wrong with one that is none.

Pure functions without I/O; the day of the run is never asked for. The grammar is that of arXiv's documentation of its
identifiers: `YYMM.NNNN` from April 2007 to December 2014, `YYMM.NNNNN` since January 2015, and before that
`archive/YYMMNNN`, each with an optional version `vN`. A subject class (`math.CA/0611800`) is not part of the ID.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from rlvault_lint.note import ArxivForm, ArxivMention, ArxivProblem
from rlvault_lint.reading.finder import Finder, Leaf
from rlvault_lint.text import Span

# Archives that ever stood in an old identifier. econ, eess, q-fin and stat were opened after March 2007.
_ARCHIVE_NAMES = (
    "acc-phys adap-org alg-geom ao-sci astro-ph atom-ph bayes-an chao-dyn chem-ph cmp-lg comp-gas cond-mat cs dg-ga "
    "funct-an gr-qc hep-ex hep-lat hep-ph hep-th math math-ph mtrl-th nlin nucl-ex nucl-th patt-sol physics plasm-ph "
    "q-alg q-bio quant-ph solv-int supr-con"
)
_ARCHIVES = frozenset(_ARCHIVE_NAMES.split())
_UNHYPHENATED = {archive.replace("-", ""): archive for archive in _ARCHIVES if "-" in archive}

_FIRST_OLD, _LAST_OLD = (1991, 7), (2007, 3)
_FIRST_NEW, _FIRST_FIVE_DIGITS = (2007, 4), (2015, 1)

_WILDCARDS = frozenset("xX?nN")

# Something written where an identifier stands, right or wrong: `2602.12345v2`, `2602.17xxx`, `2602.????`,
# `hep-th/9901001`. All repetition that could be tried again is bounded, so that any text is read in linear time.
_CANDIDATE = (
    r"(?:[A-Za-z][A-Za-z-]{1,19}(?:\.[A-Za-z-]{1,12})?/[0-9]{5}[0-9A-Za-z]*"
    r"|[0-9xX][0-9A-Za-z]{2,5}\.(?:[0-9]{0,3}\?{2,}|[xX]{2,}|[nN]{4,5}|TB[AD]|[0-9][0-9A-Za-z]*))"
)
_SLASH = "(?:/|%2[fF])"
_INITIALS = "".join(sorted({archive[0] for archive in _ARCHIVES}))
# Each branch starts with a literal or a set and looks behind only after it, so the engine passes over a character that
# starts none of them without trying one: three times as fast. A match without a group is an identifier alone.


@cache
def _mention() -> re.Pattern[str]:
    return re.compile(
        # arxiv.org and its mirrors and subdomains, percent-encoded too (`https%3A%2F%2Farxiv.org%2Fabs%2F2104.08691`)
        r"[aA](?:(?<![0-9A-Za-z-].)|(?<=%2F.))(?i:rxiv\.org)"
        rf"{_SLASH}(?:abs|pdf|html|ps|src|tb|e-print|format){_SLASH}(?i:arxiv:)?(?P<url>{_CANDIDATE}|[0-9]{{4,}}[0-9A-Za-z]*)"
        # `arXiv:ID`, `**arXiv**：ID`, `arXiv ID: [ID](…)`, `arXiv（ID）`
        r"|[aA](?<![0-9A-Za-z].)(?i:rxiv(?:[ _-]?id)?)(?P<gap>[ \t\u00a0\u3000*_`\"'\[(（【:：#-]{0,6})"
        rf"(?P<prefixed>{_CANDIDATE})"
        rf"|10(?<![0-9.]10)\.48550{_SLASH}(?i:arxiv)\.(?P<doi>{_CANDIDATE})"
        # other sites that file papers under the same identifier
        r"|[aAhH](?i:lphaxiv\.org/(?:[a-z]{2}/)?(?:abs|overview|pdf|html)|r5iv\.org/(?:abs|html|pdf)"
        rf"|(?:uggingface|f)\.co/papers)/(?P<elsewhere>{_CANDIDATE})"
        # the identifier alone: no decimal, price, version number, part of a path or of another DOI
        r"|[0-9](?:(?<![0-9A-Za-z=./\\$€£¥￥+-].)(?<![0-9A-Za-z]_.)|(?<=[0-9]{4}\.[0-9]{5}/.))"
        r"[0-9]{3}\.[0-9]{4,5}(?:v[0-9]{1,3})?(?![0-9A-Za-z%‰°元円]|\.[0-9A-Za-z])"
        rf"|[{_INITIALS}](?<![0-9A-Za-z=./\\_-].)[a-z-]{{1,7}}(?:\.[A-Za-z-]{{2,12}})?/[0-9]{{7}}(?:v[0-9]{{1,3}})?"
        r"(?![0-9A-Za-z/]|\.[0-9A-Za-z])"
    )


_FORMS = {
    "url": ArxivForm.URL,
    "prefixed": ArxivForm.PREFIXED,
    "doi": ArxivForm.DOI,
    "elsewhere": ArxivForm.URL,
    None: ArxivForm.BARE,
}
# Where something malformed was not plainly meant: alphaXiv and Hugging Face have ids of their own.
_ONLY_WELL_FORMED = ("elsewhere", None)

# Every mention has one of these. Each starts with a literal, and a rare one, so a text without any is soon passed over.
_NAME = re.compile("x(?<=rx)iv")  # in lower case
_HINTS = (
    re.compile(r"\.(?<=[0-9]{4}\.)[0-9]{4}"),
    re.compile(r"/(?<=[A-Za-z]/)[0-9]{7}(?![0-9])"),
)

_VERSION = re.compile(r"[vV]([0-9]*)")
_REAL_VERSION = re.compile(r"[1-9][0-9]{0,2}")
_OLD = re.compile(r"([A-Za-z-]+)(?:\.[A-Za-z-]+)?/(.*)", re.DOTALL)
_SHORT_NUMBER = re.compile(r"([0-9]{4}\.)([0-9]{4}(?:v[0-9]{1,3})?)")
# What a malformed token has to look like after the word `arXiv`: more freely if a colon stands between them.
_MEANT = re.compile(r"[0-9xX]{4}\.(?:[0-9]{0,4}[xX?nN]{2,}|TB[AD]|[0-9]{3}[0-9A-Za-z]*)")
_MEANT_AFTER_COLON = re.compile(
    r"[0-9xX]{4}\.[0-9]{1,2}|[0-9][0-9A-Za-z]{2,5}\.[0-9]{4}[0-9A-Za-z]*"
    r"|[0-9]{4}\.(?=(?:[A-Za-z]?[0-9]){3})[0-9A-Za-z]{4,6}"  # one or two letters among the digits
)
_MONTH = re.compile(r"(?:19|20)[0-9]{2}\.[0-9]{1,2}")
_DAY = re.compile(r"(?:19|20)[0-9]{2}\.(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])")

_NEW = re.compile(r"[0-9]{4}\.[0-9]{4,5}")
_NO_VALUE = frozenset(("", "~", "-", "—", "none", "null", "n/a", "无"))
# What may stand around the one identifier of a property: the rest of a URL, `doi:`, a file extension.
_AROUND = re.compile(r"(?i:(?:https?://)?(?:dx\.)?doi\.org/|doi:|https?://(?:[\w-]+\.)*|\.(?:pdf|ps|gz)|[?#]\S*)")


class ArxivId(NamedTuple):
    """An identifier: `id` is normalised (`2602.12345`, `math/0611800`); `version` is None for the latest."""

    id: str
    version: int | None = None

    @property
    def canonical(self) -> str:
        """As arXiv asks to cite it, without version: `arXiv:2602.12345`."""
        return f"arXiv:{self.id}"

    @property
    def versioned(self) -> str:
        """The identifier with its version, if it has one: `2602.12345v2`."""
        return self.id if self.version is None else f"{self.id}v{self.version}"


def parse(text: str) -> ArxivId | None:
    """The first identifier that `text` names in any form: alone, with prefix, as URL or DOI, within other text.

    As lenient as arXiv's own software, which completes `1706.3762` and `hepth/9901001` and forgives a last slash;
    `is_valid` tells whether it had to be. None if there is no identifier.
    """
    for mention in find(text):
        read = _read(mention.suggestion or mention.text)
        if isinstance(read, ArxivId):
            return read
    return _lenient(text)


def is_valid(text: str) -> bool:
    """Whether `text` names an identifier as arXiv's documentation demands it, without anything to complete."""
    return next((mention.id is not None for mention in find(text)), False)


def date_of(id: str) -> tuple[int, int]:
    """Year and month in which an identifier was given: (2026, 2) for `2602.12345`. Raises ValueError if it is none."""
    if not isinstance(_read(id), ArxivId):
        raise ValueError(f"not an arXiv identifier: {id!r}")
    return month_of(id)


def month_of(id: str) -> tuple[int, int]:
    """The same of what is known to be an identifier, as the `id` of a mention is."""
    return _month(id.rpartition("/")[2])


class _Fault(NamedTuple):
    """Why a token is not an identifier, and the data that `ArxivProblem` lists for that."""

    problem: ArxivProblem
    data: tuple[str | int, ...] = ()


def places(text: str) -> list[int]:
    """The places of what every mention in `text` has; empty for most texts."""
    found = [match.start() for match in _NAME.finditer(text.lower())]
    for hint in _HINTS:
        found += [match.start() for match in hint.finditer(text)]
    return found


def find(text: str, offset: int = 0) -> list[ArxivMention]:
    """Every identifier in running text, and everything plainly meant as one, from left to right.

    Only `arXiv:`, an arxiv.org address or arXiv's DOI shows that something malformed was meant; anything else counts
    only if it is well-formed. Spans are offsets into `text` plus `offset`.
    """
    return [mention for _, mention in _scan(text, offset)] if places(text) else []


def find_in(leaf: Leaf) -> list[ArxivMention]:
    """What `find` sees in a piece of running text, outside code and math, which show examples.

    The destination of a link, or an address in `<…>`, may well be that of a paper.
    """
    found = [mention for _, mention in _scan(leaf.text[leaf.start : leaf.end], leaf.start)]
    if found:
        outside = leaf.outside_code()
        found = [each for each in found if outside(each.span.start, each.span.end)]
    return found


FINDER = Finder("arxiv", find_in, lambda source: places(source.plain), in_entries=True, in_comments=False)


def find_property(text: str, offset: int = 0) -> ArxivMention | None:
    """The value of a property that claims an identifier: all of it is meant as one, so anything else is malformed.

    None if the value says that there is none (empty, `null`, `n/a`). The span covers the identifier, or the whole value
    where no one identifier stands out, shifted by `offset`.
    """
    value = text.strip()
    start = offset + text.index(value)
    span = Span(start, start + len(value))
    if _NEW.fullmatch(value) and _fault_of_new(value) is None:  # as nearly all are
        return ArxivMention(value, None, ArxivForm.BARE, value, span)
    if value.casefold() in _NO_VALUE:
        return None
    found = list(_scan(value, span.start))
    if not found:
        return _property_token(value, span)
    edges = [span.start, *(edge for whole, _ in found for edge in (whole.start, whole.end)), span.end]
    gaps = [value[start - span.start : end - span.start] for start, end in zip(edges[::2], edges[1::2], strict=True)]
    first = found[0][1]
    if len({mention.id for _, mention in found}) > 1:
        problem = ArxivProblem.SEVERAL
    elif any(character.isalnum() for character in _AROUND.sub("", "\n".join(gaps))):
        problem = ArxivProblem.TEXT_BESIDE
    else:
        return first
    return ArxivMention(None, None, first.form, value, span, problem)


def _property_token(value: str, span: Span) -> ArxivMention:
    """The mention for a property's value in which a scan as of prose sees nothing."""
    read = _read(value)
    if isinstance(read, ArxivId):
        return ArxivMention(read.id, read.version, ArxivForm.BARE, value, span)
    fault = read if re.fullmatch(_CANDIDATE, value) else _Fault(ArxivProblem.NOT_AN_ID)
    # `2602.2265` may be `2602.22650` that some program took for a number, so a zero before it would be a guess.
    lenient = None if _SHORT_NUMBER.fullmatch(value) else _lenient(value)
    return ArxivMention(None, None, ArxivForm.BARE, value, span, *fault, lenient.versioned if lenient else None)


def _scan(text: str, offset: int) -> Iterator[tuple[Span, ArxivMention]]:
    """Mentions with the span of everything that belongs to them: prefix, host and path."""
    for match in _mention().finditer(text):
        group = match.lastgroup
        token = match[group or 0]
        whole = Span(*match.span()).shift(offset)
        span = Span(*match.span(group or 0)).shift(offset)
        read = _read(token)
        if isinstance(read, ArxivId):
            yield whole, ArxivMention(read.id, read.version, _FORMS[group], token, span)
        elif group in _ONLY_WELL_FORMED or (group == "prefixed" and not _is_meant(token, match["gap"])):
            continue
        else:
            repaired = _repaired(token)
            yield (
                whole,
                ArxivMention(None, None, _FORMS[group], token, span, *read, repaired.versioned if repaired else None),
            )


def _is_meant(token: str, gap: str) -> bool:
    """Whether a malformed token after the word `arXiv` is plainly meant as an identifier; a colon makes it likelier."""
    colon = ":" in gap or "：" in gap
    archive, slash, number = token.partition("/")
    if slash:
        archive = archive.partition(".")[0].lower()
        return archive in _ARCHIVES or archive in _UNHYPHENATED or (colon and 6 <= len(number) <= 8)
    if _MONTH.fullmatch(token) or (not colon and _DAY.fullmatch(token)):  # "arXiv 2024.12", "arXiv (2023.1015)"
        return False
    return bool(_MEANT.fullmatch(token) or (colon and _MEANT_AFTER_COLON.fullmatch(token)))


def _read(token: str) -> ArxivId | _Fault:
    """The identifier that a token is, or what is wrong with it."""
    token, version = _split_version(token)
    old = _OLD.fullmatch(token)
    if old:
        archive, number = old[1].lower(), old[2]
        fault = _fault_of_old(archive, number)
        normal = f"{archive}/{number}"
    else:
        fault = _fault_of_new(token)
        normal = token
    if fault:
        return fault
    if version is None:
        return ArxivId(normal)
    if not _REAL_VERSION.fullmatch(version):
        is_number = version and len(version) < 4
        return _Fault(ArxivProblem.VERSION, (version,)) if is_number else _Fault(ArxivProblem.VERSION_MISSING)
    return ArxivId(normal, int(version))


def _split_version(token: str) -> tuple[str, str | None]:
    """A token without its `vN`, and the digits of N; None where it has none."""
    at = max(token.rfind("v"), token.rfind("V"))
    version = _VERSION.fullmatch(token, at) if at > 0 else None
    return (token[:at], version[1]) if version else (token, None)


def _fault_of_new(token: str) -> _Fault | None:
    yymm, dot, number = token.partition(".")
    if not dot or not yymm or not number:
        return _Fault(ArxivProblem.NOT_AN_ID)
    if fault := _fault_of_digits(yymm + number):
        return fault
    if len(yymm) != 4:
        return _Fault(ArxivProblem.DIGITS_BEFORE_DOT, (len(yymm),))
    if fault := _fault_of_month(yymm):
        return fault
    if _month(yymm) < _FIRST_NEW:
        return _Fault(ArxivProblem.TOO_EARLY, (_shown_month(yymm),))
    due = 5 if _month(yymm) >= _FIRST_FIVE_DIGITS else 4
    if len(number) != due:
        return _Fault(ArxivProblem.DIGITS_AFTER_DOT, (len(number), due))
    return None if number.strip("0") else _Fault(ArxivProblem.ZERO, (number,))


def _fault_of_old(archive: str, number: str) -> _Fault | None:
    if archive not in _ARCHIVES:
        return _Fault(ArxivProblem.ARCHIVE, (archive,))
    if fault := _fault_of_digits(number):
        return fault
    if len(number) != 7:
        return _Fault(ArxivProblem.DIGITS_AFTER_SLASH, (len(number),))
    if fault := _fault_of_month(number):
        return fault
    if not _FIRST_OLD <= _month(number) <= _LAST_OLD:
        return _Fault(ArxivProblem.OLD_FORM_OUT_OF_RANGE, (_shown_month(number),))
    return None if number[4:].strip("0") else _Fault(ArxivProblem.ZERO, (number[4:],))


def _fault_of_digits(number: str) -> _Fault | None:
    if number.isascii() and number.isdigit():
        return None
    strange = set(number).difference("0123456789")
    if strange <= _WILDCARDS:
        return _Fault(ArxivProblem.PLACEHOLDER)
    letters = all(character.isalpha() for character in strange)
    return _Fault(ArxivProblem.LETTERS if letters else ArxivProblem.NOT_AN_ID)


def _fault_of_month(yymm: str) -> _Fault | None:
    return None if 1 <= int(yymm[2:4]) <= 12 else _Fault(ArxivProblem.MONTH, (yymm[2:4],))


def _month(yymm: str) -> tuple[int, int]:
    """Year and month of a text that starts with YYMM; the years 91 to 99 are those of the last century."""
    year = int(yymm[:2])
    return (1900 + year if year > 90 else 2000 + year), int(yymm[2:4])


def _shown_month(yymm: str) -> str:
    year, month = _month(yymm)
    return f"{year}-{month:02}"


def _lenient(text: str) -> ArxivId | None:
    """The identifier that arXiv's own software would take a whole text for: with a last slash, or repaired."""
    token = text.strip().rstrip("/")
    read = _read(token)
    return read if isinstance(read, ArxivId) else _repaired(token)


def _repaired(token: str) -> ArxivId | None:
    """The one identifier that arXiv's own software takes a malformed token for, or None.

    It puts the missing zero before a number of four digits since 2015, and the missing hyphen into an archive.
    """
    short = _SHORT_NUMBER.fullmatch(token)
    archive, slash, number = token.partition("/")
    if short:
        token = f"{short[1]}0{short[2]}"
    elif slash and archive.lower() in _UNHYPHENATED:
        token = f"{_UNHYPHENATED[archive.lower()]}/{number}"
    else:
        return None
    read = _read(token)
    return read if isinstance(read, ArxivId) else None
