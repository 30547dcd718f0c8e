"""Whatever is sent to the sync endpoints, on either database: a problem with a code, no failure, nothing changed."""

from __future__ import annotations

import base64
import itertools
import json
from collections.abc import AsyncIterator, Iterator
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from central.api.session import MOST_BYTES_TO_SIGN_IN
from postcmd.errors import BadInput
from postcmd.ops import (
    Base,
    Bulk,
    ClockSet,
    NoteSet,
    Op,
    Part,
    QuotaIssue,
    QuotaReport,
    QuotaSet,
    QuotaTransfer,
    RecordDelete,
    RecordRestore,
    RequestMove,
    RequestOpen,
    SquadForm,
    SquadMove,
    SquadReport,
    SquadSplit,
    Void,
    digest,
    numbered,
)
from postcmd.records import Line
from postcmd.wire import MOST_BYTES, MOST_OPS
from tests.central.field import add
from tests.central.onlooker import DATABASES, Onlooker, onlooker_on, what_is_wrong
from tests.centre_fixture import DAY

SEEN = Base(epoch="e", rev=1, values={"max": 12})
EVERY_OP: tuple[Op, ...] = (
    add(+1),
    QuotaSet(request="sunhe", unit="lianjia", day=DAY, base=SEEN, max=13),
    QuotaIssue(request="sunhe", unit="miyun", day=DAY, min=1, max=None, parent="sunhe.lianjia.2022-11-20"),
    QuotaReport(request="sunhe", unit="lianjia", day=DAY, base=SEEN, confirmed=5),
    QuotaTransfer(request="sunhe", unit="lianjia", day=DAY, to="miyun", max=1),
    RequestOpen(request="r-1", place="sunhe-p", task="screening", lines=(Line(day=DAY, min=1, max=1),)),
    RequestMove(request="sunhe", came_from="ordered", to="closed"),
    SquadForm(squad="s-1", unit="lianjia", name="n", strength=1, request="sunhe"),
    SquadSplit(squad="squad-1", parts=(Part("a", "a", 6, 0), Part("b", "b", 6, 0))),
    SquadReport(squad="squad-1", base=SEEN, present=1),
    SquadMove(squad="squad-1", came_from="standby", to="alerted", place="sunhe-p"),
    RecordDelete(kind="quota", id="sunhe.lianjia.2022-11-20", base=SEEN),
    RecordRestore(kind="quota", id="sunhe.lianjia.2022-11-20"),
    NoteSet(kind="request", id="sunhe", text="t"),
    Bulk(items=(add(+1), NoteSet(kind="squad", id="squad-1", text="t")), atomic=True),
    ClockSet(rate=60.0, paused=False),
    Void(),
)
WRONG: tuple[Any, ...] = (
    *(None, True, 0, -1, 2**53, 2**63, 10**40, 1.5, 1e308, "", "x", "a\x00b", "\u202e", "[/x]", "é" * 9_000),
    *([], [[]], [None] * 300, {}, {"": {}}, {"k": "quota.add/1"}, "2022-11-20", "9999-12-31T23:59:59Z", "0001-01-01"),
    *("*", "quota", "..", "%", "' OR 1=1 --", "u:centre", "\U0010ffff"),
)
client_numbers = itertools.count()


@pytest.fixture(scope="module", params=DATABASES)
def centre(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Onlooker]:
    with onlooker_on(request.param, tmp_path_factory) as here:
        yield here


def epoch_of(centre: Onlooker) -> str:
    return str(centre.ask("GET", "/v1/sync/hello", headers=centre.headers()).json()["epoch"])


def push_of(centre: Onlooker, *ops: Any, **said: Any) -> dict[str, Any]:
    client = f"fuzz-{next(client_numbers)}"
    return {"client": client, "epoch": epoch_of(centre), "cursor": None, "low": 1, "ops": list(ops), **said}


def pull_of(**said: Any) -> dict[str, Any]:
    whole = {"client": "c", "cursor": None, "held": ["u:centre"], "schema": 1, "low": 1, "limit": 10, "page": None}
    return {**whole, "wait": 0, "digest": True, **said}


def plain(op: Op, n: int = 1) -> dict[str, Any]:
    return dict(msgspec.to_builtins(numbered(op, n)))


def places(value: Any, where: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Every place in a message, the message itself first."""
    yield where
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, part in inner:
        yield from places(part, (*where, name))


def with_(value: Any, where: tuple[Any, ...], wrong: Any) -> Any:
    if not where:
        return wrong
    copy = dict(value) if isinstance(value, dict) else list(value)
    copy[where[0]] = with_(copy[where[0]], where[1:], wrong)
    return copy


def sealed(op: Any) -> Any:
    """With the right hash where it is an op at all: nothing is to be refused for its hash alone."""
    try:
        return {**op, "h": digest(msgspec.convert(op, Op))}
    except (msgspec.ValidationError, BadInput, TypeError, UnicodeEncodeError, OverflowError):
        return op


WHERE = [(op, where) for op in EVERY_OP for where in places(plain(op)) if where != ("h",)]
FEW = settings(max_examples=120, suppress_health_check=list(HealthCheck), print_blob=False)


@given(at=st.sampled_from(WHERE), wrong=st.sampled_from(WRONG))
@FEW
def test_an_op_wrong_at_any_place_is_judged_or_refused_whole(centre: Onlooker, at: Any, wrong: Any) -> None:
    op, where = at
    said = push_of(centre, sealed(with_(plain(op), where, wrong)), plain(Void(), 2))
    before = centre.state()
    answer = centre.ask("POST", "/v1/sync/push", content=json.dumps(said).encode(), headers=centre.headers())
    if answer.status_code != 200:
        assert what_is_wrong(answer) == ""
        assert centre.state() == before


@given(where=st.sampled_from([*places(pull_of())]), wrong=st.sampled_from(WRONG))
@settings(FEW, max_examples=60)
def test_a_pull_wrong_at_any_place_changes_nothing(centre: Onlooker, where: Any, wrong: Any) -> None:
    before = centre.state()
    body = json.dumps(with_(pull_of(), where, wrong)).encode()
    answer = centre.ask("POST", "/v1/sync/pull", content=body, headers=centre.headers())
    assert answer.status_code == 200 or what_is_wrong(answer) == ""
    assert centre.state() == before


UNREADABLE = {
    "not a number": b'{"client":"c","epoch":"e","cursor":null,"low":NaN,"ops":[]}',
    "infinite": b'{"client":"c","epoch":"e","cursor":null,"low":1e999,"ops":[]}',
    "endless number": b'{"client":"c","low":' + b"9" * 5_000 + b"}",
    "endless fraction": b'{"client":"c","low":0.' + b"1" * 5_000 + b"}",
    "half a character": b'{"client":"c\xe6\x9c"}',
    "another alphabet": '{"client":"c"}'.encode("utf-16"),
    "half a surrogate": b'{"client":"\\ud800"}',
    "deep": b'{"ops":' + b"[" * 100_000,
    "deep and whole": b'{"client":"c","held":' + b"[" * 50_000 + b"]" * 50_000 + b"}",
    "two in one": b'{"client":"c"}{"client":"d"}',
    "a comment": b'{"client":"c"/* */}',
}


@pytest.mark.parametrize("how", UNREADABLE)
@pytest.mark.parametrize("path", ["/v1/sync/push", "/v1/sync/pull", "/v1/login"])
def test_what_is_no_message_is_malformed(centre: Onlooker, path: str, how: str) -> None:
    too_large = path == "/v1/login" and len(UNREADABLE[how]) > MOST_BYTES_TO_SIGN_IN
    assert centre.refuses_post(path, UNREADABLE[how]) == ((413, "too_large") if too_large else (422, "malformed"))


def test_of_two_fields_of_one_name_the_last_counts_for_effect_and_hash_alike(centre: Onlooker) -> None:
    op = json.dumps(plain(add(+1)))
    said = json.dumps(push_of(centre)).replace(
        '"ops": []', '"ops": [' + op.replace('"max": 1', '"max": 1, "max": 2') + "]"
    )
    assert said.count('"max"') == 2
    assert centre.refuses_post("/v1/sync/push", said.encode()) == (422, "malformed_op")


def test_a_message_is_bounded_in_ops_and_bytes(centre: Onlooker) -> None:
    ops = [plain(Void(), n) for n in range(1, MOST_OPS + 2)]
    assert centre.refuses_post("/v1/sync/push", json.dumps(push_of(centre, *ops)).encode()) == (413, "too_many_ops")
    assert centre.refuses_post("/v1/sync/push", b" " * (MOST_BYTES + 1)) == (413, "too_large")

    async def endless() -> AsyncIterator[bytes]:
        for _ in range(2_000):
            yield b" " * 65_536

    assert centre.refuses_post("/v1/sync/push", endless()) == (413, "too_large")


def test_ops_out_of_order_or_without_a_place_are_refused_whole(centre: Onlooker) -> None:
    for ops, code in (
        ([plain(add(+1), 1), plain(add(+1), 3)], "malformed_op"),
        ([plain(add(+1), 1), plain(add(+1), 1)], "malformed_op"),
        ([plain(add(+1), 2**53)], "gap"),
        ([plain(add(+1), 2)], "gap"),
        ([{**plain(add(+1)), "h": "b2:0"}], "malformed_op"),
        ([{**plain(add(+1)), "k": "quota.add/2"}], "upgrade_needed"),
        ([{**plain(add(+1)), "k": "drop.tables/1"}], "malformed_op"),
    ):
        assert centre.refuses_post("/v1/sync/push", json.dumps(push_of(centre, *ops)).encode())[1] == code
    far = push_of(centre, plain(add(+1), 2**53), gap_ok=True)
    assert centre.refuses_post("/v1/sync/push", json.dumps(far).encode())[1] == "gap"


def test_a_number_that_was_used_takes_nothing_else(centre: Onlooker) -> None:
    said = push_of(centre, plain(add(+1)))
    assert centre.ask("POST", "/v1/sync/push", json=said, headers=centre.headers()).status_code == 200
    replayed = {**said, "ops": [plain(add(+5))]}
    assert centre.refuses_post("/v1/sync/push", json.dumps(replayed).encode()) == (409, "op_mismatch")
    borrowed = {**said, "ops": [{**plain(add(+5)), "h": plain(add(+1))["h"]}]}
    assert centre.refuses_post("/v1/sync/push", json.dumps(borrowed).encode()) == (422, "malformed_op")
    before = centre.state()
    assert centre.ask("POST", "/v1/sync/push", json=said, headers=centre.headers()).status_code == 200
    assert centre.state() == before


def test_nobody_speaks_for_another_accounts_client(centre: Onlooker) -> None:
    said = push_of(centre, plain(add(+1)))
    assert centre.ask("POST", "/v1/sync/push", json=said, headers=centre.headers()).status_code == 200
    miyun = centre.headers("miyun")
    foreign = {**said, "ops": [plain(add(+1), 2)]}
    pull = pull_of(client=said["client"])
    assert centre.refuses("POST", "/v1/sync/push", json=foreign, headers=miyun) == (403, "foreign_client")
    assert centre.refuses("POST", "/v1/sync/pull", json=pull, headers=miyun) == (403, "foreign_client")
    hello = f"/v1/sync/hello?client={said['client']}"
    assert centre.refuses("GET", hello, headers=miyun) == (403, "foreign_client")
    for client in ("rest:city", "", "-", "a b", "c" * 65, "链家", "../c", "a%00"):
        for path, whole in (("/v1/sync/push", {**said, "client": client}), ("/v1/sync/pull", pull_of(client=client))):
            assert centre.refuses_post(path, json.dumps(whole).encode()) == (422, "malformed")


def test_a_cursor_from_elsewhere_is_told_so(centre: Onlooker) -> None:
    epoch = epoch_of(centre)
    for cursor, said in (
        ("other.1.0000000000000000", (409, "reset")),
        (f"{epoch}.-1.00", (422, "malformed")),
        (f"{epoch}.1e3.00", (422, "malformed")),
        (f"{epoch}.{10**19}.00", (422, "malformed")),
        (f"{epoch}.१.00", (422, "malformed")),
        ("", (422, "malformed")),
        ("..", (422, "malformed")),
        ("a.b", (422, "malformed")),
        ("." * 5_000, (422, "malformed")),
        (f"{epoch}.1", (422, "malformed")),
        (f"{epoch}.0.0000000000000000", (410, "cursor_expired")),
        (f"{epoch}.{10**12}.0011223344556677", (410, "cursor_expired")),
    ):
        assert centre.refuses_post("/v1/sync/pull", json.dumps(pull_of(cursor=cursor)).encode()) == said, cursor
        push = push_of(centre, plain(add(+1)), cursor=cursor)
        assert centre.refuses_post("/v1/sync/push", json.dumps(push).encode()) == said, cursor


def test_a_page_that_was_not_given_out_is_refused(centre: Onlooker) -> None:
    first = centre.ask("POST", "/v1/sync/pull", json=pull_of(limit=2), headers=centre.headers()).json()
    assert first["more"]
    page = first["page"]
    bad = ["", "x", "====", "ééé", page[:-5], page[1:], "A" * 10_000, page[:8] + "A" + page[9:]]
    inside = msgspec.json.decode(base64.urlsafe_b64decode(page))
    wrongs: tuple[Any, ...] = (None, -5, 10**30, "x", ["a"], ["a", "b", "c"], {})
    wrongs += tuple(f"{epoch_of(centre)}.{seq}.0011223344556677" for seq in (0, 1, 10**12))
    for at, wrong in itertools.product(range(4), wrongs):
        bad.append(base64.urlsafe_b64encode(json.dumps(with_(inside, (at,), wrong)).encode()).decode())
    for token in bad:
        code = centre.refuses_post("/v1/sync/pull", json.dumps(pull_of(page=token)).encode())
        assert code in ((422, "malformed"), (410, "cursor_expired")), token
    assert centre.refuses("POST", "/v1/sync/pull", json=pull_of(page=page), headers=centre.headers("miyun")) in (
        (410, "cursor_expired"),
    )
