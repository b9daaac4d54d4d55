"""rlvault-lint: a link-integrity linter for Obsidian-style vaults.

The public Python API is `lint(*paths, ...) -> Report`; everything else may change between versions.
"""

from __future__ import annotations

TYPE_CHECKING = False  # as type checkers know it: nothing is imported before Ctrl-C can be one sentence
if TYPE_CHECKING:
    import os
    from typing import Any

    from rlvault_lint.findings.report import Report

__version__ = "0.1.0"
__all__ = ["__version__", "lint"]


def lint(
    *paths: str | os.PathLike[str],
    vault: str | os.PathLike[str] | None = None,
    config: str | os.PathLike[str] | None = None,
    **settings: Any,
) -> Report:
    """Lint the vault that `paths` lie in (or the current directory), and report on them, or on all of it without paths.

    `vault` is its root, if it isn't to be found from the paths; `config` is a settings file to use instead of the
    vault's own. `settings` outweigh that file: they are its keys as keywords, `_` for `-`, such as `select=["link"]`,
    `fail_on="warning"` or `rules={"broken-link": {"allow": ["People/"]}}`; tables merge with the file's.

    Raises `errors.RunError`, whose message is one sentence for people, where the run can't be done.
    """
    from pathlib import Path

    from rlvault_lint import pipeline
    from rlvault_lint.files.root import find_root
    from rlvault_lint.settings.load import load_settings
    from rlvault_lint.settings.sources import Asked

    wanted = [Path(each) for each in paths]
    root = find_root(wanted, None if vault is None else Path(vault))
    asked = Asked("lint()", settings)
    return pipeline.run(load_settings(root, config=None if config is None else Path(config), asked=asked), wanted)
