"""PostgreSQL 17 is loaded and looked at as 15 is: its statistics have other columns and views."""

import pytest

from db_cli import ANSWERED, counts, db
from observed import figure, notes, rows, series
from pam_database import STATEMENTS, kind_of
from postgres17 import Postgres17


pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def seventeen():
    cluster = Postgres17(**{"pg_stat_statements.track": "top", "track_io_timing": "on", "track_wal_io_timing": "on"})
    yield cluster
    cluster.stop()


def test_its_statements_tables_and_counters_are_those_that_the_server_has(seventeen, tmp_path):
    assert seventeen.version().startswith("17.")
    database = seventeen.database()
    database.query("grant usage on schema extensions to public")
    done = db(database, tmp_path, "--duration", "4s", "--workers", "4", "--pool-size", "4", *ANSWERED)
    result = done.result
    asked = {}
    for row in rows(result, "statements"):
        kind = kind_of(row["query"])
        if kind in STATEMENTS:
            asked[kind] = asked.get(kind, 0) + row["calls"]
    assert asked == counts(result)
    assert figure(result, "wal.written") > 0 and figure(result, "database.size") > 1e6
    assert figure(result, "checkpoints.timed") == 0 and figure(result, "checkpoints.requested") == 0
    assert figure(result, "cache.hit_share") > 0.9
    assert sum(series(result, "commits")) > 0.5 * sum(counts(result).values())
    inserted = {row["table"]: row["inserts"] for row in rows(result, "tables")}
    assert inserted["pam_messages"] == counts(result)["message_insert"]
    assert notes(result) == []


def test_a_checkpoint_that_was_asked_for_is_counted(seventeen, tmp_path):
    database = seventeen.database()
    database.query("grant usage on schema extensions to public")
    with_checkpoint = seventeen.session("pam")
    with_checkpoint.send("select pg_sleep(1.5); checkpoint")
    done = db(database, tmp_path, "--duration", "4s", "--workers", "2", "--pool-size", "2", *ANSWERED)
    with_checkpoint.wait()
    assert figure(done.result, "checkpoints.requested") == 1
