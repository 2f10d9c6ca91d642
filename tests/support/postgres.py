"""A real PostgreSQL of the tests' own: a throw-away cluster, independent of the one that loadtest brings."""

import atexit
import csv
import functools
import hashlib
import io
import json
import os
import pwd
import random
import select
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import uuid
from pathlib import Path
from urllib.parse import quote, urlencode

from loadtest_cli import environment, wait_until

SUPERUSER = "supabase_admin"
SETTINGS = {
    "fsync": "off", "full_page_writes": "off", "synchronous_commit": "off", "autovacuum": "off", "max_connections": "60",
    "shared_preload_libraries": "pg_stat_statements", "pg_stat_statements.max": "20000",
    "log_destination": "jsonlog", "logging_collector": "on", "log_directory": "log", "log_filename": "server",
    "log_rotation_size": "0", "log_connections": "on", "log_disconnections": "on",
}
ACCESS = f"""local all {SUPERUSER} trust
local all all scram-sha-256
host all all 127.0.0.1/32 scram-sha-256
host all all ::1/128 scram-sha-256
"""


def bin_folder():
    """The newest server that Debian's packages have installed, or None."""
    found = [p.parent for p in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    return max(found, key=lambda p: int(p.parent.name), default=None)


def account():
    """Who runs servers: PostgreSQL and PgBouncer refuse to run as root."""
    if os.geteuid() != 0:
        return pwd.getpwuid(os.geteuid())
    try:
        return pwd.getpwnam("postgres")
    except KeyError:
        return pwd.getpwnam("nobody")


def unprivileged(argv, when_orphaned="QUIT"):
    """The command as that account; it gets that signal when the test that started it dies."""
    drop = ["--reuid", str(account().pw_uid), "--regid", str(account().pw_gid), "--clear-groups"] if os.geteuid() == 0 else []
    return ["setpriv", *drop, "--pdeathsig", when_orphaned, "--", *map(str, argv)]


def make_folder(prefix):
    """A folder of that account's; removed at the end of the session at the latest."""
    folder = Path(tempfile.mkdtemp(prefix=prefix))
    os.chown(folder, account().pw_uid, account().pw_gid)
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def free_port():
    """Below the ports that the kernel gives to clients: none of them takes it while the server is away."""
    while True:
        port = random.randrange(15000, 30000)
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
                return port
            except OSError:
                continue


def psql(conninfo, sql, env=None):
    """Rows of text, by psql."""
    argv = [bin_folder() / "psql", "-X", "-q", "-t", "--csv", "-v", "ON_ERROR_STOP=1", "-d", conninfo, "-f", "-"]
    done = subprocess.run(argv, input=sql, capture_output=True, text=True, timeout=60, env=environment(env))
    assert done.returncode == 0, f"{sql[:500]}\n{done.stderr}"
    return list(csv.reader(io.StringIO(done.stdout)))


class SqlSession:
    """A connection that stays open, to hold locks with."""

    def __init__(self, conninfo):
        self.process = subprocess.Popen([bin_folder() / "psql", "-X", "-q", "-t", "-A", "-d", conninfo], stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env=environment())

    def send(self, sql):
        """Does not wait for it to be done."""
        self.process.stdin.write(f"{sql}\n;\n\\echo done\n".encode())
        self.process.stdin.flush()

    def wait(self, timeout=10.0):
        """Until what was sent is done; what psql printed."""
        text, deadline = b"", time.monotonic() + timeout
        while not text.endswith(b"done\n"):
            ready, _, _ = select.select([self.process.stdout], [], [], max(0, deadline - time.monotonic()))
            piece = os.read(self.process.stdout.fileno(), 4096) if ready else b""
            assert piece, f"not done after {timeout} s: {text!r}"
            text += piece
        return text.decode().removesuffix("done\n").strip()

    def run(self, sql, timeout=10.0):
        self.send(sql)
        return self.wait(timeout)

    def stop(self):
        self.process.kill()
        self.process.communicate()


@functools.cache
def kept(name, depends_on, make):
    """The archive of a stopped cluster, which make(archive) writes where there is none. It is kept in the build's folder, so
    that the tests of all files share it; there is another one for each server and for each text that it depends on."""
    what = hashlib.sha256(f"{bin_folder()} {account().pw_uid} {SETTINGS} {ACCESS} {depends_on}".encode()).hexdigest()[:16]
    folder = os.environ.get("LOADTEST_TEST_CLUSTERS")
    archive = (Path(folder) if folder else make_folder("loadtest-test-clusters-")) / f"{name}-{what}.tar"
    if not archive.exists():
        make(archive)
    return archive


def pack(data, archive):
    """Whole or not at all, however many do so at once."""
    archive.parent.mkdir(parents=True, exist_ok=True)
    own = archive.with_suffix(f".{uuid.uuid4()}")
    subprocess.run(["tar", "-cf", own, "-C", data, "--exclude=./log", "."], check=True)
    own.rename(archive)


def unpack(archive, data):
    data.mkdir(mode=0o700)
    subprocess.run(["tar", "-xpf", archive, "-C", data], check=True)


def make_empty(archive):
    data = make_folder("loadtest-test-pg-") / "data"
    subprocess.run(unprivileged([bin_folder() / "initdb", "-D", data, "-U", SUPERUSER, "-A", "trust", "-E", "UTF8",
                                 "--locale=C.UTF-8", "--no-sync", "--wal-segsize=1"]),
                   check=True, capture_output=True, cwd="/", env=environment())
    (data / "pg_hba.conf").write_text(ACCESS)
    pack(data, archive)


class Postgres:
    """One cluster, on a Unix socket and a TCP port; settings are those of postgresql.conf."""

    host = "127.0.0.1"

    def __init__(self, template=None, certificate=None, **settings):
        """template is what kept() gave."""
        self.folder = make_folder("loadtest-test-pg-")
        self.data = self.folder / "data"
        self.port = free_port()
        self.process = None
        self.sessions = []
        self.settings = {**SETTINGS, **settings, "port": self.port, "listen_addresses": self.host,
                         "unix_socket_directories": self.folder}
        unpack(template or kept("empty", "", make_empty), self.data)
        if certificate:
            self.use_certificate(certificate)
        self.start()

    def use_certificate(self, certificate):
        """certificate is its path without .pem and .key."""
        for ending in (".pem", ".key"):
            own = self.folder / f"server{ending}"
            shutil.copy(f"{certificate}{ending}", own)
            os.chown(own, account().pw_uid, account().pw_gid)
            own.chmod(0o600)
        self.settings |= {"ssl": "on", "ssl_cert_file": self.folder / "server.pem", "ssl_key_file": self.folder / "server.key"}

    def start(self):
        arguments = [word for name, value in self.settings.items() for word in ("-c", f"{name}={value}")]
        with open(self.folder / "stderr", "ab") as stderr:
            self.process = subprocess.Popen(unprivileged([bin_folder() / "postgres", "-D", self.data, *arguments]),
                                            stdin=subprocess.DEVNULL, stdout=stderr, stderr=stderr, cwd="/", env=environment(),
                                            start_new_session=True)
        wait_until(self.is_ready, 30, f"PostgreSQL in {self.folder} is ready")

    def is_ready(self):
        assert self.process.poll() is None, (self.folder / "stderr").read_text()
        try:
            lines = (self.data / "postmaster.pid").read_text().splitlines()
        except OSError:
            return False
        return len(lines) >= 8 and lines[0] == str(self.process.pid) and lines[7].strip() == "ready"

    def shut_down(self, how=signal.SIGINT):
        """SIGINT is the fast shutdown; SIGQUIT the immediate one, which is a crash to the clients; or SIGKILL."""
        if self.process.poll() is None:
            self.process.send_signal(how)
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.send_signal(signal.SIGQUIT)
            self.process.wait(20)
        # After SIGKILL the backends notice by themselves.
        wait_until(lambda: not self.members(), 10, "all of its processes are gone")
        (self.data / "postmaster.pid").unlink(missing_ok=True)

    def members(self):
        """Its processes: they, and only they, work in its folder."""
        found = []
        for entry in Path("/proc").iterdir():
            try:
                if entry.name.isdigit() and os.readlink(entry / "cwd") == str(self.data):
                    found.append(int(entry.name))
            except OSError:
                pass  # it has just ended, or is not ours
        return found

    def stop(self):
        for session in self.sessions:
            session.stop()
        if self.process:
            self.shut_down(signal.SIGQUIT)
        shutil.rmtree(self.folder, ignore_errors=True)

    def conninfo(self, database="postgres"):
        """As superuser, over the Unix socket."""
        return f"host={self.folder} port={self.port} user={SUPERUSER} dbname={database}"

    def query(self, sql, database="postgres"):
        return psql(self.conninfo(database), sql)

    def session(self, database):
        self.sessions.append(SqlSession(self.conninfo(database)))
        return self.sessions[-1]

    def url(self, database, user, password, host=None, port=None, **parameters):
        query = f"?{urlencode(parameters, quote_via=quote)}" if parameters else ""
        secret = f":{quote(password, safe='')}" if password is not None else ""
        return f"postgresql://{user}{secret}@{host or self.host}:{port or self.port}/{database}{query}"

    def log(self):
        """What the server logged until now, an object an entry."""
        marker = str(uuid.uuid4())
        # Its collector writes later than what is logged happens, but in that order.
        self.query(f"do $$ begin raise log '{marker}'; end $$")

        def whole():
            text = (self.data / "log/server.json").read_text(errors="replace")
            return text if marker in text else None

        lines = wait_until(whole, 10, "all is in the log").splitlines()
        return [json.loads(line) for line in lines if line.endswith("}")]
