"""Every mistake in a scenario file is told with file, line, column and something to try; nothing is started."""

import re

import pytest

from loadtest_cli import run

GOOD = """\
name: ours
tracks:
  - name: ws
    workload: ws
    options:
      url: ws://127.0.0.1:1/
    load:
      users: 5
      duration: 2s
"""


def at(replaced, by):
    assert replaced in GOOD
    return GOOD.replace(replaced, by)


MISTAKES = [
    # the file                                                  line:column, and words that help
    ("", "1:1", "tracks"),
    ("name: ours\n", "1:1", "\"tracks\" is missing"),
    ("tracks: ws\n", "1:9", "list"),
    ("tracks: []\n", "1:9", "at least one"),
    ("tracks:\n  - ws\n", "2:5", "keys and values"),
    ("tracks:\n  - {}\n", "2:5", "\"workload\" is missing"),
    ("tracks: [ { workload: ws }\n", "2:1", "brackets"),
    ("tracks:\n\t- workload: ws\n", "2:2", "spaces"),
    (at("name: ours", "name: a: b"), "1:8", "quotes"),
    (at("name: ours", "name: ours\nname: again"), "2:1", "given twice"),
    (at("name: ours", "naem: ours"), "1:1", "did you mean name"),
    (at("name: ours", "name: [ours]"), "1:7", "single value"),
    (at("name: ours", "name:"), "1:1", "no value"),
    (at("name: ours", "name: ${NOWHERE_SET}"), "1:7", "--set NOWHERE_SET=VALUE"),
    (at("name: ours", "name: ${half"), "1:7", "not closed"),
    (at("name: ours", "include: nowhere.yaml"), "1:10", "cannot be read"),
    (at("name: ours", "seed: many"), "1:7", "many"),
    (at("name: ours", "threads: 0"), "1:10", "0"),
    (at("name: ours", "strict: maybe"), "1:9", "true nor false"),
    (at("name: ours", "labels: [a]"), "1:9", "keys and values"),
    (at("name: ours", "phases: sometimes"), "1:9", "alternate"),
    (at("name: ours", "phases: alternate").replace("duration: 2s", "stages: [ { for: 2s, users: 9 } ]"), "3:5", "together"),
    (at("name: ours", "phases: [ { name: a, from: 5s } ]"), "1:11", "from: 0"),
    (at("name: ours", "phases:\n  - { name: a, from: 0, tracks: [db] }"), "2:34", "ws"),
    (at("name: ours", "thresholds: [ ws.chat.beauty < 1 ]"), "1:15", "beauty"),
    (at("name: ours", "thresholds: [ db.query.response.p95 < 1s ]"), "1:15", "no track"),
    (at("workload: ws", "workload: wss"), "4:15", "did you mean ws"),
    (at("workload: ws", "workload: ws\n    start_after: soon"), "5:18", "soon"),
    (at("name: ws", "name: w s"), "3:11", "letters"),
    (GOOD + "  - { workload: ws }\n", "10:5", "its own name"),
    (at("options:", "option:"), "5:5", "did you mean options"),
    (at("url: ws:", "url: http:"), "6:12", "ws://"),
    (at("url: ws:", "ulr: ws:"), "6:7", "did you mean url"),
    (at("url: ws://127.0.0.1:1/", "header: no colon"), "6:15", "colon"),
    (at("url: ws://127.0.0.1:1/", "dialogue: smalltalk"), "6:17", "pam"),
    (at("users: 5", "users: -1"), "8:14", "-1"),
    (at("users: 5", "userz: 5"), "8:7", "did you mean users"),
    (at("users: 5", "users: { a: 1 }"), "8:14", "single value"),
    (at("users: 5", "rate: 100/fortnight"), "8:13", "fortnight"),
    (at("users: 5", "rate: 10/s\n      think_time: 1s"), "9:19", "rate"),
    (at("users: 5", "arrival: poisson"), "8:16", "add rate"),
    (at("duration: 2s", "duration: 2 weeks"), "9:17", "2 weeks"),
    (at("duration: 2s", "ramp_up: 70s"), "3:5", "shorter"),
    (at("duration: 2s", "stages: 5"), "9:15", "list"),
    (at("duration: 2s", "stages: [ { for: 1s } ]"), "9:17", "one of users and rate"),
    (at("duration: 2s", "stages: [ { for: soon, users: 3 } ]"), "9:24", "soon"),
]


@pytest.mark.parametrize("text, place, words", MISTAKES)
def test_a_mistake_is_told_with_its_place_and_what_to_try(text, place, words, tmp_path):
    file = tmp_path / "ours.yaml"
    file.write_text(text)
    done = run("validate", file)
    assert done.code == 2 and not done.out, done
    line = next((line for line in done.err.splitlines() if f"{file}:{place}: " in line or f"{file}:{place}:" in line), "")
    assert words in line, done


def test_all_mistakes_of_a_file_are_told_at_once(tmp_path):
    file = tmp_path / "ours.yaml"
    file.write_text(at("name: ours", "naem: ours").replace("users: 5", "users: five").replace("ws://", "http://"))
    done = run("run", file, "--out", tmp_path / "run.json")
    assert done.code == 2
    told = re.findall(r":(\d+):\d+: ", done.err)
    assert sorted(told) == ["1", "6", "8"], done
    assert not (tmp_path / "run.json").exists()


def test_a_hint_speaks_of_keys_and_not_of_flags(tmp_path):
    file = tmp_path / "ours.yaml"
    file.write_text(at("users: 5", "backlog: 5"))
    assert "--" not in run("validate", file).err


@pytest.mark.parametrize("args, words", [
    ([], "no scenario file"),
    (["a.yaml", "b.yaml"], "b.yaml"),
    (["/nonexistent.yaml"], "/nonexistent.yaml"),
    (["."], "folder"),
])
def test_what_is_no_file_is_told(args, words):
    done = run("run", *args)
    assert done.code == 2 and words in done.err, done


def test_a_variable_that_the_file_does_not_have_is_told(tmp_path):
    file = tmp_path / "ours.yaml"
    file.write_text(at("users: 5", "users: ${USERS:-5}"))
    done = run("validate", file, "--set", "USER=7")
    assert done.code == 2 and "did you mean USERS" in done.err
    done = run("validate", file, "--set", "USERS=7")
    assert done.code == 0 and "users: 7" in done.out
