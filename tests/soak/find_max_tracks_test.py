"""The search for the highest load that holds, of a database and of both halves at once: real servers, little load."""

import pytest

from find_max import find_max
from result import operation, track


@pytest.fixture(autouse=True)
def server_binaries(shared_postgres):
    """Skips where there are none."""


SHORT = ["--embedded", "--find-duration", "0.5s", "--warm-up", "0.2s", "--find-repeats", "1", "--no-default-criteria"]


@pytest.mark.parametrize("flag,low,high,what", [("workers", "2", "4", "users"), ("rate", "20/s", "40/s", "rate")])
def test_of_a_database_raises_workers_or_the_rate(tmp_path, flag, low, high, what):
    done = find_max("db", *SHORT, "--find-max", flag, "--find-from", low, "--find-to", high, "--threshold", "db.success > 50%",
                    out=tmp_path / "r.json")
    search = done.result["search"]
    assert (done.code, search["what"], search["track"], search["end"]) == (0, what, "db", "none_breaks"), done
    tried = [one["level"] for one in search["levels"] if one["status"] != "spoiled"]
    assert tried == [float(low.rstrip("/s")), float(high.rstrip("/s"))]
    # One pool, however many runs.
    facts = track(done.result, "db")["facts"]
    assert facts["pool"].startswith("20 connections"), facts
    assert operation(done.result, "query", "db")["ok"] > 0


def test_of_both_halves_raises_one_and_keeps_the_other(tmp_path):
    done = find_max("combined", *SHORT, "--users", "5", "--rate", "20/s", "--find-max", "db-rate", "--find-from", "20/s",
                    "--find-to", "40/s", "--threshold", "*.success > 50%", out=tmp_path / "r.json")
    search = done.result["search"]
    assert (done.code, search["track"], search["holds"]) == (0, "db", 40), done
    loads = {one["name"]: one["load"]["rate"] for one in done.result["scenario"]["tracks"]}
    assert loads == {"ws": "20/s", "db": "40/s"}
    assert operation(done.result, "query", "db")["rate_per_s"] == pytest.approx(40, rel=0.15)
    assert operation(done.result, "chat")["rate_per_s"] == pytest.approx(20, rel=0.15)
