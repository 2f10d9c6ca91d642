"""Row level security that hides, forbids or is not there: each is told apart, and none is a success."""

import pytest

from db_cli import assert_failed, assert_passed, counts, db, db_operation, errors


def reads(database, tmp_path, *args):
    return db(database, tmp_path, "--queries", "400", "--mix", "100:0", *args)


def test_rows_hidden_by_a_policy_are_empty_and_fail(database, tmp_path):
    database.query("drop policy own on expenses")  # none is left: nothing is shown to anybody
    done = reads(database, tmp_path)
    expenses = db_operation(done.result, "expenses")
    assert_failed(done)
    assert expenses["errors"] == {"empty": expenses["started"]} and expenses["ok"] == 0
    # The view keeps its rows, since budgets are on its left side.
    assert errors(done.result).keys() == {"expenses"}
    assert db_operation(done.result, "query")["success_share"] == pytest.approx(0.75, abs=0.12)


def test_rows_hidden_behind_a_view_are_empty_too(database, tmp_path):
    database.query("drop policy own on budgets")
    done = reads(database, tmp_path)
    assert_failed(done)
    assert errors(done.result) == {"budget": {"empty": db_operation(done.result, "budget")["started"]}}


def test_a_policy_that_holds_the_claims_against_the_wrong_thing_is_found(database, tmp_path):
    database.query("alter policy own on profiles using (auth.uid() = id and auth.role() = 'admin')")
    done = reads(database, tmp_path)
    assert_failed(done)
    assert errors(done.result).keys() == {"profile"}


def test_users_who_have_nothing_are_no_failure(database, tmp_path):
    database.query("delete from budgets where user_id in (select id from auth.users order by id limit 20)")
    done = reads(database, tmp_path)
    assert_passed(done)
    assert errors(done.result) == {}
    assert database.calls()["budget"][1] < 4 * counts(done.result)["budget"], "half of the users have none"


def test_a_revoked_right_is_42501(database, tmp_path):
    database.query("revoke select on expenses from authenticated")
    done = reads(database, tmp_path)
    assert_failed(done)
    refused = errors(done.result)
    # The view runs with its caller's rights.
    assert refused.keys() == {"expenses", "budget"}
    for name, kinds in refused.items():
        assert kinds == {"42501 insufficient_privilege": db_operation(done.result, name)["started"]}


def test_a_right_revoked_from_writes_alone_fails_them_alone(database, tmp_path):
    database.query("revoke insert, update on pam_messages, pam_conversations from authenticated")
    before = database.snapshot()
    done = db(database, tmp_path, "--queries", "200", "--mix", "50:50")
    assert_failed(done)
    assert errors(done.result).keys() == {"message_insert", "conversation_update"}
    assert database.snapshot() == before


def test_a_policy_that_forbids_an_insert_is_42501(database, tmp_path):
    database.query("alter policy own on pam_messages with check (false)")
    done = db(database, tmp_path, "--queries", "200", "--mix", "0:100")
    insert = db_operation(done.result, "message_insert")
    assert_failed(done)
    assert insert["errors"] == {"42501 insufficient_privilege": insert["started"]}


def test_an_update_that_finds_no_row_of_its_own_is_no_success(database, tmp_path):
    database.query("drop policy own on expenses")
    done = db(database, tmp_path, "--queries", "200", "--mix", "0:100")
    update = db_operation(done.result, "expense_update")
    assert_failed(done)
    assert update["errors"] == {"empty": update["started"]}
