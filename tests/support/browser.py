"""Pages in Debian's Chromium, by tests/support/browser/look.js."""

import json
import os
import shutil
import subprocess
from pathlib import Path

SCRIPT = Path(__file__).parent / "browser" / "look.js"


def missing():
    """What the browser lacks on this machine, or nothing."""
    modules = os.environ.get("LOADTEST_NODE_BROWSER", "")
    if not modules or not (Path(modules) / "playwright-core").is_dir():
        return "no npm packages: LOADTEST_NODE_BROWSER names no folder with playwright-core (tests/run installs it)"
    return "" if chromium() else "no chromium"


def chromium():
    return shutil.which("chromium") or shutil.which("chromium-browser")


def look(page, *options, timeout=240):
    """What there is to be seen of a page in each view: with and without scripts, dark and light, wide and narrow."""
    done = subprocess.run(["node", SCRIPT, page, *options], capture_output=True, timeout=timeout, text=True,
                          env={**os.environ, "LOADTEST_CHROMIUM": chromium()})
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)
