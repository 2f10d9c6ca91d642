"""How connections are made: subprotocols, compression, client certificates, a proxy; and how long each step takes."""

import contextlib
import json
import re
import shutil
import socket
import ssl
import subprocess
import threading

import pytest

from loadtest_cli import NOT_ALONE, assert_failed, assert_passed, run, wait_until
from result import assert_valid, operation, track
from servers import NodeEcho, several
from skips import skip_or_fail

CHAT = '{"type":"chat_response","message":"' + "na " * 400 + '"}'


async def chat(peer):
    await peer.send('{"type":"connection","status":"connected","message":"hi"}')
    async for _ in peer:
        await peer.send(CHAT)


def ws(url, tmp_path, *args, users=5, duration="1s", **kwargs):
    return run("ws", "--url", url, "--users", users, "--duration", duration, "--ramp-up", "0", "--think-time", "0.05s",
               *args, out=tmp_path / "run.json", **kwargs)


def test_origin_and_subprotocols_are_sent_as_a_browser_sends_them(backend, tmp_path):
    seen = []

    async def note(peer):
        seen.append((peer.request_headers["Origin"], peer.request_headers["Sec-WebSocket-Protocol"], peer.subprotocol))
        await chat(peer)

    server = backend(note, subprotocols=["chat.v2"])
    done = ws(server.url, tmp_path, "--origin", "https://app.example.com", "--subprotocol", "chat.v1", "--subprotocol",
              "chat.v2")
    assert_passed(done)
    assert seen == [("https://app.example.com", "chat.v1, chat.v2", "chat.v2")] * 5


def test_a_server_that_takes_none_of_the_subprotocols_fails_the_users(backend, tmp_path):
    done = ws(backend(chat).url, tmp_path, "--subprotocol", "chat.v1")
    assert operation(done.result, "connect")["errors"] == {"subprotocol refused": 5}
    assert_failed(done)


@pytest.mark.parametrize("parameters", [
    {}, {"serverNoContextTakeover": True, "clientNoContextTakeover": True},
    {"serverMaxWindowBits": 9, "clientMaxWindowBits": 9},
], ids=["as it is", "no context takeover", "small windows"])
def test_compressed_messages_are_counted_as_they_went_over_the_wire(node_modules, tmp_path, parameters):
    start = several(lambda: NodeEcho(node_modules, ECHO_DEFLATE=json.dumps(parameters)))
    server = next(start)()
    try:
        done = ws(server.url, tmp_path, "--dialogue", "echo", "--compression")
        stats = server.stats_when(lambda s: s["open"] == 0)
    finally:
        start.close()
    assert_passed(done)
    echo = operation(done.result, "chat")
    assert stats["compressed"] == 5 and stats["messages"] == echo["ok"] > 20
    assert stats["bytes"] == 64 * echo["ok"]
    # The server counted the upgrade and the close frames (8 bytes masked, 4 not) too.
    upgrade_read, upgrade_written = 5 * 400, 5 * 250
    assert 0 <= stats["wire_read"] - echo["bytes_sent"] - 5 * 8 < upgrade_read, stats
    assert 0 <= stats["wire_written"] - echo["bytes_received"] - 5 * 4 < upgrade_written, stats
    if not parameters:
        assert echo["bytes_received"] < 20 * echo["ok"] + 5 * 64, "what was said before costs nearly nothing"


def test_compression_that_is_not_taken_changes_nothing(node_modules, tmp_path):
    start = several(lambda: NodeEcho(node_modules))
    server = next(start)()
    try:
        done = ws(server.url, tmp_path, "--dialogue", "echo", "--compression")
    finally:
        start.close()
    assert_passed(done)
    echo = operation(done.result, "chat")
    assert echo["bytes_received"] == 66 * echo["ok"] and echo["bytes_sent"] == 70 * echo["ok"]


def test_long_compressed_replies_of_uvicorn_are_read_whole(pam, tmp_path):
    server = pam()
    done = ws(server.url, tmp_path, "--compression")
    chats = operation(done.result, "chat")
    assert chats["ok"] == server.stats()["replies"] > 20 and chats["failed"] == 0
    assert_passed(done)


@pytest.fixture
def who_wants_a_certificate(backend, authority):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(authority / "good.pem", authority / "good.key")
    context.load_verify_locations(authority / "ca.pem")
    context.verify_mode = ssl.CERT_REQUIRED
    return backend(chat, ssl=context)


def test_a_client_certificate_opens_the_door(who_wants_a_certificate, authority, tmp_path):
    done = ws(who_wants_a_certificate.url, tmp_path, "--cacert", authority / "ca.pem", "--cert", authority / "other.pem",
              "--key", authority / "other.key")
    assert_passed(done)
    assert operation(done.result, "connect")["ok"] == 5


def test_without_one_the_users_are_told_why(authority, tmp_path):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(authority / "good.pem", authority / "good.key")
    context.load_verify_locations(authority / "ca.pem")
    context.verify_mode = ssl.CERT_REQUIRED
    listener = socket.create_server(("127.0.0.1", 0))

    def refuse():
        while True:
            try:
                peer, _ = listener.accept()
            except OSError:
                return
            peer.settimeout(5)
            secured = context.wrap_socket(peer, server_side=True, do_handshake_on_connect=False)
            # What was sent after the handshake is read: a close would throw the alert away with it.
            with contextlib.suppress(OSError):
                secured.do_handshake()
            with contextlib.suppress(OSError):
                raw = socket.socket(fileno=secured.detach())
                raw.shutdown(socket.SHUT_WR)
                while raw.recv(4096):
                    pass
                raw.close()

    thread = threading.Thread(target=refuse, daemon=True)
    thread.start()
    try:
        done = ws(f"wss://127.0.0.1:{listener.getsockname()[1]}/", tmp_path, "--cacert", authority / "ca.pem")
    finally:
        listener.close()
    assert operation(done.result, "connect")["errors"] == {"tls certificate refused": 5}, done


def test_the_steps_of_connecting_add_up(backend, authority, tmp_path):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(authority / "good.pem", authority / "good.key")

    async def slow_greeting(peer):
        import asyncio

        await asyncio.sleep(0.2)
        await chat(peer)

    done = ws(backend(slow_greeting, ssl=context).url, tmp_path, "--cacert", authority / "ca.pem")
    assert_valid(done.result)
    steps = {name: operation(done.result, name) for name in ("tcp", "tls", "upgrade", "greeting")}
    connect = operation(done.result, "connect")
    assert all(step["ok"] == 5 for step in steps.values()), steps
    assert steps["greeting"]["response_ms"]["min"] > 195 > steps["tcp"]["response_ms"]["max"]
    total = sum(step["sum_ns"]["response"] for step in steps.values())
    assert abs(total - connect["sum_ns"]["service"]) < 5 * 1e5, "0.1 ms for each user"


def test_a_name_is_looked_up_once_and_how_long_that_took_is_told(backend, tmp_path):
    server = backend(chat)
    by_name = track(ws(server.url.replace("127.0.0.1", "localhost"), tmp_path).result)["facts"]
    assert re.fullmatch(r"once for all users, in [0-9]+\.[0-9] ms", by_name["name looked up"])
    assert "name looked up" not in track(ws(server.url, tmp_path).result)["facts"]


class Tinyproxy:
    """Debian's tinyproxy, which counts in its log."""

    def __init__(self, folder, *more):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.log = folder / "proxy.log"
        config = folder / "proxy.conf"
        config.write_text("\n".join([f"Port {self.port}", "Listen 127.0.0.1", "Timeout 60", f'LogFile "{self.log}"',
                                     "LogLevel Connect", "MaxClients 100", *more]) + "\n")
        self.process = subprocess.Popen([*NOT_ALONE, "tinyproxy", "-d", "-c", config], stdout=subprocess.DEVNULL)
        wait_until(self.answers, 10, "tinyproxy answers")

    def answers(self):
        with socket.socket() as knock:
            return knock.connect_ex(("127.0.0.1", self.port)) == 0

    def connected(self):
        """What it was asked to connect to."""
        return re.findall(r"CONNECT (\S+) HTTP", self.log.read_text())

    def stop(self):
        self.process.kill()
        self.process.wait()


@pytest.fixture
def proxy(tmp_path):
    if not shutil.which("tinyproxy"):
        skip_or_fail("no tinyproxy")
    yield from several(lambda *more: Tinyproxy(tmp_path, *more))


def test_a_proxy_connects_every_user_also_to_tls(proxy, backend, authority, tmp_path):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(authority / "good.pem", authority / "good.key")
    server, way = backend(chat, ssl=context), proxy("BasicAuth me s3cret-of-the-proxy")
    done = ws(server.url, tmp_path, "--cacert", authority / "ca.pem", "--proxy",
              f"http://me:s3cret-of-the-proxy@127.0.0.1:{way.port}")
    assert_passed(done)
    assert server.connections == 5
    assert way.connected() == [f"127.0.0.1:{server.port}"] * 6, "the users, and the look before the start"
    for text in (done.out, done.err, (tmp_path / "run.json").read_text()):
        assert "s3cret-of-the-proxy" not in text


def test_a_proxy_that_refuses_is_exit_3(proxy, target, tmp_path):
    way = proxy("BasicAuth me s3cret-of-the-proxy")
    done = ws(target().url, tmp_path, "--proxy", f"http://127.0.0.1:{way.port}")
    assert done.code == 3 and "through the proxy" in done.err and "proxy 407" in done.err, done
    assert len(done.err.strip().splitlines()) == 1


def test_a_proxy_that_answers_nonsense_is_exit_3(target, tmp_path):
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()

        def nonsense():
            peer, _ = listener.accept()
            peer.sendall(b"220 mail.example.com ESMTP\r\n\r\n")
            peer.recv(100)

        thread = threading.Thread(target=nonsense, daemon=True)
        thread.start()
        done = ws(target().url, tmp_path, "--proxy", f"http://127.0.0.1:{listener.getsockname()[1]}")
    assert done.code == 3 and "does not answer in HTTP" in done.err, done


def test_variables_of_other_programs_name_no_proxy(target, tmp_path):
    nowhere = {name: "http://127.0.0.1:1" for name in ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY")}
    assert_passed(ws(target().url, tmp_path, env=nowhere))


def test_slow_readers_let_the_server_wait_and_nobody_else_does(backend, tmp_path):
    pushed = []

    async def push(peer):
        user = len(pushed)
        pushed.append(0)
        await peer.send('{"type":"connection","status":"connected","message":"hi"}')
        while pushed[user] < 200:
            await peer.send('{"type":"news","text":"' + "x" * 64_000 + '"}')
            pushed[user] += 1
        await peer.wait_closed()

    done = ws(backend(push).url, tmp_path, "--slow-readers", "50%", "--read-pause", "0.1s", "--graceful-stop",
              "0.1s", users=4, duration="3s")
    assert operation(done.result, "connect")["ok"] == 4, done
    few, more = sorted(pushed)[:2], sorted(pushed)[2:]
    assert more == [200, 200] and max(few) < 100, pushed
