"""Does a server that stands still appear as what its users would have waited?"""

from pathlib import Path

from loadtest_cli import run
from result import assert_valid, operation, starts_made, track

STALL = ["--stall-every", "10s", "--stall-for", "2s"]


def waited_ms(pid):
    """How long its threads have been ready to go on and had no processor, as the kernel counts it."""
    return sum(int((task / "schedstat").read_text().split()[1]) for task in Path(f"/proc/{pid}/task").iterdir()) / 1e6


def test_a_known_stall_has_the_percentiles_that_arithmetic_gives_it(target, tmp_path):
    # A fifth of the arrivals falls into the stall and waits for what is left of it, evenly from 0 to 2 s.
    server = target(*STALL)
    done = run("ws", "--url", server.url, "--rate", "200/s", "--users", "50", "--duration", "30s", "--ramp-up", "0",
               timeout=90, out=tmp_path / "run.json")
    result = done.result
    assert_valid(result)
    chat = operation(result, "chat")
    response = chat["response_ms"]
    late = result["generator"]["lag_ms"]["max"]
    for statistic, expected in (("p90", 1000), ("p95", 1500), ("p99", 1900), ("max", 2000)):
        assert 0.95 * expected <= response[statistic] <= 1.05 * expected + late, (statistic, late, response)
    assert chat["service_ms"]["p95"] < 200
    assert chat["started"] == starts_made(result, 6000) == chat["ok"] and chat["dropped"] == 0
    assert server.stats()["chats_answered"] == chat["ok"]


def test_the_closed_model_hides_a_stall_and_the_rhythm_shows_it(target, tmp_path):
    # Ten users that think 100 ms meet two stalls of 1 s each: 10 slow replies a stall, of more than a thousand in all.
    server = target("--stall-every", "4s", "--stall-for", "1s")
    done = run("ws", "--url", server.url, "--users", "10", "--think-time", "0.05s", "--duration", "8s", "--ramp-up", "0",
               out=tmp_path / "run.json")
    chat = operation(done.result, "chat")
    assert chat["response_ms"]["p95"] < 100
    late = done.result["generator"]["lag_ms"]["max"]
    assert 880 <= chat["response_ms"]["max"] <= 1120 + late, late
    assert chat["rhythm_ms"]["p95"] > 500, "with the sends that the waiting users left out"
    assert track(done.result)["users"]["peak"] == 10


def test_latency_is_reported_as_it_is(target, tmp_path):
    done = run("ws", "--url", target("--latency", "100ms").url, "--rate", "100/s", "--users", "50", "--duration", "3s",
               "--ramp-up", "0", out=tmp_path / "run.json")
    chat = operation(done.result, "chat")
    late = done.result["generator"]["lag_ms"]["p99"]  # on a machine where it is, so is the server
    assert 100 <= chat["response_ms"]["min"] and chat["response_ms"]["p50"] < 103 + late
    assert 100 <= chat["service_ms"]["min"] and chat["service_ms"]["p50"] < 103 + late


def test_jitter_has_the_distribution_that_was_asked_for(target, tmp_path):
    # Even from 50 to 150 ms.
    server = target("--latency", "100ms", "--jitter", "50ms")
    done = run("ws", "--url", server.url, "--rate", "400/s", "--users", "200", "--duration", "4s", "--ramp-up", "0",
               out=tmp_path / "run.json")
    response = operation(done.result, "chat")["response_ms"]
    lag = done.result["generator"]["lag_ms"]
    # The last ones show each pause that the machine made, in the generator or in the server.
    pauses = lag["max"] + waited_ms(server.pid)
    for statistic, expected, late in (("min", 50, 0), ("p50", 100, lag["p99"]), ("p90", 140, lag["p99"]),
                                      ("p95", 145, lag["p99"]), ("p99", 149, pauses), ("max", 150, pauses)):
        assert 0.95 * expected <= response[statistic] <= 1.05 * expected + late, (statistic, late, response)
