"""Does each shape draw the curve that it promised, within 1 %?"""

import math

from loadtest_cli import run
from result import assert_valid, operation, track


def draw(target, tmp_path, shape, *args, good):
    """The first run, of three at most, that this machine let be `good`; and its server."""
    stages = [option for stage in shape for option in ("--stage", stage)]
    for _ in range(3):
        server = target()
        done = run("ws", "--url", server.url, *stages, "--no-default-criteria", *args, out=tmp_path / "run.json")
        assert_valid(done.result)
        if good(done.result):
            break
    return done.result, server


def value_at(start, stages, at):
    """The curve's value; at a jump that after it."""
    begin, value = 0.0, start
    for length, to in stages:
        if at < begin + length:
            return value + (to - value) * (at - begin) / length
        begin, value = begin + length, to
    return value


def area(start, stages, begin, end, steps=20_000):
    return sum(value_at(start, stages, begin + (end - begin) * (i + 0.5) / steps) for i in range(steps)) * (end - begin) / steps


def seconds(result):
    return [i for i in track(result)["intervals"] if i["length_s"] == 1]


def test_users_ramp_hold_spike_and_leave(target, tmp_path):
    shape = ["2s:100", "1500ms:100", "0:300", "1s:300", "0:100", "1s:100", "2s:0", "500ms:0"]
    stages = [(2, 100), (1.5, 100), (0, 300), (1, 300), (0, 100), (1, 100), (2, 0), (0.5, 0)]

    def differences(result):
        found = []
        for interval in seconds(result):
            wanted = math.ceil(value_at(0, stages, interval["t_s"] + 1))
            found.append(abs(interval["users"] - wanted) / max(wanted, 100))
        return found

    result, server = draw(target, tmp_path, shape, "--think-time", "0.2s", good=lambda r: max(differences(r)) <= 0.01)
    assert len(seconds(result)) >= 8
    assert max(differences(result)) <= 0.01, [(i["t_s"], i["users"]) for i in seconds(result)]
    users = track(result)["users"]
    assert (users["asked"], users["peak"], users["lost"]) == (300, 300, 0)
    assert operation(result, "connect")["ok"] == 300 == server.stats_when(lambda s: s["open"] == 0)["greeted"]
    chat = operation(result, "chat")
    assert chat["failed"] == chat["cancelled"] == 0, "who leaves finishes first"
    assert chat["ok"] == server.stats()["chats_received"]
    assert not track(result)["steady"]


def test_a_rate_ramps_holds_and_spikes(target, tmp_path):
    shape = ["2s:400", "1s:400", "0:1000", "1s:1000", "0:200", "1s:200", "1s:0"]
    stages = [(2, 400), (1, 400), (0, 1000), (1, 1000), (0, 200), (1, 200), (1, 0)]

    def differences(result):
        found = []
        for second, interval in enumerate(seconds(result)[:6]):
            wanted = area(200, stages, second, second + 1)
            found.append(abs(interval["operations"].get("chat", {}).get("started", 0) - wanted) / wanted)
        return found

    result, server = draw(target, tmp_path, shape, "--rate", "200/s", "--users", "100",
                          good=lambda r: max(differences(r)) <= 0.01 and r["generator"]["missed"] == 0)
    assert max(differences(result)) <= 0.01, seconds(result)
    started = operation(result, "chat")["started"]
    assert started == 600 + 400 + 1000 + 200 + 100 == server.stats()["chats_received"]
    assert track(result)["users"]["sustained"] == 100, "they stay connected"


def test_sessions_come_talk_and_leave(target, tmp_path):
    server = target()
    done = run("ws", "--url", server.url, "--session-rate", "20/s", "--session-messages", "3", "--think-time", "50ms",
               "--stage", "2s:60/s", "--stage", "0:0", "--stage", "1500ms:0", "--no-default-criteria", out=tmp_path / "run.json")
    assert_valid(done.result)
    stats = server.stats_when(lambda s: s["open"] == 0)
    connect, chat = operation(done.result, "connect"), operation(done.result, "chat")
    assert connect["ok"] + done.result["generator"]["missed"] == (20 + 60) / 2 * 2
    assert stats["greeted"] == connect["ok"]
    assert chat["ok"] == stats["chats_received"] == 3 * connect["ok"]
    by_second = [i["operations"].get("connect", {}).get("started", 0) for i in seconds(done.result)][:3]
    assert abs(by_second[0] - 30) <= 1 and abs(by_second[1] - 50) <= 1 and by_second[2] <= 1, by_second
    users = track(done.result)["users"]
    assert users["lost"] == 0 and users["peak"] < 60 and track(done.result)["model"] == "sessions"
    assert seconds(done.result)[-1]["users"] == 0


def test_segments_of_a_shape_add_up_to_it(target, tmp_path):
    server = target()
    parts = []
    for k in range(2):
        out = tmp_path / f"{k}.json"
        done = run("ws", "--url", server.url, "--stage", "500ms:30", "--stage", "1s:30", "--stage", "0:11", "--stage", "1s:11",
                   "--think-time", "0.1s", "--segment", f"{k}/2", out=out)
        assert done.code == 0, done
        parts.append(out)
    merged = run("merge", *parts, "--no-default-criteria", out=tmp_path / "sum.json")
    assert_valid(merged.result)
    assert [i["users"] for i in seconds(merged.result)][:2] == [30, 11]
    assert operation(merged.result, "connect")["ok"] == 30 == server.stats()["greeted"]
    assert not track(merged.result)["steady"]
