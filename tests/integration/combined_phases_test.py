"""Each half alone, then both: what the servers saw of it, and what is reported."""

import re
from types import SimpleNamespace

import pytest

import servers
from combined_cli import (Watch, assert_consistent, began_at, begin, chat_counters, combined, phase, phase_operation)
from pam_database import STATEMENTS
from result import operation, track

USERS, POOL = 20, 5
SETTLED = 0.4  # seconds after which a server has seen all that was sent before a phase


@pytest.fixture(scope="module")
def ran(shared_postgres, tmp_path_factory):
    """One run with all three phases, watched from the servers' side."""
    server = servers.Target("--latency", "20ms", "--error-share", "5%")
    database = shared_postgres.database()
    watch = Watch(server, database)
    command = begin(server, database, tmp_path_factory.mktemp("ran"), "--users", str(USERS), "--think-time", "0.1s",
                    "--workers", "10", "--pool-size", str(POOL), "--db-think-time", "20ms", "--ramp-up", "1s", "--duration",
                    "9s", "--no-default-criteria", "--threshold", "ws.chat.success > 50%")
    try:
        done = command.finish(60)
        watch.stop()
        assert done.code in (0, 4), done
        yield SimpleNamespace(done=done, result=done.result, server=server, stats=server.stats(), database=database,
                              calls=database.calls(), watch=watch, t0=began_at(done.result))
    finally:
        command.kill()
        server.stop()
        database.drop()


def inside(ran, phase_name):
    """What was read in that phase, after the settling."""
    span = phase(ran.result, phase_name)
    found = ran.watch.between(ran.t0 + span["from_s"] + SETTLED, ran.t0 + span["to_s"])
    assert len(found) >= 3, (phase_name, span, len(ran.watch.readings))
    return found


def test_the_result_is_valid_and_its_phases_add_up(ran):
    assert_consistent(ran.result)


def test_the_first_quarter_after_the_ramp_up_is_ws_alone_the_second_db_alone_the_rest_together(ran):
    spans = [(p["name"], p["from_s"], p["to_s"], [t["name"] for t in p["tracks"]]) for p in ran.result["phases"]]
    assert spans == [("ws alone", 0, 3, ["ws"]), ("db alone", 3, 5, ["db"]), ("together", 5, 9, ["ws", "db"])]


def test_ramp_up_and_a_tenth_of_each_phase_are_left_out_of_the_comparison_and_the_last_is_judged(ran):
    assert [p["settle_s"] for p in ran.result["phases"]] == pytest.approx([1.2, 0.2, 0.4])
    assert [p["judged"] for p in ran.result["phases"]] == [False, False, True]


def test_no_chat_is_sent_while_the_database_is_alone(ran):
    assert len({r.chats for r in inside(ran, "db alone")}) == 1
    queries = [r.queries for r in inside(ran, "db alone")]
    assert queries[-1] > queries[0], "but queries are"


def test_no_query_is_sent_while_the_chat_is_alone(ran):
    assert len({r.queries for r in inside(ran, "ws alone")}) == 1
    chats = [r.chats for r in inside(ran, "ws alone")]
    assert chats[-1] > chats[0], "but chats are"


def test_both_are_sent_together(ran):
    first, *_, last = inside(ran, "together")
    assert last.chats > first.chats and last.queries > first.queries


def test_a_paused_track_keeps_its_sessions_open(ran):
    assert {(r.open, r.accepted) for r in inside(ran, "db alone")} == {(USERS, USERS)}, "nobody goes, nobody reconnects"
    pools = {r.backends for phase_name in ("ws alone", "db alone", "together") for r in inside(ran, phase_name)}
    assert len(pools) == 1 and len(pools.pop()) == POOL, "the same connections all the time"


def test_the_counts_are_those_of_the_servers(ran):
    chat = operation(ran.result, "chat")
    assert chat["ok"] + chat["failed"] + chat["cancelled"] == chat["started"] == ran.stats["chats_received"] > 300
    assert chat["ok"] == ran.stats["chats_answered"]
    assert chat["failed"] == ran.stats["errors_sent"] > 0
    assert operation(ran.result, "connect")["ok"] == ran.stats["greeted"] == USERS
    statements = {o["name"]: o["ok"] for o in track(ran.result, "db")["operations"] if o["name"] in STATEMENTS}
    assert statements == {name: ran.calls.get(name, (0, 0))[0] for name in STATEMENTS}
    assert operation(ran.result, "query", "db")["ok"] > 300


def test_interference_compares_what_was_left_of_each_phase(ran):
    interference = ran.result["interference"]
    assert set(interference) == {"chat", "query", *STATEMENTS}
    for name, one in interference.items():
        track_name = "ws" if name == "chat" else "db"
        alone = phase_operation(ran.result, f"{track_name} alone", track_name, name)
        together = phase_operation(ran.result, "together", track_name, name)
        assert 0 < one["alone_count"] <= alone["ok"] and 0 < one["together_count"] <= together["ok"], name
        if name in ("chat", "query"):
            assert one["alone_count"] < alone["ok"] and one["together_count"] < together["ok"], "less the settling time"
        if min(one["alone_count"], one["together_count"]) < 100:
            assert one["ratio"] is None, name
        else:
            assert one["ratio"] == pytest.approx(one["together_p95_ms"] / one["alone_p95_ms"]), name
    assert interference["chat"]["ratio"] and interference["query"]["ratio"]
    assert any(one["ratio"] is None for one in interference.values())


def test_beside_each_ratio_stands_the_generators_own_lag_in_these_phases(ran):
    interference, lag = ran.result["interference"], ran.result["generator"]["lag_ms"]
    for one in interference.values():
        for field in ("alone_lag_p99_ms", "together_lag_p99_ms"):
            assert 0 < one[field] <= lag["max"], (field, one, lag)
    # It is a phase's, whatever is compared in it.
    alone = {name: one["alone_lag_p99_ms"] for name, one in interference.items()}
    assert len({one["together_lag_p99_ms"] for one in interference.values()}) == 1
    assert {alone[name] for name in STATEMENTS} == {alone["query"]}


def test_interference_is_told_in_words_too(ran):
    for name, other in (("chat", "the database"), ("query", "the WebSocket backend")):
        assert re.search(rf"{name} p95 (rose|fell|stayed) .*\bms\b.*while {other} was under load", ran.done.out), ran.done


def test_together_only_is_one_phase_without_a_comparison(target, database, tmp_path):
    server = target("--latency", "5ms")
    done = combined(server, database, tmp_path, "--users", "5", "--think-time", "50ms", "--workers", "2", "--pool-size", "2",
                    "--db-think-time", "20ms", "--ramp-up", "0", "--duration", "2s", "--together-only")
    [only] = done.result["phases"]
    assert (only["from_s"], only["to_s"], len(only["tracks"])) == (0, 2, 2)
    assert "interference" not in done.result and "INTERFERENCE" not in done.out.upper()
    assert operation(done.result, "chat")["started"] == chat_counters(server)[0] > 20
    first_half = [i for t in done.result["tracks"] for i in t["intervals"] if i["t_s"] == 0]
    assert all(any(o["started"] for o in i["operations"].values()) for i in first_half), "both from the beginning"


@pytest.mark.parametrize("latency, late", [("20ms", 0), ("2.5s", 2)])
def test_what_outlasts_its_phase_and_the_settling_time_of_the_next_is_told(target, database, tmp_path, latency, late):
    # A chat is due at 0 s and one at 0.75 s; the chat pauses at 1.5 s, and from 1.65 s on the database counts as alone.
    done = combined(target("--latency", latency), database, tmp_path, "--users", "20", "--think-time", "15s",
                    "--workers", "2", "--pool-size", "2", "--db-think-time", "20ms", "--ramp-up", "0", "--duration",
                    "6s")
    assert {t["name"]: t["stragglers"] for t in done.result["tracks"]} == {"ws": late, "db": 0}
    shown = " ".join(done.out.split())
    assert ("2 operations of ws were still open while others were being compared" in shown) == (late == 2), done
    assert late or "being compared" not in shown, done
