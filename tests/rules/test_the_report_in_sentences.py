"""The report says in sentences and tables what the centre said in figures, and nothing else."""

from __future__ import annotations

from datetime import date

import pytest

from postcmd.briefing import Briefing, briefing
from postcmd.briefing_text import as_csv, as_markdown, as_text
from postcmd.figures import READINGS
from postcmd.figures_wire import ChildFigures, FrozenMark
from postcmd.qualifiers import as_written
from postcmd.words import Tongue, said_in
from postcmd.written import period_text
from tests.figures_said import DAY, NIGHT, figure, report


def written(tongue: Tongue = "zh", **more: object) -> Briefing:
    return briefing(report(**more), tongue, "Asia/Shanghai", lambda code: {"screening": "核酸检测"}.get(code, code))  # type: ignore[arg-type]


def test_the_sentences_are_those_a_district_would_write() -> None:
    said = "".join(written().sentences)
    assert "11月20日，朝阳总队共志愿者1200人。累计参与1500人次，服务群众近9万人次，服务时长1200小时。" in said
    assert "完成工作：核酸检测2000余人次。" in said
    english = " ".join(written("en").sentences)
    assert (
        "20 November: 朝阳总队 had 1,200 volunteers. In all: 1,500 participations, nearly 90,000 people served"
        in english
    )
    assert "核酸检测 over 2,000 人次" in english


def test_a_qualifier_goes_along_and_a_difference_of_qualified_figures_is_about() -> None:
    assert "服务群众人次增加约3万（+50%）" in "".join(written().sentences)
    assert "参与人次增加250（+20%）" in "".join(written().sentences)


def test_what_nobody_counted_is_left_out() -> None:
    assert "台次" not in "".join(written().sentences)
    assert written(figures=(), before=(), children=(), targets=()).sentences == ("11月20日，朝阳总队没有服务记录。",)


def test_who_stands_on_from_earlier_days_is_said_right_behind_the_heads_once() -> None:
    report = written("en", notes=(("standing_on", 220),))
    assert "220 people" in report.sentences[1]
    assert not any("220" in note for note in report.notes)


def test_hours_per_head_are_left_out_where_of_most_nobody_said_how_long() -> None:
    assert "人均约1.0小时" in "".join(written().sentences)
    few = (figure("heads", 17760), figure("minutes", 65160))
    assert "人均" not in "".join(written(figures=few).sentences)


def test_what_was_asked_for_stands_beside_what_came_with_what_is_missing_quota_by_quota() -> None:
    assert "派员指标1300人，到位1200人，缺110人（到位率92%）" in "".join(written().sentences)


def test_whose_work_it_is_and_the_freeze_stand_in_every_report() -> None:
    assert said_in("zh", READINGS["home"]) in written().facts
    assert "尚未日结：数据截至2022-11-21 06:00（第4711次提交），口径第2版。" in written().facts
    mark = FrozenMark(id="f", day=DAY, version=2, definitions="2", by="li", at=NIGHT, seq=4711)
    assert "已日结：第2版，li于2022-11-21 06:00冻结，口径第2版。" in written(frozen=mark).facts


def test_numbers_of_tables_are_numbers_and_their_qualifiers_stand_beside() -> None:
    figures = written().tables[0]
    served = next(row for row in figures.rows if row[0] == "服务群众人次")
    assert served[1:3] == (90000, "近90000")
    hours = next(row for row in figures.rows if row[0] == "服务时长")
    assert (hours[1], hours[3]) == (1200.0, "小时")


def test_each_format_is_safe_from_what_somebody_typed() -> None:
    hostile = (ChildFigures("unit", "x", "=HYPERLINK(1)|`x`", (figure("participations", 1),)),)
    made = written(children=hostile)
    assert "'=HYPERLINK(1)" in as_csv(made)
    assert "=HYPERLINK(1)\\|\\`x\\`" in as_markdown(made, "zh")
    assert all(line == line.rstrip() for line in as_text(made, "zh").splitlines())


@pytest.mark.parametrize(
    ("number", "said", "zh", "en"),
    [
        (90000, "近", "近9万", "nearly 90,000"),
        (3000000, "余", "300余万", "over 3,000,000"),
        (3360000, "超过", "超过336万", "over 3,360,000"),
        (17760, "", "17760", "17,760"),
        (200, "近", "近200", "nearly 200"),
        (480000, "", "48万", "480,000"),
    ],
)
def test_round_numbers_are_written_in_myriads(number: int, said: str, zh: str, en: str) -> None:
    assert (as_written(number, said, "zh"), as_written(number, said, "en")) == (zh, en)


def test_a_period_is_written_as_short_as_it_can_be() -> None:
    november, december = date(2022, 11, 11), date(2022, 12, 3)
    assert period_text(november, date(2022, 11, 24), "zh") == "11月11日至24日"
    assert period_text(november, december, "zh") == "11月11日至12月3日"
    assert period_text(november, date(2022, 11, 24), "en") == "11 to 24 November"
    assert period_text(december, december, "en") == "3 December"
