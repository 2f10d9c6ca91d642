"""Criteria look at the phase in which both run, and connecting counts whenever it happens."""

import asyncio
import json

import pytest

import servers
from combined_cli import Progress, assert_consistent, begin
from result import criterion, operation

SLOW, FAST = 1.2, 0.0  # 0.4 s and more away from each limit, so that a pause of this machine decides nothing


class Chat:
    """A chat backend whose delay and errors the test changes while it runs."""

    def __init__(self):
        self.delay, self.every_tenth_fails, self.refuse_every = SLOW, False, 0
        self.came = self.greeted = self.received = 0

    async def talk(self, socket):
        self.came += 1
        if self.refuse_every and self.came % self.refuse_every == 0:
            return await socket.close(4001, "no")
        await socket.send('{"type": "connection", "status": "connected", "message": "Welcome", "timestamp": 1}')
        self.greeted += 1
        async for text in socket:
            if json.loads(text).get("type") == "chat":
                self.received += 1
                asyncio.create_task(self.answer(socket, self.every_tenth_fails and self.received % 10 == 0))

    async def answer(self, socket, fails):
        await asyncio.sleep(self.delay)
        if fails:
            await socket.send('{"type": "error", "message": "no", "code": "INTERNAL_ERROR"}')
        else:
            await socket.send('{"type": "chat_response", "message": "yes"}')


class Counted:
    """For Progress: the test's own backend as a server with counters."""

    def __init__(self, chat, url):
        self.chat, self.url = chat, url

    def stats(self):
        return {"chats": self.chat.received, "open": 0, "greeted": self.chat.greeted}


@pytest.fixture(scope="module")
def judged(shared_postgres, tmp_path_factory):
    """Alone the chat is slow and the database is locked for a while; together both are fast, but one chat in ten fails."""
    chat = Chat()
    server = servers.Scripted(chat.talk)
    database = shared_postgres.database()
    counted = Counted(chat, server.url)
    command = begin(counted, database, tmp_path_factory.mktemp("judged"), "--users", "120", "--rate", "50/s",
                    "--workers", "20", "--pool-size", "20", "--db-rate", "100/s", "--only", "profile", "--mix", "100:0",
                    "--ramp-up", "0", "--duration", "12s", "--no-default-criteria", "--threshold",
                    "ws.chat.response.p95 < 800ms", "--threshold", "ws.chat.success > 91.7%", "--threshold",
                    "ws.connect.success > 95%", "--threshold", "db.query.response.p95 < 600ms", "--threshold",
                    "ws.connect.response.max < 30s")
    try:
        Progress(counted, database).reach("db alone")
        chat.delay, chat.every_tenth_fails = FAST, True
        holder = database.session()
        holder.run("begin; lock table profiles; select pg_sleep(1.5); commit")
        holder.stop()
        done = command.finish(40)
        assert done.code in (1, 4), done
        yield done
    finally:
        command.kill()
        server.stop()
        database.drop()


def whole(done, name, track_name="ws"):
    return operation(done.result, name, track_name)


def test_the_result_is_consistent(judged):
    assert_consistent(judged.result)


def test_a_chat_that_was_slow_alone_alone_passes(judged):
    assert whole(judged, "chat")["response_ms"]["p95"] > 800, "over the whole run"
    latency = criterion(judged.result, "ws.chat.response.p95")
    assert latency["status"] == "pass" and latency["observed"] < 800, latency


def test_a_chat_that_failed_only_while_both_ran_fails(judged):
    assert whole(judged, "chat")["success_share"] > 0.925, "over the whole run"
    success = criterion(judged.result, "ws.chat.success")
    assert success["status"] == "fail" and success["observed"] == pytest.approx(0.9, abs=0.01), success


def test_a_database_that_was_locked_only_while_it_was_alone_passes(judged):
    assert whole(judged, "query", "db")["response_ms"]["p95"] > 600, "over the whole run"
    assert criterion(judged.result, "db.query.response.p95")["status"] == "pass"


def test_connecting_is_judged_although_it_was_over_by_then(judged):
    for text in ("ws.connect.success", "ws.connect.response.max"):
        assert criterion(judged.result, text)["status"] == "pass"


def test_a_user_refused_before_both_ran_fails_connecting(backend, database, tmp_path):
    chat = Chat()
    chat.delay, chat.refuse_every = FAST, 2
    command = begin(backend(chat.talk), database, tmp_path, "--users", "10", "--workers", "2", "--pool-size", "2",
                    "--db-think-time", "50ms", "--think-time", "0.1s", "--ramp-up", "0", "--duration", "2s")
    done = command.finish(40)
    assert_consistent(done.result)
    connect = criterion(done.result, "ws.connect.success")
    assert connect["status"] == "fail" and connect["observed"] == 0.5, done
    assert done.code in (1, 4), done
