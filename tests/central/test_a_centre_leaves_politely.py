"""A real centre process: it says one line, survives kill -9, and ends within two seconds with streams open."""

from __future__ import annotations

import signal
import socket
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.centre_fixture import RunningCentre, running_centre

ALLOWED = 2.0


@pytest.fixture
def centre(tmp_path: Path) -> Iterator[RunningCentre]:
    with running_centre(tmp_path) as running:
        yield running


def test_sigterm_says_bye_to_an_open_stream_and_ends_within_two_seconds(centre: RunningCentre) -> None:
    with httpx.stream("GET", f"{centre.url}/v1/sync/events", headers=centre.headers("chaoyang")) as stream:
        lines = stream.iter_lines()
        assert next(lines) == "event: hello"
        began = time.monotonic()
        centre.stop()
        assert time.monotonic() - began < ALLOWED
        assert "event: bye" in list(lines)


def test_ctrl_c_ends_it_as_politely(centre: RunningCentre) -> None:
    with httpx.stream("GET", f"{centre.url}/v1/sync/events", headers=centre.headers("chaoyang")) as stream:
        lines = stream.iter_lines()
        assert next(lines) == "event: hello"
        assert centre.stop(signal.SIGINT) == 130
        assert "event: bye" in list(lines)
    assert centre.log.read_text() == ""


def test_a_reader_who_reads_no_more_does_not_hold_it_up(centre: RunningCentre) -> None:
    with socket.create_connection(("127.0.0.1", centre.port)) as silent:
        token = centre.tokens["chaoyang"]
        silent.sendall(f"GET /v1/sync/events HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {token}\r\n\r\n".encode())
        assert silent.recv(12) == b"HTTP/1.1 200"
        began = time.monotonic()
        centre.stop()
        assert time.monotonic() - began < ALLOWED


def test_what_was_answered_is_there_after_kill_9(centre: RunningCentre) -> None:
    headers = {**centre.headers("city"), "idempotency-key": "k1"}
    lines = [{"day": "2022-11-20", "min": 3, "max": 3}]
    order = {"request": "after-kill", "place": "sunhe-p", "task": "screening", "lines": lines}
    assert httpx.post(f"{centre.url}/v1/requests", json=order, headers=headers).status_code == 201
    centre.kill()
    centre.start()
    assert httpx.get(f"{centre.url}/v1/requests/after-kill", headers=headers).json()["lines"][0]["min"] == 3


def test_it_ends_when_its_parent_does(centre: RunningCentre) -> None:
    process = centre._running()
    assert process.stdin is not None
    process.stdin.close()
    process.wait(timeout=ALLOWED)


def test_who_sends_too_much_gets_to_read_why(centre: RunningCentre) -> None:
    answer = httpx.post(f"{centre.url}/v1/sync/push", content=b"x" * 2_000_000, headers=centre.headers("city"))
    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")


def test_answers_are_packed_for_who_takes_it(centre: RunningCentre) -> None:
    for encoding, packed in (("gzip", True), ("identity", False)):
        headers = {**centre.headers("city"), "accept-encoding": encoding}
        answer = httpx.post(f"{centre.url}/v1/sync/pull", json={"client": "A"}, headers=headers)
        assert (answer.headers.get("content-encoding") == "gzip") == packed
        assert answer.json()["digest"]["n"] > 10


def test_no_token_stands_in_its_log(centre: RunningCentre) -> None:
    assert httpx.get(f"{centre.url}/healthz").json()["ok"] is True
    httpx.post(f"{centre.url}/v1/sync/push", content=b"{", headers=centre.headers("city"))
    centre.stop()
    assert not any(token in centre.log.read_text() for token in centre.tokens.values())
