"""Causes on hosts that are real, and what is found of them; tests/soak/host_findings_test.py has those that take long."""

import pytest

from host_causes import assert_found, limited_processor, lossy_network, run_with_room
from loadtest_cli import run
from observed import mean

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
