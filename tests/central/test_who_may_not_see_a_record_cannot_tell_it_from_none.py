"""A record out of the asker's sight and one that was never there get the same answer, whatever is asked."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec
import pytest

from postcmd.ops import (
    Base,
    Bulk,
    NoteSet,
    Op,
    Part,
    QuotaIssue,
    QuotaReport,
    QuotaTransfer,
    RecordDelete,
    RecordRestore,
    RequestMove,
    RequestOpen,
    SquadForm,
    SquadMove,
    SquadReport,
    SquadSplit,
)
from postcmd.records import Line, Squad
from postcmd.wire import Info
from tests.central.field import Field, add
from tests.centre_fixture import DAY

pytestmark = pytest.mark.anyio

HIDDEN = {"request": "gubei", "squad": "squad-9", "quota": f"gubei.miyun.{DAY}"}
"""What 朝阳 does not see."""
NEVER = {"request": "never", "squad": "squad-0", "quota": f"never.miyun.{DAY}"}
SEEN = Base(epoch="e", rev=1, values={})


def every_way_to_name(those: dict[str, str]) -> dict[str, Op]:
    """Each op of 朝阳 that would tell whether these records are there."""
    request, quota, squad = those["request"], those["quota"], those["squad"]
    new: dict[str, Any] = {"place": "sunhe-p", "task": "screening", "lines": (Line(day=DAY, min=1, max=1),)}
    parts = (Part("a", "a", 6, 0), Part("b", "b", 6, 0))
    single: dict[str, Op] = {
        "add": add(+1, request=request, unit="miyun"),
        "add for a unit below": add(+1, request=request),
        "add for no unit": add(+1, request=request, unit="nobody"),
        "report": QuotaReport(request=request, unit="miyun", day=DAY, base=SEEN, confirmed=5),
        "transfer": QuotaTransfer(request=request, unit="miyun", day=DAY, to="lianjia", max=1),
        "issue": QuotaIssue(request=request, unit="lianjia", day=DAY, min=1, max=1),
        "issue to no unit": QuotaIssue(request=request, unit="nobody", day=DAY, min=1, max=1),
        "issue below": QuotaIssue(request="sunhe", unit="lianjia", day=DAY, min=1, max=1, parent=quota),
        "duplicate": RequestOpen(request="new", addressed_unit="chaoyang", duplicate_of=request, **new),
        "duplicate nowhere": RequestOpen(request="new", duplicate_of=request, **{**new, "place": "nowhere"}),
        "move": RequestMove(request=request, came_from="ordered", to="closed"),
        "form": SquadForm(squad="new", unit="lianjia", name="n", strength=1, request=request),
        "form of no unit": SquadForm(squad="new", unit="nobody", name="n", strength=1, request=request),
        "move a squad": SquadMove(squad=squad, came_from="standby", to="alerted"),
        "count a squad": SquadReport(squad=squad, base=SEEN, present=1),
        "split": SquadSplit(squad=squad, parts=parts),
    }
    for kind, record_id in those.items():
        single |= {
            f"delete a {kind}": RecordDelete(kind=kind, id=record_id, base=SEEN),  # type: ignore[arg-type]
            f"restore a {kind}": RecordRestore(kind=kind, id=record_id),  # type: ignore[arg-type]
            f"note on a {kind}": NoteSet(kind=kind, id=record_id, text="seen"),  # type: ignore[arg-type]
        }
    return single


async def answers(field: Field, ops: dict[str, Op]) -> dict[str, Any]:
    """How each op ended, with everything that its result tells."""
    post = await field.post("chaoyang")
    post.client += f"-{len(await field.rows('SELECT * FROM clients'))}"
    (await post.push(*ops.values())).raise_for_status()
    ended = await post.results()
    return {name: (ended[n].status, without_own_words(ended[n].info)) for n, name in enumerate(ops, 1)}


def without_own_words(info: Info | None) -> Info:
    """A bulk's result names the records of its items as they were named."""
    assert info is not None
    return msgspec.structs.replace(info, facts={name: fact for name, fact in info.facts.items() if name != "records"})


@pytest.fixture
async def with_a_hidden_squad(field: Field) -> Field:
    await field.write(Squad(id=HIDDEN["squad"], unit="miyun", name="密云一队", strength=12, request="gubei"))
    return field


@pytest.mark.parametrize("wrapped", [False, True])
async def test_no_op_tells_them_apart(with_a_hidden_squad: Field, wrapped: bool) -> None:
    wrap: Callable[[Any], Op] = (lambda op: Bulk(items=(op,))) if wrapped else (lambda op: op)
    hidden, never = ({name: wrap(op) for name, op in every_way_to_name(those).items()} for those in (HIDDEN, NEVER))
    told = await answers(with_a_hidden_squad, hidden)
    assert told == await answers(with_a_hidden_squad, never)
    assert {status for status, _ in told.values()} == {"rejected"}


@pytest.mark.parametrize("kind", ["request", "quota", "squad"])
async def test_no_address_tells_them_apart(with_a_hidden_squad: Field, kind: str) -> None:
    field = with_a_hidden_squad
    headers = {"authorization": f"Bearer {field.tokens['chaoyang']}", "idempotency-key": "k", "if-match": "*"}
    change = {"request": {"status": "closed"}, "quota": {"min": 1}, "squad": {"present": 1}}[kind]
    told = []
    for those in (HIDDEN, NEVER):
        path = f"/v1/{kind}s/{those[kind]}"
        shown = await field.http.get(path, headers=headers)
        changed = await field.http.patch(path, json=change, headers=headers)
        told.append([(answer.status_code, answer.content) for answer in (shown, changed)])
    assert told[0] == told[1]
    assert [status for status, _ in told[0]] == [404, 404]


async def test_who_holds_everything_is_told_what_is_not_there(field: Field) -> None:
    post = await field.post("city")
    (await post.push(add(+1, request="never"))).raise_for_status()
    info = (await post.results())[1].info
    assert info is not None
    assert info.code == "unknown_record"
