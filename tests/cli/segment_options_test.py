"""--segment and --start-at as they are typed: what is refused, what is shown, and waiting."""

import signal
import socket
import time

import pytest

from loadtest_cli import run, start
from result import assert_valid, track


def one_line(done, *named):
    assert done.code == 2 and not done.out, done
    lines = done.err.strip().splitlines()
    assert len(lines) == 1, done
    assert all(name in lines[0] for name in named), (named, done)


@pytest.mark.parametrize("text", ["2/2", "1", "a/b", "0/0", "-1/2", "1/2/3", "", "0.5/2", "0/1000000000000"])
def test_what_is_no_share_is_one_line(text):
    one_line(run("ws", "--segment", text), "--segment", "K")


@pytest.mark.parametrize("text,named", [
    ("soon", "no instant"),
    ("2026-11-22T12:00:00", "zone"),
    ("2020-01-01T00:00:00Z", "is past by"),
    ("1500000000", "is past by"),
    (str(int(time.time() * 1000)), "seconds"),  # date +%s%3N
    (str(int(time.time()) + 800 * 86400), "more than a year ahead"),
])
def test_what_is_no_start_to_wait_for_is_one_line(text, named):
    one_line(run("ws", "--start-at", text), "--start-at", named)


@pytest.mark.parametrize("args,named", [
    (["ws", "--users", "3", "--segment", "0/4"], "3 users"),
    (["db", "--workers", "3", "--segment", "3/4"], "3 workers"),
    (["db", "--workers", "30", "--pool-size", "3", "--segment", "0/4"], "3 connections of the pool"),
    (["db", "--queries", "3", "--segment", "1/4"], "3 queries"),
    (["combined", "--embedded", "--users", "30", "--workers", "3", "--segment", "1/4"], "track db: 3 workers"),
])
def test_a_share_of_nothing_is_refused_by_all_segments_alike(args, named):
    one_line(run(*args), named, "cannot be shared by 4 segments")


def test_a_dry_run_shows_share_and_start_and_the_loads_of_the_whole():
    done = run("ws", "--url", "ws://127.0.0.1:1/", "--users", "100", "--segment", "2/3", "--dry-run", "--start-at",
               str(int(time.time()) + 1000))
    assert done.code == 0, done
    for line in ("segment: 2/3", "seed: 1", "users: 100", "ramp_up: 2s"):
        assert line in done.out, done
    assert "start_at: 20" in done.out, done


def test_a_segment_leaves_its_criteria_to_the_sum(target, tmp_path):
    done = run("ws", "--url", target().url, "--users", "4", "--duration", "0.4s", "--think-time", "0.1s", "--ramp-up", "0",
               "--segment", "1/3", "--threshold", "ws.chat.response.p95 < 0.001ms", out=tmp_path / "1.json")
    assert done.code in (0, 4), done
    result = done.result
    assert_valid(result)
    assert result["run"]["segment"] == "1/3" and result["run"]["seed"] == 1
    assert track(result)["users"]["asked"] == 1, "4 are 2 + 1 + 1"
    assert {c["status"] for c in result["criteria"]} == {"not_tried"}, result["criteria"]
    assert all("loadtest merge" in c["note"] for c in result["criteria"])
    if done.code == 0:
        assert "SEGMENT 1/3 MEASURED" in done.out and "loadtest merge" in done.out.splitlines()[0], done


def test_ctrl_c_while_it_waits_ends_it_with_a_result_and_without_a_user(target, tmp_path):
    server = target()
    command = start("ws", "--url", server.url, "--users", "4", "--start-at", str(int(time.time()) + 600),
                    out=tmp_path / "run.json")
    command.wait_until_told("waits for its start in")
    command.send_signal(signal.SIGINT)
    done = command.finish(10)
    assert done.code == 130, done
    assert_valid(done.result)
    assert done.result["run"]["interrupted"] is True and done.result["run"]["duration_s"] == 0
    assert track(done.result)["users"]["peak"] == 0
    assert server.stats()["greeted"] == 0, "users connect shortly before the start"


def test_a_start_that_getting_ready_outlasts_is_not_made(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as silent:  # connects, and never greets
        done = run("ws", "--url", f"ws://127.0.0.1:{silent.getsockname()[1]}/", "--users", "2", "--ramp-up", "0",
                   "--connect-timeout", "5s", "--start-at", f"{time.time() + 2:.3f}", out=tmp_path / "run.json")
    assert done.code == 3 and not done.out, done
    assert "nothing was begun" in done.err and "choose a later start" in done.err, done
    assert not (tmp_path / "run.json").exists()
