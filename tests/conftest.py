"""Fixtures that all black-box tests share."""

import os
import sys
from pathlib import Path

import pytest

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).parent / "support"))
pytest.register_assert_rewrite("result")

import servers  # noqa: E402
from loadtest_cli import REQUIRE_ALL  # noqa: E402


def skip_or_fail(what):
    """A part that is missing on this machine skips its tests, unless all of them were asked for."""
    if REQUIRE_ALL:
        pytest.fail(f"{what} (LOADTEST_REQUIRE_ALL is set)")
    pytest.skip(what)


@pytest.fixture
def target():
    """target("--latency", "5ms") starts `loadtest target`; stopped after the test."""
    yield from servers.several(servers.Target)


@pytest.fixture
def pam():
    """pam(token="…") starts the PAM-like backend on uvicorn; stopped after the test."""
    for module in ("fastapi", "uvicorn", "websockets"):
        try:
            __import__(module)
        except ImportError:
            skip_or_fail(f"{sys.executable} has no module {module}")
    yield from servers.several(servers.Pam)


@pytest.fixture
def node_modules():
    """The folder with the npm packages of tests/support/ws_echo."""
    folder = os.environ.get("LOADTEST_NODE_MODULES", "")
    if not folder or not (Path(folder) / "ws").is_dir():
        skip_or_fail("no npm packages: LOADTEST_NODE_MODULES names no folder with them (tests/run installs them)")
    return folder


@pytest.fixture
def node_echo(node_modules):
    """node_echo() starts an echo server of the npm package ws."""
    yield from servers.several(lambda: servers.NodeEcho(node_modules))


@pytest.fixture
def backend():
    """backend(handler) serves a scripted websocket handler inside the test's own process."""
    yield from servers.several(servers.Scripted)
