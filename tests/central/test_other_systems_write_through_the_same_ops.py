"""REST: the same rights, the same rules, the same ledger."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import httpx
import msgspec
import pytest

from postcmd.records import Quota
from tests.central.field import GUBEI, SUNHE, Field, add

pytestmark = pytest.mark.anyio


class System:
    """Another system with a token."""

    def __init__(self, field: Field, account: str) -> None:
        self._field, self._account = field, account

    async def get(self, path: str, **query: str) -> httpx.Response:
        return await self._field.http.get(path, headers=self._headers(), params=query)

    async def patch(self, path: str, body: Any, **headers: str) -> httpx.Response:
        return await self._field.http.patch(path, json=body, headers=self._headers(**headers))

    async def post(self, path: str, body: Any, **headers: str) -> httpx.Response:
        return await self._field.http.post(path, json=body, headers=self._headers(**headers))

    def _headers(self, **more: str) -> dict[str, str]:
        named = {name.replace("_", "-"): value for name, value in more.items()}
        return {"authorization": f"Bearer {self._field.tokens[self._account]}", **named}


@pytest.fixture
def system(field: Field) -> System:
    return System(field, "chaoyang")


async def etag(system: System, path: str = f"/v1/quotas/{SUNHE}") -> str:
    return (await system.get(path)).headers["etag"]


async def test_a_quota_is_shown_with_its_version(system: System, field: Field) -> None:
    answer = await system.get(f"/v1/quotas/{SUNHE}")
    quota = msgspec.json.decode(answer.content, type=Quota)
    assert (quota.max, answer.headers["etag"]) == (12, f'"{quota.rev}"')


async def test_what_is_out_of_scope_is_not_there(system: System) -> None:
    there, nowhere = await system.get(f"/v1/quotas/{GUBEI}"), await system.get("/v1/quotas/a.b.2022-11-20")
    assert there.status_code == nowhere.status_code == 404
    assert there.content == nowhere.content
    assert [quota["id"] for quota in (await system.get("/v1/quotas")).json()] == [SUNHE]
    refused = await system.patch(f"/v1/quotas/{GUBEI}", {"max": 9, "min": 9}, if_match='"1"', idempotency_key="k")
    assert refused.status_code == 404


async def test_lists_are_filtered_and_go_on_after_an_id(field: Field) -> None:
    city = System(field, "city")
    assert [quota["id"] for quota in (await city.get("/v1/quotas", unit="miyun")).json()] == [GUBEI]
    assert [quota["id"] for quota in (await city.get("/v1/quotas", day="2022-11-21")).json()] == []
    assert [quota["id"] for quota in (await city.get("/v1/quotas", limit="1")).json()] == [GUBEI]
    assert [quota["id"] for quota in (await city.get("/v1/quotas", after=GUBEI)).json()] == [SUNHE]
    assert [squad["id"] for squad in (await city.get("/v1/squads", status="standby")).json()] == ["squad-1"]
    assert [request["id"] for request in (await city.get("/v1/requests", place="sunhe-p")).json()] == ["sunhe"]
    for wrong in ({"day": "soon"}, {"limit": "many"}, {"limit": "0"}, {"limit": "-1"}, {"colour": "red"}):
        assert (await city.get("/v1/quotas", **wrong)).status_code == 422


async def test_a_quota_is_withdrawn_by_its_status_alone(system: System) -> None:
    path = f"/v1/quotas/{SUNHE}"
    both = {"status": "withdrawn", "max": 0}
    for key, body in (("a", both), ("b", {"status": "issued"})):
        assert (await system.patch(path, body, if_match=await etag(system), idempotency_key=key)).status_code == 422
    answer = await system.patch(path, {"status": "withdrawn"}, if_match=await etag(system), idempotency_key="c")
    quota = msgspec.json.decode(answer.content, type=Quota)
    assert (quota.status, quota.max) == ("withdrawn", 0)


async def test_a_change_names_the_version_it_changes(system: System, field: Field) -> None:
    path = f"/v1/quotas/{SUNHE}"
    without = await system.patch(path, {"max": 20}, idempotency_key="k1")
    assert (without.status_code, without.json()["code"]) == (428, "if_match_needed")
    stale = await system.patch(path, {"max": 20}, if_match='"0"', idempotency_key="k1")
    assert (stale.status_code, stale.json()["code"]) == (412, "stale")
    well = await system.patch(path, {"max": 20}, if_match=await etag(system), idempotency_key="k1")
    assert (well.status_code, well.json()["max"]) == (200, 20)
    assert well.headers["etag"] == await etag(system)


async def test_a_change_of_whichever_version_there_is_may_say_so(system: System, field: Field) -> None:
    path = f"/v1/quotas/{SUNHE}"
    any_version = await system.patch(path, {"max": 20}, if_match="*", idempotency_key="k1")
    assert (any_version.status_code, any_version.json()["max"]) == (200, 20)
    one_of_two = await system.patch(path, {"max": 21}, if_match=f'"0", {await etag(system)}', idempotency_key="k2")
    assert (one_of_two.status_code, one_of_two.json()["max"]) == (200, 21)
    nowhere = await system.patch("/v1/quotas/a.b.2022-11-20", {"max": 3}, if_match="*", idempotency_key="k3")
    assert nowhere.status_code == 404


async def test_the_same_key_again_gets_the_same_answer_and_has_no_effect(system: System, field: Field) -> None:
    seen, path = await etag(system), f"/v1/quotas/{SUNHE}"
    first = await system.patch(path, {"max": 20}, if_match=seen, idempotency_key="k1")
    await (await field.post("chaoyang")).push(add(+1))
    again = await system.patch(path, {"max": 20}, if_match=seen, idempotency_key="k1")
    assert (again.status_code, again.content, again.headers["etag"]) == (200, first.content, first.headers["etag"])
    assert (await field.quota()).max == 21
    other = await system.patch(path, {"max": 30}, if_match=seen, idempotency_key="k1")
    assert (other.status_code, other.json()["code"]) == (422, "key_reused")


async def test_a_write_without_a_key_is_refused(system: System) -> None:
    answer = await system.patch(f"/v1/quotas/{SUNHE}", {"max": 20}, if_match=await etag(system))
    assert (answer.status_code, answer.json()["code"]) == (428, "key_needed")
    long = await system.patch(
        f"/v1/quotas/{SUNHE}", {"max": 20}, if_match=await etag(system), idempotency_key="k" * 201
    )
    assert (long.status_code, long.json()["code"]) == (422, "malformed")
    assert long.json()["detail"] == "The field Idempotency-Key is wrong: longer than 200 characters."


async def test_a_refusal_of_the_rules_is_a_problem_with_its_facts(system: System, field: Field) -> None:
    seen = await etag(system)
    answer = await system.patch(f"/v1/quotas/{SUNHE}", {"max": 5}, if_match=seen, idempotency_key="k1")
    said = answer.json()
    assert (answer.status_code, said["code"]) == (422, "max_below_min")
    assert answer.headers["content-type"] == "application/problem+json"
    assert said["facts"]["min"] == 12
    again = await system.patch(f"/v1/quotas/{SUNHE}", {"max": 5}, if_match=seen, idempotency_key="k1")
    assert again.content == answer.content
    assert (await field.quota()).max == 12


async def test_who_may_not_is_told_so(field: Field) -> None:
    lianjia = System(field, "lianjia")
    seen = await etag(lianjia)
    answer = await lianjia.patch(f"/v1/quotas/{SUNHE}", {"max": 20}, if_match=seen, idempotency_key="k")
    assert (answer.status_code, answer.json()["code"]) == (403, "forbidden_role")
    counted = await lianjia.patch(f"/v1/quotas/{SUNHE}", {"confirmed": 9}, if_match=seen, idempotency_key="k2")
    assert (counted.status_code, counted.json()["confirmed"]) == (200, 9)


@pytest.mark.parametrize("body", [{}, {"max": 3, "present": 2}, {"max": "3"}, {"colour": 3}, {"max": 10**40}, [], 3])
async def test_a_change_that_says_nothing_or_two_things_is_malformed(system: System, field: Field, body: Any) -> None:
    answer = await system.patch(f"/v1/quotas/{SUNHE}", body, if_match=await etag(system), idempotency_key="k1")
    assert (answer.status_code, answer.headers["content-type"]) == (422, "application/problem+json")
    assert await field.rows("SELECT * FROM answers") == []


@pytest.mark.parametrize(
    ("body", "detail"),
    [
        ({}, "Give either min, max or offered, confirmed, present, reserve, not both."),
        ({"max": "3"}, "The field max is wrong: expected int | null, got str."),
        ({"colour": 3}, "There is no field colour."),
        ({"max": 10**40}, "The field max is wrong: a number too large."),
        ({"max": 20, "reason": "x" * 500}, "The field reason is wrong: expected str of length <= 400."),
        ([], "The body cannot be read: expected object, got array."),
    ],
)
async def test_what_is_malformed_is_said_in_a_sentence_that_names_the_field(
    system: System, field: Field, body: Any, detail: str
) -> None:
    answer = await system.patch(f"/v1/quotas/{SUNHE}", body, if_match=await etag(system), idempotency_key="k1")
    assert (answer.status_code, answer.json()["detail"]) == (422, detail)


async def test_a_field_inside_another_is_named_with_it(system: System) -> None:
    new = {"request": "new", "place": "chaoyang-d", "task": "screening", "lines": [{"day": "2022-11-20"}]}
    answer = await system.post("/v1/requests", new, idempotency_key="k1")
    assert answer.json()["detail"] == "The field lines[0].min is missing."
    asked = await system.get("/v1/sync/hello", client="no client")
    assert asked.json()["detail"] == "The field client is not valid."


async def test_what_happens_long_after_now_is_refused(system: System, field: Field) -> None:
    new = {"squad": "squad-2", "unit": "lianjia", "name": "链家二队", "strength": 5}
    late = {**new, "at": (field.wall() + timedelta(days=1, seconds=1)).isoformat()}
    refused = await system.post("/v1/squads", late, idempotency_key="k1")
    assert (refused.status_code, refused.json()["code"]) == (422, "bad_time")
    assert refused.json()["title"].startswith("This time lies too far ahead")
    early = {**new, "at": (field.wall() + timedelta(days=1)).isoformat()}
    assert (await system.post("/v1/squads", early, idempotency_key="k2")).status_code == 201


async def test_a_request_is_opened_moved_and_given_a_quota(system: System, field: Field) -> None:
    lines = [{"day": "2022-11-20", "min": 6, "max": 9}]
    new = {"request": "laiguangying", "place": "chaoyang-d", "task": "screening", "lines": lines, "status": "ordered"}
    place = System(field, "city")
    opened = await place.post("/v1/requests", new, idempotency_key="k1")
    assert (opened.status_code, opened.json()["status"]) == (201, "ordered")
    issue = {"request": "laiguangying", "unit": "lianjia", "day": "2022-11-20", "min": 6, "max": 9}
    issued = await place.post("/v1/quotas", issue, idempotency_key="k2")
    assert (issued.status_code, issued.json()["issued_by"]) == (201, "city")
    path = "/v1/requests/laiguangying"
    closed = await place.patch(path, {"status": "closed"}, if_match=await etag(system, path), idempotency_key="k3")
    assert (closed.status_code, closed.json()["status"]) == (200, "closed")


async def test_a_squad_is_formed_moved_and_counted(system: System) -> None:
    new = {"squad": "squad-2", "unit": "lianjia", "name": "链家二队", "strength": 5}
    assert (await system.post("/v1/squads", new, idempotency_key="k1")).status_code == 201
    path = "/v1/squads/squad-2"
    moved = await system.patch(path, {"status": "alerted"}, if_match=await etag(system, path), idempotency_key="k2")
    assert (moved.status_code, moved.json()["status"]) == (200, "alerted")
    counted = await system.patch(path, {"present": 4}, if_match=await etag(system, path), idempotency_key="k3")
    assert (counted.status_code, counted.json()["present"]) == (200, 4)
    illegal = await system.patch(path, {"status": "resting"}, if_match=await etag(system, path), idempotency_key="k4")
    assert (illegal.status_code, illegal.json()["code"]) == (422, "illegal_move")


async def test_a_write_stands_in_the_ledger_under_the_account(system: System, field: Field) -> None:
    await system.patch(f"/v1/quotas/{SUNHE}", {"max": 20}, if_match=await etag(system), idempotency_key="k1")
    assert await field.rows("SELECT client, n, status FROM ledger") == [("rest:chaoyang", 1, "applied")]


async def test_posts_learn_of_what_other_systems_write(system: System, field: Field) -> None:
    post = await field.post("chaoyang")
    await system.patch(f"/v1/quotas/{SUNHE}", {"max": 20}, if_match=await etag(system), idempotency_key="k1")
    assert (await post.pull()).puts.quota[0].record.max == 20


async def test_the_interface_is_described_and_every_address_is_in_it(system: System, field: Field) -> None:
    described = (await field.http.get("/schema/openapi.json")).json()
    assert described["openapi"] == "3.1.0"
    served = {route.path.replace(":str", "") for route in field.app.routes}
    assert set(described["paths"]) == served
    for operations in described["paths"].values():
        for operation in operations.values():
            problems = {code: answer for code, answer in operation["responses"].items() if code >= "400"}
            assert all("application/problem+json" in answer["content"] for answer in problems.values())
            asks = "requestBody" in operation or any(given["in"] == "query" for given in operation["parameters"])
            assert ("422" in problems) == asks
    (limit,) = [given for given in described["paths"]["/v1/quotas"]["get"]["parameters"] if given["name"] == "limit"]
    assert limit["schema"]["minimum"] == 1
