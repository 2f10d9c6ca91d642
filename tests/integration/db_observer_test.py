"""What the observer says of a database is what the database itself says, and its presence changes nothing."""

import time

import pytest

from db_cli import ANSWERED, begin, counts, db, db_operation, errors, wait_until_all_left
from loadtest_cli import run, wait_until
from observed import figure, notes, rows, seen, series
from pam_database import OBSERVER, PASSWORD, STATEMENTS, kind_of
from postgres import SqlSession


def lookers(database):
    return database.cluster.query(f"select pid from pg_stat_activity where datname = '{database.name}' and "
                                  f"application_name = '{OBSERVER}'")


@pytest.fixture
def own_session(database):
    """own_session() opens a connection of the load's login, of which it may see everything."""
    opened = []

    def open_one():
        opened.append(SqlSession(database.url()))
        return opened[-1]

    yield open_one
    for one in opened:
        one.stop()


def by_statement(result):
    """{statement of the mix: calls}, as the observer has them of the server."""
    found = {}
    for row in rows(result, "statements"):
        kind = kind_of(row["query"])
        if kind in STATEMENTS:
            found[kind] = found.get(kind, 0) + row["calls"]
    return found


def test_it_counts_as_the_server_does_without_counting_itself(database, tmp_path):
    database.query("grant usage on schema extensions to public")
    ids = tmp_path / "ids"
    ids.write_text("\n".join(database.user_ids()))
    database.log_statements()
    done = db(database, tmp_path, "--duration", "3s", "--ramp-up", "0", "--workers", "6", "--pool-size", "5", "--mix", "100:0",
              "--think-time", "20ms", "--user-ids", ids, *ANSWERED, user="authenticator")
    result = done.result
    assert by_statement(result) == counts(result), "seen as the role that they ran as"
    assert all("observer" not in row["query"] for row in rows(result, "statements"))
    assert figure(result, "limit.connections") == 60 and figure(result, "limit.reserved") == 3
    assert figure(result, "sessions.peak") == 5 and max(series(result, "sessions.total")) == 5, "it leaves itself out"
    assert figure(result, "cache.hit_share") > 0.9 and figure(result, "deadlocks") == 0
    scans = {row["table"]: row["index_scans"] + row["seq_scans"] for row in rows(result, "tables")}
    assert scans["profiles"] == counts(result)["profile"] and scans["budgets"] == counts(result)["budget"]
    done_s = db_operation(result, "query")["ok"] / 3
    assert max(series(result, "commits")) == pytest.approx(done_s, rel=0.35), "a commit a query"
    assert not [n for n in notes(result) if "hidden" in n or "missing" in n], notes(result)
    assert 0 < figure(result, "observer.cpu") < 0.05
    # 10 looks a second, one a second at counters, and what it asks before and after.
    assert 25 <= figure(result, "observer.queries") <= 60
    looked = [e for e in database.cluster.log() if e.get("application_name") == OBSERVER and e.get("dbname") == database.name]
    said = [e["message"] for e in looked if e["message"].startswith(("statement: ", "execute "))]
    assert len(said) >= 25 and all("/* loadtest observer */" in s or "COMMIT" in s for s in said), said
    assert not [e["message"] for e in looked if e["error_severity"] in ("ERROR", "FATAL")]
    wait_until_all_left(database)


def test_it_names_who_waits_for_whom(database, own_session, tmp_path):
    command = begin(database, tmp_path, "--duration", "60s", "--workers", "4", "--pool-size", "4", "--only", "expense_update",
                    "--mix", "0:100", "--think-time", "10ms", *ANSWERED)
    holder = own_session()
    holder.run("begin; lock table expenses in exclusive mode; select 'secret 4711'")
    time.sleep(2.3)  # the length of what is to be measured
    holder.run("rollback")
    time.sleep(0.2)
    result = command.stop(15).result
    blocked = max((row for row in rows(result, "blocked") if row["holder_state"] == "idle in transaction"),
                  key=lambda row: row["samples"])
    assert kind_of(blocked["waiting"]) == "expense_update" and blocked["holder"] == "select ?", blocked
    assert blocked["lock"] == "relation" and blocked["relation"] == "expenses"
    assert blocked["samples"] >= 20 and 1500 <= blocked["longest_ms"] <= 5000, blocked
    assert 0 <= blocked["first_s"] < blocked["last_s"]
    assert max(series(result, "blocked")) > 2 and max(series(result, "waits.lock")) > 2
    assert rows(result, "waits")[0]["type"] == "Lock"
    idle = rows(result, "idle_in_transaction")
    assert [row["statement"] for row in idle] == ["select ?"] and idle[0]["longest_ms"] >= 1000 and idle[0]["locks"] >= 1
    assert "4711" not in command.result_path.read_text()


def test_losing_its_connection_costs_the_run_nothing(database, tmp_path):
    command = begin(database, tmp_path, "--duration", "60s", "--think-time", "10ms", *ANSWERED)
    wait_until(lambda: lookers(database), 5, "it looks")
    database.cluster.query(f"select pg_terminate_backend(pid) from pg_stat_activity where application_name = '{OBSERVER}' and "
                           f"datname = '{database.name}'")
    time.sleep(0.5)  # it notices when it asks next
    done = command.stop(15)
    assert errors(done.result) == {} and done.result["run"]["warnings"] == []
    assert [n for n in notes(done.result) if "connection was lost" in n and "administrator" in n], notes(done.result)
    assert rows(done.result, "tables"), "afterwards it looks again"
    wait_until_all_left(database)


def test_it_leaves_the_last_connection_to_the_load(postgres, tmp_path):
    server = postgres(max_connections=8)
    database = server.database()
    done = db(database, tmp_path, "--duration", "1s", "--pool-size", "5", "--ramp-up", "0", "--think-time", "5ms", *ANSWERED)
    connect = db_operation(done.result, "connect")
    assert (connect["ok"], connect["failed"]) == (5, 0), connect
    assert [n for n in notes(done.result) if "had 5 connections left and the load takes 5" in n], notes(done.result)
    assert figure(done.result, "limit.connections") == 8 and rows(done.result, "tables")
    assert "series" in seen(done.result) and "waits.cpu" not in seen(done.result)["series"]


def test_nobody_looks_who_is_not_to(database, tmp_path):
    done = db(database, tmp_path, "--queries", "50", "--no-observe", *ANSWERED)
    assert "database" not in done.result.get("server", {})
    assert not [e for e in database.cluster.log() if e.get("application_name") == OBSERVER and e["dbname"] == database.name]


def test_through_a_pooler_it_leaves_no_setting_behind(database, tmp_path, pgbouncer):
    pooler = pgbouncer(database.cluster, pool=2)
    console = f"postgresql://admin:{PASSWORD}@127.0.0.1:{pooler.port}/pgbouncer"
    done = db(database, tmp_path, "--duration", "3s", "--workers", "6", "--pool-size", "6", "--mix", "50:50", "--ramp-up", "0",
              "--observe-pgbouncer", console, *ANSWERED,
              url=database.url(host="127.0.0.1", port=pooler.port))
    result = done.result
    assert errors(result) == {}, "what the pooler's connections are told stays with them"
    assert [n for n in notes(result) if "pooler" in n], notes(result)
    pool = next(row for row in rows(result, "pools", "pgbouncer") if row["database"] == database.name)
    assert (pool["user"], pool["mode"], pool["size"], pool["servers_peak"]) == ("postgres", "transaction", 2, 2), pool
    assert pool["waiting_peak"] > 0 and max(series(result, "clients.waiting", "pgbouncer")) > 0, pool
    assert figure(result, "limit.pool_size", "pgbouncer") == 2 and figure(result, "limit.clients", "pgbouncer") == 200
    queries = db_operation(result, "query")["ok"]
    assert pool["queries"] >= queries * 3 and max(series(result, "queries", "pgbouncer")) > queries / 3
    assert PASSWORD not in done.out + done.err + done.result_path.read_text()


def test_what_cannot_be_seen_is_said(database, tmp_path, target):
    away = f"postgresql://looker:{PASSWORD}@127.0.0.1:9/pam"
    done = run("ws", "--url", target().url, "--users", "1", "--duration", "1s", "--observe-db", away, "--no-default-criteria",
               out=tmp_path / "away.json")
    assert done.code == 0, done
    assert [n for n in notes(done.result) if "cannot reach the database at 127.0.0.1:9" in n], notes(done.result)
    assert PASSWORD not in done.out + done.err + done.result_path.read_text()
    # The extension is there, but not for this login.
    said = notes(db(database, tmp_path, "--queries", "20", *ANSWERED).result)
    assert [n for n in said if "GRANT USAGE ON SCHEMA" in n] and [n for n in said if "track_io_timing" in n], said
    database.query("drop extension pg_stat_statements")
    said = notes(db(database, tmp_path, "--queries", "20", *ANSWERED).result)
    assert [n for n in said if "CREATE EXTENSION pg_stat_statements" in n], said


def test_another_database_can_be_looked_at_beside_any_load(database, own_session, tmp_path, target):
    busy = own_session()
    busy.run("begin; lock table budgets")
    done = run("ws", "--url", target().url, "--users", "1", "--duration", "3s", "--observe-db", database.url(),
               "--no-default-criteria", out=tmp_path / "beside.json")
    assert done.code == 0, done
    assert max(series(done.result, "sessions.total")) == 1 and figure(done.result, "limit.connections") == 60
    assert series(done.result, "commits") and rows(done.result, "tables") is not None
