"""Segments of one run against real servers: together they are the unsplit run, and begin together."""

import time

import pytest

from combined_cli import assert_consistent as assert_phases_add_up
from combined_cli import began_at, phase_operation
from db_cli import ANSWERED, assert_consistent, counts, db_operation
from loadtest_cli import start
from pam_database import STATEMENTS
from result import assert_valid, criterion, operation, starts_made, track
from segments import LATE, LEAD, merge, run_all, run_together


def started_together(results, at):
    """Each at that instant, or it says itself that it was late."""
    for result in results:
        late = began_at(result) - at
        told = any("after its --start-at" in warning for warning in result["run"]["warnings"])
        assert late == pytest.approx(0, abs=0.0015) or (late > 0 and told), (late, result["run"])


def test_three_segments_make_the_starts_of_one_run_and_their_sum_is_what_the_server_counted(target, tmp_path):
    server = target("--latency", "5ms")
    done, at = run_together(3, "ws", "--url", server.url, "--users", "31", "--rate", "200", "--arrival", "regular",
                            "--duration", "2s", "--ramp-up", "0", "--no-default-criteria", "--threshold",
                            "ws.users >= 31", folder=tmp_path)
    parts = [each.result for each in done]
    started_together(parts, at)
    assert [track(p)["users"]["asked"] for p in parts] == [11, 10, 10]
    assert [p["generator"]["planned"] for p in parts] == [134, 133, 133]
    summed = merge(*(each.result_path for each in done), out=tmp_path / "run.json")
    result, stats = summed.result, server.stats()
    assert_valid(result)
    made = starts_made(result, 400)
    chat = operation(result, "chat")
    assert chat["started"] == made == stats["chats_received"], (chat["started"], stats)
    assert chat["ok"] == chat["response_ms"]["count"] == stats["chats_answered"]
    assert operation(result, "connect")["ok"] == stats["greeted"] == 31
    assert criterion(result, "ws.users >= 31")["observed"] == 31, "no segment has more than eleven"
    assert summed.code in (0, 4), summed


def test_a_count_of_queries_and_a_pool_are_shared_out_exactly(database, tmp_path):
    done = run_all(3, "db", "--db", database.url(), "--queries", "101", "--workers", "7", "--pool-size", "5", *ANSWERED,
                   folder=tmp_path)
    assert all(each.code in (0, 4) for each in done), done
    parts = [each.result for each in done]
    assert [db_operation(p, "query")["started"] for p in parts] == [34, 34, 33]
    assert [track(p, "db")["users"]["asked"] for p in parts] == [3, 2, 2]
    assert [track(p, "db")["facts"]["pool"].split()[0] for p in parts] == ["2", "2", "1"]
    summed = merge(*(each.result_path for each in done), out=tmp_path / "run.json").result
    assert_consistent(summed)
    assert db_operation(summed, "query")["ok"] == 101
    assert counts(summed) == {kind: calls for kind, (calls, _) in database.calls().items() if kind in STATEMENTS}


def test_both_halves_have_their_phases_and_the_interference_in_the_sum(target, database, tmp_path):
    server = target("--latency", "5ms")
    done, at = run_together(2, "combined", "--url", server.url, "--db", database.url(), "--users", "8", "--think-time",
                            "20ms", "--workers", "4", "--pool-size", "4", "--db-think-time", "10ms", "--ramp-up", "0",
                            "--duration", "3s", "--no-default-criteria", folder=tmp_path)
    parts = [each.result for each in done]
    result = merge(*(each.result_path for each in done), out=tmp_path / "run.json").result
    assert_phases_add_up(result)
    assert [p["name"] for p in result["phases"]] == ["ws alone", "db alone", "together"]
    for name in ("ws alone", "together"):
        summed = sum(phase_operation(p, name, "ws", "chat")["ok"] for p in parts)
        assert phase_operation(result, name, "ws", "chat")["ok"] == summed > 0
    for name in ("chat", "query"):
        for count in ("alone_count", "together_count"):
            assert result["interference"][name][count] == sum(p["interference"][name][count] for p in parts) > 0
        assert result["interference"][name]["ratio"] > 0, "a hundred samples were not in each segment, but in the sum"


def test_two_processes_begin_at_the_same_instant_as_their_servers_see_it(backend, tmp_path):
    arrived = ([], [])

    def notes(times):
        async def talk(socket):
            async for message in socket:
                times.append(time.time())
                await socket.send(message)
        return talk

    servers = [backend(notes(times)) for times in arrived]
    for _ in range(3):
        for times in arrived:
            times.clear()
        at = round(time.time() + LEAD, 3)
        runs = [start("ws", "--url", server.url, "--dialogue", "echo", "--users", "10", "--rate", "100", "--duration", "1s",
                      "--ramp-up", "0", "--segment", f"{k}/2", "--start-at", f"{at:.3f}", out=tmp_path / f"{k}.json")
                for k, server in enumerate(servers)]
        done = [each.finish(60) for each in runs]
        if not any(text in each.err for each in done for text in LATE):
            break
    started_together([each.result for each in done], at)
    for k, times in enumerate(arrived):
        late_start = began_at(done[k].result) - at
        assert len(times) == 50 - done[k].result["generator"]["missed"]
        # Start number 2 i + k is due at (2 i + k + 0.5) / 100 s. One of fifty at least meets no pause of this machine.
        behind = [at_server - at - (2 * i + k + 0.5) / 100 - late_start for i, at_server in enumerate(sorted(times))]
        assert -0.003 < min(behind) < 0.02, (k, min(behind), max(behind))
