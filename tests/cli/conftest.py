"""Fixtures of the tests that compare runs."""

import pytest

from compare_cli import copy_runs, make_runs


@pytest.fixture(scope="session")
def made(tmp_path_factory):
    folder = tmp_path_factory.mktemp("made")
    make_runs(folder)
    return folder


@pytest.fixture
def runs(made, tmp_path):
    """A folder of results that the test may change: fast0.json, slow0.json … and other.json, of another load."""
    folder = tmp_path / "runs"
    folder.mkdir()
    return copy_runs(made, folder)
