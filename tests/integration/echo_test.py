"""The dialogue `echo` against the npm package ws, and against our own echo."""

from loadtest_cli import run
from result import assert_valid, operation


def test_every_message_to_the_node_server_is_counted_by_it(node_echo, tmp_path):
    server = node_echo()
    done = run("ws", "--url", server.url, "--dialogue", "echo", "--users", "50", "--duration", "3s", "--ramp-up", "0",
               "--think-time", "10ms", out=tmp_path / "run.json")
    result = done.result
    assert_valid(result)
    stats = server.stats_when(lambda s: s["open"] == 0)
    chat = operation(result, "chat")
    assert chat["ok"] + chat["failed"] + chat["cancelled"] == stats["messages"] > 1000
    assert chat["failed"] == 0
    assert stats["bytes"] == stats["messages"] * 64
    assert operation(result, "connect")["ok"] == stats["accepted"] == stats["peak_open"] == 50
    assert stats["closed"] == {"1000": 50}
    assert done.code in (0, 4), done


def test_echo_uses_the_address_as_it_is_and_is_connected_when_upgraded(target, tmp_path):
    server = target()
    done = run("ws", "--url", server.echo_url, "--dialogue", "echo", "--users", "3", "--duration", "2s", "--ramp-up", "0",
               "--think-time", "50ms", out=tmp_path / "run.json")
    stats = server.stats_when(lambda s: s["open"] == 0)
    chat = operation(done.result, "chat")
    assert chat["ok"] + chat["cancelled"] == stats["echoes"] > 50
    assert stats["closed_clean"] == 3
    assert chat["bytes_sent"] >= 64 * chat["ok"] and chat["bytes_received"] >= 64 * chat["ok"]
