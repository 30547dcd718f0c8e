"""Staying signed in: a fresh token for a good one, and nothing for any other."""

from __future__ import annotations

from datetime import timedelta

import httpx
import msgspec
import pytest
from sqlalchemy import Connection

from central import accounts
from central.accounts import GRACE, MOST_AN_HOUR, TOKEN_LIFE
from postcmd.wire import Problem, Token
from tests.central.field import Field

pytestmark = pytest.mark.anyio


def bearer(token: str) -> dict[str, str]:
    return {"authorization": f"Bearer {token}"}


async def refresh(field: Field, token: str) -> httpx.Response:
    return await field.http.post("/v1/refresh", headers=bearer(token))


async def fresh(field: Field, token: str) -> Token:
    answer = await refresh(field, token)
    assert answer.status_code == 200, answer.text
    return msgspec.json.decode(answer.content, type=Token)


async def is_good(field: Field, token: str) -> bool:
    return (await field.http.get("/v1/sync/hello", headers=bearer(token))).status_code == 200


async def test_the_fresh_one_is_good_for_as_long_as_the_old_one_was_given(field: Field) -> None:
    old = field.tokens["chaoyang"]
    field.wall.now += TOKEN_LIFE - timedelta(hours=3)
    token = await fresh(field, old)
    assert (token.account, token.expires) == ("chaoyang", field.wall() + TOKEN_LIFE)
    assert token.token.startswith("pc_chaoyang_")
    assert await is_good(field, token.token)


async def test_a_short_one_is_not_made_longer(field: Field) -> None:
    """What was given to another system for a week is not good for a month because it asks."""
    week = timedelta(days=7)
    given = await field.database.write(accounts.new_token, "chaoyang", field.wall(), week)
    assert (await fresh(field, given.token)).expires == field.wall() + week
    assert (await fresh(field, given.token)).expires == field.wall() + week


async def test_the_old_one_is_good_until_a_minute_after_the_fresh_one_is_used(field: Field) -> None:
    """A reply is lost, then the link for an hour: nobody has to sign in for that."""
    old = field.tokens["chaoyang"]
    lost = await fresh(field, old)
    field.wall.now += timedelta(hours=1)
    again = await fresh(field, old)
    field.wall.now += timedelta(hours=1)
    assert await is_good(field, again.token)
    field.wall.now += GRACE - timedelta(seconds=1)
    assert await is_good(field, old)
    assert await is_good(field, again.token)
    field.wall.now += timedelta(seconds=1)
    assert not await is_good(field, old)
    assert (await refresh(field, old)).status_code == 401
    assert await is_good(field, again.token)
    assert lost.token != again.token


async def test_a_fresh_one_that_is_never_used_leaves_the_old_one_its_own_end(field: Field) -> None:
    old = field.tokens["chaoyang"]
    field.wall.now += TOKEN_LIFE - timedelta(hours=1)
    await fresh(field, old)
    field.wall.now += timedelta(hours=1)
    assert (await refresh(field, old)).status_code == 401


async def test_on_a_standby_a_fresh_one_is_good_at_once(field: Field, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a standby cannot write down, the primary does when it sees the token."""
    token = (await fresh(field, field.tokens["chaoyang"])).token
    monkeypatch.setattr(field.database, "_standby", True)
    assert await is_good(field, token)
    field.wall.now += 2 * GRACE
    assert await is_good(field, field.tokens["chaoyang"])


async def test_signing_out_ends_what_was_exchanged_and_never_used(field: Field) -> None:
    old = field.tokens["chaoyang"]
    unused = (await fresh(field, old)).token
    assert (await field.http.post("/v1/logout", headers=bearer(old))).status_code == 204
    assert not await is_good(field, unused)


async def test_only_a_good_token_is_exchanged(field: Field) -> None:
    expired, revoked, disabled = (field.tokens[name] for name in ("chaoyang", "lianjia", "miyun"))
    await field.database.write(accounts.revoke, revoked, field.wall())
    await field.database.write(accounts.disable, "miyun", field.wall())
    field.wall.now += TOKEN_LIFE
    before = await field.rows("SELECT * FROM tokens")
    for token in (expired, revoked, disabled, "pc_chaoyang_guessed", "nonsense", ""):
        answer = await refresh(field, token)
        assert answer.status_code == 401
        assert msgspec.json.decode(answer.content, type=Problem).code == "sign_in_needed"
    assert await field.rows("SELECT * FROM tokens") == before


@pytest.mark.parametrize("how", ["disable", "passwd", "logout"])
async def test_who_is_signed_out_is_so_with_the_old_token_too(field: Field, how: str) -> None:
    old = field.tokens["chaoyang"]
    token = (await fresh(field, old)).token
    if how == "disable":
        await field.database.write(accounts.disable, "chaoyang", field.wall())
    elif how == "passwd":
        await field.database.write(accounts.set_password, "chaoyang", "hash", field.wall())
    else:
        for one in (token, old):
            assert (await field.http.post("/v1/logout", headers=bearer(one))).status_code == 204
    assert not await is_good(field, old)
    assert not await is_good(field, token)


async def test_who_exchanges_one_after_the_other_is_slowed_down(field: Field) -> None:
    def many(connection: Connection) -> None:
        for _ in range(MOST_AN_HOUR):
            accounts.new_token(connection, "chaoyang", field.wall())

    field.wall.pass_by(hours=2)
    await field.database.write(many)
    field.wall.pass_by(minutes=20)
    answer = await refresh(field, field.tokens["chaoyang"])
    assert (answer.status_code, answer.json()["code"]) == (429, "too_many_tokens")
    assert answer.headers["retry-after"] == "2400"
    assert await is_good(field, field.tokens["chaoyang"])
    await fresh(field, field.tokens["miyun"])
    field.wall.pass_by(minutes=40)
    await fresh(field, field.tokens["chaoyang"])


async def test_health_says_up_to_where_there_is_a_backup(field: Field) -> None:
    assert (await field.http.get("/healthz")).json()["safe"] == 0
