"""Real short runs to compare, and copies of their results that a test may change."""

import json
import shutil

import servers
from loadtest_cli import run, start

LOAD = ["--users", "10", "--duration", "6s", "--think-time", "20ms", "--ramp-up", "0", "--no-default-criteria"]
FAST, SLOW = ("--latency", "10ms"), ("--latency", "1s")


def make_runs(folder):
    """Three results against a fast target, three against a slow one, one of another load; all measured at once."""
    fast, slow = servers.Target(*FAST), servers.Target(*SLOW)
    other = ["--users", "5", *LOAD[2:]]
    try:
        runs = [start("ws", "--url", fast.url, *other, out=folder / "other.json")]
        for k in range(3):
            runs.append(start("ws", "--url", fast.url, *LOAD, "--name", "fast", out=folder / f"fast{k}.json"))
            runs.append(start("ws", "--url", slow.url, *LOAD, "--name", "slow", out=folder / f"slow{k}.json"))
        assert all(one.finish().code in (0, 4) for one in runs)
    finally:
        fast.stop()
        slow.stop()


def copy_runs(made, folder):
    """The machine's own doubts are taken out: they are no claim here."""
    for path in made.iterdir():
        shutil.copy(path, folder / path.name)
        change(folder / path.name, lambda r: r["generator"].update(trustworthy=True, reasons=[]))
    return folder


def change(path, how):
    result = json.loads(path.read_text())
    how(result)
    path.write_text(json.dumps(result))


def row(comparison, measure, operation="chat"):
    return next(c for c in comparison["changes"] if c["measure"] == measure and c["operation"] == operation)


def compare(*args, **kwargs):
    return run("compare", *args, **kwargs)


def sides(folder, base="fast", fresh="slow"):
    """Arguments for three a side."""
    news = [arg for k in range(3) for arg in ("--new", folder / f"{fresh}{k}.json")]
    return [*(folder / f"{base}{k}.json" for k in range(3)), *news]
