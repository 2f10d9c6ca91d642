"""A disk that fills up while a run lasts: what was measured is kept wherever there is room."""

import json

from loadtest_cli import run

# In a mount namespace of its own a folder has 16 KiB; what is in it at the end is copied out.
SMALL = """mount -t tmpfs -o size=16k tmpfs "$0" && printf earlier > "$0/run.json" || exit 99
"$@"
code=$?
cp -a "$0/." "$0.after"
exit $code
"""


def test_a_full_disk_costs_the_files_on_it_and_nothing_else(target, tmp_path):
    small = tmp_path / "small"
    small.mkdir()
    (tmp_path / "small.after").mkdir()
    done = run("ws", "--url", target().url, "--users", "2", "--think-time", "20ms", "--duration", "3s", "--ramp-up", "0",
               "--out", str(small / "run.json"), out=tmp_path / "kept.json",
               prefix=["unshare", "-rm", "sh", "-c", SMALL, str(small)])
    assert done.code == 3, done
    verdict = json.loads(done.result_path.read_text())["verdict"]
    assert verdict["status"] in ("pass", "warn") and verdict["exit_code"] == 0, "the other file has its verdict"
    headline = {"pass": "PASSED", "warn": "PASSED WITH WARNINGS"}[verdict["status"]]
    assert headline in done.out.splitlines()[0], "and so has the summary"
    told = [line for line in done.err.splitlines() if "cannot write" in line]
    assert len(told) == 1 and "run.json" in told[0] and "No space left" in told[0], done
    assert [f.name for f in (tmp_path / "small.after").iterdir()] == ["run.json"], "nothing half-written is left"
    assert (tmp_path / "small.after" / "run.json").read_text() == "earlier"
