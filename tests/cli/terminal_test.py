"""On a real terminal: narrow ones, one that changes its size, and what is left when a run has ended."""

import os
import re
import shlex
import shutil
import signal
import time

import pytest

from loadtest_cli import wait_until
from skips import skip_or_fail
from tmux import Screen


@pytest.fixture
def screen():
    """screen(columns) is a terminal of that width."""
    if not shutil.which("tmux"):
        skip_or_fail("no tmux")
    screens = []

    def make(columns, **more):
        screens.append(Screen(columns, **more))
        return screens[-1]

    yield make
    for one in screens:
        one.stop()


def a_run(target, *more):
    return ("ws", "--url", target().url, "--users", "3", "--think-time", "20ms", "--ramp-up", "0", *more)


def block(text):
    """The lines of the live display that are on the screen."""
    return [line for line in text.splitlines() if re.search(r"^\d+:\d\d of |^ws  .*p95", line)]


@pytest.mark.parametrize("columns", [40, 60, 80])
def test_summary_and_display_keep_to_the_terminal(target, screen, columns):
    terminal = screen(columns)
    terminal.run(*a_run(target, "--duration", "4s", "--name", "x" * 5, "--threshold", "ws.chat.response.p95 < 1ns"))
    wait_until(lambda: len(block(terminal.text())) == 2, 30, "the display")
    assert terminal.code() in (1, 4)
    after = terminal.text()
    summary = after[re.search("^[✗?] ", after, re.M).start():]
    assert block(after) == [], "the display is gone"
    assert all(len(line) <= columns for line in after.splitlines())
    unbroken = terminal.unbroken()
    too_long = [line for line in unbroken.splitlines() if len(line) > columns and "LOADTEST" not in line]
    assert too_long == [], "the terminal had to break no line"
    for word in ("CRITERIA", "OPERATIONS", "USERS", "GENERATOR", "delivered", "p99", "max"):
        assert word in summary, word


def test_a_terminal_that_changes_its_size_keeps_what_stood_above(target, screen):
    terminal = screen(100)
    terminal.type("echo above-1; echo above-2")
    terminal.wait_for("\nabove-2")
    terminal.type("$LOADTEST " + shlex.join(a_run(target, "--duration", "8s", "--no-default-criteria")) + "; echo ended: $?")
    terminal.wait_for(" of 0:08")
    for columns in (100, 50, 44, 90, 61):
        terminal.resize(columns)
        seen = time.monotonic() + 0.8  # three redraws
        wait_until(lambda: time.monotonic() > seen)
        text = terminal.text()
        if "ended: " in text:
            break
        assert [line for line in text.splitlines() if line.startswith("above-")] == ["above-1", "above-2"], text
        assert len(block(text)) == 2, text
    assert terminal.code() in (0, 4)
    after = terminal.text()
    assert block(after) == [] and "above-2" in after, after


@pytest.mark.parametrize("way", ["to its end", "interrupted", "interrupted three times", "killed"])
def test_the_cursor_is_there_however_a_run_ends(target, screen, way):
    terminal = screen(80)
    seconds = "2s" if way == "to its end" else "60s"
    terminal.run(*a_run(target, "--duration", seconds, "--no-default-criteria"))
    terminal.wait_for(" of ")
    if way.startswith("interrupted"):
        for _ in range(3 if "three" in way else 1):
            terminal.press("C-c")
    if way == "killed":
        os.kill(terminal.child(), signal.SIGKILL)
    codes = {"to its end": (0, 4), "killed": (137,)}
    assert terminal.code() in codes.get(way, (130,))
    assert terminal.cursor_is_shown()


def test_a_dumb_terminal_gets_plain_lines_without_colors(target, screen):
    terminal = screen(80, TERM="dumb")
    terminal.type("export TERM=dumb")
    terminal.run(*a_run(target, "--duration", "2s", "--no-default-criteria"))
    assert terminal.code() in (0, 4)
    text = terminal.tmux("capture-pane", "-p", "-e", "-S", "-")
    assert "\x1b" not in text and re.search(r"^0:00 of 0:02", text, re.M), text


def test_the_help_is_as_wide_as_the_terminal(screen):
    for columns in (40, 60):
        terminal = screen(columns, rows=50)
        terminal.run("ws", "--help")
        terminal.code()
        lines = [line for line in terminal.unbroken().splitlines() if len(line) > columns]
        assert all("://" in line or "LOADTEST" in line for line in lines), lines
