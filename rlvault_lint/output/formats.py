"""Which output formats there are.

A format is a module of this folder that has `write(report, out, view)`, called like the module. The first line of its
docstring says what it is for: "The format `NAME`: ...". None is imported before it is asked for.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import TYPE_CHECKING, Protocol, TextIO, cast

if TYPE_CHECKING:
    from rlvault_lint.findings.report import Report
    from rlvault_lint.output.view import View

FORMATS = (
    *("azure", "concise", "full", "github", "gitlab", "html"),
    *("json", "jsonl", "junit", "markdown", "rdjsonl", "sarif"),
)
"""The names of all formats, sorted."""
DEFAULT = "full"


class Format(Protocol):
    """A module that writes reports."""

    def write(self, report: Report, out: TextIO, view: View) -> None:
        """Write the report to `out` as `view` says. Text from the vault is hostile, and written so that it is inert."""


def load(name: str) -> Format:
    """The format called `name`, one of FORMATS; the others are not imported."""
    return cast(Format, import_module(f"rlvault_lint.output.{name}"))


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
