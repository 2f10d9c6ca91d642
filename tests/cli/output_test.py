"""Where what is printed, and that the result file is what the contract says."""

import json
import re

import pytest

from loadtest_cli import ROOT, assert_passed, run, start
from result import assert_valid, operation, track


@pytest.fixture
def finished(target, tmp_path):
    return run("ws", "--url", target("--latency", "5ms", "--jitter", "4ms", "--error-share", "10%").url, "--users", "10",
               "--duration", "3s", "--think-time", "50ms", "--ramp-up", "0.5s", "--name", "nightly", "--label",
               "branch=main", "--seed", "7", out=tmp_path / "run.json")


def test_the_summary_goes_to_standard_output_and_progress_to_standard_error(finished):
    assert "chat" in finished.out and "p95" in finished.out
    assert re.search(r"pass|warn|fail|inconclusive", finished.out.splitlines()[0], re.I), "verdict first"
    assert "p95" not in finished.err or "chat" not in finished.err.splitlines()[0]
    assert "\x1b" not in finished.out + finished.err, "no colours where nobody looks"


def test_the_result_file_is_valid_against_the_shipped_schema(finished):
    result = finished.result
    assert_valid(result)
    assert result["run"]["name"] == "nightly"
    assert result["run"]["labels"] == {"branch": "main"}
    assert result["run"]["seed"] == 7
    assert result["run"]["interrupted"] is False
    assert result["verdict"]["exit_code"] == finished.code
    assert track(result)["workload"] == "ws"
    assert (track(result)["users"]["asked"], track(result)["users"]["peak"]) == (10, 10)
    assert operation(result, "chat")["errors"].keys() == {"INTERNAL_ERROR"}


def test_json_prints_the_result_on_standard_output_and_nothing_else(target):
    done = run("ws", "--url", target().url, "--users", "2", "--duration", "2s", "--think-time", "0.1s", "--json")
    assert_valid(json.loads(done.out))


def test_quiet_prints_one_line_and_no_progress(target, tmp_path):
    done = run("ws", "--url", target().url, "--users", "2", "--duration", "2s", "--think-time", "0.1s", "--quiet",
               out=tmp_path / "run.json")
    assert_passed(done)
    assert len(done.out.strip().splitlines()) == 1 and not done.err


def test_dry_run_shows_the_scenario_and_starts_nothing(target):
    server = target()
    done = run("ws", "--url", server.url, "--users", "123", "--token", "canary-7f3a9", "--dry-run")
    assert done.code == 0, done
    assert "123" in done.out and "canary" not in done.out + done.err
    assert server.stats()["connections_accepted"] == 0


def test_a_result_replaces_an_earlier_one_completely(target, tmp_path):
    out = tmp_path / "run.json"
    out.write_text("x" * 1_000_000)
    run("ws", "--url", target().url, "--users", "1", "--duration", "1s", "--ramp-up", "0", out=out)
    assert json.loads(out.read_text())["schema"] == "loadtest.result/1"
    assert [p.name for p in tmp_path.iterdir()] == ["run.json"], "nothing is left beside it"


def test_out_is_repeatable(target, tmp_path):
    first, second = tmp_path / "a.json", tmp_path / "b.json"
    run("ws", "--url", target().url, "--users", "1", "--duration", "1s", "--ramp-up", "0", "--out", first, "--out", second)
    assert json.loads(first.read_text()) == json.loads(second.read_text())


def test_the_log_goes_to_the_file_that_was_asked_for(target, tmp_path):
    log = tmp_path / "run.log"
    done = run("ws", "--url", target().url, "--users", "1", "--duration", "1s", "--ramp-up", "0", "--verbose", "--log-file",
               log)
    assert log.exists() and log.read_text().strip(), done


def test_without_a_terminal_progress_is_plain_lines(target):
    done = run("ws", "--url", target().url, "--users", "2", "--duration", "12s", "--think-time", "0.5s")
    assert len(done.err.strip().splitlines()) == 2, "at the beginning and every ten seconds"
    assert "\r" not in done.err and "\x1b" not in done.err


def test_what_is_printed_into_a_closed_pipe_does_not_crash(target):
    command = start("ws", "--url", target().url, "--users", "2", "--duration", "2s", "--ramp-up", "0")
    command.process.stdout.close()
    command.process.stderr.read()
    assert command.process.wait(20) in (0, 1, 4)
