"""Every scenario that ships runs, shortened, against the reference backend, and what it promises is in the result."""

import pytest

from loadtest_cli import ROOT, run, start
from result import assert_valid, operation, track

# What shortens it, and the tracks that it then has.
SHORT = {
    "quick": ({"DURATION": "2s", "USERS": "5"}, ["ws"]),
    "full": ({"DURATION": "3s", "RAMP_UP": "0", "USERS": "100"}, ["ws", "db"]),
    "combined": ({"DURATION": "4s", "USERS": "20", "WORKERS": "2"}, ["ws", "db"]),
    "stress": ({"STEP": "500ms", "USERS": "5", "MORE": "10", "MOST": "20"}, ["ws"]),
    "spike": ({"QUIET": "1s", "LOUD": "1s", "USERS": "2", "SPIKE": "20"}, ["ws"]),
    "soak": ({"DURATION": "3s", "RAMP_UP": "1s", "THINK_TIME": "1s"}, ["ws", "db"]),
    "breakpoint": ({"DURATION": "500ms", "FROM": "4", "TO": "5", "THINK_TIME": "50ms"}, ["ws"]),
    "nightly": ({"DURATION": "2s", "WARM_UP": "500ms", "RAMP_UP": "500ms"}, ["ws", "db"]),
    "db-heavy": ({"DURATION": "2s", "WORKERS": "8", "POOL_SIZE": "4"}, ["db"]),
    "production-safe": ({"DURATION": "3s"}, ["ws", "db"]),
}


@pytest.fixture(scope="module")
def backend():
    """The reference backend with its database, once for all."""
    served = start("target", "--with-db", "--latency", "20ms")
    lines = dict(served.read_line(60).split(": ", 1) for _ in range(2))
    yield lines
    served.stop(30)


def test_every_shipped_scenario_is_here():
    assert sorted(SHORT) == sorted(path.stem for path in (ROOT / "scenarios").glob("*.yaml"))


@pytest.mark.parametrize("name", SHORT)
def test_a_shipped_scenario_runs(name, backend, tmp_path):
    shortened, tracks = SHORT[name]
    given = [arg for pair in shortened.items() for arg in ("--set", "=".join(pair))]
    addresses = (["--url", backend["ws"]] if "ws" in tracks else []) + (["--db", backend["db"]] if "db" in tracks else [])
    done = run("run", ROOT / f"scenarios/{name}.yaml", *addresses, *given, "--no-default-criteria", out=tmp_path / "run.json")
    # How fast this machine is just now decides criteria of time; nothing else may fail.
    assert done.code in (0, 1, 4), done
    result = done.result
    assert_valid(result)
    assert result["run"]["name"] == name and [t["name"] for t in result["tracks"]] == tracks
    for t, chief in (("ws", "chat"), ("db", "query")):
        if t not in tracks:
            continue
        what = operation(result, chief, t)
        assert what["ok"] > 0 and what["failed"] == 0, done
    if name in ("stress", "spike"):
        most = int(shortened.get("MOST", shortened.get("SPIKE")))
        assert track(result, "ws")["users"]["peak"] == most
    if name == "combined":
        assert [p["name"] for p in result["phases"]] == ["ws alone", "db alone", "together"] and result["interference"]
    if name == "breakpoint":
        assert result["search"]["holds"]
    if name == "production-safe":
        kinds = {o["kind"] for o in track(result, "db")["operations"] if o["weight"] > 0}
        assert kinds == {"read"}
