"""`n` writes down a call: what has to be filled, what is found, what survives; `s` moves a squad or a request."""

from __future__ import annotations

import stat
from datetime import date

import pytest

from postcmd.errors import BadInput
from postcmd.records import Line, Place, Request, RiskLevel
from postcmd.scope import Grant
from postcmd.written import days_text
from tests.tui.fakes import FakeCentre, FakeDesk
from tests.tui.post import Post, a_post, world
from tui.moves_list import MovesList
from tui.request_form import RequestForm
from tui.request_words import parse_days, parse_time

TODAY = date(2022, 11, 20)


async def fill(post: Post, *texts: str) -> None:
    for text in texts:
        await post.type_at_once(text + "\r")


def made(post: Post) -> list[Request]:
    stood = {"sunhe", "jinzhan", "gubei"}
    return [one for one in post.centre.records.values() if isinstance(one, Request) and one.id not in stood]


def form_of(post: Post) -> RequestForm:
    form = post.over(RequestForm)
    assert isinstance(form, RequestForm)
    return form


@pytest.mark.anyio
async def test_a_request_needs_place_task_and_heads_only() -> None:
    async with a_post() as post:
        await post.press("n")
        await fill(post, "古北")
        assert form_of(post).fault("place") == "nothing has that name"
        await post.type_at_once("\x15")
        await fill(post, "miyun-d", "核酸", "6-9")
        await post.sync()
        (request,) = made(post)
        assert (request.place, request.task, request.status) == ("miyun-d", "screening", "submitted")
        assert request.lines == (Line(TODAY, 6, 9),)
        assert post.screen.here().id == request.id, "the cursor stands on it"


@pytest.mark.anyio
async def test_everything_else_is_a_tab_away() -> None:
    async with a_post() as post:
        await post.press("n")
        await fill(post, "金盏", "testing")
        await post.type_at_once("12\t11-22..24\t09:30-20:00\t \t \t7\tdriver，采样\t2\t王主任\t010-1234\tphone")
        await post.type_at_once("\t链家\t北门\t18:30\t被褥\t管饭\t凭证\t带饭\r")
        await post.sync()
        (request,) = made(post)
        assert [line.day.day for line in request.lines] == [22, 23, 24]
        assert (request.urgent, request.risk, request.hours) == (True, "sealed", "09:30-20:00")
        assert (request.full_time_days, request.vehicles, request.skills) == (7, 2, ("driver", "采样"))
        assert (request.called_by, request.contact, request.channel) == ("王主任", "010-1234", "phone")
        assert (request.addressed_unit, request.report_place) == ("lianjia", "北门")
        assert str(request.due) == "2022-11-22 10:30:00+00:00"
        assert (request.bring, request.board, request.passage, request.note) == ("被褥", "管饭", "凭证", "带饭")


@pytest.mark.anyio
async def test_several_places_are_offered_and_another_can_be_chosen() -> None:
    async with a_post() as post:
        await post.press("n")
        await post.type_at_once("区")
        form = form_of(post)
        offered = form.fault("place")
        assert offered.count("区") == 3
        await post.press("down", "enter")
        assert form.values["place"] in ("chaoyang-d", "miyun-d", "jinzhan-p")
        assert f"[{form.texts['place']}]" not in offered, "the second one"


@pytest.mark.anyio
async def test_the_risk_of_the_place_is_the_default() -> None:
    sealed = Place(id="sunhe-p", kind="township", name="孙河乡", path="sunhe-p", risks=(RiskLevel("sealed", None),))
    async with a_post([*world(), sealed]) as post:
        await post.press("n")
        await fill(post, "sunhe-p")
        assert form_of(post).values["risk"] == "sealed"


@pytest.mark.anyio
async def test_what_was_typed_survives_leaving_and_a_crash_and_goes_when_sent() -> None:
    desk = FakeDesk(FakeCentre(world()))
    async with a_post(desk=desk) as post:
        await post.press("n")
        await fill(post, "金盏")
        await post.type_at_once("核")
        await post.app.workers.wait_for_complete()
        (draft,) = (post.screen.post_folder / "drafts").glob("*.request.*")
        assert stat.S_IMODE(draft.stat().st_mode) == 0o600
    draft = draft.replace(draft.with_name("centre.request.999999999.json"))
    async with a_post(desk=desk) as post:
        await post.press("n")
        form = form_of(post)
        assert (form.values["place"], form.texts["place"], form.texts["task"]) == ("jinzhan-p", "金盏地区", "核")
        assert "As it was left" in form.fault("place")
        edges = {0, form.region.right}
        assert set(post.screen._compositor.cuts[form.region.y]) == edges, "no pane behind breaks a character"
        await fill(post, "酸", "9")
        await post.app.workers.wait_for_complete()
        await post.sync()
        assert [one.place for one in made(post)] == ["jinzhan-p"]
        assert not list(draft.parent.glob("*.request.*"))


@pytest.mark.anyio
async def test_a_half_typed_form_is_thrown_away_on_request_alone() -> None:
    async with a_post() as post:
        await post.press("n")
        await fill(post, "金盏")
        await post.press("escape", "n")
        assert form_of(post).texts["place"] == "金盏地区"
        await post.press("ctrl+l")
        assert form_of(post).texts["place"] == ""


@pytest.mark.anyio
async def test_a_repeated_call_is_said_and_linked_with_one_key_and_both_stay_in_sight() -> None:
    async with a_post() as post:
        await post.press("n")
        await fill(post, "sunhe-p", "核酸")
        assert "May repeat 孙河乡" in form_of(post).fault("place")
        await fill(post, "80")
        assert "K links them" in post.said
        await post.press("K")
        await post.sync()
        (request,) = made(post)
        assert request.duplicate_of == "sunhe"
        assert {"sunhe", request.id} <= set(post.screen.views["request"].ids)
        await post.press("K")
        await post.sync()
        assert made(post)[0].duplicate_of is None


@pytest.mark.anyio
async def test_of_several_calls_the_one_that_is_meant_is_chosen() -> None:
    from tests.tui.post import request

    async with a_post([*world(), request("again", "sunhe-p", status="submitted"), request("third", "sunhe-p")]) as post:
        await post.press("g", "r")
        await post.on("again")
        await post.press("K", "2")
        await post.sync()
        linked = post.centre.records["request", "again"]
        assert isinstance(linked, Request)
        assert linked.duplicate_of in ("sunhe", "third")


@pytest.mark.anyio
async def test_from_submitted_to_ordered_is_one_key_for_who_holds_the_rights() -> None:
    from tests.tui.post import request

    desk = FakeDesk(FakeCentre([*world(), request("new", "miyun-d", status="submitted")]))
    async with a_post(desk=desk) as post:
        await post.press("g", "r")
        await post.on("new")
        assert "O order" in post.said
        await post.press("O")
        await post.sync()
        assert post.centre.records["request", "new"].status == "ordered"  # type: ignore[union-attr]
        await post.press("O")
        assert "ordered already" in post.said
    desk.grants = (Grant("recorder", "*"),)
    desk.centre.records["request", "new"] = request("new", "miyun-d", status="submitted")
    async with a_post(desk=desk) as post:
        await post.press("g", "r")
        await post.on("new")
        await post.press("O")
        assert "role" in post.said


@pytest.mark.anyio
async def test_putting_right_says_only_what_was_changed() -> None:
    async with a_post() as post:
        await post.press("g", "r")
        await post.on("sunhe")
        await post.press("e")
        await post.type_at_once("09:30-20:00\r")
        assert post.said == "Put right."
        (edit,) = post.desk.edits.values()
        assert edit.op.base.values == {"hours": ""}  # type: ignore[union-attr]
        await post.sync()
        assert post.centre.records["request", "sunhe"].hours == "09:30-20:00"  # type: ignore[union-attr]
        await post.press("e", "enter")
        assert post.said == "It is already so."


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("", [20]),
        ("11-21", [21]),
        ("21", [21]),
        ("22..24", [22, 23, 24]),
        ("2022-11-21", [21]),
        ("11-21..11-23", [21, 22, 23]),
        ("11-21..23", [21, 22, 23]),
        ("11-30..2", [30, 1, 2]),
        ("11-21 11-25", [21, 25]),
        ("１１－２１", [21]),
        ("11/21~11/22", [21, 22]),
    ],
)
def test_days_are_read_as_they_are_typed(text: str, days: list[int]) -> None:
    assert [day.day for day in parse_days(text, TODAY)] == days
    assert parse_days(days_text(parse_days(text, TODAY)), TODAY) == parse_days(text, TODAY)


def test_the_year_is_that_of_the_nearest_day() -> None:
    assert parse_days("01-02", TODAY) == (date(2023, 1, 2),)
    assert parse_days("12-30..01-02", TODAY)[-1] == date(2023, 1, 2)


@pytest.mark.parametrize("text", ["tomorrow", "13-40", "11-23..11-21", "11-21..2099-11-21", "40"])
def test_what_is_no_day_is_refused(text: str) -> None:
    with pytest.raises(BadInput):
        parse_days(text, TODAY)


@pytest.mark.parametrize("text", ["25:00", "noon", "18:75"])
def test_what_is_no_time_is_refused(text: str) -> None:
    with pytest.raises(BadInput):
        parse_time(text, TODAY, "Asia/Shanghai")
    assert parse_time(" ", TODAY, "Asia/Shanghai") is None


@pytest.mark.anyio
async def test_only_legal_moves_of_a_squad_are_offered() -> None:
    async with a_post() as post:
        await post.press("g", "s")
        await post.on("second")
        await post.press("s")
        offered = post.text_of(post.over(MovesList))
        assert "resting" in offered
        assert "alerted" not in offered
        await post.press("1")
        assert post.cells("second")["status"] == "resting"
        await post.sync()
        assert post.centre.records["squad", "second"].status == "resting"  # type: ignore[union-attr]


@pytest.mark.anyio
async def test_a_selection_of_squads_moves_together_after_its_preview() -> None:
    async with a_post() as post:
        await post.press("g", "s", "home", "space", "end", "space", "s")
        assert "stood down" in post.text_of(post.over(MovesList))
        assert "alerted" not in post.text_of(post.over(MovesList))
        await post.press("1")
        assert "2 records" in post.said
        assert not post.desk.edits
        await post.press("enter")
        assert [len(edit.op.targets) for edit in post.desk.edits.values()] == [2], "one bulk"


@pytest.mark.anyio
async def test_a_quota_has_no_status_to_set_and_that_is_said() -> None:
    async with a_post() as post:
        await post.press("s")
        assert "press g s or g r" in post.said
