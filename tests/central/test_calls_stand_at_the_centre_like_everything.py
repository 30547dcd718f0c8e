"""Availability, sign-ups, notices, receipts and notes: the rights, the scope, the moves and the lists they need."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import msgspec
import pytest

from postcmd.ops import (
    AvailabilityDeclare,
    MusterReport,
    NoteSettle,
    NoteWrite,
    NoticeAnswer,
    NoticeIssue,
    Op,
    QuotaAnswer,
    RequestLink,
    RequestNeed,
    RequestSet,
    RequestTake,
    ReserveCall,
    SignUpMove,
    SignUpOffer,
    SquadJoin,
)
from postcmd.records import AnyRecord, Availability, Note, Notice, Receipt, SignUp, Unit, availability_id
from tests.builders import seen
from tests.central.field import SUNHE, Field, records_of
from tests.centre_fixture import DAY, WALL, a_quota, a_request

pytestmark = pytest.mark.anyio

ON: dict[str, Any] = {"request": "sunhe", "unit": "lianjia", "day": DAY}
NOTHING = seen()
CALLS: list[AnyRecord] = [
    Availability(id=availability_id("lianjia", DAY, ""), unit="lianjia", day=DAY, heads=30, drivers=3, at=WALL),
    Availability(id=availability_id("miyun", DAY, "night"), unit="miyun", day=DAY, shift="night", heads=5, at=WALL),
    SignUp(id="s-1", at=WALL, heads=3, reserve=3, **ON),
    SignUp(id="s-2", at=WALL, volunteer="v-7", confirmed=1, **ON),
    SignUp(id="pool", at=WALL, unit="miyun", heads=4, reserve=4),
    Notice(id="n-1", title="全员", number="7 号", issued_by=("centre",), addressed_to=("lianjia", "miyun"), at=WALL),
    Receipt(id="n-1.lianjia", notice="n-1", unit="lianjia", state="read", issued_by=("centre",)),
    Note(id="note-1", at=WALL, text="01:20 回电", unit="lianjia", remind_at=WALL + timedelta(hours=1)),
    Note(id="note-2", at=WALL, text="缺防护服", place="sunhe-p"),
]


@pytest.fixture(autouse=True)
async def calls(field: Field) -> None:
    quota = msgspec.structs.replace(a_quota("sunhe", "lianjia", 12), offered=4, confirmed=1, reserve=3)
    await field.write(quota, *CALLS)


async def listed(field: Field, account: str, path: str, **query: str) -> list[str]:
    headers = {"authorization": f"Bearer {field.tokens[account]}"}
    answer = await field.http.get(f"/v1/{path}", headers=headers, params=query)
    answer.raise_for_status()
    return [record["id"] for record in answer.json()]


RECORDED: dict[str, Op] = {
    "answer": QuotaAnswer(answer="acknowledged", **ON),
    "muster": MusterReport(present=1, base=seen(a_quota("sunhe", "lianjia", 12), "present"), **ON),
    "reserve": ReserveCall(heads=1, **ON),
    "availability": AvailabilityDeclare(unit="lianjia", day=DAY, heads=28),
    "offer": SignUpOffer(signup="new", heads=2, **ON),
    "pool": SignUpOffer(signup="new", unit="lianjia", heads=2),
    "move": SignUpMove(signup="s-1", came_from="reserve", to="confirmed"),
    "receipt": NoticeAnswer(notice="n-1", unit="lianjia", state="accepted", heads=3),
    "note": NoteWrite(id="new", text="缺两人", unit="lianjia", about=("quota", SUNHE)),
    "settle": NoteSettle(id="note-1"),
    "take": RequestTake(request="sunhe", by="lianjia", seen=""),
    "join": SquadJoin(squad="squad-1", heads=1, request="sunhe"),
}
ORDERED: dict[str, Op] = {
    "set": RequestSet(request="sunhe", base=NOTHING, bring="雨衣"),
    "need": RequestNeed(request="sunhe", base=seen(), lines=a_request("sunhe", "sunhe-p", 14).lines),
    "notice": NoticeIssue(notice="new", title="通知", issued_by=("chaoyang",), addressed_to=("lianjia",)),
}


@pytest.mark.parametrize("name", RECORDED)
async def test_what_a_unit_says_is_for_its_recorder(field: Field, name: str) -> None:
    for account, why in (("sunhe", ("forbidden_role", "forbidden_scope")), ("miyun", ("forbidden_scope",))):
        assert await code(field, account, RECORDED[name]) in why
    assert await code(field, "lianjia", RECORDED[name]) == ""


@pytest.mark.parametrize("name", ORDERED)
async def test_what_is_ordered_is_for_a_dispatcher_above(field: Field, name: str) -> None:
    assert await code(field, "lianjia", ORDERED[name]) in ("forbidden_role", "forbidden_scope")
    assert await code(field, "miyun", ORDERED[name]) == "forbidden_scope"
    assert await code(field, "chaoyang", ORDERED[name]) in ("", "changed_meanwhile")


async def test_a_request_is_linked_only_to_one_in_sight(field: Field) -> None:
    link = RequestLink(request="sunhe", duplicate_of="gubei")
    assert await code(field, "chaoyang", link) == "forbidden_scope"
    assert await code(field, "city", link) == ""


async def code(field: Field, account: str, op: Op) -> str:
    """Why it has no effect; "" where it has."""
    post = await field.post(account)
    (await post.push(op)).raise_for_status()
    (result,) = (await post.results()).values()
    return "" if result.status == "applied" or result.info is None else result.info.code


async def test_calls_are_listed_in_scope_and_filtered(field: Field) -> None:
    assert await listed(field, "city", "availability") == [one.id for one in CALLS[:2]]
    assert await listed(field, "city", "availability", shift="night") == [CALLS[1].id]
    assert await listed(field, "chaoyang", "availability", day=DAY.isoformat()) == [CALLS[0].id]
    assert await listed(field, "city", "signups") == ["pool", "s-1", "s-2"]
    assert await listed(field, "city", "signups", volunteer="v-7") == ["s-2"]
    assert await listed(field, "chaoyang", "signups", request="sunhe", after="s-1") == ["s-2"]
    assert await listed(field, "miyun", "signups") == ["pool"]
    assert await listed(field, "miyun", "notices", number="7 号") == ["n-1"]
    assert (await listed(field, "lianjia", "receipts", notice="n-1"), await listed(field, "miyun", "receipts")) == (
        ["n-1.lianjia"],
        [],
    )
    assert await listed(field, "lianjia", "receipts", state="sent") == []
    assert await listed(field, "lianjia", "notes") == ["note-1"]
    assert await listed(field, "sunhe", "notes", place="sunhe-p") == ["note-2"]


async def test_each_call_is_shown_with_its_version(field: Field) -> None:
    paths = {Availability: "availability", SignUp: "signups", Notice: "notices", Receipt: "receipts", Note: "notes"}
    for record in CALLS:
        path = paths[type(record)]
        headers = {"authorization": f"Bearer {field.tokens['city']}"}
        answer = await field.http.get(f"/v1/{path}/{record.id}", headers=headers)
        assert (answer.status_code, answer.json()["id"]) == (200, record.id), path
        assert answer.headers["etag"] == f'"{answer.json()["rev"]}"'


async def test_another_system_says_what_becomes_of_people_beyond_the_bounds(field: Field) -> None:
    await field.write(msgspec.structs.replace(await field.quota(), confirmed=12))
    path, headers = f"/v1/quotas/{SUNHE}", {"authorization": f"Bearer {field.tokens['city']}", "if-match": "*"}
    body: dict[str, Any] = {"min": 10, "max": 10}
    silent = await field.http.patch(path, json=body, headers={**headers, "idempotency-key": "k1"})
    assert (silent.status_code, silent.json()["code"], silent.json()["facts"]["over"]) == (422, "below_confirmed", 2)
    said = await field.http.patch(
        path, json={**body, "surplus": "reserve"}, headers={**headers, "idempotency-key": "k2"}
    )
    assert (said.status_code, said.json()["confirmed"], said.json()["reserve"]) == (200, 10, 5)


async def test_a_unit_that_moves_takes_its_calls_with_it(field: Field) -> None:
    old, new = await field.post("chaoyang"), await field.post("miyun")
    held = {"lianjia.2022-11-20", "s-1", "s-2", "n-1.lianjia", "note-1"}
    assert held <= set(records_of(await (await field.post("chaoyang")).pull(cursor=None, held=[])))
    await field.write(Unit(id="lianjia", kind="enterprise", name="链家", path="centre/miyun/lianjia", parent="miyun"))
    gone = {one.id for one in (await old.pull()).gone}
    assert held <= gone
    assert held <= set(records_of(await new.pull()))
    assert await listed(field, "miyun", "signups") == ["pool", "s-1", "s-2"]


async def test_calls_may_be_loaded_before_the_units_they_lie_by(field: Field) -> None:
    early: list[AnyRecord] = [
        Availability(id=availability_id("late", DAY, ""), unit="late", day=DAY, heads=1),
        SignUp(id="early", at=WALL, unit="late", reserve=1),
        Note(id="early", at=WALL, text="…", unit="late"),
    ]
    await field.write(*early, Unit(id="late", kind="team", name="迟", path="centre/miyun/late", parent="miyun"))
    assert "early" in await listed(field, "miyun", "signups")
    assert await listed(field, "miyun", "notes") == ["early"]
    assert availability_id("late", DAY, "") in await listed(field, "miyun", "availability")
