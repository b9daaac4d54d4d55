from __future__ import annotations

import pytest

from rlvault_lint import output
from rlvault_lint.output import FORMATS, load


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_can_write(name: str) -> None:
    module = load(name)
    assert module.__name__ == f"{output.__name__}.{name}"
    assert callable(module.write)
