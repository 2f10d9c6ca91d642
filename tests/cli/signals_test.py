"""Ctrl-C, SIGTERM and kill -9, as a user or a CI runner sends them."""

import os
import signal
import time

import pytest

from loadtest_cli import start, wait_until
from result import assert_valid, operation
from servers import Embedded, is_running


def begin(server, tmp_path, *args):
    command = start("ws", "--url", server.url, "--users", "10", "--duration", "60s", "--ramp-up", "0", "--think-time",
                    "0.2s", *args, out=tmp_path / "run.json")
    server.stats_when(lambda s: s["chats_received"] >= 20, 10)
    return command


@pytest.mark.parametrize("number,code", [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_signal_ends_the_run_with_a_result_and_its_exit_code(target, tmp_path, number, code):
    server = target("--latency", "300ms")
    command = begin(server, tmp_path)
    command.send_signal(number)
    sent = time.monotonic()
    done = command.finish(15)
    assert done.code == code, done
    assert time.monotonic() - sent < 3, "replies in flight take 0.3 s"
    result = done.result
    assert_valid(result)
    assert result["run"]["interrupted"] is True
    assert result["verdict"]["exit_code"] == code
    chat = operation(result, "chat")
    assert chat["cancelled"] == 0 and chat["ok"] == server.stats()["chats_answered"]
    stats = server.stats()
    assert stats["open"] == 0 and stats["closed_dirty"] == 0, "the sockets were closed properly"


def test_a_signal_waits_for_replies_at_most_as_long_as_the_graceful_stop(target, tmp_path):
    server = target("--latency", "8s")
    command = start("ws", "--url", server.url, "--users", "10", "--duration", "60s", "--ramp-up", "0", "--think-time",
                    "0.2s", "--graceful-stop", "1s", out=tmp_path / "run.json")
    server.stats_when(lambda s: s["chats_received"] == 10, 10)
    sent = time.monotonic()
    command.send_signal(signal.SIGINT)
    done = command.finish(15)
    assert done.code == 130 and 0.8 < time.monotonic() - sent < 4, done
    assert operation(done.result, "chat")["cancelled"] == 10


def test_a_second_ctrl_c_ends_it_at_once(target, tmp_path):
    server = target("--latency", "20s")
    command = start("ws", "--url", server.url, "--users", "10", "--duration", "60s", "--ramp-up", "0", "--think-time",
                    "0.2s", "--graceful-stop", "30s", out=tmp_path / "run.json")
    server.stats_when(lambda s: s["chats_received"] == 10, 10)
    command.send_signal(signal.SIGINT)
    command.wait_until_told("stopping, waiting for the last answers (once more to end at once)")
    assert command.process.poll() is None
    command.send_signal(signal.SIGINT)
    sent = time.monotonic()
    done = command.finish(15)
    assert done.code == 130 and time.monotonic() - sent < 2.5, done
    assert done.result["run"]["interrupted"] is True


def test_ctrl_c_while_users_still_connect_ends_it_too(target, tmp_path):
    server = target()
    command = start("ws", "--url", server.url, "--users", "50", "--duration", "60s", "--ramp-up", "30s", out=tmp_path / "run.json")
    server.stats_when(lambda s: s["greeted"] >= 2, 10)
    command.send_signal(signal.SIGINT)
    done = command.finish(15)
    assert done.code == 130 and done.seconds < 12, done
    assert_valid(done.result)


def test_with_an_embedded_backend_ctrl_c_to_the_whole_terminal_drains_first(tmp_path):
    # The terminal sends SIGINT to the foreground process group; the backend must not be in it.
    command = start("ws", "--embedded", "--users", "10", "--duration", "60s", "--ramp-up", "0", "--think-time", "0.2s",
                    out=tmp_path / "run.json")
    backend = Embedded(command)
    child = backend.pid
    assert os.getsid(child) == child and os.getpgid(child) == child
    backend.stats_when(lambda s: s["chats_answered"] > 0, 10)
    command.send_signal(signal.SIGINT)
    done = command.finish(15)
    assert done.code == 130, done
    chat = operation(done.result, "chat")
    assert chat["ok"] > 0 and chat["failed"] == 0
    assert not is_running(child)


def test_the_embedded_backend_is_gone_after_kill_9_of_the_parent():
    command = start("ws", "--embedded", "--users", "5", "--duration", "60s", "--ramp-up", "0")
    backend = Embedded(command)
    backend.stats_when(lambda s: s["chats_answered"] > 0, 10)
    command.kill()
    wait_until(lambda: not is_running(backend.pid), 5, "the backend ended")
