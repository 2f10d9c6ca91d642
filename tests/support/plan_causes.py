"""Causes of slow statements, made in a real database, and what a run found of them."""

import json
import os

from db_cli import ANSWERED, assert_consistent
from loadtest_cli import run

def many(each=5000):
    """So many expenses more of each of the 40 users, and no index."""
    return f"""alter table expenses drop constraint expenses_user_id_fkey;
drop index expenses_user_id_date_idx;
insert into expenses (user_id, amount, category, date, description)
select id, n % 90, 'fuel', date '2024-01-01' + n % 300, 'expense ' || n from auth.users, generate_series(1, {each}) n;
"""


INDEX = "create index expenses_user_id_date_idx on expenses (user_id, date);"
WRAPPED = "alter policy own on expenses using ((select auth.uid()) = user_id);"
# Looking for leaks reads what the cause makes slow, once for each user.
QUICK = ["--workers", "2", "--pool-size", "2", "--no-leak-check", *ANSWERED]


def mixed(tmp_path, *statements):
    """A mix file of these: {"sql": …}."""
    path = tmp_path / "mix.yaml"
    path.write_text(json.dumps({"statements": list(statements)}))
    return ["--mix", str(path)]


def ran(database, tmp_path, *args, queries=40):
    """A run to its end: its result."""
    done = run("db", "--db", database.url(), "--queries", str(queries), *QUICK, *args, out=tmp_path / "run.json")
    assert done.code in (0, 1, 4), done
    assert_consistent(done.result)
    return done.result


def table(result, source, name):
    """Rows of an observed table, each a dictionary."""
    found = result["server"].get(source, {"tables": {}})["tables"].get(name)
    columns = [c["name"] for c in found["columns"]] if found else []
    return [dict(zip(columns, row)) for row in found["rows"]] if found else []


def slow(result, statement, kind="slow"):
    [row] = [r for r in table(result, "plans", "slow") if r["statement"] == statement and r["kind"] == kind]
    return row


OURS = {"missing-index", "policy-per-row", "rls-hides-everything", "subplan-per-row", "sort-spills", "stale-statistics"}


def found(result, cause, *expected):
    """The findings of rules on plans by id; exactly these must be there."""
    ours = {f["id"]: f for f in result["findings"] if f["id"] in OURS}
    if log := os.environ.get("LOADTEST_FINDINGS_LOG"):
        with open(log, "a") as file:
            file.write(json.dumps({"cause": cause, "expected": sorted(expected), "found": sorted(f["id"] for f in result["findings"])}) + "\n")
    assert set(ours) == set(expected), {i: (f["title"], f["evidence"]) for i, f in ours.items()}
    return ours
