"""The live dashboard in Chromium: figures move, buttons steer the run by mouse and keyboard, nothing is cut or lost."""

import json
import os
import subprocess

import pytest

import browser
from live_viewer import LiveRun
from result import operation

SCRIPT = browser.SCRIPT.parent / "watch.js"


@pytest.fixture(scope="module")
def watched(tmp_path_factory):
    """What was seen of a run, and the run."""
    from skips import skip_or_fail

    if browser.missing():
        skip_or_fail(browser.missing())
    out = tmp_path_factory.mktemp("dashboard") / "run.json"
    live = LiveRun("ws", "--embedded", "--users", "20", "--think-time", "100ms", "--ramp-up", "0", "--duration", "300s",
                   "--threads", "2", out=out)
    done = subprocess.run(["node", SCRIPT, live.url], capture_output=True, timeout=270, text=True,
                          env={**os.environ, "LOADTEST_CHROMIUM": browser.chromium()})
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout), live, live.command.finish(30)


def test_figures_move_and_are_those_of_the_run_at_last(watched):
    seen, _, done = watched
    assert seen["running"] == "RUNNING"
    assert seen["moves"][1] > seen["moves"][0] > 0
    assert operation(done.result, "chat")["ok"] > seen["moves"][1]


def test_the_users_are_changed_by_keyboard_mouse_and_number(watched):
    seen, _, done = watched
    assert seen["fewer_reached"] and seen["said"] == "Users of ws: 14 of 20 from now on"
    assert seen["capped"] == "20"
    assert "ws: users were changed by hand: 20 -> " in done.err and "-> 14 at" in done.err and "14 -> 16 at" in done.err
    assert "16 -> 20 at" in done.err
    assert done.result["tracks"][0]["users"]["peak"] == 20


def test_the_stop_button_asks_first_and_then_stops(watched):
    seen, _, done = watched
    assert seen["asks"] and seen["taken_back"]
    assert done.code == 130 and done.result["run"]["interrupted"]
    assert seen["buttons_left"] == 0
    for reason in done.result["verdict"]["reasons"]:
        assert reason in seen["over"]
    assert not seen["title"].startswith("running")
    for criterion in done.result["criteria"]:
        assert criterion["name"] in seen["views"]["1440 light over"]["words"]


def test_the_console_is_silent_and_no_request_leaves(watched):
    seen, live, _ = watched
    assert seen["console"] == []
    own = (f"http://{live.host}/", f"ws://{live.host}/feed", "data:")
    assert [url for url in seen["requests"] if not url.startswith(own)] == []
    assert not any(live.token in url.split("#")[0] for url in seen["requests"])


def test_without_the_token_the_page_says_what_to_do_and_nothing_else(watched):
    seen, _, _ = watched
    assert "lacks its end" in seen["without_token"] and "another run" in seen["wrong_token"]
    assert all("ws" not in seen[door].split() for door in ("without_token", "wrong_token"))


@pytest.mark.parametrize("view", ["1440 light", "390 dark", "1440 light over", "390 dark over"])
def test_nothing_overlaps_nothing_is_cut_and_axe_finds_nothing_serious(watched, view):
    found = watched[0]["views"][view]
    assert found["overlaps"] == [] and found["cut"] == [] and not found["wider"]
    assert found["axe"] == []
