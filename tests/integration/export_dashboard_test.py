"""The dashboard for Grafana and the rules for alerts ask for what Prometheus has of a run."""

import json
import subprocess

import pytest

import servers
from loadtest_cli import ROOT, run, wait_until
from receivers import Prometheus, free_port, program

DASHBOARD = json.loads((ROOT / "docs/grafana/loadtest.json").read_text())
RULES = ROOT / "docs/grafana/alerts.yml"


@pytest.fixture(scope="module")
def prometheus(tmp_path_factory):
    """Has read of a run that failed, with drops and failures of several kinds."""
    folder = tmp_path_factory.mktemp("dashboard")
    port = free_port()
    rules = folder / "alerts.yml"
    rules.write_text(RULES.read_text())
    extra = "rule_files: ['alerts.yml']\n"
    slow = servers.Target("--latency", "20ms", "--error-share", "20%", "--drop-share", "5%")
    try:
        with Prometheus(folder, port, extra) as server:
            done = run("ws", "--url", slow.url, "--users", "2", "--rate", "200", "--backlog", "10", "--duration", "5s",
                       "--ramp-up", "0", "--reply-timeout", "100ms", "--export", f"prometheus={port}", "--export",
                       f"remote-write={server.write}")
            assert done.code in (1, 4) and "export" not in done.err, done
            yield server
    finally:
        slow.stop()


def filled_in(expr):
    for variable in ("track", "operation", "name"):
        expr = expr.replace(f"${variable}", ".*")
    return expr.replace("$__range", "10m").replace("$__rate_interval", "1m")


def expressions():
    for panel in DASHBOARD["panels"]:
        for number, target in enumerate(panel["targets"]):
            yield pytest.param(target["expr"], id=f"{panel['title']} {number}")


@pytest.mark.parametrize("expr", expressions())
def test_every_expression_of_the_dashboard_has_data(prometheus, expr):
    wait_until(lambda: prometheus.query(filled_in(expr)), 10, expr)


def test_every_variable_of_the_dashboard_has_values(prometheus):
    for variable in DASHBOARD["templating"]["list"]:
        if variable["type"] == "query":
            metric, label = variable["query"]["query"].removeprefix("label_values(").rstrip(")").split(", ")
            assert any(label in labels for labels, _ in prometheus.query(f"last_over_time({metric}[10m])")), variable


def test_the_parts_of_the_dashboard_hang_together():
    panels = DASHBOARD["panels"]
    assert len({panel["id"] for panel in panels}) == len(panels)
    for one in panels:
        a = one["gridPos"]
        assert a["x"] + a["w"] <= 24 and one["datasource"]["uid"] == "${datasource}"
        for other in panels:
            b = other["gridPos"]
            apart = (a["x"] + a["w"] <= b["x"] or b["x"] + b["w"] <= a["x"] or a["y"] + a["h"] <= b["y"]
                     or b["y"] + b["h"] <= a["y"])
            assert one is other or apart, (one["title"], other["title"])


def test_promtool_takes_the_rules_and_prometheus_has_loaded_them(prometheus):
    checked = subprocess.run([program("promtool"), "check", "rules", str(RULES)], capture_output=True, text=True)
    assert checked.returncode == 0 and "4 rules found" in checked.stdout, checked
    assert prometheus.query('max by (name) (last_over_time(loadtest_verdict{status=~"fail|inconclusive"}[10m])) == 1')
