"""`loadtest merge`: what it refuses, what it tells, and with which exit code it ends."""

import json
import shutil

import pytest

import servers
from loadtest_cli import run
from result import assert_valid, criterion, operation, track
from segments import merge, run_all

ARGS = ["--users", "6", "--duration", "0.5s", "--think-time", "50ms", "--ramp-up", "0", "--no-default-criteria",
        "--threshold", "ws.chat.success > 50%"]


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """Folders with results: three segments of a run, two of another, a whole run."""
    folder = tmp_path_factory.mktemp("made")
    server = servers.Target()
    for name in ("of3", "of2", "whole"):
        (folder / name).mkdir()
    try:
        done = run_all(3, "ws", "--url", server.url, *ARGS, folder=folder / "of3")
        done += run_all(2, "ws", "--url", server.url, *ARGS, folder=folder / "of2")
        done.append(run("ws", "--url", server.url, *ARGS, out=folder / "whole/0.json"))
        assert all(each.code in (0, 4) for each in done), done
        yield folder
    finally:
        server.stop()


@pytest.fixture
def results(made, tmp_path):
    """Copies of them that a test may change. The machine's own doubts are taken out: they are no claim here."""
    for folder in made.iterdir():
        shutil.copytree(folder, tmp_path / folder.name)
        for path in (tmp_path / folder.name).iterdir():
            change(path, lambda r: r["generator"].update(trustworthy=True, reasons=[], waited_share=0.0))
            change(path, lambda r: r["run"].update(warnings=[]))
    return tmp_path


def change(path, how):
    result = json.loads(path.read_text())
    how(result)
    path.write_text(json.dumps(result))


def three(results):
    return [results / f"of3/{k}.json" for k in range(3)]


def refused(done, *named):
    assert done.code == 2 and not done.out, done
    lines = done.err.strip().splitlines()
    assert len(lines) == 1, done
    assert all(str(name) in lines[0] for name in named), (named, done)


def test_the_sum_is_a_result_like_any_other(results):
    done = merge(*three(results), out=results / "run.json")
    assert done.code == 0, done
    result, parts = done.result, [json.loads(path.read_text()) for path in three(results)]
    assert_valid(result)
    assert result["run"]["segment"] == "0/1" and result["verdict"]["exit_code"] == 0
    assert [s["segment"] for s in result["segments"]] == ["0/3", "1/3", "2/3"]
    assert [s["id"] for s in result["segments"]] == [p["run"]["id"] for p in parts]
    assert track(result)["users"]["asked"] == 6
    for field in ("started", "ok", "failed", "cancelled", "bytes_sent", "bytes_received"):
        assert operation(result, "chat")[field] == sum(operation(p, "chat")[field] for p in parts), field
    assert result["generator"]["planned"] == sum(p["generator"]["planned"] for p in parts)
    assert criterion(result, "ws.chat.success")["status"] == "pass"
    assert "SEGMENTS" in done.out and "PASSED" in done.out.splitlines()[0], done


def test_a_sum_of_sums_is_the_same_sum(results):
    first, second, third = three(results)
    at_once = merge(first, second, third, out=results / "at_once.json").result
    merge(third, first, "--allow-missing", out=results / "two.json")
    grouped = merge(second, results / "two.json", out=results / "grouped.json").result
    for key in ("tracks", "phases", "generator", "segments", "criteria"):
        assert grouped[key] == at_once[key], key


def test_json_prints_the_sum_and_quiet_one_line(results):
    assert_valid(json.loads(merge(*three(results), "--json").out))
    done = merge(*three(results), "--quiet")
    assert len(done.out.strip().splitlines()) == 1 and not done.err, done


def test_criteria_are_judged_on_the_sum_alone(results):
    done = merge(*three(results), "--threshold", "ws.users >= 6", "--threshold", "ws.chat.response.p95 < 0.001ms",
                 out=results / "run.json")
    assert done.code == 1, done
    assert criterion(done.result, "ws.users >= 6")["observed"] == 6, "no segment has more than two"
    assert criterion(done.result, "ws.chat.response.p95")["status"] == "fail"
    assert criterion(done.result, "ws.chat.success")["status"] == "pass", "those of the run hold beside"


def test_a_missing_segment_is_refused_or_leaves_the_verdict_open(results):
    first, second, third = three(results)
    refused(merge(first, third), "segment 1/3 is missing", "--allow-missing")
    done = merge(first, third, "--allow-missing", out=results / "run.json")
    assert done.code == 4, done
    assert "segment 1/3 is missing" in done.result["verdict"]["reasons"][0], done.result["verdict"]
    assert done.result["verdict"]["status"] == "inconclusive"
    assert_valid(done.result)


def test_whom_its_own_run_did_not_believe_the_sum_does_not_either(results):
    change(three(results)[1], lambda r: r["generator"].update(trustworthy=False, reasons=["it missed 3 of 9 starts"]))
    done = merge(*three(results), out=results / "run.json")
    assert done.code == 4, done
    assert done.result["generator"]["reasons"] == ["segment 1/3: it missed 3 of 9 starts"]
    assert done.result["segments"][1]["trustworthy"] is False


def test_a_segment_that_was_stopped_leaves_the_verdict_open(results):
    change(three(results)[2], lambda r: r["run"].update(stop_reason="terminated", interrupted=True))
    done = merge(*three(results), out=results / "run.json")
    assert done.code == 4 and "segment 2/3 was stopped by SIGTERM" in done.result["verdict"]["reasons"][0], done


def test_warnings_of_a_segment_count_where_the_sum_is_strict(results):
    change(three(results)[2], lambda r: r["run"].update(warnings=["one token for all"]))
    assert merge(*three(results)).code == 0
    done = merge(*three(results), "--strict", out=results / "run.json")
    assert done.code == 1 and "one token for all" in done.result["verdict"]["reasons"][0], done


def test_files_that_are_no_results_are_named(results):
    first, second, third = three(results)
    bad = results / "bad.json"
    refused(merge(first, second, "/nonexistent/2.json"), "/nonexistent/2.json", "No such file")
    refused(merge(first, second, results), results, "folder")
    for text, says in [("", "no JSON"), ("[1, 2]", "no result of loadtest"), ('{"a": 1}', "no result of loadtest"),
                       (third.read_text()[:5000], "no JSON"),
                       (third.read_text().replace("loadtest.result/1", "loadtest.result/9"), "loadtest.result/9")]:
        bad.write_text(text)
        refused(merge(first, second, bad), bad, says)
    shutil.copy(third, bad)
    change(bad, lambda r: r["tracks"][0]["operations"][1].pop("histogram"))
    refused(merge(first, second, bad), bad, "tracks[0].operations[1].histogram is missing")


def test_what_does_not_belong_together_is_refused(results):
    first, second, third = three(results)
    refused(merge(first, second, second), second, "has segment 1/3")
    refused(merge(first, second, results / "of2/1.json"), "1/2", "one of 3")
    refused(merge(results / "whole/0.json"), "0.json", "a whole run")
    change(third, lambda r: r["scenario"]["tracks"][0]["load"].update(users="9"))
    refused(merge(first, second, third), third, "track ws: users 9, not 6")


def test_everything_that_is_wrong_is_told_at_once(results):
    done = merge(results / "whole/0.json", "/nonexistent.json", three(results)[0], three(results)[0])
    assert done.code == 2 and len(done.err.strip().splitlines()) == 3, done


def test_a_command_line_without_results_or_with_bad_options_is_refused(results):
    refused(merge(), "no result is given")
    refused(merge(*three(results), "--threshold", "nonsense"), "nonsense")
    refused(merge(*three(results), "--threshold", "db.query.success > 1%"), "db")
    refused(merge(*three(results), "--users", "3"), "--users")
    refused(merge(*three(results), "--out", "/nonexistent/run.json"), "/nonexistent")
