"""Ten thousand users from one process."""

import resource

import pytest

from loadtest_cli import SANITIZED, run
from result import operation, track


def test_ten_thousand_users_are_connected_at_once_for_ten_kib_each(target, tmp_path):
    if resource.getrlimit(resource.RLIMIT_NOFILE)[1] < 11_000:
        pytest.skip("the hard limit of open files is too low for 10,000 users")
    server = target()
    common = ["--url", server.url, "--think-time", "4s", "--connect-timeout", "20s"]
    one = run("ws", *common, "--users", "1", "--duration", "2s", "--ramp-up", "0", out=tmp_path / "one.json").result
    done = run("ws", *common, "--users", "10000", "--duration", "11s", "--ramp-up", "5s", timeout=120,
               out=tmp_path / "many.json")
    result = done.result
    stats = server.stats_when(lambda s: s["open"] == 0, 20)
    chat = operation(result, "chat")
    assert track(result)["users"]["peak"] == stats["peak_open"] == 10_000
    assert operation(result, "connect")["ok"] == stats["greeted"] - 1 == 10_000
    assert chat["failed"] == 0 and chat["ok"] > 10_000
    if not SANITIZED:
        grown = result["generator"]["peak_rss_bytes"] - one["generator"]["peak_rss_bytes"]
        assert grown / 10_000 <= 10 * 1024, f"{grown / 10_000 / 1024:.1f} KiB a user"


def test_more_users_than_files_may_be_opened_is_one_line_before_the_start(target):
    server = target()
    done = run("ws", "--url", server.url, "--users", "1000", "--duration", "1s", prefix=["prlimit", "--nofile=200:200"])
    assert done.code == 2, done
    assert len(done.err.strip().splitlines()) == 1 and "200" in done.err
    assert server.stats()["connections_accepted"] == 0


def test_the_soft_limit_of_open_files_is_raised_by_itself(target, tmp_path):
    server = target()
    done = run("ws", "--url", server.url, "--users", "500", "--duration", "2s", "--ramp-up", "0", out=tmp_path / "run.json",
               prefix=["prlimit", "--nofile=256:4096"])
    assert operation(done.result, "connect")["ok"] == 500, done
