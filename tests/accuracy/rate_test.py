"""Is the load what was asked for?"""

import pytest

import arrivals
from loadtest_cli import assert_failed, run
from result import assert_valid, operation, track


def none_missed(generator):
    """This machine did not keep it from the last starts."""
    return generator["missed"] == 0


def ws(target, tmp_path, *args, faults=(), until=none_missed):
    """The first run, of three at most, of which the generator says that; and its server."""
    for _ in range(3):
        server = target(*faults)
        done = run("ws", "--url", server.url, *args, out=tmp_path / "run.json")
        assert_valid(done.result)
        generator, dropped = done.result["generator"], operation(done.result, "chat")["dropped"]
        assert generator["planned"] == generator["started"] + dropped + generator["missed"], generator
        if until(generator):
            break
    return done, server


@pytest.mark.parametrize("rate,per_s", [("500/s", 500), ("6000/m", 100), ("2000", 2000), ("10000/s", 10_000)])
def test_the_rate_is_met_to_the_last_start(target, tmp_path, rate, per_s):
    done, server = ws(target, tmp_path, "--rate", rate, "--users", "50", "--duration", "2s", "--ramp-up", "0", "--threads",
                      "1")
    chat = operation(done.result, "chat")
    assert chat["started"] == per_s * 2 == server.stats()["chats_received"]
    assert chat["rate_per_s"] == pytest.approx(per_s, rel=0.001)
    assert done.result["generator"]["planned"] == done.result["generator"]["started"] == per_s * 2


def test_precise_starts_are_the_same_starts(target, tmp_path):
    done, server = ws(target, tmp_path, "--rate", "1000/s", "--users", "50", "--duration", "1s", "--ramp-up", "0", "--precise")
    assert operation(done.result, "chat")["ok"] == 1000 == server.stats()["chats_received"]
    assert done.result["scenario"]["tracks"][0]["load"]["precise"] == "true"


@pytest.mark.parametrize("rate,starts", [("30/m", 2), ("6/m", 0)])
def test_a_run_lasts_its_duration_also_where_starts_are_rare(target, tmp_path, rate, starts):
    done, server = ws(target, tmp_path, "--rate", rate, "--users", "5", "--duration", "4s", "--ramp-up", "0",
                      "--no-default-criteria")
    assert done.result["run"]["duration_s"] == pytest.approx(4, abs=0.01)
    assert operation(done.result, "chat")["ok"] == starts
    assert server.stats()["greeted"] == 5


def test_on_a_ramp_the_rate_rises_in_a_straight_line(target, tmp_path):
    # So many users that none is waited for, should the server pause.
    done, _ = ws(target, tmp_path, "--rate", "600/s", "--users", "200", "--duration", "5s", "--ramp-up", "3s")
    chat = operation(done.result, "chat")
    assert chat["started"] == 600 * 3 / 2 + 600 * 2
    by_second = [i["operations"].get("chat", {}).get("started", 0) for i in track(done.result)["intervals"]]
    assert by_second[:5] == pytest.approx([100, 300, 500, 600, 600], abs=12)


def test_poisson_arrivals_are_those_of_the_seed(target, tmp_path):
    done, _ = ws(target, tmp_path, "--rate", "1000/s", "--arrival", "poisson", "--users", "100", "--duration", "3s",
                 "--ramp-up", "0", "--seed", "3")
    chat = operation(done.result, "chat")
    instants = arrivals.poisson(1000, 3, 3)
    assert chat["started"] == len(instants) == pytest.approx(3000, abs=270)  # five standard deviations
    by_second = [i["operations"]["chat"]["started"] for i in track(done.result)["intervals"] if i["length_s"] == 1][:3]
    due = [sum(second <= at < second + 1 for at in instants) for second in range(3)]
    # Those of the last moment of a second may be made in the next, by a machine that pauses then.
    assert by_second == pytest.approx(due, abs=30) and len(set(due)) > 1, (by_second, due)


def test_starts_that_do_not_fit_the_backlog_are_dropped_and_counted(target, tmp_path):
    # 50 messages a second of 400 can be answered, 10 wait in the sockets and 100 in the backlog.
    done, _ = ws(target, tmp_path, "--rate", "400/s", "--users", "10", "--duration", "5s", "--ramp-up", "0",
                 "--backlog", "100", "--graceful-stop", "10s", faults=["--capacity", "50/s"],
                 until=lambda generator: generator["trustworthy"])
    chat = operation(done.result, "chat")
    assert done.result["generator"]["planned"] == 2000
    assert chat["started"] + chat["dropped"] == 2000, chat
    assert chat["ok"] + chat["failed"] + chat["cancelled"] == chat["started"]
    assert chat["dropped"] > 1500
    assert chat["success_share"] < 0.25
    assert_failed(done)  # arrivals that found no user say nothing against the generator


def test_a_closed_user_starts_when_it_has_thought(target, tmp_path):
    # Twenty users, 100 ms a reply, 400 ms of thinking: 40 a second.
    done, _ = ws(target, tmp_path, "--users", "20", "--think-time", "0.4s", "--duration", "5s", "--ramp-up", "0",
                 faults=["--latency", "100ms"])
    chat = operation(done.result, "chat")
    # Late replies make it fewer, as Little's law says: a user's cycles fill its time from its first start to the end,
    # 4.81 s on average.
    cycle_s = 0.4 + chat["response_ms"]["mean"] / 1000
    assert 20 / cycle_s * 4.81 / 5 <= chat["rate_per_s"] <= 40
    assert 100 <= chat["response_ms"]["p50"] < 103 + done.result["generator"]["lag_ms"]["p99"]


def test_closed_users_begin_spread_over_one_think_time(target, tmp_path):
    done, _ = ws(target, tmp_path, "--users", "100", "--think-time", "4s", "--duration", "4s", "--ramp-up", "0")
    by_second = [i["operations"].get("chat", {}).get("started", 0) for i in track(done.result)["intervals"]][:4]
    assert all(10 <= n <= 45 for n in by_second), by_second


def test_the_warm_up_stays_out_of_the_figures(target, tmp_path):
    done, server = ws(target, tmp_path, "--rate", "100/s", "--users", "10", "--warm-up", "2s", "--duration", "3s",
                      "--ramp-up", "0")
    assert operation(done.result, "chat")["started"] == 300
    assert server.stats()["chats_received"] == 500
    assert operation(done.result, "connect")["ok"] == 10, "connecting always counts"
