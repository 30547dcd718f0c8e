"""Names and phones of volunteers: to whom they were granted, on request, and nowhere else."""

from __future__ import annotations

import asyncio
import logging
import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import msgspec
import pytest
from sqlalchemy import Connection, select

from central import commands, tables
from central.backup import back_up
from central.database import url_of
from central.restore import restore
from central.roster import keep_all
from postcmd.ops import SignUpOffer
from postcmd.roster import Person, PersonSaid
from postcmd.scope import Grant, Role
from tests.central.field import Field
from tests.centre_fixture import DAY

pytestmark = pytest.mark.anyio

ON_BOTH = ("test_a_search_finds_all_its_words_anywhere", "test_a_write_names_the_version_it_changes")
ZHANG = PersonSaid(unit="lianjia", name="张三丰", phone="138-0013 8000", skills=("大白", "Driver"), home="sunhe-p")
LI = PersonSaid(unit="lianjia", name="李四", phone="13900139000", skills=("driver",), standing="party_member")
WANG = PersonSaid(unit="chaoyang", name="王五", seats=4, vehicle="面包车")
ZHAO = PersonSaid(unit="miyun", name="赵六")
PEOPLE = {"v-1": ZHANG, "v-2": LI, "v-3": WANG, "v-4": ZHAO}


@pytest.fixture(autouse=True)
async def people(field: Field) -> None:
    await field.database.write(keep_all, PEOPLE, "centre", field.wall())


async def may(field: Field, account: str, role: Role, prefix: str, roster: bool = True) -> None:
    await field.grant(account, Grant(role, prefix, roster=roster))


async def asked(field: Field, account: str, path: str = "", **query: str) -> httpx.Response:
    headers = {"authorization": f"Bearer {field.tokens[account]}"}
    return await field.http.get(f"/v1/roster{path}", headers=headers, params=query)


async def listed(field: Field, account: str, **query: str) -> list[str]:
    answer = await asked(field, account, **query)
    answer.raise_for_status()
    return [person.id for person in msgspec.json.decode(answer.content, type=list[Person])]


async def taken_off(field: Field, account: str, number: str, seen: str = '"1"') -> httpx.Response:
    headers = {"authorization": f"Bearer {field.tokens[account]}"} | ({"if-match": seen} if seen else {})
    return await field.http.delete(f"/v1/roster/{number}", headers=headers)


async def test_who_is_taken_off_the_roster_is_gone_and_named_nowhere(
    field: Field, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    assert (await taken_off(field, "chaoyang", "v-1")).status_code == 404
    await may(field, "chaoyang", "observer", "u:centre/chaoyang")
    assert [(await taken_off(field, "chaoyang", number)).status_code for number in ("v-4", "v-9")] == [404, 404]
    await may(field, "chaoyang", "recorder", "u:centre/chaoyang")
    stale = [(await taken_off(field, "chaoyang", "v-1", seen)).status_code for seen in ("", '"7"')]
    assert stale == [428, 412]
    assert (await taken_off(field, "chaoyang", "v-1")).status_code == 204
    assert (await asked(field, "chaoyang", "/v-1")).status_code == 404
    gone = [await asyncio.to_thread(commands.remove_person, field.database.url, "v-2") for _again in range(2)]
    assert gone == [True, False]
    assert await listed(field, "chaoyang") == ["v-3"]
    assert "v-1 was taken off the roster by chaoyang" in caplog.text
    assert not re.search("张三丰|李四|8000", caplog.text)


async def put(field: Field, account: str, number: str, said: PersonSaid, seen: str = '"1"') -> httpx.Response:
    headers = {"authorization": f"Bearer {field.tokens[account]}"} | ({"if-match": seen} if seen else {})
    return await field.http.put(f"/v1/roster/{number}", content=msgspec.json.encode(said), headers=headers)


def why(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


async def test_no_role_reads_a_roster_without_the_right_to_it(field: Field) -> None:
    for account in ("city", "chaoyang", "lianjia", "sunhe"):
        for path in ("", "/v-1", "/nobody"):
            assert why(await asked(field, account, path)) == (403, "forbidden_roster")
        assert why(await put(field, account, "v-1", LI)) == (403, "forbidden_roster")


async def test_a_roster_is_read_on_the_subtree_it_was_granted_on(field: Field) -> None:
    await may(field, "chaoyang", "observer", "u:centre/chaoyang")
    assert await listed(field, "chaoyang") == ["v-1", "v-2", "v-3"]
    assert await listed(field, "chaoyang", unit="lianjia") == ["v-1", "v-2"]
    assert await listed(field, "chaoyang", unit="centre") == ["v-1", "v-2", "v-3"]
    for elsewhere in ("miyun", "nowhere"):
        assert why(await asked(field, "chaoyang", unit=elsewhere)) == (403, "forbidden_roster")
    for out_of_reach in ("/v-4", "/nobody"):
        assert why(await asked(field, "chaoyang", out_of_reach)) == (404, "not_found")
    await may(field, "city", "observer", "*")
    assert await listed(field, "city") == list(PEOPLE)


async def test_the_right_to_a_roster_ends_with_its_grant(field: Field) -> None:
    until = field.wall() + timedelta(hours=1)
    await field.grant("chaoyang", Grant("recorder", "u:centre/chaoyang", until=until, roster=True))
    assert len(await listed(field, "chaoyang")) == 3
    field.wall.pass_by(hours=2)
    assert why(await asked(field, "chaoyang")) == (403, "forbidden_roster")


async def test_a_right_on_a_place_shows_no_roster(field: Field) -> None:
    await may(field, "sunhe", "admin", "p:chaoyang-d/sunhe-p")
    assert why(await asked(field, "sunhe")) == (403, "forbidden_roster")


async def test_who_was_granted_a_roster_is_told_so(field: Field) -> None:
    await may(field, "chaoyang", "recorder", "u:centre/chaoyang")
    post = await field.post("chaoyang")
    assert [grant["roster"] for grant in (await post.hello())["grants"]] == [True]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("张三", ["v-1"]),
        ("DRIVER", ["v-1", "v-2"]),
        ("driver 李", ["v-2"]),
        ("13800138", ["v-1"]),
        ("138-0013", ["v-1"]),
        ("V-3", ["v-3"]),
        ("1%3", []),
        ("_", []),
        ("   ", ["v-1", "v-2", "v-3", "v-4"]),
    ],
)
async def test_a_search_finds_all_its_words_anywhere(field: Field, words: str, found: list[str]) -> None:
    await may(field, "city", "observer", "*")
    assert await listed(field, "city", q=words) == found


async def test_a_list_goes_on_after_a_number(field: Field) -> None:
    await may(field, "city", "observer", "*")
    assert await listed(field, "city", limit="2") == ["v-1", "v-2"]
    assert await listed(field, "city", limit="2", after="v-2") == ["v-3", "v-4"]
    for wrong in ({"limit": "0"}, {"colour": "red"}):
        assert (await asked(field, "city", "", **wrong)).status_code == 422


async def test_a_write_names_the_version_it_changes(field: Field) -> None:
    await may(field, "lianjia", "recorder", "u:centre/chaoyang/lianjia")
    changed = msgspec.structs.replace(ZHANG, phone="13700137000", sealed_in=True)
    assert why(await put(field, "lianjia", "v-1", changed, seen="")) == (428, "if_match_needed")
    assert why(await put(field, "lianjia", "v-1", changed, seen='"0"')) == (412, "stale")
    done = await put(field, "lianjia", "v-1", changed)
    assert (done.status_code, done.headers["etag"], done.json()["updated_by"]) == (200, '"2"', "lianjia")
    again = await put(field, "lianjia", "v-1", changed)
    assert (again.status_code, again.headers["etag"], again.json()) == (200, '"2"', done.json())
    assert (await asked(field, "lianjia", "/v-1")).json() == done.json()
    assert await listed(field, "lianjia", q="13700137000") == ["v-1"]
    new = await put(field, "lianjia", "v-9", LI, seen='"0"')
    assert (new.status_code, new.headers["etag"]) == (200, '"1"')
    assert why(await put(field, "lianjia", "v-8", LI, seen="*")) == (412, "stale")


async def test_a_roster_is_written_by_a_recorder_with_the_right_to_both_units(field: Field) -> None:
    moved = msgspec.structs.replace(ZHANG, unit="miyun")
    await may(field, "chaoyang", "observer", "u:centre/chaoyang")
    assert why(await put(field, "chaoyang", "v-1", LI)) == (403, "forbidden_role")
    await may(field, "chaoyang", "recorder", "u:centre/chaoyang")
    assert why(await put(field, "chaoyang", "v-1", moved)) == (403, "forbidden_roster")
    assert why(await put(field, "chaoyang", "v-4", LI)) == (403, "forbidden_roster")
    await may(field, "city", "recorder", "*")
    assert (await put(field, "city", "v-1", moved)).json()["unit"] == "miyun"
    nowhere = msgspec.structs.replace(ZHANG, unit="nowhere")
    assert why(await put(field, "city", "v-1", nowhere, '"2"')) == (422, "unknown_unit")
    assert why(await put(field, "city", "no number", ZHANG, '"0"')) == (422, "bad_number")


@pytest.mark.parametrize(
    "said",
    [{"name": ""}, {"phone": "call me"}, {"standing": "king"}, {"seats": -1}, {"colour": "red"}, {"name": "x" * 101}],
    ids=lambda said: next(iter(said)) + str(len(str(said))),
)
async def test_what_cannot_be_of_a_person_is_malformed(field: Field, said: dict[str, Any]) -> None:
    await may(field, "city", "recorder", "*")
    body = msgspec.to_builtins(ZHANG) | said
    headers = {"authorization": f"Bearer {field.tokens['city']}", "if-match": '"1"'}
    assert (await field.http.put("/v1/roster/v-1", json=body, headers=headers)).status_code == 422
    assert (await asked(field, "city", "/v-1")).json()["rev"] == 1


async def test_no_name_and_no_phone_reaches_records_ops_answers_or_logs(
    field: Field, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    await may(field, "city", "admin", "*")
    post = await field.post("city")
    await put(field, "city", "v-1", msgspec.structs.replace(ZHANG, seats=2))
    await asked(field, "city", q="张三丰")
    signed = [SignUpOffer(signup=f"s-{v}", unit="lianjia", request="sunhe", day=DAY, volunteer=v) for v in PEOPLE]
    assert await post.ends(*signed, *signed[:1]) == ["applied"] * 4 + ["noop"]
    pulled = [(await (await field.post(name)).ask(cursor=None, held=[])).text for name in field.tokens]
    assert "v-1" in pulled[0]
    stored = [str(await field.rows(f"SELECT * FROM {name}")) for name in tables.metadata.tables if name != "volunteers"]
    secrets = [text for person in PEOPLE.values() for text in (person.name, person.phone) if text]
    for secret in [*secrets, "13800138000"]:
        assert not [text for text in (*pulled, *stored, caplog.text) if secret in text or escaped(secret) in text]


def escaped(text: str) -> str:
    """As JSON or a log may spell it."""
    return text.encode("unicode_escape").decode()


async def test_what_the_database_fails_on_is_logged_without_what_was_in_it(
    field: Field, caplog: pytest.LogCaptureFixture
) -> None:
    await may(field, "city", "admin", "*")
    await field.database.write(lambda connection: connection.exec_driver_sql("DROP TABLE volunteers"))
    assert (await put(field, "city", "v-1", ZHANG)).status_code in (500, 503)
    assert (await asked(field, "city", q="张三丰")).status_code in (500, 503)
    assert caplog.text
    assert not re.search("张三丰|8000|5f20", caplog.text)


async def test_a_backup_brings_the_roster_back(field: Field, tmp_path: Path) -> None:
    backup, elsewhere = tmp_path / "central.backup", url_of(tmp_path / "elsewhere.sqlite")
    await asyncio.to_thread(back_up, field.database.url, backup, None)
    await asyncio.to_thread(restore, elsewhere, backup, False, False, None)

    def names(connection: Connection) -> list[str]:
        return [str(name) for name in connection.execute(select(tables.volunteers.c.name)).scalars()]

    found = await asyncio.to_thread(commands.change, elsewhere, names)
    assert sorted(found) == sorted(person.name for person in PEOPLE.values())
