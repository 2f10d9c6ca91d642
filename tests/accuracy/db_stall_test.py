"""Does a database that stands still appear as what its users would have waited?"""

import pytest

from db_cli import assert_consistent, begin, db_operation


HOLD = """begin; lock table profiles;
select clock_timestamp() as since \\gset
select pg_sleep(1);
select extract(epoch from clock_timestamp() - :'since'::timestamptz); commit"""


def test_a_table_locked_for_one_second_has_the_percentiles_that_arithmetic_gives_it(database, tmp_path):
    # A quarter of the arrivals falls into the lock and waits for what is left of it, evenly from 0 to its length: those
    # above the 75th percentile.
    command = begin(database, tmp_path, "--rate", "200/s", "--duration", "4s", "--ramp-up", "0", "--workers", "40",
                    "--pool-size", "20", "--only", "profile", "--mix", "100:0", "--no-default-criteria")
    held_ms = 1000 * float(database.session().run(HOLD))
    done = command.finish()
    result = done.result
    assert_consistent(result)
    query = db_operation(result, "query")
    assert query["started"] == 800 == query["ok"] and query["dropped"] == 0
    response = query["response_ms"]
    locked_out = held_ms / 4000  # share of the arrivals
    for statistic, above in (("p90", 0.1), ("p95", 0.05), ("p99", 0.01), ("max", 0)):
        expected = held_ms * (1 - above / locked_out)
        assert response[statistic] == pytest.approx(expected, rel=0.05), (statistic, held_ms, response)
    assert response["p50"] < 50
    # Only as many as there are connections were under way meanwhile: service time hides the stall.
    assert query["service_ms"]["p95"] < 200, query["service_ms"]


def test_the_closed_model_hides_a_stall_and_the_rhythm_shows_it(database, tmp_path):
    command = begin(database, tmp_path, "--duration", "4s", "--think-time", "20ms", "--ramp-up", "0", "--workers", "10",
                    "--only", "profile", "--mix", "100:0", "--no-default-criteria")
    database.session().run(HOLD)
    done = command.finish()
    query = db_operation(done.result, "query")
    assert query["response_ms"]["p95"] < 100
    assert query["response_ms"]["max"] == pytest.approx(1000, rel=0.12)
    assert query["rhythm_ms"]["p95"] > 500, "with the queries that the waiting workers left out"
