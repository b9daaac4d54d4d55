"""What can be set, each setting declared once, and the settings of one run.

A declaration drives the key of the settings file, the option of the command line where it has one, the keyword of
`lint()`, what `config` shows, the JSON Schema and the page in `docs/`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import Field, dataclass, field, fields
from typing import TYPE_CHECKING, Any, NamedTuple

from rlvault_lint.conventions import Conventions, option
from rlvault_lint.findings.diagnostic import Severity

if TYPE_CHECKING:
    from pathlib import Path

    from rlvault_lint.findings.suppress import Known
    from rlvault_lint.rule import Rule

ALL = "all"
"""The name that means every rule."""
BASELINE = "rlvault-lint-baseline.jsonl"
"""The name of the file of known findings, unless the settings name another; it need not be there."""


@dataclass(frozen=True, slots=True)
class FixSettings:
    """What fixing is told."""

    leave: tuple[str, ...] = option(
        (),
        "files that are never rewritten, as patterns of .gitignore, such as journals: what is found there is reported",
        holds="patterns",
    )


@dataclass(frozen=True, slots=True)
class Values(Conventions):
    """Everything that can be set: the conventions, and what concerns the run itself.

    A setting with `flag=True` is an option of the command line as well, named as its key is.
    """

    select: tuple[str, ...] | None = option(
        None,
        "rules to run: names of rules or groups, or `all`; if unset, the rules that are on by default",
        holds="rules",
        flag=True,
    )
    extend_select: tuple[str, ...] = option(
        (), "rules or groups to run besides the selected ones", holds="rules", flag=True
    )
    ignore: tuple[str, ...] = option(
        (),
        "rules or groups not to run; a rule's own name outweighs its group's, and both outweigh `all`",
        holds="rules",
        flag=True,
    )
    exclude: tuple[str, ...] = option(
        (), "files not to check, as patterns of .gitignore; links to them stay valid", holds="patterns", flag=True
    )
    fail_on: Severity = option(Severity.ERROR, "the least severity of a finding that makes the run fail", flag=True)
    baseline: str = option(
        BASELINE,
        "file of known findings, which are counted and not shown; in a settings file relative to the vault's root",
        holds="file",
        flag=True,
    )
    comments: bool = option(False, "whether links inside `%% … %%` comments are judged too")
    follow_outside: bool = option(False, "whether what symbolic links point to outside the vault is read")
    max_size: float = option(16.0, "megabytes that a note may have; larger ones are not read (`oversized-note`)")
    severity: Mapping[str, Severity] = option({}, "severity by rule or group, or `all`", keys="rules")
    per_path_ignores: Mapping[str, tuple[str, ...]] = option(
        {}, "rules or groups that don't count in some files, by pattern of .gitignore", keys="patterns", holds="rules"
    )
    fix: FixSettings = field(default_factory=FixSettings)
    rules: Mapping[str, Mapping[str, Any]] = option({}, "options by rule, in `[rules.NAME]`; a rule's page lists them")

    def __post_init__(self) -> None:
        """Raises ValueError for a size that no run could do with."""
        if not 0 < self.max_size <= 1024:
            raise ValueError(f"expected a number above 0, and at most 1024, got {self.max_size}")


class Settings(NamedTuple):
    """All settings in force.

    `config` is the file that they come from, if there is one, and `values` what was said or is the default. What
    follows from them: `rules` are the rules to run, sorted by name, made with their options and severity; each pattern
    of `per_path_ignores` comes with the names of the rules that don't count there. `origins` tells, by dotted key,
    where a value that is not the default comes from: `rlvault-lint.toml:12` or `command line`. `known` says
    what names of rules in directives mean. `unusable` are sentences about rules of plugins that should run and can't.
    """

    root: Path
    config: Path | None
    values: Values
    rules: tuple[Rule, ...]
    per_path_ignores: tuple[tuple[str, frozenset[str]], ...]
    origins: Mapping[str, str]
    known: Known
    unusable: tuple[str, ...] = ()

    @property
    def conventions(self) -> Conventions:
        """The settings that the vault and the rules ask for."""
        return Conventions(**{field.name: getattr(self.values, field.name) for field in fields(Conventions)})


def general() -> list[Field[Any]]:
    """The declarations that stand at the top of a settings file, in no table of conventions."""
    conventions = {field.name for field in fields(Conventions)}
    return [field for field in fields(Values) if field.name not in conventions]
