"""Does HdrHistogram's own library, the one in Java, read from our histograms what is in them?"""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

import formats
from hdr import cells_of
from loadtest_cli import run
from result import operation
from skips import skip_or_fail

JAR = Path("/usr/share/java/hdrhistogram.jar")  # Debian's libhdrhistogram-java


def read_by_java(text, values, folder):
    """Cells, total and greatest value as its HistogramLogProcessor prints them."""
    log = folder / "one.hlog"
    log.write_text('"StartTimestamp","Interval_Length","Interval_Max","Interval_Compressed_Histogram"\n'
                   f"0.0,1.0,1.0,{text}\n")
    # A tick for each value at least, so that every cell has a line.
    done = subprocess.run(["java", "-cp", JAR, "org.HdrHistogram.HistogramLogProcessor", "-i", log, "-outputValueUnitRatio",
                           "1", "-percentilesOutputTicksPerHalf", str(values)], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    cells, before = {}, 0
    for value, up_to in re.findall(r"^ *(\d+)\.000 [\d.]+ +(\d+)", done.stdout, re.M):
        if int(up_to) > before:
            cells[int(value)] = int(up_to) - before
        before = int(up_to)
    [(greatest, total)] = re.findall(r"#\[Max += +(\d+)\.000, Total count += +(\d+)\]", done.stdout)
    return [list(cell) for cell in cells.items()], int(total), int(greatest)


def test_every_cell_total_and_greatest_value_are_read_as_they_are(target, tmp_path):
    if not shutil.which("java") or not JAR.exists():
        skip_or_fail("no java, or no libhdrhistogram-java")
    result = run("ws", "--url", target("--latency", "40ms", "--jitter", "40ms", "--error-share", "10%").url, "--rate",
                 "400/s", "--users", "100", "--duration", "2s", "--ramp-up", "0", out=tmp_path / "run.json").result
    chat = operation(result, "chat")
    for key, times in (("histogram", "response_ms"), ("service_histogram", "service_ms"), ("failed_histogram", "failed_ms")):
        cells, total, greatest = read_by_java(chat[key], chat[times]["count"], tmp_path)
        assert cells == cells_of(chat[key]) and len(cells) > 30
        assert total == chat[times]["count"]
        assert greatest == pytest.approx(1e6 * chat[times]["max"], rel=1e-3)


def test_its_processor_reads_the_log_that_a_run_writes_and_finds_its_percentile_distribution(target, tmp_path):
    if not shutil.which("java") or not JAR.exists():
        skip_or_fail("no java, or no libhdrhistogram-java")
    result = run("ws", "--url", target("--latency", "40ms", "--jitter", "40ms").url, "--rate", "400/s", "--users", "100",
                 "--duration", "2s", "--ramp-up", "0", "--out", tmp_path / "run.hlog", "--out", tmp_path / "run.hgrm",
                 out=tmp_path / "run.json").result
    done = subprocess.run(["java", "-cp", JAR, "org.HdrHistogram.HistogramLogProcessor", "-i", tmp_path / "run.hlog", "-tag",
                           "ws.chat", "-outputValueUnitRatio", "1000000"], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    theirs, footers = formats.distribution(done.stdout)
    ours, own_footers = formats.distribution((tmp_path / "run.hgrm").read_text())
    # The log has the precision of intervals.
    assert footers["Total count"] == own_footers["Total count"] == operation(result, "chat")["ok"]
    for name in ("Max", "Mean", "StdDeviation"):
        assert own_footers[name] == pytest.approx(footers[name], rel=0.02), name
    theirs_at = {share: value for value, share, _ in theirs}
    common = [(value, theirs_at[share]) for value, share, _ in ours if share in theirs_at]
    assert len(common) > 20 and ours[-1][2] == theirs[-1][2]
    for mine, other in common:
        assert mine == pytest.approx(other, rel=0.02)
