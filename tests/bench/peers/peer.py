"""What the comparison needs to know of a load tester."""

import dataclasses
import json
import re
import shutil
import subprocess
from pathlib import Path

MESSAGE = "x" * 64  # payload of every WebSocket message
PROFILE = "SELECT * FROM public.profiles WHERE id = {id}::uuid"


@dataclasses.dataclass
class Job:
    """One run: of `users` who wait for the answer and then for `pace_s` before they go on."""

    build: Path  # of loadtest
    npm: Path  # where the packages of npm are
    folder: Path  # for configurations and reports
    users: int
    seconds: float  # after which it ends by itself and reports; it may be killed before
    port: int
    pace_s: float = 0.0
    database: object = None  # side/database.py, for work of that kind


@dataclasses.dataclass
class Command:
    argv: list
    env: dict = dataclasses.field(default_factory=dict)


class Peer:
    """One load tester; what it cannot do at all is not among its parts."""

    name = ""
    parts = ()  # of "ws", "stall", "db"
    packages = ()  # of Debian
    programs = ()  # that are there when those packages are

    def packages_missing(self):
        return [] if all(shutil.which(program) for program in self.programs) else list(self.packages)

    def missing(self, npm):
        """Why it cannot be run, after all was installed that can be; or an empty string."""
        packages = self.packages_missing()
        return f"no package {' '.join(packages)} here" if packages else ""

    def version(self, job):
        raise NotImplementedError

    def ws(self, job):
        """The command that sends MESSAGE and waits for its echo, again and again."""
        raise NotImplementedError

    def db(self, job):
        """The command that runs PROFILE, prepared, for the one user of the job's database."""
        raise NotImplementedError

    def reported(self, job):
        """The percentiles of its own report in milliseconds: [(row, p95, p99)]; None where it tells none."""
        return [(self.name, None, None)]


class NpmPeer(Peer):
    """A package of npm's, installed in job.npm."""

    package = ""
    packages = ("nodejs", "npm")
    programs = ("node", "npm")

    def missing(self, npm):
        return super().missing(npm) or ("" if (npm / "node_modules" / self.package).exists() else
                                        "npm could not install it")

    def version(self, job):
        return json.loads((job.npm / "node_modules" / self.package / "package.json").read_text())["version"]


def version_of(argv, pattern=r"\d+\.\d+[\d.]*"):
    done = subprocess.run(list(map(str, argv)), capture_output=True, text=True, timeout=60)
    found = re.search(pattern, done.stdout + done.stderr)
    return found[found.re.groups] if found else "?"


def package_version(package):
    """Of Debian's package, its upstream part."""
    text = subprocess.run(["dpkg-query", "-W", "-f", "${Version}", package], capture_output=True, text=True).stdout
    return re.sub(r"^\d+:|[-+].*$", "", text)
