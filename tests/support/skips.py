"""What a machine lacks."""

import pytest

from loadtest_cli import REQUIRE_ALL


def skip_or_fail(what):
    """A part that is missing on this machine skips its tests, unless all of them were asked for."""
    if REQUIRE_ALL:
        pytest.fail(f"{what} (LOADTEST_REQUIRE_ALL is set)")
    pytest.skip(what)
