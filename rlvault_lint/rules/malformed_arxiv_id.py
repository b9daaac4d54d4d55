"""malformed-arxiv-id: what is meant as an arXiv ID and is none."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from rlvault_lint.plugin import (
    ArxivForm,
    ArxivMention,
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
    five before, placeholders such as `2602.17xxx`, letters in the number, an archive that never was, a month that
    is still to come. In text and in other properties that is plain only after `arXiv:`, in an arxiv.org address and
    in arXiv's DOI; in a property that claims an ID (`arxiv.properties`) everything is meant as one. Code is not
    read.

    ## Why

    The ID leads nowhere, or to another paper, and the note can't be matched with entries that name the right one.

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
    summary = "Something meant as an arXiv ID that is none."
    severity = Severity.ERROR
    since = "0.1.0"

    def check(self, note: Note, vault: Vault) -> Iterator[Diagnostic]:
        """The malformed IDs of the properties, then those of the text."""
        for field in note.fields:
            claims = field.key in vault.conventions.arxiv.properties
            for scalar in () if is_placeholder(field) else field.scalars:
                for mention, is_exact in _mentions(field, scalar, claims):
                    yield from self._judge(note, mention, claims, is_exact)
        for mention in note.arxiv:
            # A number that looks like an ID of the future is a number.
            yield from self._judge(note, mention, mention.form is not ArxivForm.BARE, True)

    def _judge(self, note: Note, mention: ArxivMention, is_meant: bool, is_exact: bool) -> Iterator[Diagnostic]:
        if mention.id is not None:
            year, month = arxiv.date_of(mention.id)
            # When it is the first of the month somewhere, it is at most a day later in UTC.
            if is_meant and date(year, month, 1) > today() + timedelta(days=1):
                message = f'"{mention.text}" is of {year}-{month:02}, which is still to come: correct it'
                yield self.diagnostic(note, mention.span, message)
            return
        fix, advice = None, "correct or remove it"
        if mention.suggestion:
            advice = f'is "{mention.suggestion}" meant?'
            edit = Edit(note.path, mention.span, mention.suggestion)
            # A missing hyphen can only be put back in one place; a missing digit may be any, not just a zero.
            safety = Safety.UNSAFE if "/" in mention.suggestion else Safety.SUGGESTION
            fix = Fix(f'write "{mention.suggestion}"', (edit,), safety) if is_exact else None
        message = f'"{brief(mention.text)}" is no arXiv ID ({mention.problem}): {advice}'
        yield self.diagnostic(note, mention.span, message, fix=fix)


def _mentions(field: Field, scalar: Scalar, claims: bool) -> Iterator[tuple[ArxivMention, bool]]:
    """What stands for an ID in a property's text, and whether its span is just that, not the whole value."""
    span = content_span(field, scalar)
    offset = span.start if span else 0
    if claims:
        one = arxiv.find_property(scalar.text, offset)
        found = [one] if one else []
    else:
        found = arxiv.find(scalar.text, offset)
    for mention in found:
        yield (mention, True) if span else (replace(mention, span=scalar.span), False)
