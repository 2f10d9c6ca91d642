"""Users come back after their connection went away: against a backend that is killed and restarted, and one that closes."""

import asyncio
import json
import time

import pytest

import servers
from loadtest_cli import run, start
from result import assert_valid, operation, track


@pytest.mark.parametrize("how", ["storm", "backoff(200ms,400ms)"])
def test_a_backend_that_is_killed_and_restarted_is_come_back_to(target, tmp_path, how):
    first = target("--latency", "30ms")
    command = start("ws", "--url", first.url, "--users", "20", "--duration", "5s", "--ramp-up", "0", "--think-time", "40ms",
                    "--reconnect", how, "--no-default-criteria", out=tmp_path / "run.json")
    first.stats_when(lambda s: s["chats_received"] > 60)
    first.kill()
    killed = time.monotonic()
    time.sleep(0.7)  # an outage
    second = servers.Target("--port", str(first.port), "--latency", "30ms")
    outage_ms = (time.monotonic() - killed) * 1000
    try:
        done = command.finish(30)
        stats = second.stats_when(lambda s: s["open"] == 0)
    finally:
        second.stop()
    assert_valid(done.result)
    users, recover = track(done.result)["users"], operation(done.result, "recover")
    connect, chat = operation(done.result, "connect"), operation(done.result, "chat")
    assert users["lost"] == 20 == recover["started"] == recover["ok"]
    assert recover["response_ms"]["min"] >= 690 and recover["response_ms"]["max"] < outage_ms + 1500
    assert stats["greeted"] == 20 and connect["ok"] == 40
    assert connect["failed"] >= 20, "they tried in vain meanwhile"
    assert users["lost_operations"] == chat["failed"], "what was in flight, and nothing else"
    assert users["peak"] == 20 and track(done.result)["intervals"][-2]["users"] == 20
    assert chat["response_ms"]["max"] < 600, "the outage is the figure of recover"


def test_sockets_that_the_backend_closes_are_opened_again(backend, tmp_path):
    async def three_answers(socket):
        for n in range(4):
            await socket.recv()
            if n < 3:
                await socket.send(json.dumps({"type": "chat_response", "content": "yes"}))
        await socket.close(1012, "going away")

    server = backend(three_answers)
    done = run("ws", "--url", server.url.replace("/api/v1/pam", ""), "--dialogue", "echo", "--users", "5", "--duration", "3s",
               "--ramp-up", "0", "--think-time", "50ms", "--reconnect", "backoff(50ms,100ms)", "--no-default-criteria",
               out=tmp_path / "run.json")
    assert_valid(done.result)
    users, recover = track(done.result)["users"], operation(done.result, "recover")
    assert operation(done.result, "connect")["ok"] == server.connections
    assert users["lost"] == users["lost_kinds"]["close 1012"] == recover["started"] > 10
    assert users["lost"] == users["lost_operations"], "each was closed while it waited for an answer"
    assert recover["ok"] + recover["cancelled"] == recover["started"] and recover["cancelled"] <= 5
    assert recover["response_ms"]["min"] >= 24


def test_without_reconnecting_who_is_lost_stays_lost(backend, tmp_path):
    async def gone(socket):
        await socket.recv()
        await asyncio.sleep(0.05)
        await socket.close(1012, "going away")

    server = backend(gone)
    done = run("ws", "--url", server.url.replace("/api/v1/pam", ""), "--dialogue", "echo", "--users", "3", "--duration", "20s",
               "--ramp-up", "0", "--think-time", "50ms", out=tmp_path / "run.json")
    assert server.connections == 3 and track(done.result)["users"]["ran_out"]
    assert "recover" not in [o["name"] for o in track(done.result)["operations"]]
