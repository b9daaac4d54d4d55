"""rlvault-lint: a link-integrity linter for Obsidian-style vaults.

The public Python API is `lint(path, ...) -> Report`; everything else may change between versions.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import os

    from rlvault_lint.findings.report import Report

__version__ = "0.1.0"
__all__ = ["__version__", "lint"]


def lint(path: str | os.PathLike[str] = ".", *paths: str | os.PathLike[str]) -> Report:
    """Lint the vault that `path` lies in, with its own settings, and report on `path` and `paths`.

    Raises `load.SettingsError`, `root.VaultError` or `rule.PluginError`, whose messages are written for people.
    """
    from pathlib import Path

    from rlvault_lint import pipeline
    from rlvault_lint.files.root import find_root
    from rlvault_lint.settings.load import load_settings

    wanted = [Path(each) for each in (path, *paths)]
    root = find_root(wanted)
    return pipeline.run(load_settings(root), wanted)
