"""A centre restored from a backup, with notice or without, gets back what it has lost, and a person is told."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from postcmd.edits import Link
from postcmd.ops import Void
from postcmd.wire import PullAnswer, PushRequest
from sync.core import Core
from sync.instances import OUTBOX
from sync.intents import Draft
from sync.learnt import Learnt
from sync.outbox_changes import Dismiss, Prune
from tests.centre_fixture import many_quotas
from tests.sync.core_steps import ask, core_at, heads, learn, pushed, sealed
from tests.sync.desk import SUNHE, DeskAtWork, at_work, home_in
from tests.sync.fake_centre import FakeCentre


def links(desk: DeskAtWork) -> list[Link]:
    return [update.link for update in desk.updates if update.link is not None]


@pytest.mark.parametrize("announced", [True, False])
def test_the_screen_says_to_when_and_how_many_edits_go_out_again(tmp_path: Path, announced: bool) -> None:
    centre = FakeCentre()
    with at_work(tmp_path, centre) as desk:
        desk.until_online()
        desk.until_done(desk.add_to_quota(+1, group="before"))
        centre.backup()
        moment = centre.history.at
        for heads_more in (2, 3):
            desk.until_done(desk.add_to_quota(heads_more, group=f"lost {heads_more}"))
        centre.restore(announced)
        desk.until(lambda: desk.link.epoch == "e2" and desk.quota().max == 18 and not desk.link.resending)
        desk.until(lambda: desk.link.restored_to is None)
        told = [link for link in links(desk) if link.restored_to is not None]
    assert {link.restored_to for link in told} == {moment}
    assert max(link.resending for link in told) == 2
    assert centre.quota(SUNHE).max == 18


def test_what_was_dismissed_goes_out_as_void_with_its_reason(tmp_path: Path) -> None:
    centre = FakeCentre()
    with at_work(tmp_path, centre) as desk:
        desk.until_online()
        centre.backup()
        refused = desk.add_to_quota(-20)
        desk.until_stage(refused, "attention")
        assert desk.engine._outbox.keep(Dismiss(refused, "agreed by telephone")).result()
        centre.restore()
        desk.until(lambda: centre.history.seq > 0 and bool(centre.history.ledger))
        desk.until_done(desk.add_to_quota(+1))
    voids = [op for one in centre.questions if isinstance(one, PushRequest) for op in one.ops if isinstance(op, Void)]
    assert {op.reason for op in voids} == {"agreed by telephone"}
    assert [result.status for _, result in centre.history.ledger.values()] == ["void", "applied"]


def test_a_reason_is_kept_on_the_disk(tmp_path: Path) -> None:
    centre = FakeCentre()
    with at_work(tmp_path, centre) as desk:
        desk.until_online()
        refused = desk.add_to_quota(-20)
        desk.until_stage(refused, "attention")
        desk.engine.dismiss([refused], "agreed by telephone")
    (folder,) = home_in(tmp_path).folder.iterdir()
    assert b"agreed by telephone" in (folder / OUTBOX).read_bytes()


def test_a_restore_between_two_pages_begins_the_snapshot_anew() -> None:
    centre = FakeCentre(many_quotas(50), page=20)
    centre.backup()
    centre.put(msgspec.structs.replace(centre.quota(SUNHE), max=30))
    core = Core("server", "post", Learnt(account="chaoyang"))
    core.took_pull(*ask(core, centre), sealed(0))
    begun = core.is_midway
    centre.restore()
    assert core.took_pull(*ask(core, centre), sealed(0)) is None
    assert (begun, core.is_midway) == (True, False)
    learn(core, centre)
    assert (core.shown.epoch, heads(core)) == ("e2", 12)


def test_a_restore_during_a_push_sends_it_again_in_the_new_history() -> None:
    centre = FakeCentre()
    core, intents = core_at(centre), sealed(1, heads=3)
    centre.backup()
    message = core.push_request(core.next_push(intents), intents, 0.0)
    centre.restore()
    answer = centre.answer(message)
    assert not isinstance(answer, PullAnswer)
    core.took_push(message, answer, intents, 0.0)
    assert core.is_starting_anew
    learn(core, centre, intents)
    pushed(core, centre, intents)
    learn(core, centre, intents)
    assert heads(core) == 15
    assert centre.effects_of("post", 1) == 1


def test_results_of_another_history_let_nothing_be_forgotten() -> None:
    """The cache was written while the centre was restored: what stands in it is about a history that is over."""
    centre = FakeCentre()
    centre.backup()
    core, intents = core_at(centre), sealed(1)
    pushed(core, centre, intents)
    learn(core, centre, intents)
    on_disk = core.take_changes()
    assert on_disk is not None
    centre.restore()
    centre.safe = 10**6
    learn(core, centre, intents)
    learn(core, centre, intents)
    assert core.shown.epoch == "e2"
    assert core.safe_to_forget(intents, on_disk) == []


def test_results_of_a_former_identity_let_nothing_be_forgotten() -> None:
    centre = FakeCentre()
    centre.safe = 10**6
    core, intents = core_at(centre), sealed(1)
    pushed(core, centre, intents)
    learn(core, centre, intents)
    on_disk = core.take_changes()
    assert on_disk is not None
    assert core.safe_to_forget(intents, on_disk) == [1]
    renamed = msgspec.structs.replace(intents, client="another")
    assert core.safe_to_forget(renamed, on_disk) == []


def test_an_older_backup_than_promised_is_told(tmp_path: Path) -> None:
    centre = FakeCentre()
    centre.backup()
    with at_work(tmp_path, centre) as desk:
        desk.until_online()
        for n in range(3):
            desk.until_done(desk.add_to_quota(+1, group=str(n)))
        kept = desk.engine._outbox.intents
        desk.engine._outbox.keep(Prune((1, 2))).result()
        assert Draft(kept, {}, ()).next == 4
        desk.engine._call(lambda: desk.engine._watch._core.forget([1, 2]))
        centre.restore()
        desk.until(lambda: desk.link.trouble == "older_backup")
        desk.until(lambda: desk.link.epoch == "e2" and not desk.board.waiting)
    statuses = {n: result.status for (_, n), (_, result) in centre.history.ledger.items()}
    assert (statuses[1], statuses[2]) == ("unknown", "unknown")
