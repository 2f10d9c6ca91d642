"""Does a database that stands still appear as what its users would have waited?"""

import pytest

from db_cli import assert_consistent, begin, db_operation


def test_a_table_locked_for_one_second_has_the_percentiles_that_arithmetic_gives_it(database, tmp_path):
    # A quarter of the arrivals falls into the lock and waits for what is left of it, evenly from 0 to 1 s: those above
    # the 75th percentile.
    command = begin(database, tmp_path, "--rate", "200/s", "--duration", "4s", "--ramp-up", "0", "--workers", "40",
                    "--pool-size", "20", "--only", "profile", "--mix", "100:0", "--no-default-criteria")
    database.session().run("begin; lock table profiles; select pg_sleep(1); commit")
    done = command.finish()
    result = done.result
    assert_consistent(result)
    query = db_operation(result, "query")
    assert query["started"] == 800 == query["ok"] and query["dropped"] == 0
    response = query["response_ms"]
    for statistic, expected in (("p90", 600), ("p95", 800), ("p99", 960), ("max", 1000)):
        assert response[statistic] == pytest.approx(expected, rel=0.05), (statistic, response)
    assert response["p50"] < 50
    # Only as many as there are connections were under way meanwhile: service time hides the stall.
    assert query["service_ms"]["p95"] < 200, query["service_ms"]


def test_the_closed_model_hides_a_stall_and_the_rhythm_shows_it(database, tmp_path):
    command = begin(database, tmp_path, "--duration", "4s", "--think-time", "20ms", "--ramp-up", "0", "--workers", "10",
                    "--only", "profile", "--mix", "100:0", "--no-default-criteria")
    database.session().run("begin; lock table profiles; select pg_sleep(1); commit")
    done = command.finish()
    query = db_operation(done.result, "query")
    assert query["response_ms"]["p95"] < 100
    assert query["response_ms"]["max"] == pytest.approx(1000, rel=0.12)
    assert query["rhythm_ms"]["p95"] > 500, "with the queries that the waiting workers left out"
