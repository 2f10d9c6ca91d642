"""`loadtest target`, the reference backend."""

import asyncio
import itertools
import json
import os
import signal
import threading
import time

import pytest

from loadtest_cli import run, start, wait_until
from servers import get


def talk(url, conversation):
    """Runs an asynchronous conversation with a client that is not ours."""
    import websockets

    async def main():
        async with websockets.connect(url, ping_interval=None, max_size=None) as socket:
            return await asyncio.wait_for(conversation(socket), 10)

    return asyncio.run(main())


async def receive(socket):
    return json.loads(await socket.recv())


def test_it_prints_its_address_and_serves_until_sigterm(target):
    server = target()
    assert server.url == f"ws://127.0.0.1:{server.port}/api/v1/pam"
    assert get(server.port, "/health") == (200, "ok\n")
    assert get(server.port, "/other")[0] == 404
    done = server.stop()
    assert done.code == 0, done
    assert json.loads(done.out)["connections_accepted"] == 0


def test_it_speaks_the_whole_protocol(target):
    async def conversation(socket):
        assert (await receive(socket))["type"] == "connection"
        await socket.send('{"type":"init","context":{}}')
        await socket.send('{"type":"ping"}')
        assert (await receive(socket))["type"] == "pong", "init has no reply"
        await socket.send('{"type":"chat","message":"hello","timestamp":"2024-01-01T00:00:00Z"}')
        assert (await receive(socket))["type"] == "chat_response"
        await socket.send('{"type":"chat","message":"hello","stream":true}')
        kinds = []
        while not kinds or kinds[-1] != "chat_response_complete":
            kinds.append((await receive(socket))["type"])
        assert kinds == ["chat_response_start", *["chat_response_delta"] * 5, "chat_response_complete"]
        await socket.send("no json")
        assert (await receive(socket))["type"] == "error"

    server = target()
    talk(server.url + "/ws/user-0?token=x", conversation)
    stats = server.stats_when(lambda s: s["open"] == 0)
    assert (stats["chats_received"], stats["chats_answered"], stats["errors_sent"], stats["closed_clean"]) == (2, 2, 1, 1)


def test_a_wrong_token_sees_the_upgrade_and_then_4001(target):
    async def conversation(socket):
        await socket.wait_closed()
        return socket.close_code

    server = target("--token", "right")
    assert talk(server.url + "/ws/user-0?token=wrong", conversation) == 4001
    assert talk(server.url + "/ws/user-0", conversation) == 4001
    assert server.stats()["greeted"] == 0


def test_a_message_over_64_kib_is_closed_with_4009(target):
    async def conversation(socket):
        await receive(socket)
        await socket.send(json.dumps({"type": "chat", "message": "x" * 70_000}))
        await socket.wait_closed()
        return socket.close_code

    assert talk(target().url + "/ws/user-0", conversation) == 4009


def test_the_rate_limit_answers_with_an_error_and_then_closes_with_4008(target):
    async def conversation(socket):
        await receive(socket)
        for _ in range(14):
            await socket.send('{"type":"chat","message":"hello"}')
        answers = []
        try:
            while True:
                answers.append(await receive(socket))
        except Exception:
            return answers, socket.close_code

    answers, code = talk(target("--rate-limit", "3/m").url + "/ws/user-0", conversation)
    assert [a["type"] for a in answers] == ["chat_response"] * 3 + ["error"] * 10
    assert answers[3]["error_code"] == "RATE_LIMIT_EXCEEDED"
    assert answers[3]["rate_limit"]["limit"] == 3 and answers[3]["rate_limit"]["window"] == 60
    assert code == 4008


def test_other_paths_echo(target):
    async def conversation(socket):
        await socket.send("text")
        assert await socket.recv() == "text"
        await socket.send(b"\x00\xff" * 5000)
        assert await socket.recv() == b"\x00\xff" * 5000

    server = target()
    talk(server.echo_url, conversation)
    assert server.stats()["echoes"] == 2


class Heartbeat:
    """How long the machine has let us wait: beats of a thread that came late."""

    def __enter__(self):
        self.state, self.ended = (0.0, time.monotonic()), threading.Event()
        self.thread = threading.Thread(target=self.beat)
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.ended.set()
        self.thread.join()

    def beat(self):
        while not self.ended.wait(0.01):
            self.state = (self.late(), time.monotonic())

    def late(self):
        so_far, last = self.state
        gap = time.monotonic() - last
        return so_far + (gap if gap > 0.05 else 0)


def silences(server, heartbeat):
    """Half a second or more between two answers that we did not sleep through: (how long, its end, our part in it)."""
    began = last = time.monotonic()
    before = heartbeat.late()
    while last - began < 15:
        asking = heartbeat.late()
        get(server.port, "/health")
        answered = time.monotonic()
        ours = heartbeat.late() - before  # with the answer before, which we may have read late
        if answered - last > 0.5 and answered - last - ours > 0.1:
            yield answered - last, answered, ours
        before, last = asking, answered
        time.sleep(0.01)


def test_it_stands_still_in_the_middle_of_each_period(target):
    server = target("--stall-every", "2s", "--stall-for", "1s")  # still in [0.5, 1.5) of each 2 s
    with Heartbeat() as heartbeat:
        _, first, second = itertools.islice(silences(server, heartbeat), 3)  # to the very first we may have come late
    for lasted, _, ours in (first, second):
        assert lasted + ours > 0.8 and lasted - ours < 1.2, (first, second)
    assert abs(second[1] - first[1] - 2) < 0.2 + first[2] + second[2], (first, second)


def is_silent(server):
    try:
        get(server.port, "/health", timeout=0.5)
    except TimeoutError:
        return True


def test_sigterm_ends_it_in_a_stall_too(target):
    server = target("--stall-every", "60s", "--stall-for", "59s")  # it stands still from 0.5 s on
    wait_until(lambda: is_silent(server), 10, "it stands still")
    began = time.monotonic()
    server.command.send_signal(signal.SIGTERM)
    assert server.command.finish(10).code == 0
    assert time.monotonic() - began < 2


def test_its_sockets_are_closed_with_1001_at_the_end(target):
    server = target()

    async def conversation(socket):
        await receive(socket)
        os.kill(server.pid, signal.SIGTERM)
        await socket.wait_closed()
        return socket.close_code

    assert talk(server.url + "/ws/user-0", conversation) == 1001
    done = server.command.finish(10)
    assert done.code == 0
    last = json.loads(done.out)
    assert last["open"] == 0 and last["closed_clean"] == 1


def test_a_port_in_use_is_one_line_and_exit_3(target):
    server = target()
    done = run("target", "--port", str(server.port))
    assert done.code == 3 and not done.out, done
    assert str(server.port) in done.err and len(done.err.strip().splitlines()) == 1


def test_all_bad_values_are_told_at_once_with_exit_2():
    done = run("target", "--port", "70000", "--latency", "soon", "--error-share", "2", "--stall-every", "2s", "--colour")
    assert done.code == 2 and not done.out, done
    for named in ("--port", "--latency", "--error-share", "--stall-for", "--colour"):
        assert len([line for line in done.err.splitlines() if named in line]) >= 1, (named, done)


def test_options_of_the_database_need_the_database():
    done = run("target", "--db-port", "5433", "--db-max-connections", "50")
    assert done.code == 2 and not done.out, done
    assert [line.split(":")[1].strip() for line in done.err.splitlines()] == ["--db-port", "--db-max-connections"]
    assert done.err.count("--with-db") == 2


def test_bad_values_of_the_database_are_told_at_once_with_exit_2():
    done = run("target", "--with-db", "--db-port", "65536", "--db-max-connections", "1", "--port", "x")
    assert done.code == 2 and not done.out and len(done.err.splitlines()) == 3, done


def test_a_parent_is_told_of_bad_values_where_it_reads():
    done = run("target", "--parent-pipe", "3", "--with-db", "--db-max-connections", "1", "--port", "x")
    assert done.code == 2 and not done.err, done
    lines = done.out.splitlines()
    assert [line.split(":")[:2] for line in lines] == [["error", " --port"], ["error", " --db-max-connections"]], done


def test_ipv6_can_be_asked_for(target):
    server = target(host="::1")
    assert server.url.startswith("ws://[::1]:")


def test_it_ends_when_the_pipe_of_its_parent_does():
    reader, writer = os.pipe()
    os.set_inheritable(reader, True)
    import subprocess

    from loadtest_cli import BINARY

    process = subprocess.Popen([BINARY, "target", "--parent-pipe", str(reader)], stdout=subprocess.PIPE, pass_fds=[reader])
    os.close(reader)
    assert process.stdout.readline().startswith(b"ws: ")
    assert process.poll() is None
    os.close(writer)
    wait_until(lambda: process.poll() is not None, 5, "it ended")
    assert process.returncode == 0
    process.stdout.close()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_either_signal_is_exit_0(number):
    command = start("target")
    command.read_line()
    command.send_signal(number)
    assert command.finish(10).code == 0
