"""What the benchmarks of the WebSocket side share: the bare echo server, and rounds of a client against it."""
import json
import os
import pathlib
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "support"))
from certificates import make_authority  # noqa: E402

CLIENT_CORE, SERVER_CORE = "0", "1"


class EchoServer:
    """`bench_echo_server` on a core of its own; over TLS where a folder for certificates is given."""

    def __init__(self, build, certificates=None):
        command = ["taskset", "-c", SERVER_CORE, f"{build}/tests/bench/bench_echo_server"]
        self.options = []
        scheme = "ws"
        if certificates is not None:
            folder = make_authority(pathlib.Path(certificates))
            command += ["0", str(folder / "good.pem"), str(folder / "good.key")]
            self.options = ["--cacert", str(folder / "ca.pem")]
            scheme = "wss"
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        self.port = int(json.loads(self.process.stdout.readline())["port"])
        self.url = f"{scheme}://127.0.0.1:{self.port}/"

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()
        self.process.stdout.close()


def run_client(command):
    """Runs a command on the client's core; what it used of the machine, and its standard output."""
    with tempfile.TemporaryFile() as out:
        process = subprocess.Popen(["taskset", "-c", CLIENT_CORE, *command], stdout=out, stderr=subprocess.DEVNULL)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        if process.returncode not in (0, 1, 4):
            raise SystemExit(f"{command[0]} ended with {process.returncode}")
        return usage, out.read().decode()


def cpu_us(usage):
    return (usage.ru_utime + usage.ru_stime) * 1e6


def run_loadtest(server, build, connections, *options):
    """loadtest with one shard and no ramp-up against the server; usage and result."""
    usage, out = run_client([f"{build}/cmd/loadtest", "ws", "--dialogue", "echo", "--url", server.url, *server.options,
                             "--users", str(connections), "--ramp-up", "0", "--threads", "1", "--connect-timeout", "60s",
                             "--json", *options])
    result = json.loads(out)
    for operation in result["tracks"][0]["operations"]:
        assert operation["failed"] == 0, operation["errors"]
    assert result["tracks"][0]["users"]["peak"] == connections
    return usage, result


def loadtest_round(server, build, connections, seconds, *options):
    """CPU a round trip in us, and round trips/s."""
    usage, result = run_loadtest(server, build, connections, "--think-time", "0", "--duration", f"{seconds}s", *options)
    chat = next(o for o in result["tracks"][0]["operations"] if o["name"] == "chat")
    return cpu_us(usage) / chat["ok"], chat["ok"] / seconds


def floor_round(server, build, connections, seconds):
    """The same of the bare epoll client."""
    usage, out = run_client([f"{build}/tests/bench/bench_epoll_echo_client", str(server.port), str(connections),
                             str(seconds)])
    trips = json.loads(out)["round_trips"]
    return cpu_us(usage) / trips, trips / seconds
