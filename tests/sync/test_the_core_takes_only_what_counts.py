"""One promise of the client core at a time: which answers count, what a cut changes, what is sent."""

from __future__ import annotations

import msgspec
import pytest
from msgspec import Raw
from msgspec.structs import replace

from postcmd.edits import Update
from postcmd.errors import Unreachable
from postcmd.ops import QuotaAdd
from postcmd.records import Quota
from postcmd.scope import Grant
from postcmd.wire import Digest, Hello, Info, Problem, PullAnswer, PullRequest, PushAnswer, Put, Result, puts_of
from sync.core import Core
from sync.doubts import MOST_WRONG
from sync.intents import Draft, Intents
from sync.learnt import Learnt
from sync.outbox_changes import Add, Seal
from tests.centre_fixture import DAY, many_quotas
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


def heads(core: Core) -> int | None:
    quota = core.shown.get("quota", SUNHE)
    return quota.max if isinstance(quota, Quota) else None


def change(centre: FakeCentre, heads: int) -> None:
    centre.put(replace(centre.quota(SUNHE), min=heads, max=heads))


def test_an_answer_to_an_earlier_question_counts_for_nothing() -> None:
    centre = FakeCentre()
    core = core_at(centre)
    change(centre, 20)
    late = ask(core, centre)
    change(centre, 30)
    assert learn(core, centre) is not None
    assert core.took_pull(*late, NOTHING) is None
    assert heads(core) == 30


def test_the_same_answer_twice_counts_once() -> None:
    centre = FakeCentre()
    core = core_at(centre)
    change(centre, 20)
    answered = ask(core, centre)
    assert core.took_pull(*answered, NOTHING) is not None
    assert core.took_pull(*answered, NOTHING) is None


def test_an_answer_from_another_cursor_counts_for_nothing() -> None:
    centre = FakeCentre()
    core = core_at(centre)
    change(centre, 20)
    question, answer = ask(core, centre)
    assert isinstance(answer, PullAnswer)
    assert core.took_pull(question, replace(answer, base="e1.1.other"), NOTHING) is None
    assert heads(core) == 12


def test_pages_change_nothing_before_the_last_one() -> None:
    centre = FakeCentre(many_quotas(50), page=20)
    core = Core("server", "post", Learnt(account="chaoyang"))
    pages = 0
    while core.took_pull(*ask(core, centre), NOTHING) is None:
        assert core.shown.cursor is None
        assert core.is_midway
        pages += 1
    assert pages == 2
    assert len(core.shown.records["quota"]) == 51


def test_what_changes_between_two_pages_is_in_the_cut() -> None:
    centre = FakeCentre(many_quotas(50), page=20)
    core = Core("server", "post", Learnt(account="chaoyang"))
    while core.took_pull(*ask(core, centre), NOTHING) is None:
        change(centre, 40)
    assert heads(core) == 40
    assert core.noted() == []


def test_gone_records_leave_and_are_named() -> None:
    centre = FakeCentre()
    core = core_at(centre)
    centre.remove("squad", "squad-1")
    update = learn(core, centre)
    assert update is not None
    assert update.gone == (("squad", "squad-1"),)
    assert core.shown.get("squad", "squad-1") is None


def test_nothing_outside_a_new_scope_is_held() -> None:
    """I8: nothing outside the prefixes is held."""
    centre = FakeCentre()
    core = core_at(centre)
    centre.grant("chaoyang", Grant("dispatcher", "u:centre/miyun"))
    question, answer = ask(core, centre)
    assert isinstance(answer, PullAnswer)
    update = core.took_pull(question, replace(answer, gone=[], digest=None), NOTHING)
    assert update is not None
    assert ("quota", SUNHE) in update.gone
    assert set(core.shown.records["quota"]) == {f"gubei.miyun.{DAY}"}


def test_what_is_shown_stays_whole_while_everything_is_learnt_anew() -> None:
    centre = FakeCentre(many_quotas(50), page=20)
    core = core_at(centre)
    centre.backup()
    change(centre, 30)
    learn(core, centre)
    centre.restore()
    core.took_pull(*ask(core, centre), NOTHING)
    core.took_pull(*ask(core, centre), NOTHING)
    assert (core.shown.epoch, heads(core)) == ("e1", 30)
    learn(core, centre)
    assert (core.shown.epoch, heads(core)) == ("e2", 12)


def test_an_expired_cursor_learns_records_and_results_anew() -> None:
    centre = FakeCentre()
    core, intents = core_at(centre), sealed(1)
    pushed(core, centre, intents)
    learn(core, centre, intents)
    change(centre, 30)
    centre.min_seq = centre.history.seq
    update = learn(core, centre, intents)
    assert update is not None
    assert update.whole
    assert heads(core) == 30
    assert core.shown.results.keys() == {1}


def test_whoever_learns_anew_is_shown_nothing_older() -> None:
    """I6: the centre is told what is shown, and only then what there is."""
    centre = FakeCentre()
    core = core_at(centre)
    centre.backup()
    change(centre, 30)
    learn(core, centre)
    assert core.pull_request(NOTHING).seen is None
    core.took_pull(core.pull_request(NOTHING), Problem("", 410, "cursor_expired"), NOTHING)
    question = core.pull_request(NOTHING)
    assert (question.cursor, question.epoch, question.seen) == (None, "e1", core.shown.cursor)
    centre.restore(announced=False)
    learn(core, centre)
    assert (core.shown.epoch, heads(core)) == ("e2", 12)


def test_a_wrong_digest_means_learning_anew_but_not_for_ever() -> None:
    """I5: what is held is compared with what the centre shows."""
    centre = FakeCentre()
    core = Core("server", "post", Learnt(account="chaoyang"))
    tries = 0
    while core.shown.cursor is None:
        question, answer = ask(core, centre)
        assert isinstance(answer, PullAnswer)
        core.took_pull(question, replace(answer, digest=Digest(1, "0")), NOTHING)
        tries += 1
    assert tries == MOST_WRONG + 1
    assert heads(core) == 12


def test_another_epoch_at_hello_is_another_history() -> None:
    """I6: nothing of another history is mixed in."""
    centre = FakeCentre()
    core = core_at(centre)
    centre.backup()
    centre.restore()
    core.took_hello(hello(centre), NOTHING)
    assert core.basis.cursor is None
    learn(core, centre)
    assert core.shown.epoch == "e2"


def hello(centre: FakeCentre, last: int = 0) -> Hello:
    moment = centre.now
    return Hello(
        centre.epoch, centre.history.seq, moment, moment, "chaoyang", ["*"], [Grant("dispatcher", "*")], last=last
    )


def test_remote_text_is_cleaned_when_it_arrives_and_only_then() -> None:
    centre = FakeCentre()
    evil = "[/b]\x1b]52;c;ZXZpbA==\x07\u202egnip\u200b\n链家"
    centre.put(replace(centre.quota(SUNHE), note=evil))
    core = core_at(centre)
    quota = core.shown.get("quota", SUNHE)
    assert quota is not None
    assert quota.note == "[/b]]52;c;ZXZpbA==gnip 链家"
    question, answer = ask(core, centre)
    assert isinstance(answer, PullAnswer)
    log = Raw(msgspec.json.encode([[1, centre.now, evil, "quota.add", {}]]))
    info = Info(code="conflict", by=evil, now={"note": evil})
    intents = sealed(1)
    said = replace(
        answer, puts=puts_of([Put(centre.quota(SUNHE), log)]), mine=[Result(1, "conflict", 9, info)], digest=None
    )
    update = core.took_pull(question, said, intents)
    assert update is not None
    assert "\x1b" not in bytes(update.logs["quota", SUNHE]).decode() + str(core.shown.results)
    assert "\\u" not in bytes(update.logs["quota", SUNHE]).decode()


# What is sent


def sealed(count: int, heads: int = 1) -> Intents:
    op = QuotaAdd(request="sunhe", unit="lianjia", day=DAY, min=heads, max=heads, group="each")
    draft = Draft(NOTHING, {}, ()).take([Add(f"e{n}", op) for n in range(count)])
    return draft.take([Seal(tuple(range(1, count + 1)))]).intents()


def pushed(core: Core, centre: FakeCentre, intents: Intents) -> None:
    message = core.push_request(core.next_push(intents), intents, 0.0)
    answer = centre.answer(message)
    assert not isinstance(answer, PullAnswer)
    core.took_push(message, answer, intents, 0.0)


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


@pytest.mark.parametrize("told", [Problem("", 422, "malformed"), Problem("", 410, "cursor_expired")])
def test_a_cursor_that_was_damaged_ends_in_a_snapshot_and_in_no_loop(told: Problem) -> None:
    """I12: everything that was learnt can be learnt again, without anybody deleting it."""
    centre = FakeCentre()
    core = core_at(centre)
    core.shown.cursor = "damaged"
    core.took_pull(core.pull_request(NOTHING), told, NOTHING)
    question, answer = ask(core, centre)
    assert question.cursor is None
    core.took_pull(question, answer, NOTHING)
    assert core.shown.cursor not in ("damaged", None)


def test_a_centre_that_reads_nothing_we_say_is_not_asked_for_ever_at_once() -> None:
    core = core_at(FakeCentre())
    core.took_pull(core.pull_request(NOTHING), Problem("", 422, "malformed"), NOTHING)
    with pytest.raises(Unreachable):
        core.took_pull(core.pull_request(NOTHING), Problem("", 422, "malformed"), NOTHING)


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
