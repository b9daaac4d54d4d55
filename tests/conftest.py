"""What all tests share: how hypothesis searches, and the switch that stores what is printed."""

from __future__ import annotations

import os

import pytest
from hypothesis import settings

# No deadline: a slow machine is no failure. In CI every run draws the same examples, so that a run can be repeated.
settings.register_profile("local", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True, database=None, print_blob=True)
settings.load_profile("ci" if os.environ.get("CI") else "local")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-snapshots", action="store_true", help="store what is printed as what is expected")
