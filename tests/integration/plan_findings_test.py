"""Causes in plans, each made in a real database: found where it is, and not where it is not."""

import pytest

from plan_causes import INDEX, WRAPPED, found, many, ran, slow, table


@pytest.fixture(scope="module")
def unindexed(shared_postgres):
    """200,000 expenses without an index; policies are wrapped."""
    database = shared_postgres.database()
    database.query(many() + WRAPPED + "analyze expenses")
    yield database
    database.drop()


@pytest.fixture(scope="module")
def healthy(shared_postgres):
    database = shared_postgres.database()
    database.query(many() + INDEX + WRAPPED + "analyze")
    yield database
    database.drop()


def test_a_dropped_index_is_found_with_the_statement_that_brings_it_back(unindexed, tmp_path):
    result = ran(unindexed, tmp_path, "--only", "expenses", "--mix", "100:0")
    finding = found(result, "index dropped", "missing-index")["missing-index"]
    assert finding["title"] == "expenses reads all of public.expenses: no index on (user_id, date) is used"
    assert finding["advice"][0] == "CREATE INDEX CONCURRENTLY ON public.expenses (user_id, date);"
    plan = slow(result, "expenses")
    assert plan["node"] == "Seq Scan" and plan["rows_removed"] == 39 * 5020 and plan["rows_kept"] == 5020
    assert plan["took_ms"] >= slow(result, "expenses", "typical")["took_ms"] > 0


def test_with_its_index_and_a_wrapped_policy_nothing_is_found(healthy, tmp_path):
    result = ran(healthy, tmp_path, "--mix", "100:0", queries=100)
    assert found(result, "healthy") == {}
    assert {r["statement"] for r in table(result, "plans", "slow")} == {"profile", "expenses", "budget", "conversations"}


def test_a_policy_that_hides_everything_is_found_with_its_table(database, tmp_path):
    database.query("drop policy own on expenses")
    result = ran(database, tmp_path, "--mix", "100:0", queries=100)
    finding = found(result, "policy dropped", "rls-hides-everything")["rls-hides-everything"]
    assert finding["severity"] == "critical" and finding["title"] == "row level security hides all rows from expenses"
    assert "public.expenses has row level security and no policy: it shows nobody a row" in finding["evidence"]
