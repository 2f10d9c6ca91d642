"""Real receivers of metrics, each on a free port of its own with a data folder of its own."""

import json
import os
import shutil
import socket
import subprocess
import time
import urllib.parse
import urllib.request

import pytest

from loadtest_cli import NOT_ALONE, REQUIRE_ALL, environment, wait_until


def free_port():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]


def program(name):
    found = shutil.which(name)
    if not found:
        (pytest.fail if REQUIRE_ALL else pytest.skip)(f"{name} is not installed")
    return found


def fetch(url, data=None, headers=None, method=None):
    request = urllib.request.Request(url, data=data, headers=headers or {}, method=method)
    with urllib.request.urlopen(request, timeout=20) as answer:
        return answer.read().decode()


class Receiver:
    """A server under way; a context that stops it."""

    ready = "/"

    def __init__(self, argv, port):
        self.port = port
        self.url = f"http://127.0.0.1:{port}"
        self.process = subprocess.Popen([*NOT_ALONE, *argv], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                                        env=environment())
        try:
            wait_until(self.answers, 40, f"{argv[0]} answers")
        except BaseException:
            self.stop()
            raise

    def answers(self):
        assert self.process.poll() is None, "the receiver ended while it was starting"
        try:
            fetch(self.url + self.ready)
            return True
        except OSError:
            return False

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()

    def stop(self):
        self.process.kill()
        self.process.wait()


class Queried(Receiver):
    """One that answers Prometheus' queries."""

    def query(self, expr, at=None):
        """The series of an instant query: [(labels, value)]."""
        asked = urllib.parse.urlencode({"query": expr, "time": at or time.time()})
        answer = json.loads(fetch(f"{self.url}/api/v1/query?{asked}"))
        assert answer["status"] == "success", answer
        return [(series["metric"], float(series["value"][1])) for series in answer["data"]["result"]]

    def value(self, expr):
        """Its one value, or None as long as there is no such series."""
        found = self.query(expr)
        assert len(found) < 2, found
        return found[0][1] if found else None

    def value_when(self, expr, wanted, timeout=15):
        wait_until(lambda: self.value(expr) == wanted, timeout, f"{expr} is {wanted}, is {self.value(expr)}")


class Prometheus(Queried):
    """It reads a page of metrics as the job `pulled`, and takes remote writes."""

    ready = "/-/ready"

    def __init__(self, folder, page_port, extra=""):
        config = folder / "prometheus.yml"
        config.write_text("global: {scrape_interval: 250ms, scrape_timeout: 250ms}\nscrape_configs:\n"
                          f"- {{job_name: pulled, static_configs: [{{targets: ['127.0.0.1:{page_port}']}}]}}\n{extra}")
        port = free_port()
        super().__init__([program("prometheus"), f"--config.file={config}", f"--storage.tsdb.path={folder}/prometheus",
                          f"--web.listen-address=127.0.0.1:{port}", "--web.enable-remote-write-receiver"], port)
        self.write = f"{self.url}/api/v1/write"


class VictoriaMetrics(Queried):
    ready = "/health"

    def __init__(self, folder):
        port = free_port()
        super().__init__([program("victoria-metrics"), f"-storageDataPath={folder}/victoria", "-retentionPeriod=1",
                          f"-httpListenAddr=127.0.0.1:{port}", "-search.latencyOffset=0s"], port)
        self.write = f"{self.url}/api/v1/write"


class Pushgateway(Receiver):
    ready = "/-/ready"

    def __init__(self):
        port = free_port()
        # Nothing of other runs on this machine: Debian's keeps what it was told in a file.
        super().__init__([program("prometheus-pushgateway"), f"--web.listen-address=127.0.0.1:{port}", "--persistence.file="],
                         port)


class Influx(Receiver):
    ready = "/ping"

    def __init__(self, folder, user=None):
        port = free_port()
        config = folder / "influx.conf"
        config.write_text(
            f'reporting-disabled = true\nbind-address = "127.0.0.1:{free_port()}"\n'
            f'[meta]\ndir = "{folder}/meta"\n[data]\ndir = "{folder}/data"\nwal-dir = "{folder}/wal"\n'
            f'[http]\nbind-address = "127.0.0.1:{port}"\nauth-enabled = {"true" if user else "false"}\n'
            "[monitor]\nstore-enabled = false\n")
        self.user = user
        super().__init__([program("influxd"), "-config", str(config)], port)
        if user:
            self.ask(f"CREATE USER \"{user[0]}\" WITH PASSWORD '{user[1]}' WITH ALL PRIVILEGES", method="POST")
        self.ask("CREATE DATABASE loadtest", method="POST")

    def ask(self, query, method="GET"):
        """The rows of its answer as dictionaries."""
        asked = {"q": query, "db": "loadtest"}
        if self.user:
            asked |= {"u": self.user[0], "p": self.user[1]}
        url = f"{self.url}/query?{urllib.parse.urlencode(asked)}"
        [answer] = json.loads(fetch(url, b"" if method == "POST" else None))["results"]
        assert "error" not in answer, answer
        return [dict(zip(series["columns"], row)) | series.get("tags", {})
                for series in answer.get("series", []) for row in series["values"]]


def node_receivers():
    """The folder with the npm packages of tests/support/npm_receivers."""
    folder = os.environ.get("LOADTEST_NODE_RECEIVERS", "")
    if not folder or not os.path.isdir(folder):
        (pytest.fail if REQUIRE_ALL else pytest.skip)("LOADTEST_NODE_RECEIVERS names no folder (tests/run makes it)")
    return folder
