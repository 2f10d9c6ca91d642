"""DogStatsD over UDP and a Unix socket, read by a strict parser of the tests' own and by npm's statsd."""

import json
import os
import re
import socket
import subprocess

import pytest

from dogstatsd import DogStatsD
from loadtest_cli import NOT_ALONE, run, wait_until
from receivers import free_port, node_receivers
from result import operation


@pytest.mark.parametrize("how", ["udp", "unix"])
def test_what_was_counted_adds_up_to_the_result(target, tmp_path, how):
    with DogStatsD(tmp_path / "agent.sock" if how == "unix" else None) as agent:
        done = run("ws", "--url", target("--error-share", "10%").url, "--users", "10", "--duration", "2s", "--ramp-up",
                   "0", "--think-time", "20ms", "--name", "a|b,c #d", "--label", "team=x y", "--export",
                   f"dogstatsd={agent.target}", out=tmp_path / "run.json")
    assert "export" not in done.err, done
    assert not agent.wrong and 0 < agent.longest <= 1432, agent.wrong
    chat = operation(done.result, "chat")
    for outcome in ("ok", "failed", "dropped", "cancelled"):
        got = agent.count("loadtest.operations", "operation:chat", f"outcome:{outcome}", "name:a_b_c__d", "team:x_y")
        assert got == chat[outcome], outcome
    assert agent.count("loadtest.operation_errors", "operation:chat") == chat["failed"] > 0
    assert agent.gauge("loadtest.users", "track:ws") == [0]
    [p95] = agent.gauge("loadtest.response_overall_seconds", "operation:chat", "quantile:0.95")
    assert p95 * 1e3 == pytest.approx(chat["response_ms"]["p95"], rel=1e-6)


def test_no_agent_is_one_line(target, tmp_path):
    done = run("ws", "--url", target().url, "--users", "2", "--duration", "2s", "--ramp-up", "0", "--export",
               f"dogstatsd=127.0.0.1:{free_port()}", "--export", f"dogstatsd=unix:{tmp_path}/none.sock")
    told = [line for line in done.err.splitlines() if "export" in line]
    assert done.code in (0, 4) and len(told) == 2, done
    for line, why in zip(told, ("connection refused", "no such file")):
        assert "export dogstatsd: " in line and f"updates lost: {why}" in line, done


def ask_statsd(port, what):
    """Its administration's answer, up to END."""
    with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
        connection.sendall(what.encode() + b"\n")
        answer = b""
        while b"END" not in answer:
            answer += connection.recv(65536)
    return answer.decode()


def test_statsd_reads_every_line_and_counts_what_the_result_has(target, tmp_path):
    port, admin = free_port(), free_port()
    config = tmp_path / "statsd.js"
    config.write_text(json.dumps({"address": "127.0.0.1", "port": port, "mgmt_address": "127.0.0.1", "mgmt_port": admin,
                                  "backends": [], "flushInterval": 3600_000}))
    server = subprocess.Popen([*NOT_ALONE, "node", f"{node_receivers()}/statsd/stats.js", str(config)],
                              stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=dict(os.environ))
    try:
        wait_until(lambda: answers(admin), 20, "statsd answers")
        done = run("ws", "--url", target("--error-share", "10%").url, "--users", "5", "--duration", "2s", "--ramp-up",
                   "0", "--think-time", "20ms", "--export", f"dogstatsd=127.0.0.1:{port}", out=tmp_path / "run.json")
        wanted = {kind: operation(done.result, "chat")[kind] for kind in ("ok", "failed")}

        def counted():
            counters = ask_statsd(admin, "counters")
            rows = re.findall(r"'(loadtest\.operations;[^']*;operation=chat[^']*)': (\d+)", counters)
            return {name.split("outcome=")[1].split(";")[0]: int(n) for name, n in rows}

        wait_until(lambda: counted() == wanted, 10, f"{counted()} are {wanted}")
        assert "bad_lines_seen': 0" in ask_statsd(admin, "counters") and wanted["failed"] > 0
    finally:
        server.kill()
        server.wait()


def answers(port):
    try:
        return "uptime" in ask_statsd(port, "stats")
    except OSError:
        return False
