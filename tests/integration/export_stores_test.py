"""What is pushed arrives in VictoriaMetrics, InfluxDB and the pushgateway, and equals the result."""

import pytest

from loadtest_cli import run, wait_until
from receivers import Influx, Pushgateway, VictoriaMetrics, fetch
from result import operation


def measured(target, tmp_path, *options, **kwargs):
    done = run("ws", "--url", target("--error-share", "10%").url, "--users", "5", "--duration", "2s", "--ramp-up", "0",
               "--think-time", "20ms", "--label", "team=a b", *options, out=tmp_path / "run.json", **kwargs)
    assert "export" not in done.err, done
    chat = operation(done.result, "chat")
    return done, {kind: chat[kind] for kind in ("ok", "failed", "dropped", "cancelled")}


def test_victoria_metrics_takes_remote_writes_and_line_protocol(target, tmp_path):
    with VictoriaMetrics(tmp_path) as victoria:
        done, wanted = measured(target, tmp_path, "--export", f"remote-write={victoria.write}", "--export",
                                f"influx={victoria.url}/write")

        def outcomes(name):
            found = victoria.query(f'last_over_time({name}{{operation="chat",team="a b"}}[5m])')
            return {labels["outcome"]: value for labels, value in found}

        for name in ("loadtest_operations_total", "loadtest_operations_total_value"):
            wait_until(lambda name=name: outcomes(name) == wanted, 15, f"{name}: {outcomes(name)} are {wanted}")
        series = '{job="loadtest",operation="chat"}'
        assert victoria.value(f"last_over_time(loadtest_response_seconds_count{series}[5m])") == wanted["ok"]


def test_influxdb_has_the_counts_and_asks_for_a_password(target, tmp_path):
    user = ("loader", "pass word-77!")
    with Influx(tmp_path, user) as influx:
        address = influx.url.replace("http://", "http://loader:pass%20word-77!@")
        done, wanted = measured(target, tmp_path, "--name", "a,b c=d", "--export",
                                f"influx={address}/write?db=loadtest")
        rows = influx.ask("SELECT last(value) AS value FROM loadtest_operations_total WHERE operation = 'chat' "
                          "AND team = 'a b' AND \"name\" = 'a,b c=d' GROUP BY outcome")
        assert {row["outcome"]: row["value"] for row in rows} == wanted
        [last] = influx.ask("SELECT last(count) AS count, \"sum\", \"le_0.1\" FROM loadtest_response_seconds "
                            "WHERE operation = 'chat'")
        assert last["count"] == wanted["ok"] >= last["le_0.1"] > 0
        assert last["sum"] == pytest.approx(operation(done.result, "chat")["sum_ns"]["response"] / 1e9, rel=1e-6)
        refused = run("ws", "--url", target().url, "--users", "1", "--duration", "1s", "--ramp-up", "0", "--export",
                      f"influx={influx.url}")
        assert "answered 401 Unauthorized" in refused.err, refused


def test_the_pushgateway_gets_the_summary_and_the_next_run_replaces_it(target, tmp_path):
    with Pushgateway() as gateway:
        for _ in range(2):
            done, wanted = measured(target, tmp_path, "--name", "nightly chat", "--export", f"pushgateway={gateway.url}")
        page = fetch(f"{gateway.url}/metrics")
        # The file of the same run may lie beside it: what both tell is of one type.
        run("report", tmp_path / "run.json", "--out", tmp_path / "run.prom")
        fetch(f"{gateway.url}/metrics/job/files", (tmp_path / "run.prom").read_bytes(), method="PUT")
    lines = [line for line in page.splitlines() if line.startswith("loadtest_operations_total{")]
    got = {}
    for line in lines:
        if 'operation="chat"' in line:
            assert 'job="loadtest"' in line and 'name="nightly chat"' in line and 'team="a b"' in line
            got[line.split('outcome="')[1].split('"')[0]] = float(line.rsplit(" ", 1)[1])
    assert got == wanted
    status = done.result["verdict"]["status"]
    assert f'loadtest_verdict{{instance="",job="loadtest",name="nightly chat",status="{status}",team="a b"}} 1' in page
