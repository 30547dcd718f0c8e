"""Edits on their way, and the glyph each shows."""

from __future__ import annotations

from typing import get_args

import msgspec
import pytest

from postcmd import edits
from postcmd.edits import GLYPHS, PENDING, Edit, Stage, Update
from postcmd.ops import Op
from tests.builders import NOW, add, edit, quota, report, set_

STAGES = get_args(Stage)


def test_a_glyph_says_how_far_an_edit_is() -> None:
    assert [GLYPHS[stage] for stage in ("writing", "saved", "sent", "done", "attention")] == list("·●●✓!")
    assert set(GLYPHS) == set(STAGES)


@pytest.mark.parametrize("stage", STAGES)
def test_an_edit_is_pending_until_the_centre_or_a_person_has_spoken(stage: Stage) -> None:
    spoken = stage in ("done", "attention", "dismissed", "withdrawn")
    assert edit(add(max=1), stage=stage).is_pending is not spoken
    assert (stage in PENDING) is not spoken


def test_an_edit_and_an_update_are_immutable() -> None:
    for thing in (edit(add(max=1)), Update(), edits.Link()):
        with pytest.raises(AttributeError):
            setattr(thing, thing.__struct_fields__[0], None)


def test_an_edit_knows_its_record() -> None:
    assert edit(add(max=1)).target == ("quota", quota().id)


# Has the sync side caught up with what was placed on the screen?


def placed(heads: int = 3) -> Edit:
    return edit(add(max=heads), stage="writing")


@pytest.mark.parametrize("stage", ["writing", "saved"])
def test_it_has_when_it_tells_the_same_wish(stage: Stage) -> None:
    told = edit(add(max=3, n=4, h="b2:aa", after=2, made=NOW), stage=stage)
    assert told.has_caught_up(placed())


def test_it_has_not_while_it_tells_the_smaller_wish() -> None:
    assert not edit(add(max=2), stage="saved").has_caught_up(placed(3))


@pytest.mark.parametrize("stage", ["sent", "done", "attention", "dismissed", "withdrawn"])
def test_what_can_no_longer_change_is_what_it_is(stage: Stage) -> None:
    assert edit(add(max=2), stage=stage).has_caught_up(placed(3))


@pytest.mark.parametrize("op", [set_(quota(), max=3), report(quota(), present=3)])
def test_an_edit_without_a_number_yet_is_the_same_wish_as_with_one(op: Op) -> None:
    told = edit(msgspec.structs.replace(op, n=9, h="b2:bb"), stage="saved")
    assert told.has_caught_up(edit(op, stage="writing"))
