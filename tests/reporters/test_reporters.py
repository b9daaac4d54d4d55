from __future__ import annotations

import pytest

from rlvault_lint import reporters
from rlvault_lint.reporters import FORMATS, load


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_can_write(name: str) -> None:
    module = load(name)
    assert module.__name__ == f"{reporters.__name__}.{name}"
    assert callable(module.write)
