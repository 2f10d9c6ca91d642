"""--live: what viewers see is what the result file says, and the run does not wait for them."""

import asyncio
import json
import time
from datetime import datetime, timezone

import pytest

from live_viewer import LiveRun
from loadtest_cli import run, wait_until
from result import operation

SHORT = ("ws", "--embedded", "--users", "10", "--think-time", "50ms", "--ramp-up", "0", "--threads", "2")


def track(message, index=0):
    return message["tick"]["tracks"][index]


def seconds_after_the_end(done):
    """How long the process stayed after the run had ended."""
    ended = datetime.fromisoformat(done.result["run"]["ended_at"].replace("Z", "+00:00"))
    return datetime.now(timezone.utc).timestamp() - ended.timestamp()


def test_all_viewers_see_the_figures_of_the_result_file(tmp_path):
    live = LiveRun(*SHORT, "--duration", "4s", out=tmp_path / "run.json")
    early = [live.viewer() for _ in range(3)]
    early[0].read_until(lambda m: m["type"] == "tick" and track(m)["points"] and track(m)["points"][-1]["t_s"] >= 1)
    late = live.viewer()
    seen = [viewer.read_all() for viewer in (*early, late)]
    done = live.command.finish()
    chat = operation(done.result, "chat")
    assert chat["ok"] > 100, done
    for viewer, messages in zip((*early, late), seen):
        assert viewer.closed == 4000
        assert messages[0]["type"] == "load" and messages[-1]["type"] == "over"
        last = [m for m in messages if m["type"] == "tick"][-1]
        assert {key: track(last)[key] for key in ("ok", "failed", "dropped")} == \
            {key: chat[key] for key in ("ok", "failed", "dropped")}
        over = messages[-1]
        status = done.result["verdict"]["status"]
        assert over["kind"] == ("none" if status == "inconclusive" else status)
        intervals = [interval["t_s"] for interval in done.result["tracks"][0]["intervals"]]
        # What is left after the last whole second belongs to that second's point.
        remnant = done.result["tracks"][0]["intervals"][-1]["length_s"] < 0.2
        assert over["document"]["tracks"][0]["series"]["t_s"] == (intervals[:-1] if remnant else intervals)
        # What it was told at first and then second by second is the whole run, without a gap or a second twice.
        series = messages[0]["document"]["tracks"][0]["series"]
        starts = series["t_s"] + [p["t_s"] for m in messages if m["type"] == "tick" for p in track(m)["points"]]
        assert starts == intervals
    assert len(seen[3][0]["document"]["tracks"][0]["series"]["t_s"]) >= 2, "who comes late sees what was"
    assert sum(p["done"] * p["length_s"] for m in seen[0] if m["type"] == "tick" for p in track(m)["points"]) == \
        pytest.approx(chat["ok"], rel=0.01)


def test_viewers_who_never_read_change_nothing_but_a_warning(tmp_path):
    live = LiveRun(*SHORT, "--duration", "2s", out=tmp_path / "run.json")
    deaf = [live.viewer(receive_buffer=4096) for _ in range(3)]
    done = live.command.finish()
    assert seconds_after_the_end(done) < 3
    assert done.code in (1, 4, 0) and done.result["run"]["interrupted"] is False
    assert done.result["run"]["duration_s"] == pytest.approx(2, abs=0.05)
    assert done.err.count("the dashboard let go of 3 viewers that did not read what they were sent") == 1
    for viewer in deaf:
        viewer.close()


def test_without_viewers_nothing_is_waited_for(tmp_path):
    live = LiveRun(*SHORT, "--duration", "1s", out=tmp_path / "run.json")
    done = live.command.finish()
    assert seconds_after_the_end(done) < 2  # some of which the backend takes to end
    assert "let go" not in done.err


def test_a_port_in_use_is_told_before_anything_starts(target, tmp_path):
    server = target()
    done = run("ws", "--url", server.url, f"--live=127.0.0.1:{server.port}", "--duration", "1s", out=tmp_path / "run.json")
    assert done.code == 2
    [line] = done.err.splitlines()
    assert f"--live: cannot listen on 127.0.0.1:{server.port}" in line
    assert server.stats()["connections_accepted"] == 0
    assert not done.result_path.exists()


def test_the_stop_button_ends_the_run_as_an_interrupt_does(tmp_path):
    live = LiveRun(*SHORT, "--duration", "60s", out=tmp_path / "run.json")
    presses, watches = live.viewer(), live.viewer()
    presses.read_until(lambda m: m["type"] == "tick" and track(m)["ok"] > 0)
    presses.say("stop")
    presses.say("stop")  # impatient; what is under way is waited for all the same
    watches.read_until(lambda m: m["type"] == "stopping")
    assert presses.read_all()[-1]["type"] == watches.read_all()[-1]["type"] == "over"
    done = live.command.finish(20)
    assert done.code == 130, done
    assert done.result["run"]["interrupted"] is True
    assert operation(done.result, "chat")["cancelled"] == 0


def test_users_go_and_come_back_by_hand(target, tmp_path):
    server = target("--latency", "1ms")
    live = LiveRun("ws", "--url", server.url, "--users", "40", "--think-time", "50ms", "--ramp-up", "0", "--threads", "2",
                   "--duration", "60s", out=tmp_path / "run.json")
    viewer = live.viewer()
    [hold] = viewer.read_until(lambda m: m["type"] == "tick" and track(m)["users"] == 40)["hold"]
    assert hold == {"track": 0, "name": "ws", "least": 2, "most": 40, "now": 40}
    viewer.say("hold 0 15")
    server.stats_when(lambda s: s["open"] == 15)
    viewer.read_until(lambda m: m["type"] == "tick" and track(m)["users"] == 15 and m["hold"][0]["now"] == 15)
    seconds = len([m for m in viewer.messages if m["type"] == "tick" and track(m)["points"]])
    viewer.read_until(lambda m: m["type"] == "tick" and len(
        [x for x in viewer.messages if x["type"] == "tick" and track(x)["points"]]) >= seconds + 2)
    viewer.say("hold 0 99999")
    server.stats_when(lambda s: s["open"] == 40)
    viewer.say("hold 5 1")  # there is no such track
    viewer.say("stop")
    viewer.read_all()
    done = live.command.finish(20)
    assert server.stats()["greeted"] == 65, "25 came twice"
    [ws] = done.result["tracks"]
    assert ws["users"] == {**ws["users"], "asked": 40, "peak": 40, "sustained": 15}
    assert [w for w in done.err.splitlines() if "ws: users were changed by hand: 40 -> 15 at" in w], done
    assert [w for w in done.err.splitlines() if "ws: users were changed by hand: 15 -> 40 at" in w], done
    assert json.dumps(done.result).count("users were changed by hand") >= 2
    assert operation(done.result, "chat")["failed"] == 0


def test_an_open_track_has_no_users_to_take_away(tmp_path):
    live = LiveRun("ws", "--embedded", "--users", "5", "--rate", "50", "--duration", "2s", "--ramp-up", "0",
                   out=tmp_path / "run.json")
    viewer = live.viewer()
    viewer.say("hold 0 1")
    assert all(m["hold"] == [] for m in viewer.read_all() if m["type"] == "tick")
    assert "by hand" not in live.command.finish().err


def test_a_search_is_followed_from_level_to_level(tmp_path):
    live = LiveRun("ws", "--embedded", "--find-max", "users", "--find-from", "2", "--find-to", "4", "--find-duration", "1s",
                   "--find-repeats", "1", "--think-time", "50ms", out=tmp_path / "run.json")
    messages = live.viewer().read_all()
    done = live.command.finish()
    elapsed = [m["tick"]["elapsed_s"] for m in messages if m["type"] == "tick"]
    assert any(b < a for a, b in zip(elapsed, elapsed[1:])), (elapsed, done)
    assert all(m["hold"] == [] for m in messages if m["type"] == "tick")
    assert messages[-1]["type"] == "over"


def test_a_run_that_cannot_be_carried_out_ends_the_dashboard_with_it():
    done = run("ws", "--url", "ws://127.0.0.1:1/x", "--live=127.0.0.1:0", "--duration", "1s")
    assert done.code == 3
    assert "dashboard:" not in done.err


def test_while_it_waits_for_its_start_viewers_see_how_long(tmp_path):
    at = datetime.fromtimestamp(time.time() + 4, timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
    live = LiveRun(*SHORT, "--duration", "1s", "--start-at", at, out=tmp_path / "run.json")
    viewer = live.viewer()
    waiting = viewer.read_until(lambda m: m["type"] == "tick" and m["tick"]["starts_in_s"] is not None)
    assert 0 < waiting["tick"]["starts_in_s"] < 5
    wait_until(lambda: viewer.read() is None, 30)
    live.command.finish()


def test_a_run_that_begins_too_late_says_why(backend, tmp_path):
    greets_from = time.time() + 7

    async def slow(socket):
        await asyncio.sleep(max(0, greets_from - time.time()))
        await socket.send('{"type":"connection","status":"connected"}')
        await socket.wait_closed()

    at = datetime.fromtimestamp(greets_from - 4, timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
    live = LiveRun("ws", "--url", backend(slow).url, "--users", "2", "--ramp-up", "0", "--duration", "1s", "--start-at", at)
    viewer = live.viewer()
    messages = viewer.read_all()
    assert messages[-1]["type"] == "failed" and "nothing was begun" in messages[-1]["why"]
    assert viewer.closed == 4000
    assert live.command.finish().code == 3
