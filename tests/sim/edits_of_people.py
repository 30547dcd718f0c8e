"""What a coordinator does from the call to the assembly: people, answers, requests made clearer, notices, notes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from random import Random
from typing import Final, TypeVar

from postcmd import intents, ops
from postcmd import intents_of_calls as calls
from postcmd import intents_of_people as people
from postcmd import intents_of_requests as requests
from postcmd.intent import Choice, Target
from postcmd.people_rules import SIGN_UP_MOVES, free_places
from postcmd.records import Kind, Line, Note, Notice, SignUp, Tally
from tests.centre_fixture import DAY
from tests.sim.edits import Made, one_of, some_quota, some_request, some_squad
from tests.sim.field import TEAMS
from tests.sim.post import Post

R = TypeVar("R", SignUp, Notice, Note)
CHOICES: Final[tuple[Choice, ...]] = ("", "keep", "reserve", "release")
DAYS: Final = (DAY, DAY + timedelta(days=1))


def declare(post: Post, rng: Random) -> Made | None:
    heads = rng.randrange(9)
    op = requests.declare(rng.choice(TEAMS), rng.choice(DAYS), heads, rng.choice(("", "night")), drivers=heads // 2)
    return op, post.board.get(*op.target)


def sign_up(post: Post, rng: Random) -> Made | None:
    """More than are asked for is normal, and so is the same person twice."""
    quota = some_quota(post, rng)
    if quota is None:
        return None
    volunteer = rng.choice((None, None, f"v{rng.randrange(4)}"))
    counted = volunteer is not None and rng.random() < 0.3
    heads = 1 if volunteer else rng.randrange(1, 6)
    to: Tally = rng.choice(("confirmed", "confirmed", "offered", "reserve", "reserve"))
    name, whole = _fresh(rng, "s"), rng.random() < 0.2
    op = people.sign_up(quota, name, heads, volunteer=volunteer, to=to, all_or_none=whole, counted=counted)
    return op, None


def stand_by(post: Post, rng: Random) -> Made | None:
    return people.stand_by(rng.choice(TEAMS), _fresh(rng, "b"), rng.randrange(1, 4)), None


def move_sign_up(post: Post, rng: Random) -> Made | None:
    one = _seen(post, rng, "signup", SignUp)
    if one is None:
        return None
    to = rng.choice(SIGN_UP_MOVES[one.state])
    return people.sign_up_move(one, to, rng.randrange(1, 3)), one


def call_reserve(post: Post, rng: Random) -> Made | None:
    """Where there are places and somebody stands by: most quotas lack one of the two."""
    quotas = [quota for _ in range(4) if (quota := some_quota(post, rng)) is not None]
    quota = max(quotas, key=lambda one: (one.reserve > 0 and free_places(one) != 0, one.id), default=None)
    return (
        None if quota is None else (people.call_reserve(quota, rng.choice((1, 1, 2)), pool=rng.random() < 0.7), quota)
    )


def muster(post: Post, rng: Random) -> Made | None:
    quota = some_quota(post, rng)
    return None if quota is None else (people.muster_report(quota, rng.randrange(9), post.board.link.epoch), quota)


def lower(post: Post, rng: Random) -> Made | None:
    """Fewer are asked for than before; what becomes of those left over is said, or not."""
    quota = some_quota(post, rng)
    if quota is None:
        return None
    typed = rng.randrange(4)
    op = rng.choice(
        (intents.add_heads(quota, -2), intents.set_heads(quota, f"{typed}", post.board.link.epoch)),
    )
    return requests.with_surplus(op, rng.choice(CHOICES)), quota


def answer(post: Post, rng: Random) -> Made | None:
    quota = some_quota(post, rng)
    said: ops.Answer = rng.choice(("acknowledged", "acknowledged", "accepted", "partly_accepted", "declined"))
    return None if quota is None else (requests.answer(quota, said, rng.randrange(1, 4)), quota)


def withdraw(post: Post, rng: Random) -> Made | None:
    quota = some_quota(post, rng)
    choice: Choice = rng.choice(("", "reserve", "release"))
    return None if quota is None else (requests.withdraw(quota, post.board.link.epoch, choice), quota)


def set_facts(post: Post, rng: Random) -> Made | None:
    request = some_request(post, rng)
    if request is None:
        return None
    facts = rng.choice(({"urgent": rng.random() < 0.5}, {"hours": f"{rng.randrange(3)}-18"}, {"vehicles": 2}))
    return requests.set_facts(request, post.board.link.epoch, **facts), request


def set_need(post: Post, rng: Random) -> Made | None:
    request = some_request(post, rng)
    if request is None:
        return None
    lines = [Line(rng.choice(DAYS), rng.randrange(4), rng.choice((None, 4, 9)))]
    return requests.set_need(request, lines, post.board.link.epoch), request


def take_in_hand(post: Post, rng: Random) -> Made | None:
    request = some_request(post, rng)
    return None if request is None else (calls.take_in_hand(request, post.account), request)


def link(post: Post, rng: Random) -> Made | None:
    request, other = some_request(post, rng), some_request(post, rng)
    if request is None or other is None:
        return None
    return requests.link(request, rng.choice((None, other.id))), request


def issue_notice(post: Post, rng: Random) -> Made | None:
    issuer, name = rng.choice(("centre", "d0", "d1")), f"n{rng.randrange(4)}"
    return people.notice_issue(post.board, name, "a notice", [issuer], [rng.choice(("centre", "d0"))]), None


def answer_notice(post: Post, rng: Random) -> Made | None:
    notice = _seen(post, rng, "notice", Notice)
    if notice is None:
        return None
    state: people.Answer = rng.choice(("read", "acknowledged", "accepted", "declined"))
    op = people.notice_answer(notice, rng.choice(notice.addressed_to), state, rng.randrange(3))
    return op, post.board.get(*op.target)


def write_note(post: Post, rng: Random) -> Made | None:
    request = some_request(post, rng)
    about: Target | None = None if request is None else ("request", request.id)
    at = post.now() + timedelta(minutes=20)
    return calls.note_write(post.board, f"c{rng.getrandbits(32)}", "rang back", about, at), None


def settle_note(post: Post, rng: Random) -> Made | None:
    note = _seen(post, rng, "note", Note)
    later = None if rng.random() < 0.5 else post.now() + timedelta(minutes=rng.randrange(9))
    return None if note is None else (calls.note_settle(note, later), note)


def join(post: Post, rng: Random) -> Made | None:
    squad = some_squad(post, rng)
    return None if squad is None else (people.join(squad, rng.randrange(1, 3)), squad)


OF_PEOPLE: Final[tuple[Callable[[Post, Random], Made | None], ...]] = (
    *(sign_up, sign_up, sign_up, stand_by, move_sign_up, move_sign_up, call_reserve, lower, lower),
    *(declare, stand_by, muster, answer, withdraw, set_facts, set_need, take_in_hand, link),
    *(issue_notice, answer_notice, write_note, settle_note, join),
)


def _fresh(rng: Random, kind: str) -> str:
    """An id made at the post; now and then two make the same."""
    return f"{kind}{rng.randrange(3) if rng.random() < 0.1 else rng.getrandbits(32)}"


def _seen(post: Post, rng: Random, kind: Kind, shape: type[R]) -> R | None:
    found = [one for one in post.board.every(kind) if isinstance(one, shape)]
    return one_of(sorted(found, key=lambda one: one.id), rng)
