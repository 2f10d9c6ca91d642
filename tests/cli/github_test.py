"""On GitHub Actions a run tells its step's summary and a few annotations by itself, and nothing else changes."""

import json
import re

import pytest

from loadtest_cli import run
from segments import merge, run_all

SHORT = ["--users", "3", "--duration", "0.5s", "--think-time", "50ms", "--ramp-up", "0", "--no-default-criteria"]
FAILS = ["--threshold", "ws.chat.response.p95 < 0.001ms"]
COMMAND = re.compile(r"^::(error|warning) title=([^:,\n]+)::(.+)$", re.M)


def on_github(tmp_path, **more):
    return {"GITHUB_ACTIONS": "true", "GITHUB_STEP_SUMMARY": str(tmp_path / "summary.md"), **more}


def commands(done):
    """Those of criteria: whether this machine was fast enough is no claim here."""
    return [found for found in COMMAND.findall(done.err) if "not trustworthy" not in found[1]]


def test_the_summary_is_appended_and_a_failed_criterion_annotated(target, tmp_path):
    (tmp_path / "summary.md").write_text("# before\n")
    done = run("ws", "--url", target().url, *SHORT, *FAILS, "--name", "nightly: a,b 100%", "--json", "--out",
               tmp_path / "run.md", env=on_github(tmp_path))
    assert done.code in (1, 4), done
    assert (tmp_path / "summary.md").read_text() == "# before\n\n" + (tmp_path / "run.md").read_text()
    [(level, title, text)] = commands(done)
    assert level == "error" and title == "loadtest nightly%3A a%2Cb 100%25%3A p95 of chat response"
    assert re.fullmatch(r"was [\d.]+ .s, wanted ws\.chat\.response\.p95 < 0\.001ms", text), text
    json.loads(done.out)


def test_five_annotations_at_most_the_worst_first(target, tmp_path):
    worse = [word for i in range(1, 5) for word in ("--threshold", f"warn: ws.chat.response.p95 < 0.00{i}ms")]
    done = run("ws", "--url", target().url, *SHORT, *worse, *FAILS, "--threshold", "ws.chat.rate > 100000/s", "--threshold",
               "ws.chat.service.p50 < 0.001ms", "--threshold", "ws.chat.response.p50 < 0.001ms", "--threshold",
               "warn: ws.chat.response.p99 < 0.001ms", env=on_github(tmp_path))
    found = COMMAND.findall(done.err)
    assert len(found) == 5 and [level for level, *_ in found] == sorted(level for level, *_ in found), done
    assert re.search(r" \(and \d+ more\)$", found[-1][2]) and not any("more)" in text for *_, text in found[:-1])


@pytest.mark.parametrize("args, env", [(["--no-github"], {}), ([], {"GITHUB_ACTIONS": "false"}), ([], {"GITHUB_ACTIONS": ""})])
def test_nothing_is_told_elsewhere_or_where_it_is_switched_off(target, tmp_path, args, env):
    done = run("ws", "--url", target().url, *SHORT, *FAILS, *args, env=on_github(tmp_path, **env))
    assert not COMMAND.findall(done.err) and not (tmp_path / "summary.md").exists(), done


def test_a_run_that_is_well_has_no_annotation(target, tmp_path):
    done = run("ws", "--url", target().url, *SHORT, "--threshold", "ws.chat.success > 1%", env=on_github(tmp_path))
    assert not commands(done) and (tmp_path / "summary.md").exists(), done


@pytest.mark.parametrize("made", ["folder", "full", "nowhere", "no variable"])
def test_a_summary_that_cannot_be_written_is_one_warning_and_changes_nothing(target, tmp_path, made):
    path = tmp_path / "summary.md"
    if made == "folder":
        path.mkdir()
    elif made == "full":
        path.write_bytes(b"x" * (1024 * 1024 - 10))
    env = on_github(tmp_path)
    if made == "nowhere":
        env["GITHUB_STEP_SUMMARY"] = "/nonexistent/summary.md"
    elif made == "no variable":
        env["GITHUB_STEP_SUMMARY"] = ""
    done = run("ws", "--url", target().url, *SHORT, "--threshold", "ws.chat.success > 1%", env=env)
    assert done.code in (0, 4), done
    told = [line for line in done.err.splitlines() if "no step summary" in line]
    assert len(told) == (0 if made == "no variable" else 1), done
    if made == "full":
        assert path.stat().st_size == 1024 * 1024 - 10


def test_a_merge_tells_it_too_and_a_report_does_not(target, tmp_path):
    parts = run_all(2, "ws", "--url", target().url, *SHORT, *FAILS, folder=tmp_path)
    files = [part.result_path for part in parts]
    done = merge(*files, env=on_github(tmp_path), out=tmp_path / "sum.json")
    assert [title for _, title, _ in commands(done)] == ["loadtest ws%3A p95 of chat response"], done
    size = (tmp_path / "summary.md").stat().st_size
    again = run("report", tmp_path / "sum.json", env=on_github(tmp_path))
    assert again.code == 0 and not again.err and (tmp_path / "summary.md").stat().st_size == size, again
