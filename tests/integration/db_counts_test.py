"""What `loadtest db` says it did is what the server counted."""

import math
from collections import Counter

import pytest

from db_cli import ANSWERED, assert_passed, begin, counts, db, db_operation, errors, wait_until_all_left
from pam_database import READS, STATEMENTS, WRITES
from result import criterion, starts_made, track


def by_server(database):
    """How often the server executed each statement of the mix as the users' role."""
    return {kind: calls for kind, (calls, _) in database.calls().items()}


def deviations(share, of):
    """Five standard deviations of a count."""
    return 5 * math.sqrt(of * share * (1 - share))


def test_every_query_is_counted_as_the_server_counted_it_and_nothing_is_left(database, tmp_path):
    before = database.snapshot()
    done = db(database, tmp_path, "--queries", "2000", "--workers", "20", "--pool-size", "5", "--seed", "1")
    result = done.result
    assert_passed(done)
    query = db_operation(result, "query")
    assert query["started"] == query["ok"] == 2000
    assert counts(result) == by_server(database)
    assert errors(result) == {}, "no read returned nothing"
    acquire = db_operation(result, "acquire")
    assert acquire["ok"] == 2000 and acquire["response_ms"]["p50"] > 0.05, "20 workers wait for 5 connections"
    assert query["response_ms"]["mean"] > query["service_ms"]["mean"], "the wait is part of response time"
    assert track(result, "db")["users"]["asked"] == 20
    assert track(result, "db")["workload"] == "db"
    assert criterion(result, "db.query.success > 99%")["status"] == "pass"
    in_time = criterion(result, "db.query.response.p95 < 100ms")
    assert in_time["status"] == ("pass" if in_time["observed"] < 100 else "warn"), "by how fast this machine is"
    assert database.snapshot() == before
    wait_until_all_left(database)


def test_the_default_mix_is_four_reads_to_one_write_and_all_reads_alike(database, tmp_path):
    done = db(database, tmp_path, "--queries", "3000", "--workers", "10", "--pool-size", "10", "--mix", "80:20")
    ok = counts(done.result)
    assert sum(ok[name] for name in READS) == pytest.approx(2400, abs=deviations(0.8, 3000))
    for name in READS:
        assert ok[name] == pytest.approx(600, abs=deviations(0.2, 3000)), ok
    for name in WRITES:
        assert ok[name] > 50, ok
    kinds = {o["name"]: o["kind"] for o in track(done.result, "db")["operations"]}
    assert all(kinds[name] == "read" for name in READS) and all(kinds[name] == "write" for name in WRITES)


@pytest.mark.parametrize("mix,reads", [("100:0", 1), ("0:100", 0), ("50:50", 0.5), ("1:3", 0.25)])
def test_another_mix_is_kept(database, tmp_path, mix, reads):
    done = db(database, tmp_path, "--queries", "800", "--mix", mix)
    assert counts(done.result) == by_server(database)
    assert sum(counts(done.result).get(name, 0) for name in READS) == pytest.approx(800 * reads, abs=deviations(reads, 800))
    assert db_operation(done.result, "query")["ok"] == 800


def test_the_mix_can_be_narrowed_to_one_statement(database, tmp_path):
    done = db(database, tmp_path, "--queries", "300", "--only", "profile", "--mix", "100:0")
    assert counts(done.result) == by_server(database) == {"profile": 300}


def test_the_reads_return_the_rows_that_are_there(database, tmp_path):
    done = db(database, tmp_path, "--queries", "400", "--mix", "100:0", *ANSWERED)
    assert_passed(done)
    each = {"profile": 1, "expenses": 20, "budget": 4, "conversations": 3}
    for kind, (calls, rows) in database.calls().items():
        assert rows == calls * each[kind], kind


def test_many_users_are_asked_for_and_not_one(database, tmp_path):
    database.log_statements()
    db(database, tmp_path, "--queries", "600", "--only", "profile", "--mix", "100:0")
    asked = {value for e in database.executed() if e.kind == "profile" for value in e.parameters.values()}
    assert len(asked & set(database.user_ids())) > 30, "of 40"


def test_the_pool_has_exactly_its_size_and_every_connection_works(database, tmp_path):
    database.log_statements()
    done = db(database, tmp_path, "--queries", "500", "--workers", "12", "--pool-size", "4")
    connect = db_operation(done.result, "connect")
    assert (connect["started"], connect["ok"], connect["failed"]) == (4, 4, 0)
    by_backend = Counter(e.pid for e in database.executed() if e.kind in STATEMENTS)
    assert len([calls for calls in by_backend.values() if calls > 20]) == 4
    assert database.connections() <= 4 + 4, "beside the pool: who looks before, meanwhile, and for plans, and who cleans up"


def test_a_pool_larger_than_the_workers_has_its_size_too(database, tmp_path):
    done = db(database, tmp_path, "--duration", "1s", "--workers", "2", "--pool-size", "9", "--think-time", "20ms")
    assert db_operation(done.result, "connect")["ok"] == 9
    assert track(done.result, "db")["users"]["peak"] == 2


def test_count_and_duration_end_the_run_whichever_comes_first(database, tmp_path):
    by_count = db(database, tmp_path, "--queries", "150", "--duration", "30s")
    assert db_operation(by_count.result, "query")["started"] == 150 and by_count.seconds < 10
    by_time = db(database, tmp_path, "--queries", "100000000", "--duration", "1s", "--think-time", "5ms")
    assert by_time.result["run"]["duration_s"] == pytest.approx(1, abs=0.05)
    assert 100 < db_operation(by_time.result, "query")["started"] <= 10 * 200


def test_a_duration_alone_has_no_count(database, tmp_path):
    done = db(database, tmp_path, "--duration", "4s", "--workers", "20", "--think-time", "5ms")
    assert db_operation(done.result, "query")["started"] > 1100, "the count's default is 1000"
    assert done.result["run"]["duration_s"] == pytest.approx(4, abs=0.05)


def test_without_either_there_are_1000_queries_by_10_workers(database, tmp_path):
    done = db(database, tmp_path)
    assert db_operation(done.result, "query")["started"] == 1000
    assert track(done.result, "db")["users"]["asked"] == 10
    assert db_operation(done.result, "connect")["ok"] == 20


def test_an_open_model_starts_at_its_rate(database, tmp_path):
    done = db(database, tmp_path, "--rate", "300/s", "--duration", "2s", "--ramp-up", "0", "--workers", "20")
    query, made = db_operation(done.result, "query"), starts_made(done.result, 600)
    assert query["started"] == query["ok"] == made == sum(by_server(database).values())
    assert query["rate_per_s"] == pytest.approx(made / 2, rel=0.02)


def test_a_worker_thinks_between_its_queries(database, tmp_path):
    done = db(database, tmp_path, "--duration", "2s", "--workers", "10", "--think-time", "100ms", "--ramp-up", "0")
    query = db_operation(done.result, "query")
    # A worker thinks or waits for its answer: a pause of the machine that costs starts is in the mean of these.
    assert query["started"] <= 10 * 2 / 0.1
    assert 10 * 2 * 0.95 < query["started"] * (0.1 + query["response_ms"]["mean"] / 1000)


def test_the_same_seed_asks_the_same(database, tmp_path):
    database.log_statements()
    asked = []
    for _ in range(2):
        seen = len(database.executed())
        db(database, tmp_path, "--queries", "120", "--workers", "1", "--pool-size", "1", "--seed", "42")
        asked.append([(e.kind, e.parameters) if e.kind in READS else e.kind for e in database.executed()[seen:]
                      if e.kind in STATEMENTS and "auth.users" not in e.text])
    assert asked[0] == asked[1] and len(asked[0]) >= 120


def test_the_warm_up_stays_out_of_the_figures_and_is_cleaned_up_too(database, tmp_path):
    before = database.snapshot()
    done = db(database, tmp_path, "--rate", "200/s", "--warm-up", "1s", "--duration", "2s", "--ramp-up", "0", "--mix", "0:100")
    made = starts_made(done.result, 400)
    assert db_operation(done.result, "query")["started"] == made
    assert sum(by_server(database).values()) == 200 + made
    assert database.snapshot() == before


def test_ctrl_c_in_mid_run_leaves_counts_that_agree(database, tmp_path):
    before = database.snapshot()
    command = begin(database, tmp_path, "--duration", "60s", "--workers", "10", "--think-time", "10ms")
    command.send_signal(2)
    done = command.finish(15)
    assert done.code == 130 and done.result["run"]["interrupted"] is True, done
    assert counts(done.result) == by_server(database)
    assert database.snapshot() == before
    wait_until_all_left(database)


@pytest.mark.parametrize("workers,pool,split", [(10, 10, "10 connections on 2 threads (5 + 5)"), (20, 10, "10 connections"),
                                                (20, 16, "16 connections on 2 threads (8 + 8)"), (7, 7, "7 connections")])
def test_a_pool_is_split_where_nobody_would_wait_for_the_other_part(database, tmp_path, workers, pool, split):
    done = db(database, tmp_path, "--queries", "50", "--workers", str(workers), "--pool-size", str(pool), "--threads", "2",
              *ANSWERED)
    assert track(done.result, "db")["facts"]["pool"] == split
    assert db_operation(done.result, "query")["ok"] == 50
