"""Causes in a database that are made on purpose, and what is found of them: that, and nothing else."""

import pytest

import database_causes as causes
from db_cli import ANSWERED, db, db_operation
from host_causes import assert_found
from loadtest_cli import run
from observed import rows


def lines(found, which):
    return "\n".join([found[which]["title"], *found[which]["evidence"], *found[which]["advice"]])


def test_a_server_without_room_for_the_pool(postgres, tmp_path):
    done = causes.no_room_for_the_pool(postgres, tmp_path)
    found = assert_found("a pool of 10 where 5 connections are left", done, "connections-exhausted")
    told = lines(found, "connections-exhausted")
    assert "max_connections is 8" in told and "before the load 5 were left, and it wanted 10" in told


def test_a_transaction_that_holds_rows_while_it_works(database, tmp_path):
    done = causes.a_transaction_that_holds_rows(database, tmp_path)
    found = assert_found("a transaction that holds rows and works for 2 s", done, "lock-contention")
    told = lines(found, "lock-contention")
    assert '"UPDATE public.expenses SET amount' in told and '"select pg_sleep(?)"' in told and "on expenses" in told


def test_a_transaction_that_idles(database, tmp_path):
    done = causes.a_transaction_that_idles(database, tmp_path)
    found = assert_found("a transaction that holds rows and idles for 3 s", done, "idle-in-transaction", "lock-contention")
    told = lines(found, "idle-in-transaction")
    assert '"update expenses set amount = amount"' in told and "the load's sessions were seen waiting" in told
    assert "idle_in_transaction_session_timeout" in lines(found, "lock-contention")


def test_a_healthy_database_has_no_finding(database, tmp_path):
    done = db(database, tmp_path, "--duration", "4s", "--workers", "6", "--pool-size", "6", "--think-time", "20ms", *ANSWERED)
    assert rows(done.result, "tables"), "it was looked at"
    assert_found("a healthy database", done)


@pytest.mark.slow
def test_a_pool_of_two(database, tmp_path):
    done = causes.a_pool_of_two(database, tmp_path)
    found = assert_found("a pool of 2 for 20 workers", done, "pool-too-small")
    assert "--pool-size 20: " in lines(found, "pool-too-small")
    before = db_operation(done.result, "query")["ok"]
    # What it advises is enough: nobody waits, and there is nothing left to find.
    advised = causes.a_pool_of_two(database, tmp_path, size="20")
    assert_found("the pool of 20 that it advises", advised)
    assert db_operation(advised.result, "query")["ok"] > 5 * before


@pytest.mark.slow
def test_transactions_in_opposite_orders(database, tmp_path):
    done = causes.opposite_orders(database, tmp_path)
    found = assert_found("two transactions that change two rows in opposite orders", done, "deadlocks", "lock-contention")
    told = lines(found, "deadlocks")
    assert "40P01" in told and "there" in told and "back" in told, told
    assert "waited for each other" in told, told


@pytest.mark.slow
def test_a_table_beyond_the_cache(postgres, tmp_path):
    done = causes.a_table_beyond_the_cache(postgres, tmp_path)
    found = assert_found("20 MB of rows read at random, with 1 MB of shared_buffers", done, "cache-too-small")
    assert "shared_buffers 1.0 MiB" in lines(found, "cache-too-small")


@pytest.mark.slow
def test_commits_that_wait_for_the_disk(postgres, tmp_path):
    done = causes.commits_that_wait_for_the_disk(postgres, tmp_path)
    found = assert_found("8 sessions that commit small transactions to a disk", done, "wal-bound")
    assert "WAL" in lines(found, "wal-bound") and "made durable" in lines(found, "wal-bound")


@pytest.mark.slow
def test_a_pooler_with_one_connection(database, pgbouncer, tmp_path):
    done = causes.a_pooler_with_one_connection(database, pgbouncer, tmp_path)
    found = assert_found("6 workers behind PgBouncer with a pool of 1", done, "pgbouncer-queue")
    told = lines(found, "pgbouncer-queue")
    assert f"pool {database.name}/postgres (transaction)" in told and "for 1 connections, of which 1 were in use" in told


@pytest.mark.slow
@pytest.mark.parametrize("command", [
    ["db", "--embedded", "--workers", "40", "--pool-size", "10", "--duration", "6s"],
    ["db", "--embedded", "--workers", "20", "--pool-size", "20", "--duration", "6s", "--mix", "0:100"]])
def test_the_embedded_database_at_full_speed_has_no_finding(tmp_path, command):
    done = run(*command, "--no-default-criteria", out=tmp_path / "run.json", timeout=120)
    assert_found(" ".join(command), done)
