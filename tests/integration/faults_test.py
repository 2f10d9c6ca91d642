"""Against the reference backend with faults: each is counted as what it is."""

import pytest

from loadtest_cli import assert_failed, run
from result import assert_valid, operation, track


def ws(server, tmp_path, *args, url=None):
    done = run("ws", "--url", url or server.url, "--ramp-up", "0", *args, out=tmp_path / "run.json")
    assert_valid(done.result)
    return done


def test_late_replies_are_late_and_never_taken_for_anothers(target, tmp_path):
    # A late reply comes 1.5 s after the time-out and 1.5 s before its user stops waiting for it.
    server = target("--late-share", "10%", "--late-by", "4.5s", "--drop-share", "5%", "--latency", "10ms")
    done = ws(server, tmp_path, "--users", "60", "--duration", "6s", "--think-time", "0.3s", "--reply-timeout", "3s")
    stats = server.stats_when(lambda s: s["open"] == 0)
    chat = operation(done.result, "chat")
    assert stats["replies_late"] > 20 and stats["replies_dropped"] > 10
    assert chat["late"] == stats["replies_late"]
    assert chat["errors"] == {"reply timeout": chat["failed"]}
    assert chat["failed"] == stats["replies_late"] + stats["replies_dropped"]
    assert chat["ok"] == stats["chats_answered"] - stats["replies_late"]
    assert chat["response_ms"]["max"] < 3000 and chat["service_ms"]["max"] < 3000
    assert_failed(done)


def test_a_dropped_reply_costs_the_session_and_not_the_user(target, tmp_path):
    server = target("--drop-share", "20%")
    done = ws(server, tmp_path, "--users", "5", "--duration", "8s", "--think-time", "0.2s", "--reply-timeout", "2s")
    stats = server.stats_when(lambda s: s["open"] == 0)
    chat = operation(done.result, "chat")
    assert chat["errors"] == {"reply timeout": stats["replies_dropped"]}
    assert chat["late"] == 0
    assert stats["connections_accepted"] > 5, "sessions were replaced"
    assert track(done.result)["users"]["peak"] == 5 and stats["peak_open"] <= 6


def test_errors_are_answered_but_failed(target, tmp_path):
    server = target("--error-share", "20%")
    done = ws(server, tmp_path, "--users", "10", "--duration", "3s", "--think-time", "0.1s")
    stats = server.stats()
    chat = operation(done.result, "chat")
    assert chat["errors"] == {"INTERNAL_ERROR": stats["errors_sent"]}
    assert chat["ok"] == stats["chats_answered"]
    assert chat["failed_ms"]["count"] == chat["failed"], "failures have a histogram of their own"
    assert_failed(done)


def test_the_rate_limit_is_an_error_of_its_own_and_not_a_lost_message(target, tmp_path):
    server = target("--rate-limit", "5/m")
    done = ws(server, tmp_path, "--users", "4", "--duration", "3s", "--think-time", "0.3s")
    chat = operation(done.result, "chat")
    assert chat["ok"] == 20
    assert set(chat["errors"]) == {"RATE_LIMIT_EXCEEDED"}
    assert chat["errors"]["RATE_LIMIT_EXCEEDED"] == server.stats()["errors_sent"] > 4


def test_closes_instead_of_answers_are_told_by_their_code(target, tmp_path):
    server = target("--close-share", "5%")
    done = ws(server, tmp_path, "--users", "20", "--duration", "3s", "--think-time", "0.2s")
    stats = server.stats_when(lambda s: s["open"] == 0)
    chat = operation(done.result, "chat")
    assert chat["errors"] == {"close 1011": stats["closes_sent"]}
    assert chat["ok"] + chat["failed"] + chat["cancelled"] == stats["chats_received"]
    # A server that closes with 1011 does not wait for an answer; all others were closed properly.
    assert stats["closed_dirty"] == stats["closes_sent"] > 0
    assert track(done.result)["users"]["peak"] == 20


def test_operations_still_open_at_the_end_are_cancelled_and_counted(target, tmp_path):
    server = target("--latency", "30s")
    done = ws(server, tmp_path, "--users", "10", "--duration", "2s", "--think-time", "0", "--graceful-stop", "1s",
              "--reply-timeout", "60s")
    chat = operation(done.result, "chat")
    assert (chat["ok"], chat["failed"], chat["cancelled"]) == (0, 0, 10)
    assert 2.5 < done.seconds < 6, done
    assert server.stats_when(lambda s: s["open"] == 0)["closed_dirty"] == 0


def test_replies_after_the_last_start_still_count_within_the_graceful_stop(target, tmp_path):
    server = target("--latency", "1.5s")
    done = ws(server, tmp_path, "--users", "10", "--duration", "1s", "--think-time", "0")
    chat = operation(done.result, "chat")
    assert chat["cancelled"] == 0 and chat["ok"] == server.stats()["chats_answered"] == 10


def test_a_server_that_accepts_and_never_greets_is_a_connect_timeout(backend, tmp_path):
    async def silent(socket):
        await socket.wait_closed()

    done = run("ws", "--url", backend(silent).url, "--users", "3", "--duration", "3s", "--ramp-up", "0", "--connect-timeout",
               "1s", out=tmp_path / "run.json")
    assert_failed(done)
    connect = operation(done.result, "connect")
    assert connect["failed"] == 3 and connect["ok"] == 0
    assert len(connect["errors"]) == 1 and "timeout" in next(iter(connect["errors"])), connect["errors"]


def test_a_server_that_is_no_websocket_server_is_told_by_its_status(pam, tmp_path):
    server = pam()
    done = run("ws", "--url", f"ws://127.0.0.1:{server.port}/stats", "--dialogue", "echo", "--users", "2", "--duration", "2s",
               "--ramp-up", "0", out=tmp_path / "run.json")
    [kind] = operation(done.result, "connect")["errors"]
    assert kind.startswith("upgrade "), kind
    assert_failed(done)


def test_what_the_server_says_is_shown_with_its_control_characters_escaped(backend, tmp_path):
    async def rude(socket):
        await socket.close(4003, "::error::\x1b[31mowned\r\n\x07")

    done = run("ws", "--url", backend(rude).url, "--users", "2", "--duration", "1s", "--ramp-up", "0", "--verbose",
               out=tmp_path / "run.json")
    text = done.out + done.err + done.result_path.read_text()
    for character in ("\x1b", "\x07", "\r"):
        assert character not in text
    assert not any(line.startswith("::") for line in text.splitlines())
    assert operation(done.result, "connect")["errors"] == {"close 4003": 2}


def test_error_codes_of_the_servers_own_are_kinds_bounded_in_number(backend, tmp_path):
    import itertools
    import json

    numbers = itertools.count()

    async def inventive(socket):
        await socket.send('{"type":"connection","status":"connected"}')
        async for _ in socket:
            await socket.send(json.dumps({"type": "error", "message": "no", "error_code": f"E{next(numbers)}"}))

    done = run("ws", "--url", backend(inventive).url, "--users", "5", "--duration", "2s", "--ramp-up", "0", "--think-time",
               "0.01s", out=tmp_path / "run.json")
    assert_valid(done.result)
    chat = operation(done.result, "chat")
    assert chat["failed"] > 100 and len(chat["errors"]) <= 65


@pytest.mark.parametrize("reply", ["not json", "[]", '{"type":', '{"type":7}', '{"kind":"chat_response"}', "", "\u0000"])
def test_a_reply_that_is_none_is_not_taken_for_one(backend, tmp_path, reply):
    async def odd(socket):
        await socket.send('{"type":"connection","status":"connected"}')
        async for _ in socket:
            await socket.send(reply)

    done = run("ws", "--url", backend(odd).url, "--users", "2", "--duration", "1.5s", "--ramp-up", "0", "--think-time", "0",
               "--reply-timeout", "0.5s", "--graceful-stop", "1s", out=tmp_path / "run.json")
    assert operation(done.result, "chat")["ok"] == 0, done


def test_the_intervals_have_everything_where_one_shard_ends_seconds_after_another(backend, tmp_path):
    import asyncio

    answered = 0

    async def one_is_slow(socket):
        nonlocal answered
        await socket.send('{"type":"connection","status":"connected"}')
        async for _ in socket:
            await asyncio.sleep(2.5 if "user-1?" in socket.path + "?" else 0.02)
            await socket.send('{"type":"chat_response"}')
            answered += 1

    done = run("ws", "--url", backend(one_is_slow).url, "--users", "2", "--threads", "2", "--duration", "1s", "--ramp-up", "0",
               "--think-time", "0", out=tmp_path / "run.json")
    assert_valid(done.result)
    assert operation(done.result, "chat")["ok"] == answered > 5
