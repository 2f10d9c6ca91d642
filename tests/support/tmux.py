"""A terminal in which a person could sit: tmux, on a server of its own."""

import re
import shlex
import subprocess
import tempfile
from pathlib import Path

from loadtest_cli import BINARY, environment, wait_until


class Screen:
    """A shell in a window of that size."""

    def __init__(self, columns, rows=30, **env):
        self.folder = tempfile.TemporaryDirectory(prefix="screen.")
        env = environment({"LC_ALL": "C.UTF-8", "TERM": "screen", "LOADTEST": BINARY, **env})
        self.tmux("-f", "/dev/null", "-u", "new-session", "-d", "-x", str(columns), "-y", str(rows), "sh", env=env)
        try:
            self.tmux("set-option", "-g", "status", "off")
            self.tmux("resize-window", "-x", str(columns), "-y", str(rows))
            self.type("PS1='ready> '")
            self.wait_for("\nready>")
        except BaseException:
            self.stop()
            raise

    def tmux(self, *args, env=None):
        done = subprocess.run(["tmux", "-S", f"{self.folder.name}/socket", *args], capture_output=True, text=True,
                              env=env, timeout=20)
        assert done.returncode == 0, f"tmux {args}: {done.stderr}"
        return done.stdout

    def type(self, line):
        self.tmux("send-keys", "-l", line)
        self.press("Enter")

    def run(self, *args):
        """loadtest with these arguments; a line says when it has ended, and how."""
        self.type("clear; $LOADTEST " + shlex.join(str(a) for a in args) + "; echo ended: $?")

    def press(self, key):
        self.tmux("send-keys", key)

    def text(self):
        """What is on the screen, and above it."""
        return self.tmux("capture-pane", "-p", "-S", "-")

    def unbroken(self):
        """The same with lines that the terminal broke in one piece."""
        return self.tmux("capture-pane", "-p", "-J", "-S", "-")

    def wait_for(self, text, timeout=30):
        try:
            return wait_until(lambda: self.text_with(text), timeout)
        except AssertionError:
            raise AssertionError(f"not within {timeout} s: {text!r} on\n{self.text()}") from None

    def text_with(self, part):
        text = self.text()
        return text if part in text else None

    def code(self, timeout=30):
        """The exit code of what was run."""
        return int(wait_until(lambda: re.search(r"ended: (\d+)", self.text()), timeout, "the end")[1])

    def child(self):
        """The process that the shell waits for."""
        shell = self.tmux("display-message", "-p", "#{pane_pid}").strip()
        return int(Path(f"/proc/{shell}/task/{shell}/children").read_text())

    def resize(self, columns, rows=30):
        self.tmux("resize-window", "-x", str(columns), "-y", str(rows))

    def cursor_is_shown(self):
        return self.tmux("display-message", "-p", "#{cursor_flag}").strip() == "1"

    def stop(self):
        subprocess.run(["tmux", "-S", f"{self.folder.name}/socket", "kill-server"], capture_output=True)
        self.folder.cleanup()
