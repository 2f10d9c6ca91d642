"""What a sweep refuses before anything is started, and what it shows of what it would do."""

import pytest

from guard_cli import refused
from loadtest_cli import run

DB = ["--db", "postgresql://127.0.0.1:9/x"]
BOTH = [*DB, "--url", "ws://127.0.0.1:9/x"]


@pytest.mark.parametrize("args,said", [
    (["--sweep", "pool=1,2"], '--sweep: "pool" is nothing that can be swept (try workers, rate, pool-size)'),
    (["--sweep", "pool-size"], "--sweep: pool-size has no values (try pool-size=10,20,40)"),
    (["--sweep", "pool-size=1,x"], '--sweep: "x"'),
    (["--sweep", "pool-size=0,2"], '--sweep: "0"'),
    (["--sweep", "pool-size=5"], "pool-size has 1 value, it takes 2 to 20"),
    (["--sweep", "pool-size=" + ",".join(map(str, range(1, 22)))], "pool-size has 21 values, it takes 2 to 20"),
    (["--sweep", "pool-size=5,5"], "the values of pool-size do not rise"),
    (["--sweep", "workers=20,10"], "the values of workers do not rise"),
    (["--sweep", "rate=0,10"], "rate of 0 leaves nothing to measure"),
    (["--sweep", "pool-size=1,2", "--find-max", "rate"], "a search tries values of its own (leave --find-max out)"),
    (["--sweep", "pool-size=1,2", "--segment", "0/2"], "one generator makes it, no segments"),
    (["--sweep", "pool-size=1,2", "--baseline", "x.json"], "--baseline: cannot be combined with --sweep"),
    (["--sweep", "pool-size=1,2", "--queries", "10"], "--queries: cannot be combined with --sweep"),
    (["--sweep", "pool-size=1,2", "--pool-size", "3"], "--pool-size: cannot be combined with --sweep pool-size"),
    (["--sweep", "rate=1,2", "--think-time", "1s"], "--think-time: cannot be combined with --sweep rate"),
    (["--sweep", "pool-size=1,2", "--stage", "1s:5"], "the load of track db changes"),
    (["--sweep", "pool-size=1,2", "--duration", "10ms"], "--duration: each run needs half a second at least"),
    (["--sweep", "pool-size=1,2", "--matrix", "workers=1,2:rate=1,2"], "--matrix: cannot be combined with --sweep"),
    (["--matrix", "workers=1,2"], '--matrix: "workers=1,2" is no pair of settings'),
    (["--matrix", "workers=1,2:workers=3,4"], "--matrix: both sides set workers"),
])
def test_what_is_wrong_is_told_in_a_line(args, said):
    done = run("db", *DB, *args)
    assert done.code == 2 and said in done.err, done


def test_two_halves_are_told_apart():
    done = run("combined", *BOTH, "--matrix", "rate=0,10:db-rate=0,10")
    assert done.code == 2 and "a run in which no track does anything measures nothing" in done.err, done
    done = run("combined", *BOTH, "--matrix", "users=1,2:db-rat=0,10")
    assert done.code == 2 and "(try users, rate, workers, db-rate, pool-size)" in done.err, done
    done = run("combined", *BOTH, "--matrix", "users=1,2:db-rate=0,10", "--together-only")
    assert done.code == 2 and "--together-only: cannot be combined with --matrix" in done.err, done


def test_a_dry_run_shows_the_most_that_is_asked_for():
    done = run("combined", *BOTH, "--matrix", "users=20,50:db-rate=0,100", "--dry-run")
    assert done.code == 0, done
    assert "# --matrix users=20,50:db-rate=0,100: a run of 20s for each\n" in done.out
    assert "      users: 50\n" in done.out and "      rate: 100/s\n" in done.out, done


def test_the_guard_looks_at_the_highest_value():
    refused(run("ws", "--url", "ws://prod.invalid/x", "--sweep", "users=5,500", "--duration", "2s", "--think-time", "5s"),
            "500 users")
    refused(run("ws", "--url", "ws://prod.invalid/x", "--sweep", "users=2,5", "--duration", "2s", "--think-time", "5s"),
            "a sweep, which is a run for each value")
