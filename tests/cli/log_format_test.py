"""Logs that a machine reads, output that is one line or JSON alone, and terminals that know ASCII alone."""

import base64
import json
import os
import pty
import re
import select
import time

import pytest

import segments
from loadtest_cli import run, start
from result import assert_valid

CANARY = "canary-5b1d9c"
ASCII = {"LC_ALL": "C"}


def lines_of(text):
    """The objects of a log, one a line."""
    told = [json.loads(line) for line in text.splitlines()]
    for line in told:
        assert line.keys() == {"time", "level", "who", "message"}
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", line["time"])
        assert line["level"] in ("debug", "info", "warning", "error")
    return told


def a_run(target, *more, seconds="1s"):
    return ("ws", "--url", target().url, "--users", "2", "--duration", seconds, "--think-time", "20ms", "--ramp-up", "0",
            "--no-default-criteria", *more)


def test_each_line_of_a_log_is_an_object(target, tmp_path):
    log = tmp_path / "run.log"
    jwt = ".".join(base64.urlsafe_b64encode(part).decode().rstrip("=") for part in (b'{"alg":"none"}', b'{"sub":"a"}'))
    done = run(*a_run(target, "--log-format", "json", "--log-file", log, "--token", f"{jwt}.{CANARY}", "--verbose"))
    assert done.code in (0, 4), done
    told, logged = lines_of(done.err), lines_of(log.read_text())
    assert any(line["level"] == "info" and "of 0:01" in line["message"] for line in told), "the progress"
    assert {line["who"] for line in told + logged} == {"loadtest ws"}
    assert any("run starts" in line["message"] for line in logged)
    assert any(line["level"] == "warning" for line in told), "one token for two users"
    assert "OPERATIONS" in done.out and CANARY not in done.out + done.err + log.read_text()


def test_what_is_wrong_with_the_options_is_told_so_too():
    hostile = '5"\\\n\x1b[31m\u2028\u00e9'
    done = run("ws", "--users", hostile, "--dur", "1s", "--log-format", "json")
    told = lines_of(done.err)
    assert done.code == 2 and len(told) == 2 and {line["level"] for line in told} == {"error"}
    assert any("\u00e9" in line["message"] and '5"' in line["message"] for line in told)
    assert not any(c in line["message"] for line in told for c in "\n\x1b\u2028")


@pytest.mark.parametrize("args", [("ws", "--users", "1"), ("target",), ("merge", "none.json")])
def test_another_format_is_exit_2(args):
    done = run(*args, "--log-format", "xml")
    assert done.code == 2 and "text or json" in done.err and not done.out


def test_commands_that_start_nothing_tell_objects_too(tmp_path):
    (tmp_path / "no.json").write_text("{")
    for args, who in ((("merge", tmp_path / "no.json"), "merge"), (("target", "--bind", "nowhere.invalid"), "target"),
                      (("validate", tmp_path / "no.yaml"), "validate")):
        done = run(*args, "--log-format", "json")
        told = lines_of(done.err)
        assert done.code in (2, 3) and told and {line["who"] for line in told} == {f"loadtest {who}"}, done


def test_a_stop_and_its_words_are_objects(target):
    command = start(*a_run(target, "--log-format", "json", seconds="60s"))
    command.wait_until_told("of 1:00")
    command.send_signal(2)
    done = command.finish()
    assert done.code == 130 and any("stopping" in line["message"] for line in lines_of(done.err)), done


def test_json_with_quiet_is_json_on_one_stream_and_nothing_on_the_other(target):
    done = run(*a_run(target, "--json", "--quiet", "--token", CANARY))
    assert_valid(json.loads(done.out))
    assert not done.err


def test_json_prints_nothing_else_where_the_run_fails(target):
    done = run("ws", "--url", "ws://127.0.0.1:1/", "--json", "--users", "1", "--duration", "1s")
    assert done.code == 3 and not done.out and done.err


def test_a_full_disk_under_the_log_is_told_once_and_changes_nothing(target):
    done = run(*a_run(target, "--log-file", "/dev/full", "--verbose", "--log-format", "json"))
    assert done.code in (0, 4) and "OPERATIONS" in done.out, done
    assert len([line for line in lines_of(done.err) if "log cannot be written" in line["message"]]) == 1


def test_quiet_is_one_line_for_every_command_that_runs(target, tmp_path):
    url = target("--latency", "1ms").url
    scenario = tmp_path / "quiet.yaml"
    scenario.write_text(f"tracks:\n  - workload: ws\n    options:\n      url: {url}\n      token: {CANARY}\n"
                        "    load:\n      users: 2\n      duration: 1s\n      think_time: 20ms\n      ramp_up: 0s\n")
    short = ("--url", url, "--duration", "1s", "--think-time", "20ms", "--ramp-up", "0")
    segment = run("ws", *short, "--users", "2", "--segment", "0/2", "--quiet", out=tmp_path / "0.json")
    asked = [segment, run("run", scenario, "--quiet"), segments.merge(tmp_path / "0.json", "--allow-missing", "--quiet"),
             run("ws", *short[:2], "--find-max", "users", "--find-from", "1", "--find-to", "2", "--find-duration", "1s",
                 "--think-time", "20ms", "--quiet", timeout=120)]
    for done in asked:
        assert done.code in (0, 1, 4) and len(done.out.splitlines()) == 1 and not done.err, done


def test_without_utf_8_every_byte_is_ascii(target, tmp_path):
    name = "Größe: → 😀"
    server = target("--error-share", "50%").url
    run_args = ("--url", server, "--users", "2", "--duration", "1s", "--think-time", "20ms", "--ramp-up", "0",
                "--name", name, "--threshold", "ws.chat.success > 99%", "--label", "größe=ja")
    result = tmp_path / "ä.json"
    shown = [run("ws", *run_args, "--segment", "0/2", "--verbose", env=ASCII, out=result), run("ws", "--help", env=ASCII),
             run("--help", env=ASCII), segments.merge(result, "--allow-missing", env=ASCII),
             run("ws", "--url", server, "--find-max", "users", "--find-from", "1", "--find-to", "2", "--find-duration",
                 "1s", "--think-time", "20ms", env=ASCII, timeout=120),
             run("merge", tmp_path / "ö.json", env=ASCII), run("ws", "--bögus", env=ASCII)]
    for done in shown:
        assert (done.out + done.err).isascii(), done
    assert "\\xf6" in ascii(shown[-1].err) or "\\u00f6" in shown[-1].err, "nothing is lost"


def test_a_dry_run_in_ascii_is_the_same_scenario(tmp_path):
    name, label = "Größe: → 😀", "größe=\"ja\""
    args = ("ws", "--users", "3", "--name", name, "--label", label, "--token", CANARY)
    done = run(*args, "--dry-run", env=ASCII)
    assert done.code == 0 and done.out.isascii() and CANARY not in done.out
    scenario = tmp_path / "again.yaml"
    scenario.write_text(done.out)
    again = run("validate", scenario, env={"LC_ALL": "C.UTF-8"})
    assert again.code == 0 and name in again.out and 'größe' in again.out, again


def test_the_live_display_in_ascii_has_no_other_byte(target):
    ours, theirs = pty.openpty()
    command = start(*a_run(target, seconds="2s"), env={**ASCII, "TERM": "xterm"},
                    prefix=("sh", "-c", f'exec "$@" 2>{os.ttyname(theirs)}', "sh"))
    seen, deadline = b"", time.monotonic() + 40
    while command.process.poll() is None and time.monotonic() < deadline:
        if select.select([ours], [], [], 0.1)[0]:
            seen += os.read(ours, 65536)
    os.close(theirs)
    os.close(ours)
    assert command.process.poll() in (0, 4)
    assert b"\x1b[K" in seen and b"#" in seen and seen.decode().isascii()
