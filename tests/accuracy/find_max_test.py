"""Does the search find the highest load that holds, and say what broke? Capacities are the target's own."""

import re
import signal
import time

import pytest

from find_max import assert_found, find_max
from loadtest_cli import start
from result import assert_valid, operation, track

# Long answers, so that a machine that others use too does not make the generator's lag a large part of them.
SLOW = ["--latency", "300ms"]
SHORT = ["--find-max", "rate", "--users", "200"]


def test_the_rate_that_a_target_can_do_is_found(target, tmp_path):
    server = target("--capacity", "280/s", *SLOW)
    done = find_max("ws", "--url", server.url, *SHORT, "--find-from", "150/s", "--find-to", "600/s", "--find-duration", "1s",
                    out=tmp_path / "r.json")
    assert_found(done, 280)
    search, chat = done.result["search"], operation(done.result, "chat")
    # All else is of the last run at the level that holds.
    assert chat["rate_per_s"] == pytest.approx(search["holds"], rel=0.02), done
    assert done.result["scenario"]["tracks"][0]["load"]["rate"] == f"{search['holds']:g}/s"
    assert done.result["phases"] == [] and len(track(done.result)["intervals"]) > 0
    assert search["first_broken"] == "ws response times"
    assert f"holds {search['holds']:g}/s (" in done.out and f"breaks at {search['breaks']:g}/s" in done.out
    assert [c for c in done.result["criteria"] if c["expression"] == "ws.users >= 100"] == []
    # The server saw every level.
    asked = sum(one["level"] * 1.25 for one in search["levels"])
    assert server.stats()["chats_received"] > 0.9 * asked


def test_a_target_that_breaks_at_once_is_a_failure(target, tmp_path):
    server = target("--capacity", "50/s", *SLOW)
    done = find_max("ws", "--url", server.url, *SHORT, "--find-from", "200/s", "--find-duration", "1s",
                    "--graceful-stop", "1s", out=tmp_path / "r.json")
    search = done.result["search"]
    assert (done.code, search["end"], search["holds"]) == (1, "none_holds", None), done
    assert "no level holds: the lowest breaks at 200/s" in re.sub(r"\s+", " ", done.out)


def test_a_level_is_not_tried_beyond_the_highest(target, tmp_path):
    server = target(*SLOW)
    done = find_max("ws", "--url", server.url, *SHORT, "--find-from", "20/s", "--find-to", "30/s", "--find-duration", "0.5s",
                    out=tmp_path / "r.json")
    search = done.result["search"]
    assert (done.code, search["end"], search["holds"], search["breaks"]) == (0, "none_breaks", 30, None), done
    assert {one["level"] for one in search["levels"]} == {20, 30}


def test_a_generator_that_is_held_up_says_that_it_was_the_limit(target, tmp_path):
    server = target(*SLOW)
    command = start("ws", "--url", server.url, *SHORT, "--find-from", "50/s", "--find-duration", "1s", out=tmp_path / "r.json")
    while command.process.poll() is None:  # it stands still for a third of the time
        for number, seconds in ((signal.SIGSTOP, 0.1), (signal.SIGCONT, 0.2)):
            command.send_signal(number)
            time.sleep(seconds)
    done = command.finish()
    assert (done.code, done.result["search"]["end"]) == (4, "generator"), done
    assert [one["status"] for one in done.result["search"]["levels"]] == ["spoiled"] * 3
    assert "the generator, not the target, was the limit at 50/s: p99 of its lag" in re.sub(r"\s+", " ", done.out)


def test_stopped_it_tells_what_it_knows(target, tmp_path):
    server = target(*SLOW)
    command = start("ws", "--url", server.url, *SHORT, "--find-from", "20/s", "--find-duration", "0.5s",
                    out=tmp_path / "r.json")
    command.wait_until_told("20/s ", timeout=30)
    command.send_signal(signal.SIGINT)
    done = command.finish()
    assert_valid(done.result)
    assert (done.code, done.result["search"]["end"], done.result["run"]["stop_reason"]) == (130, "stopped", "interrupted"), done
