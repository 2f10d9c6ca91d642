"""Against FastAPI on uvicorn: what we report is what that server counted."""

from loadtest_cli import assert_failed, assert_passed, run
from result import assert_valid, operation, track


def test_a_hundred_users_on_uvicorn_are_counted_as_the_server_counts_them(pam, tmp_path):
    server = pam()
    done = run("ws", "--url", server.url, "--users", "100", "--duration", "10s", out=tmp_path / "run.json")
    result = done.result
    assert_valid(result)
    stats = server.stats_when(lambda s: s["open"] == 0)
    chat, connect = operation(result, "chat"), operation(result, "connect")
    assert chat["ok"] + chat["failed"] + chat["cancelled"] == stats["chats"] > 300
    assert chat["ok"] == stats["replies"]
    assert connect["ok"] == stats["greeted"] == stats["peak_open"] == stats["users"] == 100
    assert track(result)["users"]["peak"] == 100
    assert stats["closed"] == {"1000": 100}, "every socket was closed properly"
    assert_passed(done)
    assert "100" in done.out


def test_a_server_that_pings_by_json_every_second_closes_nobody_and_no_ping_is_a_reply(pam, tmp_path):
    server = pam(ping_every=1, silence_max=4, delay=1.2)
    done = run("ws", "--url", server.url, "--users", "10", "--duration", "6s", "--ramp-up", "0", "--think-time", "0.1s",
               out=tmp_path / "run.json")
    stats = server.stats_when(lambda s: s["open"] == 0)
    chat = operation(done.result, "chat")
    assert stats["closed_silent"] == 0 and stats["closed"] == {"1000": 10}
    assert stats["pings_sent"] >= 40 and stats["pongs"] >= stats["pings_sent"] - 10
    assert chat["ok"] == stats["replies"] and chat["failed"] == 0
    assert chat["service_ms"]["min"] >= 1199, "a ping that came while a reply was awaited is not that reply"


def test_a_wrong_token_is_no_success_although_the_upgrade_was(pam, tmp_path):
    server = pam(token="right")
    done = run("ws", "--url", server.url, "--users", "10", "--duration", "3s", "--token", "wrong", out=tmp_path / "run.json")
    assert_failed(done)
    connect = operation(done.result, "connect")
    assert connect["ok"] == 0 and connect["success_share"] == 0
    assert connect["errors"] == {"close 4001": 10}
    assert track(done.result)["users"]["peak"] == 0
    assert server.stats()["refused"] == 10
    assert "close 4001" in done.out


def test_when_no_user_is_left_the_run_ends(pam, tmp_path):
    done = run("ws", "--url", pam(token="right").url, "--users", "3", "--duration", "60s", "--ramp-up", "0",
               out=tmp_path / "run.json")
    assert_failed(done)
    assert done.seconds < 10, done


def test_kill_9_of_the_server_in_mid_run_ends_with_what_was_measured(pam, tmp_path):
    from loadtest_cli import start

    server = pam()
    command = start("ws", "--url", server.url, "--users", "20", "--duration", "60s", "--ramp-up", "0", "--think-time", "0.1s",
                    out=tmp_path / "run.json")
    server.stats_when(lambda s: s["replies"] > 200, 15)
    server.kill()
    done = command.finish(20)
    assert done.code in (1, 4), done
    assert_valid(done.result)
    chat = operation(done.result, "chat")
    assert chat["ok"] > 200
    assert done.seconds < 15, "with all users lost there is nothing to wait for"
    assert done.result["run"]["interrupted"] is False
