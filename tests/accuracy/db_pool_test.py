"""Is the wait for a connection what Little's law says?"""

from pathlib import Path

import pytest

from db_cli import assert_consistent, db, db_operation, start, wait_for_load, wait_until
from result import track


def test_1000_workers_on_a_pool_of_100_wait_as_littles_law_says_without_a_thread_each(postgres, tmp_path):
    server = postgres(max_connections=150)
    database = server.database()
    # The warm-up is for the server, whose new processes know no table yet.
    command = start("db", "--db", database.url(), "--workers", "1000", "--pool-size", "100", "--warm-up", "1.5s",
                    "--duration", "3s", "--ramp-up", "0", "--mix", "100:0", "--no-default-criteria",
                    out=tmp_path / "run.json")
    wait_until(lambda: len(database.backends()) == 100, 60, "the pool is full")  # they log in one by one
    wait_for_load(database)
    assert len(list(Path(f"/proc/{command.pid}/task").iterdir())) < 10
    assert len(database.backends()) == 100
    done = command.finish()
    assert_consistent(done.result)
    acquire, query = db_operation(done.result, "acquire"), db_operation(done.result, "query")
    assert query["failed"] == 0 and query["ok"] > 1500
    assert track(done.result, "db")["users"]["peak"] == 1000

    # Of 1000 workers 100 hold a connection and 900 wait for one, always.
    hold, wait = query["service_ms"]["mean"], acquire["response_ms"]["mean"]
    # At either edge some of a worker's cycle is not counted, more of it where a pause of this machine's lies there.
    seconds, longest = done.result["run"]["duration_s"], query["service_ms"]["max"]
    edges = 0.1 + longest / 1000 / seconds
    assert wait == pytest.approx((1000 / 100 - 1) * hold, rel=edges)
    # All of them together: workers = rate x (wait + hold).
    assert query["ok"] / seconds * (wait + hold) / 1000 == pytest.approx(1000, rel=edges)
    # First come, first served: whoever waits, waits for those before, and nobody for much longer.
    assert wait < acquire["response_ms"]["p99"] < 1.6 * wait + longest, acquire["response_ms"]
    assert query["response_ms"]["mean"] == pytest.approx(wait + hold, rel=0.02)


def test_a_pool_as_large_as_the_workers_is_not_waited_for(database, tmp_path):
    done = db(database, tmp_path, "--workers", "5", "--pool-size", "5", "--duration", "1s", "--think-time", "10ms")
    acquire = db_operation(done.result, "acquire")
    assert acquire["ok"] == db_operation(done.result, "query")["ok"]
    assert acquire["response_ms"]["p95"] < 1, acquire["response_ms"]


def test_the_wait_for_a_known_hold_is_known(database, tmp_path):
    # Every profile takes 20 ms at the server: four workers on one connection wait three times as long.
    database.query("create function slow(uuid) returns boolean language plpgsql stable as "
                   "$$ begin perform pg_sleep(0.02); return true; end $$; "
                   "alter policy own on profiles using (auth.uid() = id and slow(id))")
    done = db(database, tmp_path, "--workers", "4", "--pool-size", "1", "--duration", "3s", "--ramp-up", "0", "--only",
              "profile", "--mix", "100:0")
    query, acquire = db_operation(done.result, "query"), db_operation(done.result, "acquire")
    statement, frame = db_operation(done.result, "statement"), db_operation(done.result, "frame")
    hold = query["service_ms"]["mean"]
    # The connection is always held, until the last worker has been served.
    assert 0.98 * 3000 < query["ok"] * hold < 3000 + query["response_ms"]["max"]
    assert acquire["response_ms"]["mean"] == pytest.approx(3 * hold, rel=0.1)
    # Of the four round trips the other three are as late as this one, on a machine where answers are.
    assert 20 <= statement["response_ms"]["min"] and statement["response_ms"]["p50"] < 22 + frame["response_ms"]["p50"]
    assert frame["response_ms"]["p50"] < 6
    assert statement["response_ms"]["mean"] + frame["response_ms"]["mean"] == pytest.approx(hold, rel=0.02)


def test_more_threads_split_the_pool_exactly(database, tmp_path):
    done = db(database, tmp_path, "--workers", "41", "--pool-size", "19", "--threads", "2", "--queries", "1001")
    assert db_operation(done.result, "connect")["ok"] == 19
    assert db_operation(done.result, "query")["ok"] == 1001
    assert track(done.result, "db")["users"]["asked"] == 41
