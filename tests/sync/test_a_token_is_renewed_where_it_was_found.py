"""A token near its end is renewed once, where it may be written; one that is refused is looked up once more."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import httpx
import msgspec
import pytest

from postcmd.errors import Unreachable
from postcmd.wire import Poke, PokeKind, Token
from sync.credentials import Credentials
from sync.http import HttpCentre
from sync.ports import Centre, Secret
from sync.vault import Vault
from tests.sync.desk import QUICK, SUNHE, at_work
from tests.sync.fake_centre import FakeCentre
from tests.sync.test_credentials_are_found_and_never_written_plain import HonestRing

URL = "http://127.0.0.1:8710"
FRESH = Token("pc_chaoyang_fresh", "chaoyang", datetime(2022, 12, 20, tzinfo=UTC))
SOON = Poke(token_exp_in=3_600)


class KeysInHand:
    """Where a token lies that may be replaced, or may not."""

    def __init__(self, is_renewable: bool = True) -> None:
        self.is_renewable = is_renewable
        self.kept: list[Secret] = []

    def renew(self, fresh: Secret) -> None:
        self.kept.append(fresh)


def centre_with(keys: KeysInHand, answers: list[httpx.Response], asked: list[httpx.Request]) -> HttpCentre:
    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        return answers.pop(0)

    return HttpCentre(URL, Secret("pc_chaoyang_old"), httpx.MockTransport(answer), keys)


def says(token: Token) -> httpx.Response:
    return httpx.Response(200, json=msgspec.to_builtins(token))


@pytest.mark.anyio
async def test_from_then_on_the_fresh_token_is_used_and_kept() -> None:
    keys, asked = KeysInHand(), list[httpx.Request]()
    centre = centre_with(keys, [says(FRESH), httpx.Response(204)], asked)
    assert await centre.renew()
    await centre.sign_out()
    assert [one.url.path for one in asked] == ["/v1/refresh", "/v1/logout"]
    assert [one.headers["authorization"] for one in asked] == ["Bearer pc_chaoyang_old", "Bearer pc_chaoyang_fresh"]
    assert keys.kept == [Secret("pc_chaoyang_fresh")]


@pytest.mark.anyio
async def test_a_token_that_is_not_ours_to_write_is_not_renewed() -> None:
    """Its old form would be good no longer, and stand in a file all the same."""
    keys, asked = KeysInHand(is_renewable=False), list[httpx.Request]()
    assert not await centre_with(keys, [], asked).renew()
    assert not asked


@pytest.mark.anyio
async def test_a_lost_answer_leaves_the_old_token_in_use() -> None:
    keys, asked = KeysInHand(), list[httpx.Request]()
    centre = centre_with(keys, [httpx.Response(503), says(FRESH)], asked)
    with pytest.raises(Unreachable):
        await centre.renew()
    assert not keys.kept
    assert await centre.renew()


def test_what_the_environment_says_or_a_passphrase_closed_is_left_alone(tmp_path: Path) -> None:
    ring = HonestRing()
    vault = Vault(tmp_path / "postcmd" / "server" / "account")
    said = Credentials(URL, "chaoyang", {"POSTCMD_TOKEN": "pc_a"}, lambda: ring, vault=vault)
    said.find()
    assert not said.is_renewable
    kept = Credentials(URL, "chaoyang", {}, lambda: ring, vault=vault)
    kept.keep(Secret("pc_b"))
    again = Credentials(URL, "chaoyang", {}, lambda: ring, vault=vault)
    assert (again.find().source, again.is_renewable) == ("keyring", True)
    again.renew(Secret("pc_c"))
    assert Credentials(URL, "chaoyang", {}, lambda: ring, vault=vault).token() == Secret("pc_c")


class EndingSoon(FakeCentre):
    """Every heartbeat says that the token ends soon, until it was renewed."""

    soon = SOON

    async def events(self, client: str) -> AsyncIterator[tuple[PokeKind, Poke]]:
        yield "hb", Poke() if self.renewals else self.soon
        yield "hb", Poke() if self.renewals else self.soon
        async for said in super().events(client):
            yield said


def test_it_is_renewed_once_and_the_stream_goes_on_with_the_fresh_one(tmp_path: Path) -> None:
    centre = EndingSoon()
    with at_work(tmp_path, centre) as desk:
        desk.until_online()
        desk.until_done(desk.add_to_quota(+1))
        desk.until(lambda: bool(centre.renewals))
        assert desk.link.state == "online"
    assert centre.renewals == 1


def test_a_token_that_another_board_renewed_is_not_renewed_once_more(tmp_path: Path) -> None:
    centre = EndingSoon()
    centre.soon = Poke(token_exp_in=60)
    with at_work(tmp_path, centre) as desk:
        desk.until_online()
        desk.until_done(desk.add_to_quota(+1))
    assert centre.renewals == 0


def test_a_token_that_another_board_renewed_is_looked_up_before_anybody_is_asked_to_sign_in(tmp_path: Path) -> None:
    centre, ways = FakeCentre(), list[int]()

    def connect() -> Centre:
        ways.append(1)
        if len(ways) == 2:
            centre.weather = "fine"
        return centre

    pace = msgspec.structs.replace(QUICK, sign_in_again=600.0)
    with at_work(tmp_path, connect, pace) as desk:
        desk.until_online()
        centre.weather = "signed out"
        centre.drop_streams()
        desk.until(lambda: len(ways) == 2 and desk.link.state == "online")
        assert not [one for one in desk.updates if one.link is not None and one.link.state == "sign_in"]
        centre.weather = "signed out"
        centre.drop_streams()
        desk.until(lambda: desk.link.state == "sign_in")
        assert len(ways) == 2, "once in a while, not for ever"
        desk.until_kept(desk.add_to_quota(+3))
        centre.weather = "fine"
        desk.engine.sync_now()
        desk.until(lambda: not desk.board.waiting)
    assert centre.quota(SUNHE).max == 15
