"""News of one's own edits, and of a centre that was restored, is said in time and stays long enough."""

from __future__ import annotations

from datetime import timedelta

import msgspec
import pytest

from postcmd import intents, ops
from postcmd.edits import MOST_WAITING, Edit, Link
from postcmd.records import Quota
from tests.tui.cases import ABOVE, OTHER, PART, Story, cascade
from tests.tui.fakes import NOON
from tests.tui.post import GUBEI, JINZHAN, SUNHE, a_post
from tui.arrivals import news
from tui.status import link_text, status_parts


def told(story: Story) -> str:
    """What is said when the answers arrive."""
    story.desk.save()
    waited = story.board.waiting
    story.sync()
    return " / ".join(text for text, _tone in news(story.board, waited, story.edits))


def test_an_add_that_landed_on_a_newer_value_says_on_which() -> None:
    story = Story()
    story.add(GUBEI, 3)
    story.other_sets(GUBEI, "10")
    assert told(story) == "密云区  密云总队  11-20: +3 applied on 10 (was 12)"


def test_an_add_that_landed_where_it_was_meant_is_no_news() -> None:
    story = Story()
    story.add(GUBEI, 3)
    assert told(story) == ""


def test_a_transfer_says_it_too() -> None:
    story = Story()
    story.other_sets(ABOVE, "9-20")
    story.desk.pull()
    story.submit(intents.transfer(story.quota(OTHER), story.quota(PART), 1))
    story.other_sets(OTHER, "3-6")
    assert told(story) == "孙河乡  密云总队  11-20: 1 to 金茂服务队 applied on 3-6 (was 3-5)"


def test_a_refusal_is_said_when_it_arrives_and_how_many_more_there_are() -> None:
    story = Story()
    story.add(PART, 1)
    story.set(GUBEI, "14")
    story.other_sets(GUBEI, "20")
    assert told(story) == "孙河乡  金茂服务队  11-20: no room above: at most 6 (o)  and 1 more"


def test_of_a_refusal_and_an_add_that_landed_elsewhere_both_are_said() -> None:
    story = Story()
    story.set(JINZHAN, "15")
    story.other_sets(JINZHAN, "20")
    story.add(GUBEI, 3)
    story.other_sets(GUBEI, "10")
    said = "金盏地区  链家  11-20: miyun: max 20 (o) / 密云区  密云总队  11-20: +3 applied on 10 (was 12)"
    assert told(story) == said


def waiting(count: int) -> tuple[Edit, ...]:
    add = ops.QuotaAdd(request="sunhe", unit="lianjia", day=NOON.date(), max=1)
    return tuple(Edit(ticket=f"t{n}", op=ops.numbered(add, n), stage="saved") for n in range(1, count + 1))


def said(link: Link, edits: int = 0) -> str:
    story = Story()
    story.board.link, story.board.edits = link, waiting(edits)
    return "  ".join(part.text for part in status_parts(story.board, demo=False))


HERE = Link(state="online", since=NOON, as_of=NOON, clock_at=NOON)


def test_a_restored_centre_is_said_with_its_moment_and_what_goes_out_again() -> None:
    back = msgspec.structs.replace(HERE, restored_to=NOON + timedelta(hours=-5), resending=37)
    assert "centre restored to 07:00, re-sending 37 edits" in said(back)
    assert "centre restored to 07:00" in said(msgspec.structs.replace(back, resending=0))
    assert "centre restored, re-sending 37 edits" in said(msgspec.structs.replace(back, restored_to=None))


def test_edits_of_ended_sessions_other_sessions_and_files_set_aside_are_said() -> None:
    text = said(msgspec.structs.replace(HERE, orphans=3, other_sessions=1, set_aside=("a.json", "b.json")))
    assert "sending 3 edits of an ended session" in text
    assert "another session is open" in text
    assert "2 files set aside (o)" in text


def test_silence_is_stale_since_it_began() -> None:
    silent = msgspec.structs.replace(HERE, state="reconnecting", trouble="silence")
    assert link_text(silent, 0) == "stale since 12:00"


def test_who_must_upgrade_or_sign_in_reads_that_the_edits_are_kept() -> None:
    assert "upgrade postcmd; 12 edits are kept" in said(msgspec.structs.replace(HERE, state="upgrade"), 12)
    assert "sign in to send 12 edits" in said(msgspec.structs.replace(HERE, state="sign_in"), 12)


def test_a_full_outbox_is_said_and_before_it_is_full_too() -> None:
    assert "no more can be kept soon" in said(HERE, MOST_WAITING * 4 // 5)
    assert "the outbox is full" in said(HERE, MOST_WAITING)


@pytest.mark.anyio
async def test_news_outlasts_the_next_keys_and_gives_way_to_what_is_said() -> None:
    async with a_post() as post:
        await post.on(GUBEI)
        await post.press("plus")
        theirs = post.centre.records["quota", GUBEI]
        assert isinstance(theirs, Quota)
        post.centre.decide(intents.set_heads(theirs, "20", "e1"), "miyun", "miyun")
        await post.sync()
        assert "+1 applied on 20 (was 12)" in post.said
        await post.press("up", "down")
        assert "+1 applied on 20 (was 12)" in post.said
        await post.press("x")
        assert "applied" not in post.said


@pytest.mark.anyio
async def test_an_edit_that_cannot_be_kept_is_refused_on_the_screen() -> None:
    async with a_post() as post:
        await post.on(SUNHE)
        await post.press("plus")
        post.desk.refuse_on_disk("outbox_full")
        await post.settle()
        assert "not kept: outbox full (o)" in post.said
        assert "1 needs attention" in post.status


@pytest.mark.anyio
async def test_the_refusal_of_a_plus_names_the_key_that_raises_the_quota_above() -> None:
    async with a_post(cascade()) as post:
        await post.on(PART)
        await post.press("plus")
        assert post.said == "At most 6 here; r raises the quota above: 朝阳总队 9-12 → 9-13"
        await post.press("r")
        assert (post.heads(ABOVE), post.heads(PART)) == ("9-13", "3-7")
        assert len(post.desk.edits) == 1
        await post.sync()
        assert "attention" not in post.status


@pytest.mark.anyio
async def test_any_other_key_lets_the_offer_to_raise_go() -> None:
    async with a_post(cascade()) as post:
        await post.on(PART)
        await post.press("plus", "up", "r")
        assert "Nothing was refused just now" in post.said
        assert not post.desk.edits


@pytest.mark.anyio
async def test_a_number_typed_is_raised_for_after_escape() -> None:
    async with a_post(cascade()) as post:
        await post.on(PART)
        await post.type_at_once("9")
        await post.press("enter")
        assert "Esc, then r raises the quota above" in post.said
        await post.press("escape", "r")
        assert (post.heads(ABOVE), post.heads(PART)) == ("9-15", "3-9")
