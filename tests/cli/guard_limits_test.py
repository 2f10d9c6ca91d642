"""How much load a guarded host takes, by itself and as one half of a combined run."""

import pytest

from guard_cli import DB, db, one_line_of, refused, ws
from loadtest_cli import assert_passed, run
from pam_database import READS, WRITES


@pytest.mark.parametrize("args, named", [
    (["--users", "21"], ["21 users (at most 20)", "--users 20"]),
    (["--rate", "51"], ["51 starts/s (at most 50)", "--rate 50"]),
    (["--rate", "3601/m"], ["60.0", "--rate 50"]),
    (["--duration", "61s"], ["61s", "at most 60s", "--duration 60s"]),
    (["--warm-up", "60s"], ["61s", "at most 60s"]),
    (["--think-time", "39ms"], ["think time", "at most 50 starts/s", "--think-time 40ms"]),
])
def test_each_limit_of_a_backend(args, named):
    refused(ws("ws://chat.live.example.com/pam", *args), "chat.live.example.com", "word live", *named)


@pytest.mark.parametrize("args, named", [
    (["--mix", "99:1"], ["message_insert", "--mix 100:0"]),
    ([*DB, "--workers", "11"], ["11 workers (at most 10)"]),
    ([*DB, "--duration", "61s"], ["at most 60s"]),
    ([*DB, "--rate", "50.1"], ["50.1 starts/s"]),
    ([*DB, "--think-time", "199ms"], ["at most 50 starts/s", "--think-time 200ms"]),
    ([*DB, "--ramp-up", "61s"], ["ramp-up"]),
])
def test_each_limit_of_a_database(args, named):
    refused(db("postgresql://app@db.prod.example.com/shop", *args), "db.prod.example.com", *named)


@pytest.mark.parametrize("args", [["--users", "20"], ["--rate", "50"], ["--duration", "60s"], ["--think-time", "40ms"]])
def test_what_is_at_a_limit_is_let_through_to_a_backend(args):
    one_line_of(ws("ws://prod.invalid/pam", *args), 3, "prod.invalid")


@pytest.mark.parametrize("args", [[], ["--workers", "10"], ["--rate", "50", "--workers", "10"], ["--duration", "60s"],
                                  ["--think-time", "200ms"], ["--queries", "1000000"]])
@pytest.mark.parametrize("rls", ["transaction", "session", "off"])
def test_what_is_at_a_limit_is_let_through_to_a_database(args, rls):
    one_line_of(db("postgresql://app@prod.invalid/shop", *DB, "--rls", rls, *args), 3, "prod.invalid")


def test_both_halves_are_judged_each_by_its_own_limits_and_flags():
    done = run("combined", "--url", "ws://chat.prod.example.com/pam", "--users", "21", "--duration", "60s", "--db",
               "postgresql://db.live.example.com/shop", "--mix", "100:0", "--db-rate", "51")
    assert done.code == 5 and not done.out, done
    first, second = done.err.strip().splitlines()
    assert "chat.prod.example.com" in first and "--users 20" in first, done
    assert "db.live.example.com" in second and "51 starts/s" in second and "--db-rate 50" in second, done


def test_within_the_limits_of_both_halves_the_database_is_only_read(target, database, tmp_path):
    server = target()
    database.log_statements()
    before = database.snapshot()
    done = run("combined", "--url", server.url, "--users", "5", "--think-time", "0.2s", "--db", database.url(), *DB,
               "--duration", "4s", "--ramp-up", "0", "--no-default-criteria", "--threshold", "db.query.success > 99%",
               env={"LOADTEST_GUARD_HOSTS": "127.0.0.1"}, out=tmp_path / "run.json")
    assert_passed(done)
    assert done.err.count("127.0.0.1 (LOADTEST_GUARD_HOSTS) takes small load") == 2, done
    executed = database.executed()
    begun = [entry.text.lower() for entry in executed if entry.kind == "begin"]
    assert begun and all("read only" in text for text in begun)
    assert {entry.kind for entry in executed} & {*READS, *WRITES} == set(READS) and database.snapshot() == before


def test_a_half_that_is_started_for_the_run_is_not_judged():
    done = run("combined", "--embedded", "--users", "100", "--duration", "60s", "--db", "postgresql://db.live.example.com/shop")
    refused(done, "track db: db.live.example.com")
