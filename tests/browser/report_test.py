"""The HTML report in Chromium: it opens as a file, nothing is cut or overlaps, its figures are the result file's."""

import json

import pytest

import browser
import servers
from loadtest_cli import run

NAME = "nightly </title><script>alert(1)</script> & \u202edesrever\u2028<img src=x onerror=alert(2)>"
HOSTILE = "</script><img src=x onerror=alert(3)>\u202e\u2028'\"&amp;"
CANARY = "canary-9d21<b>&c07"


async def hostile(socket):
    """Answers every third chat with an error that no page should obey and no output should show."""
    await socket.send('{"type":"connection","status":"connected"}')
    number = 0
    async for message in socket:
        if json.loads(message)["type"] != "chat":
            continue
        number += 1
        bad = {"type": "error", "error_code": f"{HOSTILE} {CANARY}"}
        await socket.send(json.dumps(bad if number % 3 == 0 else {"type": "chat_response", "message": "ok"}))


@pytest.fixture(scope="module")
def looked(tmp_path_factory):
    """name -> (result file, what was seen of the page) of three real runs."""
    from skips import skip_or_fail

    if browser.missing():
        skip_or_fail(browser.missing())
    folder = tmp_path_factory.mktemp("reports")

    def report(name, *args):
        done = run(*args, "--out", folder / f"{name}.html", out=folder / f"{name}.json", timeout=90)
        options = ["--all"] if name == "combined" else []
        return done.result, browser.look(folder / f"{name}.html", *options), (folder / f"{name}.html").read_text()

    seen = {"combined": report("combined", "combined", "--embedded", "--users", "20", "--duration", "9s",
                               "--think-time", "100ms", "--label", "branch=main")}
    target = servers.Target("--latency", "20ms", "--jitter", "15ms", "--error-share", "8%", "--close-share", "1%")
    try:
        seen["failed"] = report("failed", "ws", "--url", target.url, "--users", "20", "--rate", "100", "--duration",
                                "4s", "--ramp-up", "0")
    finally:
        target.stop()
    scripted = servers.Scripted(hostile)
    try:
        seen["hostile"] = report("hostile", "ws", "--url", scripted.url, "--users", "3", "--duration", "2s",
                                 "--think-time", "50ms", "--ramp-up", "0", "--token", CANARY, "--name", NAME,
                                 "--label", f"x={HOSTILE}")
    finally:
        scripted.stop()
    return seen


RUNS = ["combined", "failed", "hostile"]


def views(looked, name):
    return [(f"{name} {view['width']} {view['scheme']} {'with' if view['scripts'] else 'without'} scripts", view)
            for view in looked[name][1]["views"]]


@pytest.mark.parametrize("name", RUNS)
def test_it_opens_without_an_error_and_asks_for_nothing(looked, name):
    for view, seen in views(looked, name):
        assert seen["console"] == [], view
        assert [url for url in seen["requests"] if not url.startswith(("file:", "data:"))] == [], view
        assert len([url for url in seen["requests"] if url.startswith("file:")]) == 1, view


@pytest.mark.parametrize("name", RUNS)
def test_nothing_overlaps_and_nothing_is_cut(looked, name):
    for view, seen in views(looked, name):
        assert seen["texts"] > 100, view
        assert seen["overlaps"] == [] and seen["cut"] == [] and not seen["wider"], view


@pytest.mark.parametrize("name", RUNS)
def test_axe_finds_nothing_serious(looked, name):
    for view, seen in views(looked, name):
        assert seen.get("axe", []) == [], view
    assert any("axe" in seen for _, seen in views(looked, name)), "it has looked"


def test_scripts_or_not_it_says_the_same(looked):
    for name in RUNS:
        result, seen, _ = looked[name]
        for view in seen["views"]:
            for reason in result["verdict"]["reasons"]:
                assert reason in view["words"], (name, view["width"])
            for criterion in result["criteria"]:
                assert criterion["name"] in view["words"]
            assert ("Dark" in view["words"] or "Light" in view["words"]) == view["scripts"]
        assert len({view["background"] for view in seen["views"]}) == 2, "one for light, one for dark"


def test_every_chart_is_drawn_by_scripts_and_without_them(looked):
    result, seen, page = looked["combined"]
    # Throughput, times and percentiles of two tracks; users; both on one axis. Failures only where there are.
    failures = sum(any(operation["failed"] + operation["dropped"] for operation in track["operations"])
                   for track in result["tracks"])
    assert seen["use"]["charts"] == 8 + failures
    # What was observed has drawings of its own below.
    assert page[:page.index('id="observed"')].count('<svg viewBox=') == 8 + failures
    for phase in result["phases"]:
        assert f'>{phase["name"]}</text>' in page


def test_it_is_used_by_keyboard(looked):
    use = looked["combined"][1]["use"]
    assert use["theme_reached"] and use["theme_changes"] and use["theme_returns"]
    assert use["legend_reached"] and use["legend_pressed"] == "true"
    assert use["details_reached"] and use["details_open"]
    assert use["console"] == []


def test_a_cursor_and_a_choice_in_one_chart_are_in_all(looked):
    use = looked["combined"][1]["use"]
    assert len(use["instants"]) == 1 and use["instants"][0] != "–", "one instant in all charts of time"
    assert use["zoomed"] >= 6, "all but the percentiles"
    assert use["after_all"] == 0, "a double click shows all again"


def test_ticks_extend_the_charts_and_a_new_run_begins_them_anew(looked):
    live = looked["combined"][1]["use"]["live"]
    assert [second["labels"][1:] for second in live] == [
        ["failures"], ["timeout"], ["timeout", "close 1011"], ["failures"]]
    assert [second["moved"] for second in live] == [False, True, True, True]


def lookup(result, path):
    at = result
    for step in path.split("/"):
        at = at[int(step)] if isinstance(at, list) else at[step]
    return at


def test_its_figures_are_those_of_the_result_file(looked):
    result, seen, _ = looked["combined"]
    figures = seen["use"]["figures"]
    assert len(figures) > 200
    for figure in figures:
        wanted = lookup(result, f"{figure['path']}/{figure['key']}")
        assert json.loads(figure["value"]) == wanted, figure
        assert figure["text"].strip(), figure
    paths = {figure["path"].split("/")[0] for figure in figures}
    assert paths == {"criteria", "phases", "tracks", "interference", "generator"}


def test_the_result_file_is_inside(looked):
    for name in RUNS:
        result, _, page = looked[name]
        inside = page.split('<script type="application/json" id="loadtest-result">')[1].split("</script>")[0]
        assert json.loads(inside) == result


def test_what_the_target_said_is_text_and_secrets_are_not(looked):
    result, seen, page = looked["hostile"]
    assert any("onerror" in kind for kind in result["tracks"][0]["operations"][1]["errors"]), "it was really said"
    assert "<img" not in page and "<script>alert" not in page and "\u202e" not in page and "\u2028" not in page
    assert CANARY not in page and "canary" not in page
    for _, view in views(looked, "hostile"):
        assert "<img src=x onerror=alert(3)>" in view["words"], "people see it as it was"
