"""Mistakes in the options of `loadtest combined`: one line each by the flag that was typed, exit 2, and no connection."""

import pytest

from db_cli import one_line
from loadtest_cli import run

CASES = [
    # what is typed                                             what the line must name
    (["--users", "0"], "--users"),
    (["--workers", "0"], "--workers"),
    (["--rate", "0"], "--rate"),
    (["--db-rate", "0"], "--db-rate"),
    (["--rate", "fast"], "--rate"),
    (["--db-rate", "fast"], "--db-rate"),
    (["--think-time", "soon"], "--think-time"),
    (["--db-think-time", "soon"], "--db-think-time"),
    (["--db-arrival", "sometimes", "--db-rate", "5"], "--db-arrival"),
    (["--db-arrival", "poisson"], "--db-rate"),  # which it belongs to
    (["--arrival", "poisson"], "--rate"),
    (["--db-backlog", "-1", "--db-rate", "5"], "--db-backlog"),
    (["--backlog", "-1", "--rate", "5"], "--backlog"),
    (["--queries", "0"], "--queries"),
    (["--pool-size", "0"], "--pool-size"),
    (["--mix", "80"], "--mix"),
    (["--rls", "on"], "--rls"),
    (["--dialogue", "smalltalk"], "--dialogue"),
    (["--url", "http://127.0.0.1/"], "--url"),
    (["--db", "mysql://127.0.0.1/x"], "--db"),
    (["--duration", "0"], "--duration"),
    (["--duration", "soon"], "--duration"),
    (["--ramp-up", "soon"], "--ramp-up"),
    (["--reply-timeout", "0"], "--reply-timeout"),
    (["--out", "/nonexistent/run.json"], "/nonexistent/run.json"),
    (["--threshold", "ws.query.response.p95 < 1s"], "query"),  # an operation of the other track
    (["--threshold", "db.chat.response.p95 < 1s"], "chat"),
    (["--threshold", "combined.chat.response.p95 < 1s"], "combined"),
    (["--threshold", "ws.chat.response.p95"], "ws.chat.response.p95"),
    (["wheels_wins"], "wheels_wins"),
]

SUGGESTED = [
    (["--db-rates", "5"], "--db-rate"),
    (["--db-thinktime", "5s"], "--db-think-time"),
    (["--together"], "--together-only"),
    (["--worker", "5"], "--workers"),
    (["--ur", "ws://127.0.0.1/"], "--url"),
]


@pytest.mark.parametrize("args,named", CASES, ids=[" ".join(c[0]) for c in CASES])
def test_a_bad_value_is_one_line_and_exit_2(args, named):
    one_line(run("combined", *args, timeout=20), 2, named)


@pytest.mark.parametrize("args,near", SUGGESTED, ids=[c[0][0] for c in SUGGESTED])
def test_an_unknown_option_is_told_the_nearest_known_one(args, near):
    one_line(run("combined", *args, timeout=20), 2, args[0], f"did you mean {near}")


@pytest.mark.parametrize("flag,other", [("--rate", "--think-time"), ("--db-rate", "--db-think-time")])
def test_both_models_at_once_are_told_by_the_flags_of_their_half(flag, other):
    done = run("combined", flag, "5", other, "1s", timeout=20)
    one_line(done, 2, flag, other)
    assert ("--db-" in done.err) == flag.startswith("--db-"), done


def test_rows_are_removed_by_loadtest_db_alone():
    done = run("combined", "--clean-up", "20200101-000000-abcdef", timeout=20)
    one_line(done, 2, "--clean-up")


def test_standard_input_has_one_reader():
    done = run("combined", "--token-file", "-", "--user-ids", "-", timeout=20)
    assert done.code == 2 and "--token-file and --user-ids cannot both read standard input" in done.err, done


@pytest.mark.parametrize("args", [["--duration", "0"], ["--ramp-up", "x"], ["--reply-timeout", "x"], ["--warm-up", "-1s"],
                                  ["--connect-timeout", "0"], ["--graceful-stop", "x"],
                                  ["--ramp-up", "60s", "--duration", "60s"]])
def test_what_is_said_once_for_both_halves_is_wrong_once(args):
    one_line(run("combined", *args, timeout=20), 2)


def test_every_problem_of_both_halves_is_told_at_once_and_nothing_is_started(target, database):
    server = target()
    done = run("combined", "--url", server.url, "--db", database.url(), "--users", "0", "--workers", "x", "--db-rate", "0",
               "--rate", "-1", "--mix", "80", "--dialogue", "smalltalk", "--duration", "soon", "--seed", "x", "--colour",
               "--threshold", "nonsense")
    assert done.code == 2 and not done.out
    for named in ("--users:", "--workers:", "--db-rate:", "--rate:", "--mix:", "--dialogue:", "--duration:", "--seed:",
                  "--colour:", '"nonsense":'):
        assert len([line for line in done.err.splitlines() if f" {named}" in line]) == 1, (named, done)
    assert database.connections() == 0 and server.stats()["connections_accepted"] == 0
