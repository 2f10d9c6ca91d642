"""The search for the highest load that holds, three times over: long, since each is a dozen short runs."""

import pytest

from find_max import assert_found, find_max


@pytest.mark.parametrize("time", range(3))
def test_the_capacity_in_messages_is_found_each_time(target, tmp_path, time):
    server = target("--capacity", "437/s", "--latency", "300ms")
    done = find_max("ws", "--url", server.url, "--find-max", "rate", "--find-from", "100/s", "--find-to", "2000/s", "--users",
                    "300", "--find-duration", "1.5s", out=tmp_path / "r.json")
    assert_found(done, 437)


@pytest.mark.parametrize("time", range(3))
def test_the_number_of_users_is_found_each_time(target, tmp_path, time):
    """N users who think 200 ms wait N/C - 200 ms, of a target that does C = 300/s one after another: 300 ms at 150."""
    server = target("--capacity", "300/s")
    done = find_max("ws", "--url", server.url, "--find-max", "users", "--find-from", "20", "--find-to", "1000", "--think-time",
                    "200ms", "--find-duration", "2s", "--threshold", "ws.chat.response.p95 < 300ms", out=tmp_path / "r.json")
    assert_found(done, 150)
    assert done.result["search"]["first_broken"] == "ws.chat.response.p95 < 300ms"
