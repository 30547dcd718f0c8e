"""An edit is kept, sent, and answered once, whatever the weather between the post and the centre."""

from __future__ import annotations

from pathlib import Path

import msgspec

from postcmd.clean import LONGEST
from postcmd.ops import Bulk, SquadForm, Void
from postcmd.wire import Cursor, PullRequest, PushRequest
from sync.formats import read_outbox
from tests.sync.desk import SUNHE, at_work, home_in
from tests.sync.fake_centre import FakeCentre


def test_an_edit_is_shown_at_once_and_done_when_a_pull_says_so(tmp_path: Path) -> None:
    centre = FakeCentre()
    with at_work(tmp_path, centre) as desk:
        desk.until_online()
        ticket = desk.add_to_quota(+3)
        desk.until_done(ticket)
        assert desk.quota().max == 15
        assert desk.board.mark("quota", SUNHE) == "✓"
    assert centre.quota(SUNHE).max == 15


def test_the_tick_and_the_new_value_come_in_one_update(tmp_path: Path) -> None:
    """I2: at no instant is an edit counted twice or not at all."""
    centre = FakeCentre()
    with at_work(tmp_path, centre) as desk:
        desk.until_online()
        ticket = desk.add_to_quota(+3)
        desk.until_done(ticket)
        told = next(
            update
            for update in desk.updates
            for edit in update.edits or ()
            if (edit.ticket, edit.stage) == (ticket, "done")
        )
    assert [(record.id, getattr(record, "max", None)) for record in told.puts] == [(SUNHE, 15)]


def test_a_lost_reply_does_not_add_the_heads_twice(tmp_path: Path) -> None:
    """I3: an op that is sent twice takes effect once."""
    centre = FakeCentre()
    with at_work(tmp_path, centre) as desk:
        desk.until_online()
        centre.weather = "gone after a push"
        ticket = desk.add_to_quota(+3)
        desk.until(lambda: desk.link.state == "offline" and centre.quota(SUNHE).max == 15)
        assert desk.stage(ticket) == "sent"
        assert desk.quota().max == 15
        centre.weather = "fine"
        desk.engine.sync_now()
        desk.until_done(ticket)
        assert desk.quota().max == 15
    assert centre.quota(SUNHE).max == 15


def test_where_only_replies_are_lost_a_pull_tells_how_it_ended(tmp_path: Path) -> None:
    centre = FakeCentre()
    with at_work(tmp_path, centre) as desk:
        desk.until_online()
        centre.weather = "reply lost"
        desk.until_done(desk.add_to_quota(+3))
        assert desk.quota().max == 15
    assert centre.quota(SUNHE).max == 15


def test_without_a_link_an_edit_stays_open_to_change(tmp_path: Path) -> None:
    centre = FakeCentre()
    with at_work(tmp_path, centre) as desk:
        desk.until_online()
        centre.weather = "gone"
        centre.drop_streams()
        desk.until(lambda: desk.link.state == "offline")
        ticket = desk.add_to_quota(+3)
        desk.until_stage(ticket, "saved")
        desk.engine.sync_now()
        assert desk.add_to_quota(+2) == ticket
        assert desk.engine.withdraw([ticket]) == [ticket]


def test_edits_made_without_a_link_wait_through_a_restart_and_go_out_in_order(tmp_path: Path) -> None:
    centre = FakeCentre()
    with at_work(tmp_path, centre) as desk:
        desk.until_online()
    centre.weather = "gone"
    with at_work(tmp_path, centre) as desk:
        first = desk.add_to_quota(+3, group="a")
        second = desk.add_to_quota(-1, group="b")
        desk.until(lambda: (desk.stage(first), desk.stage(second)) == ("saved", "saved"))
        assert desk.quota().max == 14
    with at_work(tmp_path, centre) as desk:
        desk.until(lambda: len(desk.board.waiting) == 2 and desk.link.state == "offline")
        assert desk.quota().max == 14
        centre.weather = "fine"
        desk.engine.sync_now()
        desk.until(lambda: not desk.board.waiting)
        assert desk.quota().max == 14
    assert [n for _, n in centre.history.effects] == [1, 2]
    assert centre.quota(SUNHE).max == 14


def test_what_was_refused_waits_for_a_person_through_a_restart(tmp_path: Path) -> None:
    """I4: a refusal stays until a person dismisses it."""
    centre = FakeCentre()
    with at_work(tmp_path, centre) as desk:
        desk.until_online()
        ticket = desk.add_to_quota(-20)
        desk.until_stage(ticket, "attention")
        assert desk.quota().max == 12
    with at_work(tmp_path, centre) as desk:
        desk.until(lambda: len(desk.board.attention) == 1)
        (edit,) = desk.board.attention
        assert edit.result is not None
        assert edit.result.status == "rejected"
        desk.engine.dismiss([edit.ticket])
        desk.until(lambda: not desk.board.attention)
    with at_work(tmp_path, centre) as desk:
        desk.until_online()
        assert not desk.board.attention


def test_a_clash_shows_theirs_and_keeps_it(tmp_path: Path) -> None:
    centre = FakeCentre()
    with at_work(tmp_path, centre) as desk:
        desk.until_online()
        centre.weather = "gone"
        desk.engine.sync_now()
        desk.until(lambda: desk.link.state == "offline")
        ticket = desk.set_quota(20)
        centre.put(msgspec.structs.replace(centre.quota(SUNHE), min=9, max=9))
        centre.weather = "fine"
        desk.engine.sync_now()
        desk.until_stage(ticket, "attention")
        edit = desk.edit(ticket)
        assert edit is not None
        assert edit.result is not None
        assert edit.result.status == "conflict"
        assert desk.quota().max == 9
    assert centre.quota(SUNHE).max == 9


def test_an_edit_taken_back_before_it_was_sent_goes_out_as_void(tmp_path: Path) -> None:
    centre = FakeCentre()
    with at_work(tmp_path, centre) as desk:
        desk.until_online()
        centre.weather = "gone"
        desk.engine.sync_now()
        desk.until(lambda: desk.link.state == "offline")
        first = desk.add_to_quota(+3)
        desk.until_stage(first, "saved")
        assert desk.engine.withdraw([first]) == [first]
        desk.until_stage(first, "withdrawn")
        assert desk.quota().max == 12
        second = desk.add_to_quota(+1, group="later")
        centre.weather = "fine"
        desk.engine.sync_now()
        desk.until_done(second)
        assert desk.quota().max == 13
    sent = [op for asked in centre.questions if isinstance(asked, PushRequest) for op in asked.ops]
    assert [type(op) is Void for op in sent] == [True, False]


def test_a_sent_edit_cannot_be_taken_back(tmp_path: Path) -> None:
    centre = FakeCentre()
    with at_work(tmp_path, centre) as desk:
        desk.until_online()
        ticket = desk.add_to_quota(+3)
        desk.until_done(ticket)
        assert desk.engine.withdraw([ticket]) == []


def test_a_repeated_key_makes_one_larger_edit(tmp_path: Path) -> None:
    centre = FakeCentre()
    centre.weather = "gone"
    with at_work(tmp_path, centre) as desk:
        tickets = {desk.add_to_quota(+1) for _ in range(20)}
        desk.until(lambda: {edit.stage for edit in desk.board.edits} == {"saved"})
        (edit,) = desk.board.edits
        assert tickets == {edit.ticket}
        assert edit.op.n == 1
        assert getattr(edit.op, "max", 0) == 20


def test_what_a_restored_centre_has_lost_is_sent_again(tmp_path: Path) -> None:
    centre = FakeCentre()
    with at_work(tmp_path, centre) as desk:
        desk.until_online()
        first = desk.add_to_quota(+3)
        desk.until_done(first)
        centre.backup()
        second = desk.add_to_quota(+5, group="later")
        desk.until_done(second)
        centre.restore()
        desk.until(lambda: desk.link.epoch == "e2" and not desk.board.waiting and desk.quota().max == 20)
    assert centre.quota(SUNHE).max == 20
    assert sorted(n for _, n in centre.history.effects) == [1, 2]


def test_edits_are_forgotten_only_when_the_centre_has_them_in_a_backup(tmp_path: Path) -> None:
    """I1: what a restored centre may have lost is still here."""
    centre = FakeCentre()
    with at_work(tmp_path, centre) as desk:
        desk.until_online()
        desk.until_done(desk.add_to_quota(+3))
    assert numbers_kept(tmp_path) == ["1"]
    centre.safe = centre.history.seq
    with at_work(tmp_path, centre) as desk:
        desk.until_online()
        desk.until_done(desk.add_to_quota(+1))
    with at_work(tmp_path, centre) as desk:
        desk.until_online()
    assert "1" not in numbers_kept(tmp_path)


def test_who_lost_the_cache_says_up_to_where_edits_were_forgotten(tmp_path: Path) -> None:
    """I2: a standby that has not seen their effects is no place to learn from."""
    centre = FakeCentre()
    with at_work(tmp_path, centre) as desk:
        desk.until_online()
        desk.until_done(desk.add_to_quota(+3))
    centre.safe = centre.history.seq
    with at_work(tmp_path, centre) as desk:
        desk.until_online()
        desk.until_done(desk.add_to_quota(+1))
    with at_work(tmp_path, centre) as desk:
        desk.until_online()
    assert "1" not in numbers_kept(tmp_path)
    (folder,) = home_in(tmp_path).folder.iterdir()
    (folder / "cache.json").unlink()
    centre.questions.clear()
    with at_work(tmp_path, centre) as desk:
        desk.until_online()
    first = centre.questions[0]
    assert isinstance(first, PullRequest)
    assert first.cursor is None
    assert Cursor.parse(first.seen or "").seq >= centre.safe


def numbers_kept(state: Path) -> list[str]:
    (folder,) = home_in(state).folder.iterdir()
    tables = read_outbox(folder / "outbox.json")
    return [] if tables is None else list(tables["intents"])


def test_an_op_that_breaks_the_centre_is_parked_and_holds_up_nobody(tmp_path: Path) -> None:
    """I9: no op blocks later ones for ever."""
    centre = FakeCentre()
    with at_work(tmp_path, centre) as desk:
        desk.until_online()
        centre.weather = "breaks on push"
        poison = desk.add_to_quota(+1)
        desk.until_stage(poison, "attention")
        centre.weather = "fine"
        desk.until_done(desk.add_to_quota(+2, group="next"))
    assert centre.quota(SUNHE).max == 14


def test_an_op_that_the_centre_can_neither_take_nor_park_holds_up_nobody(tmp_path: Path) -> None:
    centre = FakeCentre()
    with at_work(tmp_path, centre) as desk:
        desk.until_online()
        centre.weather = "cannot read edits"
        desk.add_to_quota(+1)
        desk.until(lambda: [edit.result and edit.result.status for edit in desk.board.attention] == ["parked"])
        (unread,) = desk.board.attention
        assert getattr(unread.op, "max", 0) == 1
        centre.weather = "fine"
        desk.until_done(desk.add_to_quota(+2, group="next"))
        desk.engine.dismiss([unread.ticket])
        desk.until(lambda: not desk.board.attention)
    assert centre.quota(SUNHE).max == 14


def test_an_edit_too_large_for_a_message_is_refused_on_the_screen(tmp_path: Path) -> None:
    centre = FakeCentre()
    lines = tuple("满" * LONGEST for _ in range(50))
    squads = tuple(SquadForm(squad=f"s-{n}", unit="lianjia", name="队", strength=1, inferred=lines) for n in range(9))
    with at_work(tmp_path, centre) as desk:
        ticket = desk.give(Bulk(items=squads))
        desk.until_stage(ticket, "attention")
        refused = desk.edit(ticket)
    assert refused is not None
    assert refused.result is not None
    assert refused.result.info is not None
    assert refused.result.info.code == "unsound_op"
