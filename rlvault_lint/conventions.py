"""What a vault means by MOC, rating, arXiv property and required field: the settings that several rules share.

Frozen values with their defaults and their help; `settings` reads them from TOML, the vault carries them to the rules.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

Holds = Literal["patterns", "regex", "glyphs", "rules", "file"]
"""What strings have to be: a pattern of .gitignore, a regular expression, star glyphs, the name of rules."""


def option(default: Any, help: str, *, holds: Holds | None = None, keys: Holds | None = None, **more: Any) -> Any:
    """A dataclass field with its default and the help that settings, docs and `rule NAME` print.

    `holds` says what its strings have to be, those in lists and tables too, `keys` what the keys of a table have to be;
    whoever reads settings checks it. `more` is what the declaration says to others.
    """
    metadata = {"help": help, "holds": holds, "keys": keys, **more}
    if isinstance(default, dict):
        return dataclasses.field(default_factory=lambda: dict(default), metadata=metadata)
    return dataclasses.field(default=default, metadata=metadata)


@dataclass(frozen=True, slots=True)
class MocConventions:
    """Which notes are MOCs: any one of these marks is enough."""

    types: tuple[str, ...] = option(("moc",), "values of the property `type` that mark a MOC")
    tags: tuple[str, ...] = option(("moc",), "tags that mark a MOC; a nested tag counts by its last part")
    # At the ends only: "仓库目录结构" is not a MOC.
    names: tuple[str, ...] = option(
        (
            r"(?:^|[-_–—:\s]|[^\x00-\x7f了是用与和于])M[Oo]C$",
            r"^_?M[Oo]C ?[-–—:_]",
            r"[-_]moc$",
            "目录$",
            "^🗂",
        ),
        "regular expressions searched in the note's name, which can't look ahead or behind",
        holds="regex",
    )
    # Where a sentence ends so: "Why I gave up on MOC".
    not_names: tuple[str, ...] = option(
        (r"(?:^|\s)(?:an?|[Aa]bout|for|in|of|on|the|to|vs|with)\s+M[Oo]C$",),
        "regular expressions; a note in whose name one is found is not a MOC because of `names`",
        holds="regex",
    )


@dataclass(frozen=True, slots=True)
class RatingConventions:
    """How ratings are written."""

    scale: int = option(5, "how many stars a full rating has")
    filled: str = option("★⭐", "glyphs that count as a filled star", holds="glyphs")
    empty: str = option("☆", "glyphs that count as an empty star", holds="glyphs")
    properties: tuple[str, ...] = option(("rating",), "properties that hold a rating")

    def __post_init__(self) -> None:
        """Raises ValueError for a scale that nobody has, and for a glyph that is both filled and empty."""
        if not 2 <= self.scale <= 10:
            raise ValueError(f"expected a whole number from 2 to 10, got {self.scale}")
        if both := next((glyph for glyph in self.filled if glyph in self.empty), None):
            raise ValueError(f'"{both}" can\'t be both a filled and an empty star: leave one out')


@dataclass(frozen=True, slots=True)
class ArxivConventions:
    """Where arXiv identifiers are claimed."""

    properties: tuple[str, ...] = option(
        ("arxiv", "arxiv_id"), "properties that claim an arXiv identifier for their note"
    )


@dataclass(frozen=True, slots=True)
class FrontmatterConventions:
    """Which properties notes have to have."""

    required: Mapping[str, tuple[str, ...]] = option(
        {},
        'required properties by note type: the value of `type`, `moc` for every MOC, `"*"` for every note',
    )
    required_in: Mapping[str, tuple[str, ...]] = option(
        {}, "required properties by path pattern, as in .gitignore", keys="patterns"
    )


@dataclass(frozen=True, slots=True)
class Conventions:
    """All of them; the defaults are those of a fresh vault."""

    moc: MocConventions = dataclasses.field(default_factory=MocConventions)
    rating: RatingConventions = dataclasses.field(default_factory=RatingConventions)
    arxiv: ArxivConventions = dataclasses.field(default_factory=ArxivConventions)
    frontmatter: FrontmatterConventions = dataclasses.field(default_factory=FrontmatterConventions)
