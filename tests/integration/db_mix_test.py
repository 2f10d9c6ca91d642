"""Mixes as files: statements, values, transactions, retries, protocols, scripts of pgbench's; as the server counted them."""

import csv
import json

import pytest

from db_cli import ANSWERED, assert_passed, counts, db, warnings
from loadtest_cli import ROOT, run
from pam_database import STATEMENTS
from result import operation, track

SHOP = """
statements:
  - name: one_expense
    weight: 60
    sql: SELECT id, user_id, amount FROM public.expenses WHERE id = :id
    parameters: {id: "random(1, 800)"}
    rows: "<=1"          # of whoever asks, or nobody's that is shown
    owner: user_id
  - name: latest
    weight: 30
    sql: SELECT * FROM public.expenses ORDER BY date DESC LIMIT :n   # no condition: policies alone hold it
    parameters: {n: "1 + zipfian(1, 10, 1.1)"}
    owner: user_id
  - name: note
    weight: 10
    transaction:
      - sql: SELECT id FROM public.pam_conversations WHERE user_id = :user LIMIT 1
      - sql: >-
          INSERT INTO public.pam_messages (id, conversation_id, role, content)
          SELECT :row, id, 'user', :text FROM public.pam_conversations WHERE user_id = :user LIMIT 1
        rows: 1
    parameters: {text: {text: "it's for $1 and :all"}}
    clean_up: DELETE FROM public.pam_messages WHERE id BETWEEN :first_row AND :last_row
"""


def mix(database, tmp_path, text, *args, name="mix.yaml", **kwargs):
    file = tmp_path / name
    file.write_text(text)
    return db(database, tmp_path, "--mix", file, *args, **kwargs)


def calls(database, pattern, role="authenticated"):
    rows = database.cluster.query(
        f"select coalesce(sum(calls), 0), coalesce(sum(rows), 0) from pg_stat_statements s join pg_database d on d.oid = s.dbid where "
        f"d.datname = '{database.name}' and s.toplevel and s.userid = '{role}'::regrole and query ~ $q${pattern}$q$")
    return int(rows[0][0]), int(rows[0][1])


def ok(done, name):
    return operation(done.result, name, "db")["ok"]


@pytest.mark.parametrize("protocol", ["prepared", "extended", "simple"])
def test_a_mix_file_is_run_as_the_server_counts_it(database, tmp_path, protocol):
    before = database.snapshot()
    done = mix(database, tmp_path, SHOP, "--queries", "500", "--protocol", protocol, "--seed", "7", *ANSWERED)
    assert_passed(done)
    assert ok(done, "query") == 500 and 250 < ok(done, "one_expense") < 350 and 25 < ok(done, "note") < 80
    assert calls(database, "^SELECT id, user_id, amount FROM public.expenses")[0] == ok(done, "one_expense")
    assert calls(database, "^SELECT . FROM public.expenses ORDER BY")[0] == ok(done, "latest")
    assert calls(database, "INSERT INTO public.pam_messages") == (ok(done, "note"), ok(done, "note"))
    assert database.snapshot() == before, "clean_up removed what was written"


def test_a_leak_of_a_statement_without_a_condition_is_found_in_the_load(database, tmp_path):
    database.query("alter policy own on expenses using (user_id = auth.uid() or id % 100 = 0)")
    done = mix(database, tmp_path, SHOP, "--queries", "300", *ANSWERED)
    assert done.code == 1 or done.code == 4, done
    [criterion] = [c for c in done.result["criteria"] if c["name"] == "no foreign_row"]
    assert criterion["status"] == "fail" and criterion["observed"] >= 1
    assert any(w.startswith("foreign row: ") and " gave user " in w for w in warnings(done.result)), warnings(done.result)
    assert operation(done.result, "latest", "db")["errors"].get("foreign row", 0) > 0


def test_an_unexpected_number_of_rows_is_a_failure(database, tmp_path):
    text = "statements: [{name: two, sql: 'SELECT 1 UNION ALL SELECT 2', rows: 1}, {name: none, sql: SELECT 1 WHERE false}]"
    done = mix(database, tmp_path, text, "--queries", "40", *ANSWERED)
    assert operation(done.result, "two", "db")["errors"].keys() == {"unexpected rows"}
    assert operation(done.result, "none", "db")["errors"].keys() == {"empty"}


def test_values_are_drawn_from_what_a_query_reads_at_the_start(database, tmp_path):
    text = """
parameters: {category: {sample: SELECT DISTINCT category FROM public.budgets}}
statements: [{name: by_category, sql: 'SELECT count(*) FROM public.budgets WHERE category = :category'}]
"""
    database.log_statements()
    assert_passed(mix(database, tmp_path, text, "--queries", "200", "--pool-size", "2", *ANSWERED))
    seen = {value for e in database.executed() for value in e.parameters.values() if "count(*)" in e.text}
    assert seen == {"fuel", "food", "camping", "repair"}


FED = """
feeders:
  people: {file: rows/people.csv}
  codes: {file: rows/codes.jsonl, order: unique}
  own: {file: rows/people.csv, order: per_user}
parameters:
  name: {feeder: people, column: name}
  code: {feeder: codes, column: code}
statements:
  - name: fed
    weight: 3
    transaction:
      - INSERT INTO public.fed (asked_by, code, person, name) VALUES (:user, :code, :person, :name)
      - INSERT INTO public.kept (asked_by, name) VALUES (:user, :own)
    parameters: {person: {feeder: people, column: id}, own: {feeder: own, column: name}}
  - {name: unfed, sql: SELECT 1}
"""
PEOPLE = ["Ada", "O'Hara, Jo", 'Zo\u00eb "Z" \\', "", "$1 :name"]


@pytest.mark.parametrize("protocol", ["prepared", "simple"])
def test_what_feeders_give_is_what_the_server_stores(database, tmp_path, protocol):
    database.query("create table fed (asked_by uuid, code text, person int, name text); create table kept (asked_by uuid, name text);"
                   "grant all on fed, kept to authenticated")
    (tmp_path / "rows").mkdir()
    with open(tmp_path / "rows/people.csv", "w", newline="") as file:
        csv.writer(file).writerows([("id", "name"), *enumerate(PEOPLE)])
    (tmp_path / "rows/codes.jsonl").write_text("".join(f'{{"code": "c{i}"}}\n' for i in range(80)))
    done = mix(database, tmp_path, FED, "--queries", "120", "--workers", "8", "--pool-size", "8", "--protocol", protocol,
               "--seed", "5", *ANSWERED)
    [[rows]] = database.query("select json_agg(fed) from fed")
    stored = {row["code"]: (row["person"], row["name"]) for row in json.loads(rows)}
    fed, unfed = operation(done.result, "fed", "db"), operation(done.result, "unfed", "db")
    assert len(json.loads(rows)) == len(stored) == fed["ok"] > 40, "no code twice"
    for code, row in stored.items():
        number = int(code[1:])  # the query's, by which the rows of one query belong together
        assert row == (number % len(PEOPLE), PEOPLE[number % len(PEOPLE)])
    assert fed["errors"] == {"feeder exhausted": 120 - fed["ok"] - unfed["ok"]} and fed["failed"] > 10
    assert unfed["failed"] == 0 and unfed["ok"] > 80 - len(stored), "what takes no row goes on"
    assert operation(done.result, "acquire", "db")["ok"] == fed["ok"] + unfed["ok"], "no connection for what is not sent"
    [[kept]] = database.query("select json_agg(kept) from kept")
    users = database.user_ids()
    assert {(row["asked_by"], row["name"]) for row in json.loads(kept)} <= {
        (user, PEOPLE[i % len(PEOPLE)]) for i, user in enumerate(users)}


DEADLOCK = """
statements:
  - name: forth
    transaction: [UPDATE public.counter SET n = n + 1 WHERE id = 1, SELECT pg_sleep(0.005), UPDATE public.counter SET n = n + 1 WHERE id = 2]
  - name: back
    transaction: [UPDATE public.counter SET n = n + 1 WHERE id = 2, SELECT pg_sleep(0.005), UPDATE public.counter SET n = n + 1 WHERE id = 1]
"""


def counter(database):
    database.query("create table counter (id int primary key, n bigint); insert into counter values (1, 0), (2, 0); "
                   "grant all on counter to authenticated")


def test_deadlocks_are_tried_again_and_each_success_counts_once(database, tmp_path):
    counter(database)
    database.query(f"alter database {database.name} set deadlock_timeout = '20ms'")
    done = mix(database, tmp_path, DEADLOCK, "--queries", "60", "--workers", "4", "--pool-size", "4", "--max-tries", "50",
               *ANSWERED)
    assert_passed(done)
    assert database.query("select n from counter order by id") == [["60"], ["60"]]
    retries, given_up = track(done.result, "db")["facts"]["retries"].split(", ")
    assert int(retries) > 0 and given_up == "0 given up"


def test_serialization_failures_fail_without_tries_and_are_tried_again_with(database, tmp_path):
    counter(database)
    text = """
isolation: serializable
statements:
  - name: bump
    transaction: [SELECT n FROM public.counter WHERE id = 1, UPDATE public.counter SET n = n + 1 WHERE id = 1]
"""
    load = ["--queries", "200", "--workers", "8", "--pool-size", "8", "--rls", "off"]
    once = mix(database, tmp_path, text, *load)
    kinds = operation(once.result, "bump", "db")["errors"]
    assert kinds.keys() == {"40001 serialization_failure"}
    bumped = ok(once, "bump")
    assert database.query("select n from counter where id = 1") == [[str(bumped)]]
    again = mix(database, tmp_path, text, *load, "--max-tries", "100", "--latency-limit", "1ms", *ANSWERED)
    assert_passed(again)
    assert database.query("select n from counter where id = 1") == [[str(bumped + 200)]]
    facts = track(again.result, "db")["facts"]
    assert int(facts["retries"].split(",")[0]) > 0 and " of 200 over 1ms (" in facts["latency limit"]


TPCB = """\\set aid random(1, 100 * :scale)
\\set delta random(-5000, 5000)
-- as pgbench has it
BEGIN;
UPDATE accounts SET balance = balance + :delta
  WHERE aid = :aid;
SELECT balance FROM accounts WHERE aid = :aid;
INSERT INTO history (aid, delta) VALUES (:aid, :delta);
END;
"""
SELECT_ONLY = "\\set aid random_zipfian(1, 200, 1.2)\nSELECT balance FROM accounts WHERE aid = :aid;\n"


def test_scripts_of_pgbenchs_are_run_with_their_weights(database, tmp_path):
    database.query("create table accounts (aid int primary key, balance bigint not null); insert into accounts select n, 0 from "
                   "generate_series(1, 200) n; create table history (aid int, delta int); "
                   "grant all on accounts, history to postgres")
    (tmp_path / "tpcb.sql").write_text(TPCB)
    (tmp_path / "select.sql").write_text(SELECT_ONLY)
    done = db(database, tmp_path, "--mix", f"{tmp_path}/tpcb.sql@1", "--mix", f"{tmp_path}/select.sql@3", "--define", "scale=2",
              "--rls", "off", "--queries", "400", "--seed", "3", *ANSWERED)
    assert_passed(done)
    assert 60 < ok(done, "tpcb") < 140 and ok(done, "tpcb") + ok(done, "select") == 400
    assert database.query("select count(*), sum(delta) = (select sum(balance) from accounts), min(aid) >= 1, max(aid) <= 200 "
                          "from history") == [[str(ok(done, "tpcb")), "t", "t", "t"]]
    assert calls(database, "^INSERT INTO history", "postgres") == (ok(done, "tpcb"), ok(done, "tpcb"))


@pytest.mark.parametrize("script,named", [
    ("\\set a 1\nSELECT :a;\n\\set a 2\nSELECT :a;", "s.sql:3: a is set again after a statement"),
    ("\\set a random(1, 2)\n\\if :a\n", "s.sql:2: \\if is not supported"),
    ("SELECT 1 AS a \\gset\n", "s.sql:1: \\gset is not supported"),
    ("\\set a random(1, 2)\n\\sleep 10 ms\nSELECT 1;", "s.sql:2: \\sleep is not supported"),
    ("SELECT :b;", "s.sql:1: there is no value \":b\""),
    ("\\set a rnadom(1, 2)\nSELECT :a;", "did you mean random"),
    ("\\set a 1 / 0\nSELECT :a;", "s.sql:1: it divides by 0"),
    ("SELECT 1;\nBEGIN;\nSELECT 2;", "s.sql:2: a transaction is the whole script"),
    ("-- nothing\n", "there is no statement in it"),
])
def test_what_a_script_has_that_is_not_known_is_told_with_its_line(tmp_path, script, named):
    (tmp_path / "s.sql").write_text(script)
    done = run("db", "--db", "postgresql://127.0.0.1:1/x", "--queries", "10", "--mix", str(tmp_path / "s.sql"))
    assert done.code == 2 and named in done.err, done


@pytest.mark.parametrize("text,place,named", [
    ("statements: [{nam: a, sql: SELECT 1}]", ":1:15:", "name"),
    ("statements:\n  - name: a\n    sql: SELECT :b\n", ":3:10:", "there is no value \":b\""),
    ("statements:\n  - name: a\n    sql: SELECT :usr\n", ":3:10:", "did you mean :user"),
    ("statements:\n  - name: a\n    sql: SELECT 1\n    parameters:\n      x: random(5, 1)\n", ":5:10:", "from 5 to 1"),
    ("statements:\n  - name: a\n    sql: SELECT 1\n    rows: many\n", ":4:11:", ">=1"),
    ("statements:\n  - name: a b\n    sql: SELECT 1\n", ":2:11:", "letters, digits"),
    ("statements:\n  - name: query\n    sql: SELECT 1\n", ":2:11:", "measured beside"),
    ("statements:\n  - {name: a, sql: SELECT 1}\n  - {name: a, sql: SELECT 2}\n", ":3:12:", "two statements"),
    ("statements:\n  - name: a\n    kind: read\n    sql: DELETE FROM x\n", ":3:11:", "no reading"),
    ("statements:\n  - name: a\n    sql: SELECT 1\n    transaction: [SELECT 1]\n", ":4:18:", "sql already"),
    ("statements:\n  - name: a\n    sql: SELECT 1\n    clean_up: DELETE FROM x WHERE id = :id\n", ":4:15:", "first_row"),
    ("feeders: {p: {file: no.csv}}\nstatements: [{name: a, sql: SELECT 1}]\n", ":1:21:", "no.csv: cannot be read"),
    ("parameters: {x: {feeder: p, column: id}}\nstatements: [{name: a, sql: 'SELECT :x'}]\n", ":1:26:", "no feeder of this file"),
    ("isolation: serialisable\nstatements: [{name: a, sql: SELECT 1}]\n", ":1:12:", "serializable"),
])
def test_a_mistake_in_a_mix_file_has_line_column_and_a_hint(tmp_path, text, place, named):
    (tmp_path / "m.yaml").write_text(text)
    done = run("db", "--db", "postgresql://127.0.0.1:1/x", "--queries", "10", "--mix", str(tmp_path / "m.yaml"))
    assert done.code == 2 and place in done.err and named in done.err, done


def test_the_mix_that_is_shipped_does_what_the_built_in_one_does(database, tmp_path):
    before = database.snapshot()
    done = db(database, tmp_path, "--mix", ROOT / "scenarios/mixes/wheels_wins.yaml", "--queries", "500", *ANSWERED)
    assert_passed(done)
    called = database.calls()
    assert {name: called[name][0] for name in counts(done.result)} == counts(done.result)
    assert set(counts(done.result)) == set(STATEMENTS) and database.snapshot() == before


def test_clean_up_removes_later_what_a_run_kept(database, tmp_path):
    before = database.snapshot()
    (tmp_path / "mix.yaml").write_text(SHOP)
    load = ["--mix", tmp_path / "mix.yaml", "--only", "note"]
    done = db(database, tmp_path, *load, "--queries", "20", "--keep-rows", *ANSWERED)
    assert database.count("pam_messages") == before["public.pam_messages"][0] + 20
    removed = run("db", "--db", database.url(), *load, "--clean-up", done.result["run"]["id"])
    assert removed.code == 0 and "ran 1 clean_up" in removed.out, removed
    assert database.snapshot() == before
