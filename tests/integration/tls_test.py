"""wss, with certificates made here."""

import ssl

import pytest

from loadtest_cli import assert_failed, assert_passed, run
from result import operation


async def chat(socket):
    await socket.send('{"type":"connection","status":"connected","message":"hi"}')
    async for _ in socket:
        await socket.send('{"type":"chat_response","message":"' + "x" * 20_000 + '"}')


@pytest.fixture
def secure(backend, authority):
    def start(certificate="good"):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(authority / f"{certificate}.pem", authority / f"{certificate}.key")
        return backend(chat, ssl=context)

    return start


def ws(url, tmp_path, *args, env=None):
    return run("ws", "--url", url, "--users", "5", "--duration", "2s", "--ramp-up", "0", "--think-time", "0.1s", *args,
               env=env, out=tmp_path / "run.json")


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_a_trusted_certificate_is_accepted_by_address_and_by_name(secure, authority, tmp_path, host):
    server = secure()
    done = ws(server.url.replace("127.0.0.1", host), tmp_path, "--cacert", authority / "ca.pem")
    assert_passed(done)
    chat_operation = operation(done.result, "chat")
    assert chat_operation["ok"] > 20 and chat_operation["failed"] == 0
    assert chat_operation["bytes_received"] > 20_000 * chat_operation["ok"]


def test_the_systems_store_can_be_named_by_the_environment(secure, authority, tmp_path):
    done = ws(secure().url, tmp_path, env={"SSL_CERT_FILE": str(authority / "ca.pem")})
    assert_passed(done)


def test_an_untrusted_certificate_is_exit_3_before_the_start(secure, tmp_path):
    server = secure()
    done = ws(server.url, tmp_path)
    assert done.code == 3, done
    assert "certificate" in done.err and len(done.err.strip().splitlines()) == 1
    assert server.connections == 0 and not (tmp_path / "run.json").exists()


def test_a_certificate_for_another_host_is_exit_3(secure, authority, tmp_path):
    done = ws(secure("other").url, tmp_path, "--cacert", authority / "ca.pem")
    assert done.code == 3 and "certificate" in done.err, done


@pytest.mark.parametrize("certificate", ["good", "other"])
def test_insecure_accepts_either(secure, tmp_path, certificate):
    done = ws(secure(certificate).url, tmp_path, "--insecure")
    assert_passed(done)


def test_a_plain_server_behind_a_wss_address_is_measured_as_failing_to_connect(pam, tmp_path):
    server = pam()
    done = ws(server.url.replace("ws://", "wss://"), tmp_path)
    assert_failed(done)
    connect = operation(done.result, "connect")
    assert connect["failed"] == 5 and all(kind.startswith("tls") for kind in connect["errors"]), connect


def test_a_tls_server_behind_a_ws_address_is_measured_as_failing_to_connect(secure, tmp_path):
    done = ws(secure().url.replace("wss://", "ws://"), tmp_path)
    assert_failed(done)
    assert operation(done.result, "connect")["failed"] == 5
