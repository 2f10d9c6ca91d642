"""What a search refuses before anything is started."""

import pytest

from guard_cli import refused
from loadtest_cli import run

URL = ["--url", "ws://127.0.0.1:9/x"]


@pytest.mark.parametrize("args,said", [
    (["--find-max", "rat"], '--find-max: "rat" cannot be raised (try users, rate)'),
    (["--find-from", "10"], "--find-from: belongs to a search (add --find-max rate)"),
    (["--find-max", "users", "--find-from", "1.5"], "--find-from"),
    (["--find-max", "rate", "--find-to", "x"], "--find-to"),
    (["--find-max", "rate", "--find-from", "10", "--find-to", "5"], "--find-to: is below the level at which the search begins"),
    (["--find-max", "rate", "--rate", "10/s", "--find-to", "5"], "--find-to: is below the level at which the search begins"),
    (["--find-max", "rate", "--find-duration", "10ms"], "--find-duration: a level needs half a second at least"),
    (["--find-max", "rate", "--find-precision", "0"], '--find-precision: "0" is no share'),
    (["--find-max", "rate", "--find-precision", "200%"], '--find-precision: "200%" is no share'),
    (["--find-max", "rate", "--find-repeats", "0"], "--find-repeats"),
    (["--find-max", "rate", "--duration", "60s"], "--duration: cannot be combined with --find-max"),
    (["--find-max", "rate", "--segment", "0/2"], "--segment: cannot be combined with --find-max"),
    (["--find-max", "rate", "--think-time", "1s"], "--think-time: cannot be combined with --find-max rate"),
])
def test_what_is_wrong_is_told_in_a_line(args, said):
    done = run("ws", *URL, *args)
    assert done.code == 2 and said in done.err, done


def test_a_database_is_asked_for_by_its_own_words():
    done = run("db", "--db", "postgresql://127.0.0.1:9/x", "--find-max", "users")
    assert done.code == 2 and "(try workers, rate)" in done.err, done
    done = run("db", "--db", "postgresql://127.0.0.1:9/x", "--find-max", "rate", "--queries", "10")
    assert done.code == 2 and "--queries: cannot be combined with --find-max" in done.err, done


def test_the_guard_looks_at_the_highest_level():
    refused(run("ws", "--url", "ws://prod.invalid/x", "--find-max", "users", "--find-from", "5", "--find-to", "500",
                "--find-duration", "2s", "--think-time", "5s"), "500 users")


def test_a_dry_run_shows_what_is_searched():
    done = run("ws", *URL, "--find-max", "rate", "--rate", "20/s", "--arrival", "poisson", "--dry-run")
    assert done.code == 0, done
    for line in ("find:", "  max: ws.rate", "  from: 20/s", "  to: 2000/s", "  duration: 10s", "  precision: 5%"):
        assert f"\n{line}\n" in done.out, (line, done.out)
