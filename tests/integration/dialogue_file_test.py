"""A backend that none of the shipped dialogues fits, told to loadtest by a file alone: who answered whom is what the
server recorded."""

import json
import re
import shutil
import sys

import jsonschema
import pytest
import servers
import yaml
from loadtest_cli import ROOT, run
from result import assert_valid, operation, track

ROOMS = servers.SUPPORT / "rooms"
LINE_END = "\n"


class Rooms(servers.Process):
    def __init__(self):
        super().__init__([sys.executable, "-B", str(ROOMS / "rooms_app.py")], {})
        self.url = f"ws://127.0.0.1:{self.port}"


@pytest.fixture
def rooms():
    yield from servers.several(Rooms)


def load(server, dialogue, out, *more):
    return run("ws", "--url", server.url, "--dialogue", dialogue, "--token", "let-me-in", "--users", "6", "--rate", "300/s",
               "--arrival", "poisson", "--duration", "3s", "--ramp-up", "0", "--seed", "7", *more, out=out)


def facts(result):
    return dict(track(result)["facts"])


def test_out_of_order_with_four_in_flight_every_reply_finds_its_message(rooms, tmp_path):
    server = rooms()
    done = load(server, ROOMS / "rooms.yaml", tmp_path / "run.json")
    result = done.result
    assert_valid(result)
    stats = server.stats_when(lambda s: s["open"] == 0)
    assert stats["wrong"] == {}, "ids are unique, rows are their user's, places are filled in"
    assert stats["in_flight_max"] == 4 and stats["overtaken"] > 50, "else this shows nothing"

    chat, lookup, typing = (operation(result, name) for name in ("chat", "lookup", "typing"))
    for mine in (chat, lookup, typing):
        assert mine["cancelled"] == mine["late"] == mine["dropped"] == 0, mine
    assert chat["ok"] + chat["failed"] == stats["asks"] > 300
    assert chat["errors"] == {"ROOM_FULL": stats["asks_refused"]}
    assert (lookup["ok"], lookup["failed"]) == (stats["lookups"], 0)
    assert (typing["ok"], typing["failed"]) == (stats["typing"], 0)
    assert lookup["ok"] > 100 and typing["ok"] > 50
    assert 2.2 < stats["asks"] / stats["lookups"] < 4.2, "as their weights say"

    # Had any reply gone to another's message, an ask would have taken less than its time.
    assert chat["service_ms"]["min"] >= 59.9 and chat["failed_ms"]["min"] >= 59.9
    assert chat["sum_ns"]["service"] / 1e9 >= stats["answers_s"]
    assert "replies to no message that was sent" not in facts(result)

    assert stats["users"] == operation(result, "connect")["ok"] == 6
    assert stats["names"] == {"Ada": 2, 'Grace "Amazing" Hopper': 2, "Linus": 2}
    assert stats["beats"] == stats["beats_answered"] > 0


def test_told_to_go_by_order_the_same_replies_find_others(rooms, tmp_path):
    """That the test above can fail. The same is sent, but nothing says that it is an id."""
    text = re.sub(r"correlation:\n.*\n.*\n", "", (ROOMS / "rooms.yaml").read_text())
    (tmp_path / "rooms.yaml").write_text(text.replace("{id}", "r-{number}"))
    shutil.copy(ROOMS / "people.csv", tmp_path)
    server = rooms()
    result = load(server, tmp_path / "rooms.yaml", tmp_path / "run.json").result
    stats = server.stats()
    assert stats["wrong"] == {} and stats["overtaken"] > 50
    assert operation(result, "chat")["service_ms"]["min"] < 30, "an ask was given a lookup's reply"


def test_the_guides_example_is_this_file():
    guide = (ROOT / "docs/dialogues.md").read_text()
    assert f"```yaml\n{(ROOMS / 'rooms.yaml').read_text().split(LINE_END, 1)[1]}```" in guide, "but for the editor's line"
    assert f"```\n{(ROOMS / 'people.csv').read_text()}```" in guide


def is_valid(text):
    schema = json.loads((ROOT / "docs/dialogue.schema.json").read_text())
    return jsonschema.Draft7Validator(schema).is_valid(yaml.safe_load(text))


@pytest.mark.parametrize("path", [*(ROOT / "scenarios/dialogues").glob("*.yaml"), ROOMS / "rooms.yaml"], ids=lambda p: p.stem)
def test_files_are_valid_by_binary_and_schema(path):
    assert is_valid(path.read_text())
    named = re.match(r"# yaml-language-server: \$schema=(.*)", path.read_text())[1]
    assert (path.parent / named).resolve() == ROOT / "docs/dialogue.schema.json"
    assert run("ws", "--dialogue", path, "--dry-run").code == 0


@pytest.mark.parametrize("wrong", ["{}", "messages: {talk: {}}", "messages: {chat: {text: a, hex: 00}}", "messages: {chat: {txt: a}}",
                                   "messages: {chat: {text: a}}\nreceive: [{type: a}]", "messages: {chat: {text: a}}\nin_flight: 0",
                                   "messages: {chat: {text: a}}\nreceive: [{is: answer}]", "messages: {ping: {text: a}}",
                                   "messages: {chat: {text: a, reply: {is: greeting}}}", "messages: {chat: {text: a}}\npath: x",
                                   "messages: {chat: {text: a}}\nreceive: [{is: reply, answer: a}]", "messages: []",
                                   "messages: {chat: {text: a}}\nreceive: [{is: error, kind: a, kind_at: b}]"])
def test_schema_and_binary_refuse_the_same(wrong, tmp_path):
    (tmp_path / "wrong.yaml").write_text(wrong)
    assert run("ws", "--dialogue", tmp_path / "wrong.yaml", "--dry-run").code == 2
    assert not is_valid(wrong)


def test_binary_frames_and_plain_text_talk_as_well(backend, tmp_path):
    said = []

    async def terse(socket):
        async for message in socket:
            said.append(message)
            if isinstance(message, bytes):
                await socket.send(b"\x02" + message[1:] if len(said) % 4 else b"\xff\x07")
            else:
                await socket.send(f"BUSY {len(said)}")
                await socket.send(f"OK {message.split()[1]}")

    (tmp_path / "terse.yaml").write_text(r"""
messages:
  chat: {base64: AQAC/w==, reply: [{frame: binary, matches: '^\x02'}, {frame: binary, matches: '^\xff', is: error, kind: no}]}
  say: {text: 'SAY {choice:this|that}', reply: {matches: '^OK th(is|at)$'}}
""")
    done = run("ws", "--url", backend(terse).url, "--dialogue", tmp_path / "terse.yaml", "--users", "3", "--duration", "1s",
               "--ramp-up", "0", "--think-time", "10ms", out=tmp_path / "run.json")
    chat, say = operation(done.result, "chat"), operation(done.result, "say")
    frames = [message for message in said if isinstance(message, bytes)]
    assert set(frames) == {b"\x01\x00\x02\xff"} and set(said) - set(frames) == {"SAY this", "SAY that"}
    assert chat["ok"] + chat["failed"] + chat["cancelled"] == len(frames) > 20
    assert say["ok"] + say["cancelled"] == len(said) - len(frames) > 20
    assert chat["errors"] == {"no": chat["failed"]} and chat["failed"] > 3


def test_rows_that_come_once_come_once_and_then_messages_fail(backend, tmp_path):
    said = []

    async def echo(socket):
        async for message in socket:
            said.append(message)
            await socket.send(message)

    (tmp_path / "rows.jsonl").write_text("".join(f'{{"word":"w{i}"}}\n' for i in range(20)))
    (tmp_path / "rows.yaml").write_text("feeders: {rows: {file: rows.jsonl, order: unique}}\n"
                                        "messages: {chat: {text: 'say {rows.word}'}}\nreceive: [{is: reply}]\n")
    done = run("ws", "--url", backend(echo).url, "--dialogue", tmp_path / "rows.yaml", "--users", "4", "--rate", "50/s",
               "--duration", "1s", "--ramp-up", "0", out=tmp_path / "run.json")
    chat = operation(done.result, "chat")
    assert sorted(said) == sorted(f"say w{i}" for i in range(20)), "each row once, over all users"
    assert chat["ok"] == 20 and chat["errors"] == {"feeder exhausted": 30}


def test_who_is_refused_by_a_message_fails_to_connect_with_its_kind(rooms, tmp_path):
    server = rooms()
    done = run("ws", "--url", server.url, "--dialogue", ROOMS / "rooms.yaml", "--token", "wrong", "--users", "3", "--duration",
               "2s", "--ramp-up", "0", out=tmp_path / "run.json")
    assert operation(done.result, "connect")["errors"] == {"WHO_ARE_YOU": 3}
    assert server.stats()["users"] == 0
    assert "wrong" not in done.out + done.err, "a token is a secret in a first message too"


def test_mistakes_in_a_file_are_told_with_their_places_and_nothing_starts(tmp_path):
    file = tmp_path / "mine.yaml"
    file.write_text("messages:\n  chat:\n    txt: hello\nreceive:\n  - type: answer\n    is: replly\n")
    done = run("ws", "--url", "ws://127.0.0.1:1", "--dialogue", file)
    assert done.code == 2
    assert f'{file}:3:5: messages.chat: there is no key "txt" (did you mean text?)' in done.err
    assert f"{file}:6:9: receive[0].is" in done.err and "did you mean reply?" in done.err
    assert f"{file}:5:11: receive[0].type" in done.err
