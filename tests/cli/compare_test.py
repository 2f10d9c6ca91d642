"""`loadtest compare`: what it finds in real runs, what it refuses, and with which exit code it ends."""

import json

import pytest

from compare_cli import change, compare, row, sides
from loadtest_cli import ROOT
from result import operation


def refused(done, *named):
    assert done.code == 2 and not done.out, done
    assert all(str(name) in done.err for name in named), (named, done)


def assert_valid_comparison(comparison):
    import jsonschema

    jsonschema.validate(comparison, json.loads((ROOT / "docs/comparison.schema.json").read_text()))


def test_a_far_slower_target_is_a_regression(runs):
    done = compare(*sides(runs), "--max-regression", "p50=10%", "--out", runs / "c.json", "--out", runs / "c.md")
    assert done.code == 1, done
    assert "REGRESSION" in done.out.splitlines()[0] and "p50 of chat response rose by" in done.out, done
    comparison = json.loads((runs / "c.json").read_text())
    assert_valid_comparison(comparison)
    assert comparison["regressed"] and comparison["noise_known"] and not comparison["forced"]
    p50 = row(comparison, "p50")
    assert p50["standing"] == "worse" and 1 < p50["change"], p50
    assert row(comparison, "success")["standing"] == "same"
    text = (runs / "c.md").read_text()
    assert "**worse**" in text and "| p95 of chat response |" in text, text


def test_the_other_way_round_it_is_better(runs):
    done = compare(*sides(runs, "slow", "fast"), "--json")
    assert done.code == 0, done
    comparison = json.loads(done.out)
    assert row(comparison, "p50")["standing"] == "better" and not comparison["regressed"]


def test_a_pair_shows_the_figures_of_its_results(runs):
    done = compare(runs / "fast0.json", runs / "slow0.json", "--json")
    p50 = row(json.loads(done.out), "p50")
    for side, name in (("base", "fast0"), ("new", "slow0")):
        result = json.loads((runs / f"{name}.json").read_text())
        assert p50[side] == pytest.approx(operation(result, "chat")["response_ms"]["p50"]), side


def test_a_run_beside_itself_is_no_regression(runs):
    same = runs / "fast0.json"
    done = compare(same, same)
    assert done.code == 0 and "NO REGRESSION" in done.out.splitlines()[0], done
    assert "from 3 runs a side on" in done.out, "that a pair knows little is said"


def test_what_is_named_decides(runs):
    assert compare(*sides(runs), "--max-regression", "success=1%").code == 0
    assert compare(*sides(runs), "--max-regression", "success=1%", "--max-regression", "ws.chat.p50=10%").code == 1


def test_quiet_is_one_line_and_narrow_enough(runs):
    done = compare(*sides(runs), "--quiet")
    assert len(done.out.strip().splitlines()) == 1 and not done.err, done
    shown = compare(*sides(runs), env={"LC_ALL": "C.UTF-8"}).out
    assert max(map(len, shown.splitlines())) <= 100, shown
    assert compare(*sides(runs), env={"LC_ALL": "C"}).out.isascii()


def test_runs_that_are_not_alike_are_refused_unless_forced(runs):
    done = compare(runs / "fast0.json", runs / "other.json")
    refused(done, "users 5, not 10", "--force")
    forced = compare(runs / "fast0.json", runs / "other.json", "--force", "--out", runs / "c.md", "--out",
                     runs / "c.json")
    assert forced.code in (0, 1) and "are not alike" in forced.out, forced
    assert "are not alike" in (runs / "c.md").read_text()
    comparison = json.loads((runs / "c.json").read_text())
    assert comparison["forced"] and "are not alike" in comparison["warnings"][0]


def test_what_cannot_be_believed_decides_nothing(runs):
    change(runs / "fast0.json", lambda r: r["generator"].update(trustworthy=False, reasons=["it missed 3 starts"]))
    done = compare(runs / "fast0.json", runs / "slow0.json", "--json")
    comparison = json.loads(done.out)
    assert done.code == 0 and {c["standing"] for c in comparison["changes"]} == {"unclear"}, done
    assert "it missed 3 starts" in comparison["warnings"][0]
    change(runs / "slow1.json", lambda r: r["run"].update(stop_reason="interrupted", interrupted=True))
    done = compare(*sides(runs), "--json", "--max-regression", "p50=10%")
    comparison = json.loads(done.out)
    assert [r["used"] for r in comparison["base"]] == [False, True, True]
    assert [r["used"] for r in comparison["new"]] == [True, False, True]
    assert not comparison["noise_known"] and done.code == 1, "so much slower is more than two runs differ by"


def test_other_machines_and_versions_are_remarked_on(runs):
    change(runs / "slow0.json", lambda r: (r["run"]["host"].update(name="elsewhere"), r["tool"].update(version="9")))
    remarks = json.loads(compare(runs / "fast0.json", runs / "slow0.json", "--json").out)["remarks"]
    assert any("host elsewhere" in one for one in remarks) and any("loadtest 9" in one for one in remarks), remarks


def test_the_command_line_is_held_to_its_grammar(runs):
    fast, slow = runs / "fast0.json", runs / "slow0.json"
    refused(compare(), "no base is given")
    refused(compare(fast), "nothing is given to hold against the base")
    refused(compare(fast, slow, slow), "which of the 3 files are the new ones")
    refused(compare("--new", slow), "no base is given")
    refused(compare(fast, slow, "--max-regression", "p96=5%"), "p96", "p95=10%")
    refused(compare(fast, slow, "--max-regression", "ws.chatter.p95=5%"), "ws.chatter", "ws.chat")
    refused(compare(fast, slow, "--out", runs / "c.pdf"), ".pdf", ".md")
    refused(compare(fast, slow, "--users", "3"), "--users")
    (runs / "bad.json").write_text("{}")
    refused(compare(fast, runs / "bad.json", "--force"), "bad.json", "no result of loadtest")
    refused(compare("/nonexistent.json", slow), "/nonexistent.json")
