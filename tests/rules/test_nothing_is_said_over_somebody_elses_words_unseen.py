"""Issuing and opening what is there already, and notes, which the last one to write has."""

from __future__ import annotations

import msgspec

from postcmd import intents, ops
from postcmd.undoing import undo
from postcmd.wire import Result
from tests.builders import EPOCH, edit, issue, open_, quota, request, squad
from tests.rules.ends import ended
from tests.shelf import shelf_of


def test_issuing_over_ones_own_words_sets_them() -> None:
    shelf = shelf_of(request())
    shelf.apply(issue(6, 9))
    assert shelf.apply(issue(6, 12, note="夜班")).status == "applied"
    assert shelf.apply(issue(6, 12, note="白班")).status == "applied"
    assert (shelf.quota().max, shelf.quota().note) == (12, "白班")


def test_issuing_over_somebody_elses_words_shows_both() -> None:
    shelf = shelf_of(request())
    shelf.apply(issue(6, 9), user="li", client="c2")
    outcome = shelf.apply(again := issue(6, 12))
    assert ended(outcome) == ("conflict", "issued_already")
    assert outcome.info is not None
    assert (outcome.info.by, outcome.info.now["max"]) == ("li", 9)
    mine = intents.mine_again(edit(again, result=Result(1, "conflict", 1, outcome.info)), EPOCH)
    assert shelf.apply(mine).status == "applied"
    assert shelf.quota().max == 12


def test_opening_over_another_request_shows_what_differs() -> None:
    shelf = shelf_of()
    shelf.apply(open_("again", hours="8-12"), user="li", client="c2")
    outcome = shelf.apply(open_("again", hours="12-18"))
    assert ended(outcome) == ("conflict", "exists")
    assert outcome.info is not None
    assert outcome.info.now == {"hours": "8-12"}
    assert ended(shelf.apply(open_("again", hours="8-12"))) == ("noop", "")


def test_the_last_note_counts_whoever_wrote_it() -> None:
    shelf = shelf_of(request(), quota(note="白班"))
    assert shelf.apply(ops.NoteSet(kind="quota", id=quota().id, text="夜班"), client="c2").status == "applied"
    assert shelf.apply(intents.note(quota(), "带手套")).status == "applied"
    assert shelf.quota().note == "带手套"
    assert shelf.apply(intents.note(quota(), "带手套")).status == "noop"


def test_a_note_changes_nothing_else() -> None:
    shelf = shelf_of(request(), squad())
    shelf.apply(intents.note(squad(), "夜班"))
    assert msgspec.structs.replace(shelf.squad(), rev=0, updated_at=None, updated_by="", note="") == squad()


def test_a_note_is_undone_by_the_one_before() -> None:
    shelf = shelf_of(request(note="白班"))
    written = edit(intents.note(shelf.request(), "夜班"), before=shelf.request())
    shelf.apply(written.op)
    shelf.apply(undo(written, EPOCH))
    assert shelf.request().note == "白班"
