"""`rlvault-lint rule` and `explain`: which rules there are, and the page of one."""

from __future__ import annotations

import click

from rlvault_lint.commands import terminal
from rlvault_lint.findings.report import FAILED, OK
from rlvault_lint.wording import visible


@click.command
@click.argument("name", required=False)
def command(name: str | None) -> int:
    """Explain a rule. Without NAME list them all, with the name of a group those of the group."""
    from rlvault_lint import explain
    from rlvault_lint.names import nearest, prepare
    from rlvault_lint.registry import PluginError, groups, registry, unusable

    rules = registry()
    if name is None or name in groups():
        width = max(map(len, rules))
        with terminal.writing() as out:
            for each in rules.values():
                if name in (None, each.group):
                    state = "" if each.default else "  (off by default)"
                    out.write(f"{each.name:<{width}}  {each.severity:<7}  {visible(each.summary)}{state}\n")
        terminal.tell(*unusable().values())
        return FAILED if unusable() else OK
    if name in unusable():
        raise PluginError(unusable()[name])
    if name not in rules:
        found = nearest(name, prepare(rules), limit=1, cutoff=60)
        hint = f"did you mean {found[0][0]!r}?" if found else "`rlvault-lint rule` lists them"
        raise click.UsageError(f"there is no rule {name!r}: {hint}")
    page = explain.render(rules[name])
    with terminal.writing() as out:
        out.writelines(f"{visible(line)}\n" for line in page.splitlines())
    return OK
