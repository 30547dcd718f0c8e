"""A client core beside a fake centre, one question at a time."""

from __future__ import annotations

from postcmd.edits import Update
from postcmd.ops import QuotaAdd
from postcmd.records import Quota
from postcmd.wire import Problem, PullAnswer, PullRequest, PushAnswer
from sync.core import Core
from sync.intents import Draft, Intents
from sync.learnt import Learnt
from sync.outbox_changes import Add, Seal
from tests.centre_fixture import DAY
from tests.sync.desk import SUNHE
from tests.sync.fake_centre import FakeCentre

NOTHING = Intents("post")


def core_at(centre: FakeCentre) -> Core:
    """A core that has learnt everything."""
    core = Core("server", "post", Learnt(account="chaoyang"))
    learn(core, centre)
    return core


def ask(core: Core, centre: FakeCentre, intents: Intents = NOTHING) -> tuple[PullRequest, PullAnswer | Problem]:
    question = core.pull_request(intents)
    answer = centre.answer(question)
    assert not isinstance(answer, PushAnswer)
    return question, answer


def learn(core: Core, centre: FakeCentre, intents: Intents = NOTHING) -> Update | None:
    """Pull until there is nothing more to pull."""
    while True:
        update = core.took_pull(*ask(core, centre, intents), intents)
        if not core.is_midway and core.basis.cursor is not None:
            return update


def sealed(count: int, heads: int = 1) -> Intents:
    op = QuotaAdd(request="sunhe", unit="lianjia", day=DAY, min=heads, max=heads, group="each")
    draft = Draft(NOTHING, {}, ()).take([Add(f"e{n}", op) for n in range(count)])
    return draft.take([Seal(tuple(range(1, count + 1)))]).intents()


def pushed(core: Core, centre: FakeCentre, intents: Intents) -> None:
    message = core.push_request(core.next_push(intents), intents, 0.0)
    answer = centre.answer(message)
    assert not isinstance(answer, PullAnswer)
    core.took_push(message, answer, intents, 0.0)


def heads(core: Core) -> int | None:
    quota = core.shown.get("quota", SUNHE)
    return quota.max if isinstance(quota, Quota) else None
