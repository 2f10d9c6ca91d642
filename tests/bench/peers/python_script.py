"""Scripts as one writes them in Python: `websockets` for the sockets, psycopg2 and threads for the database."""

import json
from pathlib import Path

from peers.peer import MESSAGE, PROFILE, Command, Peer, package_version

HERE = Path(__file__).resolve().parent
PYTHON = "/usr/bin/python3"  # that Debian's packages belong to


class PythonScript(Peer):
    def packages_missing(self):
        return [package for package in self.packages if not package_version(package)]

    def version(self, job):
        return package_version(self.packages[0])


class PythonWebsockets(PythonScript):
    name = "Python websockets"
    parts = ("ws", "stall")
    packages = ("python3-websockets",)

    def ws(self, job):
        return Command([PYTHON, "-B", HERE / "websockets_client.py", f"ws://127.0.0.1:{job.port}/", job.users,
                        job.pace_s, job.seconds, job.folder / "report.json", MESSAGE])

    def reported(self, job):
        report = json.loads((job.folder / "report.json").read_text())
        return [(self.name, report["p95_ms"], report["p99_ms"])]


class PythonPsycopg2(PythonScript):
    name = "Python psycopg2"
    parts = ("db",)
    packages = ("python3-psycopg2",)

    def db(self, job):
        return Command([PYTHON, "-B", HERE / "psycopg2_client.py", job.database.url(), job.users,
                        PROFILE.format(id="$1"), job.database.user_id])
