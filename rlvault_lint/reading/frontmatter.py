"""Frontmatter to fields: the properties of a note, with the exact place of every key and value.

YAML's events carry places, a loaded dictionary does not; so a handler of ours for python-frontmatter builds the fields
from the events of PyYAML's C parser. Values stay as written (`2602.22650` is not a float), duplicate keys are all kept,
aliases are never followed, and size, depth and number of values are limited, so that no YAML takes long. The few forms
that nearly all properties have are read by `yaml_plain`, which gives the same fields.

What is wrong with a block becomes a Problem, whose data are a `yaml_errors.Cause` and what goes with it. At most one of
a block's problems stops the reading; the fields before it are given, though Obsidian then shows none.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from rlvault_lint.note import Field, Items, Mapping, Problem, ProblemKind, Scalar, Value
from rlvault_lint.reading import yaml_plain
from rlvault_lint.reading.yaml_errors import (
    PROPERTY,
    SPACE_OR_COMMENT,
    Cause,
    Explained,
    explain_anchors,
    explain_error,
    explain_misplaced,
    explain_not_mapping,
    explain_sign,
    line_end,
    skip,
)
from rlvault_lint.text import BOM, Lines, Span, line_start

if TYPE_CHECKING:
    from frontmatter.default_handlers import BaseHandler
    from yaml import CollectionStartEvent, DocumentEndEvent, ScalarEvent

INCOMPLETE = (
    ProblemKind.YAML_SYNTAX,
    ProblemKind.YAML_TOO_BIG,
    ProblemKind.FRONTMATTER_UNCLOSED,
    ProblemKind.FRONTMATTER_NOT_MAPPING,
    ProblemKind.FRONTMATTER_TEMPLATE,
)
"""The kinds after which the fields may not all be there: nothing can be said of a field that is missing."""

_HIDDEN_BY_TEMPLATE = (ProblemKind.YAML_SYNTAX, ProblemKind.FRONTMATTER_NOT_MAPPING)

MAX_SIZE = 262_144
"""How many characters of YAML are read; of a block with more, none."""
MAX_DEPTH = 50
"""How deep lists and mappings may nest. PyYAML takes seconds for 30,000 brackets if it may go on."""
MAX_VALUES = 10_000
"""How many keys, texts, lists and mappings are read."""


class Frontmatter(NamedTuple):
    """The frontmatter of one text; all places are character offsets into that text.

    `span` runs from the opening `---` to the end of the line of the closing one, without its line end; it is None where
    Obsidian sees no block. `text[body:]` is the Markdown after the block, without a byte order mark.
    """

    span: Span | None
    body: int
    fields: tuple[Field, ...]
    problems: tuple[Problem, ...]


_OPENING = re.compile(f"{BOM}?(---)[ \\t]*(?:\\r\\n|\\n|\\r|\\Z)")
_CLOSING = re.compile(r"[\r\n](---[ \t]*)(?:\r\n|\n|\r|\Z)")
_PLACEHOLDER = re.compile(r"\{\{[^{}\r\n]*\}\}")

# Characters that libyaml refuses (lone surrogates can't even be handed to it) or takes for line ends, as YAML 1.2 and
# Obsidian do not: NEL, LS, PS. Each is replaced by one other character, so that no offset moves.
_SPECIAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]")
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f]")
# Planes that hold next to no characters, and more code points than a block may have, so that some are always unused.
_STAND_INS = range(0x40000, 0x10FFFE)

_TAG_OR_ANCHOR = re.compile(r"[!&][^ \t\r\n]*[ \t\r\n]*(?:#[^\r\n]*[ \t\r\n]*)*")
_BEFORE_DIRECTIVE = re.compile(r"(?:[ \t]*(?:#[^\r\n]*)?(?:\r\n|\n|\r))*(?=%)")


def read(text: str) -> Frontmatter:
    """The frontmatter of a note's text, which may begin with a byte order mark and hold lone surrogates. Never raises.

    As in Obsidian, the block opens on the very first line with `---` and ends at the next line that is `---`, with
    nothing but spaces after either; a `---` right below the first makes a block without properties.

    A value's span covers its quotes, but no tag or anchor before it; that of a block scalar goes from its `|` or `>` to
    the end of its last line that is not empty; that of an empty value is empty and lies after the colon.
    """
    body = len(BOM) if text.startswith(BOM) else 0
    opening = _OPENING.match(text)
    if opening is None:
        return Frontmatter(None, body, (), ())
    closing = _CLOSING.search(text, opening.end(1))
    if closing is None:
        return Frontmatter(None, body, (), tuple(_unclosed(text, opening)))
    span = Span(opening.start(1), closing.end(1))
    plain = yaml_plain.read(text, opening.end(), closing.start(1))
    if plain is not None:
        return Frontmatter(span, closing.end(), plain, ())
    block = _Block(text, Span(opening.end(), closing.start(1)))
    block.load()
    problems = tuple(sorted(block.problems, key=lambda problem: problem.span))
    if problems and is_template(text[block.span.start : block.span.end]):
        problems = tuple(
            each._replace(kind=ProblemKind.FRONTMATTER_TEMPLATE) if each.kind in _HIDDEN_BY_TEMPLATE else each
            for each in problems
        )
    return Frontmatter(span, closing.end(), tuple(block.fields), problems)


def scalar_content_span(scalar: Scalar, text: str) -> Span | None:
    """The span of a scalar's own characters, inside its quotes, in the text that it was read from.

    None where the written form is not the value character by character: escapes, doubled quotes, several lines.
    """
    return _content_span(scalar, text[scalar.span.start : scalar.span.end])


def content_span(field: Field, scalar: Scalar) -> Span | None:
    """`scalar_content_span` for one of a field's scalars, where the text is not at hand."""
    if field.raw == scalar.text:  # all of the value, and not in quotes
        return scalar.span
    written = scalar.span.shift(-field.span.start)
    return _content_span(scalar, field.raw[written.start : written.end])


def _content_span(scalar: Scalar, written: str) -> Span | None:
    quote = 1 if written.startswith(('"', "'")) else 0
    if written[quote : len(written) - quote] != scalar.text:
        return None
    return Span(scalar.span.start + quote, scalar.span.end - quote)


def is_template(text: str) -> bool:
    """Whether a text holds what Templater or Obsidian's own templates fill in: `<% tp.file.title %>`, `{{date}}`."""
    command = text.find("<%")
    return (command >= 0 and text.find("%>", command) >= 0) or ("{{" in text and _PLACEHOLDER.search(text) is not None)


def _unclosed(text: str, opening: re.Match[str]) -> Iterator[Problem]:
    """The problem of a first line `---` that no other closes; with no property right below, it is a thematic break."""
    if PROPERTY.match(text, opening.end()):
        yield Problem(ProblemKind.FRONTMATTER_UNCLOSED, Span(*opening.span(1)), (Cause.NEVER_CLOSED.value,))


@cache
def _handler_class() -> Callable[[_Block], BaseHandler]:
    """The handler for python-frontmatter, made late: a run with nothing to read shall not pay for the import."""
    from frontmatter.default_handlers import BaseHandler

    class Handler(BaseHandler):
        """Reads the block that it is made for.

        `frontmatter.parse` strips a text and rewrites its line ends before `split` gets it, which would move the places
        in it; so the block, which has it unchanged, is the one to ask.
        """

        FM_BOUNDARY = _CLOSING

        def __init__(self, block: _Block) -> None:
            super().__init__()
            self.block = block

        def split(self, text: str) -> tuple[str, str]:  # noqa: ARG002
            return self.block.yaml, ""

        def load(self, fm: str) -> dict[str, Any]:
            self.block.read(fm)
            return {field.key: field for field in self.block.fields}

    return Handler


class _Open:
    """A list or mapping that is being read. `end` is where its last item so far ends, `key` the key whose value comes
    next; `first` tells where each key stands for the first time.
    """

    __slots__ = ("end", "fields", "first", "is_mapping", "items", "key", "start")

    def __init__(self, start: int, *, is_mapping: bool) -> None:
        self.start = self.end = start
        self.is_mapping = is_mapping
        self.items: list[Value] = []
        self.fields: list[Field] = []
        self.key: tuple[str, Span] | None = None
        self.first: dict[str, Span] = {}


class _Block:
    """One block of frontmatter while it is read; all offsets are into the whole text."""

    def __init__(self, text: str, span: Span) -> None:
        """`span` covers the YAML between the lines `---`."""
        self.text = text
        self.span = span
        self.yaml = text[span.start : span.end]
        self.fields: list[Field] = []
        self.problems: list[Problem] = []
        self._originals: dict[int, str] = {}
        self._open: list[_Open] = []
        self._root: Value | None = None
        self._last = Span(span.start, span.start)
        self._anchors: list[Span] = []
        self._lines: Lines | None = None
        self._given_up = False

    def load(self) -> None:
        """Fill `fields` and `problems`."""
        if len(self.span) > MAX_SIZE:
            first_line = Span(self.span.start, line_end(self.text, self.span.start))
            found = Explained(first_line, Cause.TOO_MANY_CHARACTERS, (len(self.span), MAX_SIZE))
            self._give_up(ProblemKind.YAML_TOO_BIG, found)
            return
        # Thousands of %TAG directives take libyaml a second, and need a line "---", which would end the block anyway.
        if directive := _BEFORE_DIRECTIVE.match(self.text, self.span.start, self.span.end):
            self._give_up(ProblemKind.YAML_SYNTAX, explain_sign(self.text, directive.end()))
            return
        if _SPECIAL.search(self.yaml):
            self._put_stand_ins()
        import frontmatter

        frontmatter.parse(self.yaml, handler=_handler_class()(self))
        if self._anchors and not self._given_up:
            self._problem(ProblemKind.YAML_ANCHOR, explain_anchors(self.text, self._anchors))

    def read(self, yaml: str) -> None:
        """Read `yaml`, which has as many characters as `span`."""
        from yaml import CBaseLoader, MarkedYAMLError

        if forbidden := _FORBIDDEN.search(self.text, self.span.start, self.span.end):
            found = Explained(Span(*forbidden.span()), Cause.CONTROL_CHARACTER, (forbidden.group(),))
            self._give_up(ProblemKind.YAML_SYNTAX, found)
        try:
            self._read_events(CBaseLoader(yaml))
        except UnicodeDecodeError:  # PyYAML's, for a tag whose percent escapes are no UTF-8
            self._break_off(explain_sign(self.text, self.text.index("!", self._last.end)))
        except MarkedYAMLError as error:
            if "nesting depth" in str(error.problem) and error.problem_mark:  # PyYAML 6.0.4 has a limit of its own
                at = self.span.start + error.problem_mark.index
                self._give_up(ProblemKind.YAML_TOO_BIG, Explained(Span(at, at + 1), Cause.TOO_DEEP, (MAX_DEPTH,)))
                return
            brackets = [opened.start for opened in self._open if self.text[opened.start] in "[{"]
            self._break_off(explain_error(self.text, self.span, error, self._last, brackets))

    def _problem(self, kind: ProblemKind, found: Explained) -> None:
        end = min(found.span.end, self.span.end)
        self.problems.append(Problem(kind, Span(min(found.span.start, end), end), (found.cause.value, *found.data)))

    def _give_up(self, kind: ProblemKind, found: Explained) -> None:
        """Report that the block can't be read whole; only once, as what else is wrong follows from it, very likely."""
        if not self._given_up:
            self._problem(kind, found)
        self._given_up = True

    def _break_off(self, found: Explained) -> None:
        """Report a syntax error, and forget fields that reach its line: what a rule would find there is the error."""
        self._give_up(ProblemKind.YAML_SYNTAX, found)
        line = line_start(self.text, found.span.start)
        self.fields = [field for field in self.fields if field.span.end < line]

    def _put_stand_ins(self) -> None:
        used = set(self.yaml)
        stand_ins = (code for code in _STAND_INS if chr(code) not in used)
        replaced = dict(zip(sorted(set(_SPECIAL.findall(self.yaml))), stand_ins, strict=False))
        self.yaml = self.yaml.translate(str.maketrans(replaced))
        self._originals = {stand_in: original for original, stand_in in replaced.items()}

    def _read_events(self, parser: Any) -> None:
        """Read what a loader of PyYAML's yields. All its events have marks, though its types leave that open."""
        import yaml

        values = 0
        while event := parser.get_event():
            start = self.span.start + event.start_mark.index
            end = self.span.start + event.end_mark.index
            if isinstance(event, yaml.NodeEvent):
                values += 1
                if values > MAX_VALUES:
                    found = Explained(Span(start, start + 1), Cause.TOO_MANY_VALUES, (MAX_VALUES,))
                    self._give_up(ProblemKind.YAML_TOO_BIG, found)
                    return
                if event.anchor is not None:
                    self._note_anchor(event.anchor, start)
            match event:
                case yaml.ScalarEvent():
                    self._add(self._scalar(event, start, end))
                case yaml.CollectionStartEvent():
                    if len(self._open) == MAX_DEPTH:
                        found = Explained(Span(start, start + 1), Cause.TOO_DEEP, (MAX_DEPTH,))
                        self._give_up(ProblemKind.YAML_TOO_BIG, found)
                        return
                    start = self._after_tag(event, start, self.span.end)
                    self._open.append(_Open(start, is_mapping=isinstance(event, yaml.MappingStartEvent)))
                    if len(self._open) == 1:
                        self.fields = self._open[0].fields  # here already, for a reading that breaks off
                case yaml.CollectionEndEvent():
                    self._add(self._close(start, end))
                case yaml.AliasEvent():
                    self._last = Span(start, end)
                    self._add(Scalar(self.text[start:end], False, self._last))
                case yaml.DocumentEndEvent():
                    self._finish(event, start, end)
                    return

    def _note_anchor(self, name: str, start: int) -> None:
        """Keep the place of `&name` or `*name`, before which a tag may stand."""
        written = ("*" if self.text[start] == "*" else "&") + name
        start = self.text.index(written, start)
        self._anchors.append(Span(start, start + len(written)))

    def _after_tag(self, event: ScalarEvent | CollectionStartEvent, start: int, end: int) -> int:
        """Where a value itself starts, after its tag and anchor; the first key of a mapping may have its own."""
        for sign in (event.tag, event.anchor):
            if sign is not None:
                start = skip(_TAG_OR_ANCHOR, self.text, start, end)
        return start

    def _scalar(self, event: ScalarEvent, start: int, end: int) -> Scalar:
        span = Span(start, end)
        if start < end:
            self._last = span
        if event.tag is not None or event.anchor is not None:
            span = Span(self._after_tag(event, start, end), end)
        if event.style in ("|", ">"):
            # libyaml counts the empty lines after a block scalar to it.
            content = self.text[span.start : end].rstrip(" \t\r\n")
            span = Span(span.start, line_end(self.text, span.start + len(content)))
        value = event.value.translate(self._originals) if self._originals else event.value
        return Scalar(value, bool(event.style), span)

    def _close(self, start: int, end: int) -> Value:
        opened = self._open.pop()
        if start < end:  # a bracket; the end of a block collection is an empty mark at whatever comes next
            opened.end = end
            self._last = Span(opened.start, end)
        span = Span(opened.start, opened.end)
        return Mapping(tuple(opened.fields), span) if opened.is_mapping else Items(tuple(opened.items), span)

    def _add(self, value: Value) -> None:
        """Put a value that is read where it belongs: at the top, into a list, or into a mapping as key or value."""
        if not self._open:
            self._root = value
            return
        parent = self._open[-1]
        parent.end = value.span.end
        raw = self.text[value.span.start : value.span.end]
        if not parent.is_mapping:
            parent.items.append(value)
        elif parent.key is not None:
            key, key_span = parent.key
            parent.fields.append(Field(key, value, raw, key_span, value.span))
            parent.key = None
        elif isinstance(value, Scalar):
            parent.key = (value.text, value.span)
            self._check_duplicate(parent, value)
        else:
            parent.key = (raw, value.span)

    def _check_duplicate(self, mapping: _Open, key: Scalar) -> None:
        first = mapping.first.setdefault(key.text, key.span)
        if first is key.span:
            return
        self._lines = self._lines or Lines(self.text)
        line = self._lines.position(first.start).line
        self._problem(ProblemKind.DUPLICATE_KEY, Explained(key.span, Cause.DUPLICATE_KEY, (key.text, line)))

    def _finish(self, event: DocumentEndEvent, start: int, end: int) -> None:
        """Look at what was read as a whole, and at what comes after it."""
        at = skip(SPACE_OR_COMMENT, self.text, end, self.span.end)
        if at < self.span.end:
            if event.explicit:
                at = start
            self._break_off(explain_misplaced(self.text, at, self._last))
        elif self._root is not None and not isinstance(self._root, Mapping):
            self._give_up(ProblemKind.FRONTMATTER_NOT_MAPPING, explain_not_mapping(self.text, self._root))
