"""`loadtest db` as the tests call it, and what must be true of its results."""

import math
import re

from loadtest_cli import assert_ended, assert_failed, assert_passed, run, start, wait_until  # noqa: F401 (for others)
from pam_database import STATEMENTS
from result import assert_valid, operation, track

# Where latency is not the claim: one pause of the machine makes a large part of few queries slow.
ANSWERED = ["--no-default-criteria", "--threshold", "db.query.success > 99%"]
RUN_ID = re.compile(r"\b\d{8}-\d{6}-[0-9a-f]{6}\b")


def db(database, tmp_path, *args, user="postgres", url=None, **kwargs):
    """A run to its end, with a valid result."""
    done = run("db", "--db", url or database.url(user), *args, out=tmp_path / "run.json", **kwargs)
    assert done.code in (0, 1, 4), done
    assert_consistent(done.result)
    return done


def begin(database, tmp_path, *args, **kwargs):
    """A run that has started: some statements are done."""
    command = start("db", "--db", database.url(), *args, out=tmp_path / "run.json", **kwargs)
    wait_for_load(database)
    return command


def wait_for_load(database, statements=20):
    def under_way():
        return sum(calls for calls, _ in database.calls().values()) >= statements

    wait_until(under_way, 15, "the load is under way")


def wait_until_all_left(database):
    """A backend ends after its client, and the test's own psql has one too."""
    wait_until(lambda: not database.backends(), 10, "nobody is connected")


def db_operation(result, name):
    return operation(result, name, "db")


def counts(result):
    """How often each statement succeeded."""
    return {o["name"]: o["ok"] for o in track(result, "db")["operations"] if o["name"] in STATEMENTS and o["ok"]}


def errors(result):
    """Which statements failed and how: {name: {kind: count}}."""
    return {o["name"]: o["errors"] for o in track(result, "db")["operations"] if o["name"] in STATEMENTS and o["errors"]}


def warnings(result):
    return result["run"]["warnings"]


def assert_consistent(result):
    """A valid result whose `query` is the sum of its statements."""
    assert_valid(result)
    query = db_operation(result, "query")
    made_of = [o for o in track(result, "db")["operations"] if o["kind"]]
    for field in ("started", "ok", "failed", "cancelled", "dropped"):
        assert query[field] == sum(o[field] for o in made_of), field
    for field in ("response", "service", "failed"):
        assert math.isclose(query["sum_ns"][field], sum(o["sum_ns"][field] for o in made_of), rel_tol=1e-9), field


def run_id(text):
    """The run's id where it is told."""
    found = RUN_ID.search(text)
    assert found, f"no run id in {text!r}"
    return found[0]


def one_line(done, code, *named):
    """It ended with that code and one line that names these."""
    assert done.code == code and not done.out, done
    lines = done.err.strip().splitlines()
    assert len(lines) == 1, done
    for name in named:
        assert name in lines[0], (name, done)
    assert lines[0] == lines[0].rstrip("."), done


def pool_backends(database):
    """What each backend of the pool executed, without what looked before and cleaned up."""
    by_pid = {}
    for e in database.executed():
        by_pid.setdefault(e.pid, []).append(e)
    return [entries for entries in by_pid.values() if sum(e.kind in STATEMENTS for e in entries) > 20]
