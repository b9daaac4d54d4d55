"""Which formats there are."""

from __future__ import annotations

import pkgutil

import pytest

from rlvault_lint import output
from rlvault_lint.output.formats import DEFAULT, FORMATS, load


def test_formats_are_the_modules_that_write() -> None:
    names = [each.name for each in pkgutil.iter_modules(output.__path__)]
    assert list(FORMATS) == sorted(name for name in names if hasattr(load(name), "write"))
    assert DEFAULT in FORMATS


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_says_what_it_is_for(name: str) -> None:
    first = (load(name).__doc__ or "").partition("\n")[0]
    assert first.startswith(f"The format `{name}`: ")
    assert len(first) <= 120
