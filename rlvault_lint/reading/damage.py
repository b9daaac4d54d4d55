"""What is wrong with a file's text as such: bytes that are not UTF-8, lost characters, mojibake, merge conflicts.

`read` is a pure function of a file's bytes. Code is left aside, since notes on encodings and on git quote it there.
Text that was decoded with the wrong encoding ("mojibake") is known by the sequences that UTF-8's bytes become in it;
ftfy then says whether it reads like rubbish, because `été »` with a no-break space holds such a sequence too.
"""

from __future__ import annotations

import re
from bisect import bisect_left

from rlvault_lint.note import Garbled, Problem, ProblemKind
from rlvault_lint.reading.code import outside_code
from rlvault_lint.text import WHOLE_FILE, Span

_UNDECODABLE = re.compile("[\udc80-\udcff]")
# The replacement character; and what it becomes when its bytes are read as GBK (two of them at once) or Windows-1252.
_LOST = re.compile("\ufffd|锟斤拷|ï¿½")
_CONFLICT_MARK = re.compile(r"^(?:<<<<<<<|=======|>>>>>>>)(?=[ \r\n]|\Z)", re.MULTILINE)

# What the bytes 0x80 to 0xBF, with which UTF-8 continues a character, are in Windows-1252, Windows-1254 and Latin-1.
_CONTINUATION = "\x80-\xbf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ"
# The first byte of a character of two, three or four bytes, and enough of the others. Left out: `ß` before a quotation
# mark, and a letter with a no-break space before `»` or `!`, which many German and French notes have; and what is lost.
_WESTERN_SIGN = re.compile(
    rf"[Â-ÛĞ][{_CONTINUATION}]|(?!ï¿½)[à-ï](?!\xa0[»!?:;])[{_CONTINUATION}]{{2}}|[ðğ][{_CONTINUATION}]{{2}}|â€"
)
_WESTERN_RUN = re.compile(rf"[À-ÿĞğİıŞş{_CONTINUATION}]+")
# The same for a file's bytes, which are searched ten times as fast: what it passes over has no such sequence. First the
# byte that it begins with, as Chinese text has none of these.
_WESTERN_HINTS = (
    (b"\xc3", re.compile(rb"\xc3[\x82-\xb0][\xc2\xc5\xc6\xcb\xe2]")),
    (b"\xc4", re.compile(rb"\xc4[\x9e\x9f][\xc2\xc5\xc6\xcb\xe2]")),
)
# "Sloppy" are the encodings of ftfy that have all 256 bytes.
_WESTERN = ("sloppy-windows-1252", "sloppy-windows-1254", "latin-1")
_NAMES = {
    "sloppy-windows-1252": "Windows-1252",
    "sloppy-windows-1254": "Windows-1254",
    "latin-1": "Latin-1",
    "gbk": "GBK",
}
# What UTF-8's commonest Chinese punctuation and characters become in GBK; hardly any real text has one of these.
_GBK_SIGNS = "锛銆鐨鈥"
_GBK_RUN = re.compile(r"[^\x00-\x7f]+")
_OPENING, _CLOSING = "\"'“‘«「『《„", "\"'”’»」』》"
_LINE_END = re.compile(r"[\r\n]")
# How much text around a stretch is judged with it, and how much of a line is shown.
_CONTEXT, _SHOWN = 200, 60


def read(data: bytes, text: str, *, is_utf8: bool) -> tuple[list[Problem], tuple[Garbled, ...]]:
    """What is wrong with the text of a file, and its garbled stretches in order.

    `data` are the file's bytes, `text` is what `text.decode` made of them, `is_utf8` whether they are valid
    UTF-8. Of each kind there is one problem, at its
    first place, but one for each conflict.
    """
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return [Problem(ProblemKind.NOT_UTF8, WHOLE_FILE, ("UTF-16", 0))], ()
    problems = [*_nul_bytes(data, text), *_conflicts(data, text)]
    if text.isascii():
        return problems, ()
    if not is_utf8 and (match := _UNDECODABLE.search(text)):
        count = len(_UNDECODABLE.findall(text))
        return [Problem(ProblemKind.NOT_UTF8, Span(*match.span()), (_likely_encoding(data), count))], ()
    if garbled := _western(data, text) or _chinese(text):  # characters that were lost on the way are part of it
        encoding, spans = garbled
        return [*problems, _mojibake(text, encoding, spans)], spans
    return [*problems, *_lost_characters(text)], ()


def is_garbled(garbled: tuple[Garbled, ...], span: Span) -> bool:
    """Whether some of what `span` covers is one of the garbled stretches that `read` has found."""
    if not garbled:
        return False
    at = bisect_left(garbled, span.end, key=lambda each: each.span.start)
    return at > 0 and garbled[at - 1].span.end > span.start


def _nul_bytes(data: bytes, text: str) -> list[Problem]:
    if b"\0" not in data:  # bytes are searched many times faster for it than Chinese text
        return []
    count = text.count("\0")
    at = text.index("\0")
    looks_like_utf16 = count * 3 > len(text)
    return [Problem(ProblemKind.NUL_BYTES, Span(at, at + 1), (count, int(looks_like_utf16)))]


def _conflicts(data: bytes, text: str) -> list[Problem]:
    """A problem for each `<<<<<<<`, `=======`, `>>>>>>>` that start lines in this order."""
    if b"<" not in data or "<<<<<<<" not in text:
        return []
    found = []
    opened: Span | None = None
    divided = False
    for span in outside_code(text, (Span(*match.span()) for match in _CONFLICT_MARK.finditer(text))):
        mark = text[span.start]
        if mark == "<":
            opened, divided = span, False
        elif mark == "=":
            divided = opened is not None
        elif opened and divided:
            found.append(Problem(ProblemKind.MERGE_CONFLICT, opened))
            opened = None
    return found


def _lost_characters(text: str) -> list[Problem]:
    if "\ufffd" not in text and "锟" not in text and "ï" not in text:
        return []
    spans = outside_code(text, (Span(*match.span()) for match in _LOST.finditer(text)))
    return [Problem(ProblemKind.LOST_CHARACTERS, spans[0], (len(spans),))] if spans else []


# --- bytes that are not UTF-8 -----------------------------------------------------------------------------------------

# How almost all characters of two bytes are written in an encoding; a text that fits just one of them is in that one.
_USUAL = {
    "EUC-KR": re.compile(rb"[\xa1-\xa3\xb0-\xc8][\xa1-\xfe]"),
    "GB18030": re.compile(rb"[\xa1-\xa3\xb0-\xd7][\xa1-\xfe]"),
    "Big5": re.compile(rb"[\xa1-\xc6][\x40-\x7e\xa1-\xfe]"),
    "Shift-JIS": re.compile(rb"[\x81-\x83\x88-\x97][\x40-\x7e\x80-\xfc]"),
}


def _likely_encoding(data: bytes) -> str:
    """The one encoding that bytes fit; empty where none or several do."""
    fitting = [encoding for encoding, usual in _USUAL.items() if _fits(data, encoding, usual)]
    return fitting[0] if len(fitting) == 1 else ""


def _fits(data: bytes, encoding: str, usual: re.Pattern[bytes]) -> bool:
    try:
        decoded = data.decode(encoding)
    except UnicodeDecodeError:
        return False
    written = [char.encode(encoding) for char in decoded[:10_000] if not char.isascii()]
    pairs = [char for char in written if len(char) == 2]
    return len(pairs) > 3 and sum(1 for char in pairs if usual.fullmatch(char)) > 0.9 * len(pairs)


# --- mojibake ---------------------------------------------------------------------------------------------------------


def _western(data: bytes, text: str) -> tuple[str, tuple[Garbled, ...]] | None:
    """The encoding that UTF-8 was read in, and what is garbled thereby; None if nothing is."""
    may_have_sign = any(lead in data and hint.search(data) for lead, hint in _WESTERN_HINTS)
    if not (may_have_sign and _WESTERN_SIGN.search(text)):
        return None
    runs = outside_code(text, (Span(*match.span()) for match in _WESTERN_RUN.finditer(text)))
    signed = [run for run in runs if _WESTERN_SIGN.search(text, run.start, run.end)]
    if not signed:
        return None
    from ftfy import bad_codecs  # it takes as long to import as sixty notes to read
    from ftfy.badness import is_bad

    garbled = []
    judged, bad = 0, False
    for run in signed:
        if run.end > judged:
            line_end = _LINE_END.search(text, run.end, run.end + _CONTEXT)
            judged = line_end.start() if line_end else run.end + _CONTEXT
            bad = is_bad(_LINE_END.split(text[max(0, run.start - _CONTEXT) : judged])[-1])
        if bad:
            garbled.append(run)
    if not garbled:
        return None
    bad_codecs.ok()
    tried = {encoding: [_restored(text, run, encoding) for run in garbled] for encoding in _WESTERN}
    # Lost bytes leave as many gaps in each; then it is the one that has all of the characters.
    encoding = min(tried, key=lambda each: (tried[each].count(None), _count_foreign(text, garbled, each)))
    if None in tried[encoding] and 2 * len(garbled) > len(runs):
        # The note is garbled as a whole and bytes were lost, so what is left of a character can be a single letter.
        garbled = runs
    return encoding, tuple(Garbled(run, _restored(text, run, encoding)) for run in garbled)


def _chinese(text: str) -> tuple[str, tuple[Garbled, ...]] | None:
    """The same for UTF-8 that was read as GBK, where an odd byte at the end of a stretch is always lost."""
    if not any(sign in text for sign in _GBK_SIGNS):
        return None
    runs = outside_code(text, (Span(*match.span()) for match in _GBK_RUN.finditer(text)))
    garbled = [run for run in runs if _is_utf8_as_gbk(text[run.start : run.end])]
    if not any(sign in text[run.start : run.end] for run in garbled for sign in _GBK_SIGNS):
        return None
    return "gbk", tuple(Garbled(run, _restored(text, run, "gbk")) for run in garbled)


def _is_utf8_as_gbk(run: str) -> bool:
    # Two bytes of UTF-8 are soon met with in real Chinese text written as GBK (模 is C4 A3); three in a row are not.
    decoded = _legible(run, "gbk")
    return sum(1 for char in decoded if char >= "\u0800" and char != "\ufffd") > decoded.count("\ufffd")


def _restored(text: str, span: Span, encoding: str) -> str | None:
    """What a stretch should read; None where it can't be known in full."""
    try:
        return text[span.start : span.end].encode(encoding).decode()
    except UnicodeError:
        return None


def _legible(run: str, encoding: str) -> str:
    """What can be read of a stretch, with U+FFFD for what can't."""
    return run.encode(encoding, "ignore").decode("utf-8", "replace")


def _count_foreign(text: str, spans: list[Span], encoding: str) -> int:
    """How many of the stretches hold a character that the encoding has not."""
    count = 0
    for span in spans:
        try:
            text[span.start : span.end].encode(encoding)
        except UnicodeEncodeError:
            count += 1
    return count


def _mojibake(text: str, encoding: str, garbled: tuple[Garbled, ...]) -> Problem:
    """One problem for the whole text, at the first line that can be restored in full."""
    lines: list[list[Garbled]] = []
    line_end = -1
    for each in garbled:
        if each.span.start > line_end:
            match = _LINE_END.search(text, each.span.end)
            line_end = match.start() if match else len(text)
            lines.append([])
        lines[-1].append(each)
    lost = any(each.text is None for each in garbled)
    shown = next((line for line in lines if all(each.text is not None for each in line)), lines[0])
    quoted = int(all(_is_quoted(text, each.span) for each in garbled))
    sentence = _sentence(text, [each.span for each in shown], encoding)
    return Problem(ProblemKind.MOJIBAKE, shown[0].span, (_NAMES[encoding], len(lines), sentence, int(lost), quoted))


def _is_quoted(text: str, span: Span) -> bool:
    """Whether a stretch stands in quotation marks, as an example of what garbled text looks like does.

    What is garbled reaches as far as the marks where they could be part of it.
    """
    before, after = text[span.start - 1 : span.start], text[span.end : span.end + 1]
    opened = (before or " ") in _OPENING or text[span.start] in "“‘"
    return opened and ((after or " ") in _CLOSING or text[span.end - 1] in "”’")


def _sentence(text: str, spans: list[Span], encoding: str) -> str:
    """A line as it should read, from a little before the first of its garbled stretches on."""
    at = spans[0].start
    lead = _LINE_END.split(text[max(0, at - _SHOWN // 3) : at])[-1]
    parts, length = [lead.lstrip()], len(lead)
    for span in spans:
        if length > _SHOWN:
            break
        parts += (text[at : span.start], _legible(text[span.start : span.end], encoding))
        length += span.end - at
        at = span.end
    match = _LINE_END.search(text, at)
    rest = text[at : match.start() if match else len(text)]
    parts.append(rest if length + len(rest) <= _SHOWN else rest[: max(0, _SHOWN - length)].rstrip() + "…")
    sentence = "".join(parts).strip()
    return sentence if len(sentence) <= 3 * _SHOWN else f"{sentence[: 3 * _SHOWN - 1]}…"
