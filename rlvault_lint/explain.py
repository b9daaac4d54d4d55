"""A rule's page as text: what `rlvault-lint rule NAME` prints, and what `docs` writes.

It is made from the rule's docstring, which has these Markdown headings, each on a line of its own and in this order:

    ## What      what is reported, and what is not
    ## Why       what goes wrong if it stays
    ## Example   a fenced block that shows it
    ## Fix       opens with its kind and a colon or full stop: `None`, `Safe`, `Unsafe`, `Suggestion`, or several with
                 "or" between; later sentences may open with further kinds
    ## Options   only if there is more to say than the table, which is made from `Rule.Options`
"""

from __future__ import annotations

import inspect
import re
import sys
from collections.abc import Iterable

from rlvault_lint.findings.diagnostic import Safety
from rlvault_lint.registry import PluginError
from rlvault_lint.rule import Rule
from rlvault_lint.settings.describe import option_keys
from rlvault_lint.settings.toml import Key
from rlvault_lint.wording import listed

SECTIONS = ("What", "Why", "Example", "Fix", "Options")

_HEADING = re.compile(rf"^## ({'|'.join(SECTIONS)})$", re.MULTILINE)
_FIX_KIND = re.compile(r"(?:\A|(?<=\.)\s+)((?:None|Safe|Unsafe|Suggestion)(?: or (?:safe|unsafe|suggestion))*)[.:]")
_FENCE = re.compile(r"^(`{3,}|~{3,})[ \t]*(\w*)[^\n]*\n(.*?)^\1", re.MULTILINE | re.DOTALL)
_FIELDS = ("name", "group", "summary", "severity", "since")


def render(rule: type[Rule]) -> str:
    """The page of a rule, as Markdown. Raises PluginError where the rule says too little of itself."""
    said = _sections(rule)
    parts = [
        f"# {rule.name}",
        rule.summary,
        f"Group `{rule.group}`, severity {rule.severity}, {on_or_off(rule)} by default, since {rule.since}.",
        *(f"## {name}\n\n{text}" for name, text in said.items() if name != "Options"),
        "## Options",
    ]
    options = option_keys(rule)
    if "Options" in said:
        parts.append(said["Options"])
    if options:
        parts += [f"The table `{_table_of(rule)}` of the settings can hold:", table(options)]
    elif "Options" not in said:
        parts.append("None.")
    return "\n\n".join(parts) + "\n"


def safeties(rule: type[Rule]) -> frozenset[Safety]:
    """How safe the fixes of a rule are, as the section Fix says; none where it has none. Raises PluginError."""
    return frozenset(Safety(word) for word in fix_kind(rule).split(" or ") if word != "none")


def fix_kind(rule: type[Rule]) -> str:
    """Which kinds of fixes the section Fix names: `none`, `safe`, `unsafe or suggestion`. Raises PluginError."""
    named = (word for match in _FIX_KIND.finditer(_sections(rule)["Fix"]) for word in match[1].lower().split(" or "))
    return " or ".join(dict.fromkeys(named))


def examples(rule: type[Rule]) -> list[tuple[str, str]]:
    """The fenced blocks of the section Example, each as its language and its text. Raises PluginError."""
    return [(match[2], match[3]) for match in _FENCE.finditer(_sections(rule)["Example"])]


def _sections(rule: type[Rule]) -> dict[str, str]:
    """The sections of a rule's docstring. Raises PluginError where one of them is missing or says nothing."""

    def error(problem: str) -> PluginError:
        return PluginError(f"rule {rule.name!r} can't be explained: {problem}")

    if sys.flags.optimize >= 2:
        raise error("its page is its docstring, and Python leaves docstrings out with -OO: run it without")
    if missing := [name for name in _FIELDS if not hasattr(rule, name)]:
        raise PluginError(f"rule {rule.__qualname__!r} can't be explained: it has no {listed(missing)}")
    # Not inspect.getdoc(), which falls back on the docstring of the base class.
    before, *parts = _HEADING.split(inspect.cleandoc(rule.__doc__ or ""))
    said = dict(zip(parts[::2], map(str.strip, parts[1::2]), strict=True))
    if before.strip() or parts[::2] not in (list(SECTIONS), list(SECTIONS[:-1])):
        order = ", ".join(f"'## {name}'" for name in SECTIONS)
        raise error(f"its docstring has to consist of the sections {order}, the last of them optional")
    if empty := [name for name, text in said.items() if not text]:
        raise error(f"its section {empty[0]} is empty")
    if not _FENCE.search(said["Example"]):
        raise error("its section Example has no fenced block")
    if not _FIX_KIND.match(said["Fix"]):
        raise error("its section Fix has to open with None, Safe, Unsafe or Suggestion and a colon or a full stop")
    return said


def on_or_off(rule: type[Rule]) -> str:
    """Whether a rule runs by default, in a word."""
    return "on" if rule.default else "off"


def _table_of(rule: type[Rule]) -> str:
    return f'[rules."{rule.name}"]' if "/" in rule.name else f"[rules.{rule.name}]"


def table(keys: Iterable[Key]) -> str:
    """Keys of the settings as a Markdown table."""
    return rows(
        ("key", "holds", "default", "says"),
        [
            (f"`{row.name}`", cell(row.types), f"`{cell(row.default)}`" if row.default else "unset", cell(row.help))
            for row in keys
        ],
    )


def rows(head: tuple[str, ...], cells: Iterable[tuple[str, ...]]) -> str:
    """A Markdown table; `cells` are Markdown already (`cell`)."""
    lines = [head, ("---",) * len(head), *cells]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def cell(text: str) -> str:
    """A text as it stands in a cell of a table."""
    return text.replace("|", "\\|")
