"""The roster is read from a real centre, and nothing of it is written where the post keeps its state."""

from __future__ import annotations

from pathlib import Path

import httpx
import msgspec
import pytest

from postcmd.errors import Refused
from postcmd.roster import Person, PersonSaid
from sync.people import people_of
from sync.ports import Secret
from sync.post import edit_once, open_cache, way_to
from tests.centre_fixture import Account, RunningCentre, running_centre

NAME, PHONE = "欧阳娜娜", "139 0000 4711"


def people(centre: RunningCentre, account: str, q: str = "") -> tuple[Person, ...]:
    return people_of(centre.url, lambda: Secret(centre.tokens[account]), "chaoyang", q)


def test_a_roster_is_read_by_whom_it_was_granted_to_and_kept_in_no_file(tmp_path: Path) -> None:
    state = tmp_path / "postcmd"
    with running_centre(tmp_path, people=(Account("city", "admin", roster=True), Account("chaoyang"))) as centre:
        said = msgspec.json.encode(PersonSaid(unit="lianjia", name=NAME, phone=PHONE))
        headers = {**centre.headers("city"), "if-match": '"0"', "content-type": "application/json"}
        assert httpx.put(f"{centre.url}/v1/roster/v1", content=said, headers=headers).status_code == 200
        assert [(one.id, one.name, one.phone) for one in people(centre, "city")] == [("v1", NAME, PHONE)]
        assert people(centre, "city", "nobody") == ()
        with pytest.raises(Refused, match="forbidden_roster"):
            people(centre, "chaoyang")
        cached = open_cache(centre.url, "city", state)
        edit_once(cached, way_to(centre.url, lambda: Secret(centre.tokens["city"])), [])
    kept = [file.read_bytes() for file in state.rglob("*") if file.is_file()]
    assert any(b"lianjia" in content for content in kept)
    assert not any(NAME.encode() in content or PHONE.encode() in content for content in kept)
    assert not any(msgspec.json.encode(NAME)[1:-1] in content for content in kept)
