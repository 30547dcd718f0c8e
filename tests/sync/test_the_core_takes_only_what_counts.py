"""One promise of the client core at a time: which answers count, what a cut changes."""

from __future__ import annotations

from datetime import date, timedelta

import msgspec
import pytest
from msgspec import Raw
from msgspec.structs import replace

from postcmd.edits import Update
from postcmd.errors import Unreachable
from postcmd.puts import Digest, Put, puts_of
from postcmd.records import Request, Squad, Work
from postcmd.scope import Grant
from postcmd.wire import Hello, Info, Problem, PullAnswer, Result
from sync.core import Core
from sync.doubts import MOST_WRONG
from sync.learnt import Learnt, clean_log
from tests.centre_fixture import DAY, many_quotas
from tests.sync.core_steps import NOTHING, ask, core_at, heads, learn, pushed, sealed
from tests.sync.desk import SUNHE
from tests.sync.fake_centre import START, FakeCentre


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


def test_a_log_is_taken_apart_only_where_something_in_it_is_odd() -> None:
    plain = Raw(
        b'[\n[1,"2022-11-20T03:00:00Z","\xe6\xb1\x9f","quota.add"],\n[2,"2022-11-20T03:00:01Z","","quota.set"]]'
    )
    assert clean_log(plain) is plain
    odd = clean_log(Raw(b'[\n[1,"2022-11-20T03:00:00Z","a\\u001b[2Jb","quota.add"]]'))
    assert msgspec.json.decode(odd) == [[1, "2022-11-20T03:00:00Z", "a[2Jb", "quota.add"]]


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


OLD = Work(id="w-old", unit="lianjia", day=DAY - timedelta(days=60), task="screening", quantity=9)


def learnt_with(centre: FakeCentre, kept_from: date | None) -> tuple[Core, Update]:
    """A core beside a centre with an old count, after an answer that names this first day."""
    core = core_at(centre)
    centre.put(OLD)
    question, answer = ask(core, centre)
    assert isinstance(answer, PullAnswer)
    update = core.took_pull(question, replace(answer, kept_from=kept_from), NOTHING)
    assert update is not None
    return core, update


def test_what_was_over_before_the_first_day_leaves_and_is_named() -> None:
    day_after = START.date() + timedelta(days=1)
    core, update = learnt_with(FakeCentre(), None)
    assert core.shown.get("work", "w-old") is not None
    core, update = learnt_with(FakeCentre(), day_after)
    assert ("work", "w-old") in update.gone
    assert OLD.id not in {one.id for one in update.puts}
    assert core.shown.get("work", "w-old") is None
    changes = core.take_changes()
    assert changes is not None
    assert changes.facts.kept_from == day_after


def test_a_clock_that_went_back_means_learning_anew_and_nothing_is_shown_half() -> None:
    """I5: days count again that were let go of; no delta brings them back."""
    centre = FakeCentre()
    core, _update = learnt_with(centre, START.date() + timedelta(days=1))
    change(centre, 30)
    question, answer = ask(core, centre)
    assert isinstance(answer, PullAnswer)
    assert core.took_pull(question, replace(answer, kept_from=START.date()), NOTHING) is None
    assert core.is_starting_anew
    assert core.shown.get("work", "w-old") is None
    update = learn(core, centre)
    assert update is not None
    assert (update.whole, heads(core), core.noted()) == (True, 30, [])
    assert core.shown.get("work", "w-old") is not None


def test_what_lies_by_a_request_that_has_left_stays_until_the_centre_takes_it() -> None:
    """I8: with its request gone a post cannot tell any more whether a squad is sent into its scope."""
    centre = FakeCentre()
    centre.grant("chaoyang", Grant("dispatcher", "p:chaoyang-d"))
    core = core_at(centre)
    sent = Squad(id="sent", unit="miyun", name="sent", strength=3, request="sunhe")
    request = core.shown.get("request", "sunhe")
    assert isinstance(request, Request)
    centre.put(sent)
    centre.put(replace(request, status="closed"))
    for grants in ((), (Grant("observer", "u:centre/yanqing"),)):
        centre.grant("chaoyang", Grant("dispatcher", "p:chaoyang-d"), *grants)
        question, answer = ask(core, centre)
        assert isinstance(answer, PullAnswer)
        first = max(START, centre.now).date() + timedelta(days=1)
        core.took_pull(question, replace(answer, kept_from=first, digest=None), NOTHING)
    assert core.shown.get("request", "sunhe") is None
    assert core.shown.get("squad", "sent") is not None
