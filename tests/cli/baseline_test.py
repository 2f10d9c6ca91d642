"""`--baseline`: a run that is worse than an earlier one fails."""

import pytest

import servers
from compare_cli import LOAD, SLOW, change, row
from loadtest_cli import run, run_trusted
from result import assert_valid

# In six seconds the median is steady, wherever this machine pauses.
GUARD = ("--max-regression", "p50=10%")


@pytest.fixture(scope="module")
def slow():
    server = servers.Target(*SLOW)
    yield server
    server.stop()


def test_a_run_that_is_far_slower_than_its_baseline_fails(runs, slow):
    done = run_trusted("ws", "--url", slow.url, *LOAD, "--baseline", runs / "fast0.json", *GUARD,
                       out=runs / "run.json")
    if done.result["generator"]["trustworthy"]:
        assert done.code == 1 and done.result["verdict"]["status"] == "fail", done
        assert "against the baseline" in done.result["verdict"]["reasons"][0]
        assert "FAILED" in done.out.splitlines()[0] and "COMPARISON" in done.out, done
    assert_valid(done.result)
    assert row(done.result["comparison"], "p50")["change"] > 1


def test_a_run_like_its_baseline_is_none_the_worse(runs, slow):
    done = run_trusted("ws", "--url", slow.url, *LOAD, "--baseline", runs / "slow0.json", "--baseline",
                       runs / "slow1.json", "--max-regression", "p95=90%", out=runs / "run.json")
    assert done.code in (0, 4) and not done.result["comparison"]["regressed"], done
    assert len(done.result["comparison"]["base"]) == 2
    assert "ws.chat" in done.out and "95 % interval" in done.out


@pytest.mark.parametrize("args, says", [
    (["--baseline", "/nonexistent.json"], "/nonexistent.json"),
    (["--baseline", "{runs}/other.json"], "users 10, not 5"),
    (["--baseline", "{runs}/fast0.json", "--baseline", "{runs}/other.json"], "users 5, not 10"),
    (["--baseline", "{runs}/fast0.json", "--max-regression", "p95"], "has no =SHARE"),
    (["--baseline", "{runs}/fast0.json", "--max-regression", "ws.no.p95=1%"], "speaks of no operation"),
    (["--max-regression", "p95=10%"], "there is no baseline"),
    (["--baseline", "{runs}/fast0.json", "--segment", "0/2"], "segment"),
    (["--baseline", "{runs}/fast0.json", "--find-max", "users"], "--find-max"),
])
def test_what_is_wrong_with_a_baseline_is_told_before_the_start(runs, slow, args, says):
    done = run("ws", "--url", slow.url, *LOAD, *(arg.format(runs=runs) for arg in args), "--out", runs / "run.json")
    assert done.code == 2 and says in done.err and not (runs / "run.json").exists(), done


def test_a_baseline_that_cannot_be_believed_decides_nothing(runs, slow):
    change(runs / "fast0.json", lambda r: r["generator"].update(trustworthy=False, reasons=["it missed 3 starts"]))
    args = ["ws", "--url", slow.url, *LOAD, "--baseline", runs / "fast0.json"]
    done = run_trusted(*args, out=runs / "run.json")
    assert done.code in (0, 4) and "it missed 3 starts" in done.out, done
    strict = run_trusted(*args, "--strict", out=runs / "strict.json")
    assert strict.code in (1, 4), strict


def test_merge_holds_the_sum_against_a_baseline(runs, slow):
    for k in range(2):
        run("ws", "--url", slow.url, *LOAD, "--segment", f"{k}/2", "--seed", "1", out=runs / f"part{k}.json")
        change(runs / f"part{k}.json", lambda r: r["generator"].update(trustworthy=True, reasons=[]))
    parts = [runs / "part0.json", runs / "part1.json"]
    done = run("merge", *parts, "--baseline", runs / "fast0.json", *GUARD, out=runs / "sum.json")
    assert done.code == 1 and done.result["comparison"]["regressed"], done
    done = run("merge", *parts, "--baseline", runs / "other.json")
    assert done.code == 2 and "users 10, not 5" in done.err, done


def test_a_token_is_in_none_of_the_outputs(slow, tmp_path):
    canary = "canary-Token_7f3a"
    args = ["ws", "--url", slow.url, "--users", "2", "--duration", "3s", "--think-time", "20ms", "--ramp-up", "0",
            "--no-default-criteria", "--token", canary, "--label", f"leak={canary}"]
    base = tmp_path / f"{canary}.json"
    run(*args, out=base)
    outs = [tmp_path / f"run.{ending}" for ending in ("json", "md", "html", "xml")]
    done = run(*args, "--baseline", base, *(arg for out in outs for arg in ("--out", out)))
    assert "COMPARISON" in done.out, done
    for text in (done.out, done.err, *(out.read_text() for out in outs)):
        assert canary not in text
