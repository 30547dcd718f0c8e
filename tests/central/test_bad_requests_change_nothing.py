"""However a request is packed, named, addressed or signed: a problem with a code, no failure, nothing changed."""

from __future__ import annotations

import gzip
import tracemalloc
from collections.abc import Iterator

import pytest

from postcmd.wire import MOST_BYTES
from tests.central.onlooker import DATABASES, Onlooker, onlooker_on, what_is_wrong


@pytest.fixture(scope="module", params=DATABASES)
def centre(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Onlooker]:
    with onlooker_on(request.param, tmp_path_factory) as here:
        yield here


BOMB = gzip.compress(b" " * 100_000_000, compresslevel=9)


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (BOMB, 413),
        (gzip.compress(gzip.compress(b'{"client":"c"}')), 422),
        (gzip.compress(b'{"client":"c"}')[:-4], 422),
        (gzip.compress(b'{"client":"c"}') + b"more", 422),
        (gzip.compress(b'{"client":') + gzip.compress(b'"c"}'), 422),
        (b'{"client":"c"}', 422),
        (b"", 422),
        (b"\x1f\x8b", 422),
    ],
    # A packed text says when it was packed: named by itself, a case would have another name in every process.
    ids=("bomb", "packed twice", "cut", "more behind", "two in one", "not packed", "empty", "head only"),
)
def test_what_is_packed_wrongly_or_too_tightly_is_refused(centre: Onlooker, body: bytes, status: int) -> None:
    for path in ("/v1/sync/push", "/v1/sync/pull", "/v1/login"):
        answer = centre.refuses_post(path, body, **{"content-encoding": "gzip"})
        assert answer[0] in (status, 413) if path == "/v1/login" else answer[0] == status


def test_a_bomb_costs_no_more_memory_than_a_message_may(centre: Onlooker) -> None:
    headers = centre.headers() | {"content-encoding": "gzip"}
    centre.ask("POST", "/v1/sync/pull", content=BOMB, headers=headers)
    tracemalloc.start()
    try:
        centre.ask("POST", "/v1/sync/pull", content=BOMB, headers=headers)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert len(BOMB) < MOST_BYTES
    assert peak < 12 * MOST_BYTES


@pytest.mark.parametrize("encoding", ["br", "deflate", "gzip, gzip", "identity, gzip", "x" * 9_000, "gzip;q=1"])
def test_an_encoding_that_the_centre_does_not_know_is_said(centre: Onlooker, encoding: str) -> None:
    assert centre.refuses_post("/v1/sync/pull", b"{}", **{"content-encoding": encoding}) == (422, "malformed")


@pytest.mark.parametrize("path", ["/v1/sync/hello", "/v1/sync/events", "/v1/sync/pull", "/v1/sync/push"])
@pytest.mark.parametrize("version", ["0", "2", "one", "", "1.0", "1" * 9_000])
def test_another_version_is_told_to_upgrade(centre: Onlooker, path: str, version: str) -> None:
    method = "POST" if path.endswith(("pull", "push")) else "GET"
    said = centre.headers() | {"sync-version": version}
    assert centre.refuses(method, path, headers=said) == (426, "upgrade_needed")


@pytest.mark.parametrize(
    "token", ["", "Bearer", "Bearer x", "Basic Y2l0eTpj", "Bearer pc_city_x", "Bearer pc_" + "x" * 9_000]
)
def test_without_a_good_token_nothing_is_read(centre: Onlooker, token: str) -> None:
    for path in ("/v1/sync/push", "/v1/sync/pull", "/v1/refresh", "/v1/logout", "/v1/quotas"):
        said = centre.refuses("POST", path, content=BOMB, headers={"authorization": token})
        assert said in ((401, "sign_in_needed"), (413, "too_large"), (422, "malformed")), path


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "TRACE", "HEAD", "FROB"])
def test_a_method_that_an_address_does_not_take_is_said(centre: Onlooker, method: str) -> None:
    for path in ("/v1/sync/push", "/v1/sync/hello", "/v1/login", "/healthz"):
        answer = centre.ask(method, path, headers=centre.headers())
        assert answer.status_code == 405
        assert method == "HEAD" or what_is_wrong(answer) == ""


@pytest.mark.parametrize(
    "address",
    [
        "/v1/quotas/%00",
        "/v1/quotas/%ff%fe",
        "/v1/quotas/" + "x" * 20_000,
        "/v1/quotas/..%2f..%2fetc",
        "/v1/quotas?limit=0",
        "/v1/quotas?limit=x",
        "/v1/quotas?limit=" + "9" * 5_000,
        "/v1/quotas?after=%00",
        "/v1/quotas?unit=%00",
        "/v1/quotas?day=2022-02-30",
        "/v1/quotas?frob=1",
        "/v1/sync/hello?client=%00",
        "/v1/sync/hello?client=" + "x" * 20_000,
        "/%2e%2e/%2e%2e",
    ],
)
def test_an_address_that_means_nothing_is_said(centre: Onlooker, address: str) -> None:
    assert centre.refuses("GET", address, headers=centre.headers())[0] in (404, 422)
