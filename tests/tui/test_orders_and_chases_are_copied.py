"""The chase list, notices with their receipts, and texts for a chat group."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from postcmd.records import Notice, Quota, Receipt
from postcmd.scope import Grant
from tests.tui.fakes import FakeCentre, FakeDesk
from tests.tui.people import SUNHE, night
from tests.tui.post import Post, a_post
from tui import copying
from tui.chase_screen import ChaseList
from tui.notice_form import NoticeForm
from tui.notices_screen import NoticesList, ReceiptsList

pytestmark = pytest.mark.anyio


@pytest.fixture(autouse=True)
def own_templates(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    folder = tmp_path / "config" / "postcmd" / "templates"
    folder.mkdir(parents=True)
    return folder


async def kept(post: Post, folder: Path) -> list[Path]:
    await post.app.workers.wait_for_complete()
    await post.settle()
    return sorted((folder / copying.FOLDER).glob("*.txt"))


async def test_an_order_goes_to_the_terminal_and_into_a_file(tmp_path: Path) -> None:
    async with a_post(night()) as post:
        post.screen.post_folder = tmp_path / "post"
        await post.on(SUNHE)
        await post.press("y")
        (path,) = await kept(post, tmp_path / "post")
        assert "kept in" in post.said
        assert "孙河乡政府东门" in path.read_text()
        assert path.read_text() == post.app.clipboard


async def test_the_operators_own_template_is_used_and_a_wrong_one_is_said_with_its_line(
    own_templates: Path, tmp_path: Path
) -> None:
    async with a_post(night()) as post:
        post.screen.post_folder = tmp_path / "post"
        (own_templates / "order.en.txt").write_text("到{place}，{heads}人\n", encoding="utf-8")
        await post.on(SUNHE)
        await post.press("y")
        await kept(post, tmp_path / "post")
        assert post.app.clipboard == "到孙河乡，12人\n"
        (own_templates / "order.en.txt").write_text("到\n{plase}\n", encoding="utf-8")
        await post.press("y")
        assert "order.en.txt, line 2: there is no field “plase”" in post.said


async def test_of_a_request_that_is_over_the_cancellation_is_copied() -> None:
    async with a_post(night()) as post:
        await post.press("g", "r")
        await post.on("sunhe")
        await post.press("s")
        option = next(nth for nth, to in enumerate(("closed", "cancelled"), 1) if to == "cancelled")
        await post.press(str(option))
        await post.press("y")
        assert "CANCELLED" in post.app.clipboard
        assert "链家" in post.app.clipboard


async def test_the_chase_list_copies_and_acknowledges_by_one_key_each() -> None:
    async with a_post(night()) as post:
        await post.press("c")
        shown = post.text_of(post.over(ChaseList))
        assert "值班 138-0000-0001" in shown
        await post.press("y")
        assert "REMINDER" in post.app.clipboard
        while post.over(ChaseList).cursor != "gubei.miyun.2022-11-20":  # type: ignore[attr-defined]
            await post.press("down")
        await post.press("v")
        assert "acknowledged (phone)" in post.said
        await post.sync()
        quota = post.centre.records["quota", "gubei.miyun.2022-11-20"]
        assert isinstance(quota, Quota)
        assert (quota.status, quota.answered_by) == ("acknowledged", "密云总队")


async def test_a_notice_goes_to_a_subtree_and_its_receipts_are_taken() -> None:
    async with a_post(night()) as post:
        await post.press("C")
        await post.type_at_once("集结待命\r朝阳总队\r13:00\r\r\r\r")
        await post.sync()
        (notice,) = [one for one in post.centre.records.values() if isinstance(one, Notice) and one.id != "n1"]
        assert notice.addressed_to == ("chaoyang", "lianjia")
        await post.press("g", "n")
        assert "0/2" in post.text_of(post.over(NoticesList))
        await post.press("enter", "v")
        await post.sync()
        assert "1 of 2 acknowledged" in post.text_of(post.over(ReceiptsList))
        (receipt,) = [one for one in post.centre.records.values() if isinstance(one, Receipt)]
        assert (receipt.state, receipt.channel) == ("acknowledged", "phone")
        await post.press("y")
        assert "链家" in post.app.clipboard
        assert "朝阳总队" not in post.app.clipboard


async def test_an_acknowledgement_is_written_down_by_the_channel_that_was_chosen() -> None:
    async with a_post(night()) as post:
        await post.press("c")
        while post.over(ChaseList).cursor != "gubei.miyun.2022-11-20":  # type: ignore[attr-defined]
            await post.press("down")
        assert "c by phone" in post.said
        await post.press("c", "c")
        assert "c by in person" in post.said
        await post.press("v")
        assert "acknowledged (in person)" in post.said
        (edit,) = post.desk.edits.values()
        assert getattr(edit.op, "channel", "") == "in person"


async def test_a_notice_that_was_half_written_is_there_again_after_a_crash_and_goes_when_issued() -> None:
    desk = FakeDesk(FakeCentre(night()))
    async with a_post(desk=desk) as post:
        await post.press("C")
        await post.type_at_once("集结待命\r朝阳")
        await post.app.workers.wait_for_complete()
        (draft,) = (post.screen.post_folder / "drafts").iterdir()
    draft.rename(draft.with_name("centre.notice.999999999.json"))
    async with a_post(desk=desk) as post:
        await post.press("C")
        assert "As it was left" in post.said
        form = post.over(NoticeForm)
        assert isinstance(form, NoticeForm)
        assert (form.values["title"], form.values["units"]) == ("集结待命", "朝阳")
        await post.press("escape", "C", "enter", "enter")
        await post.type_at_once("13:00\r\r\r\r")
        await post.app.workers.wait_for_complete()
        await post.sync()
        assert "Issued to 2 units" in post.said
        assert not list(draft.parent.iterdir())
        await post.press("C")
        assert form.values["title"] == ""


async def test_a_notice_that_is_refused_keeps_what_was_typed() -> None:
    async with a_post(night()) as post:
        ours = Grant("dispatcher", "u:centre/chaoyang")
        post.screen.board.link = msgspec.structs.replace(post.screen.board.link, grants=(ours,))
        await post.press("C")
        await post.type_at_once("集结待命\r朝阳总队\r13:00\r\r\r")
        await post.press("ctrl+u")
        await post.type_at_once("运行中心\r")
        form = post.over(NoticeForm)
        assert isinstance(form, NoticeForm)
        assert form.values["title"] == "集结待命"
        assert not post.desk.edits
