"""OTLP over HTTP. No receiver of it is to be had here: what was sent is held against OpenTelemetry's own messages."""

import json
import os
import subprocess

import pytest

from loadtest_cli import ROOT, run
from receivers import node_receivers
from result import operation
from stub_receiver import StubReceiver


@pytest.fixture(scope="module")
def sent(tmp_path_factory):
    """(requests, finished run)"""
    folder = tmp_path_factory.mktemp("otlp")
    with StubReceiver() as receiver:
        done = run("ws", "--embedded", "--users", "5", "--duration", "3s", "--ramp-up", "0", "--think-time", "20ms",
                   "--label", "team=blue", "--export", f"otlp={receiver.url}", out=folder / "run.json",
                   env={"OTEL_EXPORTER_OTLP_HEADERS": "api-key=k%20ey-123456, X-Other=other-value"})
    assert "export" not in done.err, done
    return receiver.requests, done


def test_opentelemetrys_messages_have_a_place_for_all_of_it(sent):
    requests, _ = sent
    for path, headers, body in requests:
        assert path == "/v1/metrics" and headers["Content-Type"] == "application/json"
        assert headers["api-key"] == "k ey-123456" and headers["X-Other"] == "other-value"
        decoded = subprocess.run(["node", str(ROOT / "tests/support/npm_receivers/otlp_decode.js")], input=body,
                                 capture_output=True, env={**os.environ, "NODE_PATH": node_receivers()})
        assert decoded.returncode == 0, decoded.stderr.decode()
        assert json.loads(decoded.stdout) == json.loads(body)


def test_the_last_figures_are_those_of_the_result(sent):
    requests, done = sent
    chat = operation(done.result, "chat")
    [*_, last] = json.loads(requests[-1][2])["resourceMetrics"]
    resource = {a["key"]: a["value"]["stringValue"] for a in last["resource"]["attributes"]}
    assert resource["service.name"] == "loadtest" and resource["service.instance.id"] == done.result["run"]["id"]
    assert resource["team"] == "blue"
    metrics = {metric["name"]: metric for metric in last["scopeMetrics"][0]["metrics"]}

    def points(name, kind):
        for point in metrics[name][kind]["dataPoints"]:
            labels = {a["key"]: a["value"]["stringValue"] for a in point["attributes"]}
            assert int(point["startTimeUnixNano"]) < int(point["timeUnixNano"])
            if labels.get("operation") == "chat":
                yield labels, point

    outcomes = {labels["outcome"]: int(point["asInt"]) for labels, point in points("loadtest_operations", "sum")}
    assert outcomes == {kind: chat[kind] for kind in ("ok", "failed", "dropped", "cancelled")}
    assert metrics["loadtest_operations"]["sum"]["isMonotonic"] is True
    assert metrics["loadtest_operations"]["sum"]["aggregationTemporality"] == 2
    [(_, times)] = points("loadtest_response_seconds", "histogram")
    assert int(times["count"]) == chat["ok"] == sum(int(n) for n in times["bucketCounts"])
    assert len(times["bucketCounts"]) == len(times["explicitBounds"]) + 1
    assert times["sum"] == pytest.approx(chat["sum_ns"]["response"] / 1e9, rel=1e-6)
