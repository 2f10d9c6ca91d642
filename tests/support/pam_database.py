"""Copies of the first user's database (pam_database.sql), and what the server counted in them."""

import itertools
import re
from collections import Counter, namedtuple
from pathlib import Path

from postgres import SUPERUSER, Postgres, kept, pack, psql

PASSWORD = "canary-3b7e90d2c5"  # of the roles postgres and authenticator; nothing of ours may show it
READS = ("profile", "expenses", "budget", "conversations")
WRITES = ("message_insert", "expense_update", "conversation_update")
STATEMENTS = READS + WRITES

KINDS = [  # the first that fits
    ("message_insert", r"insert\s+into\s.*\bpam_messages\b"),
    ("expense_update", r"update\s.*\bexpenses\b"),
    ("conversation_update", r"update\s.*\bpam_conversations\b"),
    ("budget", r"select\s.*\bfrom\s+(public\.)?budget_utilization\b"),
    ("conversations", r"select\s.*\bfrom\s+(public\.)?pam_conversations\b.*\bpam_messages\b"),
    ("expenses", r"select\s.*\bfrom\s+(public\.)?expenses\b"),
    ("profile", r"select\s.*\bfrom\s+(public\.)?profiles\b"),
    ("begin", r"begin\b|start\s+transaction\b"),
    ("commit", r"commit\b|end\b"),
    ("rollback", r"rollback\b|abort\b"),
    ("set_config", r"select\s.*\bset_config\s*\("),
]
OBSERVER = "loadtest observer"  # who looks at a database beside the load
Executed = namedtuple("Executed", "pid user kind text parameters")


def kind_of(sql):
    """Which statement of ours this is."""
    return next((kind for kind, pattern in KINDS if re.match(pattern, sql.strip(), re.I | re.S)), "other")


SCRIPT = (Path(__file__).parent / "pam_database.sql").read_text()


def make_filled(archive):
    cluster = Postgres()
    cluster.query("create database pam")
    cluster.query(f"\\set password '{PASSWORD}'\n{SCRIPT}", "pam")
    cluster.query("create extension pg_stat_statements")
    cluster.shut_down()
    pack(cluster.data, archive)
    cluster.stop()


class PamPostgres(Postgres):
    """A cluster that has such databases."""

    def __init__(self, **settings):
        super().__init__(template=kept("pam", PASSWORD + SCRIPT, make_filled), **settings)
        self.numbers = itertools.count(1)

    def database(self):
        """A fresh copy."""
        name = f"pam_{next(self.numbers)}"
        self.query(f"create database {name} template pam owner postgres")
        return Database(self, name)


class Database:
    """One copy in a running cluster."""

    def __init__(self, cluster, name):
        self.cluster, self.name = cluster, name

    def url(self, user="postgres", password=PASSWORD, **where):
        return self.cluster.url(self.name, user, password, **where)

    def query(self, sql):
        return self.cluster.query(sql, self.name)

    def query_as(self, user, sql):
        return psql(self.url(user), sql)

    def session(self):
        return self.cluster.session(self.name)

    def drop(self):
        self.cluster.query(f"drop database if exists {self.name} with (force)")

    def user_ids(self):
        return [row[0] for row in self.query("select id from auth.users order by id")]

    def count(self, table):
        return int(self.query(f"select count(*) from {table}")[0][0])

    def snapshot(self):
        """Every table's rows as a number and a checksum of their contents."""
        tables = [row[0] for row in self.query(
            "select format('%I.%I', schemaname, tablename) from pg_tables where schemaname in ('public', 'auth') order by 1")]
        assert len(tables) >= 6
        each = [f"select '{t}', count(*), md5(coalesce(string_agg(t::text, e'\\n' order by t::text), '')) from {t} t"
                for t in tables]
        return {row[0]: (int(row[1]), row[2]) for row in self.query(" union all ".join(each))}

    def calls(self, role="authenticated"):
        """How often that role executed each statement of the mix, and the rows they touched: {name: (calls, rows)}."""
        rows = self.cluster.query(
            f"select calls, rows, query from pg_stat_statements s join pg_database d on d.oid = s.dbid "
            f"where d.datname = '{self.name}' and s.toplevel and s.userid = '{role}'::regrole")
        calls, touched = Counter(), Counter()
        for n, touches, sql in rows:
            # The text is that of whoever was first to have it analysed, maybe without executing it.
            kind = kind_of(re.sub(r"^prepare\s+\w+\s+as\s", "", sql, flags=re.I))
            calls[kind] += int(n)
            touched[kind] += int(touches)
        return {kind: (calls[kind], touched[kind]) for kind in calls if kind in STATEMENTS}

    def connections(self, saying=""):
        """How many logins into it there were of which the log says that, but for those of the superuser and of the observer."""
        return len([e for e in self.cluster.log() if e.get("dbname") == self.name and e.get("user") != SUPERUSER
                    and e["message"].startswith("connection authorized")
                    and saying in e["message"] and f"application_name={OBSERVER}" not in e["message"]])

    def backends(self):
        """Process ids of the clients that are connected now, but for the observer."""
        rows = self.cluster.query(f"select pid from pg_stat_activity where datname = '{self.name}' and backend_type = "
                                  f"'client backend' and application_name <> '{OBSERVER}'")
        return [int(row[0]) for row in rows]

    def log_statements(self):
        """From the next connection on; see executed()."""
        self.cluster.query(f"alter database {self.name} set log_statement = 'all'")

    def executed(self, observer=False):
        """What clients but the superuser and, unless asked for, the observer executed, in the order of the log."""
        found = []
        for entry in self.cluster.log():
            said = re.match(r"(?:statement|execute [^:]*): (.*)", entry["message"], re.S)
            if entry.get("application_name") == OBSERVER and not observer:
                continue
            if said and entry.get("dbname") == self.name and entry.get("user") != SUPERUSER:
                sql = said[1]
                found.append(Executed(entry["pid"], entry["user"], kind_of(sql), sql, parameters(entry.get("detail", ""))))
        return found


def parameters(detail):
    """{"1": "value"} of a log entry's `parameters: $1 = 'value'`."""
    values = re.findall(r"\$(\d+) = (?:'((?:[^']|'')*)'|NULL)", detail)
    return {number: value.replace("''", "'") for number, value in values}
