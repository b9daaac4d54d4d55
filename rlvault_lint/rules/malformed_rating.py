"""malformed-rating: stars that are not a rating at the full width of the scale."""

from __future__ import annotations

from collections.abc import Iterator

from rlvault_lint.plugin import (
    Diagnostic,
    Edit,
    Entry,
    Field,
    Fix,
    Note,
    Rule,
    Safety,
    Severity,
    Span,
    Vault,
    on_entry,
    on_property,
)
from rlvault_lint.reading.frontmatter import content_span
from rlvault_lint.vault import ratings
from rlvault_lint.vault.properties import is_placeholder
from rlvault_lint.wording import brief


class MalformedRating(Rule):
    """
    ## What

    In a rating property or an entry of a MOC: two or more stars that are not first filled, then empty, at the full
    width of the scale; stars of several families in one rating (`★⭐`); a fraction (`4/5`); text after the stars in
    a property. Scale, glyphs and properties are set in `[rating]`.

    A single `⭐` or `★` is a highlight, never a rating. Emoji stars have no empty form, so a run of them up to the
    scale is a rating. A number in a property is one too.

    ## Why

    `★★★★` may be four of five or four of four. Ratings of different width can't be compared, sorted or searched.

    ## Example

    ```markdown
    - [[ProGRPO]] — advantage reweighting ★★★★
    ```

    ## Fix

    Safe or unsafe: safe where only empty stars are added or stars of one family drawn, as in `★★★★☆`; unsafe where
    the order changes (`☆★★★★`). More stars than the scale holds, and text beside them, are for you to correct.
    """

    name = "malformed-rating"
    group = "rating"
    summary = "A star rating that is not filled, then empty, at the full width of the scale."
    severity = Severity.WARNING
    since = "0.1.0"

    @on_property(lambda _, conventions: conventions.rating.properties)
    def in_property(self, note: Note, field: Field, vault: Vault) -> Iterator[Diagnostic]:
        """The malformed ratings that a property holds."""
        if is_placeholder(field):
            return
        for each in field.scalars:
            text, span = each.text.strip(), content_span(field, each) or each.span
            if malformed := ratings.judge(text, vault.conventions.rating, in_property=True):
                yield self._finding(note, text, span, malformed)

    @on_entry
    def in_entry(self, note: Note, entry: Entry, vault: Vault) -> Iterator[Diagnostic]:
        """The malformed ratings of a MOC's entry; one without a link rates nothing."""
        for each in entry.ratings if entry.links else ():
            if malformed := ratings.judge(each.text, vault.conventions.rating, in_property=False):
                yield self._finding(note, each.text, each.span, malformed)

    def _finding(self, note: Note, text: str, span: Span, malformed: ratings.RatingProblem) -> Diagnostic:
        fix, advice = None, "correct it"
        if malformed.fixed:
            advice = f'write "{malformed.fixed}"'
            safety = Safety.UNSAFE if malformed.order_changes else Safety.SAFE
            fix = Fix(advice, (Edit(note.path, span, malformed.fixed),), safety)
        message = f'"{brief(text)}" is not a well-formed rating ({malformed.problem}): {advice}'
        return self.diagnostic(note, span, message, fix=fix)
