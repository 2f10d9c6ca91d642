"""--embedded starts what has no address typed, and only that."""

import contextlib
import re
from pathlib import Path

import pytest

from combined_cli import assert_consistent
from loadtest_cli import start, wait_until
from result import operation
from servers import children
from target_db import all_gone, folders, place  # noqa: F401 (a fixture)

LOAD = ["--users", "5", "--think-time", "50ms", "--workers", "2", "--pool-size", "2", "--db-think-time", "20ms", "--ramp-up",
        "0", "--duration", "2s"]


def others(pid):
    """Its children but for copies of itself: at its end the leak sanitizer makes one."""
    command_lines = {p: Path(f"/proc/{p}/cmdline").read_bytes() for p in (pid, *children(pid))}
    return [p for p in command_lines if command_lines[p] != command_lines[pid]]


@pytest.fixture
def run_here(place, tmp_path, target, database):  # noqa: F811
    """run_here("--url", …) runs on what it starts, beside servers of the environment that nobody may use.

    Returns how it ended, the most children that it had, and whether there was a database.
    """
    unwanted = target()
    env = {"TMPDIR": str(place), "LOADTEST_WS_URL": unwanted.url, "DATABASE_URL": database.url()}

    def run_one(*args):
        command = start("combined", "--embedded", *LOAD, *args, env=env, out=tmp_path / "run.json")
        most, with_database = 0, False
        while command.process.poll() is None:
            with contextlib.suppress(OSError):
                most = max(most, len(others(command.pid)))
            with_database = with_database or bool(folders(place))
            with contextlib.suppress(AssertionError):
                wait_until(lambda: command.process.poll() is not None, 0.1)
        done = command.finish()
        assert done.code in (0, 1, 4), done
        assert_consistent(done.result)
        assert unwanted.stats()["connections_accepted"] == 0 and database.connections() == 0
        all_gone(place, [])
        return done, most, with_database

    return run_one


def notes(done):
    """Of which halves it says that --embedded starts nothing."""
    return re.findall(r"--embedded starts nothing for (\w+), because an address is given by --(\w+)", done.err)


def test_alone_it_starts_both_and_every_chat_meets_the_database(run_here):
    done, most, with_database = run_here()
    assert most == 1 and with_database and not notes(done)
    assert operation(done.result, "chat")["ok"] > 20 and operation(done.result, "chat")["failed"] == 0
    assert operation(done.result, "query", "db")["ok"] > 20 and operation(done.result, "query", "db")["failed"] == 0
    assert set(done.result["interference"]) >= {"chat", "query"}
    assert "ws: ws://" not in done.out and "db: postgresql" not in done.out, "the backend's own output is not mixed into ours"


def test_with_an_address_of_the_chat_it_starts_the_database(run_here, target):
    server = target()
    done, most, with_database = run_here("--url", server.url)
    assert most == 1 and with_database
    assert operation(done.result, "chat")["started"] == server.stats()["chats_received"] > 20
    assert operation(done.result, "query", "db")["ok"] > 20
    assert notes(done) == [("ws", "url")], done


def test_with_an_address_of_the_database_it_starts_the_chat(run_here, shared_postgres):
    own = shared_postgres.database()
    try:
        done, most, with_database = run_here("--db", own.url())
        assert most == 1 and not with_database
        assert operation(done.result, "query", "db")["ok"] == sum(n for n, _ in own.calls().values()) > 20
        assert operation(done.result, "chat")["ok"] > 20
        assert notes(done) == [("db", "db")], done
    finally:
        own.drop()


def test_with_both_it_starts_nothing_and_says_so(run_here, target, shared_postgres):
    server, own = target(), shared_postgres.database()
    try:
        done, most, with_database = run_here("--url", server.url, "--db", own.url())
        assert most == 0 and not with_database
        assert operation(done.result, "chat")["started"] == server.stats()["chats_received"] > 20
        assert operation(done.result, "query", "db")["ok"] == sum(n for n, _ in own.calls().values()) > 20
        assert notes(done) == [("ws", "url"), ("db", "db")], done
    finally:
        own.drop()
