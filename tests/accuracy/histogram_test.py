"""Do other programs read from our histograms what we say is in them, cell by cell?"""

import math

import pytest

from hdr import ORDER, cells_of, figures_of
from loadtest_cli import run
from result import operation, read_by_node, track

LEAST_CELL_MS = 64e-6  # of times below 64 us that is more than their share


@pytest.fixture
def result(target, tmp_path):
    """Of a run with times of several magnitudes, and failures."""
    return run("ws", "--url", target("--latency", "40ms", "--jitter", "40ms", "--error-share", "10%").url, "--rate", "400/s",
               "--users", "100", "--duration", "2s", "--ramp-up", "0", out=tmp_path / "run.json").result


def histograms(result):
    """(text, the figures that stand beside it, its precision) of all that hold anything."""
    for o in track(result)["operations"]:
        for key, times in (("histogram", "response_ms"), ("service_histogram", "service_ms"), ("failed_histogram",
                                                                                             "failed_ms")):
            if o[times]["count"]:
                yield o[key], o[times], 1e-3
    for interval in track(result)["intervals"]:
        for o in interval["operations"].values():
            if o["ok"]:
                yield o["histogram"], {"count": o["ok"], "max": o["max_ms"], "p50": o["p50_ms"], "p95": o["p95_ms"],
                                       "p99": o["p99_ms"]}, 1e-2


def rms(figures):
    """Root of the mean square. A deviation is off by at most so much of it as each value is off."""
    return math.hypot(figures["mean"], figures["stddev"])


def test_hdr_histogram_js_reads_every_cell_total_and_percentile_as_they_are(result, node_modules):
    told = list(histograms(result))
    assert len(told) > 6 and operation(result, "chat")["failed"] > 50
    for (text, figures, precision), read in zip(told, read_by_node([text for text, *_ in told], node_modules)):
        assert read["cells"] == cells_of(text)
        assert read["count"] == figures["count"]
        # The least and the greatest are known exactly; a reader knows their cells.
        greatest = round(figures["max"] * 1e6)
        assert read["cells"][-1][0] >= greatest and (len(read["cells"]) == 1 or read["cells"][-2][0] < greatest)
        for percentile, name in ORDER:
            if name in figures:
                assert min(read["percentiles"][percentile], greatest) == round(figures[name] * 1e6), (name, figures)
        known = figures_of(read["cells"], figures)
        # Each value is off by at most its cell: its share of the value, or the least cell. So is a mean, by the sum of both.
        exact = {name: pytest.approx(value, rel=0, abs=precision * value + LEAST_CELL_MS) for name, value in figures.items()}
        if "stddev" in figures:
            exact["stddev"] = pytest.approx(figures["stddev"], abs=precision * rms(figures) + LEAST_CELL_MS)
        assert known == exact
