"""Mistakes in the options of `loadtest db`: one line each, exit 2, and no connection."""

import pytest

from db_cli import one_line
from loadtest_cli import run

CASES = [
    # what is typed                                       what the line must name
    (["--queries", "0"], "--queries"),
    (["--queries", "-1"], "--queries"),
    (["--queries", "many"], "--queries"),
    (["--workers", "0"], "--workers"),
    (["--workers", "1.5"], "--workers"),
    (["--pool-size", "0"], "--pool-size"),
    (["--pool-size", "ten"], "--pool-size"),
    (["--pool-size", "99999999999"], "--pool-size"),
    (["--mix", "80"], "--mix"),
    (["--mix", "80:20:10"], "--mix"),
    (["--mix", "a:b"], "--mix"),
    (["--mix", "-80:20"], "--mix"),
    (["--mix", "0:0"], "--mix"),
    (["--mix", ""], "--mix"),
    (["--only", "profiles"], "profile"),  # the nearest known one
    (["--only", ""], "--only"),
    (["--only", "message_insert", "--mix", "100:0"], "message_insert"),  # nothing would be left
    (["--rls", "on"], "--rls"),
    (["--rls", ""], "--rls"),
    (["--role", ""], "--role"),
    (["--rls", "off", "--role", "authenticated"], "--role"),  # which would not be taken
    (["--rate", "0"], "--rate"),
    (["--rate", "100/s", "--think-time", "1s"], "--think-time"),
    (["--arrival", "poisson"], "--arrival"),  # without a rate
    (["--duration", "soon"], "--duration"),
    (["--duration", "0"], "--duration"),
    (["--user-ids", "/nonexistent/users"], "/nonexistent/users"),
    (["--db", ""], "--db"),
    (["--db", "colour=blue"], "unknown keyword"),  # which is not repeated: it may be part of a password with a space
    (["--db", "host=127.0.0.1 passwort=x"], "unknown keyword"),
    (["--db", "host='unfinished"], "--db"),
    (["--db", "http://127.0.0.1/"], "--db"),
    (["--db", "postgresql://127.0.0.1:99999/x"], "port"),
    (["--db", "postgresql://127.0.0.1:abc/x"], "port"),
    (["--db", "postgresql://[::1/x"], "--db"),
    (["--db", "postgresql://127.0.0.1/x?sslmode=maybe"], "sslmode"),
    (["--db", "postgresql://127.0.0.1/x?colour=blue"], "unknown keyword"),
    (["--db", "service=no_such_service"], "no_such_service"),
    (["--threshold", "db.query.response.p95"], "db.query.response.p95"),
    (["--threshold", "ws.chat.response.p95 < 1s"], "ws"),  # no such track here
    (["--threshold", "db.selects.response.p95 < 1s"], "selects"),
    (["--users", "10"], "--users"),  # an option of ws
    (["--querie", "10"], "--queries"),  # the nearest known one
    (["--worker", "10"], "--workers"),
    (["wheels_wins"], "wheels_wins"),  # a stray positional
]


@pytest.mark.parametrize("args,named", CASES, ids=[" ".join(c[0]) for c in CASES])
def test_a_bad_value_is_one_line_and_exit_2(args, named):
    one_line(run("db", *args, timeout=20), 2, named)


def test_every_problem_is_told_at_once_and_nothing_is_started(database):
    done = run("db", "--db", database.url(), "--queries", "0", "--pool-size", "0", "--mix", "80", "--rls", "on", "--workers",
               "x", "--colour")
    assert done.code == 2 and not done.out
    for named in ("--queries", "--pool-size", "--mix", "--rls", "--workers", "--colour"):
        assert len([line for line in done.err.splitlines() if named in line]) == 1, (named, done)
    assert database.connections() == 0


@pytest.mark.parametrize("args", [["--mix", "80"], ["--rls", "session", "--pool-size", "0"],
                                  ["--out", "/nonexistent/run.json"]])
def test_after_a_mistake_the_server_has_seen_no_connection(database, args):
    assert run("db", "--db", database.url(), *args).code == 2
    assert database.connections() == 0


USER = "7c9e6679-7425-40de-944b-e07fc1f90ae7"


@pytest.mark.parametrize("text,line", [
    ("7c9e6679\n", 1),
    (f"{USER}\n{USER}\nuser-3\n", 3),
    (f"{USER}\n{USER[:-1]}g\n", 2),
    (f"{USER}, {USER}\n", 1),
    ("'; drop table expenses; --\n", 1),
])
def test_a_user_id_that_is_no_uuid_is_told_with_its_line(database, tmp_path, text, line):
    users = tmp_path / "users"
    users.write_text(text)
    done = run("db", "--db", database.url(), "--user-ids", users)
    one_line(done, 2, str(users), f"line {line}:")
    assert database.connections() == 0


@pytest.mark.parametrize("text", ["", "\n\n"])
def test_an_empty_file_of_users_is_told(tmp_path, text):
    users = tmp_path / "users"
    users.write_text(text)
    one_line(run("db", "--user-ids", users), 2, str(users))


def test_a_bad_address_of_the_environment_is_told_too():
    one_line(run("db", env={"DATABASE_URL": "mysql://127.0.0.1/x"}), 2, "connection string")
