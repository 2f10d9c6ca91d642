"""From a browser's recording to a load test: what import writes is a dialogue that works."""

import asyncio
import json
import time

import pytest

from loadtest_cli import assert_passed, run
from result import operation

websockets = pytest.importorskip("websockets")


def record(url, sent):
    """The conversation of a client that sends these, as DevTools write it."""
    messages = []

    def took(kind, data):
        messages.append({"type": kind, "time": time.time(), "opcode": 1, "data": data})

    async def talk():
        async with websockets.connect(url) as socket:
            took("receive", await asyncio.wait_for(socket.recv(), 5))
            for text in sent:
                await socket.send(text)
                took("send", text)
                took("receive", await asyncio.wait_for(socket.recv(), 5))

    asyncio.run(talk())
    return {"log": {"entries": [{"request": {"url": url, "headers": []}, "_webSocketMessages": messages}]}}


def test_a_recording_becomes_a_dialogue_that_the_backend_understands(target, tmp_path):
    server = target("--token", "canary-token-4711")
    user = "6f9619ff-8b86-4d01-b42d-00cf4fc964ff"
    chats = [json.dumps({"type": "chat", "message": text, "timestamp": "2026-11-23T14:03:07.412Z"}) for text in ("Hi", "Why?")]
    har = tmp_path / "pam.har"
    har.write_text(json.dumps(record(f"{server.url}/ws/{user}?token=canary-token-4711", chats)))
    dialogue = tmp_path / "pam.yaml"
    done = run("import", "har", har, "--out", dialogue)
    assert (done.code, done.out, done.err) == (0, "", ""), done
    text = dialogue.read_text()
    assert "canary" not in text and user not in text and "{now}" in text, text
    before = server.stats()["chats_received"]
    done = run("ws", "--url", server.url.split("/api/")[0], "--token", "canary-token-4711", "--dialogue", dialogue, "--users",
               "10", "--think-time", "50ms", "--duration", "1s", "--ramp-up", "0", out=tmp_path / "run.json")
    assert_passed(done)
    chat = operation(done.result, "chat")
    assert chat["failed"] == 0 and chat["ok"] == server.stats()["chats_received"] - before > 50, done


@pytest.mark.parametrize("text,said", [("{", "is no JSON"), ("{}", "is no HAR file"), (None, "cannot be read")])
def test_what_is_no_recording_is_told_in_a_line(tmp_path, text, said):
    har = tmp_path / "bad.har"
    if text is not None:
        har.write_text(text)
    done = run("import", "har", har)
    assert done.code == 2 and said in done.err and done.out == "" and len(done.err.strip().splitlines()) == 1, done


@pytest.mark.parametrize("args", [[], ["har"], ["hra", "x.har"], ["har", "a.har", "b.har"]])
def test_what_is_typed_wrong_is_told(args):
    done = run("import", *args)
    assert done.code == 2 and "try loadtest import har FILE" in done.err, done
