"""Real servers that the tests run loadtest against. Each picks a free port itself and is waited for until it answers."""

import asyncio
import contextlib
import http.client
import json
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import loadtest_cli
from loadtest_cli import NOT_ALONE, environment, wait_until

SUPPORT = Path(__file__).parent


def several(kind):
    """Body of a fixture: a function that starts servers; all are stopped at the end, also where one fails to."""
    with contextlib.ExitStack() as started:
        def start(*args, **kwargs):
            server = kind(*args, **kwargs)
            started.callback(server.stop)
            return server

        yield start


def get(port, path, host="127.0.0.1", timeout=10):
    connection = http.client.HTTPConnection(host, port, timeout=timeout)
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        return answer.status, answer.read().decode()
    finally:
        connection.close()


class Counting:
    """A server with counters under /stats."""

    host = "127.0.0.1"

    def stats(self):
        status, body = get(self.port, "/stats", self.host)
        assert status == 200, body
        return json.loads(body)

    def stats_when(self, condition, timeout=5.0):
        """The counters as soon as they are as expected."""
        last = {}

        def check():
            nonlocal last
            last = self.stats()
            return condition(last)

        try:
            wait_until(check, timeout)
        except AssertionError:
            raise AssertionError(f"the server's counters stayed {last}") from None
        return last


class Target(Counting):
    """`loadtest target`."""

    def __init__(self, *options, host="127.0.0.1", prefix=()):
        self.host = host
        self.command = loadtest_cli.start("target", "--bind", host, *options, prefix=prefix)
        line = self.command.read_line()
        assert line.startswith("ws: ws://"), line
        self.url = line.removeprefix("ws: ")
        self.port = int(self.url.rsplit(":", 1)[1].split("/")[0])
        self.echo_url = self.url.split("/api/")[0] + "/echo"

    @property
    def pid(self):
        return self.command.pid

    def kill(self):
        self.command.kill()

    def stop(self):
        if self.command.process.poll() is None:
            return self.command.stop()


class Process(Counting):
    """A server in another language that prints its port first."""

    def __init__(self, argv, env):
        self.process = subprocess.Popen([*NOT_ALONE, *argv], stdout=subprocess.PIPE, env=environment(env))
        line = self.process.stdout.readline().decode()
        assert line.strip().isdigit(), f"{argv} did not tell its port: {line!r}"
        self.port = int(line)
        wait_until(self.answers, 15, f"{argv} answers")

    def answers(self):
        assert self.process.poll() is None, "the server ended while it was starting"
        try:
            return get(self.port, "/stats")[0] == 200
        except OSError:
            return False

    def kill(self):
        self.process.kill()
        self.process.wait()

    def stop(self):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(5)
            except subprocess.TimeoutExpired:
                self.kill()
        self.process.stdout.close()


class Pam(Process):
    """FastAPI on uvicorn, see pam_app.py for what it can be told."""

    def __init__(self, **settings):
        env = {f"PAM_{name.upper()}": str(value) for name, value in settings.items()}
        super().__init__([sys.executable, "-B", str(SUPPORT / "pam_app.py")], env)
        self.url = f"ws://127.0.0.1:{self.port}/api/v1/pam"


class Heavy(Process):
    """FastAPI that works, grows or falls ill on request, see heavy_app.py for what it can be told."""

    def __init__(self, **settings):
        env = {f"HEAVY_{name.upper()}": str(value) for name, value in settings.items()}
        super().__init__([sys.executable, "-B", str(SUPPORT / "heavy_app.py")], env)
        self.url = f"ws://127.0.0.1:{self.port}/echo"

    @property
    def pid(self):
        return self.process.pid


class JwtBackend(Process):
    """FastAPI that verifies tokens by PyJWT, see jwt_app.py for what it can be told."""

    def __init__(self, **settings):
        env = {f"JWT_{name.upper()}": str(value) for name, value in settings.items()}
        super().__init__([sys.executable, "-B", str(SUPPORT / "jwt_app.py")], env)
        self.url = f"ws://127.0.0.1:{self.port}/api/v1/pam"


class NodeEcho(Process):
    def __init__(self, node_modules, **env):
        super().__init__(["node", str(SUPPORT / "ws_echo/server.js")], {"NODE_PATH": node_modules, **env})
        self.url = f"ws://127.0.0.1:{self.port}/"


class Scripted:
    """A websocket handler of the test's own, on the library websockets in a thread; or each upgrade is refused."""

    def __init__(self, handler, host="127.0.0.1", refuse_with=None, **options):
        self.loop = asyncio.new_event_loop()
        self.ready = threading.Event()
        self.connections = 0
        self.handler, self.host, self.options = handler, host, options
        if refuse_with:
            self.options["process_request"] = refusal(refuse_with)
        self.thread = threading.Thread(target=self.serve, daemon=True)
        self.thread.start()
        assert self.ready.wait(10)

    def serve(self):
        import websockets

        async def counted(socket, *_):
            self.connections += 1
            if hasattr(socket, "request"):  # where websockets 14 moved them
                socket.path, socket.request_headers = socket.request.path, socket.request.headers
            try:
                await self.handler(socket)
            except websockets.ConnectionClosed:
                pass

        async def main():
            self.ended = asyncio.Event()
            async with websockets.serve(counted, self.host, 0, ping_interval=None, **self.options) as server:
                self.port = server.sockets[0].getsockname()[1]
                self.ready.set()
                await self.ended.wait()

        asyncio.set_event_loop(self.loop)
        self.loop.run_until_complete(main())

    @property
    def url(self):
        scheme = "wss" if self.options.get("ssl") else "ws"
        return f"{scheme}://{self.host}:{self.port}/api/v1/pam"

    def stop(self):
        if self.thread.is_alive():
            self.loop.call_soon_threadsafe(self.ended.set)
            self.thread.join(10)


def refusal(status):
    """What process_request of websockets is to be; version 14 changed both what it is given and what it returns."""

    async def refuse(connection, _):
        if hasattr(connection, "respond"):
            return connection.respond(status, "no\n")
        return http.HTTPStatus(status), [], b"no\n"

    return refuse


class Embedded(Counting):
    """The backend that a run has started: its child, once it is `loadtest target` and listens."""

    def __init__(self, command):
        [self.pid] = wait_until(lambda: children(command.pid), 10, "the backend is started")
        # Before that it is a copy of its parent, maybe still in its session.
        about = Path(f"/proc/{self.pid}/cmdline")
        wait_until(lambda: b"parent-pipe" in about.read_bytes(), 10, "it is loadtest target")
        [self.port] = wait_until(lambda: listens_at(self.pid), 60, "it listens")


def sockets():
    """All of TCP over IPv4: (its own port, whether it listens, bytes not yet read, what it is among files)."""
    rows = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    return [(int(row[1].split(":")[1], 16), row[3] == "0A", int(row[4].split(":")[1], 16), f"socket:[{row[9]}]")
            for row in rows]


def listens_at(pid):
    """Its ports."""
    files = set()
    for descriptor in Path(f"/proc/{pid}/fd").iterdir():
        with contextlib.suppress(OSError):  # closed meanwhile
            files.add(os.readlink(descriptor))
    return [port for port, listens, _, file in sockets() if listens and file in files]


def unread_at(port):
    """Bytes that have come to a server's connections and were not read."""
    return sum(unread for own, listens, unread, _ in sockets() if own == port and not listens)


def children(pid):
    """Process ids of all children."""
    found = []
    with contextlib.suppress(OSError):  # it has just ended
        for task in Path(f"/proc/{pid}/task").iterdir():
            with contextlib.suppress(OSError):  # a thread may end meanwhile
                found += [int(p) for p in (task / "children").read_text().split()]
    return found


def descendants(pid):
    """Process ids of its children, their children and so on."""
    return [p for child in children(pid) for p in (child, *descendants(child))]


def is_running(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


def cores():
    return sorted(os.sched_getaffinity(0))
