"""Streamed replies: what of them is measured, and what is said of those that stall, break off or come whole."""

import asyncio
import json

import pytest
from hdr import cells_of
from loadtest_cli import run
from result import assert_valid, operation, track

BY_ID = """
type_at: kind
correlation: {at: re}
in_flight: 3
messages: {chat: {text: '{"id":"{id}"}', stream_text: '{"id":"{id}","stream":true}'}}
receive:
  - {kind: start, is: stream_start}
  - {kind: part, is: piece}
  - {kind: last, is: last_piece}
  - {kind: whole, is: reply}
""".replace("{kind:", "{type:")


@pytest.fixture
def load(backend, tmp_path):
    def load(handler, *more, dialogue=None):
        options = ["--url", backend(handler).url, "--duration", "2s", "--ramp-up", "0", "--stream", "--graceful-stop", "1s"]
        if dialogue:
            file = tmp_path / "dialogue.yaml"
            file.write_text(dialogue)
            options += ["--dialogue", file]
        done = run("ws", *options, *more, out=tmp_path / "run.json")
        assert_valid(done.result)
        return done.result

    return load


def names(result):
    return [o["name"] for o in track(result)["operations"]]


def pam_stream(*steps):
    """A handler that greets and answers each chat by these: seconds to wait, or what to send."""

    async def handler(socket):
        await socket.send('{"type":"connection","status":"connected"}')
        async for text in socket:
            handler.asked.append(json.loads(text).get("stream"))
            for step in steps:
                await (asyncio.sleep(step) if isinstance(step, (int, float)) else socket.send(json.dumps({"type": step})))

    handler.asked = []
    return handler


def test_the_reference_backends_pieces_are_timed_one_by_one(target, tmp_path):
    server = target("--latency", "30ms", "--pieces", "4", "--piece-gap", "20ms")
    done = run("ws", "--url", server.url, "--users", "4", "--duration", "2s", "--ramp-up", "0", "--think-time", "50ms", "--stream",
               out=tmp_path / "run.json")
    assert_valid(done.result)
    stats = server.stats_when(lambda s: s["open"] == 0)
    chat, first, gap = (operation(done.result, name) for name in ("chat", "first_piece", "piece_gap"))
    assert stats["chats_received"] >= chat["ok"] > 20 and chat["failed"] == 0
    assert chat["ok"] <= first["ok"] <= chat["ok"] + chat["cancelled"]
    assert 3 * chat["ok"] <= gap["ok"] <= 3 * first["ok"]
    assert first["service_ms"]["min"] >= 29.9 and chat["service_ms"]["min"] >= 89.9 and gap["response_ms"]["p50"] >= 19
    assert first["response_ms"]["mean"] >= first["service_ms"]["mean"], "it counts from when the chat was due"
    facts = track(done.result)["facts"]
    assert facts["streamed replies"] == str(chat["ok"]) and facts["pieces a reply"] == "4.0, at most 4"
    assert facts["streams that stalled"].startswith("0 ") and facts["streams that never ended"] == "0"
    assert "first_piece" in done.out and "piece_gap" in done.out


def test_without_stream_none_is_asked_for_and_none_measured(target, tmp_path):
    server = target("--pieces", "4")
    done = run("ws", "--url", server.url, "--users", "2", "--duration", "1s", "--ramp-up", "0", "--think-time", "50ms",
               out=tmp_path / "run.json")
    assert not {"first_piece", "piece_gap"} & set(names(done.result)) and operation(done.result, "chat")["ok"] > 10
    assert "streamed replies" not in track(done.result)["facts"]


def test_a_reply_that_comes_whole_is_an_ordinary_one(load):
    handler = pam_stream("chat_response")
    result = load(handler, "--users", "2", "--think-time", "20ms")
    assert operation(result, "chat")["ok"] > 50 and operation(result, "chat")["failed"] == 0
    assert set(handler.asked) == {True}
    assert operation(result, "first_piece")["started"] == operation(result, "piece_gap")["started"] == 0
    assert track(result)["facts"]["streamed replies"] == "0"


def test_a_stream_that_stands_still_is_told_and_one_that_breaks_off_is_no_time_out(load):
    slow = pam_stream("chat_response_start", "chunk", 0.3, "chunk", "response_complete")
    text = "type_at: type\nstall_after: 200ms\nmessages: {chat: {text: '{}'}}\nreceive:\n" + "".join(
        f"  - {{type: {kind}, is: {role}}}\n" for kind, role in (
            ("connection", "greeting"), ("chat_response_start", "stream_start"), ("chunk", "piece"),
            ("response_complete", "stream_end")))
    result = load(slow, "--users", "2", "--think-time", "10ms", dialogue=text)
    chat, facts = operation(result, "chat"), track(result)["facts"]
    assert chat["ok"] >= 8 and facts["streams that stalled"].startswith(f"{facts['streamed replies']} (a gap over 200ms")
    assert operation(result, "piece_gap")["response_ms"]["min"] >= 299

    cut = pam_stream("chat_response_start", "chunk")
    result = load(cut, "--users", "2", "--think-time", "10ms", "--reply-timeout", "0.3s")
    chat, facts = operation(result, "chat"), track(result)["facts"]
    assert chat["ok"] == 0 and chat["errors"] == {"stream cut": chat["failed"]} and chat["failed"] >= 4
    assert facts["streams that never ended"] == str(chat["failed"]) and facts["streamed replies"] == "0"
    assert operation(result, "first_piece")["ok"] >= chat["failed"]


def test_pieces_of_several_streams_at_once_belong_to_theirs_by_id(load):
    sent = {"replies": 0, "pieces": 0}

    async def handler(socket):
        async def stream(message, pieces):
            sent["replies"] += 1
            await socket.send(json.dumps({"kind": "start", "re": message["id"]}))
            for i in range(pieces):
                await asyncio.sleep(0.01)
                sent["pieces"] += 1
                await socket.send(json.dumps({"kind": "last" if i == pieces - 1 else "part", "re": message["id"]}))

        tasks = []
        async for text in socket:
            tasks.append(asyncio.ensure_future(stream(json.loads(text), 2 + len(tasks) % 5)))
        await asyncio.gather(*tasks, return_exceptions=True)

    result = load(handler, "--users", "2", "--rate", "50/s", dialogue=BY_ID)
    chat = operation(result, "chat")
    assert chat["ok"] == sent["replies"] > 80 and chat["failed"] == chat["cancelled"] == 0
    assert operation(result, "first_piece")["ok"] == sent["replies"]
    assert operation(result, "piece_gap")["ok"] == sent["pieces"] - sent["replies"]
    # All but those that come together after a pause of this machine; were streams mixed up, it would be one in three.
    gaps = cells_of(operation(result, "piece_gap")["histogram"])
    short = sum(count for ns, count in gaps if ns < 9e6)
    assert short <= 0.05 * sum(count for _, count in gaps), "a gap between two streams is none"


def test_a_dialogue_without_pieces_cannot_stream():
    done = run("ws", "--url", "ws://127.0.0.1:1", "--dialogue", "echo", "--stream")
    assert done.code == 2 and "--stream: the dialogue echo knows no streamed replies" in done.err
