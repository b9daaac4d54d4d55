"""What all tests share: how hypothesis searches, and the switches that store what is printed or found."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import settings

# No deadline: a slow machine is no failure. In CI every run draws the same examples, so that a run can be repeated.
settings.register_profile("local", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True, database=None, print_blob=True)
settings.load_profile("ci" if os.environ.get("CI") else "local")


@pytest.fixture(autouse=True, scope="session")
def _own_cache(tmp_path_factory: pytest.TempPathFactory) -> None:
    """No test leaves anything in the cache of whoever runs them."""
    os.environ["RLVAULT_LINT_CACHE_DIR"] = str(tmp_path_factory.mktemp("cache"))


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-snapshots", action="store_true", help="store what is printed as what is expected")
    parser.addoption("--update-cases", action="store_true", help="write into the case files what is found and fixed")


def pytest_configure(config: pytest.Config) -> None:
    if config.getoption("--update-cases"):  # before they are collected
        from rlvault_lint.testing import update

        for path in sorted((Path(__file__).parent / "rules" / "cases").glob("*.md")):
            update(path)
