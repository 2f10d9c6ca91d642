"""What is committed of others is what they published."""

import base64
import hashlib
import io
import os
import shutil
import subprocess
import tarfile
from pathlib import Path

import pytest

from loadtest_cli import ROOT

UPLOT = ROOT / "lib/page/vendor/uplot"


def told():
    """Name and version, npm's integrity, and the hash of each file."""
    package, integrity, *files = (UPLOT / "VERSION").read_text().splitlines()
    return package.split(), integrity.split()[1], {name: digest for digest, name in (line.split() for line in files)}


def test_files_are_as_their_hashes_say():
    _, _, files = told()
    assert set(files) == {path.name for path in UPLOT.iterdir()} - {"VERSION"}
    for name, digest in files.items():
        assert hashlib.sha512((UPLOT / name).read_bytes()).hexdigest() == digest, name


def test_they_cannot_end_the_element_that_they_stand_in():
    for path in [*UPLOT.iterdir(), *(ROOT / "lib/page/assets").iterdir()]:
        text = path.read_text().lower()
        assert "</script" not in text and "<!--" not in text and "</style" not in text, path


def test_npm_has_the_same(tmp_path):
    """Where npm answers: elsewhere the hashes stand for it."""
    (name, version), integrity, files = told()
    if not shutil.which("npm"):
        pytest.skip("no npm")
    packed = subprocess.run(["npm", "pack", f"{name}@{version}", "--silent"], cwd=tmp_path, capture_output=True,
                            text=True, timeout=60, env={**os.environ, "npm_config_fetch_retries": "0"})
    if packed.returncode != 0:
        pytest.skip("npm does not answer")
    archive = (tmp_path / packed.stdout.strip().splitlines()[-1]).read_bytes()
    assert "sha512-" + base64.b64encode(hashlib.sha512(archive).digest()).decode() == integrity
    with tarfile.open(fileobj=io.BytesIO(archive)) as tar:
        published = {Path(member.name).name: tar.extractfile(member).read() for member in tar if member.isfile()}
    for file in files:
        assert published[file] == (UPLOT / file).read_bytes(), file
