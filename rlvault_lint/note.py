"""The facts of one note, as values: links, headings, blocks, properties, entries, tags and what else was read.

A Note depends on nothing but the bytes of its file. It can be pickled, compared and cached; it judges nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from rlvault_lint.text import Span

BODY = "body"
CANVAS = "canvas"


def is_note(path: str) -> bool:
    """Whether a vault path names a Markdown note."""
    return path[-3:].lower() == ".md"


def is_canvas(path: str) -> bool:
    """Whether a vault path names a canvas."""
    return path[-7:].lower() == ".canvas"


def name_of(path: str) -> str:
    """The last part of a vault path or of a link's target, with its extension."""
    return path.rpartition("/")[2]


def folder_of(path: str) -> str:
    """The vault path of the folder in which a file or folder lies; empty at the root."""
    return path.rpartition("/")[0]


class LinkKind(StrEnum):
    """How a link is written: `[[x]]`, `![[x]]` (and a canvas file node), or `[t](x)`, `![t](x)`, `[t]: x`."""

    WIKILINK = "wikilink"
    EMBED = "embed"
    MARKDOWN = "markdown"


class Link(NamedTuple):
    """One internal link as Obsidian would record it. A tuple of plain values, as a vault has tens of thousands.

    `target` is what is looked up (trimmed, percent-decoded, without subpath); `subpath` is empty or starts with `#`;
    `alias` is trimmed; `text` is the whole link as written. `target_span` and `subpath_span` cover the written forms
    inside `span`.
    `where` is `body`, `canvas` or the name of the property; `commented` says that it stands inside `%% … %%`, `in_cell`
    that it stands in a table cell, where `|` has to be written `\\|`.
    """

    kind: LinkKind
    target: str
    subpath: str
    alias: str | None
    text: str
    start: int
    end: int
    target_start: int
    target_end: int
    subpath_start: int
    subpath_end: int
    where: str = BODY
    commented: bool = False
    in_cell: bool = False

    @property
    def span(self) -> Span:
        """What the whole link covers."""
        return Span(self.start, self.end)

    @property
    def target_span(self) -> Span:
        """What the target covers, as written."""
        return Span(self.target_start, self.target_end)

    @property
    def subpath_span(self) -> Span:
        """What the subpath covers, as written; empty where there is none."""
        return Span(self.subpath_start, self.subpath_end)


class Heading(NamedTuple):
    """A heading: its raw Markdown text without markers, its level 1 to 6, the span of its line."""

    text: str
    level: int
    span: Span


class Block(NamedTuple):
    """A block id, as written after the `^`; `span` includes the `^`."""

    id: str
    span: Span


class Scalar(NamedTuple):
    """A YAML scalar as text, never converted: `2602.22650` stays that. `quoted` tells `"5"` from `5`."""

    text: str
    quoted: bool
    span: Span


class Items(NamedTuple):
    """A YAML sequence."""

    items: tuple[Value, ...]
    span: Span


class Mapping(NamedTuple):
    """A YAML mapping, in the order written; duplicate keys are all kept."""

    fields: tuple[Field, ...]
    span: Span


Value = Scalar | Items | Mapping


class Field(NamedTuple):
    """One property. `raw` is the value exactly as written; `span` covers the value, `key_span` the key."""

    key: str
    value: Value
    raw: str
    key_span: Span
    span: Span

    @property
    def scalars(self) -> tuple[Scalar, ...]:
        """The value's scalar, or the scalars of its list; empty for anything nested deeper."""
        if isinstance(self.value, Scalar):
            return (self.value,)
        if isinstance(self.value, Items):
            return tuple([item for item in self.value.items if isinstance(item, Scalar)])
        return ()

    @property
    def is_empty(self) -> bool:
        """Whether the property says nothing: `key:`, null, a text of spaces, an empty list, or a list of only such."""
        return _is_empty(self.value)


def _is_empty(value: Value) -> bool:
    if isinstance(value, Scalar):
        return not value.text.strip() or (not value.quoted and value.text in ("~", "null", "Null", "NULL"))
    if isinstance(value, Items):
        return all(_is_empty(item) for item in value.items)
    return not value.fields


class Tag(NamedTuple):
    """A tag without its `#`; `where` is `body` or the property's name."""

    name: str
    span: Span
    where: str = BODY


class ArxivForm(StrEnum):
    """How an arXiv identifier is written: `arXiv:ID`, a URL, a DOI, or the ID alone."""

    PREFIXED = "prefixed"
    URL = "url"
    DOI = "doi"
    BARE = "bare"


class ArxivProblem(StrEnum):
    """Why something is not an arXiv identifier; the data that goes with it is named behind."""

    NOT_AN_ID = "not-an-id"
    SEVERAL = "several"
    TEXT_BESIDE = "text-beside"
    PLACEHOLDER = "placeholder"
    LETTERS = "letters"
    DIGITS_BEFORE_DOT = "digits-before-dot"  # how many
    DIGITS_AFTER_DOT = "digits-after-dot"  # how many, how many there have to be
    DIGITS_AFTER_SLASH = "digits-after-slash"  # how many
    MONTH = "month"  # the two digits
    TOO_EARLY = "too-early"  # YYYY-MM, before identifiers of this form began
    OLD_FORM_OUT_OF_RANGE = "old-form-out-of-range"  # YYYY-MM, when identifiers of this form were not given
    ZERO = "zero"  # the number
    ARCHIVE = "archive"  # its name
    VERSION = "version"  # its digits
    VERSION_MISSING = "version-missing"


class ArxivMention(NamedTuple):
    """Something meant as an arXiv identifier.

    `id` is normalised, without version; None if it is malformed, and then `problem` says why, with `data` as
    `ArxivProblem` lists them, and `suggestion` holds the right identifier if there is just one. `text` and `span` cover
    the identifier itself with its version, not the prefix or URL around it.
    """

    id: str | None
    version: int | None
    form: ArxivForm
    text: str
    span: Span
    problem: ArxivProblem | None = None
    data: tuple[str | int, ...] = ()
    suggestion: str | None = None


class RatingMention(NamedTuple):
    """Something that may be a star rating: a run of star glyphs, or `4/5` where a rating would stand."""

    text: str
    span: Span


class Entry(NamedTuple):
    """One list item of a note: its own text without nested items.

    `depth` counts from 0; `lead` is the first link if nothing but symbols stands before it; `heading` is the index in
    `Note.headings` of the heading it stands under, or None; `ordered` tells `1. x` from `- x`.
    """

    span: Span
    depth: int
    lead: Link | None
    links: tuple[Link, ...]
    heading: int | None = None
    ordered: bool = False
    arxiv: tuple[ArxivMention, ...] = ()
    ratings: tuple[RatingMention, ...] = ()


class ProblemKind(StrEnum):
    """What a rule selects problems by; the data that a problem of the kind carries is named behind."""

    NOT_UTF8 = "not-utf-8"  # the likely encoding or "", how many bytes are not UTF-8
    NUL_BYTES = "nul-bytes"  # how many, 1 if the file looks like UTF-16 else 0
    LOST_CHARACTERS = "lost-characters"  # how many
    MERGE_CONFLICT = "merge-conflict"
    MOJIBAKE = "mojibake"  # the encoding, on how many lines, the first as it should read, 1 if bytes
    # were lost else 0, 1 if all of it stands in quotation marks else 0
    CANVAS_SYNTAX = "canvas-syntax"  # what the JSON reader says
    YAML_SYNTAX = "yaml-syntax"  # this and the next six: a `yaml_errors.Cause`, and its data
    YAML_TOO_BIG = "yaml-too-big"
    YAML_ANCHOR = "yaml-anchor"
    DUPLICATE_KEY = "duplicate-key"
    FRONTMATTER_UNCLOSED = "frontmatter-unclosed"
    FRONTMATTER_NOT_MAPPING = "frontmatter-not-mapping"
    FRONTMATTER_TEMPLATE = "frontmatter-template"  # not YAML as long as its placeholders are not filled in
    UNCLOSED_WIKILINK = "unclosed-wikilink"  # what comes before its end, "line end" or "bracket"; two characters before
    SPLIT_WIKILINK = "split-wikilink"
    SPLIT_HEADER = "split-header"  # a wikilink whose bare `|` adds a cell to a header, so that there is no table
    HIDDEN_CELLS = "hidden-cells"  # what stands in cells beyond those of the header
    EMPTY_WIKILINK = "empty-wikilink"  # two characters before, and two after it
    EMPTY_DESTINATION = "empty-destination"
    SPACE_IN_DESTINATION = "space-in-destination"  # the destination
    TAG_TRAILING_SLASH = "tag-trailing-slash"  # the tag without it
    TIGHT_BLOCK_ID = "tight-block-id"  # the id, before whose `^` a space is missing


class Problem(NamedTuple):
    """Something wrong that was met while reading: a kind, a place, and data; rules have the words for it.

    `data` holds plain values, as `ProblemKind` lists them. `text` is what `span` covers, where it is in running text;
    `commented` says that it stands inside `%% … %%`.
    """

    kind: ProblemKind
    span: Span
    data: tuple[str | int, ...] = ()
    text: str = ""
    commented: bool = False


class Garbled(NamedTuple):
    """A stretch that was decoded with the wrong encoding, and what it should read; None where bytes of it were lost."""

    span: Span
    text: str | None


class StatedCount(NamedTuple):
    """A number of notes as a text states it, such as the 25 in "(25 notes)"; `span` covers its digits."""

    number: int
    span: Span


IGNORE, IGNORE_START, IGNORE_END, IGNORE_FILE = "ignore", "ignore-start", "ignore-end", "ignore-file"
"""What a directive can ask for."""
IGNORE_PROPERTY = "rlvault-lint-ignore"
"""The property that asks for it too, for the whole note."""


class DirectiveRule(NamedTuple):
    """The name of a rule or group as a directive has it; `removal` covers what goes if it is taken off the list, and
    `explained` says that a comment for people is in that.
    """

    name: str
    span: Span
    removal: Span
    explained: bool = False


class Directive(NamedTuple):
    """A comment to the linter: `%% rlvault-lint: ignore broken-link %%`, or the same in `<!-- … -->`; or the property
    `rlvault-lint-ignore`, which is an `ignore-file`.

    `action` is the word after the colon, whether known or not; without `rules` it means all of them. `span` covers the
    whole comment or property, `removal` what goes with it: its line, if nothing else is on it; None where that can't be
    told. `scope` is what an `ignore` speaks of, without the last line end: its own line, or if it has a line of its
    own, the next block. `explained` says that it has a reason for people in it, behind `--` or `#`.
    """

    action: str
    rules: tuple[DirectiveRule, ...]
    span: Span
    scope: Span
    removal: Span | None
    explained: bool = False


class Body(NamedTuple):
    """What tells the text of one note from that of another, frontmatter and white space left aside.

    `length` counts its bytes in UTF-8, `prose` those outside fenced code; `digest` is that of all of them; `sketch` are
    the least hashes of its sentences (`likeness`).
    """

    length: int = 0
    digest: str = ""
    sketch: bytes = b""
    prose: int = 0


_NO_BODY = Body()


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """All facts of one file. `path` is the vault path with `/`; `frontmatter` is None where there is no block.

    Notes are equal if all their facts are, whether these were unpacked already (`reading.packed`) or not.
    """

    path: str
    digest: str = ""
    """What tells the file's content from any other."""
    frontmatter: Span | None = None
    fields: tuple[Field, ...] = ()
    headings: tuple[Heading, ...] = ()
    blocks: tuple[Block, ...] = ()
    links: tuple[Link, ...] = ()
    entries: tuple[Entry, ...] = ()
    tags: tuple[Tag, ...] = ()
    arxiv: tuple[ArxivMention, ...] = ()
    problems: tuple[Problem, ...] = ()
    garbled: tuple[Garbled, ...] = ()
    counts: tuple[StatedCount, ...] = ()
    directives: tuple[Directive, ...] = ()
    body: Body = _NO_BODY

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Note) and all(getattr(self, name) == getattr(other, name) for name in Note.__slots__)

    def __hash__(self) -> int:
        return hash((self.path, self.digest))

    @property
    def name(self) -> str:
        """The file name without folder and without `.md`."""
        name = name_of(self.path)
        return name[:-3] if is_note(name) else name

    @property
    def folder(self) -> str:
        """The vault path of its folder; empty at the root."""
        return folder_of(self.path)

    def field(self, key: str) -> Field | None:
        """The first property of that name (case-sensitive, as in Obsidian), or None."""
        for field in self.fields:
            if field.key == key:
                return field
        return None

    def texts(self, key: str) -> tuple[str, ...]:
        """The texts of a property's scalar or list; empty if it is absent."""
        field = self.field(key)
        return tuple([scalar.text for scalar in field.scalars]) if field else ()

    def problems_of(self, *kinds: ProblemKind) -> Iterator[Problem]:
        """The problems of these kinds, in order."""
        return (problem for problem in self.problems if problem.kind in kinds)
