"""The pages that are made from the code: one for each rule, their index, and the settings.

A rule's page is its docstring, which has these Markdown headings, each on a line of its own and in this order:

    ## What      what is reported, and what is not
    ## Why       what goes wrong if it stays
    ## Example   a fenced block that shows it
    ## Fix       opens with its kind and a colon or full stop: `None`, `Safe`, `Unsafe`, `Suggestion`, or several with
                 "or" between; then how to mend it
    ## Options   only if there is more to say than the table, which is made from `Rule.Options`

`python -m rlvault_lint.docs` writes the pages into `docs/`, and deletes those of rules that are gone; with `--check` it
writes nothing and exits with 1 if a page is out of date.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import click

from rlvault_lint.files.root import PYPROJECT, SETTINGS_FILE
from rlvault_lint.registry import PluginError, registry
from rlvault_lint.rule import GROUPS, Rule
from rlvault_lint.settings.describe import keys, option_keys
from rlvault_lint.settings.toml import Key

FOLDER = Path("docs")
SECTIONS = ("What", "Why", "Example", "Fix", "Options")

_HEADING = re.compile(rf"^## ({'|'.join(SECTIONS)})$", re.MULTILINE)
_FIX_KIND = re.compile(r"((?:None|Safe|Unsafe|Suggestion)(?: or (?:safe|unsafe|suggestion))*)[.:]")
_FENCE = re.compile(r"^(`{3,}|~{3,})[^\n]*\n.*?^\1", re.MULTILINE | re.DOTALL)
_GENERATED = "<!-- Made by `make docs` from the code; a change belongs there. -->\n\n"
_INDEX = """\
# Rules

`rlvault-lint rule NAME` prints the page of a rule. Rules are chosen by their names or by their groups: see
[settings](../settings.md).

A *safe* fix keeps the meaning, an *unsafe* one is probably what was meant, a *suggestion* is only shown."""
_SETTINGS = f"""\
# Settings

They stand in `{SETTINGS_FILE}` at the top of the vault, or in `[tool.rlvault-lint]` of its `{PYPROJECT}`.
The command line outweighs them. `rlvault-lint config` prints the settings in force, and where each comes from. An
unknown key, rule or group is an error.

```toml
ignore = ["ambiguous-link"]
exclude = ["Templates/"]

[severity]
frontmatter = "warning"

[per-path-ignores]
"Daily/" = ["missing-field", "link"]
```

The options of a rule stand in the table `[rules.NAME]`; [its page](rules/README.md) lists them."""
_FIELDS = ("name", "group", "summary", "severity", "since")


def render(rule: type[Rule]) -> str:
    """The page of a rule, as Markdown. Raises PluginError where the rule says too little of itself."""
    said = _sections(rule)
    parts = [
        f"# {rule.name}",
        rule.summary,
        f"Group `{rule.group}`, severity {rule.severity}, {_default(rule)} by default, since {rule.since}.",
        *(f"## {name}\n\n{text}" for name, text in said.items() if name != "Options"),
        "## Options",
    ]
    options = option_keys(rule)
    if "Options" in said:
        parts.append(said["Options"])
    if options:
        parts += [f"The table `{_table_of(rule)}` of the settings can hold:", _table(options)]
    elif "Options" not in said:
        parts.append("None.")
    return "\n\n".join(parts) + "\n"


def pages() -> dict[str, str]:
    """All pages by their path in the folder `docs`. The rules of plugins have theirs elsewhere."""
    rules = [rule for rule in registry().values() if "/" not in rule.name]
    found = {f"rules/{rule.name}.md": render(rule) for rule in rules}
    found |= {"rules/README.md": _index(rules), "settings.md": _settings()}
    return {path: _GENERATED + text for path, text in found.items()}


def stale(folder: Path) -> list[str]:
    """The paths in `folder` that differ from what they should be: changed, missing, or of a rule that is gone."""
    wanted = pages()
    there = {f"rules/{file.name}" for file in folder.glob("rules/*.md")} | {"settings.md"}
    return sorted(path for path in there | wanted.keys() if _read(folder / path) != wanted.get(path))


def update(folder: Path) -> list[str]:
    """Write what is stale in `folder`, and delete the pages of rules that are gone. The result is what has changed."""
    wanted, changed = pages(), stale(folder)
    for path in changed:
        file = folder / path
        if path in wanted:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(wanted[path].encode())
        else:
            file.unlink()
    return changed


def _read(file: Path) -> str | None:
    return file.read_bytes().decode() if file.exists() else None


def _sections(rule: type[Rule]) -> dict[str, str]:
    """The sections of a rule's docstring. Raises PluginError where one of them is missing or says nothing."""

    def error(problem: str) -> PluginError:
        return PluginError(f"rule {rule.name!r} can't be explained: {problem}")

    if missing := [name for name in _FIELDS if not hasattr(rule, name)]:
        raise PluginError(f"rule {rule.__qualname__!r} can't be explained: it has no {' and no '.join(missing)}")
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


def _fix_kind(rule: type[Rule]) -> str:
    match: Any = _FIX_KIND.match(_sections(rule)["Fix"])
    return str(match[1]).lower()


def _default(rule: type[Rule]) -> str:
    return "on" if rule.default else "off"


def _table_of(rule: type[Rule]) -> str:
    return f'[rules."{rule.name}"]' if "/" in rule.name else f"[rules.{rule.name}]"


def _index(rules: Iterable[type[Rule]]) -> str:
    parts = [_INDEX]
    for group in GROUPS:
        rows = [
            (f"[{rule.name}]({rule.name}.md)", _cell(rule.summary), rule.severity, _default(rule), _fix_kind(rule))
            for rule in rules
            if rule.group == group
        ]
        if rows:
            parts += [f"## {group}", _rows(("rule", "reports", "severity", "default", "fix"), rows)]
    return "\n\n".join(parts) + "\n"


def _settings() -> str:
    tables: dict[str, list[Key]] = {}
    for key in keys():
        table, _, name = key.name.rpartition(".")
        tables.setdefault(table, []).append(key._replace(name=name))
    parts = [_SETTINGS]
    for table, inside in tables.items():
        parts += [f"## `[{table}]`", _table(inside)] if table else [_table(inside)]
    return "\n\n".join(parts) + "\n"


def _table(rows: Iterable[Key]) -> str:
    return _rows(
        ("key", "holds", "default", "says"),
        [
            (f"`{row.name}`", _cell(row.types), f"`{_cell(row.default)}`" if row.default else "unset", _cell(row.help))
            for row in rows
        ],
    )


def _rows(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [head, ("---",) * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


@click.command()
@click.option("--check", is_flag=True, help="Write nothing; exit with 1 if a page is out of date.")
def main(check: bool) -> None:
    """Write the generated pages of docs/."""
    if not FOLDER.is_dir():
        raise click.ClickException(f"there is no folder {str(FOLDER)!r} here; run this at the top of the project")
    try:
        changed = stale(FOLDER) if check else update(FOLDER)
    except PluginError as error:
        raise click.ClickException(str(error)) from error
    for path in changed:
        click.echo(f"{'out of date' if check else 'written'}: {FOLDER / path}")
    if check and changed:
        raise click.ClickException("the pages are not what the code says; run `make docs`")


if __name__ == "__main__":
    main()
