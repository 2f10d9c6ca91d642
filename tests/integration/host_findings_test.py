"""Causes on hosts that are real, and what is found of them; tests/accuracy/busy_machine_test.py has those that fill this one."""

import pytest

from host_causes import assert_found, limited_processor, lossy_network, run_with_room
from loadtest_cli import run
from observed_hosts import mean, values

ECHO = ("--dialogue", "echo", "--ramp-up", "0")


def test_a_server_that_burns_20_ms_for_each_message_is_bound_by_its_processor(heavy, tmp_path):
    server = heavy(burn=0.02)
    done = run_with_room(
        lambda: run("ws", "--url", server.url, *ECHO, "--users", "10", "--think-time", "0", "--duration", "5s", "--observe-pid",
                    server.pid, "--observe-http", f"http://127.0.0.1:{server.port}/health", out=tmp_path / "run.json"),
        lambda done: mean(done.result["server"]["target"], "process.cpu") > 0.4)
    # What asks for its health waits behind ten messages in the same event loop.
    found = assert_found("an event loop that burns 20 ms for each message", done, "target-cpu-bound",
                         allowed=["health-failing"])
    assert f"(pid {server.pid})" in found["target-cpu-bound"]["title"]
    assert "never idle" in found["target-cpu-bound"]["title"]


def test_a_network_that_loses_segments_is_told(tmp_path):
    done = run("ws", "--embedded", "--ramp-up", "0", "--users", "20", "--think-time", "20ms", "--duration", "4s",
               "--connect-timeout", "10s", out=tmp_path / "run.json", prefix=lossy_network())
    found = assert_found("a network that loses one packet in 32", done, "network-bound")
    assert "lost" in found["network-bound"]["title"]


@pytest.mark.parametrize("cores, expected", [(0.02, ["cgroup-throttled"]), (50, [])])
def test_a_generator_that_its_cgroup_holds_back_is_told(target, tmp_path, cores, expected):
    server = target()
    with limited_processor(cores) as prefix:
        done = run("ws", "--url", server.echo_url, *ECHO, "--users", "50", "--think-time", "2ms", "--duration", "4s",
                   out=tmp_path / "run.json", prefix=prefix)
    found = assert_found(f"a cgroup that allows the generator {cores} cores", done, *expected)
    assert done.result["server"]["generator"]["figures"]["limit.cpus"]["value"] == cores
    if expected:
        assert found["cgroup-throttled"]["severity"] == "critical"


def test_a_healthy_target_has_no_finding(heavy, tmp_path):
    server = heavy()
    done = run("ws", "--url", server.url, *ECHO, "--users", "10", "--think-time", "100ms", "--duration", "5s", "--observe-pid",
               server.pid, "--observe-metrics", f"http://127.0.0.1:{server.port}/metrics", "--observe-http",
               f"http://127.0.0.1:{server.port}/health", out=tmp_path / "run.json")
    assert_found("a healthy server", done)


@pytest.mark.slow
def test_a_server_that_keeps_a_little_of_each_message_is_seen_to_grow(heavy, tmp_path):
    server = heavy(leak=20_000)
    done = run("ws", "--url", server.url, *ECHO, "--users", "10", "--think-time", "200ms", "--duration", "80s", "--observe-pid",
               server.pid, "--observe-metrics", f"http://127.0.0.1:{server.port}/metrics", out=tmp_path / "run.json", timeout=120)
    found = assert_found("a server that keeps 20 kB of each message", done, "target-memory-grows")
    assert found["target-memory-grows"]["severity"] == "info", "it may be a cache: ten minutes would tell"


@pytest.mark.slow
def test_a_server_that_holds_much_does_not_grow(heavy, tmp_path):
    server = heavy(hold=300_000_000)
    done = run("ws", "--url", server.url, *ECHO, "--users", "10", "--think-time", "200ms", "--duration", "80s", "--observe-pid",
               server.pid, out=tmp_path / "run.json", timeout=120)
    assert_found("a server that holds 300 MB all along", done)


@pytest.mark.slow
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


@pytest.mark.slow
def test_a_server_that_falls_ill_under_load_is_told(heavy, tmp_path):
    server = heavy(ill=1)
    done = run("ws", "--url", server.url, *ECHO, "--users", "5", "--think-time", "100ms", "--duration", "5s",
               "--observe-http", f"http://127.0.0.1:{server.port}/health", out=tmp_path / "run.json")
    found = assert_found("a health endpoint that fails with the load", done, "health-failing")
    assert found["health-failing"]["severity"] == "critical"


@pytest.mark.slow
def test_a_health_endpoint_that_slows_down_under_load_is_told(heavy, tmp_path):
    server = heavy(slow=0.5)
    done = run_with_room(
        lambda: run("ws", "--url", server.url, *ECHO, "--users", "5", "--think-time", "100ms", "--duration", "6s",
                    "--observe-http", f"http://127.0.0.1:{server.port}/health", out=tmp_path / "run.json"),
        lambda done: done.result["generator"]["trustworthy"]
        and done.result["server"]["health"]["figures"]["latency.alone"]["value"] < 150)
    found = assert_found("a health endpoint that takes 500 ms with the load", done, "health-failing")
    assert found["health-failing"]["severity"] == "warning"


@pytest.mark.slow
def test_a_healthy_embedded_target_has_no_finding(tmp_path):
    done = run("ws", "--embedded", "--users", "20", "--think-time", "100ms", "--duration", "5s", out=tmp_path / "run.json")
    assert_found("a healthy embedded target", done)
