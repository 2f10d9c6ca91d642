"""Reads result files (format loadtest.result/1)."""

import json
import math
import subprocess
from pathlib import Path

from loadtest_cli import ROOT


def track(result, name="ws"):
    return next(t for t in result["tracks"] if t["name"] == name)


def operation(result, name, track_name="ws"):
    found = [o for o in track(result, track_name)["operations"] if o["name"] == name]
    assert found, f"no operation {name} in {[o['name'] for o in track(result, track_name)['operations']]}"
    return found[0]


def criterion(result, text):
    """The one criterion whose expression or name has this text."""
    found = [c for c in result["criteria"] if text in c["expression"] or text in c["name"]]
    assert len(found) == 1, f"{text}: {result['criteria']}"
    return found[0]


def starts_made(result, due):
    """How many of the starts that were due the generator made: all, but for those that it owns up to have missed.

    It misses the last ones where this machine keeps it from them until after the end. Of a run without dropped starts.
    """
    generator = result["generator"]
    assert generator["planned"] == due == generator["started"] + generator["missed"], generator
    assert generator["missed"] < due / 10, generator
    return generator["started"]


def share(part, whole):
    return part / whole if whole else math.nan


def assert_valid(result):
    """Holds against the shipped schema, and against what must be true of any result."""
    import jsonschema

    schema = json.loads((ROOT / "docs/result.schema.json").read_text())
    jsonschema.validate(result, schema)
    assert result["schema"] == "loadtest.result/1"
    for t in result["tracks"]:
        for o in t["operations"]:
            where = f"{t['name']}.{o['name']}: { {k: v for k, v in o.items() if 'histogram' not in k} }"
            assert o["response_ms"]["count"] == o["service_ms"]["count"] == o["ok"], where
            assert sum(o["errors"].values()) == o["failed"], where
            finished = o["ok"] + o["failed"] + o["dropped"]
            if finished:
                assert math.isclose(o["success_share"], o["ok"] / finished, abs_tol=1e-9), where
            if o["ok"]:
                mean = o["sum_ns"]["response"] / o["ok"] / 1e6
                assert math.isclose(mean, o["response_ms"]["mean"], rel_tol=0.01), where
                stats = [o["response_ms"][s] for s in ("min", "p50", "p90", "p95", "p99", "p999", "max")]
                assert stats == sorted(stats), where
        for name in {n for i in t["intervals"] for n in i["operations"]}:
            total = next(o for o in t["operations"] if o["name"] == name)
            for field in ("ok", "failed"):
                seen = sum(i["operations"].get(name, {}).get(field, 0) for i in t["intervals"])
                assert seen == total[field], f"intervals of {name}.{field} have {seen}, the total has {total[field]}"


def read_by_node(lines, node_modules, script="decode_histogram.js"):
    """What an independent reader (npm hdr-histogram-js) sees in histograms of ours; see the scripts in ws_echo."""
    done = subprocess.run(["node", str(Path(__file__).parent / "ws_echo" / script)], input="\n".join(lines),
                          capture_output=True, text=True, timeout=60,
                          env={"PATH": "/usr/local/bin:/usr/bin:/bin", "NODE_PATH": node_modules})
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]
