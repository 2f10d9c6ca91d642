"""The chat of `loadtest target --with-db`: users who talk, and what the database knows of their queries."""

import asyncio
import hashlib
import json
import uuid
from urllib.parse import urlsplit

import pytest

from loadtest_cli import wait_until
from postgres import SqlSession
from servers import get

CHAT = '{"type":"chat","message":"what did I spend?"}'
BACKENDS = "from pg_stat_activity where usename = 'authenticator' and backend_type = 'client backend'"


def seeded(n):
    return str(uuid.UUID(hashlib.md5(f"user {n}".encode()).hexdigest()))


def stats(server):
    return json.loads(get(urlsplit(server.ws).port, "/stats")[1])


def backends(server, condition="true"):
    return [int(row[0]) for row in server.query(f"select pid {BACKENDS} and {condition} order by 1")]


def waiting(server):
    """Backends of the chat that wait for a lock."""
    return backends(server, "wait_event_type = 'Lock'")


class Chatter:
    """One user's socket, greeted."""

    def __init__(self, server, user):
        self.url = f"{server.ws}/ws/{user}"

    async def __aenter__(self):
        import websockets

        self.socket = await websockets.connect(self.url, ping_interval=None)
        assert json.loads(await self.socket.recv())["type"] == "connection"
        return self

    async def __aexit__(self, *_):
        await self.socket.close()

    async def send(self):
        await self.socket.send(CHAT)

    async def receive(self):
        return json.loads(await asyncio.wait_for(self.socket.recv(), 20))

    async def ask(self):
        await self.send()
        return await self.receive()


async def until(condition, timeout=5.0, what="condition"):
    """wait_until() beside which the sockets go on."""
    return await asyncio.to_thread(wait_until, condition, timeout, what)


def ask(server, user, times=1):
    """The replies to so many chats of that user, one after the other."""

    async def main():
        async with Chatter(server, user) as chatter:
            return [await chatter.ask() for _ in range(times)]

    return asyncio.run(main())


@pytest.fixture
def locked():
    """locked(server): nobody else may read expenses until .run("commit")."""
    sessions = []

    def lock(server):
        sessions.append(SqlSession(server.db))
        sessions[-1].run("begin; lock table expenses in access exclusive mode")
        return sessions[-1]

    yield lock
    for session in sessions:
        session.stop()
