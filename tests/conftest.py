"""What all tests share: how hypothesis searches."""

from __future__ import annotations

import os

from hypothesis import settings

# No deadline: a slow machine is no failure. In CI every run draws the same examples, so that a run can be repeated.
settings.register_profile("local", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True, database=None, print_blob=True)
settings.load_profile("ci" if os.environ.get("CI") else "local")
