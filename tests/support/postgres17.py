"""PostgreSQL 17 as Debian 13 has it, in a Debian 13 of the tests' own: a folder that debootstrap makes once, in a minute."""

import os
import shutil
import signal
import subprocess
import uuid
from pathlib import Path

from loadtest_cli import ROOT, environment, wait_until
from pam_database import PASSWORD, SCRIPT, Database
from postgres import SUPERUSER, Postgres, free_port, psql
from skips import skip_or_fail

BIN = "/usr/lib/postgresql/17/bin"


def debian_13():
    """Its folder; made where there is none."""
    root = Path(os.environ.get("LOADTEST_DEBIAN13") or ROOT / "build/debian13")
    if (root / BIN.lstrip("/") / "postgres").exists():
        return root
    if os.geteuid() != 0 or not shutil.which("debootstrap"):
        skip_or_fail("no Debian 13: that takes root and debootstrap, or a folder in LOADTEST_DEBIAN13")
    made = root.with_name(f"{root.name}.{uuid.uuid4()}")
    made.parent.mkdir(parents=True, exist_ok=True)
    subprocess.run(["debootstrap", "--variant=minbase", "--include=postgresql-17", "trixie", made],
                   check=True, stdout=subprocess.DEVNULL, timeout=900)
    made.rename(root)
    return root


class Postgres17(Postgres):
    """A cluster of it with the database `pam`, on a TCP port: its Unix sockets are in the other Debian."""

    def __init__(self, **settings):
        self.root = debian_13()
        self.inner = Path("/tmp") / f"loadtest-{uuid.uuid4()}"
        self.folder = self.root / self.inner.relative_to("/")
        self.data = self.folder / "data"
        self.port = free_port()
        self.process, self.sessions = None, []
        self.folder.mkdir(parents=True)
        owner = self.inside("id", "-u", "postgres", capture_output=True, text=True).stdout.strip()
        os.chown(self.folder, int(owner), int(owner))
        self.inside(*self.as_postgres(f"{BIN}/initdb", "-D", self.inner / "data", "-U", SUPERUSER, "-A", "trust", "-E", "UTF8",
                                      "--locale=C.UTF-8", "--no-sync"), capture_output=True)
        self.settings = {"fsync": "off", "autovacuum": "off", "shared_preload_libraries": "pg_stat_statements",
                         "listen_addresses": "127.0.0.1", "port": self.port, "unix_socket_directories": self.inner,
                         # There is no /dev/shm.
                         "dynamic_shared_memory_type": "sysv", **settings}
        arguments = [word for name, value in self.settings.items() for word in ("-c", f"{name}={value}")]
        self.process = subprocess.Popen(["chroot", self.root, *self.as_postgres(f"{BIN}/postgres", "-D", self.inner / "data",
                                                                               *arguments)],
                                        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                                        env=environment(), start_new_session=True)
        wait_until(self.is_ready, 30, "PostgreSQL 17 is ready")
        self.query("create database pam")
        self.query(f"\\set password '{PASSWORD}'\n{SCRIPT}", "pam")

    @staticmethod
    def as_postgres(*argv):
        return ["setpriv", "--reuid", "postgres", "--regid", "postgres", "--clear-groups", "--pdeathsig", "QUIT", "--",
                *map(str, argv)]

    def inside(self, *argv, **kwargs):
        return subprocess.run(["chroot", self.root, *argv], check=True, **kwargs)

    def conninfo(self, database="postgres"):
        return f"host=127.0.0.1 port={self.port} user={SUPERUSER} dbname={database}"

    def database(self):
        return Database(self, "pam")

    def version(self):
        return psql(self.conninfo(), "show server_version")[0][0]

    def stop(self):
        for session in self.sessions:
            session.stop()
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGQUIT)
            self.process.wait(20)
        shutil.rmtree(self.folder, ignore_errors=True)
