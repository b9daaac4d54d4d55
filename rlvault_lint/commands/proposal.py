"""A commented settings file that fits a vault: what `rlvault-lint init` writes.

Each value comes from what is in the vault, with the number of notes that speak for it. What the vault says nothing of
is commented out, and shows the default or an example.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from rlvault_lint.conventions import (
    ArxivConventions,
    Conventions,
    MocConventions,
    RatingConventions,
)
from rlvault_lint.note import ArxivForm, Note, Scalar
from rlvault_lint.patterns import as_pattern
from rlvault_lint.reading import arxiv
from rlvault_lint.settings.toml import dotted, toml
from rlvault_lint.text import decode
from rlvault_lint.vault.properties import EVERY, MOC
from rlvault_lint.vault.ratings import style as style_of
from rlvault_lint.vault.vault import Vault
from rlvault_lint.wording import plural

LEAST_NOTES = 5
"""A type of fewer notes has no usual properties."""
MOST_EXCEPTIONS = 10
"""Nobody reads the findings of a required property that more notes lack than this."""
MOC_PROPERTIES = ("title", "type", "domain", "tags")
"""What is proposed for a few MOCs, if all of them have it."""

_HEAD = """\
# Settings of rlvault-lint, made by `rlvault-lint init` from what is in this vault. What is commented out shows the
# default or an example. `rlvault-lint config` prints the settings in force, `rlvault-lint rule NAME` what a rule is."""
_TAIL = """\
# [severity]
# link = "warning"  # of a rule or a group: "error", "warning" or "info"

# [per-path-ignores]
# "Daily/" = ["unlisted-note", "missing-field"]  # rules or groups that don't count there"""

_TEMPLATES = re.compile(
    r"[\W\d_]*(?:templates?|模板|模版|樣板|テンプレート|템플릿|vorlagen?|modèles?|plantillas?)[\W\d_]*", re.IGNORECASE
)
_PLACEHOLDER = re.compile(r"<%[^%]*%>|\{\{ ?(?:title|date|time|name|value)\b", re.IGNORECASE)
# Names that MOCs have besides the default ones; each counts only if all notes of that name are lists.
_OTHER_NAMES = ("(?i)^_?index$", "(?i)maps? of contents?", "索引", "导航")
_OF_MOC = "# The one that ends in M[Oo]C$ finds names whose last word is MOC: _MOC, RL MOC, 强化学习MOC."
_RATING_KEY = re.compile(r"rating|stars?|score|评分|評分|评级|星级", re.IGNORECASE)
_HOLLOW = "☆✩✰"
_MOST = 10
_RUN = re.compile("[★⭐🌟✭✮✯☆✩✰]{2,}")


def propose(vault: Vault, data: Mapping[str, bytes]) -> str:
    """The text of a settings file that fits a vault, which was read with default settings; `data` are the bytes of its
    files by vault path.
    """
    templates = {folder: reason for folder, reason in _template_folders(vault, data).items() if _can_be_written(folder)}
    excluded = tuple(f"{folder}/" for folder in templates)
    notes = [note for note in vault.judged() if not note.path.startswith(excluded)]
    marks = _moc_marks(notes)
    moc = MocConventions(**{key: tuple(counts) for key, counts in marks.items()}) if any(marks.values()) else None
    mocs = _mocs(notes, moc or MocConventions())
    parts = (
        _HEAD,
        _general(templates),
        _moc(marks, len(mocs)),
        _rating(notes),
        _arxiv(notes),
        _frontmatter(notes, mocs),
        _TAIL,
    )
    return "\n\n".join(parts) + "\n"


def _list(key: str, reasons: dict[str, str]) -> str:
    """A list, each value on a line of its own with what speaks for it."""
    lines = [f"  {toml(value)},  # {reason}" for value, reason in reasons.items()]
    return "\n".join([f"{key} = [", *lines, "]"]) if lines else f"{key} = []"


def _can_be_written(text: str) -> bool:
    """Not if it holds bytes that are not UTF-8."""
    return not any("\ud800" <= char <= "\udfff" for char in text)


# --- templates --------------------------------------------------------------------------------------------------------


def _general(templates: dict[str, str]) -> str:
    exclude = {as_pattern(folder): reason for folder, reason in templates.items()}
    return "\n".join(
        (
            "# What is not checked, as patterns of .gitignore; links to it stay valid.",
            _list("exclude", exclude) if exclude else '# exclude = ["/Templates/"]',
            '# extend-select = ["stale-count", "orphan-note"]  # rules that are off by default',
            '# fail-on = "error"',
        )
    )


def _template_folders(vault: Vault, data: Mapping[str, bytes]) -> dict[str, str]:
    """The topmost folders that hold templates, each with the reason."""
    folders: dict[str, list[str]] = {}
    for note in vault.judged():
        folders.setdefault(note.folder, []).append(note.path)
    reasons: dict[str, str] = {}
    for folder, paths in folders.items():
        parts = folder.split("/")
        named = next((index for index, part in enumerate(parts, 1) if _TEMPLATES.fullmatch(part)), None)
        if named:
            reasons.setdefault("/".join(parts[:named]), "templates, by its name")
        elif folder and len(paths) > 2:
            filled = sum(1 for path in paths if _PLACEHOLDER.search(decode(data[path])))
            if 2 * filled > len(paths):
                reasons.setdefault(folder, f"templates: {filled} of {len(paths)} notes have placeholders")
    return {folder: reasons[folder] for folder in sorted(reasons) if not _lies_in(folder, reasons)}


def _lies_in(folder: str, folders: Iterable[str]) -> bool:
    return any(folder.startswith(f"{other}/") for other in folders)


# --- MOCs -------------------------------------------------------------------------------------------------------------


def _moc(marks: dict[str, dict[str, int]], total: int) -> str:
    if not total:
        return "# [moc]\n# names = ['(?i)^index$']  # no note is a MOC by the default marks"
    lists = []
    for key, counts in marks.items():
        if key == "names" and counts:
            lists.append("# Regular expressions, which are looked for in the names of notes.")
            lists += [_OF_MOC] if MocConventions().names[0] in counts else []
        lists.append(_list(key, {value: plural(count, "note") for value, count in counts.items()}))
    return "\n".join(("[moc]", f"# Any of these marks makes a note a MOC: {plural(total, 'note')}.", *lists))


def _moc_marks(notes: Sequence[Note]) -> dict[str, dict[str, int]]:
    """The marks that make some note a MOC, by their key, with the number of these notes."""
    default = MocConventions()
    marks = {"types": default.types, "tags": default.tags, "names": (*default.names, *_OTHER_NAMES)}
    found: dict[str, dict[str, int]] = {}
    for key, values in marks.items():
        alone = {
            value: _mocs(notes, MocConventions(**{"types": (), "tags": (), "names": (), key: (value,)}))
            for value in values
        }
        found[key] = {
            value: len(mocs)
            for value, mocs in alone.items()
            if mocs and (value not in _OTHER_NAMES or all(map(_is_list, mocs)))
        }
    return found


def _mocs(notes: Iterable[Note], moc: MocConventions) -> list[Note]:
    marked = Vault(notes, (), conventions=Conventions(moc=moc))
    return [note for note in marked.judged() if marked.is_moc(note)]


def _is_list(note: Note) -> bool:
    """Whether most entries of a note point to others, as those of a MOC do."""
    leads = sum(1 for entry in note.entries if entry.lead)
    return leads >= LEAST_NOTES and 2 * leads > len(note.entries)


# --- ratings and arXiv ------------------------------------------------------------------------------------------------


def _rating(notes: Sequence[Note]) -> str:
    """The properties that hold ratings, and the scale and the glyphs that ratings have there and in entries."""
    default = RatingConventions()
    texts = [mention.text for note in notes for entry in note.entries for mention in entry.ratings]
    properties: dict[str, str] = {}
    for key, values in _texts(notes).items():
        ratings = [value for value in values if _is_rating(value)]
        in_stars = any(style_of(value) == "stars" for value in ratings)
        if (in_stars or _RATING_KEY.fullmatch(key)) and _are_usual(len(ratings), len(values)):
            properties[key] = f"a rating in {len(ratings)} of {plural(len(values), 'note')}"
            texts += ratings
    runs = [run for text in texts for run in _RUN.findall(text.replace("\ufe0f", ""))]
    if not runs and not properties:
        return f"# [rating]\n# scale = {default.scale}\n# properties = {toml(default.properties)}"
    glyphs = Counter("".join(runs))
    filled = {glyph: count for glyph, count in glyphs.items() if glyph not in _HOLLOW}
    hollow = {glyph: count for glyph, count in glyphs.items() if glyph in _HOLLOW}
    return "\n".join(
        (
            "[rating]",
            _scale(runs, [float(text) for text in texts if style_of(text) == "number"]),
            _glyphs("filled", filled, default.filled),
            _glyphs("empty", hollow, default.empty),
            _list("properties", properties) if properties else f"# properties = {toml(default.properties)}",
        )
    )


def _is_rating(text: str) -> bool:
    """Whether a value can be a rating: stars, a fraction, or a number that is not a year, price or count."""
    style = style_of(text)
    return style is not None and (style != "number" or float(text.strip()) <= _MOST)


def _scale(runs: Sequence[str], numbers: Sequence[float]) -> str:
    """The width of most ratings with empty stars; else ten if a number is more than five."""
    widths = Counter(len(run) for run in runs if set(run) & set(_HOLLOW) and len(run) <= _MOST)
    if widths:
        [(width, count)] = widths.most_common(1)
        return f"scale = {width}  # the width of {count} of {widths.total()} ratings with empty stars"
    if numbers and max(numbers) > RatingConventions().scale:
        return f"scale = {_MOST}  # the highest number is {max(numbers):g}"
    return f"# scale = {RatingConventions().scale}"


def _glyphs(key: str, counts: dict[str, int], default: str) -> str:
    """The glyphs in use, most used first; one that is hardly used is a slip."""
    used = [glyph for glyph, count in counts.items() if 20 * count >= sum(counts.values())]
    value = "".join(sorted(used, key=lambda glyph: -counts[glyph]))
    return f"{key} = {toml(value)}" if value else f"# {key} = {toml(default)}"


def _arxiv(notes: Sequence[Note]) -> str:
    """The properties that hold one arXiv identifier."""
    properties: dict[str, str] = {}
    for key, values in _texts(notes).items():
        mentions = [mention for mention in map(arxiv.find_property, values) if mention and mention.id]
        # A property for addresses holds those of other sites too, and they are not malformed identifiers.
        is_general = "arxiv" not in key.casefold() and any(mention.form is ArxivForm.URL for mention in mentions)
        if _are_usual(len(mentions), len(values)) and not is_general:
            properties[key] = f"an identifier in {len(mentions)} of {plural(len(values), 'note')}"
    default = f"# [arxiv]\n# properties = {toml(ArxivConventions().properties)}"
    return f"[arxiv]\n{_list('properties', properties)}" if properties else default


def _texts(notes: Iterable[Note]) -> dict[str, list[str]]:
    """By property, the values that are one text each and not empty."""
    found: dict[str, list[str]] = {}
    for note in notes:
        for field in note.fields:
            if isinstance(field.value, Scalar) and not field.is_empty and _can_be_written(field.key):
                found.setdefault(field.key, []).append(field.value.text)
    return found


def _are_usual(count: int, total: int) -> bool:
    return count > 2 and 5 * count >= 4 * total


# --- frontmatter ------------------------------------------------------------------------------------------------------


def _frontmatter(notes: Sequence[Note], mocs: Sequence[Note]) -> str:
    """The properties that nearly all notes have: of the whole vault, of MOCs, of each type."""
    # What only one type of note has is not a matter for all, however many notes are of that type.
    of_mocs = _usual_of_mocs(mocs)
    of_all = {key: count for key, count in _usual(notes).items() if not mocs or key in of_mocs}
    required = _required(EVERY, f"all {len(notes)} notes", of_all) if of_all else []
    if of_mocs:
        required += _required(MOC, plural(len(mocs), "MOC"), of_mocs)
    types: dict[str, list[Note]] = {}
    for note in notes:
        for kind in {text.strip().casefold() for text in note.texts("type")} - {"", EVERY, MOC}:
            types.setdefault(kind, []).append(note)
    for kind, members in sorted(types.items(), key=lambda pair: (-len(pair[1]), pair[0])):
        usual = {key: count for key, count in _usual(members).items() if key != "type" and key not in of_all}
        if usual and _can_be_written(kind):
            required += _required(kind, f"{len(members)} notes of the type {toml(kind)}", usual)
    if not required:
        return '# [frontmatter.required]\n# paper = ["title", "arxiv"]  # what notes of a type have to have'
    return "\n".join(("[frontmatter.required]", "# What nearly all notes have, by the value of `type`.", *required))


def _required(kind: str, subject: str, usual: dict[str, int]) -> list[str]:
    counts = ", ".join(f"{dotted((key,))} {count}" for key, count in usual.items())
    return [f"# Of {subject}: {counts or 'no property that nearly all have'}.", f"{dotted((kind,))} = {toml([*usual])}"]


def _usual_of_mocs(mocs: Sequence[Note]) -> dict[str, int]:
    if len(mocs) >= LEAST_NOTES:
        return _usual(mocs)
    return {
        key: len(mocs)
        for key in MOC_PROPERTIES
        if mocs and all((field := note.field(key)) and not field.is_empty for note in mocs)
    }


def _usual(notes: Sequence[Note]) -> dict[str, int]:
    """The properties that nearly all of these notes have, and how many have them; most first."""
    if len(notes) < LEAST_NOTES:
        return {}
    counts = Counter(
        key for note in notes for key in dict.fromkeys(each.key for each in note.fields if not each.is_empty)
    )
    exceptions = min(MOST_EXCEPTIONS, max(len(notes) // 20, int(len(notes) >= 2 * LEAST_NOTES)))
    return {
        key: count for key, count in counts.most_common() if len(notes) - count <= exceptions and _can_be_written(key)
    }
