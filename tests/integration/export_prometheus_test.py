"""Prometheus, which reads us and is written to, has what the result has."""

import subprocess

import pytest

from loadtest_cli import ROOT, run, start, wait_until
from receivers import Prometheus, fetch, free_port, program
from result import operation
from rows import metric_rows

COUNTED = ("started", "ok", "failed", "dropped", "cancelled")


@pytest.fixture(scope="module")
def exported(tmp_path_factory):
    """A run with failures, read and written to one Prometheus at once; (prometheus, finished run)."""
    folder = tmp_path_factory.mktemp("export")
    port = free_port()
    backend = start("target", "--error-share", "10%", "--drop-share", "1%", "--latency", "20ms")
    url = backend.read_line().removeprefix("ws: ")
    with Prometheus(folder, port) as prometheus:
        done = run("ws", "--url", url, "--users", "20", "--duration", "5s", "--ramp-up", "1s", "--warm-up", "1s",
                   "--think-time", "50ms", "--reply-timeout", "500ms", "--label", "branch=main", "--name", "nightly",
                   "--export", f"prometheus={port}", "--export", f"remote-write={prometheus.write}", out=folder / "run.json")
        yield prometheus, done
    backend.kill()


def counts(operation):
    return {kind: operation[kind] for kind in COUNTED}


@pytest.mark.parametrize("job", ["pulled", "loadtest"])
def test_the_counters_end_as_the_result_does(exported, job):
    prometheus, done = exported
    assert "export" not in done.err, done
    for name in ("connect", "chat"):
        wanted = counts(operation(done.result, name))
        series = f'{{job="{job}",track="ws",operation="{name}"}}'
        got = {}

        def arrived():
            got["started"] = prometheus.value(f"last_over_time(loadtest_operations_started_total{series}[5m])")
            for labels, value in prometheus.query(f"last_over_time(loadtest_operations_total{series}[5m])"):
                got[labels["outcome"]] = value
            return got == wanted

        try:
            wait_until(arrived, 10)
        except AssertionError:
            raise AssertionError(f"{name}: {got} in place of {wanted}") from None
        errors = prometheus.query(f"last_over_time(loadtest_operation_errors_total{series}[5m])")
        assert {labels["kind"]: value for labels, value in errors} == operation(done.result, name)["errors"]
    assert operation(done.result, "chat")["failed"] > 10


@pytest.mark.parametrize("job", ["pulled", "loadtest"])
def test_the_histogram_has_every_success_and_says_what_the_result_says(exported, job):
    prometheus, done = exported
    chat = operation(done.result, "chat")
    series = f'{{job="{job}",operation="chat"}}'
    assert prometheus.value(f"last_over_time(loadtest_response_seconds_count{series}[5m])") == chat["ok"]
    total = prometheus.value(f"last_over_time(loadtest_response_seconds_sum{series}[5m])")
    assert total == pytest.approx(chat["sum_ns"]["response"] / 1e9, rel=1e-6)
    p50 = prometheus.value(f"histogram_quantile(0.5, last_over_time(loadtest_response_seconds_bucket{series}[5m]))")
    assert 0.02 <= p50 <= 0.05, p50  # the bucket in which 20 ms and a little lie
    overall = prometheus.value(f'last_over_time(loadtest_response_overall_seconds{{job="{job}",operation="chat",'
                               'quantile="0.95"}[5m])')
    assert overall * 1e3 == pytest.approx(chat["response_ms"]["p95"], rel=1e-6)


@pytest.mark.parametrize("job", ["pulled", "loadtest"])
def test_it_is_told_how_the_run_ended_and_whose_it_is(exported, job):
    prometheus, done = exported
    status = done.result["verdict"]["status"]
    assert prometheus.value(f'last_over_time(loadtest_verdict{{job="{job}",status="{status}"}}[5m])') == 1
    assert prometheus.value(f'last_over_time(loadtest_exit_code{{job="{job}"}}[5m])') == done.code
    [(labels, _)] = prometheus.query(f'last_over_time(loadtest_run_info{{job="{job}"}}[5m])')
    assert labels["run"] == done.result["run"]["id"] and labels["name"] == "nightly", labels
    assert labels["branch"] == "main", labels


def test_while_it_lasts_users_and_the_last_second_are_seen(exported):
    prometheus, _ = exported
    assert prometheus.value('max_over_time(loadtest_users{job="pulled"}[5m])') == 20
    p95 = prometheus.query('max_over_time(loadtest_response_recent_seconds{job="loadtest",quantile="0.95"}[5m])')
    p95 = {labels["operation"]: value for labels, value in p95}
    assert p95["chat"] >= 0.02 and p95["connect"] > 0, p95


def test_the_page_is_what_promtool_and_openmetrics_want(target, tmp_path):
    port = free_port()
    command = start("ws", "--url", target().url, "--users", "2", "--duration", "20s", "--ramp-up", "0", "--name",
                    'a "b" \\c', "--export", f"prometheus={port}")
    page = f"http://127.0.0.1:{port}/metrics"
    classic = wait_until(lambda: (text := fetch_or_nothing(page)) and "loadtest_response_recent_seconds{" in text and text, 15)
    checked = subprocess.run([program("promtool"), "check", "metrics"], input=classic, capture_output=True, text=True)
    assert checked.returncode == 0 and not checked.stderr, checked.stderr
    modern = fetch(page, headers={"Accept": "application/openmetrics-text; version=1.0.0"})
    assert modern.endswith("# EOF\n") and "# TYPE loadtest_operations counter\n" in modern
    assert 'name="a \\"b\\" \\\\c"' in modern and 'name="a \\"b\\" \\\\c"' in classic
    told = {line.split()[2] for line in classic.splitlines() if "# TYPE" in line}
    assert told <= {row["name"] for row in metric_rows()}
    command.kill()


def fetch_or_nothing(url):
    try:
        return fetch(url)
    except OSError:
        return ""
