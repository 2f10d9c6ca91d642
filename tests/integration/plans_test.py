"""What the database says of the slowest statements after the run, and what the pools noted of failures."""

import re

from db_cli import ANSWERED, db, db_operation, errors
from pam_database import PASSWORD, READS
from plan_causes import mixed, slow, table

GUARDED = {"LOADTEST_GUARD_HOSTS": "127.0.0.1"}
UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}")


def explained(result):
    return {row["statement"] for row in table(result, "plans", "slow")}


def test_each_statement_that_reads_has_a_slow_and_a_typical_plan_as_its_user(database, tmp_path):
    database.log_statements()
    done = db(database, tmp_path, "--queries", "200", *ANSWERED)
    assert explained(done.result) == set(READS)
    for name in READS:
        slowest, typical = slow(done.result, name), slow(done.result, name, "typical")
        assert slowest["took_ms"] >= typical["took_ms"] > 0 and slowest["alone_ms"] > 0
        assert "<==" in slowest["plan"] and "Execution Time" in slowest["plan"]
        assert slowest["seen"] == typical["seen"] == db_operation(done.result, name)["started"]
        # The policy is in it, so it was asked as a user of the role; and a user has rows.
        assert "request.jwt.claims" in slowest["plan"], slowest["plan"]
    assert "actual time" in slow(done.result, "profile")["plan"] and "rows=1 loops=1" in slow(done.result, "profile")["plan"]
    texts = [e.text for e in database.executed()]
    assert any("EXPLAIN (ANALYZE" in text and "EXECUTE" in text for text in texts)
    assert PASSWORD not in str(done.result["server"])
    assert {p["table"] for p in table(done.result, "plans", "policies")} >= {"public.expenses", "public.profiles"}


def test_writes_are_explained_where_that_is_asked_for_and_leave_nothing(database, tmp_path):
    before = database.snapshot()
    done = db(database, tmp_path, "--queries", "120", "--mix", "0:100", "--explain", "writes", *ANSWERED)
    assert explained(done.result) == {"message_insert", "expense_update", "conversation_update"}, done.result["server"]
    assert slow(done.result, "message_insert")["node"] in ("Insert", "Trigger", "Result", "Bitmap Heap Scan", "Seq Scan")
    assert database.snapshot() == before
    without = db(database, tmp_path, "--queries", "60", "--mix", "0:100", *ANSWERED).result
    assert explained(without) == set() and "--explain writes" in str(without["server"]["plans"]["notes"])


def test_a_guarded_target_is_never_written_to_and_nobody_who_switched_it_off_is_asked(database, tmp_path):
    mix = mixed(tmp_path, {"name": "lock", "sql": "SELECT id FROM profiles WHERE id = :user FOR UPDATE"},
                {"name": "look", "sql": "SELECT id FROM profiles WHERE id = :user"})
    database.log_statements()
    limits = ["--workers", "2", "--queries", "20", "--only", "look"]
    done = db(database, tmp_path, *mix, *limits, "--explain", "writes", *ANSWERED, env=GUARDED)
    assert explained(done.result) == {"look"}
    said = [e.text for e in database.executed()]
    assert not [text for text in said if "READ WRITE" in text.upper()], said
    off = db(database, tmp_path, "--queries", "40", "--explain", "off", *ANSWERED)
    assert "plans" not in off.result["server"]
    assert sum("EXPLAIN" in text for text in said) == sum("EXPLAIN" in e.text for e in database.executed())


def test_it_is_asked_as_the_load_asked(database, pgbouncer, tmp_path):
    database.cluster.query(f"alter database {database.name} set plan_cache_mode = force_generic_plan")
    few = ["--queries", "40", "--only", "profile", "--mix", "100:0", *ANSWERED]
    prepared = db(database, tmp_path, *few).result
    assert slow(prepared, "profile")["plan_kind"] == "generic" and "$1" in slow(prepared, "profile")["plan"]
    assert prepared["server"]["plans"]["facts"]["plan_cache_mode"] == "force_generic_plan"
    simple = slow(db(database, tmp_path, *few, "--protocol", "simple").result, "profile")
    assert simple["plan_kind"] == "" and UUID.search(simple["plan"])
    pooler = pgbouncer(database.cluster, pool=3)
    pooled = db(database, tmp_path, *few, url=database.url(port=pooler.port)).result
    assert UUID.search(slow(pooled, "profile")["plan"])
    assert database.cluster.query("select count(*) from pg_prepared_statements") == [["0"]]


def test_a_step_of_a_transaction_is_explained_in_its_place(database, tmp_path):
    mix = mixed(tmp_path, {"name": "spend", "transaction": [
        "SELECT id FROM profiles WHERE id = :user",
        "UPDATE expenses SET amount = amount WHERE user_id = :user",
        "SELECT count(*) FROM expenses WHERE user_id = :user"]})
    reads = db(database, tmp_path, "--queries", "30", *mix, *ANSWERED).result
    assert explained(reads) == {"spend", "spend.3"}
    writes = db(database, tmp_path, "--queries", "30", *mix, "--explain", "writes", *ANSWERED).result
    assert explained(writes) == {"spend", "spend.2", "spend.3"}
    assert slow(writes, "spend.2")["relation"] == "public.expenses"


def test_what_the_server_said_to_those_that_it_refused_is_kept(database, tmp_path):
    database.query("revoke select on expenses from authenticated")
    done = db(database, tmp_path, "--queries", "100", "--mix", "100:0", "--no-default-criteria")
    [row] = table(done.result, "db", "failures")
    assert row["kind"] == "42501 insufficient_privilege" and row["message"] == "permission denied for table expenses"
    assert row["statement"] in ("expenses", "budget") and row["first_s"] >= 0
    assert row["count"] == sum(kinds[row["kind"]] for kinds in errors(done.result).values())
    assert any("permission denied" in note for note in done.result["server"]["plans"]["notes"]) or explained(done.result)


def test_a_deadlock_names_the_statements_of_both_sides_on_whichever_threads_they_are(database, tmp_path):
    database.cluster.query(f"alter database {database.name} set deadlock_timeout = '30ms'")
    [[a], [b]] = database.query("select id from expenses order by id limit 2")
    update = "UPDATE expenses SET amount = amount WHERE id = {}"
    mix = mixed(tmp_path, {"name": "up", "transaction": [update.format(a), update.format(b)]},
                {"name": "down", "transaction": [update.format(b), update.format(a)]})
    done = db(database, tmp_path, *mix, "--rls", "off", "--workers", "16", "--pool-size", "16", "--threads", "2",
              "--duration", "3s", "--no-default-criteria")
    rows = table(done.result, "db", "deadlocks")
    failed = sum(kinds.get("40P01 deadlock_detected", 0) for o in done.result["tracks"][0]["operations"]
                 for kinds in [o["errors"]] if o["kind"])
    assert rows and len(rows) == min(10, failed), (rows, failed)
    steps = {"up", "up.2", "down", "down.2"}
    for row in rows:
        assert row["statement"] in steps and "waits for" in row["detail"] and "at_s" in row
    others = [name for row in rows for name in row["other"].split(", ")]
    assert sum(name in steps for name in others) >= 0.8 * len(others), others
