"""The throw-away database that loadtest brings: nothing else is needed, and nothing of it stays."""

import os
import re
import signal
import time
from pathlib import Path

import pytest

from db_cli import assert_consistent, assert_passed, counts, db_operation, errors, one_line
from loadtest_cli import run, start, wait_until
from pam_database import READS, WRITES
from postgres import psql
from servers import descendants, is_running
from target_db import READY_S, without_postgres  # noqa: F401 (fixture)


@pytest.fixture(autouse=True)
def server_binaries(shared_postgres):
    """Skips where there are none."""


@pytest.fixture
def begin():
    """begin("db", …) starts a command, which is killed after the test if it still runs."""
    commands = []

    def start_one(*args, **kwargs):
        commands.append(start(*args, **kwargs))
        return commands[-1]

    yield start_one
    for command in commands:
        command.kill()


def started(command, at_least=1):
    """The processes of its database and where that lies, once there are so many."""
    def look():
        pids = descendants(command.pid)
        folder = data_folder(pids)
        return (pids, folder) if folder and len(pids) >= at_least else None

    return wait_until(look, READY_S, "PostgreSQL is started")


def data_folder(pids):
    """Where the postmaster among them works."""
    for pid in pids:
        try:
            folder = Path(os.readlink(f"/proc/{pid}/cwd"))
            if (folder / "PG_VERSION").exists():
                return folder
        except OSError:
            pass
    return None


def assert_gone(pids, folder):
    wait_until(lambda: not [p for p in pids if is_running(p)], 10, "its processes have ended")
    wait_until(lambda: not folder.exists() and not folder.parent.exists(), 10, "its folder is gone")


@pytest.fixture(scope="module")
def served():
    """`loadtest target --with-db` and the address of its database, which no test changes."""
    command = start("target", "--with-db")
    lines = [command.read_line(READY_S), command.read_line(READY_S)]
    [url] = [line.removeprefix("db: ") for line in lines if line.startswith("db: ")]
    yield command, url
    command.stop()


def test_a_first_try_needs_nothing_but_the_binary(begin, tmp_path):
    command = begin("db", "--embedded", "--queries", "10000", "--workers", "50", "--pool-size", "20",
                    out=tmp_path / "run.json")
    pids, folder = started(command)
    assert folder.parent.stat().st_mode & 0o077 == 0 or folder.stat().st_mode & 0o077 == 0
    done = command.finish(90)
    assert_passed(done)
    assert_consistent(done.result)
    ok = counts(done.result)
    assert sum(ok.values()) == 10000 and errors(done.result) == {}
    assert sum(ok[name] for name in READS) == pytest.approx(8000, abs=200)
    assert set(ok) == {*READS, *WRITES}
    assert db_operation(done.result, "acquire")["response_ms"]["mean"] > 0.1
    assert "db: postgresql" not in done.out, "the backend's own output is not mixed into ours"
    assert_gone(pids, folder)


def test_the_seed_data_are_those_of_the_description(served):
    _, url = served
    tables = {"auth.users": 1000, "profiles": 1000, "budgets": 4000, "expenses": 50000, "pam_conversations": 5000,
              "pam_messages": 50000}
    for table, rows in tables.items():
        assert psql(url, f"select count(*) from {table}") == [[str(rows)]], table
    protected = psql(url, "select relname from pg_class where relrowsecurity and relnamespace = 'public'::regnamespace")
    assert {row[0] for row in protected} >= {"profiles", "expenses", "budgets", "pam_conversations", "pam_messages"}
    assert {r[0] for r in psql(url, "select rolname from pg_roles")} >= {"anon", "authenticated", "service_role"}


def test_against_a_served_one_no_row_is_left_and_none_is_changed(served, tmp_path):
    _, url = served
    tables = ("auth.users", "profiles", "budgets", "expenses", "pam_conversations", "pam_messages")
    checksum = " union all ".join(f"select '{t}', count(*), sum(hashtextextended(t::text, 0)) from {t} t" for t in tables)
    before = psql(url, checksum)
    done = run("db", "--db", url, "--queries", "3000", "--workers", "20", "--pool-size", "5", out=tmp_path / "run.json")
    assert_passed(done)
    assert db_operation(done.result, "query")["ok"] == 3000 and errors(done.result) == {}
    assert psql(url, checksum) == before


def test_it_is_ready_soon_and_reached_by_a_socket_of_its_own_account_alone(served):
    command, url = served
    assert time.monotonic() - command.began < READY_S
    assert "127.0.0.1" not in url and "localhost" not in url
    assert psql(url, "select current_setting('listen_addresses') = ''") == [["t"]]
    assert psql(url, "show password_encryption") == [["scram-sha-256"]]


def test_it_needs_its_password(served):
    _, url = served
    without = re.sub(r"(postgresql://[^:@/]+):[^@]+@", r"\1@", url)
    assert without != url
    with pytest.raises(AssertionError, match="password"):
        psql(f"{without}{'&' if '?' in without else '?'}connect_timeout=5", "select 1", {"PGPASSFILE": "/dev/null"})


@pytest.mark.parametrize("number,code", [(signal.SIGINT, 130), (signal.SIGKILL, -signal.SIGKILL)])
def test_it_is_gone_with_the_run(begin, number, code, tmp_path):
    command = begin("db", "--embedded", "--duration", "60s", "--think-time", "20ms", out=tmp_path / "run.json")
    pids, folder = started(command, at_least=20)  # with the run's connections
    command.send_signal(number)
    done = command.finish(20)
    assert done.code == code, done
    assert_gone(pids, folder)


def test_ctrl_c_while_it_is_made_leaves_nothing(begin):
    command = begin("db", "--embedded", "--duration", "60s")
    pids = wait_until(lambda: descendants(command.pid), 10, "something is started")
    time.sleep(0.3)
    pids = {*pids, *descendants(command.pid)}
    command.send_signal(signal.SIGINT)
    done = command.finish(20)
    assert done.code == 130, done
    wait_until(lambda: not [p for p in pids if is_running(p)], 10, "its processes have ended")


@pytest.mark.parametrize("args", [["db", "--embedded", "--queries", "10"], ["target", "--with-db"]], ids=["db", "target"])
def test_without_a_server_on_this_machine_it_is_one_line_and_exit_3(without_postgres, args):  # noqa: F811
    one_line(run(*args, prefix=without_postgres), 3, "initdb")
