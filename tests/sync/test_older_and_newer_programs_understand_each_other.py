"""An older file, an older centre, a newer centre: edits are kept, sent as soon as they can be, and never lost."""

from __future__ import annotations

import shutil
from pathlib import Path

import msgspec
import pytest

from postcmd.errors import CacheDamaged
from postcmd.intent import Choice
from postcmd.op_kinds import TAKEN
from postcmd.ops import Bulk, NoteSet, NoteWrite, Op, QuotaAdd, SignUpOffer, name
from postcmd.records import SignUp
from postcmd.wire import SCHEMA, PullAnswer, PushRequest
from sync.formats import read_cache, read_outbox
from sync.instances import CACHE, OUTBOX
from sync.intents import Draft, Intents, intents_from
from sync.local import OutboxFile
from sync.outbox_changes import Add, Postpone, Seal
from sync.sending import not_taken, to_postpone
from tests.centre_fixture import DAY
from tests.sync.desk import SUNHE, at_work, home_in
from tests.sync.fake_centre import START, FakeCentre

OLD = Path(__file__).with_name("outbox-of-version-1.json")
KNOWN = frozenset({"quota.add/1", "void/1"})


def add(heads: int, unit: str = "lianjia", surplus: Choice = "") -> QuotaAdd:
    group = "each for itself"
    return QuotaAdd(request="sunhe", unit=unit, day=DAY, min=heads, max=heads, group=group, surplus=surplus)


def note(text: str) -> NoteSet:
    return NoteSet(kind="quota", id=SUNHE, text=text)


def drafted(*ops: Op) -> Draft:
    return Draft(Intents("post"), {}, ()).take([Add(f"e{n}", op) for n, op in enumerate(ops, start=1)])


def test_an_outbox_of_version_1_is_read_and_written_as_version_2(tmp_path: Path) -> None:
    shutil.copy(OLD, tmp_path / OUTBOX)
    file = OutboxFile(tmp_path, "server", "chaoyang")
    found = file.load("unused")
    kept = found.kept
    assert (found.client, found.next, list(kept)) == ("01HFOLD0000000000000000000", 4, [1, 2, 3])
    assert (kept[1].dismissed, kept[2].sealed, kept[3].withdrawn) == (True, True, True)
    assert list(found.settled) == ["01HFOLDER000000000000000000.7"]
    file.save(Draft(found, {}, ()).take([Seal((3,))]))
    tables = read_outbox(tmp_path / OUTBOX)
    assert tables is not None
    assert tables["facts"]["outbox"].version == 2
    assert intents_from(tables).settled == found.settled


@pytest.mark.parametrize("change", [(b'"dismissed":true', b'"dismissed":false'), (b'"next":4', b'"next":5')])
def test_a_changed_outbox_of_version_1_is_still_found_out(tmp_path: Path, change: tuple[bytes, bytes]) -> None:
    (tmp_path / OUTBOX).write_bytes(OLD.read_bytes().replace(*change))
    with pytest.raises(CacheDamaged, match="outbox_damaged"):
        read_outbox(tmp_path / OUTBOX)


def test_a_newer_outbox_is_neither_sent_nor_touched_and_work_goes_on_beside_it(tmp_path: Path) -> None:
    centre = FakeCentre()
    centre.weather = "gone"
    with at_work(tmp_path, centre) as desk:
        desk.until_kept(desk.add_to_quota(+3))
    (folder,) = home_in(tmp_path).folder.iterdir()
    newer = (folder / OUTBOX).read_bytes().replace(b'"version":2', b'"version":3')
    (folder / OUTBOX).write_bytes(newer)
    centre.weather = "fine"
    with at_work(tmp_path, centre) as desk:
        desk.until_online()
        desk.until_done(desk.add_to_quota(+1))
    assert (folder / OUTBOX).read_bytes() == newer
    assert centre.quota(SUNHE).max == 13


def test_a_cache_of_another_schema_is_learnt_again(tmp_path: Path) -> None:
    centre = FakeCentre()
    with at_work(tmp_path, centre) as desk:
        desk.until_online()
        refused = desk.add_to_quota(-20)
        desk.until_stage(refused, "attention")
    (folder,) = home_in(tmp_path).folder.iterdir()
    cache = (folder / CACHE).read_bytes()
    (folder / CACHE).write_bytes(cache.replace(f'"schema":{SCHEMA}'.encode(), b'"schema":0'))
    centre.weather = "gone"
    with at_work(tmp_path, centre) as desk:
        desk.until(lambda: len(desk.board.attention) == 1)
        assert desk.board.quota(SUNHE) is None
        centre.weather = "fine"
        desk.engine.sync_now()
        desk.until_online()


@pytest.mark.parametrize("earlier", range(1, SCHEMA))
def test_a_cache_of_an_earlier_program_is_shown_and_everything_is_learnt_again(tmp_path: Path, earlier: int) -> None:
    """What that program did not know, it let go of: its cursor says that it has it."""
    centre = FakeCentre()
    with at_work(tmp_path, centre) as desk:
        desk.until_online()
        centre.put(SignUp(id="s1", unit="lianjia", heads=3, at=START, confirmed=3))
        desk.until(lambda: desk.board.get("signup", "s1") is not None)
    (folder,) = home_in(tmp_path).folder.iterdir()
    tables = msgspec.json.decode((folder / CACHE).read_bytes())
    tables["facts"]["cache"]["schema"] = earlier
    assert tables.pop("signup")
    (folder / CACHE).write_bytes(msgspec.json.encode(tables))
    centre.weather = "gone"
    for _start in range(2):
        with at_work(tmp_path, centre) as desk:
            desk.until(lambda: desk.board.quota(SUNHE) is not None)
            assert desk.board.get("signup", "s1") is None
    centre.weather = "fine"
    with at_work(tmp_path, centre) as desk:
        desk.until(lambda: desk.board.get("signup", "s1") is not None)
        desk.until_online()
    known = read_cache(folder / CACHE)
    assert known is not None
    assert (known["facts"]["cache"].schema, list(known["signup"])) == (SCHEMA, ["s1"])


def test_a_centre_that_takes_no_edits_from_this_version_is_still_watched(tmp_path: Path) -> None:
    centre = FakeCentre()
    with at_work(tmp_path, centre) as desk:
        desk.until_online()
        centre.weather = "takes no edits"
        ticket = desk.add_to_quota(+3)
        desk.until(lambda: (desk.link.trouble, desk.link.facts) == ("edits_need_upgrade", {"n": "1"}))
        centre.put(msgspec.structs.replace(centre.quota(SUNHE), min=30, max=30))
        desk.until(lambda: desk.quota().max == 33)
        assert (desk.link.state, desk.stage(ticket)) == ("online", "sent")
        centre.weather = "fine"
        desk.until_done(ticket)
        desk.until(lambda: desk.link.trouble == "")


def test_a_kind_the_centre_does_not_know_waits_behind_the_others(tmp_path: Path) -> None:
    centre = FakeCentre()
    centre.kinds = tuple(KNOWN)
    with at_work(tmp_path, centre) as desk:
        desk.until_online()
        later = desk.give(note("for later"))
        desk.until(lambda: (desk.link.trouble, desk.link.facts) == ("centre_older", {"n": "1"}))
        desk.until_done(desk.add_to_quota(+3))
        assert desk.stage(later) == "saved"
        centre.kinds = (*KNOWN, "note.set/1")
        centre.drop_streams()
        desk.engine._call(lambda: setattr(desk.engine._watch._picture.rounds._exchange, "hello_due", True))  # type: ignore[union-attr]  # at work
        desk.engine.sync_now()
        desk.until_done(later)
    sent = [op for one in centre.questions if isinstance(one, PushRequest) for op in one.ops]
    assert [(op.n, type(op)) for op in sent] == [(1, QuotaAdd), (2, NoteSet)]


def test_only_unsealed_ops_change_places_and_what_stands_on_one_goes_with_it() -> None:
    draft = drafted(add(1), note("a"), add(2), note("b"), add(3))
    assert draft.kept[4].op.after == 2
    draft.take([Seal((1,))])
    late = to_postpone(draft.intents(), KNOWN)
    assert late == {2, 4}
    draft.take([Postpone(late)])
    ops = {n: kept.op for n, kept in draft.kept.items()}
    assert [type(op) for op in ops.values()] == [QuotaAdd, QuotaAdd, QuotaAdd, NoteSet, NoteSet]
    assert [op.n for op in ops.values()] == [1, 2, 3, 4, 5]
    assert ops[5].after == 4
    assert [draft.number_of(f"e{n}") for n in range(1, 6)] == [1, 4, 2, 5, 3]
    assert to_postpone(draft.intents(), KNOWN) == frozenset()


def test_a_bulk_is_of_all_the_kinds_in_it() -> None:
    draft = drafted(Bulk(items=(add(1), note("a"))))
    assert not_taken(draft.intents(), KNOWN | {"bulk/1"}).first == 1
    assert not not_taken(draft.intents(), KNOWN | {"bulk/1", "note.set/1"}).numbers


@pytest.mark.parametrize(
    "later",
    [
        SignUpOffer(signup="s1", request="sunhe", unit="lianjia", day=DAY),
        NoteWrite(id="c1", text="孙河来电", unit="lianjia"),
        add(-1, surplus="reserve"),
    ],
    ids=name,
)
def test_what_was_added_to_the_ops_waits_for_a_centre_that_takes_it(later: Op) -> None:
    """A field added to an old op is refused by an older centre as much as an op it does not know."""
    before = frozenset({"quota.add/1", "void/1"})
    draft = drafted(later, add(1, "other"))
    assert to_postpone(draft.intents(), before) == {1}
    assert not not_taken(draft.intents(), frozenset(TAKEN)).numbers


def test_a_centre_that_does_not_say_what_it_takes_takes_everything() -> None:
    assert not not_taken(drafted(note("a")).intents(), frozenset()).numbers


def test_an_answer_of_a_newer_centre_may_say_more() -> None:
    centre = FakeCentre()
    from tests.sync.core_steps import ask, core_at

    _, answer = ask(core_at(centre), centre)
    more = msgspec.json.encode(answer)[:-1] + b',"weather":{"wind":3}}'
    assert msgspec.json.decode(more, type=PullAnswer) == answer
