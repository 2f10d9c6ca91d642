"""Hosts, processes, metrics and health endpoints: what is observed is what they say of themselves."""

import math
import os
import socket
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from loadtest_cli import NOT_ALONE, assert_passed, run, start
from observed_hosts import NodeExporter, figure, mean, total, values
from result import assert_valid

LIGHT = ("--dialogue", "echo", "--users", "5", "--ramp-up", "0", "--think-time", "50ms")
MIB = 1024 * 1024


@pytest.fixture(scope="module")
def watched(heavy_modules, tmp_path_factory):
    """One run with all of them: the result, the server's counters, and what the command told."""
    import servers

    server = servers.Heavy(burn=0.002, hold=200 * MIB, slow=0.3)
    with NodeExporter() as node:
        done = run("ws", "--url", server.url, *LIGHT, "--duration", "4s", "--observe-pid", server.pid, "--observe-metrics",
                   node.url + "/metrics", "--observe-metrics", f"http://127.0.0.1:{server.port}/metrics",
                   "--observe-http", f"http://127.0.0.1:{server.port}/health",
                   out=tmp_path_factory.mktemp("watched") / "run.json")
    done.stats = server.stats()
    server.stop()
    return done


def test_the_generators_machine_is_looked_at_in_every_run(watched):
    assert_passed(watched)
    assert_valid(watched.result)
    generator = watched.result["server"]["generator"]
    assert figure(generator, "cpus") == os.cpu_count()
    memory = {line.split(":")[0]: int(line.split()[1]) * 1024 for line in Path("/proc/meminfo").read_text().splitlines()}
    assert figure(generator, "memory.total") <= memory["MemTotal"]
    for name in ("cpu.busy", "cpu.steal", "cpu.loadtest"):
        assert len(values(generator, name)) >= 4 and all(0 <= v <= 1 for v in values(generator, name)), name
    assert mean(generator, "cpu.busy") >= mean(generator, "cpu.loadtest") > 0
    chat = next(o for o in watched.result["tracks"][0]["operations"] if o["name"] == "chat")
    assert total(generator, "loopback.sent") > chat["ok"] * 2 * 64, "messages and replies went over loopback"


def test_node_exporter_has_the_names_and_the_figures_of_the_same_machine(watched):
    generator, node = watched.result["server"]["generator"], watched.result["server"]["target 2"]
    assert figure(node, "cpus") == os.cpu_count() and figure(node, "failed") == 0
    assert set(node["series"]) >= {"cpu.busy", "cpu.steal", "memory.available", "load1", "network.received", "tcp.segments",
                                   "tcp.retransmits", "disk.read", "disk.written"}
    assert not [name for name in node["series"] if "node_" in name or "process" in name], "of nobody's business"
    # Its clock of processors moves in hundredths of a second, and it reads a little later.
    assert abs(mean(node, "cpu.busy") - mean(generator, "cpu.busy")) < 0.15
    assert abs(mean(node, "memory.available") - mean(generator, "memory.available")) < 300 * MIB


def test_a_process_is_seen_as_it_sees_itself(watched):
    target = watched.result["server"]["target"]
    assert 200 * MIB < min(values(target, "process.memory")) < 400 * MIB
    seen = total(target, "process.cpu")
    # The start of the server took some, too.
    assert 0.002 * watched.stats["messages"] * 0.7 < seen < watched.stats["cpu"] + 0.1
    assert max(values(target, "process.files")) >= 5 + max(values(watched.result["server"]["target 3"], "app_open"))
    [row] = target["tables"]["processes"]["rows"]
    assert row[1].startswith("python") or row[1] == "uvicorn"


def test_metrics_of_an_application_are_rates_means_and_gauges(watched):
    metrics = watched.result["server"]["target 3"]
    assert watched.stats["accept"].startswith("application/openmetrics-text")
    assert watched.stats["scrapes"] == figure(metrics, "asked") >= 5
    counted = total(metrics, 'app_messages_total{path="/echo"}')
    assert watched.stats["messages"] * 0.5 < counted <= watched.stats["messages"] * 1.1
    assert max(values(metrics, "app_open")) == 5
    assert mean(metrics, "app_took_seconds.mean") >= 0.002
    assert metrics["series"]["app_took_seconds.rate"]["unit"] == "/s"
    assert min(values(metrics, "process.memory")) > 200 * MIB
    assert metrics["series"]["process.cpu"]["unit"] == "cores"


def test_a_health_endpoint_that_slows_down_with_the_load_is_seen_to(watched):
    health = watched.result["server"]["health"]
    assert figure(health, "asked") == watched.stats["health"] >= 6
    assert figure(health, "failed") == 0
    [row] = health["tables"]["answers"]["rows"]
    assert row == ["200", figure(health, "asked")]
    series = health["series"]["latency"]
    alone = [v for t, v in zip(series["t_s"], series["values"]) if t < 0]
    assert len(alone) == 3 and math.isclose(figure(health, "latency.alone"), sorted(alone)[1], rel_tol=1e-4)
    with_load = [v for t, v in zip(series["t_s"], series["values"]) if 0.5 < t < 3.5]
    assert min(with_load) >= 300


def test_looking_costs_next_to_nothing(watched):
    noted_by_the_load = {"ws"}
    costs = {name: figure(source, "observer.cpu") for name, source in watched.result["server"].items()
             if name not in noted_by_the_load}
    assert len(costs) == 5 and all(0 < cost < 0.03 for cost in costs.values()), costs


SPINNER = """
    import os, threading
    block = b"x" * (50 << 20)
    child = os.fork()
    if child == 0:
        mine = b"y" * (100 << 20)
    print(os.getpid(), flush=True)
    while True:
        pass
"""


def test_children_are_looked_at_with_their_parent(target, tmp_path):
    spinner = subprocess.Popen([*NOT_ALONE, sys.executable, "-c", textwrap.dedent(SPINNER)], stdout=subprocess.PIPE)
    pids = {int(spinner.stdout.readline()) for _ in range(2)}
    try:
        done = run("ws", "--url", target().echo_url, *LIGHT, "--duration", "2s", "--no-observe", "--observe-pid", spinner.pid,
                   out=tmp_path / "run.json")
    finally:
        for pid in pids:
            os.kill(pid, 9)
        spinner.wait()
    assert set(done.result["server"]) == {"target", "ws"}, "--no-observe leaves what was asked for"
    observed = done.result["server"]["target"]
    assert {row[0] for row in observed["tables"]["processes"]["rows"]} == pids
    assert set(values(observed, "process.processes")) == {2}
    assert 150 * MIB < max(values(observed, "process.memory")) < 300 * MIB
    # Both would take a core each, where this machine has them free.
    wanted = [cpu + waited for cpu, waited in zip(values(observed, "process.cpu"), values(observed, "process.waited"))]
    assert all(1.8 < cores < 2.2 for cores in wanted), wanted
    assert mean(observed, "process.cpu") > mean(observed, "process.busiest_thread") > 0.1


def test_a_health_endpoint_that_fails_is_counted_as_its_server_counts(heavy, tmp_path):
    server = heavy(ill=1)
    done = run("ws", "--url", server.url, *LIGHT, "--duration", "3s", "--observe-http",
               f"http://127.0.0.1:{server.port}/health", out=tmp_path / "run.json")
    stats, health = server.stats(), done.result["server"]["health"]
    assert figure(health, "failed") == stats["health_failed"] >= 2
    assert figure(health, "asked") == stats["health"]
    rows = {status: count for status, count in health["tables"]["answers"]["rows"]}
    assert rows == {"200": stats["health"] - stats["health_failed"], "503": stats["health_failed"]}


def test_what_cannot_be_reached_is_told_and_stops_nothing(heavy, tmp_path):
    server = heavy(user="me:sesame-open")
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        nobody = f"http://127.0.0.1:{closed.getsockname()[1]}/metrics"
        done = run("ws", "--url", server.url, *LIGHT, "--duration", "2s", "--observe-metrics", nobody, "--observe-metrics",
                   f"http://me:sesame-open@127.0.0.1:{server.port}/metrics", "--observe-metrics",
                   f"http://me:sesame-shut@127.0.0.1:{server.port}/metrics", "--observe-http",
                   f"http://127.0.0.1:{server.port}/moved", "--out", tmp_path / "run.html", out=tmp_path / "run.json")
    assert_passed(done)
    sources = done.result["server"]
    [warning, other] = [line for line in done.err.splitlines() if "nothing was observed" in line]
    assert "target:" in warning and "connection refused" in warning and "target 3:" in other and "status 401" in other
    assert "refused" in sources["target"]["notes"][0]
    assert figure(sources["target 2"], "failed") == 0 and server.stats()["scrapes"] >= 3
    assert {row[0] for row in sources["health"]["tables"]["answers"]["rows"]} == {"302"}
    written = done.out + done.err + (tmp_path / "run.json").read_text() + (tmp_path / "run.html").read_text()
    assert "sesame" not in written and "bWU6c2VzYW1l" not in written


def test_a_process_that_is_not_there_is_refused_before_the_start(tmp_path):
    ended = subprocess.Popen(["true"])
    ended.wait()
    done = run("ws", "--url", "ws://127.0.0.1:1/", "--observe-pid", ended.pid)
    assert done.code == 2 and not done.out, done
    [line] = done.err.strip().splitlines()
    assert f"--observe-pid: there is no process {ended.pid}" in line


def test_a_process_that_ends_meanwhile_is_a_note(target, tmp_path):
    server = target()
    sleeper = subprocess.Popen([*NOT_ALONE, "sleep", "600"])
    command = start("ws", "--url", server.echo_url, *LIGHT, "--duration", "3s", "--observe-pid", sleeper.pid,
                    out=tmp_path / "run.json")
    server.stats_when(lambda s: s["echoes"] > 0)
    sleeper.kill()
    sleeper.wait()
    observed = command.finish().result["server"]["target"]
    assert f"process {sleeper.pid} ended" in observed["notes"][0], observed
