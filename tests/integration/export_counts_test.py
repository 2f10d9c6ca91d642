"""What is exported of whatever run adds up to its result."""

import re

import pytest

from loadtest_cli import run
from result import track
from stub_receiver import StubReceiver

LINE = re.compile(r"(?P<metric>\w+),(?P<tags>(?:\\.|[^ ])+) (?P<fields>\S+) \d+")
OUTCOMES = ("ok", "failed", "dropped", "cancelled")


def last_update(receiver):
    """(metric, track, operation, outcome or kind) -> fields, of the last update that came as InfluxDB's lines."""
    lines = receiver.requests[-1][2].decode().splitlines()
    start = max(i for i, line in enumerate(lines) if line.startswith("loadtest_run_info"))
    found = {}
    for line in lines[start:]:
        matched = LINE.fullmatch(line)
        tags = dict(tag.split("=", 1) for tag in matched["tags"].replace("\\ ", " ").split(","))
        fields = {k: float(v.rstrip("i")) for k, v in (f.split("=") for f in matched["fields"].split(","))}
        key = tuple(tags.get(name) for name in ("track", "operation", "outcome", "kind"))
        found[matched["metric"], *key] = fields
    return found


def exported(tmp_path, *args, **kwargs):
    with StubReceiver() as receiver:
        done = run(*args, "--export", f"influx={receiver.url}", out=tmp_path / "run.json", **kwargs)
    assert "export" not in done.err and receiver.requests, done
    return done, last_update(receiver)


def assert_equal_to_result(done, got):
    """Returns how many starts were planned."""
    planned = 0
    for part in done.result["tracks"]:
        name = part["name"]
        for operation in part["operations"]:
            key = (name, operation["name"])
            assert got["loadtest_operations_started_total", *key, None, None]["value"] == operation["started"], key
            for outcome in OUTCOMES:
                counted = got["loadtest_operations_total", *key, outcome, None]["value"]
                assert counted == operation[outcome], (key, outcome)
            errors = {k[4]: int(v["value"]) for k, v in got.items()
                      if k[0] == "loadtest_operation_errors_total" and k[1:3] == key}
            assert errors == operation["errors"], key
            times = got["loadtest_response_seconds", *key, None, None]
            assert times["count"] == operation["ok"] >= times["le_30.0"] >= times["le_0.0005"]
            assert times["sum"] == pytest.approx(operation["sum_ns"]["response"] / 1e9, rel=1e-9)
        planned += got["loadtest_starts_planned_total", name, None, None, None]["value"]
    return planned


def test_a_warm_up_and_tracks_that_pause(tmp_path, target):
    url = target("--error-share", "10%", "--latency", "5ms").url
    scenario = tmp_path / "two.yaml"
    scenario.write_text(f"""
name: two
tracks:
  - {{ name: a, workload: ws, options: {{ url: "{url}" }},
       load: {{ users: 5, think_time: 20ms, warm_up: 1s, duration: 4s }} }}
  - {{ name: b, workload: ws, options: {{ url: "{url}" }},
       load: {{ rate: 50/s, users: 5, duration: 4s, ramp_up: 300ms }} }}
phases: [ {{ name: alone, from: 0s, tracks: [a] }}, {{ name: both, from: 2s, judged: true }} ]
""")
    done, got = exported(tmp_path, "run", scenario)
    assert done.code in (0, 1, 4) and len(done.result["phases"]) == 2, done
    assert assert_equal_to_result(done, got) == done.result["generator"]["planned"] > 50


def test_an_overloaded_open_model(tmp_path, target):
    # One user who waits 10 ms for each of 300 answers a second: two of three are dropped.
    done, got = exported(tmp_path, "ws", "--url", target("--latency", "10ms").url, "--users", "1", "--rate", "300",
                         "--backlog", "5", "--duration", "2s", "--ramp-up", "0")
    chat = next(o for o in track(done.result)["operations"] if o["name"] == "chat")
    assert chat["dropped"] > 300, done
    assert_equal_to_result(done, got)
    assert got["loadtest_starts_planned_total", "ws", None, None, None]["value"] == done.result["generator"]["planned"]


def test_a_run_that_is_stopped(tmp_path, target):
    done, got = exported(tmp_path, "ws", "--url", target("--latency", "5s").url, "--users", "3", "--duration", "30s",
                         "--ramp-up", "0", "--graceful-stop", "0", prefix=["timeout", "-s", "INT", "3"])
    assert done.code in (124, 130), done
    chat = next(o for o in track(done.result)["operations"] if o["name"] == "chat")
    assert chat["cancelled"] == 3, chat
    assert_equal_to_result(done, got)


def test_a_search_goes_on_counting_through_its_levels(tmp_path):
    done, got = exported(tmp_path, "ws", "--embedded", "--users", "5", "--find-max", "rate", "--find-from", "50/s",
                         "--find-to", "100/s", "--find-duration", "1s", "--threshold", "ws.chat.success > 10%")
    levels = done.result["search"]["levels"]
    chat = next(o for o in track(done.result)["operations"] if o["name"] == "chat")
    ok = got["loadtest_operations_total", "ws", "chat", "ok", None]["value"]
    assert len(levels) > 1 and ok > chat["ok"] * 1.2, (ok, chat["ok"], levels)
