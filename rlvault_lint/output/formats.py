"""Which output formats there are.

A format is a module of this folder that has `write(report, out, view)`, called like the module. The first line of its
docstring says what it is for: "The format `NAME`: ...". A new one is a new file, and nothing else.
"""

from __future__ import annotations

import pkgutil
from collections.abc import Mapping
from functools import cache
from importlib import import_module
from typing import Protocol, TextIO, cast

from rlvault_lint import output
from rlvault_lint.findings.report import Report
from rlvault_lint.output.view import View

DEFAULT = "full"


class Format(Protocol):
    """A module that writes reports."""

    def write(self, report: Report, out: TextIO, view: View) -> None:
        """Write the report to `out` as `view` says. Text from the vault is hostile, and written so that it is inert."""


@cache
def formats() -> Mapping[str, str]:
    """All formats by name, sorted, and what each is for in half a sentence."""
    modules = {
        info.name: import_module(f"{output.__name__}.{info.name}") for info in pkgutil.iter_modules(output.__path__)
    }
    return {
        name: (module.__doc__ or "").partition("\n")[0].partition(": ")[2].rstrip(".")
        for name, module in sorted(modules.items())
        if hasattr(module, "write")
    }


def is_format(name: str) -> bool:
    """Whether there is a format of that name; the others are not imported."""
    return name in (info.name for info in pkgutil.iter_modules(output.__path__)) and hasattr(load(name), "write")


def load(name: str) -> Format:
    """The format called `name`; the others are not imported. Raises ImportError where there is none of that name."""
    return cast(Format, import_module(f"{output.__name__}.{name}"))


def default(environment: Mapping[str, str], *, on_terminal: bool = False, to_file: bool = False) -> str:
    """The format that fits where a run stands, of which its environment variables tell.

    GitHub Actions and Azure Pipelines read findings from the log. GitLab reads them from a file, and its log is for
    people. On a terminal somebody is looking, whatever the variables say.
    """
    if on_terminal and not to_file:
        return DEFAULT
    if environment.get("GITHUB_ACTIONS") == "true":
        return "github"
    if environment.get("TF_BUILD", "").lower() == "true":
        return "azure"
    return "gitlab" if to_file and environment.get("GITLAB_CI") == "true" else DEFAULT
