"""A token is never shown, by whatever way it came in and whatever the target does with it."""

import base64
import json
from pathlib import Path

import pytest

from formats import ENDINGS
from loadtest_cli import assert_passed, run, run_trusted, start, wait_until
from result import operation
from servers import Embedded

CANARY = "canary-51f0c2e9d4"


def proc(pid, name):
    return Path(f"/proc/{pid}/{name}").read_bytes().decode(errors="replace")


def given(way, tmp_path):
    """Flags, environment and standard input that bring the token."""
    if way == "flag":
        return ["--token", CANARY], {}, ""
    if way == "flag with equals sign":
        return [f"--token={CANARY}"], {}, ""
    if way == "environment":
        return [], {"LOADTEST_TOKEN": CANARY}, ""
    if way == "standard input":
        return ["--token-file", "-"], {}, CANARY + "\n"
    (tmp_path / "token").write_text(CANARY + "\n")
    return ["--token-file", str(tmp_path / "token")], {}, ""


WAYS = ["flag", "flag with equals sign", "environment", "standard input", "file"]


@pytest.mark.parametrize("way", WAYS)
def test_the_token_reaches_the_server_and_no_output(target, tmp_path, way):
    server = target("--token", CANARY)
    args, env, stdin = given(way, tmp_path)
    log = tmp_path / "run.log"
    done = run("ws", "--url", server.url, "--users", "2", "--duration", "1s", "--ramp-up", "0", "--verbose", "--log-file",
               log, *args, env=env, stdin=stdin, out=tmp_path / "run.json")
    assert server.stats()["greeted"] == 2, done
    for text in (done.out, done.err, done.result_path.read_text(), log.read_text()):
        assert CANARY not in text


@pytest.mark.parametrize("way", ["flag", "flag with equals sign", "environment"])
def test_ps_does_not_show_it_after_the_start(target, tmp_path, way):
    server = target("--token", CANARY)
    args, env, _ = given(way, tmp_path)
    command = start("ws", "--url", server.url, "--users", "1", "--duration", "10s", "--ramp-up", "0", *args, env=env)
    try:
        server.stats_when(lambda s: s["greeted"] == 1)
        assert CANARY not in proc(command.pid, "cmdline")
        assert CANARY not in proc(command.pid, "environ")
    finally:
        command.kill()


def test_a_token_inside_the_address_is_hidden_too(target, tmp_path):
    server = target()
    command = start("ws", "--url", f"{server.url}?token={CANARY}", "--users", "1", "--duration", "2s", "--ramp-up", "0",
                    out=tmp_path / "run.json")
    wait_until(lambda: CANARY not in proc(command.pid, "cmdline"), 3, "hidden from ps")
    done = command.finish()
    for text in (done.out, done.err):
        assert CANARY not in text
    assert not done.result_path.exists() or CANARY not in done.result_path.read_text()


def test_a_token_inside_the_address_of_the_environment_is_hidden_too(target):
    server = target()
    command = start("ws", "--users", "1", "--duration", "10s", "--ramp-up", "0",
                    env={"LOADTEST_WS_URL": f"{server.url}?token={CANARY}"})
    try:
        server.stats_when(lambda s: s["greeted"] == 1)
        assert CANARY not in proc(command.pid, "environ")
    finally:
        command.kill()


@pytest.mark.parametrize("address", [f"ws://h/?token={CANARY}", f"ws://me:{CANARY}@h/"])
def test_an_address_given_twice_is_told_without_its_secrets(address):
    done = run("ws", "--url", address, "--url", "ws://x/")
    assert done.code == 2 and "given twice" in done.err and CANARY not in done.err, done


@pytest.mark.parametrize("text", [CANARY + "\n", f"\n {CANARY} \r\n{CANARY}\n"], ids=["a line", "two lines with blanks"])
def test_a_token_of_the_environment_may_come_as_lines(target, tmp_path, text):
    server = target("--token", CANARY)
    done = run("ws", "--url", server.url, "--users", "2", "--duration", "1s", "--ramp-up", "0",
               env={"LOADTEST_TOKEN": text}, out=tmp_path / "run.json")
    assert_passed(done)
    assert server.stats()["greeted"] == 2, done


def test_tokens_for_the_embedded_backend_may_come_from_a_pipe():
    done = run("ws", "--embedded", "--users", "1", "--duration", "1s",
               prefix=["bash", "-c", f'"$@" --token-file <(echo {CANARY})', "--"])
    assert done.code == 0 and CANARY not in done.out + done.err, done


def test_the_embedded_backend_inherits_nothing_of_it(tmp_path):
    command = start("ws", "--embedded", "--users", "1", "--duration", "10s", "--ramp-up", "0", "--token", CANARY,
                    env={"LOADTEST_TOKEN": CANARY + "-too", "PGPASSWORD": CANARY, "DATABASE_URL": CANARY})
    try:
        child = Embedded(command).pid
        assert CANARY not in proc(child, "cmdline")
        assert CANARY not in proc(child, "environ")
        names = {entry.split("=")[0] for entry in proc(child, "environ").split("\0") if entry}
        assert all(n in ("PATH", "HOME", "LANG", "TMPDIR") or n.startswith("LC_") for n in names), names
    finally:
        command.kill()


def test_a_server_that_repeats_it_in_its_words_is_masked(backend, tmp_path):
    async def echo_token(socket):
        await socket.close(4001, f"bad token {CANARY}")

    done = run("ws", "--url", backend(echo_token).url, "--users", "2", "--duration", "1s", "--ramp-up", "0", "--verbose",
               "--token", CANARY, out=tmp_path / "run.json")
    assert operation(done.result, "connect")["errors"] == {"close 4001": 2}, done
    for text in (done.out, done.err, done.result_path.read_text()):
        assert CANARY not in text


def test_no_format_of_the_result_has_it_nor_what_github_is_told(backend, tmp_path):
    async def echo_token(socket):
        await socket.close(4001, f"bad token {CANARY}")

    files = [tmp_path / f"run.{ending}" for ending in ("json", *ENDINGS)]
    done = run("ws", "--url", f"{backend(echo_token).url}?token={CANARY}", "--users", "2", "--duration", "1s", "--ramp-up",
               "0", "--name", CANARY, "--label", f"key={CANARY}", "--token", CANARY, "--header", f"X-Key: {CANARY}",
               *[word for path in files for word in ("--out", path)],
               env={"GITHUB_ACTIONS": "true", "GITHUB_STEP_SUMMARY": str(tmp_path / "summary.md")})
    assert "close 4001" in (tmp_path / "summary.md").read_text() and "::error" in done.err, done
    for text in (done.out, done.err, *(path.read_text() for path in (*files, tmp_path / "summary.md"))):
        assert CANARY not in text
    # What was read back has no secrets to look for, and needs none.
    again = run("report", files[0], "--verbose", *[word for path in files[1:] for word in ("--out", path)])
    assert again.code == 0 and CANARY not in again.out + again.err + "".join(path.read_text() for path in files[1:])


def test_what_tokens_are_minted_with_and_the_tokens_are_shown_nowhere(backend, tmp_path):
    secret = tmp_path / "secret"
    secret.write_text(CANARY + "\n")
    tokens = []

    async def repeat(socket):
        tokens.append(socket.path.split("token=")[1])
        # As much of it as a close frame takes: of a token in the middle, too.
        await socket.close(4001, f"no {tokens[-1]}"[:120])

    log = tmp_path / "run.log"
    done = run("ws", "--url", backend(repeat).url, "--users", "2", "--duration", "1s", "--ramp-up", "0", "--verbose",
               "--log-file", log, "--jwt-secret-file", secret, "--bad-tokens", "50%", out=tmp_path / "run.json")
    assert len(set(tokens)) == 3, done
    for text in (done.out, done.err, done.result_path.read_text(), log.read_text()):
        assert CANARY not in text
        assert not any(token[:40] in text or token[-20:] in text for token in tokens)


@pytest.mark.parametrize("way", ["flag", "environment"])
def test_the_password_of_a_proxy_is_shown_nowhere(target, tmp_path, way):
    proxy = f"http://me:{CANARY}@127.0.0.1:1"
    args, env = (["--proxy", proxy], {}) if way == "flag" else ([], {"LOADTEST_PROXY": proxy})
    done = run("ws", "--url", target().url, "--users", "1", "--duration", "1s", "--verbose", *args, env=env)
    assert done.code == 3 and "through the proxy" in done.err, done
    shown = run("ws", "--url", "ws://127.0.0.1:1", "--dry-run", *args, env=env)
    assert shown.code == 0 and "127.0.0.1:1" in shown.out, shown
    encoded = base64.b64encode(f"me:{CANARY}".encode()).decode()
    for text in (done.out, done.err, shown.out, shown.err):
        assert CANARY not in text and encoded not in text


def test_bad_input_beside_it_does_not_show_it():
    done = run("ws", "--token", CANARY, "--users", "0", "--url", f"http://user:{CANARY}@host/?token={CANARY}")
    assert done.code == 2
    assert CANARY not in done.out + done.err


def test_a_users_id_is_the_subject_of_its_jwt(pam, tmp_path):
    server = pam(jwt=1)
    tokens = tmp_path / "tokens"
    tokens.write_text("".join(jwt(f"7c9e6679-7425-40de-944b-e07fc1f9{i:04d}") + "\n" for i in range(5)))
    done = run("ws", "--url", server.url, "--users", "5", "--duration", "2s", "--ramp-up", "0", "--token-file", tokens,
               out=tmp_path / "run.json")
    assert server.stats()["users"] == 5 and server.stats()["refused"] == 0, done


def test_one_jwt_for_many_users_is_a_warning(target):
    done = run("ws", "--url", target().url, "--users", "3", "--duration", "1s", "--ramp-up", "0", "--token", jwt("me"))
    assert "token" in done.err + done.out and "users" in done.err + done.out


def test_with_strict_a_warning_before_the_start_counts_too(target, tmp_path):
    done = run_trusted("ws", "--url", target().url, "--users", "3", "--duration", "1s", "--ramp-up", "0", "--strict",
                       "--token", jwt("me"), out=tmp_path / "run.json")
    assert done.code == 1, done


def jwt(subject):
    def part(value):
        return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")

    return f"{part({'alg': 'HS256', 'typ': 'JWT'})}.{part({'sub': subject})}.c2lnbmF0dXJl"
