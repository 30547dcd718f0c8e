"""`+`, `-` and typed numbers on the quota under the cursor."""

from __future__ import annotations

import pytest

from tests.tui.post import GUBEI, JINZHAN, SUNHE, a_post

pytestmark = pytest.mark.anyio


async def test_plus_changes_both_bounds_of_an_exact_quota_and_shows_how_far_the_edit_is() -> None:
    async with a_post() as post:
        await post.on(SUNHE)
        await post.press("plus")
        assert post.heads(SUNHE) == "13-13"
        assert post.cells(SUNHE)["mark"] == "·"
        post.desk.save()
        await post.settle()
        assert post.cells(SUNHE)["mark"] == "●"
        await post.sync()
        assert (post.heads(SUNHE), post.cells(SUNHE)["mark"]) == ("13-13", "✓")


async def test_plus_acts_on_the_field_chosen() -> None:
    async with a_post() as post:
        await post.on(JINZHAN)
        await post.press("plus")
        assert post.heads(JINZHAN) == "6-10"
        await post.press("left", "plus")
        assert post.heads(JINZHAN) == "7-10"


@pytest.mark.parametrize("key", ["+", "=", "＋"])
async def test_the_twins_of_plus_do_the_same(key: str) -> None:
    async with a_post() as post:
        await post.on(SUNHE)
        await post.type_at_once(key)
        assert post.heads(SUNHE) == "13-13"


@pytest.mark.parametrize("key", ["-", "_", "－"])
async def test_the_twins_of_minus_do_the_same(key: str) -> None:
    async with a_post() as post:
        await post.on(SUNHE)
        await post.type_at_once(key)
        assert post.heads(SUNHE) == "11-11"


async def test_a_repeated_key_counts_each_press_once_also_while_answers_are_on_their_way() -> None:
    async with a_post() as post:
        await post.on(SUNHE)
        await post.press("plus")
        post.desk.save()
        await post.press("plus", "plus")
        assert post.heads(SUNHE) == "15-15"
        await post.sync()
        assert post.heads(SUNHE) == "15-15"
        assert post.centre.records["quota", SUNHE].max == 15  # type: ignore[union-attr]


async def test_a_late_word_of_a_smaller_sum_does_not_make_the_number_jump_back() -> None:
    async with a_post() as post:
        await post.on(SUNHE)
        await post.press("plus")
        edits = tuple(post.desk.edits.values())
        await post.press("plus")
        from postcmd.edits import Update

        post.screen.take(Update(edits=edits))
        assert post.heads(SUNHE) == "14-14"


@pytest.mark.parametrize(("typed", "heads"), [("25", "25-25"), ("6-9", "6-9"), ("８－１０", "8-10")])
async def test_a_number_typed_is_set_with_enter(typed: str, heads: str) -> None:
    async with a_post() as post:
        await post.on(SUNHE)
        await post.type_at_once(typed)
        assert post.heads(SUNHE) == "12-12"
        await post.press("enter")
        assert post.heads(SUNHE) == heads


async def test_escape_leaves_the_number_as_it_was() -> None:
    async with a_post() as post:
        await post.on(SUNHE)
        await post.type_at_once("25")
        await post.press("escape")
        assert post.heads(SUNHE) == "12-12"
        assert not post.desk.edits


@pytest.mark.parametrize("typed", ["9-6", "99999999999", "1x", "1-2-3"])
async def test_what_is_no_number_of_heads_is_refused_with_a_sentence_and_stays_to_be_mended(typed: str) -> None:
    async with a_post() as post:
        await post.on(SUNHE)
        await post.type_at_once(typed)
        await post.press("enter")
        assert post.table.is_editing
        assert not post.desk.edits
        assert post.said
        assert "Enter detail" not in post.said
        await post.press("escape")
        assert post.heads(SUNHE) == "12-12"


async def test_letters_do_not_begin_an_edit() -> None:
    async with a_post() as post:
        await post.on(SUNHE)
        await post.press("ä")
        assert not post.table.is_editing
        assert "ä means nothing here" in post.said


async def test_over_three_times_as_many_asks_once_more_with_no_first() -> None:
    async with a_post() as post:
        await post.on(SUNHE)
        await post.type_at_once("120")
        await post.press("enter")
        assert not post.desk.edits
        await post.press("enter")
        assert post.heads(SUNHE) == "12-12"
        assert post.said == "Left as it was."
        await post.type_at_once("120")
        await post.press("enter", "y")
        assert post.heads(SUNHE) == "120-120"


async def test_what_the_rules_refuse_is_said_at_once_and_not_submitted() -> None:
    async with a_post() as post:
        await post.on(JINZHAN)
        await post.press("left")
        await post.type_at_once("10")
        await post.press("enter")
        assert not post.desk.edits
        assert "below the min" in post.said


async def test_a_key_typed_right_after_enter_acts_on_the_number_just_set() -> None:
    async with a_post() as post:
        await post.on(SUNHE)
        await post.press("2", "5", "enter", "plus")
        assert post.heads(SUNHE) == "26-26"


async def test_heads_are_not_changed_from_another_pane() -> None:
    async with a_post() as post:
        await post.press("g", "s", "plus")
        assert not post.desk.edits
        assert "press g q" in post.said


async def test_on_a_selection_keys_show_first_what_they_would_do() -> None:
    async with a_post() as post:
        await post.on(JINZHAN)
        await post.press("space")
        await post.on(GUBEI)
        await post.press("space", "plus")
        assert "2 records" in post.said
        assert "12 → 13" in post.said
        assert "6-9 → 6-10" in post.said
        assert not post.desk.edits
        await post.press("plus", "enter")
        assert (post.heads(GUBEI), post.heads(JINZHAN), post.heads(SUNHE)) == ("14-14", "6-11", "12-12")
        assert [len(edit.op.targets) for edit in post.desk.edits.values()] == [2], "one bulk"


async def test_escape_lets_a_preview_go() -> None:
    async with a_post() as post:
        await post.on(SUNHE)
        await post.press("space", "plus", "escape", "enter")
        assert not post.desk.edits


async def test_v_selects_from_the_last_one_to_here() -> None:
    async with a_post() as post:
        await post.press("home", "space", "end", "V")
        assert len(post.table.selected) == 4


async def test_a_number_typed_on_a_selection_is_set_on_all() -> None:
    async with a_post() as post:
        await post.press("home", "space", "end", "V")
        await post.type_at_once("20")
        await post.press("enter")
        assert "4 records" in post.said
        await post.press("enter")
        assert {post.heads(one) for one in (SUNHE, GUBEI)} == {"20-20"}
        assert [len(edit.op.targets) for edit in post.desk.edits.values()] == [4], "one bulk"
