"""A viewer of the dashboard, byte by byte: it can lie about where it comes from, and stop reading."""

import base64
import contextlib
import json
import os
import re
import socket
import struct

from loadtest_cli import start


class Refused(Exception):
    """The upgrade was answered by this status."""


class Viewer:
    """One WebSocket connection to /feed. `messages` = all that read() met; `closed` = the code of the close frame."""

    def __init__(self, run, host=None, origin=None, path="/feed", receive_buffer=None, token=None, page=False):
        self.messages, self.closed = [], None
        self.socket = socket.socket(run.family)
        if receive_buffer:
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
        self.socket.settimeout(20)
        self.socket.connect((run.address, run.port))
        host = run.host if host is None else host
        origin = f"http://{host}" if origin is None else origin
        key = base64.b64encode(os.urandom(16)).decode()
        lines = [f"GET {path} HTTP/1.1", f"Host: {host}", "Connection: Upgrade", "Upgrade: websocket",
                 "Sec-WebSocket-Version: 13", f"Sec-WebSocket-Key: {key}"] + ([f"Origin: {origin}"] if origin else [])
        self.socket.sendall(("\r\n".join(lines) + "\r\n\r\n").encode())
        self.rest = b""
        while b"\r\n\r\n" not in self.rest:
            piece = self.socket.recv(4096)
            if not piece:
                break
            self.rest += piece
        head, _, self.rest = self.rest.partition(b"\r\n\r\n")
        if not head.startswith(b"HTTP/1.1 101"):
            self.socket.close()
            raise Refused(head.split(b"\r\n")[0].decode())
        if token is not False:
            self.say(f"token {token or run.token}" + (" page" if page else ""))

    def say(self, text, opcode=1):
        data, mask = text.encode() if isinstance(text, str) else text, os.urandom(4)
        assert len(data) < 126
        masked = bytes(byte ^ mask[i % 4] for i, byte in enumerate(data))
        self.socket.sendall(bytes([0x80 | opcode, 0x80 | len(data)]) + mask + masked)

    def take(self, size):
        while len(self.rest) < size:
            piece = self.socket.recv(65536)
            if not piece:
                raise EOFError
            self.rest += piece
        taken, self.rest = self.rest[:size], self.rest[size:]
        return taken

    def read(self):
        """The next message; None when the server said goodbye, which is answered."""
        first, second = self.take(2)
        size = second & 0x7F
        if size == 126:
            [size] = struct.unpack(">H", self.take(2))
        elif size == 127:
            [size] = struct.unpack(">Q", self.take(8))
        data = self.take(size)
        if first & 0x0F == 8:
            [self.closed] = struct.unpack(">H", data[:2])
            # Who was sent away for talking too much may be hung up on before that is answered.
            with contextlib.suppress(ConnectionError):
                self.say(data[:2], opcode=8)
            return None
        self.messages.append(json.loads(data))
        return self.messages[-1]

    def read_until(self, condition):
        """The first message of which that is true."""
        while (message := self.read()) is not None:
            if condition(message):
                return message
        raise AssertionError(f"closed with {self.closed} before: {[m['type'] for m in self.messages]}")

    def read_all(self):
        while self.read() is not None:
            pass
        return self.messages

    def close(self):
        self.socket.close()


class LiveRun:
    """A run with --live on a free port, once its address is known."""

    def __init__(self, *args, at="127.0.0.1:0", **kwargs):
        self.command = start(*args, f"--live={at}", **kwargs)
        address = r"dashboard: (http://(\[?([\w.:-]+?)\]?:(\d+))/#([0-9a-f]{32}))\n"
        self.command.wait_until_told("dashboard: http", 90)
        while not (found := re.search(address, self.command.told.decode())):
            self.command.told += os.read(self.command.process.stderr.fileno(), 4096)  # the rest of the line
        self.url, self.host, name, self.port, self.token = found.groups()
        self.port = int(self.port)
        self.address = "127.0.0.1" if at.startswith("0.0.0.0") else name
        self.family = socket.AF_INET6 if ":" in name else socket.AF_INET

    def viewer(self, **kwargs):
        return Viewer(self, **kwargs)

    def ask(self, request):
        """What a bare HTTP request is answered: status and all of the text."""
        with socket.create_connection((self.address, self.port), timeout=20) as connection:
            connection.sendall(request.encode())
            answer = b""
            while piece := connection.recv(65536):
                answer += piece
        return int(answer.split(b" ")[1]), answer.decode()

    def get(self, path="/", host=None, method="GET"):
        return self.ask(f"{method} {path} HTTP/1.1\r\nHost: {self.host if host is None else host}\r\n\r\n")
