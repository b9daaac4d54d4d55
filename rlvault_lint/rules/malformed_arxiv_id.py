"""malformed-arxiv-id: what is meant as an arXiv ID and is not one."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

from rlvault_lint.plugin import (
    ArxivForm,
    ArxivMention,
    ArxivProblem,
    Diagnostic,
    Edit,
    Field,
    Fix,
    Note,
    Rule,
    Safety,
    Scalar,
    Severity,
    Vault,
    on_note,
)
from rlvault_lint.reading import arxiv
from rlvault_lint.reading.frontmatter import content_span
from rlvault_lint.vault.properties import is_placeholder
from rlvault_lint.wording import brief


def today() -> date:
    """The day of the run, UTC."""
    return datetime.now(UTC).date()


class MalformedArxivId(Rule):
    """
    ## What

    What is plainly meant as an arXiv ID and can't be one: a month of 13, four digits after the dot since 2015 or
    five before, placeholders such as `2602.17xxx` (once for a note), letters in the number, an archive that never was,
    a month that is still to come. In text and in other properties that is plain only after `arXiv:`, in an arxiv.org
    address and in arXiv's DOI; in a property that claims an ID (`arxiv.properties`) everything is meant as one. Code is
    not read.

    ## Why

    The ID points to nothing, or to another paper, and the note can't be matched with entries that name the right one.

    ## Example

    ```markdown
    - [[GEPA]] — prompt evolution (arXiv:2507.1945)
    ```

    ## Fix

    Unsafe or suggestion: where arXiv's own software reads the ID as another, that one is written. `hepth/9901001` can
    only be `hep-th/9901001`; that `1706.3762` is `1706.03762` is only shown, as the missing digit may be another.
    Else look the paper up.
    """

    name = "malformed-arxiv-id"
    group = "arxiv"
    summary = "Something meant as an arXiv ID that is not one."
    severity = Severity.ERROR
    since = "0.1.0"

    @on_note
    def judge(self, note: Note, vault: Vault) -> Iterator[Diagnostic]:
        """The malformed IDs of the properties, then those of the text; a placeholder that is there often, once."""
        latest, placeholders = vault.derive(_latest_month), set[str]()
        for mention, is_meant, is_exact in _mentions(note, vault):
            if mention.id is not None:
                if is_meant and (given := arxiv.month_of(mention.id)) > latest:
                    month = f"{given[0]}-{given[1]:02}"
                    message = f'"{mention.text}" is of {month}, which is still to come: correct it'
                    yield self.diagnostic(note, mention.span, message)
                continue
            if mention.problem is ArxivProblem.PLACEHOLDER:
                if mention.text.lower() in placeholders:
                    continue
                placeholders.add(mention.text.lower())
            yield self._malformed(note, mention, is_exact)

    def _malformed(self, note: Note, mention: ArxivMention, is_exact: bool) -> Diagnostic:
        fix, advice = None, "correct or remove it"
        if mention.suggestion:
            advice = f'is "{mention.suggestion}" meant?'
            edit = Edit(note.path, mention.span, mention.suggestion)
            # A missing hyphen can only be put back in one place; a missing digit may be any, not just a zero.
            safety = Safety.UNSAFE if "/" in mention.suggestion else Safety.SUGGESTION
            fix = Fix(f'write "{mention.suggestion}"', (edit,), safety) if is_exact else None
        message = f'"{brief(mention.text)}" is not a valid arXiv ID ({why(mention)}): {advice}'
        return self.diagnostic(note, mention.span, message, fix=fix)


_WORDS = {
    ArxivProblem.NOT_AN_ID: "neither YYMM.NNNNN nor archive/YYMMNNN",
    ArxivProblem.SEVERAL: "more than one ID",
    ArxivProblem.TEXT_BESIDE: "text beside the ID",
    ArxivProblem.PLACEHOLDER: "a placeholder",
    ArxivProblem.LETTERS: "letters in the number",
    ArxivProblem.DIGITS_BEFORE_DOT: "{} before the dot, where there have to be four",
    ArxivProblem.DIGITS_AFTER_DOT: "{} after the dot, but IDs had four before 2015",
    ArxivProblem.DIGITS_AFTER_SLASH: "{} after the slash, where there have to be seven",
    ArxivProblem.MONTH: "there is no month {}",
    ArxivProblem.TOO_EARLY: "dated {}, but IDs of this form began in 2007-04",
    ArxivProblem.OLD_FORM_OUT_OF_RANGE: "dated {}, but IDs of this form are from 1991-07 to 2007-03",
    ArxivProblem.ZERO: "there is no number {}",
    ArxivProblem.ARCHIVE: 'arXiv has no archive "{}"',
    ArxivProblem.VERSION: "there is no version {}",
    ArxivProblem.VERSION_MISSING: "no version number after the v",
}
_COUNTED = (ArxivProblem.DIGITS_BEFORE_DOT, ArxivProblem.DIGITS_AFTER_DOT, ArxivProblem.DIGITS_AFTER_SLASH)
_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


def why(mention: ArxivMention) -> str:
    """In a few words, what keeps a mention from being an ID."""
    if mention.problem is None:
        return ""
    words, first = _WORDS[mention.problem], mention.data[0] if mention.data else ""
    if mention.problem in _COUNTED and isinstance(first, int):
        number = _NUMBERS[first] if first < len(_NUMBERS) else str(first)
        first = f"{number} digit{'s' * (first != 1)}"
        if mention.data[1:] == (5,):
            return f"{first} after the dot, but IDs have had five since 2015"
    return words.format(first)


def _latest_month(_: Vault) -> tuple[int, int]:
    """Year and month of the latest IDs: when it is the first of a month somewhere, it is at most a day later in UTC."""
    latest = today() + timedelta(days=1)
    return latest.year, latest.month


def _mentions(note: Note, vault: Vault) -> Iterator[tuple[ArxivMention, bool, bool]]:
    """What stands for an ID, whether it is plainly meant as one, and whether its span is that and not a whole value."""
    claiming = vault.conventions.arxiv.properties
    for field in note.fields:
        claims = field.key in claiming
        # An ID has a dot or a slash in it, and most properties are quickly passed over by that.
        if not claims and (("." not in field.raw and "/" not in field.raw) or not arxiv.places(field.raw)):
            continue
        for scalar in () if is_placeholder(field) else field.scalars:
            for mention, is_exact in _in_property(field, scalar, claims):
                yield mention, claims, is_exact
    for mention in note.arxiv:
        # A number that looks like an ID of the future is a number.
        yield mention, mention.form is not ArxivForm.BARE, True


def _in_property(field: Field, scalar: Scalar, claims: bool) -> Iterator[tuple[ArxivMention, bool]]:
    """What stands for an ID in a property's text, and whether its span is just that, not the whole value."""
    span = content_span(field, scalar)
    offset = span.start if span else 0
    if claims:
        one = arxiv.find_property(scalar.text, offset)
        found = [one] if one else []
    else:
        found = arxiv.find(scalar.text, offset)
    for mention in found:
        yield (mention, True) if span else (mention._replace(span=scalar.span), False)
