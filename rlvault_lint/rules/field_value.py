"""field-value: a property whose value breaks its declared shape."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice

from rlvault_lint.expressions import expression
from rlvault_lint.plugin import (
    BODY,
    Diagnostic,
    Edit,
    Field,
    Fix,
    Note,
    Related,
    Rule,
    Safety,
    Scalar,
    Severity,
    Span,
    Vault,
    on_note,
    option,
)
from rlvault_lint.reading.damage import is_garbled
from rlvault_lint.reading.yaml_text import as_yaml
from rlvault_lint.vault import properties
from rlvault_lint.vault.properties import Shape, Type
from rlvault_lint.wording import brief, listed

MOST_RELATED = 10


class FieldValue(Rule):
    """
    ## What

    A property that breaks its declared shape: its type, the values it may have, a pattern, or that no two notes
    have the same value. Shapes are declared in the settings by note type; a type that Obsidian keeps in
    `.obsidian/types.json` holds where the settings declare none. Empty values, placeholders of templates
    and mojibake are not reported.

    ## Why

    Obsidian shows a warning instead of the value. Sorting, filters and formulas go wrong where one note has text
    and the others numbers or dates.

    ## Example

    ```yaml
    created: 2026-02-30
    ```

    where `.obsidian/types.json` says that `created` is a date.

    ## Fix

    Safe or unsafe: safe where a text is only put in quotes; unsafe where a number or a checkbox loses them, a single
    value becomes a list, or a value is written in the case of an allowed one. Else the message says what is expected.

    ## Options

    Each key of `fields` is a value of the property `type`, `moc` for every MOC, or `"*"` for every note. Below it,
    each key is a property with its shape:

    - `type`: `text`, `number`, `list`, `date`, `datetime`, `checkbox` or `link`. A number without quotes is
      not a text, a number in quotes is one. `tags`, `aliases` and `cssclasses` may be one text instead of a list.
    - `enum`: the only values it may have.
    - `pattern`: a regular expression that is found in the value; it can't look ahead or behind, nor refer to groups.
    - `unique`: with `true`, no two notes of that type may have the same value.

    `enum`, `pattern` and `unique` hold for each item of a list.

    ```toml
    [rules.field-value.fields.paper]
    status = { enum = ["todo", "reading", "done"] }
    created = { type = "date" }
    arxiv = { pattern = '^\\d{4}\\.\\d{5}$', unique = true }
    ```
    """

    name = "field-value"
    group = "frontmatter"
    summary = "A property that breaks its declared type, values, pattern or uniqueness."
    severity = Severity.ERROR
    since = "0.1.0"

    @dataclass(frozen=True, slots=True)
    class Options:
        """What values have to be."""

        fields: Mapping[str, Mapping[str, Shape]] = option({}, "shapes by note type and property")

    options: Options

    @on_note
    def fields(self, note: Note, vault: Vault) -> Iterator[Diagnostic]:
        """The findings in each property, in order."""
        if not self.options.fields and not vault.property_types:
            return
        shapes = {kind.casefold(): fields for kind, fields in self.options.fields.items()}
        kinds = [kind for kind in properties.kinds(note, vault) if kind in shapes]
        for field in note.fields:
            if field.is_empty or properties.is_placeholder(field) or is_garbled(note.garbled, field.span):
                continue
            declared = [(kind, shapes[kind][field.key]) for kind in kinds if field.key in shapes[kind]]
            obsidian = properties.OBSIDIAN_TYPES.get(vault.property_types.get(field.key, ""))
            if obsidian and not any(shape.type for _, shape in declared):
                yield from self._check_type(note, field, obsidian, vault)
            for kind, shape in declared:
                if shape.type:
                    yield from self._check_type(note, field, shape.type, vault)
                yield from self._check_texts(note, field, shape)
                if shape.unique:
                    yield from self._check_unique(note, field, vault.derive(properties.places, kind, field.key))

    def _check_type(self, note: Note, field: Field, type: Type, vault: Vault) -> Iterator[Diagnostic]:
        if properties.fits(field, type, vault.derive(_links, note.path).get(field.key, ())):
            return
        fix, better = None, properties.rewritten(field, type)
        if better:
            safety = Safety.SAFE if type is Type.TEXT else Safety.UNSAFE
            fix = Fix(f"write {better}", (Edit(note.path, field.span, better),), safety)
        advice = f"write {brief(better)}" if better else "correct it"
        message = f'"{field.key}" has to be {properties.EXPECTED[type]}: {advice}'
        # Obsidian shows a single text as a list of one; it warns of other types.
        harmless = type is Type.LIST and isinstance(field.value, Scalar)
        severity = Severity.INFO if harmless else Severity.WARNING
        yield self.diagnostic(note, field.span, message, fix=fix, severity=severity)

    def _check_texts(self, note: Note, field: Field, shape: Shape) -> Iterator[Diagnostic]:
        for scalar in field.scalars:
            text = scalar.text.strip()
            if shape.enum and text not in shape.enum:
                like = [value for value in shape.enum if value.casefold() == text.casefold()]
                fix = None
                if len(like) == 1:
                    edit = Edit(note.path, scalar.span, as_yaml(like[0]))
                    fix = Fix(f'write "{like[0]}"', (edit,), Safety.UNSAFE)
                message = f'"{field.key}" has to be {listed(shape.enum, "or")}, not "{brief(text)}": choose one'
                yield self.diagnostic(note, scalar.span, message, fix=fix)
            if shape.pattern and not expression(shape.pattern).search(text):
                message = f'"{field.key}" has to match {shape.pattern}, and "{brief(text)}" does not: correct it'
                yield self.diagnostic(note, scalar.span, message)

    def _check_unique(self, note: Note, field: Field, places: Mapping[str, list[Related]]) -> Iterator[Diagnostic]:
        for scalar in {scalar.text.strip(): scalar for scalar in reversed(field.scalars)}.values():
            others = (place for place in places.get(scalar.text.strip(), ()) if place.path != note.path)
            if related := list(islice(others, MOST_RELATED)):
                message = f'"{field.key}" has to be unique, and "{related[0].path}" has the same value: change one'
                yield self.diagnostic(note, scalar.span, message, related=related)


def _links(vault: Vault, path: str) -> dict[str, list[Span]]:
    """The places of a note's links in its properties, by property."""
    found: dict[str, list[Span]] = {}
    for link in vault.notes[path].links:
        if link.where != BODY:
            found.setdefault(link.where, []).append(link.span)
    return found
