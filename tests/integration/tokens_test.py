"""Tokens minted for each user, held against a backend that verifies them by PyJWT; and bad ones, which it must refuse."""

import subprocess
import sys

import pytest

from loadtest_cli import assert_failed, assert_passed, run
from result import assert_valid, criterion, operation, track
from servers import JwtBackend, several
from skips import skip_or_fail

SECRET = "a-secret-of-at-least-32-characters!"


@pytest.fixture
def jwt_backend():
    """jwt_backend(key=FILE, …) starts the backend of jwt_app.py; stopped after the test."""
    for module in ("fastapi", "uvicorn", "websockets", "jwt", "cryptography"):
        try:
            __import__(module)
        except ImportError:
            skip_or_fail(f"{sys.executable} has no module {module}")
    yield from several(JwtBackend)


@pytest.fixture
def secret(tmp_path):
    path = tmp_path / "secret"
    path.write_text(SECRET + "\n")
    return path


def ws(server, key, tmp_path, *args, users=10, duration="1s", ramp_up="0"):
    return run("ws", "--url", server.url, "--users", users, "--duration", duration, "--ramp-up", ramp_up, "--think-time",
               "0.1s", "--jwt-secret-file", key, *args, out=tmp_path / "run.json")


@pytest.mark.parametrize("algorithm, options", [
    ("RS256", ["-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048"]),
    ("ES256", ["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256"]),
])
def test_a_private_key_signs_what_its_public_key_verifies(jwt_backend, tmp_path, algorithm, options):
    key, public = tmp_path / "key.pem", tmp_path / "public.pem"
    subprocess.run(["openssl", "genpkey", *options, "-out", key], check=True, capture_output=True)
    subprocess.run(["openssl", "pkey", "-in", key, "-pubout", "-out", public], check=True, capture_output=True)
    server = jwt_backend(key=public, algorithm=algorithm)
    done = ws(server, key, tmp_path)
    stats = server.stats()
    assert stats["greeted"] == 10 and stats["refused"] == {}, stats
    assert len(stats["users"]) == 10
    assert_passed(done)


@pytest.mark.parametrize("place", ["query", "header", "subprotocol"])
def test_the_token_goes_where_it_is_asked_to_with_the_claims_asked_for(jwt_backend, secret, tmp_path, place):
    server = jwt_backend(key=secret, **{"in": place})
    subjects = tmp_path / "ids"
    subjects.write_text("".join(f"7c9e6679-7425-40de-944b-e07fc1f9{i:04d}\n" for i in range(10)))
    done = ws(server, secret, tmp_path, "--token-in", place, "--jwt-subjects", subjects, "--jwt-ttl", "90s", "--jwt-claims",
              '{"email":"{user}@example.com","app_metadata":{"n":[1]}}')
    stats = server.stats()
    assert stats["greeted"] == 10 and stats["refused"] == {}, done
    assert set(stats["users"]) == set(subjects.read_text().split())
    claims = stats["claims"]
    assert claims["email"] == claims["sub"] + "@example.com" and claims["app_metadata"] == {"n": [1]}
    assert claims["role"] == "authenticated" and claims["exp"] - claims["iat"] == 90
    assert_passed(done)


def test_who_connects_late_in_a_run_has_a_token_that_has_not_expired(jwt_backend, secret, tmp_path):
    server = jwt_backend(key=secret)
    done = ws(server, secret, tmp_path, "--jwt-ttl", "2s", duration="5s", ramp_up="4s", users=8)
    stats = server.stats()
    assert stats["greeted"] == 8 and stats["refused"] == {}, done
    assert max(stats["tokens"]) - min(stats["tokens"]) >= 2, "minted when they connected"


@pytest.mark.parametrize("late", [0, 1], ids=["by HTTP 403", "by close 4001"])
def test_bad_tokens_that_are_refused_are_what_is_wanted(jwt_backend, secret, tmp_path, late):
    server = jwt_backend(key=secret, late=late)
    done = ws(server, secret, tmp_path, "--bad-tokens", "20%", users=20)
    assert_valid(done.result)
    stats = server.stats()
    assert stats["refused"] == {"ExpiredSignatureError": 2, "InvalidSignatureError": 2}, stats
    assert stats["greeted"] == 20
    bad, connect = operation(done.result, "bad_token"), operation(done.result, "connect")
    assert (bad["started"], bad["ok"], bad["failed"], bad["errors"]) == (4, 4, 0, {})
    assert (connect["ok"], connect["failed"]) == (20, 0), "nobody of them is a user"
    assert track(done.result)["users"]["asked"] == 20
    assert criterion(done.result, "bad_token")["status"] == "pass"
    assert_passed(done)


def test_a_backend_that_lets_expired_tokens_in_is_caught(jwt_backend, secret, tmp_path):
    server = jwt_backend(key=secret, expired=1)
    done = ws(server, secret, tmp_path, "--bad-tokens", "0.2", users=20)
    assert server.stats()["let_in_expired"] == 2
    assert operation(done.result, "bad_token")["errors"] == {"let in: expired token": 2}
    assert criterion(done.result, "bad_token")["status"] == "fail"
    assert_failed(done)
    assert "bad_token" in done.out and "expired" in done.out


def test_without_a_greeting_who_stays_is_let_in(target, secret, tmp_path):
    done = run("ws", "--url", target().echo_url, "--dialogue", "echo", "--users", "2", "--duration", "3s", "--ramp-up", "0",
               "--jwt-secret-file", secret, "--token-in", "header", "--bad-tokens", "100%", out=tmp_path / "run.json")
    assert operation(done.result, "bad_token")["errors"] == {"let in: expired token": 1, "let in: forged token": 1}
    assert_failed(done)


def test_who_is_refused_with_a_good_token_fails_to_connect_as_ever(jwt_backend, secret, tmp_path):
    server = jwt_backend(key=secret)
    other = tmp_path / "other"
    other.write_text("another secret altogether, as long as that")
    done = ws(server, other, tmp_path, "--bad-tokens", "50%")
    assert operation(done.result, "connect")["errors"] == {"upgrade 403": 10}
    assert operation(done.result, "bad_token")["failed"] == 0, "where nobody is let in, they are not"
    assert_failed(done)
