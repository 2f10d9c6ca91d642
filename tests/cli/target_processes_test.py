"""`loadtest target --processes N`: one address, several processes, one set of counters."""

import contextlib
import json
import os
import signal
from pathlib import Path

import pytest

from loadtest_cli import run, start, wait_until
from result import operation
from servers import children, get, is_running, sockets


def connections_of(pid):
    """How many TCP sockets a process has beside the one that it listens on."""
    ours = set()
    for descriptor in Path(f"/proc/{pid}/fd").iterdir():
        with contextlib.suppress(OSError):  # closed meanwhile
            ours.add(os.readlink(descriptor))
    return sum(not listens and file in ours for _, listens, _, file in sockets())


def test_each_process_serves_some_and_their_counters_are_one_sum(target, tmp_path):
    server = target("--processes", "3")
    workers = children(server.pid)
    assert len(workers) == 3
    command = start("ws", "--url", server.url, "--users", "90", "--duration", "60s", "--ramp-up", "0", "--think-time", "0.1s",
                    out=tmp_path / "run.json")
    server.stats_when(lambda s: s["open"] == 90)
    assert all(connections_of(worker) >= 5 for worker in workers), "of 90 each has 30 in the mean"
    done = command.stop()
    chat = operation(done.result, "chat")
    stats = server.stats_when(lambda s: s["open"] == 0)
    assert stats["greeted"] == stats["peak_open"] == stats["closed_clean"] == 90
    assert stats["chats_received"] == chat["started"] and chat["failed"] == 0
    ended = server.stop()
    assert ended.code == 0 and json.loads(ended.out) == stats, ended
    assert not any(is_running(worker) for worker in workers)


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_all_processes_end_with_the_first(target, number):
    server = target("--processes", "2")
    workers = children(server.pid)
    server.command.send_signal(number)
    wait_until(lambda: not any(is_running(pid) for pid in [server.pid, *workers]), 10, "all are gone")


def test_a_process_that_dies_ends_them_all(target):
    server = target("--processes", "3")
    workers = children(server.pid)
    os.kill(workers[1], signal.SIGKILL)
    done = server.command.finish(10)
    assert done.code == 3 and "ended by itself: signal 9" in done.err, done
    assert not any(is_running(worker) for worker in workers)


def test_faults_are_those_of_one_backend(target, tmp_path):
    server = target("--processes", "2", "--capacity", "40/s")
    done = run("ws", "--url", server.url, "--users", "40", "--duration", "2s", "--ramp-up", "0", "--think-time", "0",
               "--graceful-stop", "0", out=tmp_path / "run.json")
    assert 20 <= operation(done.result, "chat")["ok"] <= 120, done  # 160 where each process had all of it


@pytest.mark.parametrize("value", ["0", "-1", "two", "257", ""])
def test_a_bad_number_of_processes_is_one_line_and_exit_2(value):
    done = run("target", f"--processes={value}", timeout=20)
    assert done.code == 2 and not done.out, done
    [line] = done.err.strip().splitlines()
    assert "--processes" in line


def test_a_port_that_another_one_shares_is_in_use(target):
    server = target("--processes", "2")
    for processes in ("1", "2"):
        done = run("target", "--port", server.port, "--processes", processes, timeout=20)
        assert done.code == 3 and not done.out, done
        [line] = done.err.strip().splitlines()
        assert f"127.0.0.1:{server.port}" in line
    assert get(server.port, "/health") == (200, "ok\n")
