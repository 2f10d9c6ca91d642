"""Every format that a result is written as says the same: one run, taken apart by readers that are not ours."""

import json
import re

import pytest

import formats
import servers
from formats import ENDINGS, convert
from hdr import cells_of, figures_of
from loadtest_cli import run
from result import operation, read_by_node

ALL_OUT = [f"run.{ending}" for ending in ("json", "html", *ENDINGS)]


class Measured:
    """A run that wrote everything, and what it wrote."""

    def __init__(self, folder, *args):
        outs = [word for name in ALL_OUT for word in ("--out", folder / name)]
        self.done = run(*args, *outs)
        assert self.done.code in (0, 1, 4), self.done
        self.path, self.folder = folder / "run.json", folder
        self.result = json.loads(self.path.read_text())

    def text(self, ending):
        return (self.folder / f"run.{ending}").read_bytes().decode()


@pytest.fixture(scope="module")
def measured(tmp_path_factory):
    """A failed run of the open model with failures and a tail."""
    server = servers.Target("--latency", "20ms", "--jitter", "30ms", "--error-share", "10%")
    try:
        yield Measured(tmp_path_factory.mktemp("ws"), "ws", "--url", server.url, "--users", "50", "--rate", "300/s",
                       "--duration", "3s", "--ramp-up", "0", "--name", "nightly", "--label", "branch=main",
                       "--threshold", "ws.chat.response.p95 < 1ms")
    finally:
        server.stop()


@pytest.fixture(scope="module")
def both(tmp_path_factory):
    """A run in phases, of which one is judged."""
    return Measured(tmp_path_factory.mktemp("both"), "combined", "--embedded", "--users", "20", "--think-time", "100ms",
                    "--workers", "4", "--duration", "4s", "--no-default-criteria", "--threshold", "db.query.success > 50%")


@pytest.fixture(params=["measured", "both"])
def either(request):
    return request.getfixturevalue(request.param)


def shown_operations(result):
    """(track, operation) with the figures that the summary has: those of the judged phase, but connecting's."""
    judged = [p for p in result["phases"] if p["judged"]]
    parts = {t["name"]: t for t in judged[0]["tracks"]} if judged else {}
    for t in result["tracks"]:
        for o in t["operations"]:
            part = o if o["always"] or not judged else next(p for p in parts[t["name"]]["operations"]
                                                            if p["name"] == o["name"])
            if part["started"] or part["ok"] or part["weight"]:
                yield t["name"], part


def test_each_is_byte_for_byte_what_report_makes_of_the_result_later(either, tmp_path):
    for ending, text in convert(either.path, tmp_path, "json", "html", *ENDINGS).items():
        assert text == either.text(ending), ending


def test_report_prints_the_summary_that_the_run_printed(either):
    shown = run("report", either.path)
    assert shown.code == 0 and shown.out == either.done.out and not shown.err, shown
    assert json.loads(run("report", either.path, "--json").out) == either.result
    quiet = run("report", either.path, "--quiet")
    assert quiet.out.count("\n") == 1 and quiet.out.split("–")[0] == shown.out.split("–")[0], quiet


def test_the_rows_of_the_csv_are_the_intervals(either):
    rows = iter(formats.table(either.text("csv")))
    for t in either.result["tracks"]:
        for i in t["intervals"]:
            for name, o in i["operations"].items():
                row = next(rows)
                assert (row["track"], row["operation"]) == (t["name"], name)
                assert (int(row["users"]), int(row["planned"])) == (i["users"], i["planned"])
                for field in ("t_s", "length_s"):
                    assert float(row[field]) == i[field]
                for field in ("started", "ok", "failed", "dropped"):
                    assert int(row[field]) == o[field]
                for field in ("p50_ms", "p95_ms", "p99_ms", "max_ms"):
                    assert (float(row[field]) if row[field] else None) == o[field]
                assert float(row["rate_per_s"]) == pytest.approx(o["ok"] / i["length_s"])
    assert next(rows, None) is None


def test_the_log_has_every_interval_for_other_readers(either, node_modules):
    read = iter(read_by_node([either.text("hlog")], node_modules, "read_log.js"))
    [started] = re.findall(r"#\[StartTime: ([\d.]+) ", either.text("hlog"))
    for t in either.result["tracks"]:
        for i in t["intervals"]:
            for name, o in i["operations"].items():
                if not o["ok"]:
                    continue
                line = next(read)
                assert (line["tag"], line["count"]) == (f"{t['name']}.{name}", o["ok"])
                assert line["from_ms"] == pytest.approx(1000 * (float(started) + i["t_s"]), abs=1)
                assert line["to_ms"] - line["from_ms"] == pytest.approx(1000 * i["length_s"], abs=1)
                for percentile in ("50", "95", "99"):
                    exact = min(line["percentiles"][percentile], round(o["max_ms"] * 1e6))
                    assert exact == round(o[f"p{percentile}_ms"] * 1e6), (t["name"], name, i["t_s"])
    assert next(read, None) is None


def test_the_percentile_distribution_is_that_of_the_histogram(measured):
    text, chat = measured.text("hgrm"), operation(measured.result, "chat")
    assert "ws.chat" in text.splitlines()[0]
    rows, footers = formats.distribution(text)
    cells = cells_of(chat["histogram"])
    total, greatest = chat["response_ms"]["count"], chat["response_ms"]["max"]
    assert footers["Total count"] == total
    for name, figure in (("Max", "max"), ("Mean", "mean"), ("StdDeviation", "stddev")):
        assert footers[name] == pytest.approx(chat["response_ms"][figure], abs=0.00051), name
    assert rows[-1] == (pytest.approx(greatest, abs=0.00051), 1, total) and len(rows) > 30
    for value, share, count in rows:
        assert count / total >= share - 1e-9
        # The cell in which that many are reached, as our own reader of the histogram finds it.
        seen, values = 0, []
        for cell, times in cells:
            seen += times
            if seen == count:
                values.append(cell / 1e6)
        assert min(values[0], greatest) == pytest.approx(value, abs=0.00051)
    for name in ("p50", "p90", "p95"):
        assert min(v for v, s, _ in rows if s >= float(name[1:]) / 100 - 1e-9) == pytest.approx(
            min(figures_of(cells, [name])[name], greatest), abs=0.00051), name


def test_a_run_in_phases_has_the_distribution_of_the_judged_one(both):
    rows, footers = formats.distribution(both.text("hgrm"))
    chat = next(o for t, o in shown_operations(both.result) if (t, o["name"]) == ("ws", "chat"))
    assert footers["Total count"] == rows[-1][2] == chat["ok"] < operation(both.result, "chat")["ok"]


def test_the_metrics_are_the_final_figures_and_promtool_takes_them(either):
    found, shown = formats.metrics(either.text("prom")), list(shown_operations(either.result))
    assert len(shown) > 2
    for name, o in shown:
        labels = {"track": name, "operation": o["name"], "name": either.result["run"]["name"]}
        assert formats.one(found["loadtest_operations_started_total"], **labels) == o["started"]
        for outcome in ("ok", "failed", "cancelled", "dropped"):
            assert formats.one(found["loadtest_operations_total"], outcome=outcome, **labels) == o[outcome]
        for kind, count in o["errors"].items():
            assert formats.one(found["loadtest_operation_errors_total"], kind=kind, **labels) == count
        for times, family in (("response_ms", "loadtest_response_overall_seconds"),
                              ("service_ms", "loadtest_service_overall_seconds")):
            assert formats.one(found[family + "_count"], **labels) == o[times]["count"]
            total = o["sum_ns"][times.removesuffix("_ms")]
            assert formats.one(found[family + "_sum"], **labels) == pytest.approx(total / 1e9, rel=1e-12)
            for quantile, figure in (("0.5", "p50"), ("0.9", "p90"), ("0.95", "p95"), ("0.99", "p99"), ("0.999", "p999")):
                if o[times]["count"]:
                    assert formats.one(found[family], quantile=quantile, **labels) == pytest.approx(
                        o[times][figure] / 1e3, rel=1e-12)
    for t in either.result["tracks"]:
        assert formats.one(found["loadtest_users_asked"], track=t["name"]) == t["users"]["asked"]
    for c in either.result["criteria"]:
        labels = {"criterion": c["name"], "expression": c["expression"]}
        for status in ("pass", "warn", "fail", "no_data", "not_tried"):
            assert formats.one(found["loadtest_criterion_status"], status=status, **labels) == (status == c["status"])
    assert formats.one(found["loadtest_exit_code"]) == either.result["verdict"]["exit_code"]
    assert formats.one(found["loadtest_verdict"], status=either.result["verdict"]["status"]) == 1


def test_the_markdown_shows_what_the_summary_shows(either):
    text, summary = either.text("md"), either.done.out
    assert len(text.encode()) < 64 * 1024
    rows = formats.markdown_tables(text)
    for name, o in shown_operations(either.result):
        if o.get("part_of"):
            continue
        ok, failed = f"{o['ok']:,}", f"{o['failed'] + o['dropped']:,}"
        found = [r for r in rows if len(r) == 9 and r[:3] == [o["name"], ok, failed]]
        # The summary's line of that operation has the same words for its times.
        lines = re.findall(rf"^  {o['name']}\s+{ok} +{failed}\b.*$", summary, re.M)
        assert [row for row in found for line in lines if all(time in line for time in row[3:])], (o["name"], rows)
    for c in either.result["criteria"]:
        assert [r for r in rows if len(r) == 5 and r[1] == c["name"] and r[3] == c["expression"]], c
    for reason in either.result["verdict"]["reasons"]:
        assert reason in text


def test_junit_has_a_case_for_the_verdict_and_for_each_criterion(measured):
    cases = formats.junit(measured.text("xml"))
    outcomes = {"pass": "passed", "warn": "passed", "fail": "failure", "no_data": "error", "not_tried": "skipped"}
    criteria = measured.result["criteria"]
    assert list(cases) == ["verdict", *(c["expression"] for c in criteria)]
    for c in criteria:
        assert cases[c["expression"]][0] == outcomes[c["status"]], c
    outcome, message, text = cases["ws.chat.response.p95 < 1ms"]
    [p95] = re.findall(r"p95 of chat response +([\d.]+ ms) ", measured.done.out)
    assert outcome == "failure" and message == f"was {p95}" and p95 in text and "< 1ms" in text
    expected = "error" if measured.result["verdict"]["status"] == "inconclusive" else "failure"
    assert cases["verdict"][0] == expected and 'classname="loadtest.nightly"' in measured.text("xml")
    assert '<property name="label.branch" value="main"/>' in measured.text("xml")
