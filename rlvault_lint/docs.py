"""The pages that are made from the code: one for each rule, their index, and the settings.

`python -m rlvault_lint.docs` writes them into `docs/`, and deletes those of rules that are gone; with `--check` it
writes nothing and exits with 1 if a page is out of date.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import click

from rlvault_lint import explain
from rlvault_lint.files.root import PYPROJECT, SETTINGS_FILE
from rlvault_lint.registry import PluginError, registry
from rlvault_lint.rule import GROUPS, Rule
from rlvault_lint.settings.describe import keys
from rlvault_lint.settings.toml import Key
from rlvault_lint.wording import listed

FOLDER = Path("docs")
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


def pages() -> dict[str, str]:
    """All pages by their path in the folder `docs`. The rules of plugins have theirs elsewhere."""
    rules = [rule for rule in registry().values() if "/" not in rule.name]
    found = {f"rules/{rule.name}.md": explain.render(rule) for rule in rules}
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


def _index(rules: Iterable[type[Rule]]) -> str:
    parts = [_INDEX]
    for group in GROUPS:
        rows = [
            (
                f"[{rule.name}]({rule.name}.md)",
                explain.cell(rule.summary),
                rule.severity,
                explain.on_or_off(rule),
                listed(explain.fix_kind(rule).split(" or "), "or", quote=str),
            )
            for rule in rules
            if rule.group == group
        ]
        if rows:
            parts += [f"## {group}", explain.rows(("rule", "reports", "severity", "default", "fix"), rows)]
    return "\n\n".join(parts) + "\n"


def _settings() -> str:
    tables: dict[str, list[Key]] = {}
    for key in keys():
        table, _, name = key.name.rpartition(".")
        tables.setdefault(table, []).append(key._replace(name=name))
    parts = [_SETTINGS]
    for table, inside in tables.items():
        parts += [f"## `[{table}]`", explain.table(inside)] if table else [explain.table(inside)]
    return "\n\n".join(parts) + "\n"


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
