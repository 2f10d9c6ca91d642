"""Causes on hosts that take a minute, or the whole machine."""

import os

import pytest

from host_causes import assert_found, findings, note, processor_hogs, run_with_room
from loadtest_cli import run
from observed import values

ECHO = ("--dialogue", "echo", "--ramp-up", "0")


def test_a_server_that_keeps_a_little_of_each_message_is_seen_to_grow(heavy, tmp_path):
    server = heavy(leak=20_000)
    done = run("ws", "--url", server.url, *ECHO, "--users", "10", "--think-time", "200ms", "--duration", "80s", "--observe-pid",
               server.pid, "--observe-metrics", f"http://127.0.0.1:{server.port}/metrics", out=tmp_path / "run.json", timeout=120)
    found = assert_found("a server that keeps 20 kB of each message", done, "target-memory-grows")
    assert found["target-memory-grows"]["severity"] == "info", "it may be a cache: ten minutes would tell"


def test_a_server_that_holds_much_does_not_grow(heavy, tmp_path):
    server = heavy(hold=300_000_000)
    done = run("ws", "--url", server.url, *ECHO, "--users", "10", "--think-time", "200ms", "--duration", "80s", "--observe-pid",
               server.pid, out=tmp_path / "run.json", timeout=120)
    assert_found("a server that holds 300 MB all along", done)


def test_an_exporter_alone_tells_of_a_full_core(heavy, tmp_path):
    server = heavy(burn=0.02)

    def has_a_core(done):
        used = sorted(values(done.result["server"]["target"], "process.cpu"))
        return used[len(used) // 4] >= 0.95

    done = run_with_room(
        lambda: run("ws", "--url", server.url, *ECHO, "--users", "10", "--think-time", "0", "--duration", "10s",
                    "--observe-metrics", f"http://127.0.0.1:{server.port}/metrics", out=tmp_path / "run.json"), has_a_core)
    if not has_a_core(done):
        pytest.skip("this machine had no core free, and then nobody can tell by metrics alone")
    assert_found("an event loop that burns 20 ms for each message, seen by its metrics", done, "target-cpu-bound")


def test_a_server_that_falls_ill_under_load_is_told(heavy, tmp_path):
    server = heavy(ill=1)
    done = run("ws", "--url", server.url, *ECHO, "--users", "5", "--think-time", "100ms", "--duration", "5s",
               "--observe-http", f"http://127.0.0.1:{server.port}/health", out=tmp_path / "run.json")
    found = assert_found("a health endpoint that fails with the load", done, "health-failing")
    assert found["health-failing"]["severity"] == "critical"


def test_a_health_endpoint_that_slows_down_under_load_is_told(heavy, tmp_path):
    server = heavy(slow=0.5)
    done = run_with_room(
        lambda: run("ws", "--url", server.url, *ECHO, "--users", "5", "--think-time", "100ms", "--duration", "6s",
                    "--observe-http", f"http://127.0.0.1:{server.port}/health", out=tmp_path / "run.json"),
        lambda done: done.result["generator"]["trustworthy"]
        and done.result["server"]["health"]["figures"]["latency.alone"]["value"] < 150)
    found = assert_found("a health endpoint that takes 500 ms with the load", done, "health-failing")
    assert found["health-failing"]["severity"] == "warning"


def test_a_machine_that_others_fill_is_told(target, tmp_path):
    server = target()
    with processor_hogs(20 * os.cpu_count()):
        done = run("ws", "--url", server.echo_url, *ECHO, "--users", "20", "--think-time", "5ms", "--duration", "8s",
                   out=tmp_path / "run.json")
    assert done.code == 4, done
    note("twenty processes for each core on the generator's machine", ["generator-bound", "generator-machine-shared"], done)
    shared = findings(done)["generator-machine-shared"]
    assert set(findings(done)) == {"generator-bound", "generator-machine-shared"}
    assert shared["severity"] == "warning"


def test_a_healthy_target_on_a_busy_machine_is_not_accused(heavy, tmp_path):
    server = heavy()
    with processor_hogs(2 * os.cpu_count()):
        done = run("ws", "--url", server.url, *ECHO, "--users", "10", "--think-time", "100ms", "--duration", "8s", "--observe-pid",
                   server.pid, "--observe-metrics", f"http://127.0.0.1:{server.port}/metrics", "--observe-http",
                   f"http://127.0.0.1:{server.port}/health", out=tmp_path / "run.json")
    assert_found("a healthy server on a machine that others fill", done)


def test_a_healthy_embedded_target_has_no_finding(tmp_path):
    done = run("ws", "--embedded", "--users", "20", "--think-time", "100ms", "--duration", "5s", out=tmp_path / "run.json")
    assert_found("a healthy embedded target", done)
