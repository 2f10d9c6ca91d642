"""`loadtest target --with-db`: what the chat does when its query waits, fails, or is not waited for."""

import asyncio
import os
import signal
import time
from urllib.parse import urlsplit

import pytest

from loadtest_cli import SANITIZED, wait_until
from servers import get
from target_chat import Chatter, ask, backends, locked, stats, until, waiting  # noqa: F401 (fixtures)
from target_db import place, served  # noqa: F401 (fixtures)


def test_a_lock_delays_the_replies_by_as_long_and_the_assistant_comes_on_top(served, locked):
    server = served("--latency", "300ms", "--db-pool-size", "2")
    held = 2.0

    async def main():
        chatters = [await Chatter(server, f"user-{n}").__aenter__() for n in range(5)]
        lock = locked(server)
        began = time.monotonic()
        for chatter in chatters:
            await chatter.send()
        await until(lambda: len(waiting(server)) == 2 and stats(server)["queries_started"] == 5, 5, "all wait, two at the lock")
        seen = time.monotonic()
        assert get(urlsplit(server.ws).port, "/health")[0] == 200, "the others are served meanwhile"
        await asyncio.sleep(held - (time.monotonic() - seen))
        lock.run("commit")
        replies = [await chatter.receive() for chatter in chatters]
        ended = time.monotonic()
        for chatter in chatters:
            await chatter.__aexit__()
        return replies, ended - began, ended - seen

    replies, longest, took = asyncio.run(main())
    assert {reply["type"] for reply in replies} == {"chat_response"}
    assert all(1000 * held + 300 <= reply["processing_time_ms"] < 1000 * longest for reply in replies), replies
    assert took < held + 3
    [quick] = ask(server, "user-0")
    assert 300 <= quick["processing_time_ms"] < 1000 * held
    assert len(backends(server)) == 2


def test_a_backend_that_is_terminated_costs_an_error_at_most_and_comes_back(served, locked):
    server = served("--db-pool-size", "3")
    before = backends(server)
    assert len(before) == 3
    for pid in before:  # as pg_terminate_backend() does
        os.kill(pid, signal.SIGTERM)
    replies = ask(server, "user-1", 20)
    assert [r["type"] for r in replies].count("error") <= 3 and replies[-1]["type"] == "chat_response"
    wait_until(lambda: len(backends(server)) == 3, 10, "all are back")
    assert not set(before) & set(backends(server))

    lock = locked(server)

    async def main():
        async with Chatter(server, "user-1") as chatter:
            await chatter.send()
            [pid] = await until(lambda: waiting(server), 5)
            os.kill(pid, signal.SIGTERM)
            return await chatter.receive()

    failed = asyncio.run(main())
    assert (failed["type"], failed["error_code"]) == ("error", "INTERNAL_ERROR")
    lock.run("commit")
    counted = stats(server)
    assert counted["errors_sent"] == counted["queries_failed"] == counted["chats_received"] - counted["chats_answered"] >= 1
    assert ask(server, "user-1")[0]["rows_read"] == 5
    wait_until(lambda: len(backends(server)) == 3, 10, "all are back")


def test_a_query_that_is_cancelled_is_an_error_and_the_connection_is_kept(served, locked):
    server = served("--db-pool-size", "1")
    before = backends(server)
    lock = locked(server)

    async def main():
        async with Chatter(server, "user-1") as chatter:
            await chatter.send()
            await chatter.send()
            await until(lambda: waiting(server), 5)
            os.kill(before[0], signal.SIGINT)  # as pg_cancel_backend() does
            failed = await chatter.receive()
            await until(lambda: waiting(server), 5, "the next one is tried")
            lock.run("commit")
            return failed, await chatter.receive()

    failed, answered = asyncio.run(main())
    assert (failed["type"], failed["error_code"], answered["type"]) == ("error", "INTERNAL_ERROR", "chat_response")
    assert backends(server) == before


def test_who_leaves_while_the_query_is_under_way_or_in_line_harms_nobody(served, locked):
    server = served("--db-pool-size", "1")
    lock = locked(server)

    async def main():
        async with Chatter(server, "user-1") as running, Chatter(server, "user-2") as in_line, Chatter(server, "user-3") as patient:
            await running.send()
            await until(lambda: waiting(server), 5)
            await in_line.send()
            await in_line.send()
            await patient.send()
            await until(lambda: stats(server)["queries_started"] == 4, 5)
            await in_line.socket.close()
            running.socket.transport.abort()
            await until(lambda: stats(server)["open"] == 1, 5)
            lock.run("commit")
            return await patient.receive()

    assert asyncio.run(main())["type"] == "chat_response"
    counted = stats(server)
    assert (counted["queries_started"], counted["queries_answered"], counted["queries_failed"]) == (4, 2, 2)
    assert counted["chats_answered"] == 1


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_it_ends_with_queries_under_way(served, locked, number):
    server = served("--db-pool-size", "2")
    locked(server)

    async def main():
        chatters = [await Chatter(server, f"user-{n}").__aenter__() for n in range(4)]
        for chatter in chatters:
            await chatter.send()
        await until(lambda: len(waiting(server)) == 2, 5)
        began = time.monotonic()
        server.command.send_signal(number)
        await asyncio.gather(*(chatter.socket.wait_closed() for chatter in chatters))
        return began

    began = asyncio.run(main())
    assert server.command.finish(20).code == (0 if number == signal.SIGTERM else -number)
    assert time.monotonic() - began < (15 if SANITIZED else 8)
    server.gone()
