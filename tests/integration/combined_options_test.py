"""Which half an option of `loadtest combined` is for."""

from combined_cli import assert_consistent, combined, phase_operation
from db_cli import one_line
from loadtest_cli import run
from result import operation, track

SHORT = ["--ramp-up", "0", "--pool-size", "2"]


def options_of(result, track_name):
    return next(t["options"] for t in result["scenario"]["tracks"] if t["name"] == track_name)


def test_rate_is_the_chats_and_db_rate_the_databases(target, database, tmp_path):
    done = combined(target(), database, tmp_path, "--users", "10", "--workers", "20", "--rate", "40/s", "--db-rate", "80/s",
                    "--duration", "3s", *SHORT)
    missed = done.result["generator"]["missed"]  # at the very end, should this machine have paused then
    for track_name, name, rate in (("ws", "chat", 40), ("db", "query", 80)):
        # A quarter of the run each alone, half of it together.
        whole = operation(done.result, name, track_name)["started"]
        together = phase_operation(done.result, "together", track_name, name)["started"]
        assert rate * 2.25 - missed <= whole <= rate * 2.25 and rate * 1.5 - missed <= together <= rate * 1.5, name
    assert track(done.result, "ws")["users"]["asked"] == 10 and track(done.result, "db")["users"]["asked"] == 20


def test_think_time_is_the_chats_and_db_think_time_the_databases(target, database, tmp_path):
    done = combined(target(), database, tmp_path, "--users", "10", "--workers", "10", "--think-time", "0.5s",
                    "--db-think-time", "0.2s", "--duration", "2s", "--together-only", *SHORT)
    for track_name, name, think_time in (("ws", "chat", 0.5), ("db", "query", 0.2)):
        most = 10 * 2 / think_time  # answers take time, and this machine may pause
        assert most / 2 < operation(done.result, name, track_name)["started"] <= most, name


def test_queries_bound_the_database_alone_and_the_chat_goes_on(target, database, tmp_path):
    server = target()
    done = combined(server, database, tmp_path, "--users", "5", "--think-time", "50ms", "--workers", "5", "--db-rate",
                    "100/s", "--queries", "70", "--duration", "4s", *SHORT)
    assert operation(done.result, "query", "db")["ok"] == 70 == sum(n for n, _ in database.calls().values())
    assert done.result["run"]["duration_s"] == 4 and options_of(done.result, "db")["queries"] == "70"
    load = {t["name"]: t["load"] for t in done.result["scenario"]["tracks"]}
    assert "think_time" in load["ws"] and "rate" not in load["ws"] and "rate" in load["db"], "one half open, one closed"
    last = [i for i in track(done.result, "ws")["intervals"] if i["t_s"] >= 3 and i["length_s"] > 0.9]
    assert last and all(i["operations"]["chat"]["started"] > 0 for i in last)


def test_without_queries_the_database_is_asked_to_the_end(target, database, tmp_path):
    done = combined(target(), database, tmp_path, "--users", "1", "--workers", "10", "--duration", "2.5s",
                    "--together-only", *SHORT)
    assert "queries" not in options_of(done.result, "db"), "loadtest db has a count"
    assert sum(i["operations"]["query"]["started"] for i in track(done.result, "db")["intervals"] if i["t_s"] >= 1) > 0


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


def test_an_approval_is_for_the_half_whose_host_it_names(target, database, tmp_path):
    server = target()
    args = ["--url", server.url.replace("127.0.0.1", "localhost"), "--db", database.url(), "--users", "21", "--workers",
            "4", "--duration", "2s", "--approve-production", "localhost", *SHORT]
    env = {"LOADTEST_GUARD_HOSTS": "localhost, 127.0.0.1"}
    one_line(run("combined", *args, env=env), 5, "127.0.0.1 is guarded", "writes by", "--approve-production 127.0.0.1")
    assert server.stats()["connections_accepted"] == 0 == database.connections()

    done = run("combined", *args, "--mix", "100:0", env=env, out=tmp_path / "run.json")
    assert_consistent(done.result)
    assert track(done.result, "ws")["users"]["peak"] == 21 == server.stats()["greeted"], "one over the limit"
    assert track(done.result, "db")["facts"]["transactions"] == "read only", done
