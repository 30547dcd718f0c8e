"""Orders, chases and cancellations as text, and the templates they are made from."""

from __future__ import annotations

from datetime import timedelta

import pytest

from postcmd import templating
from postcmd.board import Board
from postcmd.chase import chase
from postcmd.errors import BadConfig
from postcmd.orders import assigned, cancel_text, chase_text, order_text
from postcmd.templating import FIELDS, SORTS, TONGUES, default, fill, read
from tests.builders import DAY, NOW, quota, request, unit
from tests.rules.boards import board_of

SUNHE = request(
    urgent=True,
    called_by="孙河乡 王",
    contact="010-8459",
    due=NOW + timedelta(hours=1),
    report_place="孙河乡政府东门",
    hours="19:30-23:00",
    risk="sealed_or_controlled",
    gear_ready=True,
    bring="身份证",
    board="自理",
    passage="乡政府放行",
    skills=("扫码",),
    vehicles=2,
)
OURS = quota(6, 9, said="近", confirmed=3)


def sunhe() -> Board:
    return board_of(unit("centre/chaoyang/lianjia", contact="李 138"), SUNHE, OURS, quota(12, 12, unit="fengtai"))


def test_an_order_says_everything_that_was_said() -> None:
    text = order_text(sunhe(), [OURS.id], default("order", "zh"), "zh", "wang")
    assert text.splitlines() == [
        "【指令单】sunhe-p 核酸检测辅助  急需",
        "单位：lianjia  6-9 人 (近)  李 138",
        "合计：6-9 人",
        "日期：11-20",
        "时间：19:30-23:00",
        "集结：11-20 20:30 前到 孙河乡政府东门",
        "任务：核酸检测辅助",
        "风险：封管区",
        "防护物资：已备齐",
        "技能：扫码",
        "车辆：2 辆",
        "携带物品：身份证",
        "食宿：自理",
        "通行：乡政府放行",
        "联系人：孙河乡 王 010-8459",
        "回执：收到请回复签收，并报承接人数；请报 wang。",
        f"编号：{OURS.id}",
    ]


def test_the_text_is_in_the_language_asked_for() -> None:
    text = order_text(sunhe(), [OURS.id], default("order", "en"), "en", "wang")
    assert "risk: sealed or controlled" in text
    assert "task: help with sampling" in text


def test_what_nobody_said_is_left_out() -> None:
    text = order_text(board_of(quota()), [quota().id], default("order", "zh"), "zh", "wang")
    assert all(word not in text for word in ("食宿", "风险", "携带", "急", "None", "防护"))


def test_several_units_stand_below_one_another_with_their_sum() -> None:
    text = order_text(sunhe(), [OURS.id, "sunhe.fengtai.2022-11-20"], default("order", "zh"), "zh", "wang")
    assert "单位：\n- lianjia  6-9 人 (近)  李 138\n- fengtai  12 人\n合计：18-21 人" in text


def test_heads_of_several_days_are_not_added() -> None:
    later = quota(6, 9, day=DAY + timedelta(days=1))
    text = order_text(board_of(quota(), later), [quota().id, later.id], default("order", "zh"), "zh", "wang")
    assert "合计" not in text
    assert "日期：11-20..11-21" in text


def test_a_chase_says_to_each_unit_what_is_missing_from_it() -> None:
    board = sunhe()
    text = chase_text(board, chase(board, "sunhe", NOW), default("chase", "zh"), "zh", "wang")
    assert text.splitlines()[:4] == [
        "【催办】sunhe-p 核酸检测辅助  急需",
        "请以下单位尽快回复：",
        "- lianjia 11-20：请签收、6-9 人",
        "- fengtai 11-20：请签收、12 人",
    ]


def test_a_cancellation_names_all_that_were_asked() -> None:
    board = sunhe()
    text = cancel_text(board, assigned(board, "sunhe"), default("cancel", "en"), "en", "wang")
    assert "turn back:\n- fengtai  12 people\n- lianjia  6-9 people" in text


# Templates


def test_every_default_template_uses_known_fields_only() -> None:
    assert all(default(sort, tongue).lines for sort in SORTS for tongue in TONGUES)


def test_an_unknown_field_is_an_error_with_file_and_line() -> None:
    with pytest.raises(BadConfig) as bad:
        read("指令\n\n{place} {plase}", "order", "my/order.zh.txt")
    facts = bad.value.facts
    assert (bad.value.code, facts["file"], facts["line"], facts["field"]) == (
        "unknown_field",
        "my/order.zh.txt",
        3,
        "plase",
    )


@pytest.mark.parametrize("text", ["{place", "place}", "{{place}"], ids=["open", "close", "half"])
def test_a_brace_left_open_is_an_error_with_its_line(text: str) -> None:
    with pytest.raises(BadConfig, match="stray_brace"):
        read(text, "order", "f")


def test_a_template_of_absurd_length_is_refused() -> None:
    with pytest.raises(BadConfig, match="template_too_long"):
        read("x" * (templating.LONGEST + 1), "order", "f")


def test_a_line_whose_fields_are_empty_is_left_out_and_notes_are_not_written() -> None:
    template = read("# for the editor\nto {place}\nbring: {bring}\n{{so}} it is", "order", "f")
    assert fill(template, {"place": "孙河"}) == "to 孙河\n{so} it is\n"


def test_what_is_filled_in_is_never_read_as_a_template() -> None:
    assert fill(read("{note}", "order", "f"), {"note": "{place}", "place": "x"}) == "{place}\n"


def test_each_sort_has_its_fields() -> None:
    assert "why" not in FIELDS["chase"]
    with pytest.raises(BadConfig, match="unknown_field"):
        read("{bring}", "cancel", "f")
