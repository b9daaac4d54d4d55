"""What a vault means by MOC, rating, arXiv property and required field: the settings that several rules share.

Frozen values with their defaults and their help; `settings` reads them from TOML, the vault carries them to the rules.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


def option(default: Any, help: str) -> Any:
    """A dataclass field with its default and the help that settings, docs and `rule NAME` print."""
    if isinstance(default, dict):
        return dataclasses.field(default_factory=lambda: dict(default), metadata={"help": help})
    return dataclasses.field(default=default, metadata={"help": help})


@dataclass(frozen=True, slots=True)
class MocConventions:
    """Which notes are MOCs: any one of these marks is enough."""

    types: tuple[str, ...] = option(("moc",), "values of the property `type` that mark a MOC")
    tags: tuple[str, ...] = option(("moc",), "tags that mark a MOC; a nested tag counts by its last part")
    # At the ends only, and not where a sentence ends so: "Why I gave up on MOC", "仓库目录结构".
    names: tuple[str, ...] = option(
        (
            r"(?:^|[-_–—:]\s*|[^\x00-\x7f了是用与和于]|(?:^|\s)(?!(?:an?|[Aa]bout|for|in|of|on|the|to|vs|with)\s)\S+\s)M[Oo]C$",
            r"^_?M[Oo]C\s*[-–—:_]\s*\S",
            r"[-_]moc$",
            "目录$",
            "^🗂",
        ),
        "regular expressions searched in the note's name",
    )


@dataclass(frozen=True, slots=True)
class RatingConventions:
    """How ratings are written."""

    scale: int = option(5, "how many stars a full rating has")
    filled: str = option("★⭐", "glyphs that count as a filled star")
    empty: str = option("☆", "glyphs that count as an empty star")
    properties: tuple[str, ...] = option(("rating",), "properties that hold a rating")


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
    required_in: Mapping[str, tuple[str, ...]] = option({}, "required properties by path pattern, as in .gitignore")


@dataclass(frozen=True, slots=True)
class Conventions:
    """All of them; the defaults are those of a fresh vault."""

    moc: MocConventions = dataclasses.field(default_factory=MocConventions)
    rating: RatingConventions = dataclasses.field(default_factory=RatingConventions)
    arxiv: ArxivConventions = dataclasses.field(default_factory=ArxivConventions)
    frontmatter: FrontmatterConventions = dataclasses.field(default_factory=FrontmatterConventions)
