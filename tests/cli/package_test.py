"""The Debian package that CPack makes of the built tree."""

import gzip
import os
import re
import shutil
import stat
import subprocess
from pathlib import Path

import pytest

import loadtest_cli
from loadtest_cli import BINARY, ROOT, SANITIZED
from skips import skip_or_fail

BUILD = Path(BINARY).resolve().parents[1]


def output(*argv):
    done = subprocess.run([str(a) for a in argv], capture_output=True, text=True)
    assert done.returncode == 0, f"{argv}\n{done.stdout}\n{done.stderr}"
    return done.stdout


@pytest.fixture(scope="module")
def package(tmp_path_factory):
    if SANITIZED:
        pytest.skip("nobody installs a build with sanitizers")
    if not (BUILD / "CPackConfig.cmake").exists():
        skip_or_fail(f"{BUILD} was not configured with the package")
    for tool in ("cpack", "dpkg-deb", "dpkg-shlibdeps", "file"):
        if not shutil.which(tool):
            skip_or_fail(f"no {tool}")
    folder = tmp_path_factory.mktemp("package")
    output("cpack", "--config", BUILD / "CPackConfig.cmake", "-B", folder)
    (made,) = folder.glob("*.deb")
    return made


@pytest.fixture(scope="module")
def unpacked(package):
    folder = package.parent / "unpacked"
    output("dpkg-deb", "--extract", package, folder)
    return folder


def test_its_name_and_fields_are_those_of_this_version(package):
    version = loadtest_cli.run("--version").out.split()[1]
    field = {name: output("dpkg-deb", "--field", package, name).strip()
             for name in ("Package", "Version", "Architecture", "Maintainer", "Recommends", "Description")}
    assert package.name == f"loadtest_{version}_{field['Architecture']}.deb"
    assert (field["Package"], field["Version"], field["Recommends"]) == ("loadtest", version, "postgresql")
    assert field["Maintainer"] and len(field["Description"].splitlines()[0]) <= 80


def test_it_depends_on_the_packages_of_the_libraries_that_the_binary_needs(package):
    depends = output("dpkg-deb", "--field", package, "Depends")
    for name in ("libc6", "libfmt", "libpq5", "libpqxx-", "libspdlog", "libssl3", "libstdc\\+\\+6", "zlib1g"):
        assert re.search(f"(^|, ){name}", depends), f"{name} is not in {depends}"
    assert "postgresql" not in depends, "only --embedded needs a server"


def test_it_puts_a_stripped_binary_and_its_pages_where_debian_wants_them(package, unpacked):
    files = {str(p.relative_to(unpacked)) for p in unpacked.rglob("*") if not p.is_dir()}
    assert {f for f in files if not f.startswith("usr/share/doc/loadtest/")} == {
        "usr/bin/loadtest", "usr/share/man/man1/loadtest.1.gz", "usr/share/bash-completion/completions/loadtest",
        "usr/share/zsh/vendor-completions/_loadtest", "usr/share/fish/vendor_completions.d/loadtest.fish"}
    assert {"copyright", "README.md", "docs/cli.md", "docs/ci.md", "docs/changelog.md", "docs/result.schema.json"} <= {
        f.removeprefix("usr/share/doc/loadtest/") for f in files}
    licence = (unpacked / "usr/share/doc/loadtest/copyright").read_text()
    assert licence.startswith((ROOT / "LICENSE").read_text()) and "websocketpp" in licence
    assert ".symtab" not in output("readelf", "--sections", "--wide", unpacked / "usr/bin/loadtest")
    assert output(unpacked / "usr/bin/loadtest", "--version") == loadtest_cli.run("--version").out


def test_its_manual_page_and_completions_are_what_the_binary_prints(unpacked):
    share = unpacked / "usr/share"
    page = (share / "man/man1/loadtest.1.gz").read_bytes()
    assert gzip.decompress(page).decode() == loadtest_cli.run("help", "--man").out
    assert page[3:8] == bytes(5), "no name and no time in it, so that two builds give the same"
    for shell, path in (("bash", "bash-completion/completions/loadtest"), ("zsh", "zsh/vendor-completions/_loadtest"),
                        ("fish", "fish/vendor_completions.d/loadtest.fish")):
        assert (share / path).read_text() == loadtest_cli.run("help", "--completion", shell).out


def test_all_of_it_belongs_to_root_and_can_be_read_by_all(package, unpacked):
    owners = {line.split()[1] for line in output("dpkg-deb", "--contents", package).splitlines()}
    assert owners == {"root/root"}
    for path in unpacked.rglob("*"):
        executable = path.is_dir() or path == unpacked / "usr/bin/loadtest"
        assert stat.S_IMODE(os.lstat(path).st_mode) == (0o755 if executable else 0o644), path


def test_no_page_links_to_one_that_is_not_in_it(unpacked):
    pages = unpacked / "usr/share/doc/loadtest"
    for page in pages.rglob("*.md"):
        for link in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text()):
            assert link == "LICENSE" or (page.parent / link).exists(), f"{page.relative_to(pages)}: {link}"
