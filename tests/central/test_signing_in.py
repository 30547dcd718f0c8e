"""Accounts, passwords, tokens, and whoever tries to guess them."""

from __future__ import annotations

from datetime import timedelta

import httpx
import pytest

from central import accounts
from central.throttle import FORGOTTEN, FREE, FREE_OF_ADDRESS, LONGEST, REMEMBERED, Throttle
from postcmd.errors import BadInput
from tests.central.field import Field, WallClock
from tests.centre_fixture import PASSWORD

pytestmark = pytest.mark.anyio


async def sign_in(field: Field, account: str = "chaoyang", password: str = PASSWORD) -> httpx.Response:
    return await field.http.post("/v1/login", json={"account": account, "password": password})


async def hello(field: Field, token: str) -> httpx.Response:
    return await field.http.get("/v1/sync/hello", headers={"authorization": f"Bearer {token}"})


async def test_a_password_opens_and_signing_out_closes(field: Field) -> None:
    token = (await sign_in(field)).json()["token"]
    assert token.startswith("pc_chaoyang_")
    assert (await hello(field, token)).json()["account"] == "chaoyang"
    out = await field.http.post("/v1/logout", headers={"authorization": f"Bearer {token}"})
    assert out.status_code == 204
    assert (await hello(field, token)).status_code == 401


async def test_neither_password_nor_token_can_be_read_back(field: Field) -> None:
    """Invariant 1."""
    token = (await sign_in(field)).json()["token"]
    everything = str(await field.rows("SELECT password FROM accounts UNION SELECT hash FROM tokens"))
    assert PASSWORD not in everything
    assert token.split("_", 2)[2] not in everything  # a secret may hold underscores itself
    assert "$argon2id$" in everything


async def test_a_wrong_password_and_an_unknown_account_look_the_same(field: Field) -> None:
    wrong, unknown = await sign_in(field, password="guess guess"), await sign_in(field, account="nobody")
    assert wrong.status_code == unknown.status_code == 401
    assert wrong.content == unknown.content


async def test_a_disabled_account_cannot_sign_in(field: Field) -> None:
    await field.database.write(accounts.disable, "chaoyang", field.wall())
    assert (await sign_in(field)).status_code == 401


async def test_a_token_ends_when_it_expires(field: Field) -> None:
    token = (await sign_in(field)).json()["token"]
    field.wall.now += accounts.TOKEN_LIFE - timedelta(seconds=1)
    assert (await hello(field, token)).status_code == 200
    field.wall.pass_by(seconds=1)
    answer = await hello(field, token)
    assert (answer.status_code, answer.json()["code"]) == (401, "sign_in_needed")
    assert answer.headers["www-authenticate"] == "Bearer"


async def test_another_password_signs_everybody_out(field: Field) -> None:
    token = field.tokens["chaoyang"]
    await field.database.write(accounts.set_password, "chaoyang", accounts.hash_password("another one"), field.wall())
    assert (await hello(field, token)).status_code == 401
    assert (await sign_in(field, password="another one")).status_code == 200


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer x", "Basic abc", "Bearer pc_chaoyang_guess", "pc_chaoyang_x"])
async def test_without_a_good_token_nothing_is_told(field: Field, header: str) -> None:
    for method, path in (("GET", "/v1/sync/hello"), ("POST", "/v1/sync/push"), ("GET", "/v1/quotas")):
        answer = await field.http.request(method, path, headers={"authorization": header} if header else {})
        assert (answer.status_code, answer.json()["code"]) == (401, "sign_in_needed")


async def test_who_guesses_has_to_wait_longer_and_longer(field: Field) -> None:
    for _ in range(FREE):
        assert (await sign_in(field, password="guess guess")).status_code == 401
    slowed = await sign_in(field)
    assert (slowed.status_code, slowed.json()["code"]) == (429, "too_many_tries")
    assert int(slowed.headers["retry-after"]) == 2
    field.wall.pass_by(seconds=2)
    assert (await sign_in(field)).status_code == 200
    assert (await sign_in(field, password="guess guess")).status_code == 401


def test_a_wait_doubles_up_to_a_limit_and_ends_by_itself() -> None:
    throttle, wall = Throttle(), WallClock()
    waits = []
    for _ in range(FREE + 12):
        throttle.failed("chaoyang", "10.0.0.1", wall())
        waits.append(throttle.wait("chaoyang", "10.0.0.2", wall()))
    assert waits[: FREE + 3] == [0, 0, 0, 0, 2, 4, 8, 16]
    assert waits[-1] == LONGEST.total_seconds()
    wall.now += LONGEST
    assert throttle.wait("chaoyang", "10.0.0.2", wall()) == 0


def test_one_address_cannot_try_many_accounts() -> None:
    throttle, wall = Throttle(), WallClock()
    for number in range(FREE_OF_ADDRESS):
        throttle.failed(f"account-{number}", "10.0.0.1", wall())
    assert throttle.wait("another", "10.0.0.1", wall()) > 0
    assert throttle.wait("another", "10.0.0.2", wall()) == 0


def test_failures_spread_over_days_slow_nobody_down() -> None:
    throttle, wall = Throttle(), WallClock()
    for _ in range(30):
        throttle.failed("chaoyang", "10.0.0.1", wall())
        wall.pass_by(days=1)
    throttle.failed("city", "10.0.0.1", wall())
    throttle.succeeded("city", "10.0.0.1")
    assert throttle.wait("miyun", "10.0.0.1", wall()) == 0
    assert throttle.wait("chaoyang", "10.0.0.1", wall()) == 0


def test_a_success_makes_nobody_wait() -> None:
    """Not even where the address has failed so often that a failure now would."""
    throttle, wall = Throttle(), WallClock()
    for number in range(FREE_OF_ADDRESS + 8):
        throttle.failed(f"account-{number}", "10.0.0.1", wall())
    wall.now += LONGEST
    assert throttle.wait("miyun", "10.0.0.1", wall()) == 0
    throttle.failed("city", "10.0.0.1", wall())
    throttle.succeeded("city", "10.0.0.1")
    assert throttle.wait("miyun", "10.0.0.1", wall()) == 0


def test_who_waits_as_told_and_guesses_on_waits_longer() -> None:
    throttle, wall = Throttle(), WallClock()
    for _ in range(FREE + 12):
        throttle.failed("chaoyang", "10.0.0.1", wall())
        wall.pass_by(seconds=throttle.wait("chaoyang", "10.0.0.2", wall()))
    throttle.failed("chaoyang", "10.0.0.1", wall())
    assert throttle.wait("chaoyang", "10.0.0.2", wall()) == LONGEST.total_seconds()
    wall.now += FORGOTTEN
    for _ in range(FREE - 1):
        throttle.failed("chaoyang", "10.0.0.1", wall())
    assert throttle.wait("chaoyang", "10.0.0.2", wall()) == 0


def test_what_is_remembered_of_guesses_is_bounded() -> None:
    throttle, wall = Throttle(), WallClock()
    for number in range(REMEMBERED):
        throttle.failed(f"account-{number}", f"address-{number}", wall())
    assert len(throttle._failures) <= REMEMBERED


@pytest.mark.parametrize("password", ["", "short", "x" * 1001])
def test_a_password_has_a_length(password: str) -> None:
    with pytest.raises(BadInput):
        accounts.hash_password(password)


@pytest.mark.parametrize("name", ["", "Chaoyang", "cha_oyang", "-x", "x" * 33, "朝阳", "a b"])
async def test_an_account_has_a_name_that_a_token_can_begin_with(field: Field, name: str) -> None:
    with pytest.raises(BadInput):
        await field.database.write(accounts.add, name, "hash", field.wall())
