"""--as postgrest: what the server saw is what PostgREST sends."""

import json

import pytest

from db_cli import ANSWERED, assert_passed, counts, db, db_operation, errors, one_line, pool_backends
from loadtest_cli import run
from pam_database import STATEMENTS
from result import track


def test_each_request_is_sent_as_postgrest_sends_it(database, tmp_path):
    database.query("alter role authenticated set work_mem = '5MB'")
    try:
        database.log_statements()
        done = db(database, tmp_path, "--queries", "300", "--pool-size", "2", "--workers", "2", "--as", "postgrest", *ANSWERED)
    finally:
        database.query("alter role authenticated reset work_mem")
    assert_passed(done)
    served = pool_backends(database)
    assert len(served) == 2
    for entries in served:
        kinds = ["statement" if e.kind in STATEMENTS else e.kind for e in entries]
        first = kinds.index("set_config") - 1
        assert [e.text for e in entries[:first]][-2:] == ["SET client_encoding = 'UTF8'", "SET client_min_messages TO WARNING"]
        assert kinds[first:] == ["begin", "set_config", "statement", "commit"] * (len(kinds[first:]) // 4)
        for begin, frame, statement in zip(entries[first::4], entries[first + 1::4], entries[first + 2::4]):
            writes = statement.kind in ("message_insert", "expense_update", "conversation_update")
            assert begin.text == f"BEGIN ISOLATION LEVEL READ COMMITTED READ {'WRITE' if writes else 'ONLY'}"
            order = [frame.text.index(f"'{name}'") for name in (
                "search_path", "statement_timeout", "work_mem", "role", "request.jwt.claims", "request.method", "request.path",
                "request.headers", "request.cookies")]
            assert order == sorted(order) and frame.text.count("true") == len(order), frame.text
            values = list(frame.parameters.values())
            assert values[:4] == ['"public", "extensions"', "8s", "5MB", "authenticated"]
            assert json.loads(values[4])["sub"] in statement.parameters.values() or statement.kind == "message_insert"
            assert values[5] == {"message_insert": "POST"}.get(statement.kind, "PATCH" if writes else "GET")
            assert "user-agent" in json.loads(values[7]) and json.loads(values[8]) == {}


def test_each_round_trip_has_its_figures(database, tmp_path):
    done = db(database, tmp_path, "--queries", "400", "--workers", "4", "--pool-size", "4", "--as", "postgrest", *ANSWERED)
    assert_passed(done)
    trips = {name: db_operation(done.result, name) for name in ("begin", "set_config", "statement", "commit")}
    assert {name: trip["ok"] for name, trip in trips.items()} == dict.fromkeys(trips, 400)
    whole = db_operation(done.result, "query")["sum_ns"]["service"]
    assert sum(trip["sum_ns"]["service"] for trip in trips.values()) == pytest.approx(whole, rel=1e-6)
    assert "as PostgREST does" in track(done.result, "db")["facts"]["identity"]


def test_the_isolation_of_a_role_is_its_transactions(database, tmp_path):
    database.query("alter role authenticated set default_transaction_isolation = 'repeatable read'")
    try:
        database.log_statements()
        assert_passed(db(database, tmp_path, "--queries", "60", "--pool-size", "1", "--workers", "1", "--mix", "100:0",
                         "--as", "postgrest", *ANSWERED))
    finally:
        database.query("alter role authenticated reset default_transaction_isolation")
    begins = {e.text for e in pool_backends(database)[0] if e.kind == "begin" and "ISOLATION" in e.text}
    assert begins == {"BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"}


def test_through_pgbouncer_in_transaction_mode_it_works_and_the_hazard_is_told(database, pgbouncer, tmp_path):
    pooler = pgbouncer(database.cluster, pool=2)
    done = db(database, tmp_path, "--queries", "300", "--workers", "6", "--pool-size", "6", "--as", "postgrest",
              "--anon-share", "10%", *ANSWERED, url=database.url(port=pooler.port))
    assert_passed(done)
    assert errors(done.result) == {} and db_operation(done.result, "query")["ok"] == 300
    called, anon = database.calls("authenticated"), database.calls("anon")
    assert {k: called.get(k, (0,))[0] + anon.get(k, (0,))[0] for k in counts(done.result)} == counts(done.result)
    assert "a pooler stands between" in done.err
    assert track(done.result, "db")["facts"]["statements"] == "parsed each time"


@pytest.mark.parametrize("args,named", [
    (["--as", "supabase"], "there is postgrest"),
    (["--as", "postgrest", "--rls", "off"], "leave --rls out"),
    (["--as", "postgrest", "--pipeline"], "leave --pipeline out"),
    (["--anon-share", "5 %"], "try 0.05 or 5%"),
    (["--anon-share", "101%"], "\"101%\" is no share from 0 to 1"),
    (["--user-skew", "zip"], "zipf:1.1"),
    (["--user-skew", "zipf:0"], "0.01 to 10"),
])
def test_what_does_not_fit_together_is_a_usage_error(args, named):
    one_line(run("db", "--db", "postgresql://127.0.0.1:1/x", "--queries", "10", *args), 2, named)
