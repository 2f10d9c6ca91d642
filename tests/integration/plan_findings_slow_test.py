"""More causes in plans, each with the same database without it."""

import pytest

from plan_causes import INDEX, WRAPPED, found, many, mixed, ran, slow, table

pytestmark = pytest.mark.slow

COUNT = {"name": "count", "sql": "SELECT count(*) FROM expenses"}
# As slow as what somebody writes who looks a right up: PL/pgSQL is never inlined.
IS_OWNER = """create function is_owner(owner uuid) returns boolean language plpgsql stable as $$
begin return owner = auth.uid(); end $$;"""


def test_a_policy_that_calls_a_function_for_every_row_is_found_with_the_policy_that_does_not(database, tmp_path):
    database.query(many(each=1000) + "analyze")
    result = ran(database, tmp_path, *mixed(tmp_path, COUNT), queries=8)
    findings = found(result, "policy unwrapped, no index", "policy-per-row", "missing-index")
    finding = findings["policy-per-row"]
    assert finding["title"] == "policy own on public.expenses calls auth.uid() for every row"
    assert finding["advice"][0] == "ALTER POLICY own ON public.expenses USING ((SELECT auth.uid()) = user_id);"
    assert "40,800 rows" in finding["evidence"][0], finding
    # What is advised helps.
    database.query(finding["advice"][0])
    result = ran(database, tmp_path, *mixed(tmp_path, COUNT), queries=8)
    found(result, "policy wrapped, no index", "missing-index")
    database.query(findings["missing-index"]["advice"][0])
    result = ran(database, tmp_path, *mixed(tmp_path, COUNT), queries=8)
    found(result, "policy wrapped, index there")


def test_with_an_index_an_unwrapped_policy_is_called_for_each_of_the_users_own_rows(database, tmp_path):
    database.query(many(each=3000) + INDEX + "analyze")
    result = ran(database, tmp_path, *mixed(tmp_path, COUNT), queries=8)
    finding = found(result, "policy unwrapped, index there", "policy-per-row")["policy-per-row"]
    assert "the call for 3,020 rows to keep 3,020" in finding["evidence"][0], finding


def test_where_users_have_few_rows_an_unwrapped_policy_is_no_harm(database, tmp_path):
    found(ran(database, tmp_path, "--mix", "100:0", queries=100), "policy unwrapped, few rows")


def test_a_function_of_the_row_cannot_be_wrapped(database, tmp_path):
    database.query(many(each=500) + IS_OWNER + "alter policy own on expenses using (is_owner(user_id)); analyze")
    result = ran(database, tmp_path, *mixed(tmp_path, COUNT), queries=10)
    findings = found(result, "policy with a function of the row", "policy-per-row", "missing-index")
    assert "turn it around" in findings["policy-per-row"]["advice"][0]


def test_a_policy_that_is_never_true_is_named(database, tmp_path):
    database.query("alter policy own on budgets using (false)")
    result = ran(database, tmp_path, "--mix", "100:0", queries=100)
    finding = found(result, "policy never true", "rls-hides-everything")["rls-hides-everything"]
    assert "policy own on public.budgets says USING (false)" in finding["evidence"], finding


def test_users_who_have_nothing_are_no_finding(database, tmp_path):
    database.query("delete from budgets where user_id in (select id from auth.users order by id limit 20)")
    found(ran(database, tmp_path, "--mix", "100:0", queries=200), "users without budgets")


def test_a_subquery_for_every_row_is_found(database, tmp_path):
    database.query(many() + INDEX + WRAPPED + "create table rates (currency text primary key, rate numeric);"
               "insert into rates select 'c' || n, n from generate_series(1, 300) n; grant select on rates to authenticated;"
               "analyze")
    sql = ("SELECT sum(amount * (SELECT max(rate) FROM rates r WHERE r.rate > e.id % 7)) FROM expenses e "
           "WHERE user_id = :user")
    result = ran(database, tmp_path, *mixed(tmp_path, {"name": "converted", "sql": sql}), queries=10)
    finding = found(result, "subquery for every row", "subplan-per-row")["subplan-per-row"]
    assert "5,020 times" in finding["title"] and "public.rates" in finding["evidence"][0], finding


def test_a_sort_on_disk_is_found(database, tmp_path):
    database.query(many() + INDEX + WRAPPED + f"alter database {database.name} set work_mem = '64kB'; analyze")
    sql = "SELECT * FROM expenses WHERE user_id = :user ORDER BY description"
    result = ran(database, tmp_path, *mixed(tmp_path, {"name": "sorted", "sql": sql}))
    finding = found(result, "sort on disk", "sort-spills")["sort-spills"]
    assert "external" in finding["evidence"][0] and "on disk" in finding["evidence"][0], finding


def test_statistics_of_another_table_are_found(database, tmp_path):
    # It was analysed while nobody had bought anything.
    database.query(many() + INDEX + WRAPPED + "alter table expenses set (autovacuum_enabled = off); create index on expenses (category);"
               "analyze; update expenses set category = 'bought'")
    sql = "SELECT count(*) FROM expenses e WHERE category = 'bought' AND user_id = :user"
    result = ran(database, tmp_path, *mixed(tmp_path, {"name": "bought", "sql": sql}))
    plan = slow(result, "bought")
    finding = found(result, "stale statistics", "stale-statistics")["stale-statistics"]
    assert "ANALYZE public.expenses" in finding["advice"][0], (finding, plan)


def test_an_index_that_is_there_and_not_used_is_no_index_to_create(database, tmp_path):
    database.query(many() + INDEX + WRAPPED + f"analyze; alter database {database.name} set enable_indexscan = off;"
               f"alter database {database.name} set enable_bitmapscan = off; alter database {database.name} set "
               "enable_indexonlyscan = off")
    result = ran(database, tmp_path, "--only", "expenses", "--mix", "100:0")
    finding = found(result, "index there, not used", "missing-index")["missing-index"]
    assert "expenses_user_id_date_idx" in finding["advice"][0] and "CREATE" not in str(finding["advice"]), finding


def test_a_statement_that_has_to_be_given_up_has_a_plan_without_times(database, tmp_path):
    """Its role gives it 8 s, who explains it 10 s."""
    database.query(many() + WRAPPED + "analyze")
    sql = "SELECT count(*) FROM expenses WHERE user_id = :user AND pg_sleep(0.005) IS NOT NULL"
    result = ran(database, tmp_path, *mixed(tmp_path, {"name": "endless", "sql": sql}), queries=2)
    plan = slow(result, "endless")
    assert plan["took_ms"] > 7900 and plan["alone_ms"] is None and "actual time" not in plan["plan"], plan
    finding = found(result, "index dropped, too slow to explain", "missing-index")["missing-index"]
    assert "(user_id)" in finding["title"] and "given up alone" in finding["evidence"][0], finding
    [said] = table(result, "db", "failures")
    assert said["message"] == "canceling statement due to statement timeout"
