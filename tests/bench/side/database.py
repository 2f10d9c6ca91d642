"""The throw-away PostgreSQL of the tests, with a role that even an old client can log in as, and what it counted."""

import sys
from pathlib import Path
from urllib.parse import quote

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "support"))
import pam_database  # noqa: E402


class Database:
    user, password, name = "postgres", pam_database.PASSWORD, "pam"

    def __enter__(self):
        self.cluster = pam_database.PamPostgres(log_connections="off", log_disconnections="off", max_connections="100")
        rules = self.cluster.data / "pg_hba.conf"
        # Tsung knows no SCRAM.
        rules.write_text(f"host {self.name} {self.user} 127.0.0.1/32 md5\n" + rules.read_text())
        self.cluster.query("select pg_reload_conf()")
        self.cluster.query(f"set password_encryption = 'md5'; alter role {self.user} password '{self.password}'")
        self.port = self.cluster.port
        self.version = self.cluster.query("show server_version")[0][0].split()[0]
        self.user_id = self.cluster.query("select id from public.profiles order by id limit 1", self.name)[0][0]
        self.counter = self.cluster.session("postgres")
        return self

    def __exit__(self, *_):
        self.cluster.stop()

    def url(self):
        return f"postgresql://{self.user}:{quote(self.password, safe='')}@127.0.0.1:{self.port}/{self.name}"

    def queries(self):
        """How many of the statement PROFILE were executed until now."""
        text = self.counter.run("select coalesce(sum(calls), 0) from pg_stat_statements where toplevel and "
                                f"userid = '{self.user}'::regrole and query ~* 'select \\* from public\\.profiles where'")
        return int(text)
