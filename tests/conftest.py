"""Fixtures that all black-box tests share."""

import os
import sys
from pathlib import Path

import pytest

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).parent / "support"))
pytest.register_assert_rewrite("loadtest_cli", "result", "db_cli", "guard_cli")

import certificates  # noqa: E402
import pam_database  # noqa: E402
import pgbouncer as pooler  # noqa: E402
import postgres as cluster  # noqa: E402
import servers  # noqa: E402
from loadtest_cli import Running  # noqa: E402
from skips import skip_or_fail  # noqa: E402


@pytest.fixture(autouse=True)
def nothing_runs_on():
    """What a test that failed has left under way would take the processors of those after it."""
    before = len(Running.started)
    yield
    for command in Running.started[before:]:
        command.kill()
    del Running.started[before:]


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


@pytest.fixture(scope="session")
def heavy_modules():
    for module in ("fastapi", "uvicorn", "websockets", "prometheus_client"):
        try:
            __import__(module)
        except ImportError:
            skip_or_fail(f"{sys.executable} has no module {module}")


@pytest.fixture
def heavy(heavy_modules):
    """heavy(burn=0.02, leak=100000) starts a backend that works, grows or falls ill; stopped after the test."""
    yield from servers.several(servers.Heavy)


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


@pytest.fixture(scope="session")
def shared_postgres():
    """One cluster for all tests that change nothing in it beyond a database of their own."""
    if not cluster.bin_folder():
        skip_or_fail("no PostgreSQL server under /usr/lib/postgresql")
    server = pam_database.PamPostgres()
    yield server
    server.stop()


@pytest.fixture
def database(shared_postgres):
    """A fresh copy of the first user's database."""
    fresh = shared_postgres.database()
    yield fresh
    fresh.drop()


@pytest.fixture
def postgres():
    """postgres(max_connections=150) starts a cluster; stopped after the test."""
    if not cluster.bin_folder():
        skip_or_fail("no PostgreSQL server under /usr/lib/postgresql")
    yield from servers.several(pam_database.PamPostgres)


@pytest.fixture
def pgbouncer():
    """pgbouncer(cluster, pool=3) starts PgBouncer before it, in transaction mode; stopped after the test."""
    if not pooler.executable():
        skip_or_fail("no pgbouncer")
    yield from servers.several(pooler.PgBouncer)


@pytest.fixture(scope="session")
def authority(tmp_path_factory):
    """A folder with certificates, see certificates.py."""
    return certificates.make_authority(tmp_path_factory.mktemp("ca"))
