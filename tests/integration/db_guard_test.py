"""A guarded database is looked at and read, and that READ ONLY in every transaction; beyond the limits it is not touched.
By the server's log, by a trap in the tables' policies that fails in a transaction that could write, and behind PgBouncer."""

import re

import pytest

from db_cli import ANSWERED, assert_passed, counts, db, db_operation, one_line, warnings
from loadtest_cli import run
from pam_database import PASSWORD, READS, kind_of
from postgres import psql
from result import assert_valid, track

GUARDED = {"LOADTEST_GUARD_HOSTS": "127.0.0.1"}
WITHIN = ["--mix", "100:0", "--workers", "10"]
MODES = ["transaction", "session", "off"]
QUICK = ["--queries", "60", "--pool-size", "3", *ANSWERED]
BUDGET = ["--only", "budget"]

TRAP = """
create function public.in_read_only() returns boolean language plpgsql stable as $$
begin
  if current_setting('transaction_read_only') <> 'on' then raise exception 'this transaction may write'; end if;
  return true;
end $$;
select format('create or replace view %s with (%s) as select * from (%s) v where public.in_read_only()', oid::regclass,
              array_to_string(reloptions, ', '), rtrim(pg_get_viewdef(oid), ';'))
from pg_class where relname = 'budget_utilization' \\gexec
"""


@pytest.fixture
def trapped(database):
    """A database whose view of budgets fails in a transaction that could write."""
    database.query(TRAP)
    database.log_statements()
    return database


def facts(result):
    return track(result, "db")["facts"]


def transactions(entries):
    """Of one backend: statements in transactions, each a list that begins with what began it; None = begun by nothing."""
    done, current = [], None
    for entry in entries:
        # A script of several statements is logged as one.
        for sql in [part.strip() for part in re.split(r";\s*", entry.text) if part.strip()]:
            if re.match(r"(begin|start)\b", sql, re.I):
                current = [sql]
            elif re.match(r"(commit|rollback)\b", sql, re.I):
                current = None
                continue
            elif current is None:
                done.append([None, sql])
                continue
            else:
                current.append(sql)
                continue
            done.append(current)
    return done


def by_backend(database, observer=False):
    backends = {}
    for entry in database.executed(observer):
        backends.setdefault(entry.pid, []).append(entry)
    return backends


def writing_transactions(database):
    """Those that say that they may write, or say nothing; also of who looks on."""
    return [t for entries in by_backend(database, observer=True).values() for t in transactions(entries)
            if t[0] is None or "read only" not in t[0].lower()]


def sprung(database):
    return [e for e in database.cluster.log() if "may write" in e["message"] and e.get("dbname") == database.name]


@pytest.mark.parametrize("rls", MODES)
def test_each_transaction_is_read_only(trapped, tmp_path, rls):
    done = db(trapped, tmp_path, *WITHIN, *QUICK, *BUDGET, "--rls", rls, env=GUARDED)
    assert_passed(done)
    assert db_operation(done.result, "budget")["ok"] == 60 and not sprung(trapped)
    assert facts(done.result)["transactions"] == "read only"


@pytest.mark.parametrize("rls", MODES)
def test_the_trap_can_be_sprung(trapped, tmp_path, rls):
    done = db(trapped, tmp_path, *WITHIN, *QUICK, *BUDGET, "--rls", rls)  # not guarded
    assert bool(sprung(trapped)) == (rls != "transaction"), done
    assert "transactions" not in facts(done.result)


@pytest.mark.parametrize("rls", MODES)
def test_what_looks_before_the_run_begins_each_transaction_read_only(database, tmp_path, rls):
    database.log_statements()
    db(database, tmp_path, *WITHIN, *QUICK, "--rls", rls, env=GUARDED)
    all_of_them = [t for entries in by_backend(database).values() for t in transactions(entries)]
    assert sum(t[0] is not None for t in all_of_them) > 5
    # Connections of the pool are read only from their start, which the trap shows; one asks whether they are.
    pools_own = READS + ("set_config",) if rls != "transaction" else ()
    alone = [t[1] for t in all_of_them if t[0] is None and kind_of(t[1]) not in pools_own]
    assert [sql.lower() for sql in alone] == ["show transaction_read_only"]
    assert all("read only" in t[0].lower() for t in all_of_them if t[0]), all_of_them


@pytest.mark.parametrize("rls", ["transaction", "off"])
@pytest.mark.parametrize("mode", ["transaction", "session"])
def test_behind_a_pooler_each_transaction_says_it(trapped, pgbouncer, tmp_path, rls, mode):
    check_pooled(trapped, pgbouncer(trapped.cluster, pool=8, mode=mode), tmp_path, rls)


def test_behind_a_pooler_in_session_mode_so_does_a_session(trapped, pgbouncer, tmp_path):
    check_pooled(trapped, pgbouncer(trapped.cluster, pool=8, mode="session"), tmp_path, "session")


def check_pooled(database, pooler, tmp_path, rls):
    done = db(database, tmp_path, *WITHIN, *QUICK, *BUDGET, "--rls", rls, url=database.url(port=pooler.port), env=GUARDED)
    assert_passed(done)
    assert facts(done.result)["pooler"] == "yes" and db_operation(done.result, "budget")["ok"] == 60
    assert not sprung(database)
    own = [t for t in writing_transactions(database) if not POOLERS_OWN.match(t[1])]
    assert own == [], "each begins with READ ONLY"
    # Nothing stays with connections that others get next.
    shared = f"host=127.0.0.1 port={pooler.port} user=postgres password={PASSWORD} dbname={database.name}"
    assert psql(shared, "show default_transaction_read_only") == [["off"]]


# What PgBouncer itself says to a server connection between those whom it lends it to.
POOLERS_OWN = re.compile(r"SET application_name=|DISCARD ALL")


def test_a_write_is_refused_by_the_server_too(trapped):
    """What the guard promises does not rest on the mix alone."""
    with pytest.raises(AssertionError, match="read-only transaction"):
        trapped.query_as("postgres", "begin read only; update expenses set amount = amount; commit")


@pytest.mark.parametrize("args, named", [
    (["--workers", "10"], "writes by message_insert"), ([*WITHIN[:2], "--workers", "11"], "11 workers"),
    ([*WITHIN, "--duration", "61s"], "61s"), ([*WITHIN, "--rate", "51"], "51 starts/s"),
    ([*WITHIN, "--think-time", "0"], "think time"), (["--clean-up", "20261123-184200-0a1b2c"], "--clean-up writes there")])
def test_beyond_a_limit_nobody_logs_in(database, args, named):
    one_line(run("db", "--db", database.url(), *args, env=GUARDED), 5, named, "127.0.0.1", "LOADTEST_GUARD_HOSTS")
    assert database.connections() == 0


def test_approved_it_is_written_to_and_cleaned(database, tmp_path):
    before = database.snapshot()
    done = db(database, tmp_path, "--workers", "11", "--mix", "50:50", *QUICK, "--approve-production", "127.0.0.1", env=GUARDED)
    assert counts(done.result).get("message_insert", 0) > 0 and "transactions" not in facts(done.result), done
    assert database.snapshot() == before


def test_within_the_limits_workers_that_never_pause_are_given_a_rhythm(database, tmp_path):
    done = db(database, tmp_path, *WITHIN, "--queries", "150", env=GUARDED)
    assert_valid(done.result)
    for told in ("think time 200ms, so that 10 workers start at most 50 queries a second", "the run ends after 60s"):
        assert any(w.startswith(f"guarded: {told}") for w in warnings(done.result)) and told in done.err, done
    assert track(done.result, "db")["operations"] and db_operation(done.result, "query")["started"] == 150
    seconds = done.result["run"]["duration_s"]
    assert 150 / seconds <= 60, "50 a second, but for those that begin at once"
    assert "think_time" in str(done.result["scenario"]) and "200ms" in str(done.result["scenario"])


def test_a_pool_that_is_larger_than_the_workers_is_made_as_small_as_they_are(database, tmp_path):
    done = db(database, tmp_path, *WITHIN, "--queries", "60", "--pool-size", "40", env=GUARDED)
    assert "guarded: a pool of 10 connections, as many as workers" in done.err, done
    assert done.result["scenario"]["tracks"][0]["options"]["pool-size"] == "10"
    connect = db_operation(done.result, "connect")
    assert connect["started"] == connect["ok"] == 10
    assert database.connections() <= 10 + 4, "beside the pool: who looks before (twice), meanwhile, and for plans"
