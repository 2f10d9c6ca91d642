"""Does a server that stands still appear as what its users would have waited?"""

import pytest

from loadtest_cli import run
from result import assert_valid, operation, track

STALL = ["--stall-every", "10s", "--stall-for", "2s"]


def test_a_known_stall_has_the_percentiles_that_arithmetic_gives_it(target, tmp_path):
    # A fifth of the arrivals falls into the stall and waits for what is left of it, evenly from 0 to 2 s.
    server = target(*STALL)
    done = run("ws", "--url", server.url, "--rate", "200/s", "--users", "50", "--duration", "30s", "--ramp-up", "0",
               timeout=90, out=tmp_path / "run.json")
    result = done.result
    assert_valid(result)
    chat = operation(result, "chat")
    response = chat["response_ms"]
    for statistic, expected in (("p90", 1000), ("p95", 1500), ("p99", 1900), ("max", 2000)):
        assert response[statistic] == pytest.approx(expected, rel=0.05), (statistic, response)
    assert chat["service_ms"]["p95"] < 200
    assert chat["started"] == 6000 == chat["ok"] and chat["dropped"] == 0
    assert server.stats()["chats_answered"] == 6000


def test_the_closed_model_hides_a_stall_and_the_rhythm_shows_it(target, tmp_path):
    # Ten users that think 100 ms meet two stalls of 1 s each: 10 slow replies a stall, of more than a thousand in all.
    server = target("--stall-every", "4s", "--stall-for", "1s")
    done = run("ws", "--url", server.url, "--users", "10", "--think-time", "0.05s", "--duration", "8s", "--ramp-up", "0",
               out=tmp_path / "run.json")
    chat = operation(done.result, "chat")
    assert chat["response_ms"]["p95"] < 100
    assert chat["response_ms"]["max"] == pytest.approx(1000, rel=0.12)
    assert chat["rhythm_ms"]["p95"] > 500, "with the sends that the waiting users left out"
    assert track(done.result)["users"]["peak"] == 10


def test_latency_is_reported_as_it_is(target, tmp_path):
    done = run("ws", "--url", target("--latency", "100ms").url, "--rate", "100/s", "--users", "50", "--duration", "3s",
               "--ramp-up", "0", out=tmp_path / "run.json")
    chat = operation(done.result, "chat")
    assert 100 <= chat["response_ms"]["min"] and chat["response_ms"]["p50"] < 103
    assert 100 <= chat["service_ms"]["min"] and chat["service_ms"]["p50"] < 103


def test_jitter_has_the_distribution_that_was_asked_for(target, tmp_path):
    # Even from 50 to 150 ms.
    done = run("ws", "--url", target("--latency", "100ms", "--jitter", "50ms").url, "--rate", "400/s", "--users", "200",
               "--duration", "4s", "--ramp-up", "0", out=tmp_path / "run.json")
    response = operation(done.result, "chat")["response_ms"]
    for statistic, expected in (("min", 50), ("p50", 100), ("p90", 140), ("p95", 145), ("max", 150)):
        assert response[statistic] == pytest.approx(expected, rel=0.05), (statistic, response)
