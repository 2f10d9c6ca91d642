"""Sweeps over a setting and matrices of two, against servers of which it is known what they can do."""

import re
import signal

import pytest

from loadtest_cli import run, start
from result import assert_valid, operation, track

# A statement that takes a connection for 0.2 s and hardly any processor: a pool of n makes 5n a second.
NAP = """mix: nap
statements:
  - {name: nap, weight: 1, sql: "SELECT pg_sleep(0.2)", rows: any}
"""
SURE = ["--no-default-criteria", "--threshold", "db.query.success > 99%"]


@pytest.fixture
def nap(tmp_path):
    file = tmp_path / "nap.yaml"
    file.write_text(NAP)
    return ["--mix", file, "--rls", "off"]


def one_line(text):
    return re.sub(r"\s+", " ", text)


def swept(result, track_name="db"):
    return [next(t for t in one["tracks"] if t["name"] == track_name) for one in result["sweep"]["runs"]]


def test_the_pool_that_is_enough_is_found(database, nap, tmp_path):
    path = tmp_path / "run.json"
    done = run("db", "--db", database.url(), *nap, *SURE, "--workers", "8", "--sweep", "pool-size=2,8,16", "--duration", "2s",
               "--ramp-up", "0", "--warm-up", "0.5s", "--out", tmp_path / "run.md", "--out", tmp_path / "run.html", out=path)
    assert done.code == 0, done
    assert_valid(done.result)
    sweep = done.result["sweep"]
    assert [one["at"] for one in sweep["runs"]] == [[2], [8], [16]]
    assert (sweep["end"], sweep["knee"], sweep["recommended"], sweep["shown"]) == ("knee", 8, 8, 1), done
    for one, connections in zip(swept(done.result), (2, 8, 8)):
        assert one["rate_per_s"] == pytest.approx(5 * connections, rel=0.2), done
    # Eight workers on two connections: each waits for three others'.
    waits = [one["acquire_p95_ms"] for one in swept(done.result)]
    assert waits[0] > 400 and waits[1] < 100 and waits[2] < 100, waits
    # All else is of the run with that pool.
    facts = track(done.result, "db")["facts"]
    assert facts["pool"].startswith("8 connections"), facts
    assert done.result["scenario"]["tracks"][0]["options"]["pool-size"] == "8"
    assert operation(done.result, "query", "db")["rate_per_s"] == pytest.approx(40, rel=0.2)
    assert done.result["phases"] == []
    said = one_line(done.out)
    assert "pool-size 8 is enough" in said and "8 users never hold more than 8 connections" in said, done
    # What the server takes is known: it was looked at.
    assert re.search(r"the server takes 60 connections, \d+ of them reserved: \d pools of 8 fit", said), done
    assert "pool-size 8 is enough" in one_line((tmp_path / "run.md").read_text())
    page = (tmp_path / "run.html").read_text()
    assert 'id="sweep"' in page and page.count('aria-label="Throughput by pool-size"') == 1
    again = run("report", path)
    assert again.code == 0 and one_line(again.out) == said, again


@pytest.mark.slow
def test_the_load_that_is_worth_it_is_found(target, tmp_path):
    server = target("--capacity", "50/s", "--latency", "200ms")
    done = run("ws", "--url", server.url, "--users", "100", "--sweep", "rate=20/s,40/s,120/s", "--duration", "2s",
               "--graceful-stop", "1s", "--no-default-criteria", out=tmp_path / "run.json")
    assert_valid(done.result)
    sweep = done.result["sweep"]
    assert done.code == 0, done
    assert sweep["recommended"] == 40, done
    assert [one["status"] for one in sweep["runs"]] == ["held", "held", "broke"], done
    assert sweep["runs"][2]["reason"]
    assert done.result["scenario"]["tracks"][0]["load"]["rate"] == "40/s"
    assert server.stats()["chats_received"] > (20 + 40) * 2


def test_where_no_value_holds_it_fails(target, tmp_path):
    server = target("--latency", "300ms")
    done = run("ws", "--url", server.url, "--sweep", "users=2,4", "--think-time", "100ms", "--duration", "1s",
               "--no-default-criteria", "--threshold", "ws.chat.response.p95 < 200ms", out=tmp_path / "run.json")
    assert done.code == 1 and done.result["sweep"]["recommended"] is None, done
    assert "no value holds: users 4: p95 of chat response" in one_line(done.out), done


def test_a_matrix_says_how_much_of_the_one_the_other_bears(target, database, nap, tmp_path):
    server = target("--latency", "20ms")
    # Four connections make 20 queries a second.
    done = run("combined", "--url", server.url, "--db", database.url(), *nap, "--matrix", "users=2,4:db-rate=0,10,60",
               "--think-time", "100ms", "--workers", "30", "--pool-size", "4", "--duration", "1s", "--graceful-stop", "0.5s",
               "--no-default-criteria", "--threshold", "ws.chat.success > 90%", "--threshold",
               "db.query.response.p95 < 500ms", "--out", tmp_path / "run.html", out=tmp_path / "run.json")
    assert_valid(done.result)
    assert done.code == 0, done
    sweep = done.result["sweep"]
    assert [one["at"] for one in sweep["runs"]] == [[2, 0], [2, 10], [2, 60], [4, 0], [4, 10], [4, 60]]
    assert [one["status"] for one in sweep["runs"]] == ["held", "held", "broke"] * 2, done
    assert [(row["at"], row["holds"], row["breaks"]) for row in sweep["rows"]] == [(2, 10, 60), (4, 10, 60)]
    assert [t["idle"] for t in swept(done.result)] == [True, False, False] * 2
    assert [t["rate_per_s"] for t in swept(done.result)][0] == 0 and sweep["shown"] == 4
    said = one_line(done.out)
    assert "with users 2 db-rate may be up to 10/s; at 60/s: " in said and "4 of 6 runs hold" in said, done
    assert 'aria-label="p95 of ws by users and db-rate"' in (tmp_path / "run.html").read_text()


def test_rows_of_one_run_are_not_in_the_way_of_the_next(database, tmp_path):
    before = database.query("select count(*) from pam_messages")
    done = run("db", "--db", database.url(), "--sweep", "workers=2,4", "--mix", "0:100", "--duration", "1s", *SURE,
               out=tmp_path / "run.json")
    assert done.code == 0, done
    assert all(one["success_share"] == 1 for one in swept(done.result)), done
    assert database.query("select count(*) from pam_messages") == before


def test_stopped_it_tells_what_it_knows(target, tmp_path):
    server = target("--latency", "20ms")
    command = start("ws", "--url", server.url, "--sweep", "users=2,4,8", "--think-time", "50ms", "--duration", "1s",
                    "--no-default-criteria", out=tmp_path / "run.json")
    command.wait_until_told("users 2: ", timeout=30)
    command.send_signal(signal.SIGINT)
    done = command.finish()
    assert_valid(done.result)
    assert done.code == 130 and done.result["sweep"]["end"] == "stopped", done
    assert done.result["run"]["stop_reason"] == "interrupted"
    assert [one["at"] for one in done.result["sweep"]["runs"]][0] == [2]


def test_a_file_s_track_is_swept_by_its_name(target, tmp_path):
    server = target("--latency", "20ms")
    file = tmp_path / "scenario.yaml"
    file.write_text(f"tracks:\n  - name: talk\n    workload: ws\n    load: {{users: 3, think_time: 50ms}}\n"
                    f"    options: {{url: '{server.url}'}}\n")
    done = run("run", file, "--sweep", "talk.users=1,2", "--duration", "1s", "--no-default-criteria", out=tmp_path / "run.json")
    assert done.code == 0, done
    assert done.result["sweep"]["axes"] == [{"key": "talk.users", "what": "users", "track": "talk", "values": [1, 2]}]
