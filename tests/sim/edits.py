"""What a coordinator does: edits made from what the screen shows, as the board's keys make them."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import Any, Final, TypeVar, cast

import msgspec

from postcmd import intents, ops
from postcmd.errors import PostError
from postcmd.moves import REQUEST_MOVES, SQUAD_MOVES
from postcmd.ops import Op
from postcmd.records import AnyRecord, Quota, Request, Squad
from tests.centre_fixture import DAY, a_request
from tests.sim.field import CALLS, OWN, SQUADS, TEAMS, own_key
from tests.sim.field import SHARED_QUOTAS as QUOTAS
from tests.sim.post import Post

T = TypeVar("T")
DELETABLE: Final[dict[ops.Deletable, tuple[str, ...]]] = {"quota": QUOTAS, "request": CALLS, "squad": SQUADS}
Made = tuple[Op, AnyRecord | None]


def own_add(post: Post, rng: Random) -> Made | None:
    quota = post.board.quota(own_key(post.own))
    return None if quota is None else (intents.add_heads(quota, rng.choice((1, 1, 2, 3, -1))), quota)


def add(post: Post, rng: Random) -> Made | None:
    quota = some_quota(post, rng)
    return None if quota is None else (intents.add_heads(quota, rng.choice((1, 2, -1, -3)), "min"), quota)


def set_heads(post: Post, rng: Random) -> Made | None:
    quota = some_quota(post, rng)
    text = rng.choice((f"{rng.randrange(9)}", f"{rng.randrange(5)}-{rng.randrange(5, 12)}"))
    return None if quota is None else (intents.set_heads(quota, text, post.board.link.epoch), quota)


def report(post: Post, rng: Random) -> Made | None:
    quota = some_quota(post, rng)
    counts = {rng.choice(("offered", "confirmed", "present")): rng.randrange(4)}
    return None if quota is None else (intents.report(quota, counts, post.board.link.epoch), quota)


def issue(post: Post, rng: Random) -> Made | None:
    request = some_request(post, rng)
    if request is None:
        return None
    heads = rng.choice((2, 3))
    return ops.QuotaIssue(request=request.id, unit=rng.choice(TEAMS), day=DAY, min=heads, max=heads), None


def open_request(post: Post, rng: Random) -> Made | None:
    name = f"new{rng.randrange(3)}"
    lines = a_request(name, "p0", 5).lines
    return ops.RequestOpen(request=name, place=rng.choice(("p0", "pd1")), task="screening", lines=lines), None


def move_request(post: Post, rng: Random) -> Made | None:
    request = some_request(post, rng)
    if request is None:
        return None
    to = rng.choice(REQUEST_MOVES[request.status])
    return ops.RequestMove(request=request.id, came_from=request.status, to=to), request


def move_squad(post: Post, rng: Random) -> Made | None:
    squad = some_squad(post, rng)
    if squad is None:
        return None
    to = rng.choice(SQUAD_MOVES[squad.status])
    place = rng.choice((None, None, "p0", "pd1"))
    return ops.SquadMove(squad=squad.id, came_from=squad.status, to=to, place=place), squad


def report_squad(post: Post, rng: Random) -> Made | None:
    squad = some_squad(post, rng)
    if squad is None:
        return None
    base = ops.Base(post.board.link.epoch, squad.rev, {"present": squad.present})
    return ops.SquadReport(squad=squad.id, base=base, present=rng.randrange(squad.strength + 2)), squad


def mine_again(post: Post, rng: Random) -> Made | None:
    """After a conflict: the same wish, on top of what the centre says now."""
    conflicts = [edit for edit in post.board.attention if edit.result is not None and edit.result.status == "conflict"]
    if not conflicts:
        return None
    edit = rng.choice(conflicts)
    return intents.mine_again(edit, post.board.link.epoch), edit.before


def transfer(post: Post, rng: Random) -> Made | None:
    """Heads of one unit's quota go over to another's of the same call."""
    giver, receiver = some_quota(post, rng), some_quota(post, rng)
    if giver is None or receiver is None or giver.request != receiver.request or giver.unit == receiver.unit:
        return None
    heads = rng.choice((1, 2, 5))
    to = receiver.unit
    return ops.QuotaTransfer(request=giver.request, unit=giver.unit, day=DAY, to=to, min=heads, max=heads), giver


def delete(post: Post, rng: Random) -> Made | None:
    seen = rng.choice((some_quota, some_request, some_squad))(post, rng)
    return None if seen is None else (intents.delete(seen, post.board.link.epoch), seen)


def restore(post: Post, rng: Random) -> Made | None:
    """Bring back what was deleted; mostly nothing was."""
    kind = rng.choice(tuple(DELETABLE))
    return ops.RecordRestore(kind=kind, id=rng.choice(DELETABLE[kind])), None


def note(post: Post, rng: Random) -> Made | None:
    seen = rng.choice((some_quota, some_request, some_squad))(post, rng)
    return None if seen is None else (intents.note(seen, f"{post.name} {rng.randrange(9)}"), seen)


def bulk(post: Post, rng: Random) -> Made | None:
    """A selection at once."""
    made = [rng.choice(SINGLE)(post, rng) for _ in range(rng.randrange(1, 5))]
    items = tuple(one[0] for one in made if one is not None)
    return (ops.Bulk(items=cast(Any, items), atomic=rng.random() < 0.5), None) if items else None


SINGLE: Final = (add, set_heads, report, issue, move_request, move_squad, transfer, delete, restore, note)
SHARED: Final[tuple[Callable[[Post, Random], Made | None], ...]] = (
    add,
    add,
    set_heads,
    set_heads,
    report,
    issue,
    open_request,
    move_request,
    move_squad,
    report_squad,
    transfer,
    delete,
    restore,
    note,
    bulk,
    mine_again,
    mine_again,
)


def make(kind: Callable[[Post, Random], Made | None], post: Post, rng: Random, tag: str) -> Made | None:
    """The edit with its tag; None where what is seen does not admit it."""
    try:
        made = kind(post, rng)
    except PostError:
        return None
    if made is None:
        return None
    return msgspec.structs.replace(made[0], reason=tag), made[1]


def some_quota(post: Post, rng: Random) -> Quota | None:
    seen = [one for one in post.board.every("quota") if isinstance(one, Quota) and one.request not in OWN]
    return one_of(sorted(seen, key=_by_id), rng)


def some_request(post: Post, rng: Random) -> Request | None:
    seen = [one for one in post.board.every("request") if isinstance(one, Request) and one.id not in OWN]
    return one_of(sorted(seen, key=_by_id), rng)


def some_squad(post: Post, rng: Random) -> Squad | None:
    seen = [one for one in post.board.every("squad") if isinstance(one, Squad)]
    return one_of(sorted(seen, key=_by_id), rng)


def _by_id(record: AnyRecord) -> str:
    return record.id


def one_of(seen: list[T], rng: Random) -> T | None:
    return rng.choice(seen) if seen else None
