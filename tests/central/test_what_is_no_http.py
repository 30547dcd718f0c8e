"""Bytes that are no request, or far too much of one: a problem with a code, and the centre goes on."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from postcmd.wire import Problem
from tests.central.old_town import everything
from tests.centre_fixture import RunningCentre, running_centre

HOST = b"Host: centre\r\n"
LONG = b"x" * 1_000_000
NO_REQUEST = {
    "words": b"hello there\r\n\r\n",
    "a handshake of TLS": bytes.fromhex("16030100c8010000c40303") + b"\x00" * 190 + b"\r\n\r\n",
    "another protocol": b"SSH-2.0-OpenSSH_9.6\r\n\r\n",
    "an endless address": b"GET /" + LONG + b" HTTP/1.1\r\n" + HOST + b"\r\n",
    "an endless query": b"GET /v1/quotas?after=" + LONG + b" HTTP/1.1\r\n" + HOST + b"\r\n",
    "an endless header": b"GET /healthz HTTP/1.1\r\n" + HOST + b"X: " + LONG + b"\r\n\r\n",
    "endless headers": b"GET /healthz HTTP/1.1\r\n" + HOST + b"X: y\r\n" * 200_000 + b"\r\n",
    "a NUL in a header": b"GET /healthz HTTP/1.1\r\n" + HOST + b"X: a\x00b\r\n\r\n",
    "no host": b"GET /healthz HTTP/1.1\r\n\r\n",
    "a length that is none": b"POST /v1/login HTTP/1.1\r\n" + HOST + b"Content-Length: many\r\n\r\n",
    "a length below nothing": b"POST /v1/login HTTP/1.1\r\n" + HOST + b"Content-Length: -1\r\n\r\n",
    "two lengths": b"POST /v1/login HTTP/1.1\r\n" + HOST + b"Content-Length: 1\r\nContent-Length: 2\r\n\r\n{}",
    "an encoding of its own": b"POST /v1/login HTTP/1.1\r\n" + HOST + b"Transfer-Encoding: frob\r\n\r\n",
}
ODD_AND_YET_HTTP = {
    "a version of its own": b"GET / HTTP/9.9\r\n" + HOST + b"\r\n",
    "a long address": b"GET /v1/quotas/" + LONG[:60_000] + b" HTTP/1.1\r\n" + HOST + b"\r\n",
    "a long token": b"GET /v1/quotas HTTP/1.1\r\n" + HOST + b"Authorization: Bearer pc_" + LONG[:60_000] + b"\r\n\r\n",
    "chunks that are none": b"POST /v1/login HTTP/1.1\r\n" + HOST + b"Transfer-Encoding: chunked\r\n\r\nfrob\r\n",
}


@pytest.fixture(scope="module")
def centre(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningCentre]:
    with running_centre(tmp_path_factory.mktemp("raw")) as running:
        yield running


def answers(centre: RunningCentre, sent: bytes) -> bytes:
    """All that the centre says until it hangs up, or has said one answer."""
    with socket.create_connection(("127.0.0.1", centre.port), timeout=10) as wire:
        said = b""
        try:
            wire.sendall(sent)
            while not said.endswith(b"}") and (more := wire.recv(65_536)):
                said += more
        except (BrokenPipeError, ConnectionResetError):
            pass  # it hung up before we had said everything
        return said


def is_well(centre: RunningCentre) -> bool:
    return b" 200 " in answers(centre, b"GET /healthz HTTP/1.1\r\n" + HOST + b"\r\n").partition(b"\r\n")[0]


@pytest.mark.parametrize("how", [*NO_REQUEST, *ODD_AND_YET_HTTP])
def test_it_gets_a_problem_and_the_centre_goes_on(centre: RunningCentre, how: str) -> None:
    before = everything(Path(str(centre.database)))
    said = answers(centre, {**NO_REQUEST, **ODD_AND_YET_HTTP}[how])
    head, _, body = said.partition(b"\r\n\r\n")
    assert b"content-type: application/problem+json" in head.lower(), said[:300]
    problem = msgspec.json.decode(body, type=Problem)
    assert head.startswith(f"HTTP/1.1 {problem.status} ".encode())
    assert 400 <= problem.status < 500
    assert (problem.code == "bad_request") == (how in NO_REQUEST or how == "chunks that are none")
    assert is_well(centre)
    assert everything(Path(str(centre.database))) == before


@pytest.mark.parametrize("cut", [1, 30, 80, 120])
def test_who_hangs_up_in_the_middle_leaves_nothing(centre: RunningCentre, cut: int) -> None:
    before = everything(Path(str(centre.database)))
    whole = b"POST /v1/sync/push HTTP/1.1\r\n" + HOST + b"Content-Length: 100\r\n\r\n" + b'{"client":"c","epoch":'
    with socket.create_connection(("127.0.0.1", centre.port), timeout=10) as wire:
        wire.sendall(whole[:cut])
    assert is_well(centre)
    assert everything(Path(str(centre.database))) == before
    assert "Traceback" not in centre.log.read_text()
