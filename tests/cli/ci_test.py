"""What docs/ci.md and docs/ci/ tell people to copy: it can be read, its commands are accepted, the script does what it says."""

import json
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

import loadtest_cli
from loadtest_cli import ROOT

CI = ROOT / "docs/ci"
NIGHTLY = CI / "nightly.sh"
SHORT = ["ws", "--embedded", "--users", "2", "--duration", "0.3s", "--think-time", "50ms", "--no-default-criteria"]


def yaml_blocks():
    """Every YAML text of the page and of its folder, by a name."""
    page = (ROOT / "docs/ci.md").read_text()
    blocks = re.findall(r"^```yaml\n(.*?)^```", page, re.M | re.S)
    return {f"ci.md, example {i}": text for i, text in enumerate(blocks)} | {p.name: p.read_text() for p in CI.glob("*.yml")}


def commands_in(text):
    """Command lines of loadtest, as a shell would get them from that file."""
    text = re.sub(r"\$\{\{ inputs\.\w+ \|\| '([^']*)' \}\}", r"\1", text)
    text = re.sub(r"\$\{\{.*?\}\}", "some-value", text)
    # Lines of a folded scalar belong together, and so do those that a backslash joins.
    text = re.sub(r"\\?\n +(?=--)", " ", text)
    found = re.findall(r"^[ -]*(?:run: >?\s*)?loadtest ((?:ws|db|combined|run) .*)", text, re.M)
    found += re.findall(r"command: >?-?\s*((?:ws|db|combined) .*)", text)
    found += re.findall(r"nightly\.sh \S+ \d+ ((?:ws|db|combined) .*)", text)
    return [re.sub(r"\|\| .*", "", line) for line in found]


def all_commands():
    texts = {p.name: p.read_text() for p in [ROOT / "docs/ci.md", *CI.iterdir()]}
    return [(name, command) for name, text in texts.items() for command in commands_in(text)]


@pytest.mark.parametrize("name", yaml_blocks())
def test_the_yaml_can_be_read(name):
    assert yaml.safe_load(yaml_blocks()[name])


def test_commands_are_found_in_every_example():
    named = [name for name, _ in all_commands()]
    assert named.count("ci.md") >= 5 and {"github-weekly.yml", "gitlab-ci.yml", "Jenkinsfile"} <= set(named), named


@pytest.mark.parametrize("name, command", all_commands())
def test_the_commands_are_accepted(name, command, tmp_path):
    done = subprocess.run(f"{loadtest_cli.BINARY} {command} --dry-run", shell=True, cwd=tmp_path, capture_output=True, text=True,
                          env=loadtest_cli.environment(), timeout=30)
    assert done.returncode == 0, (command, done.stderr)


def test_the_weekly_run_has_a_schedule_and_can_be_started_by_hand():
    workflow = yaml.safe_load((CI / "github-weekly.yml").read_text())
    triggers = workflow[True]  # YAML 1.1 takes "on" for a truth
    assert triggers["schedule"] and set(triggers["workflow_dispatch"]["inputs"]) == {"users", "duration"}
    assert all(job["container"] == "debian:12" for job in workflow["jobs"].values())


def action_step(name):
    steps = yaml.safe_load((CI / "action.yml").read_text())["runs"]["steps"]
    return next(step for step in steps if step["name"] == name)


@pytest.fixture
def path_with_binary(tmp_path):
    """The environment of a machine on which loadtest is installed."""
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin/loadtest").symlink_to(Path(loadtest_cli.BINARY).resolve())
    return loadtest_cli.environment({"PATH": f"{tmp_path / 'bin'}:{os.environ['PATH']}"})


def test_the_action_runs_its_command_and_keeps_the_results(path_with_binary, tmp_path):
    for name in ("install", "run"):
        env = {**path_with_binary, "DEB": "none.deb", "COMMAND": " ".join(SHORT) + " --name 'a run'", "RESULTS": "kept here"}
        done = subprocess.run(["bash", "-e", "-c", action_step(name)["run"]], cwd=tmp_path, env=env, capture_output=True,
                              text=True, timeout=60)
        assert done.returncode in (0, 4), done
    assert {p.name for p in (tmp_path / "kept here").iterdir()} == {"run.json", "run.xml", "run.md"}
    assert json.loads((tmp_path / "kept here/run.json").read_text())["run"]["name"] == "a run"


def nightly(folder, *args, **env):
    return subprocess.run([NIGHTLY, folder, *args], capture_output=True, text=True, timeout=60,
                          env=loadtest_cli.environment({"LOADTEST": loadtest_cli.BINARY, **env}))


def test_the_nightly_script_keeps_the_last_nights_and_nothing_else_of_them(tmp_path):
    folder = tmp_path / "nights"
    folder.mkdir()
    (folder / "notes.txt").write_text("mine")
    seen = []
    for _ in range(3):
        done = nightly(folder, "2", *SHORT)
        assert done.returncode in (0, 4) and not done.stdout, done
        assert done.returncode != 0 or not done.stderr, done
        seen.append(max(p.stem for p in folder.glob("*.json")))
    assert seen == sorted(set(seen))
    kept = {p.name for p in folder.iterdir()} - {".lock", "notes.txt"}
    assert kept == {f"{night}.{ending}" for night in seen[1:] for ending in ("json", "xml", "md", "html", "txt", "log")}
    assert (folder / "notes.txt").exists()
    assert json.loads((folder / f"{seen[-1]}.json").read_text())["schema"] == "loadtest.result/1"


def test_the_nightly_script_ends_with_the_code_of_the_run_and_tells_why(tmp_path):
    done = nightly(tmp_path, "2", *SHORT, "--threshold", "ws.chat.response.p95 < 0.001ms")
    assert done.returncode in (1, 4) and "p95 of chat response" in done.stderr, done
    done = nightly(tmp_path, "2", "ws", "--users", "none")
    assert done.returncode == 2 and "--users" in done.stderr, done
    for args in ([], ["2"], ["0", "ws"], ["many", "ws"]):
        assert nightly(tmp_path, *args).returncode == 2


def test_two_nights_never_overlap(tmp_path):
    with subprocess.Popen(["flock", tmp_path / ".lock", "cat"], stdin=subprocess.PIPE) as holder:
        loadtest_cli.wait_until(lambda: run_flock(tmp_path), 5, "the lock is held")
        done = nightly(tmp_path, "2", *SHORT)
        holder.stdin.close()
    assert done.returncode == 3 and "still goes on" in done.stderr and not list(tmp_path.glob("*.json")), done


def run_flock(folder):
    return subprocess.run(["flock", "--nonblock", folder / ".lock", "true"]).returncode != 0


def test_the_script_has_no_fault_that_shellcheck_knows():
    if not shutil.which("shellcheck"):
        from skips import skip_or_fail

        skip_or_fail("no shellcheck")
    done = subprocess.run(["shellcheck", NIGHTLY], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout
