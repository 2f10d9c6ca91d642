"""Stages, sessions, think times and reconnecting: what is typed wrongly is told, what is typed is shown."""

import pytest
import yaml

from loadtest_cli import run

CASES = [
    # what is typed                                    what the one line must name
    (["--stage", "30s"], '"30s" is not a stage'),
    (["--stage", "soon:10"], '"soon"'),
    (["--stage", "30s:ten"], '"ten"'),
    (["--stage", "30s:-1"], '"-1"'),
    (["--stage", "30s:5/d"], '"5/d"'),
    (["--stage", "30s:100", "--duration", "10s"], "--duration"),
    (["--stage", "30s:100", "--ramp-up", "1s"], "--ramp-up"),
    (["--stage", "30s:100", "--stage", "30s:100/s"], "--stage"),  # users or a rate?
    (["--stage", "0:100"], "duration above 0"),  # a jump lasts no time
    (["--stage", "30s:0"], "at least one user"),
    (["--stage", "30s:0/s", "--rate", "0"], "--rate"),
    (["--stage", "30s:100", "--warm-up", "30s"], "warm-up"),
    (["--stage", "30s:10/s", "--think-time", "1s"], "--think-time"),
    (["--session-rate", "0"], "--session-rate"),
    (["--session-rate", "5", "--rate", "5"], "--session-rate"),
    (["--session-rate", "5", "--session-messages", "0"], "--session-messages"),
    (["--session-messages", "5"], "--session-rate"),
    (["--think-time", "normal(1s,2s)"], "normal"),
    (["--think-time", "uniform(3s,1s)"], "uniform(3s,1s)"),
    (["--think-time", "uniform(1s)"], "two values"),
    (["--think-time", "exponential(2s"], "bracket"),
    (["--think-time", "lognormal(2s,-1)"], '"-1"'),
    (["--reconnect", "always"], "always"),
    (["--reconnect", "backoff(5s,1s)"], "backoff(5s,1s)"),
]


@pytest.mark.parametrize("args,named", CASES, ids=lambda value: value if isinstance(value, str) else " ".join(value))
def test_a_mistake_is_one_line_and_exit_2(args, named):
    done = run("ws", *args)
    assert done.code == 2 and not done.out
    assert named in done.err and len(done.err.strip().splitlines()) == 1, done


def load(*args, command="ws"):
    done = run(command, *args, "--dry-run")
    assert done.code == 0, done
    return {key: value if key == "stages" else str(value)
            for key, value in yaml.safe_load(done.out)["tracks"][0]["load"].items()}


def stages(*pairs, unit="users"):
    return [{"for": length, unit: target} for length, target in pairs]


def test_stages_of_users_are_shown():
    shown = load("--stage", "30s:100", "--stage", "2m:100", "--stage", "0:20", "--stage", "10:20")
    assert shown["stages"] == stages(("30s", 100), ("2m", 100), ("0s", 20), ("10s", 20))
    assert not {"users", "duration", "ramp_up"} & set(shown)  # that is what the stages say
    shown = load("--users", "150", "--stage", "30s:100", "--warm-up", "10s")
    assert (shown["users"], shown["warm_up"]) == ("150", "10s")


def test_stages_are_a_rate_where_one_is_given_or_written():
    shown = load("--rate", "100", "--stage", "10s:400", "--users", "50")
    assert shown["stages"] == stages(("10s", "400/s"), unit="rate")
    assert (shown["rate"], shown["users"], shown["backlog"]) == ("100/s", "50", "4000")
    shown = load("--stage", "10s:60000/m", "--stage", "5s:0")
    assert shown["stages"] == stages(("10s", "1000/s"), ("5s", "0/s"), unit="rate") and shown["users"] == "10"


def test_a_constant_rate_is_shown_as_it_was():
    shown = load("--rate", "100", "--duration", "10s", "--ramp-up", "5s")
    assert shown["rate"] == "100/s" and shown["ramp_up"] == "5s" and "stages" not in shown


def test_sessions_bring_as_many_places_as_they_should_need():
    shown = load("--session-rate", "5", "--session-messages", "4", "--think-time", "exponential(3s)")
    assert (shown["session_rate"], shown["session_messages"], shown["think_time"]) == ("5/s", "4", "exponential(3s)")
    assert shown["users"] == str(2 * 5 * 4 * (3 + 1)) and shown["ramp_up"] == "0s"
    assert load("--session-rate", "5", "--users", "7")["users"] == "7"


def test_workers_follow_stages_without_a_count_of_queries():
    shown = load("--db", "postgresql://127.0.0.1/none", "--stage", "10s:30", command="db")
    assert shown["stages"] == stages(("10s", 30)) and "starts" not in shown


def test_workers_share_a_pool_and_do_not_come_and_go():
    done = run("db", "--db", "postgresql://127.0.0.1/none", "--session-rate", "5", "--dry-run")
    assert done.code == 2 and "pool" in done.err


def test_phases_are_not_compared_under_a_load_that_changes():
    args = ["--url", "ws://127.0.0.1:1/", "--db", "postgresql://127.0.0.1/none", "--duration", "10s", "--dry-run",
            "--stage", "7s:100"]
    done = run("combined", *args)
    assert done.code == 2 and "--together-only" in done.err
    done = run("combined", *args, "--together-only")
    assert done.code == 0, done
    ws, db = (track["load"] for track in yaml.safe_load(done.out)["tracks"])
    assert ws["stages"] == stages(("7s", 100)) and db["duration"] == "10s", "each has a length of its own"


def test_a_guarded_host_takes_small_stages_alone():
    guarded = ["--url", "wss://db.example.supabase.co/", "--dry-run"]
    done = run("ws", *guarded, "--stage", "10s:15", "--stage", "10s:0")
    assert "refused" not in done.out, done
    for args, said in ((["--stage", "10s:100"], "--stage T:20"), (["--stage", "10s:200/s"], "--stage T:50/s"),
                       (["--stage", "2m:5"], "stages of 60s"), (["--session-rate", "10", "--users", "20"], "--session-rate 5")):
        done = run("ws", *guarded, *args)
        assert "refused" in done.out and said in done.out, done
