"""Replies that come too late, or never, with ids and without, one message in flight and several."""

import asyncio
import contextlib
import json

import pytest
import websockets
from loadtest_cli import run
from result import operation, track

BY_ID = """
correlation: {at: re}
messages: {chat: {text: '{"id":"{id}"}'}}
receive: [{has: re, is: reply}]
"""
BY_ORDER = """
messages: {chat: {text: '{"id":"{number}"}'}}
receive: [{has: re, is: reply}]
"""


class Slow:
    """Answers at once, but for every tenth message, which it answers 0.45 s later: by itself, or with all behind it."""

    def __init__(self, in_order):
        self.in_order, self.received, self.slow, self.at_once_max = in_order, 0, 0, 0

    async def __call__(self, socket):
        waiting, sending = 0, asyncio.Lock()

        async def answer(message, seconds):
            nonlocal waiting
            with contextlib.suppress(websockets.ConnectionClosed):  # the run has ended
                async with sending if self.in_order else contextlib.nullcontext():
                    await asyncio.sleep(seconds)
                    await socket.send(json.dumps({"re": message["id"]}))
            waiting -= 1

        answers = []
        try:
            async for text in socket:
                self.received += 1
                waiting += 1
                self.at_once_max = max(self.at_once_max, waiting)
                slow = self.received % 10 == 0
                self.slow += slow
                answers.append(asyncio.ensure_future(answer(json.loads(text), 0.45 if slow else 0.002)))
        finally:
            for each in answers:
                each.cancel()


@pytest.fixture
def load(backend, tmp_path):
    def load(handler, dialogue, *more):
        file = tmp_path / "dialogue.yaml"
        file.write_text(dialogue)
        server = backend(handler)
        done = run("ws", "--url", server.url, "--dialogue", file, "--users", "2", "--duration", "2s", "--ramp-up", "0",
                   "--reply-timeout", "0.3s", "--graceful-stop", "1s", *more, out=tmp_path / "run.json")
        chat = operation(done.result, "chat")
        assert chat["ok"] + chat["failed"] + chat["cancelled"] == handler.received
        return chat, track(done.result)["users"], server

    return load


def test_with_an_id_a_user_goes_on_at_once_and_what_comes_late_is_counted(load):
    handler = Slow(in_order=False)
    chat, users, server = load(handler, BY_ID, "--think-time", "20ms")
    assert chat["errors"] == {"reply timeout": chat["failed"]} and chat["failed"] == handler.slow >= 4
    # The last ones may have been given up shortly before the end, and then nobody waits for what is late.
    assert handler.slow - 2 <= chat["late"] <= handler.slow
    assert chat["service_ms"]["max"] < 300, "no late reply was taken for another's"
    assert server.connections == 2, "nobody was replaced"


def test_without_an_id_a_user_waits_for_what_is_late(load):
    handler = Slow(in_order=True)
    chat, users, server = load(handler, BY_ORDER, "--think-time", "20ms")
    assert chat["errors"] == {"reply timeout": chat["failed"]} and chat["failed"] == handler.slow >= 3
    assert handler.slow - 2 <= chat["late"] <= handler.slow
    assert handler.at_once_max == 1, "nothing was sent before the late reply had come"
    assert chat["service_ms"]["max"] < 300
    assert server.connections == 2


def test_without_an_id_several_in_flight_are_answered_in_order(load):
    handler = Slow(in_order=True)
    chat, users, server = load(handler, BY_ORDER + "in_flight: 4\n", "--rate", "100/s")
    assert 2 <= handler.at_once_max <= 4
    assert set(chat["errors"]) == {"reply timeout"} and chat["failed"] >= handler.slow >= 3
    assert chat["failed"] - 8 <= chat["late"] <= chat["failed"], "those behind the slow one are late as well"
    assert chat["service_ms"]["min"] >= 1.9 and chat["service_ms"]["max"] < 300


def test_a_user_whose_reply_never_comes_is_replaced_where_order_is_all_there_is(load):
    class Mute(Slow):
        async def __call__(self, socket):
            async for text in socket:
                self.received += 1
                if self.received % 10 != 0:
                    await socket.send(json.dumps({"re": json.loads(text)["id"]}))
                else:
                    self.slow += 1

    handler = Mute(in_order=True)
    chat, users, server = load(handler, BY_ORDER + "in_flight: 4\n", "--rate", "40/s")
    assert chat["failed"] >= handler.slow >= 3 and server.connections > 2
    with_ids = Mute(in_order=False)
    chat, users, server = load(with_ids, BY_ID + "in_flight: 4\n", "--rate", "40/s")
    assert chat["failed"] == with_ids.slow and server.connections == 2, "with ids nobody has to be"


def test_messages_without_a_reply_wait_for_a_backend_that_does_not_read(load):
    """They are done when they are sent, and what the socket does not take is not sent."""
    class Asleep(Slow):
        async def __call__(self, socket):
            await asyncio.sleep(2)
            async for _ in socket:
                self.received += 1

    handler = Asleep(in_order=True)
    dialogue = "messages: {chat: {text: '" + "x" * 60000 + "', reply: none}}\nin_flight: 4\n"
    chat, users, server = load(handler, dialogue, "--rate", "2000/s", "--backlog", "10")
    assert chat["dropped"] > 1000, "the users had no place for more"
    assert chat["errors"].get("not sent", 0) > 0
