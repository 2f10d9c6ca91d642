"""`loadtest target --with-db` under test, and how what belongs to it is found."""

import contextlib
import os
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from loadtest_cli import start, wait_until
from postgres import bin_folder, psql
from servers import children, is_running

READY_S = 60  # initdb and all rows: some seconds, and many more on a busy machine


def make_place(request):
    """A TMPDIR of its own that any user may write to, so that what belongs to it can be told."""
    if not bin_folder():
        request.getfixturevalue("shared_postgres")  # knows whether that is a failure
    folder = Path(tempfile.mkdtemp(prefix="t-", dir="/tmp"))
    folder.chmod(0o1777)
    yield folder
    for pid in processes(folder):
        with contextlib.suppress(OSError):
            os.kill(pid, signal.SIGKILL)
    shutil.rmtree(folder, ignore_errors=True)


place = pytest.fixture(make_place)
shared_place = pytest.fixture(scope="module")(make_place)


class Served:
    """`loadtest target --with-db` when it is ready."""

    def __init__(self, place, *options, prefix=()):
        self.place = place
        self.command = start("target", "--with-db", *options, env={"TMPDIR": str(place)}, prefix=prefix)
        self.lines = [self.command.read_line(READY_S), self.command.read_line(READY_S)]
        self.seconds = time.monotonic() - self.command.began
        self.ws, self.db = self.lines[0].removeprefix("ws: "), self.lines[1].removeprefix("db: ")
        self.password = urlsplit(self.db).password
        self.folder = Path(parse_qs(urlsplit(self.db).query).get("host", folders(place))[0])
        self.keeper = children(self.command.pid)[0]
        self.postmaster = int((self.folder / "cluster/postmaster.pid").read_text().split()[0])

    def query(self, sql):
        return psql(self.db, sql)

    def gone(self):
        all_gone(self.place, [self.postmaster])


@pytest.fixture
def served(place):
    """served("--db-port", "0") starts it; stopped after the test."""
    started = []

    def start_one(*options, **kwargs):
        started.append(Served(place, *options, **kwargs))
        return started[-1]

    yield start_one
    for one in started:
        one.command.stop(20)


@pytest.fixture(scope="module")
def standing(shared_place):
    """One that the tests of a file share, since they only look at it."""
    server = Served(shared_place)
    yield server
    server.command.stop(20)


@pytest.fixture
def without_postgres():
    """A prefix that runs a command where no server is installed, in a mount namespace; not every root may make one."""
    hide = 'mount -t tmpfs none /usr/lib/postgresql && PATH=/nowhere exec "$@"'
    prefix = ["unshare", "--mount", "sh", "-c", hide, "--"]
    if subprocess.run([*prefix, "/bin/true"], capture_output=True).returncode != 0:
        pytest.skip("no mount namespace can be made here, and so the server cannot be hidden")
    return prefix


def all_gone(place, pids):
    """No process, no folder, and no System V shared memory of these processes."""
    wait_until(lambda: not processes(place), 15, "all processes have ended")
    wait_until(lambda: not folders(place), 5, "the folder is gone")
    rows = [line.split() for line in Path("/proc/sysvipc/shm").read_text().splitlines()[1:]]
    recent = time.time() - 120  # an older one belongs to an earlier process of the same number
    assert [row for row in rows if int(row[4]) in pids and int(row[13]) > recent] == []


def folders(place):
    return sorted(place.glob("loadtest-db-*"))


def processes(place):
    """All that have that TMPDIR or work below it. A server's sessions show neither their arguments nor environment."""
    found = []
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit() or not is_running(int(entry.name)) or int(entry.name) == os.getpid():
            continue
        with contextlib.suppress(OSError):
            about = (entry / "environ").read_bytes() + (entry / "cmdline").read_bytes() + bytes(os.readlink(entry / "cwd"), "utf8")
            if str(place).encode() in about:
                found.append(int(entry.name))
    return found
