"""Command lines are completed by real shells, and the manual page is read by the real reader."""

import re
import shutil
import subprocess

import pytest

import shells
from loadtest_cli import ROOT, run
from skips import skip_or_fail

HELP_COMMANDS = re.findall(r"^  ([a-z]+) ", run("--help").out.split("Commands:")[1], re.M)
COMMANDS = [c for c in HELP_COMMANDS if c != "help"]


def options_of(command):
    """Those that its help shows, each with the placeholder of its value."""
    return dict(re.findall(r"^  --([a-z0-9-]+)(\S*(?: \S+)?)", run("help", command).out, re.M))


def needs(tool):
    if not shutil.which(tool):
        skip_or_fail(f"no {tool}")


@pytest.fixture(params=shells.SHELLS)
def shell(request):
    needs(request.param)
    return request.param


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "night run.yaml").touch()
    (tmp_path / "night.json").touch()
    return tmp_path


def test_each_shell_takes_its_script(shell, tmp_path):
    script = tmp_path / "script"
    script.write_text(shells.script_of(shell))
    done = subprocess.run([shell, "-n", script], capture_output=True, text=True)
    assert done.returncode == 0 and not done.stderr


def test_each_shell_offers_commands_options_values_and_files(shell, folder):
    lines = ["loadtest ", "loadtest he", "loadtest ws --arr", "loadtest ws --arrival ", "loadtest ws --arrival=p",
             "loadtest db --rls ", "loadtest ws --log-format ", "loadtest run night", "loadtest merge --strict night",
             "loadtest ws --out night", "loadtest ws --users ", "loadtest target --laten", "loadtest import ",
             "loadtest help ", "loadtest help --completion ", "loadtest ws --token "]
    offered = shells.offered(shell, lines, folder)
    bare = {line: {w.removeprefix("--arrival=").replace("\\ ", " ") for w in words} for line, words in offered.items()}
    files = {"night run.yaml", "night.json"}
    assert set(COMMANDS) | {"help"} <= bare["loadtest "]
    assert "help" in bare["loadtest he"] and "ws" not in bare["loadtest he"]
    assert bare["loadtest ws --arr"] == {"--arrival"}
    assert bare["loadtest ws --arrival "] == {"regular", "poisson"}
    assert bare["loadtest ws --arrival=p"] == {"poisson"}
    assert bare["loadtest db --rls "] == {"transaction", "session", "off"}
    assert bare["loadtest run night"] == bare["loadtest ws --out night"] == files
    assert bare["loadtest merge --strict night"] == files
    assert bare["loadtest ws --users "] == bare["loadtest ws --token "] == set(), "nobody but the user knows"
    assert bare["loadtest target --laten"] == {"--latency"}
    assert "har" in bare["loadtest import "] and "ws" not in bare["loadtest import "]
    assert set(COMMANDS) <= bare["loadtest help "]
    assert bare["loadtest help --completion "] == set(shells.SHELLS)


def test_each_shell_offers_every_option_that_the_help_shows(shell, folder):
    offered = shells.offered(shell, [f"loadtest {c} --" for c in COMMANDS], folder)
    for command in COMMANDS:
        expected = {f"--{o}" for o in options_of(command)}
        assert {w.rstrip("=") for w in offered[f"loadtest {command} --"]} == expected, command


def manual_page(tmp_path):
    needs("mandoc")
    path = tmp_path / "loadtest.1"
    path.write_text(run("help", "--man").out)
    return path


def test_the_manual_page_has_no_fault(tmp_path):
    done = subprocess.run(["mandoc", "-T", "lint", manual_page(tmp_path)], capture_output=True, text=True)
    assert done.stdout + done.stderr == ""


def test_every_option_is_in_the_manual_page_and_in_the_pages(tmp_path):
    done = subprocess.run(["mandoc", "-T", "ascii", manual_page(tmp_path)], capture_output=True, text=True)
    page = re.sub(".\b", "", done.stdout)
    sections = dict(re.findall(r"^   loadtest ([a-z]+)\n(.*?)(?=^   loadtest|^[A-Z])", page, re.M | re.S))
    pages = dict(re.findall(r"^## loadtest ([a-z]+)\n(.*?)(?=^## )", (ROOT / "docs/cli.md").read_text(), re.M | re.S))
    assert set(sections) == set(pages) == set(COMMANDS)
    for command in COMMANDS:
        shown = set(options_of(command)) - {"help"}
        assert set(re.findall(r"^     --([a-z0-9-]+)", sections[command], re.M)) == shown, command
        assert set(re.findall(r"^\| `--([a-z0-9-]+)", pages[command], re.M)) == shown, command
    for heading in ("NAME", "SYNOPSIS", "ENVIRONMENT", "FILES", "EXIT STATUS", "EXAMPLES"):
        assert re.search(f"^{heading}$", page, re.M), heading
    assert re.search(r"^     NO_COLOR$", page, re.M) and "LOADTEST_TOKEN" in page
    assert page.count("loadtest ws --embedded --users 100 --duration 30s") == 1, "examples can be copied"


@pytest.mark.parametrize("args", [("--completion",), ("--completion", "tcsh"), ("--completion", "bash", "zsh")])
def test_a_shell_that_is_not_known_is_exit_2(args):
    done = run("help", *args)
    assert done.code == 2 and not done.out and len(done.err.splitlines()) == 1
