"""Rows of other users: a policy that was broken on purpose fails the run, with the statement and the user."""

import json
import re

from db_cli import ANSWERED, assert_failed, assert_passed, counts, db, db_operation, errors, warnings
from result import track

UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}")


def leak_criterion(result):
    found = [c for c in result["criteria"] if c["name"] == "no foreign_row"]
    return found[0]["status"] if found else None


def test_policies_that_hold_are_no_leak(database, tmp_path):
    done = db(database, tmp_path, "--queries", "300", *ANSWERED)
    assert_passed(done)
    assert leak_criterion(done.result) == "pass"
    checked = track(done.result, "db")["facts"]["leak check"]
    assert re.fullmatch(r"[\d,]+ rows, 0 of other users", checked) and not checked.startswith("0 "), checked


def test_a_policy_that_lets_everything_through_fails_the_run_although_each_statement_asks_for_its_user(database, tmp_path):
    database.query("alter policy own on expenses using (true)")
    done = db(database, tmp_path, "--queries", "100", "--mix", "100:0", *ANSWERED)
    assert_failed(done)
    assert leak_criterion(done.result) == "fail"
    [warning] = warnings(done.result)
    assert "public.expenses" in warning and len(UUID.findall(warning)) == 2, warning
    assert warning in done.err
    assert errors(done.result) == {}


def test_without_the_check_nothing_is_looked_at(database, tmp_path):
    database.query("alter policy own on expenses using (true)")
    done = db(database, tmp_path, "--queries", "100", "--mix", "100:0", "--no-leak-check", *ANSWERED)
    assert_passed(done)
    assert leak_criterion(done.result) is None and warnings(done.result) == []


def test_a_share_of_the_reads_comes_as_anon_and_sees_nothing(database, tmp_path):
    done = db(database, tmp_path, "--queries", "400", "--anon-share", "25%", *ANSWERED)
    assert_passed(done)
    assert errors(done.result) == {}
    as_anon = sum(n for n, _ in database.calls("anon").values())
    as_user = sum(n for n, _ in database.calls("authenticated").values())
    reads = sum(n for name, n in counts(done.result).items() if name in ("profile", "expenses", "budget", "conversations"))
    assert as_anon + as_user == 400 and 0.15 * reads < as_anon < 0.35 * reads
    assert all(rows == 0 for _, rows in database.calls("anon").values())
    assert not set(database.calls("anon")) & {"message_insert", "expense_update", "conversation_update"}


def test_a_policy_that_shows_anon_a_users_rows_fails_those_reads(database, tmp_path):
    database.query("create policy open on profiles to anon using (true)")
    done = db(database, tmp_path, "--queries", "400", "--mix", "100:0", "--anon-share", "20%", *ANSWERED)
    assert_failed(done)
    assert errors(done.result).keys() == {"profile"}
    foreign = errors(done.result)["profile"]["foreign row"]
    assert foreign == database.calls("anon")["profile"][0] == db_operation(done.result, "foreign_row")["failed"]
    assert any("foreign row: profile gave who has not signed in a row of" in w for w in warnings(done.result))


def test_users_come_as_unevenly_as_asked(database, tmp_path):
    database.log_statements()
    db(database, tmp_path, "--queries", "600", "--only", "profile", "--mix", "100:0", "--user-skew", "zipf", *ANSWERED)
    times = {}
    for e in database.executed():
        for value in e.parameters.values():
            if e.kind == "set_config" and value.startswith("{"):
                user = json.loads(value)["sub"]
                times[user] = times.get(user, 0) + 1
    # The sum of 1/n up to 40 is 4.28: the first comes 140 times, the second 70.
    by_rank = sorted(times.values(), reverse=True)
    assert 105 < by_rank[0] < 180 and 45 < by_rank[1] < 100, by_rank[:4]
