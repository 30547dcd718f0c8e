"""Whatever is sent, the centre answers with a problem that has a code and a sentence, and nothing is changed."""

from __future__ import annotations

import json
import random
from typing import Any

import httpx
import msgspec
import pytest

from postcmd.ops import numbered
from postcmd.wire import Problem
from tests.central.field import Field, add

pytestmark = pytest.mark.anyio

NASTY: list[Any] = [
    None,
    True,
    -1,
    10**30,
    1.5,
    "",
    "\x00",
    "é" * 10_000,
    "[/x]\x1b]52;",
    "\u202e",
    [],
    {},
    [[]],
    {"a": {}},
]
UNREADABLE = [
    b"",
    b"{",
    b"[]",
    b"null",
    b'"x"',
    b"\xff\xfe",
    b"[" * 5_000,
    b'{"a":' * 5_000,
    b'"' + b"x" * 300_000 + b'"',
]
ADDRESSES = [
    ("POST", "/v1/sync/push"),
    ("POST", "/v1/sync/pull"),
    ("POST", "/v1/login"),
    ("POST", "/v1/requests"),
    ("POST", "/v1/quotas"),
    ("POST", "/v1/squads"),
    ("PATCH", "/v1/requests/sunhe"),
    ("PATCH", "/v1/quotas/sunhe.lianjia.2022-11-20"),
    ("PATCH", "/v1/squads/squad-1"),
]


def bent(value: Any, dice: random.Random) -> Any:
    """The value with one thing in it replaced, left out or added."""
    if isinstance(value, dict) and value and dice.random() < 0.85:
        name = dice.choice(sorted(value))
        changed = {**value, name: bent(value[name], dice)}
        if dice.random() < 0.1:
            del changed[name]
        return changed | ({"surprise": 1} if dice.random() < 0.1 else {})
    if isinstance(value, list) and value and dice.random() < 0.85:
        place = dice.randrange(len(value))
        return [*value[:place], bent(value[place], dice), *value[place + 1 :]]
    return dice.choice(NASTY)


async def state(field: Field) -> list[Any]:
    tables = ("records", "paths", "events", "ledger", "answers", "commits", "clients", "grants", "accounts")
    return [await field.rows(f"SELECT * FROM {table}") for table in tables]


def is_a_problem(answer: httpx.Response) -> bool:
    problem = msgspec.json.decode(answer.content, type=Problem)
    return (
        answer.headers["content-type"] == "application/problem+json"
        and problem.status == answer.status_code < 500
        and bool(problem.code)
        and problem.title.endswith(".")
    )


@pytest.mark.parametrize("body", UNREADABLE)
async def test_what_cannot_be_read_is_a_problem(field: Field, body: bytes) -> None:
    before = await state(field)
    headers = {"authorization": f"Bearer {field.tokens['city']}", "idempotency-key": "k", "if-match": '"1"'}
    for method, path in ADDRESSES:
        answer = await field.http.request(method, path, content=body, headers=headers)
        assert is_a_problem(answer), (path, answer.text)
    assert await state(field) == before


@pytest.mark.parametrize("seed", range(6))
async def test_a_bent_push_is_taken_whole_or_refused_whole(field: Field, seed: int) -> None:
    """A bent op rarely has the hash of its words; what has it is an op like any other."""
    dice, post = random.Random(seed), await field.post("city")
    good = [msgspec.to_builtins(numbered(add(+1), 1)), msgspec.to_builtins(numbered(add(-1), 2))]
    said = {"client": post.client, "epoch": post.epoch, "cursor": post.cursor, "low": 1, "ops": good}
    before = await state(field)
    for _ in range(60):
        body = json.dumps(bent(said, dice)).encode()
        answer = await field.http.post("/v1/sync/push", content=body, headers=post.headers)
        if answer.status_code == 200:
            break
        assert is_a_problem(answer), answer.text
        assert await state(field) == before


@pytest.mark.parametrize("seed", range(6))
async def test_a_bent_pull_never_fails_the_centre(field: Field, seed: int) -> None:
    dice, post = random.Random(seed), await field.post("chaoyang")
    said = {
        "client": post.client,
        "cursor": post.cursor,
        "held": post.held,
        "schema": 1,
        "low": 1,
        "limit": 10,
        "page": None,
        "wait": 0,
        "digest": True,
    }
    for _ in range(60):
        body = json.dumps(bent(said, dice)).encode()
        answer = await field.http.post("/v1/sync/pull", content=body, headers=post.headers)
        assert answer.status_code == 200 or is_a_problem(answer), answer.text


@pytest.mark.parametrize("seed", range(6))
async def test_a_bent_order_of_another_system_never_fails_the_centre(field: Field, seed: int) -> None:
    dice = random.Random(seed)
    lines = [{"day": "2022-11-20", "min": 1, "max": None, "said": "约"}]
    order = {
        "request": "new",
        "place": "sunhe-p",
        "task": "screening",
        "lines": lines,
        "due": "2022-11-20T19:30:00+08:00",
    }
    squad = {"squad": "new", "unit": "lianjia", "name": "n", "strength": 3, "request": "sunhe"}
    quota = {"request": "sunhe", "unit": "miyun", "day": "2022-11-20", "min": 1, "max": 2, "parent": None}
    headers = {"authorization": f"Bearer {field.tokens['city']}"}
    for number in range(60):
        path, said = dice.choice([("/v1/requests", order), ("/v1/squads", squad), ("/v1/quotas", quota)])
        answer = await field.http.post(path, json=bent(said, dice), headers={**headers, "idempotency-key": str(number)})
        assert answer.status_code == 201 or is_a_problem(answer), answer.text


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("GET", "/", 404), ("GET", "/v1/quotas/%00", 404), ("DELETE", "/v1/quotas", 405), ("GET", "/v1/sync/pull", 405)],
)
async def test_a_wrong_address_or_method_is_a_problem_too(field: Field, method: str, path: str, status: int) -> None:
    answer = await field.http.request(method, path, headers={"authorization": f"Bearer {field.tokens['city']}"})
    assert answer.status_code == status
    assert is_a_problem(answer)


async def test_our_own_fault_is_a_problem_and_shows_nothing(field: Field, caplog: pytest.LogCaptureFixture) -> None:
    post = await field.post("city")
    await field.database.write(lambda connection: connection.exec_driver_sql("DROP TABLE ledger"))
    answer = await post.push(add(+1))
    assert answer.status_code in (500, 503)
    assert answer.headers["content-type"] == "application/problem+json"
    assert "ledger" not in answer.text
    assert "pc_city" not in caplog.text
