"""A token goes only where it may; whatever comes back is an answer or one of our own errors."""

from __future__ import annotations

import asyncio
import gzip
import logging
import ssl
import traceback
from collections.abc import Callable
from pathlib import Path

import httpx
import msgspec
import pytest

from postcmd.errors import BadConfig, PostError, SignInNeeded, Unreachable, UpgradeNeeded
from postcmd.ops import QuotaAdd, numbered
from postcmd.wire import Problem, PullAnswer, PullRequest, PushAnswer, PushRequest
from sync import http
from sync.http import HttpCentre, checked
from sync.ports import Secret
from sync.post import sign_in, sign_out
from tests.centre_fixture import DAY, PASSWORD, running_centre

pytestmark = pytest.mark.anyio
TOKEN = "pc_chaoyang_4f1c0de5ec2e7"
ASK = PullRequest(client="01JDPOST")
JSON = {"content-type": "application/json"}


def centre(answer: Callable[[httpx.Request], httpx.Response], url: str = "https://centre.example") -> HttpCentre:
    return HttpCentre(url, Secret(TOKEN), httpx.MockTransport(answer))


def answering(status: int, body: bytes = b"", **headers: str) -> HttpCentre:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return centre(lambda request: httpx.Response(status, content=body, headers={**JSON, **named}))


@pytest.mark.parametrize("url", ["http://centre.example", "http://10.0.0.7:8710", "http://localhost.example/"])
def test_a_token_does_not_go_over_plain_http_to_another_machine(url: str) -> None:
    with pytest.raises(BadConfig, match="plain_http"):
        HttpCentre(url, Secret(TOKEN))


@pytest.mark.parametrize(
    "url", ["https://centre.example/", "http://127.0.0.1:8710", "http://[::1]:1", "http://localhost"]
)
def test_it_goes_over_https_or_to_this_machine(url: str) -> None:
    assert checked(url) == url.rstrip("/")


def test_where_the_way_is_plain_nobody_is_trusted_and_elsewhere_whom_the_machine_trusts() -> None:
    plain = http._trusted("http://127.0.0.1:8710")
    assert isinstance(plain, ssl.SSLContext)
    assert plain.verify_mode is ssl.CERT_REQUIRED
    assert not plain.get_ca_certs()
    assert http._trusted("https://centre.example") is True


@pytest.mark.parametrize(
    "url", ["", "centre.example", "ftp://centre", "https://", "https://a:b@centre", "http://[::1", "https://c:x"]
)
def test_what_is_no_address_is_said_to_be_none(url: str) -> None:
    with pytest.raises(BadConfig, match="bad_url") as refused:
        checked(url)
    assert "a:b" not in str(refused.value)


async def test_a_proxy_of_the_environment_does_not_see_what_stays_on_this_machine(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    assert not HttpCentre("http://127.0.0.1:8710", Secret(TOKEN))._client._mounts


PORTAL = b"<html><body>Please log in to the hotel network</body></html>"


@pytest.mark.parametrize(
    ("status", "body", "headers", "error", "code"),
    [
        (200, PORTAL, {"content_type": "text/html"}, Unreachable, "not_the_centre"),
        (302, b"", {"location": "https://portal.example"}, Unreachable, "not_the_centre"),
        (200, b'{"epoch":', {}, Unreachable, "bad_answer"),
        (200, b'{"epoch":1}', {}, Unreachable, "bad_answer"),
        (200, b"\xff\xfe", {}, Unreachable, "bad_answer"),
        (200, b"not gzip", {"content_encoding": "gzip"}, Unreachable, "bad_answer"),
        (409, PORTAL, {"content_type": "text/html"}, Unreachable, "not_the_centre"),
        (404, b"", {}, Unreachable, "centre_refused"),
        (500, b"", {}, Unreachable, "centre_failed"),
        (502, PORTAL, {}, Unreachable, "centre_failed"),
        (401, b'{"title":"","status":401,"code":"token_expired"}', {}, SignInNeeded, "token_expired"),
        (403, PORTAL, {}, SignInNeeded, "token_refused"),
        (426, b"", {}, UpgradeNeeded, "upgrade"),
    ],
)
async def test_every_other_answer_is_one_of_our_errors(
    status: int, body: bytes, headers: dict[str, str], error: type[PostError], code: str
) -> None:
    with pytest.raises(error) as told:
        await answering(status, body, **headers).pull(ASK)
    assert told.value.code == code


@pytest.mark.parametrize(
    ("failure", "code"),
    [
        (httpx.ConnectError("refused"), "no_connection"),
        (httpx.ConnectTimeout("slow"), "timeout"),
        (httpx.ReadTimeout("slow"), "timeout"),
        (httpx.RemoteProtocolError("cut"), "connection_lost"),
        (httpx.ReadError("cut"), "connection_lost"),
    ],
)
async def test_a_failing_transport_is_unreachable(failure: httpx.HTTPError, code: str) -> None:
    def fail(request: httpx.Request) -> httpx.Response:
        raise failure

    with pytest.raises(Unreachable) as told:
        await centre(fail).pull(ASK)
    assert told.value.code == code


@pytest.mark.parametrize(("said", "seconds"), [("7", 7.0), ("", 0.0), ("soon", 0.0), ("-3", 0.0), ("99999", 600.0)])
async def test_retry_after_is_passed_on_within_reason(said: str, seconds: float) -> None:
    for status in (429, 503):
        with pytest.raises(Unreachable) as told:
            await answering(status, b"", retry_after=said).push(push(1))
        assert told.value.facts.get("retry_after", 0) == seconds


def push(count: int) -> PushRequest:
    ops = [numbered(QuotaAdd(request="sunhe", unit="lianjia", day=DAY, max=1), n) for n in range(1, count + 1)]
    return PushRequest(client="01JDPOST", epoch="e1", cursor=None, low=1, ops=[*ops])


@pytest.mark.parametrize("status", [409, 410, 413, 422])
async def test_what_the_protocol_foresees_is_an_answer(status: int) -> None:
    problem = Problem("no", status, "gap", expect=3)
    assert await answering(status, msgspec.json.encode(problem)).push(push(1)) == problem


async def test_an_answer_without_end_is_not_read_to_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """A few bytes of gzip can be gigabytes."""
    monkeypatch.setattr(http, "MOST_ANSWER", 100_000)
    bomb = gzip.compress(b" " * 10_000_000)
    with pytest.raises(Unreachable, match="answer_too_large"):
        await answering(200, bomb, content_encoding="gzip").pull(ASK)


async def test_a_large_message_is_packed() -> None:
    seen: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(200, json={"upto": 100})

    assert await centre(answer).push(push(100)) == PushAnswer(100)
    assert seen[0].headers["content-encoding"] == "gzip"
    assert msgspec.json.decode(gzip.decompress(seen[0].read()), type=PushRequest) == push(100)


async def test_the_token_stands_in_one_header_and_nowhere_else(caplog: pytest.LogCaptureFixture) -> None:
    """I14: no token in a log, an error or a file."""
    caplog.set_level(logging.DEBUG)
    told = []
    for failure in (httpx.ConnectError("refused"), httpx.ReadTimeout("slow")):

        def fail(request: httpx.Request, failure: httpx.HTTPError = failure) -> httpx.Response:
            assert request.headers["authorization"] == f"Bearer {TOKEN}"
            assert TOKEN not in str(request.url)
            raise failure

        post = centre(fail)
        with pytest.raises(Unreachable) as lost:
            await post.pull(ASK)
        told += [repr(post), repr(post.__dict__), *traceback.format_exception(lost.value)]
    assert TOKEN not in "".join(told) + caplog.text


def test_a_secret_shows_itself_to_nobody() -> None:
    secret = Secret(TOKEN)
    assert TOKEN not in f"{secret} {secret!r} {[secret]}"
    assert secret == Secret(TOKEN)
    with pytest.raises(TypeError):
        secret.__reduce__()


@pytest.mark.parametrize("token", ["pc_a_б", "pc_a_\nX: y", "pc_a_\x1b[2J"])
def test_a_token_that_no_header_can_carry_is_refused_unsaid(token: str) -> None:
    with pytest.raises(SignInNeeded) as refused:
        HttpCentre("https://centre.example", Secret(token))
    assert token not in repr(refused.value) + str(refused.value)


def test_a_real_centre_gives_a_token_and_takes_it_back(tmp_path: Path) -> None:
    with running_centre(tmp_path) as running:
        token = sign_in(running.url, "chaoyang", Secret(PASSWORD))
        assert token.account == "chaoyang"
        assert pulls(running.url, token.token)
        sign_out(running.url, Secret(token.token))
        with pytest.raises(SignInNeeded):
            pulls(running.url, token.token)
        with pytest.raises(SignInNeeded):
            sign_in(running.url, "chaoyang", Secret("wrong"))


def pulls(url: str, token: str) -> bool:
    async def pull() -> bool:
        post = HttpCentre(url, Secret(token))
        try:
            return isinstance(await post.pull(ASK), PullAnswer)
        finally:
            await post.close()

    return asyncio.run(pull())
