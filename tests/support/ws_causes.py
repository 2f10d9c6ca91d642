"""Causes that a WebSocket run is to find, and what it may find beside them."""

import asyncio
import json
import os
import threading

import loadtest_cli

# What a machine adds that loadtest shares with the servers and with other tests.
ALWAYS_ALLOWED = {"generator-bound", "generator-machine-shared"}


def measure(url, tmp_path, *options, users, seconds=None):
    """Without `seconds` the options tell how long; without `url` it is the embedded backend."""
    at = ("--embedded",) if url is None else ("--url", url)
    length = () if seconds is None else ("--duration", f"{seconds}s")
    out = tmp_path / "result.json"
    out.unlink(missing_ok=True)
    return loadtest_cli.run_trusted("ws", *at, "--users", users, *length, "--no-default-criteria", *options,
                                    out=out, timeout=120)


def found(done, cause, allowed=()):
    """The finding of that cause, the only one but those that are allowed; with "healthy" there must be none."""
    findings = {one["id"]: one for one in done.result["findings"]}
    note(cause, sorted(findings))
    expected = set() if cause == "healthy" else {cause}
    assert expected <= set(findings), (done, findings)
    assert set(findings) <= expected | set(allowed) | ALWAYS_ALLOWED, (done, findings)
    return findings.get(cause)


def note(cause, ids):
    """For who counts how many causes are found: one line of JSON a case, in the words of its test."""
    if path := os.environ.get("LOADTEST_FINDINGS_LOG"):
        test = os.environ.get("PYTEST_CURRENT_TEST", cause).split("::")[-1].split(" (")[0]
        words = test.removeprefix("test_").replace("_", " ").replace("[", " (").replace("]", ")")
        with open(path, "a") as log:
            log.write(json.dumps({"cause": words, "expected": [] if cause == "healthy" else [cause], "found": ids}) + "\n")


def text_of(finding):
    return "\n".join([finding["title"], *finding["evidence"], *finding["advice"]])


class IdleProxy:
    """A TCP proxy that drops connections on which no byte has passed for `idle_s` seconds, as proxies do."""

    def __init__(self, port, idle_s):
        self.port_behind, self.idle_s = port, idle_s
        self.loop = asyncio.new_event_loop()
        self.ready = threading.Event()
        self.thread = threading.Thread(target=self.serve, daemon=True)
        self.thread.start()
        assert self.ready.wait(10)

    @property
    def url(self):
        return f"ws://127.0.0.1:{self.port}/api/v1/pam"

    def serve(self):
        async def main():
            self.ended = asyncio.Event()
            async with await asyncio.start_server(self.pass_on, "127.0.0.1", 0) as server:
                self.port = server.sockets[0].getsockname()[1]
                self.ready.set()
                await self.ended.wait()

        asyncio.set_event_loop(self.loop)
        self.loop.run_until_complete(main())

    async def pass_on(self, reader, writer):
        behind, to_behind = await asyncio.open_connection("127.0.0.1", self.port_behind)
        last = self.loop.time()

        async def copy(source, into):
            nonlocal last
            while data := await source.read(65536):
                last = self.loop.time()
                into.write(data)

        async def watch():
            while (left := last + self.idle_s - self.loop.time()) > 0:
                await asyncio.sleep(left)

        tasks = [asyncio.ensure_future(one) for one in (copy(reader, to_behind), copy(behind, writer), watch())]
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        writer.close()
        to_behind.close()

    def stop(self):
        self.loop.call_soon_threadsafe(self.ended.set)
        self.thread.join(10)
