"""What cannot be meant of tokens and connections is told in one line each, before anything is started."""

import pytest

from loadtest_cli import run

SECRET = ["--jwt-secret-file", "secret"]

CASES = [
    (["--jwt-secret-file", "nowhere"], "--jwt-secret-file: the file \"nowhere\" cannot be read"),
    (["--jwt-secret-file", "empty"], "there is no secret in it"),
    (["--jwt-secret-file", "public.pem"], "there is no private key in it"),
    ([*SECRET, "--token-file", "secret"], "either minted or given"),
    ([*SECRET, "--jwt-claims", "{role: 1}"], "--jwt-claims: this is not JSON from character 2 on"),
    ([*SECRET, "--jwt-claims", "[]"], "claims are a JSON object"),
    ([*SECRET, "--jwt-ttl", "0"], "--jwt-ttl: a token is good for at least 1s"),
    ([*SECRET, "--jwt-ttl", "1h", "--jwt-claims", '{"exp":1}'], "the claims have an exp of their own"),
    ([*SECRET, "--jwt-subjects", "empty"], "there is no id in the file"),
    (["--jwt-claims", "{}"], "--jwt-claims: there is nothing to mint tokens with"),
    ([*SECRET, "--token-in", "heder"], "did you mean header?"),
    ([*SECRET, "--token-in", "subprotocol:bearer"], "no {token} among them"),
    ([*SECRET, "--token-in", "message"], "no message of the dialogue has {token}"),
    (["--token-in", "header"], "--token-in: there is no token to put there"),
    ([*SECRET, "--bad-tokens", "500%"], "\"500%\" is no share of the users"),
    ([*SECRET, "--bad-tokens", "5%"], "5% of 10 users is nobody"),
    ([*SECRET, "--bad-tokens", "50%", "--jwt-claims", '{"exp":1}'], "the claims cannot have expired"),
    (["--bad-tokens", "50%"], "--bad-tokens: there are no tokens"),
    (["--dialogue", "echo", "--token", "abc", "--bad-tokens", "50%"], "--bad-tokens: no token is sent before"),
    (["--token", "ab/c==", "--token-in", "subprotocol"], "--token-in: a token has characters"),
    (["--subprotocol", "a b"], "--subprotocol: \"a b\" cannot be a subprotocol's name"),
    (["--header", "Sec-WebSocket-Extensions: x"], "--compression offers"),
    (["--proxy", "socks5://h:1"], "--proxy: the proxy's URL does not begin with http://"),
    (["--proxy", "http://h:99999"], "the proxy's port"),
    (["--key", "secret"], "--key: there is no certificate that it is the key of"),
    (["--cert", "secret"], "cannot use the certificate \"secret\""),
    (["--read-pause", "1s"], "--read-pause: nobody reads slowly"),
    (["--slow-readers", "x"], "--slow-readers: \"x\" is no share"),
]


@pytest.mark.parametrize("args, told", CASES, ids=[told[:40] for _, told in CASES])
def test_it_is_told_in_a_line(tmp_path, monkeypatch, args, told):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "secret").write_text("a-secret-that-nobody-knows")
    (tmp_path / "empty").write_text("\n")
    (tmp_path / "public.pem").write_text("-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n")
    done = run("ws", "--url", "ws://127.0.0.1:1", *args)
    assert done.code == 2, done
    assert len(done.err.strip().splitlines()) == 1, done
    assert told in done.err and "a-secret-that-nobody-knows" not in done.err
