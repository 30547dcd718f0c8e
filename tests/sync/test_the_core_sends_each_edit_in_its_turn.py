"""One promise of the client core at a time: what is sent, when, and what becomes of a message that fails."""

from __future__ import annotations

from postcmd.ops import QuotaAdd
from postcmd.wire import Problem, Result
from sync.core import Core
from sync.intents import Draft, Intents
from sync.learnt import Learnt
from sync.outbox_changes import Add
from tests.centre_fixture import DAY
from tests.sync.core_steps import NOTHING, ask, core_at, learn, pushed, sealed
from tests.sync.fake_centre import FakeCentre


def test_nothing_is_sent_before_the_first_cut() -> None:
    """A copied folder is noticed only by the results that come with it."""
    core = Core("server", "post", Learnt(epoch="e1", account="chaoyang"))
    assert core.next_push(sealed(3)) == []


def test_an_op_that_is_not_sealed_does_not_go_out() -> None:
    core = core_at(FakeCentre())
    op = QuotaAdd(request="sunhe", unit="lianjia", day=DAY, max=1)
    intents = Draft(NOTHING, {}, ()).take([Add("e1", op)]).intents()
    assert core.push_request(core.next_push(intents), intents, 0.0).ops == []


def test_one_message_at_a_time_and_at_most_a_hundred_ops() -> None:
    core, intents = core_at(FakeCentre()), sealed(250)
    numbers = core.next_push(intents)
    assert numbers == list(range(1, 101))
    core.push_request(numbers, intents, 0.0)
    assert core.next_push(intents) == []


def test_what_the_centre_has_is_not_sent_again_until_a_pull_should_have_brought_its_results() -> None:
    centre = FakeCentre()
    core, intents = core_at(centre), sealed(150)
    pushed(core, centre, intents)
    assert core.next_push(intents)[0] == 101
    core.took_pull(*ask(core, centre, intents), intents)
    assert core.unanswered(intents)[0] == 101


def test_a_push_is_no_result() -> None:
    centre = FakeCentre()
    core, intents = core_at(centre), sealed(1)
    pushed(core, centre, intents)
    assert core.unanswered(intents) == [1]


def test_a_message_that_fails_is_halved_and_an_op_that_fails_alone_is_parked() -> None:
    """I9: no message blocks later ones for ever."""
    core, intents = core_at(FakeCentre()), sealed(8)
    sizes = []
    for now in range(10):
        message = core.push_request(core.next_push(intents), intents, float(now * 60))
        sizes.append((len(message.ops), message.park))
        core.lost_push(message, float(now * 60), broken=True)
    assert sizes == [(8, False), (4, False), (2, False)] + [(1, False)] * 5 + [(1, True)] * 2


def test_what_a_centre_failed_over_before_it_was_restored_is_not_parked_afterwards() -> None:
    """A broken disk fails every message; once a backup is back, the edits are judged, not parked unread."""
    core, intents = core_at(FakeCentre()), sealed(8)
    for now in range(9):
        core.lost_push(core.push_request(core.next_push(intents), intents, now * 60.0), now * 60.0, broken=True)
    message = core.push_request(core.next_push(intents), intents, 600.0)
    core.took_push(message, Problem("", 409, "reset", epoch="restored"), intents, 600.0)
    message = core.push_request(core.next_push(intents), intents, 601.0)
    assert (len(message.ops), message.park) == (8, False)


def test_an_op_is_not_parked_for_what_another_one_did() -> None:
    core, intents = core_at(FakeCentre()), sealed(8)
    for now in range(8):
        core.lost_push(core.push_request(core.next_push(intents), intents, now * 60.0), now * 60.0, broken=True)
    core.shown.results[1] = Result(1, "applied", 1, None, intents.kept[1].op.h)
    message = core.push_request(core.next_push(intents), intents, 600.0)
    assert ([op.n for op in message.ops], message.park) == ([2], False)


def test_a_gap_below_everything_kept_is_bridged_and_noted() -> None:
    centre = FakeCentre()
    core = core_at(centre)
    five = sealed(5)
    intents = Intents("post", five.next, {n: kept for n, kept in five.kept.items() if n >= 4})
    pushed(core, centre, intents)
    assert core.noted() == ["gap"]
    pushed(core, centre, intents)
    learn(core, centre, intents)
    statuses = {n: result.status for n, result in core.shown.results.items()}
    assert statuses == {4: "blocked", 5: "blocked"}, "both stand on an edit that nobody knows any more"
