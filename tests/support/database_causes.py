"""Brings about causes in databases on purpose: each does its deed while or before a load runs, and returns the run."""

import contextlib
import threading

from db_cli import begin, db
from pam_database import PASSWORD
from postgres import SqlSession

SLEEPS = "{name: nap, sql: SELECT pg_sleep(0.02), kind: read, rows: any}"
CROSSING = """{{name: {name}, weight: 1, clean_up: SELECT 1, transaction: [
  UPDATE expenses SET amount = amount WHERE id = {one}, {{sql: SELECT pg_sleep(0.02), rows: any}},
  UPDATE expenses SET amount = amount WHERE id = {other}]}}"""
LOOKUP = '{name: lookup, sql: "SELECT payload FROM big WHERE id = :id", parameters: {id: "random(1, 20000)"}}'


def mix(tmp_path, *statements):
    path = tmp_path / "mix.yaml"
    path.write_text("statements:\n" + "".join(f"  - {one}\n" for one in statements))
    return ["--mix", path, "--rls", "off", "--no-default-criteria", "--ramp-up", "0"]


@contextlib.contextmanager
def session(database):
    """Of the load's own login, of which it may see everything."""
    opened = SqlSession(database.url())
    try:
        yield opened
    finally:
        opened.stop()


def a_pool_of_two(database, tmp_path, size="2"):
    return db(database, tmp_path, *mix(tmp_path, SLEEPS), "--duration", "4s", "--workers", "20", "--pool-size", size)


def no_room_for_the_pool(postgres, tmp_path):
    database = postgres(max_connections=8).database()
    return db(database, tmp_path, "--duration", "1s", "--pool-size", "10", "--ramp-up", "0", "--think-time", "50ms",
              "--no-default-criteria")


def a_transaction_that_holds_rows(database, tmp_path):
    command = begin(database, tmp_path, "--duration", "60s", "--workers", "4", "--pool-size", "4", "--only", "expense_update",
                    "--mix", "0:100", "--think-time", "10ms", "--no-default-criteria")
    with session(database) as holder:
        holder.run("begin; update expenses set amount = amount; select pg_sleep(2); rollback")
    return command.stop(15)


def a_transaction_that_idles(database, tmp_path):
    command = begin(database, tmp_path, "--duration", "60s", "--workers", "4", "--pool-size", "4", "--only", "expense_update",
                    "--mix", "0:100", "--think-time", "10ms", "--no-default-criteria")
    with session(database) as holder:
        holder.run("begin; update expenses set amount = amount")
        threading.Event().wait(3)
        holder.run("rollback")
    return command.stop(15)


def opposite_orders(database, tmp_path):
    database.query(f"alter database {database.name} set deadlock_timeout = '100ms'")
    crossing = [CROSSING.format(name="there", one=1, other=2), CROSSING.format(name="back", one=2, other=1)]
    return db(database, tmp_path, *mix(tmp_path, *crossing), "--duration", "4s", "--workers", "4", "--pool-size", "4")


def a_table_beyond_the_cache(postgres, tmp_path):
    database = postgres(shared_buffers="1MB").database()
    database.query("create table big as select id, repeat(md5(id::text), 25) as payload from generate_series(1, 20000) id; "
                   "alter table big add primary key (id); grant select on big to postgres")
    return db(database, tmp_path, *mix(tmp_path, LOOKUP), "--duration", "5s", "--workers", "8", "--pool-size", "8")


def commits_that_wait_for_the_disk(postgres, tmp_path):
    database = postgres(fsync="on", synchronous_commit="on", full_page_writes="on").database()
    return db(database, tmp_path, "--mix", "0:100", "--rls", "off", "--duration", "5s", "--workers", "8", "--pool-size", "8",
              "--ramp-up", "0", "--no-default-criteria")


def a_pooler_with_one_connection(database, pgbouncer, tmp_path):
    pooler = pgbouncer(database.cluster, pool=1)
    console = f"postgresql://admin:{PASSWORD}@127.0.0.1:{pooler.port}/pgbouncer"
    return db(database, tmp_path, *mix(tmp_path, SLEEPS), "--duration", "5s", "--workers", "6", "--pool-size", "6",
              "--observe-pgbouncer", console, url=database.url(port=pooler.port))
