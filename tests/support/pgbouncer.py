"""PgBouncer, by default in transaction mode, as many backends are reached."""

import shutil
import subprocess

from loadtest_cli import environment, wait_until
from pam_database import PASSWORD
from postgres import free_port, make_folder, psql, unprivileged

CONFIG = """[databases]
* = host={cluster.folder} port={cluster.port}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {port}
unix_socket_dir =
auth_type = scram-sha-256
auth_file = {folder}/users
pool_mode = {mode}
default_pool_size = {pool}
max_client_conn = 200
admin_users = admin
logfile = {folder}/log
"""


def executable():
    return shutil.which("pgbouncer", path="/usr/sbin:/usr/bin:/usr/local/sbin:/usr/local/bin")


class PgBouncer:
    """Before a cluster, with `pool` connections to each database."""

    def __init__(self, cluster, pool=3, mode="transaction"):
        self.folder, self.port, self.pool = make_folder("loadtest-test-pgbouncer-"), free_port(), pool
        (self.folder / "users").write_text("".join(f'"{u}" "{PASSWORD}"\n' for u in ("postgres", "authenticator", "admin")))
        config = CONFIG.format(cluster=cluster, mode=mode, port=self.port, folder=self.folder, pool=pool)
        (self.folder / "pgbouncer.ini").write_text(config)
        with open(self.folder / "stderr", "wb") as stderr:
            self.process = subprocess.Popen(unprivileged([executable(), self.folder / "pgbouncer.ini"], "TERM"), cwd="/",
                                            stdin=subprocess.DEVNULL, stdout=stderr, stderr=stderr, env=environment())
        wait_until(self.answers, 10, "PgBouncer answers")

    def answers(self):
        assert self.process.poll() is None, (self.folder / "stderr").read_text()
        try:
            return self.show("version")
        except AssertionError:
            return None

    def show(self, what):
        """Rows of the administrator's console."""
        return psql(f"host=127.0.0.1 port={self.port} user=admin password={PASSWORD} dbname=pgbouncer", f"show {what};")

    def servers(self, database):
        """How many connections it holds to that database."""
        return len([row for row in self.show("servers") if database.name in row])

    def stop(self):
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(5)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)
