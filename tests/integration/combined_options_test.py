"""Which half an option of `loadtest combined` is for."""

import pytest

from combined_cli import combined, phase_operation
from result import operation, track

SHORT = ["--ramp-up", "0", "--pool-size", "2"]


def started_per_second(result, track_name, name):
    """While both ran."""
    span = next(p for p in result["phases"] if p["name"] == "together")
    return phase_operation(result, "together", track_name, name)["started"] / (span["to_s"] - span["from_s"])


def test_rate_is_the_chats_and_db_rate_the_databases(target, database, tmp_path):
    done = combined(target(), database, tmp_path, "--users", "10", "--workers", "20", "--rate", "40/s", "--db-rate", "80/s",
                    "--duration", "3s", *SHORT)
    assert started_per_second(done.result, "ws", "chat") == pytest.approx(40, abs=1)
    assert started_per_second(done.result, "db", "query") == pytest.approx(80, abs=1)
    # A quarter of the run each alone, half of it together.
    assert operation(done.result, "chat")["started"] == pytest.approx(40 * 2.25, abs=2)
    assert operation(done.result, "query", "db")["started"] == pytest.approx(80 * 2.25, abs=2)
    assert track(done.result, "ws")["users"]["asked"] == 10 and track(done.result, "db")["users"]["asked"] == 20


def test_think_time_is_the_chats_and_db_think_time_the_databases(target, database, tmp_path):
    done = combined(target(), database, tmp_path, "--users", "10", "--workers", "10", "--think-time", "0.5s",
                    "--db-think-time", "0.2s", "--duration", "2s", "--together-only", *SHORT)
    assert operation(done.result, "chat")["started"] == pytest.approx(10 * 2 / 0.5, rel=0.2)
    assert operation(done.result, "query", "db")["started"] == pytest.approx(10 * 2 / 0.2, rel=0.2)


def test_queries_bound_the_database_alone_and_the_chat_goes_on(target, database, tmp_path):
    server = target()
    done = combined(server, database, tmp_path, "--users", "5", "--think-time", "50ms", "--workers", "5", "--db-rate",
                    "100/s", "--queries", "70", "--duration", "4s", *SHORT)
    assert operation(done.result, "query", "db")["ok"] == 70 == sum(n for n, _ in database.calls().values())
    assert done.result["run"]["duration_s"] == 4
    load = {t["name"]: t["load"] for t in done.result["scenario"]["tracks"]}
    assert "think_time" in load["ws"] and "rate" not in load["ws"] and "rate" in load["db"], "one half open, one closed"
    last = [i for i in track(done.result, "ws")["intervals"] if i["t_s"] >= 3 and i["length_s"] > 0.9]
    assert last and all(i["operations"]["chat"]["started"] > 0 for i in last)


def test_without_queries_the_database_is_asked_to_the_end(target, database, tmp_path):
    done = combined(target(), database, tmp_path, "--users", "1", "--workers", "10", "--duration", "2.5s",
                    "--together-only", *SHORT)
    assert operation(done.result, "query", "db")["ok"] > 1000, "which is the count of loadtest db"
    last = [i for i in track(done.result, "db")["intervals"] if i["t_s"] == 2]
    assert last[0]["operations"]["query"]["started"] > 0


def test_criteria_are_of_the_track_that_they_name_and_replace_its_defaults_alone(target, database, tmp_path):
    done = combined(target("--latency", "150ms"), database, tmp_path, "--users", "5", "--think-time", "50ms", "--workers", "2",
                    "--db-think-time", "20ms", "--duration", "2s", *SHORT, "--threshold", "ws.chat.response.p95 < 100ms",
                    "--threshold", "db.query.service.max < 30s", "--threshold", "*.errors < 1%")
    status = {c["expression"]: c["status"] for c in done.result["criteria"]}
    assert status["ws.chat.response.p95 < 100ms"] == "fail" and "ws.chat.response.p95 < 2s" not in status
    assert status["db.query.service.max < 30s"] == "pass"
    assert status["ws.users >= 100"] == "not_tried"
    for expression in ("ws.connect.success > 95%", "ws.chat.success > 99%", "db.query.response.p95 < 100ms",
                       "db.query.success > 99%"):
        assert status[expression] in ("pass", "warn"), (expression, status)
    assert {e.split(".")[0] for e in status if ".errors" in e} == {"ws", "db"}
    assert len([e for e in status if "last third" in e]) == 2
    assert done.code in (1, 4), done
