"""What a scenario file says, and what counts before it."""

import json

import jsonschema
import pytest
import yaml

from loadtest_cli import ROOT, run

SCENARIOS = sorted((ROOT / "scenarios").glob("*.yaml"))
FILE = """\
name: ours
labels: { branch: "${BRANCH:-main}", suite: cli }
seed: 7
tracks:
  - name: sockets
    workload: ws
    options: { url: ws://127.0.0.1:1/chat, dialogue: echo }
    load: { users: 20, think_time: 3s, duration: 30s, ramp_up: 1s }
  - name: orders
    workload: db
    start_after: 5s
    options: { db: "postgresql:///shop", pool_size: 3 }
    load: { rate: 100/s, arrival: poisson, users: 16, duration: 20s }
thresholds:
  - sockets.chat.response.p95 < 2s
  - "warn: orders.query.response.p95 < 100ms"
  - "*.errors < 1%"
"""


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "ours.yaml"
    path.write_text(FILE)
    return path


def plan(*args, env=None):
    done = run("validate", *args, env=env)
    assert done.code == 0, done
    return yaml.safe_load(done.out)


def test_a_file_gives_the_plan_that_it_describes(file):
    made = plan(file)
    assert made["name"] == "ours" and made["seed"] == 7 and made["labels"] == {"branch": "main", "suite": "cli"}
    sockets, orders = made["tracks"]
    assert (sockets["name"], sockets["workload"], sockets["load"]["users"]) == ("sockets", "ws", 20)
    assert sockets["options"]["dialogue"] == "echo" and sockets["load"]["think_time"] == "3s"
    assert (orders["load"]["rate"], orders["load"]["arrival"], orders["load"]["users"]) == ("100/s", "poisson", 16)
    assert orders["start_after"] == "5s" and orders["options"]["pool_size"] == 3
    assert made["thresholds"] == ["sockets.chat.response.p95 < 2s", "warn: orders.query.response.p95 < 100ms",
                                  "*.errors < 1%"]


def test_flag_comes_before_environment_before_file_before_default(file):
    env = {"LOADTEST_WS_URL": "ws://127.0.0.1:2/env", "BRANCH": "feature"}
    made = plan(file, env=env)
    assert made["tracks"][0]["options"]["url"] == "ws://127.0.0.1:2/env"
    assert made["labels"]["branch"] == "feature"
    done = run("run", file, "--dry-run", "--url", "ws://127.0.0.1:3/flag", "--users", "8", "--db-rate", "7/s", "--seed", "9",
               "--label", "branch=typed", "--threshold", "sockets.chat.response.p95 < 1s", "--set", "BRANCH=x", env=env)
    assert done.code == 0, done
    made = yaml.safe_load(done.out)
    sockets, orders = made["tracks"]
    assert sockets["options"]["url"] == "ws://127.0.0.1:3/flag" and sockets["load"]["users"] == 8
    assert orders["load"]["rate"] == "7/s" and made["seed"] == 9
    assert made["labels"] == {"branch": "typed", "suite": "cli"}
    assert made["thresholds"] == ["warn: orders.query.response.p95 < 100ms", "*.errors < 1%",
                                  "sockets.chat.response.p95 < 1s"]


def test_print_config_says_where_each_value_was_said(file):
    done = run("run", file, "--print-config", "--db-rate", "7/s", env={"LOADTEST_WS_URL": "ws://127.0.0.1:2/env"})
    assert done.code == 0, done
    said = {line.split("  # ")[0].strip(): line.split("  # ")[1] for line in done.out.splitlines() if "  # " in line}
    assert said["url: ws://127.0.0.1:2/env"] == "$LOADTEST_WS_URL"
    assert said["rate: 7/s"] == "--db-rate"
    assert said["users: 20"] == f"{file}:8:20: tracks[0].load.users"
    assert said["reply_timeout: 10s"] == "usual"
    assert said["- sockets.chat.response.p95 < 2s"] == f"{file}:15:5: thresholds[0]"


def test_short_commands_print_their_config_too():
    done = run("ws", "--users", "3", "--print-config")
    assert done.code == 0 and "# --users" in done.out and "# usual" in done.out


@pytest.mark.parametrize("args", [["ws", "--users", "3", "--threshold", "ws.chat.response.p95 < 1s", "--ramp-up", "0"],
                                  ["ws", "--stage", "2s:100/s", "--stage", "0:50/s", "--users", "20"],
                                  ["ws", "--stage", "2s:10", "--think-time", "exponential(1s)", "--reconnect", "backoff(1s,5s)"],
                                  ["ws", "--session-rate", "5/s", "--session-messages", "3"],
                                  ["db", "--queries", "50", "--mix", "70:30"],
                                  ["combined", "--embedded", "--users", "5", "--label", "a=b: c"]])
def test_what_a_dry_run_prints_is_a_scenario_file_of_the_same_plan(args, tmp_path):
    first = run(*args, "--dry-run")
    file = tmp_path / "again.yaml"
    file.write_text(first.out)
    again = run("validate", file)
    assert again.code == 0, again
    plain = [line for line in first.out.splitlines() if not line.startswith("#")]
    assert [line for line in again.out.splitlines() if not line.startswith("#")] == plain


def test_a_secret_of_the_environment_can_stand_in_a_file(tmp_path):
    file = tmp_path / "own.yaml"
    file.write_text("tracks:\n  - workload: db\n    options: { db: '${DATABASE_URL}' }\n"
                    "  - { workload: ws, options: { token: '${LOADTEST_TOKEN}' } }\n")
    done = run("run", file, "--dry-run", env={"DATABASE_URL": "postgresql://u:canary@127.0.0.1/x", "LOADTEST_TOKEN": "canary2"})
    assert done.code == 0 and "canary" not in done.out + done.err, done
    assert [t["load"]["duration"] for t in yaml.safe_load(done.out)["tracks"]] == ["60s", "60s"]


def test_what_is_typed_takes_the_place_of_what_it_excludes(tmp_path):
    (tmp_path / "tokens").write_text("one\n")
    (tmp_path / "key").write_text("a secret of thirty-two bytes or so")
    file = tmp_path / "own.yaml"
    file.write_text("tracks:\n  - workload: ws\n    options: { jwt_secret_file: key }\n"
                    "    load: { session_rate: 5/s, arrival: poisson }\n")
    done = run("run", file, "--dry-run", "--token-file", tmp_path / "tokens", "--rate", "3/s")
    assert done.code == 0 and "jwt" not in done.out, done
    assert yaml.safe_load(done.out)["tracks"][0]["load"]["rate"] == "3/s"


def test_a_file_is_included_by_a_variable_name(tmp_path):
    (tmp_path / "staging.yaml").write_text("tracks: [ { workload: ws } ]\n")
    (tmp_path / "top.yaml").write_text("include: ${WHERE}.yaml\n")
    assert plan(tmp_path / "top.yaml", "--set", "WHERE=staging")["tracks"][0]["workload"] == "ws"


def test_files_are_named_from_the_folder_of_the_file(tmp_path):
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub/tokens").write_text("one\ntwo\n")
    (tmp_path / "sub/base.yaml").write_text(
        "tracks:\n  - workload: ws\n    options: { token_file: tokens, url: ws://127.0.0.1:1/ }\n")
    (tmp_path / "top.yaml").write_text("include: sub/base.yaml\nname: top\n")
    assert plan(tmp_path / "top.yaml")["tracks"][0]["options"]["token_file"] == str(tmp_path / "sub/tokens")


def test_a_file_comes_from_standard_input_too():
    done = run("validate", "-", stdin=FILE)
    assert done.code == 0 and yaml.safe_load(done.out)["name"] == "ours"


def test_a_flag_for_a_workload_that_the_file_does_not_have_is_told(tmp_path):
    file = tmp_path / "ws.yaml"
    file.write_text("tracks: [ { workload: ws } ]\n")
    done = run("run", file, "--workers", "5")
    assert done.code == 2 and "--workers" in done.err and "no db track" in done.err


def schema():
    return json.loads((ROOT / "docs/scenario.schema.json").read_text())


def test_the_schema_is_what_the_binary_prints():
    done = run("help", "--schema")
    assert done.code == 0 and json.loads(done.out) == schema(), "write it anew: loadtest help --schema > docs/..."


@pytest.mark.parametrize("path", SCENARIOS, ids=lambda path: path.stem)
def test_every_shipped_scenario_is_valid_by_binary_and_schema(path):
    assert "yaml-language-server: $schema=../docs/scenario.schema.json" in path.read_text()
    jsonschema.Draft7Validator(schema()).validate(yaml.safe_load(path.read_text()))
    assert plan(path)["name"] == path.stem


@pytest.mark.parametrize("wrong", ["tracks: []", "tracks: [ { workload: wss } ]", "tracks: [ { workload: ws, loda: {} } ]",
                                   "tracks: [ { workload: ws, load: { queries: 5 } } ]", "tracks: [ { workload: ws } ]\nx: 1",
                                   "tracks: [ { workload: db, options: { url: 'ws://x' } } ]"])
def test_schema_and_binary_refuse_the_same(wrong, tmp_path):
    file = tmp_path / "wrong.yaml"
    file.write_text(wrong)
    assert run("validate", file).code == 2
    assert not jsonschema.Draft7Validator(schema()).is_valid(yaml.safe_load(wrong))


def test_secrets_of_a_file_stay_in_it(tmp_path):
    file = tmp_path / "secret.yaml"
    file.write_text("tracks:\n  - workload: ws\n    options:\n      url: ws://127.0.0.1:1/\n      token: ${TOK_EN}\n"
                    "      header: 'Authorization: ${HEAD_ER}'\n")
    done = run("run", file, "--print-config", "--set", "HEAD_ER=canary-head", env={"TOK_EN": "canary-token"})
    assert done.code == 0 and "canary" not in done.out + done.err, done
    assert "***" in done.out
