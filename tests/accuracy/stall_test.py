"""Does a server that stands still appear as what its users would have waited?"""

import time
from pathlib import Path

import pytest

import arrivals
import stall
from loadtest_cli import run, start, wait_until
from result import assert_valid, operation, read_by_node, track

LATENCY_S = 0.02
SHARES = {"p50": 0.5, "p90": 0.9, "p95": 0.95, "p99": 0.99, "p999": 0.999, "max": 1}
# Two timers and four wake-ups of threads lie in an answer that its server meant to take 20 ms.
TIMERS_MS = 0.6


def waited_ms(pid):
    """How long its threads have been ready to go on and had no processor, as the kernel counts it."""
    return sum(int((task / "schedstat").read_text().split()[1]) for task in Path(f"/proc/{pid}/task").iterdir()) / 1e6


class StalledRun:
    """Five seconds against a server that stands still twice."""

    def __init__(self, target, out, *load):
        server = target("--latency", f"{LATENCY_S}s")
        self.stalls = stall.Stalls(server.pid)
        command = start("ws", "--url", server.url, "--duration", "5s", "--ramp-up", "0", "--threads", "1",
                        "--no-default-criteria", *load, out=out)
        wait_until(lambda: server.stats()["chats_received"] > 100, 20, "the load has begun")
        for length_s in (0.7, 0.4):
            time.sleep(0.6)
            self.stalls.stand_still(length_s)
        self.result = command.finish().result
        assert_valid(self.result)
        self.chat = operation(self.result, "chat")
        self.spans = self.stalls.from_t0(self.result)
        self.server_waited_ms = waited_ms(server.pid)
        assert server.stats()["chats_answered"] == self.chat["ok"] == self.chat["started"]
        assert self.chat["dropped"] == 0

    def disturbed(self):
        """Where this machine had a part in the figures, in words; else nothing."""
        generator = self.result["generator"]
        parts = {"generator late, ms": generator["lag_ms"]["max"], "answers unread, ms": generator["delay_ms"]["max"],
                 "server without a processor, ms": self.server_waited_ms, "stall known to, ms": 1e3 * self.stalls.unsure_s}
        return {what: ms for what, ms in parts.items() if ms > 4} or (generator["missed"] and "starts missed")


def first_right(target, tmp_path, load, wrong):
    """The first run of five with nothing wrong; again only where this machine had a part in it."""
    for number in range(5):
        done = StalledRun(target, tmp_path / f"{number}.json", *load)
        found = wrong(done)
        if not found or not done.disturbed():
            break
    assert not found, (found, done.disturbed(), done.spans)
    return done


def off(figures, times, shares, relative=0.02):
    """Figures that differ from what these times say: name -> (told, expected)."""
    found = {}
    for name in shares:
        expected = 1e3 * stall.percentile(times, SHARES[name])
        if abs(figures[name] - expected) > relative * expected + TIMERS_MS:
            found[name] = (figures[name], expected)
    return found


@pytest.mark.parametrize("arrival", ["regular", "poisson"])
def test_response_times_are_what_the_runs_own_arrivals_wait_by_arithmetic(target, tmp_path, arrival):
    # 400 a second over 40 users: 280 arrivals come in the longer stall, and find 40 users.
    instants = getattr(arrivals, arrival)(400, 5, 7)

    def wrong(done):
        expected = stall.open_model(instants, 40, LATENCY_S, done.spans)
        return {**off(done.chat["response_ms"], [response for response, _ in expected], SHARES),
                **{f"service {name}": both for name, both in
                   off(done.chat["service_ms"], [service for _, service in expected], ("p50", "max")).items()}}

    done = first_right(target, tmp_path, ["--rate", "400/s", "--arrival", arrival, "--seed", "7", "--users", "40"], wrong)
    assert done.result["generator"]["planned"] == len(instants) == done.chat["ok"]
    # Users who wait send nothing, so of the stalls service time sees little more than its users: 80 of 2,000.
    assert done.chat["service_ms"]["p90"] < 100 < 300 < done.chat["response_ms"]["p90"]


def test_the_closed_model_hides_a_stall_and_the_rhythm_shows_it(target, tmp_path, node_modules):
    users, think_s = 10, 0.03

    def wrong(done):
        rhythm_s = think_s + done.chat["response_ms"]["p50"] / 1e3
        expected = stall.steady(users, rhythm_s, 5, LATENCY_S, done.spans)
        return off(done.chat["rhythm_ms"], expected, ("p50", "p90", "p99", "max"), relative=0.05)

    done = first_right(target, tmp_path, ["--users", str(users), "--think-time", f"{think_s}s"], wrong)
    response, rhythm = done.chat["response_ms"], done.chat["rhythm_ms"]
    assert response["p90"] < 100 < 300 < rhythm["p90"], "ten slow answers a stall, of hundreds in all"
    assert track(done.result)["users"]["peak"] == users

    # It is HdrHistogram's own correction.
    expected_interval_ns = round(1e9 * think_s) + round(1e6 * response["p50"])
    [read] = read_by_node([f"{expected_interval_ns} {done.chat['histogram']}"], node_modules)
    assert rhythm["count"] == read["count"]
    for name, theirs in (("p50", "50"), ("p90", "90"), ("p95", "95"), ("p99", "99"), ("p999", "99.9")):
        assert round(1e6 * rhythm[name]) == min(read["percentiles"][theirs], round(1e6 * response["max"])), name


def test_latency_is_reported_as_it_is(target, tmp_path):
    done = run("ws", "--url", target("--latency", "100ms").url, "--rate", "100/s", "--users", "50", "--duration", "2s",
               "--ramp-up", "0", out=tmp_path / "run.json")
    chat = operation(done.result, "chat")
    late = done.result["generator"]["lag_ms"]["p99"]  # on a machine where it is, so is the server
    assert 100 <= chat["response_ms"]["min"] and chat["response_ms"]["p50"] < 103 + late
    assert 100 <= chat["service_ms"]["min"] and chat["service_ms"]["p50"] < 103 + late


def test_jitter_has_the_distribution_that_was_asked_for(target, tmp_path):
    # Even from 50 to 150 ms.
    server = target("--latency", "100ms", "--jitter", "50ms")
    done = run("ws", "--url", server.url, "--rate", "800/s", "--users", "400", "--duration", "2s", "--ramp-up", "0",
               out=tmp_path / "run.json")
    response = operation(done.result, "chat")["response_ms"]
    lag = done.result["generator"]["lag_ms"]
    # The last ones show each pause that the machine made, in the generator or in the server.
    pauses = lag["max"] + waited_ms(server.pid)
    for statistic, expected, late in (("min", 50, 0), ("p50", 100, lag["p99"]), ("p90", 140, lag["p99"]),
                                      ("p95", 145, lag["p99"]), ("p99", 149, pauses), ("max", 150, pauses)):
        assert 0.95 * expected <= response[statistic] <= 1.05 * expected + late, (statistic, late, response)
