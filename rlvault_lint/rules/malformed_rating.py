"""malformed-rating: stars that are not a rating at the full width of the scale."""

from __future__ import annotations

from collections.abc import Iterator

from rlvault_lint.plugin import Diagnostic, Edit, Fix, Note, Rule, Safety, Severity, Span, Vault
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

    def check(self, note: Note, vault: Vault) -> Iterator[Diagnostic]:
        """The malformed ratings of the properties, then those of a MOC's entries."""
        for text, span, in_property in _ratings(note, vault):
            found = ratings.judge(text, vault.conventions.rating, in_property=in_property)
            if found is None:
                continue
            fix, advice = None, "correct it"
            if found.fixed:
                safety = Safety.UNSAFE if found.order_changes else Safety.SAFE
                fix = Fix(f'write "{found.fixed}"', (Edit(note.path, span, found.fixed),), safety)
                advice = f'write "{found.fixed}"'
            message = f'"{brief(text)}" is not a well-formed rating ({found.problem}): {advice}'
            yield self.diagnostic(note, span, message, fix=fix)


def _ratings(note: Note, vault: Vault) -> Iterator[tuple[str, Span, bool]]:
    """What may be a rating, where it stands, and whether that is a property."""
    for key in vault.conventions.rating.properties:
        field = note.field(key)
        if field and not is_placeholder(field):
            yield from ((each.text.strip(), content_span(field, each) or each.span, True) for each in field.scalars)
    if vault.is_moc(note):
        yield from ((each.text, each.span, False) for entry in note.entries if entry.links for each in entry.ratings)
