"""Every mistake of the user is one line on standard error, exit 2, and nothing is started."""

import pytest

from loadtest_cli import run

CASES = [
    # what is typed                                    what the line must name
    (["--users", "0"], "--users"),
    (["--users", "-5"], "--users"),
    (["--users", "ten"], "--users"),
    (["--users", "1.5"], "--users"),
    (["--users", "99999999999999999999"], "--users"),
    (["--users"], "--users"),  # its value is missing
    (["--duration", "soon"], "--duration"),
    (["--duration", "10x"], "--duration"),
    (["--duration", "-1s"], "--duration"),
    (["--duration", "9999999h"], "--duration"),
    (["--think-time", "abc"], "--think-time"),
    (["--rate", "0"], "--rate"),
    (["--rate", "many"], "--rate"),
    (["--rate", "5/y"], "--rate"),
    (["--rate", "10", "--arrival", "sometimes"], "--arrival"),
    (["--rate", "10", "--backlog", "-1"], "--backlog"),
    (["--reply-timeout", "x"], "--reply-timeout"),
    (["--connect-timeout", "x"], "--connect-timeout"),
    (["--graceful-stop", "x"], "--graceful-stop"),
    (["--duration", "10s", "--ramp-up", "10s"], "ramp-up"),  # as long as the run
    (["--duration", "10s", "--warm-up", "5s", "--ramp-up", "20s"], "ramp-up"),
    (["--url", "http://127.0.0.1:1/"], "http"),
    (["--url", "127.0.0.1:8000"], "--url"),  # no scheme
    (["--url", "ws://"], "--url"),
    (["--url", "ws://127.0.0.1:99999/"], "99999"),
    (["--url", "ws://[::1/"], "--url"),
    (["--url", ""], "--url"),
    (["--token-file", "/nonexistent/tokens"], "/nonexistent/tokens"),
    (["--dialogue", "smalltalk"], "smalltalk"),
    (["--header", "no colon"], "--header"),
    (["--url", "wss://127.0.0.1:1/", "--cacert", "/nonexistent/ca.pem"], "/nonexistent/ca.pem"),
    (["--source-ip", "localhost"], "--source-ip"),
    (["--source-ip", "127.0.0.9-127.0.0.2"], "127.0.0.9-127.0.0.2"),
    (["--source-ip", "192.0.2.1"], "192.0.2.1"),  # of another machine
    (["--source-ip", "127.0.0.2", "--url", "ws://[::1]:1/"], "IPv6"),
    (["--source-ip", "127.0.0.2", "--url", "ws://192.0.2.1:1/"], "127.0.0.2"),  # no way leads there
    (["--source-ip", "::1", "--embedded"], "embedded"),
    (["--threshold", "ws.chat.response.p95"], "ws.chat.response.p95"),
    (["--threshold", "ws.chat.response.p95 < soon"], "soon"),
    (["--threshold", "db.query.response.p95 < 1s"], "db"),  # no such track here
    (["--threshold", "ws.shout.response.p95 < 1s"], "shout"),
    (["--threshold", "ws.chat.beauty < 1"], "beauty"),
    (["--out", "/nonexistent/run.json"], "/nonexistent"),
    (["--out", "run.docx"], "run.docx"),
    (["--out", "/"], "--out"),
    (["--label", "novalue"], "--label"),
    (["--seed", "abc"], "--seed"),
    (["--threads", "0"], "--threads"),
    (["--quiet=yes"], "--quiet"),
    (["10"], "10"),  # a stray positional
    (["--userss", "10"], "--users"),  # the nearest known one
    (["--durations", "10s"], "--duration"),
    (["--embeded"], "--embedded"),
    (["--xyzzy"], "--xyzzy"),
]


@pytest.mark.parametrize("args,named", CASES, ids=[" ".join(c[0]) for c in CASES])
def test_a_bad_value_is_one_line_and_exit_2(args, named):
    done = run("ws", *args, timeout=20)
    assert done.code == 2, done
    assert not done.out, done
    lines = done.err.strip().splitlines()
    assert len(lines) == 1, done
    assert named in lines[0], done
    assert lines[0] == lines[0].rstrip("."), done


def test_every_problem_of_a_command_is_told_at_once():
    done = run("ws", "--users", "0", "--duration", "soon", "--rate", "0", "--url", "http://x/", "--token-file",
               "/nonexistent/t", "--threshold", "nonsense", "--out", "/nonexistent/run.json", "--colour")
    assert done.code == 2 and not done.out
    lines = done.err.strip().splitlines()
    for named in ("--users", "--duration", "--rate", "http", "/nonexistent/t", "nonsense", "/nonexistent/run.json",
                  "--colour"):
        assert len([line for line in lines if named in line]) == 1, (named, done)


def test_after_bad_input_nothing_has_been_started(target):
    server = target()
    done = run("ws", "--url", server.url, "--users", "0")
    assert done.code == 2
    assert server.stats()["connections_accepted"] == 0


def test_an_empty_token_file_is_exit_2(tmp_path):
    empty = tmp_path / "tokens"
    empty.write_text("")
    done = run("ws", "--token-file", empty)
    assert done.code == 2 and str(empty) in done.err and len(done.err.strip().splitlines()) == 1


def test_bad_values_from_the_environment_are_told_too():
    done = run("ws", env={"LOADTEST_WS_URL": "ftp://example.com/"})
    assert done.code == 2 and "ftp" in done.err


def test_a_result_that_would_be_overwritten_stays_when_the_run_does_not_start(tmp_path):
    out = tmp_path / "run.json"
    out.write_text("old")
    assert run("ws", "--out", out, "--users", "0").code == 2
    assert out.read_text() == "old"
