"""A run leaves nothing behind, or says how to remove it."""

import re
import signal

import pytest

from db_cli import RUN_ID, assert_consistent, begin, counts, db, db_operation, run_id, wait_until_all_left
from loadtest_cli import run, start, wait_until

WRITING = ["--mix", "0:100", "--workers", "10"]


def clean_up(database, of_run, user="postgres", *args):
    return run("db", "--db", database.url(user), "--clean-up", of_run, *args)


@pytest.mark.parametrize("args", [[], ["--rls", "off"], ["--rls", "session"]], ids=["transaction", "off", "session"])
def test_writes_leave_every_table_as_it_was(database, tmp_path, args):
    before = database.snapshot()
    done = db(database, tmp_path, "--queries", "500", *WRITING, *args)
    assert counts(done.result)["message_insert"] > 50
    assert database.snapshot() == before


def test_rows_kept_on_request_are_exactly_those_inserted_and_can_be_removed_later(database, tmp_path):
    before = database.snapshot()
    done = db(database, tmp_path, "--queries", "400", "--keep-rows", *WRITING)
    inserted = counts(done.result)["message_insert"]
    after = database.snapshot()
    assert after["public.pam_messages"][0] - before["public.pam_messages"][0] == inserted > 50
    assert {table for table in before if before[table] != after[table]} == {"public.pam_messages"}
    assert run_id(done.err) == done.result["run"]["id"]
    assert f"--clean-up {done.result['run']['id']}" in done.err + done.out, "what to do about them"

    removed = clean_up(database, done.result["run"]["id"])
    assert removed.code == 0 and re.search(rf"\b{inserted:,}\b|\b{inserted}\b", removed.out + removed.err), removed
    assert database.snapshot() == before

    again = clean_up(database, done.result["run"]["id"])
    assert again.code == 0 and database.snapshot() == before, again


def test_cleaning_up_one_run_leaves_anothers_rows(database, tmp_path):
    kept = db(database, tmp_path, "--queries", "100", "--keep-rows", *WRITING).result["run"]["id"]
    with_kept = database.snapshot()
    db(database, tmp_path, "--queries", "100", *WRITING)
    assert database.snapshot() == with_kept
    clean_up(database, "20200101-000000-abcdef")
    assert database.snapshot() == with_kept
    clean_up(database, kept)
    assert database.count("pam_messages") == 480


def test_what_a_killed_run_left_is_removed_by_its_id(database, tmp_path):
    before = database.snapshot()
    command = begin(database, tmp_path, "--duration", "60s", "--think-time", "5ms", *WRITING)
    wait_until(lambda: database.count("pam_messages") > 500, 10, "rows are written")
    command.send_signal(signal.SIGKILL)
    killed = command.finish()
    assert killed.code == -signal.SIGKILL
    assert database.snapshot() != before
    done = clean_up(database, run_id(killed.err))
    assert done.code == 0, done
    wait_until_all_left(database)
    assert database.snapshot() == before


@pytest.mark.parametrize("number,code", [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_signal_cleans_up_and_writes_the_result(database, tmp_path, number, code):
    before = database.snapshot()
    command = begin(database, tmp_path, "--duration", "60s", "--think-time", "5ms", *WRITING)
    command.send_signal(number)
    done = command.finish(15)
    assert done.code == code, done
    assert_consistent(done.result)
    assert done.result["verdict"]["exit_code"] == code and done.result["run"]["interrupted"] is True
    assert database.snapshot() == before
    wait_until_all_left(database)


@pytest.mark.parametrize("rls", ["transaction", "session"])
def test_a_statement_cut_off_at_the_end_leaves_nothing_either(database, tmp_path, rls):
    # Inserts wait for a lock beyond the graceful stop, are given up, and must not come through after the cleaning.
    before = database.snapshot()
    command = begin(database, tmp_path, "--duration", "60s", "--think-time", "5ms", "--graceful-stop", "0.5s", "--rls", rls,
                    *WRITING)
    holder = database.session()
    holder.run("begin; lock table pam_messages in share row exclusive mode")
    wait_until(lambda: waiting_inserts(database) > 0, 5, "inserts wait")
    command.send_signal(signal.SIGINT)
    wait_until(lambda: waiting_inserts(database) == 0, 10, "they were given up")
    holder.run("rollback")
    done = command.finish(15)
    assert done.code == 130 and db_operation(done.result, "message_insert")["cancelled"] > 0, done
    wait_until(lambda: len(database.backends()) == 1, 10, "only the holder is connected")
    assert database.snapshot() == before


def waiting_inserts(database):
    return int(database.cluster.query(f"select count(*) from pg_stat_activity where datname = '{database.name}' and "
                                      f"wait_event_type = 'Lock' and query ~* '^insert'")[0][0])


def test_rows_of_a_user_without_rights_of_the_login_role_are_removed_by_id_too(database, tmp_path):
    users = tmp_path / "users"
    users.write_text("".join(f"{user}\n" for user in database.user_ids()[:5]))
    before = database.snapshot()
    kept = db(database, tmp_path, "--queries", "100", "--keep-rows", *WRITING, "--user-ids", users, user="authenticator")
    assert database.snapshot() != before
    done = clean_up(database, kept.result["run"]["id"], "authenticator", "--user-ids", users)
    assert done.code == 0 and database.snapshot() == before, done


@pytest.mark.parametrize("text", ["yesterday", "", "20261123-101112-zzzzzz", "'; drop table expenses; --"])
def test_an_id_that_is_none_is_a_usage_error(database, text):
    before = database.snapshot()
    done = clean_up(database, text)
    assert done.code == 2 and len(done.err.strip().splitlines()) == 1 and "--clean-up" in done.err, done
    assert database.snapshot() == before


def test_the_runs_id_is_told_at_the_start_before_any_row_is_written(database):
    command = start("db", "--db", database.url(), "--duration", "60s", "--think-time", "50ms", *WRITING)
    try:
        line = b""
        while not RUN_ID.search(line.decode()):
            piece = command.process.stderr.readline()
            assert piece, line
            line += piece
        told = RUN_ID.search(line.decode())[0]
    finally:
        done = command.stop()
    assert done.code == 143 and told, done


def test_cleaning_up_where_no_database_is_is_exit_3():
    done = run("db", "--db", "postgresql://postgres@127.0.0.1:1/pam", "--clean-up", "20200101-000000-abcdef")
    assert done.code == 3 and not done.out and len(done.err.strip().splitlines()) == 1, done
