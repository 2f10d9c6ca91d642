"""The exit codes that scripts rely on, each by a run that ends with it; the result file names the same one."""

import socket

import pytest

from loadtest_cli import run, run_trusted
from result import criterion, operation


def ws(server, tmp_path, *args, **kwargs):
    return run_trusted("ws", "--url", server.url, "--ramp-up", "0", "--think-time", "0.2s", *args,
                       out=tmp_path / "run.json", **kwargs)


def test_0_every_criterion_passed(target, tmp_path):
    done = ws(target(), tmp_path, "--users", "5", "--duration", "2s")
    assert done.code == 0, done
    assert done.result["verdict"]["status"] == "pass"
    assert done.result["verdict"]["exit_code"] == 0


def test_0_where_a_criterion_only_warned(target, tmp_path):
    done = ws(target("--latency", "50ms"), tmp_path, "--users", "5", "--duration", "2s", "--threshold",
              "warn: ws.chat.response.p95 < 10ms")
    assert done.code == 0, done
    assert done.result["verdict"]["status"] == "warn"


def test_1_where_a_criterion_failed(target, tmp_path):
    done = ws(target("--latency", "50ms"), tmp_path, "--users", "5", "--duration", "2s", "--threshold",
              "ws.chat.response.p95 < 10ms")
    assert done.code == 1, done
    assert done.result["verdict"]["status"] == "fail"
    assert criterion(done.result, "< 10ms")["status"] == "fail"


def test_1_with_strict_for_a_warning(target, tmp_path):
    done = ws(target("--latency", "50ms"), tmp_path, "--users", "5", "--duration", "2s", "--strict", "--threshold",
              "warn: ws.chat.response.p95 < 10ms")
    assert done.code == 1, done


def test_1_wins_over_a_criterion_without_data(target, tmp_path):
    done = ws(target("--latency", "20s"), tmp_path, "--users", "2", "--duration", "2s", "--graceful-stop", "0",
              "--threshold", "ws.users < 2")
    assert done.code == 1, done
    assert any(c["status"] == "no_data" for c in done.result["criteria"])


def test_4_where_a_criterion_has_no_data(target, tmp_path):
    done = ws(target("--latency", "20s"), tmp_path, "--users", "2", "--duration", "2s", "--graceful-stop", "0")
    assert done.code == 4, done
    assert done.result["verdict"]["status"] == "inconclusive"
    assert operation(done.result, "chat")["ok"] == 0


def test_3_where_nobody_listens(tmp_path):
    with socket.socket() as reserved:  # bound, not listening: refuses
        reserved.bind(("127.0.0.1", 0))
        done = run("ws", "--url", f"ws://127.0.0.1:{reserved.getsockname()[1]}/api/v1/pam", "--duration", "2s",
                   out=tmp_path / "run.json")
    assert done.code == 3, done
    assert not done.out and len(done.err.strip().splitlines()) == 1, done


def test_3_where_the_name_does_not_resolve():
    done = run("ws", "--url", "ws://no-such-host.invalid/", "--duration", "2s")
    assert done.code == 3, done
    assert "no-such-host.invalid" in done.err and len(done.err.strip().splitlines()) == 1


def test_a_user_refused_after_tcp_is_a_measurement_not_3(backend, tmp_path):
    async def never(socket):
        raise AssertionError

    server = backend(never, refuse_with=503)
    done = ws(server, tmp_path, "--users", "3", "--duration", "2s")
    assert done.code == 1, done
    assert operation(done.result, "connect")["errors"] == {"upgrade 503": 3}


@pytest.mark.parametrize("asked", [10, 99])
def test_a_run_with_fewer_than_100_users_says_not_tried_and_counts_it_neither_way(target, tmp_path, asked):
    done = ws(target(), tmp_path, "--users", str(asked), "--duration", "2s")
    assert done.code == 0, done
    users = [c for c in done.result["criteria"] if "users" in c["expression"]]
    assert [c["status"] for c in users] == ["not_tried"]
    assert f"not tried (asked for {asked})" in done.out


def test_a_threshold_on_more_users_than_were_asked_for_is_not_tried_either(target, tmp_path):
    done = ws(target(), tmp_path, "--users", "2", "--duration", "1s", "--threshold", "ws.users >= 50")
    assert done.code == 0, done
    assert criterion(done.result, ">= 50")["status"] == "not_tried"


CLOSED = {"closed": "2>&-", "full": "2>/dev/full", "nobody reads": "2> >(exec true)"}


@pytest.mark.parametrize("way", CLOSED)
@pytest.mark.parametrize("args,code", [(["ws", "--users", "0"], 2), ([], 2), (["ws", "--url", "ws://127.0.0.1:1/"], 3)],
                         ids=["bad input", "no command", "nobody listens"])
def test_a_standard_error_that_cannot_be_written_changes_no_exit_code(way, args, code):
    assert run(*args, prefix=["bash", "-c", f'"$@" {CLOSED[way]}', "--"]).code == code


def test_a_run_without_standard_error_writes_its_result(target, tmp_path):
    done = ws(target(), tmp_path, "--users", "2", "--duration", "2s", prefix=["bash", "-c", '"$@" 2>&-', "--"])
    assert done.code == 0 and done.result["verdict"]["status"] == "pass", done
