from __future__ import annotations

import subprocess
import sys

import pytest

from rlvault_lint.output.formats import DEFAULT, formats, load


def test_formats_are_the_modules_that_write() -> None:
    assert DEFAULT in formats()
    assert {"concise", "json"} <= formats().keys()
    assert not {"pen", "places", "view", "formats"} & formats().keys()


@pytest.mark.parametrize("name", formats())
def test_every_format_says_what_it_is_for(name: str) -> None:
    said = formats()[name]
    assert said
    assert len(said) <= 90
    assert (load(name).__doc__ or "").startswith(f"The format `{name}`")


def test_listing_them_imports_nothing_heavy() -> None:
    code = "import sys, rlvault_lint.output.formats as f; f.formats(); sys.exit('rich' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
