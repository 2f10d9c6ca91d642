"""Does a database that stands still appear as what its users would have waited?"""

from db_cli import assert_consistent, begin, db_operation
from result import starts_made

# One statement: nothing but the server's own work lies between the lock and its end.
HOLD = """do $$ declare since timestamptz; begin lock table profiles; since = clock_timestamp(); perform pg_sleep(1);
raise notice '%', extract(epoch from clock_timestamp() - since); end $$"""


def hold(database):
    """Locks the table for a second; how long it was, in ms."""
    return 1000 * float(database.session().run(HOLD).split()[-1])


def test_a_table_locked_for_one_second_has_the_percentiles_that_arithmetic_gives_it(database, tmp_path):
    # A quarter of the arrivals falls into the lock and waits for what is left of it, evenly from 0 to its length: those
    # above the 75th percentile.
    command = begin(database, tmp_path, "--rate", "200/s", "--duration", "4s", "--ramp-up", "0", "--workers", "40",
                    "--pool-size", "20", "--only", "profile", "--mix", "100:0", "--no-default-criteria")
    held_ms = hold(database)
    done = command.finish()
    result = done.result
    assert_consistent(result)
    query = db_operation(result, "query")
    assert query["started"] == starts_made(result, 800) == query["ok"] and query["dropped"] == 0
    response = query["response_ms"]
    locked_out = held_ms / 4000  # share of the arrivals
    for statistic, above in (("p90", 0.1), ("p95", 0.05), ("p99", 0.01), ("max", 0)):
        expected = held_ms * (1 - above / locked_out)
        # When the lock ends, those before it in the line are served first, 20 at a time.
        late = (1 + 800 * above / 20) * query["service_ms"]["p90"] + result["generator"]["lag_ms"]["max"]
        assert 0.95 * expected <= response[statistic] <= 1.05 * expected + late, (statistic, held_ms, late, response)
    assert response["p50"] < 50
    # Only as many as there are connections were under way meanwhile: service time hides the stall.
    assert query["service_ms"]["p95"] < 200, query["service_ms"]


def test_the_closed_model_hides_a_stall_and_the_rhythm_shows_it(database, tmp_path):
    command = begin(database, tmp_path, "--duration", "4s", "--think-time", "20ms", "--ramp-up", "0", "--workers", "10",
                    "--only", "profile", "--mix", "100:0", "--no-default-criteria")
    held_ms = hold(database)
    done = command.finish()
    query = db_operation(done.result, "query")
    assert query["response_ms"]["p95"] < 100
    late = done.result["generator"]["lag_ms"]["max"]
    assert 0.88 * held_ms <= query["response_ms"]["max"] <= 1.12 * held_ms + late, (held_ms, late)
    assert query["rhythm_ms"]["p95"] > 500, "with the queries that the waiting workers left out"
