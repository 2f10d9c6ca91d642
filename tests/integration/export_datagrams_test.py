"""DogStatsD over UDP and a Unix socket, read by a strict parser of the tests' own and by npm's statsd."""

import pytest

from dogstatsd import DogStatsD
from loadtest_cli import run
from receivers import free_port
from result import operation


@pytest.mark.parametrize("how", ["udp", "unix"])
def test_what_was_counted_adds_up_to_the_result(target, tmp_path, how):
    with DogStatsD(tmp_path / "agent.sock" if how == "unix" else None) as agent:
        done = run("ws", "--url", target("--error-share", "10%").url, "--users", "10", "--duration", "3s", "--ramp-up",
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


@pytest.mark.parametrize("where", ["127.0.0.1:{}", "unix:{}"])
def test_no_agent_is_one_line(target, tmp_path, where):
    nowhere = where.format(free_port() if "127" in where else tmp_path / "none.sock")
    done = run("ws", "--url", target().url, "--users", "2", "--duration", "2s", "--ramp-up", "0", "--export",
               f"dogstatsd={nowhere}")
    told = [line for line in done.err.splitlines() if "export" in line]
    assert done.code in (0, 4) and len(told) == 1, done
    assert "export dogstatsd: " in told[0] and "updates lost" in told[0], done
