"""Sentry hears of runs that failed, and its cron monitors of every run: when asked, and only then."""

import json
import os
import subprocess

import pytest

from loadtest_cli import ROOT, run
from receivers import free_port, node_receivers
from stub_receiver import StubReceiver

KEY = "acacaeaccacacacabcaacdacdacadaca"
FAILS = ("--threshold", "ws.chat.success > 100%")


def items(receiver):
    """What came, as sentry-testkit reads it: [(type, payload)]."""
    found = []
    for path, headers, body in receiver.requests:
        assert path == "/api/42/envelope/" and f"sentry_key={KEY}" in headers["X-Sentry-Auth"]
        read = subprocess.run(["node", str(ROOT / "tests/support/npm_receivers/sentry_envelope.js")], input=body,
                              capture_output=True, check=True, env={**os.environ, "NODE_PATH": node_receivers()})
        found += [(item["type"], item["payload"]) for item in json.loads(read.stdout)]
    return found


def dsn(receiver):
    return receiver.url.replace("://", f"://{KEY}@") + "/42"


def measured(target, receiver, *options):
    return run("ws", "--url", target("--error-share", "20%").url, "--users", "5", "--duration", "2s", "--ramp-up", "0",
               "--think-time", "50ms", "--no-default-criteria", *options, env={"SENTRY_DSN": dsn(receiver)})


def test_nothing_is_sent_just_because_there_is_a_dsn(target):
    with StubReceiver() as receiver:
        done = measured(target, receiver, *FAILS)
    assert done.code in (1, 4) and not receiver.requests, done


def test_a_monitor_is_told_of_begin_and_good_end(target):
    with StubReceiver() as receiver:
        done = measured(target, receiver, "--threshold", "ws.chat.rate > 1", "--sentry-monitor", "nightly")
    told = items(receiver)
    end = "ok" if done.code == 0 else "error"  # the generator is not trusted where this machine was too busy
    check_ins = [payload for kind, payload in told if kind == "check_in"]
    assert [check_in["status"] for check_in in check_ins] == ["in_progress", end]
    assert {check_in["monitor_slug"] for check_in in check_ins} == {"nightly"}
    assert len({check_in["check_in_id"] for check_in in check_ins}) == 1
    assert 1.5 < told[1][1]["duration"] < 20 and (done.code or len(told) == 2), told


def test_a_run_that_fails_is_an_event(target):
    with StubReceiver() as receiver:
        done = measured(target, receiver, *FAILS, "--sentry", "--label", "branch=main", "--name", "nightly")
    [(kind, event)] = items(receiver)
    assert kind == "event" and event["level"] in ("error", "warning"), event
    assert event["tags"]["outcome"] == ("fail" if done.code == 1 else "inconclusive")
    assert event["message"]["formatted"].startswith("load test nightly ") and event["tags"]["label.branch"] == "main"
    assert len(event["event_id"]) == 32 and event["extra"]["exit_code"] == done.code


@pytest.mark.parametrize("option", [["--sentry"], ["--sentry-monitor", "nightly"]])
def test_a_run_that_could_not_be_carried_out_is_one_too(option):
    with StubReceiver() as receiver:
        done = run("ws", "--url", f"ws://127.0.0.1:{free_port()}", "--users", "1", "--duration", "1s", *option,
                   env={"SENTRY_DSN": dsn(receiver)})
    assert done.code == 3, done
    told = items(receiver)
    [event] = [payload for kind, payload in told if kind == "event"]
    assert "could not be carried out: " in event["message"]["formatted"] and event["level"] == "error"
    assert [p["status"] for kind, p in told if kind == "check_in"] == (["error"] if "monitor" in option[0] else [])


def test_sentrys_testkit_takes_the_event_over_http(target):
    server = subprocess.Popen(["node", str(ROOT / "tests/support/npm_receivers/sentry_server.js")], text=True,
                              stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                              env={**os.environ, "NODE_PATH": node_receivers()})
    try:
        address = server.stdout.readline().strip()
        done = run("ws", "--url", target("--error-share", "20%").url, "--users", "2", "--duration", "1s", "--ramp-up",
                   "0", "--no-default-criteria", *FAILS, "--sentry", env={"SENTRY_DSN": address})
        server.stdin.write("\n")
        server.stdin.flush()
        [event] = json.loads(server.stdout.readline())
        assert event["release"].startswith("loadtest@") and "sentry" not in done.err, (event, done)
    finally:
        server.kill()
        server.wait()


def test_a_sentry_that_is_gone_is_one_line(target):
    done = run("ws", "--url", target().url, "--users", "1", "--duration", "1s", "--ramp-up", "0", "--sentry-monitor",
               "x", env={"SENTRY_DSN": f"http://{KEY}@127.0.0.1:{free_port()}/42"})
    assert done.code in (0, 4) and done.err.count("sentry: ") == 1, done
    assert "messages lost: connection refused" in done.err, done


@pytest.mark.parametrize("value, wrong", [(None, "is not set"), ("none-4711", "is no DSN"), ("http://k@/1", "is no DSN")])
def test_a_dsn_that_is_none_stops_before_the_start(value, wrong):
    done = run("ws", "--url", "ws://127.0.0.1:1", "--sentry", env={"SENTRY_DSN": value} if value else {})
    assert done.code == 2 and f"$SENTRY_DSN {wrong}" in done.err and "4711" not in done.err, done
