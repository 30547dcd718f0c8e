"""The records of the field: immutable, known by their keys, the same on every side."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, get_args

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from postcmd.records import (
    KINDS,
    SLUG,
    AnyRecord,
    Kind,
    QuotaStatus,
    RequestStatus,
    Risk,
    RiskLevel,
    kind_of,
    quota_id,
)
from tests.builders import DAY, EVERY_KIND, NOW, line, place, quota, request, squad


def name(record: AnyRecord) -> str:
    return kind_of(record)


def test_the_list_here_holds_every_kind() -> None:
    assert [kind_of(record) for record in EVERY_KIND] == list(KINDS) == list(get_args(Kind))


@pytest.mark.parametrize("record", EVERY_KIND, ids=name)
def test_a_record_is_immutable_and_a_change_is_a_new_record(record: AnyRecord) -> None:
    with pytest.raises(AttributeError):
        record.rev = 7  # type: ignore[misc]
    changed = msgspec.structs.replace(record, rev=7)
    assert (changed.rev, record.rev) == (7, 0)


@pytest.mark.parametrize("record", EVERY_KIND, ids=name)
def test_a_record_is_the_same_on_the_other_side(record: AnyRecord) -> None:
    assert msgspec.json.decode(msgspec.json.encode(record), type=type(record)) == record


@pytest.mark.parametrize("record", EVERY_KIND, ids=name)
def test_a_field_that_a_newer_centre_has_is_ignored(record: AnyRecord) -> None:
    said = msgspec.json.decode(msgspec.json.encode(record)) | {"colour": "red"}
    assert msgspec.convert(said, type(record)) == record


@pytest.mark.parametrize("record", EVERY_KIND, ids=name)
def test_every_record_says_who_changed_it_when_and_what_was_inferred(record: AnyRecord) -> None:
    assert {"id", "rev", "updated_at", "updated_by", "inferred"} <= set(record.__struct_fields__)


@pytest.mark.parametrize(
    ("record", "field"),
    [
        (request(due=NOW), "due"),
        (request(ordered_at=NOW), "ordered_at"),
        (quota(updated_at=NOW), "updated_at"),
        (squad(since=NOW), "since"),
        *((record, "at") for record in EVERY_KIND if kind_of(record) in ("notice", "note", "signup", "clock")),
        (EVERY_KIND[-1], "since"),
    ],
)
def test_a_time_without_a_zone_is_refused_where_it_is_read(record: AnyRecord, field: str) -> None:
    said: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(record))
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert(said | {field: "2022-11-20T19:30:00"}, type(record))


# Keys

slugs = st.from_regex(SLUG, fullmatch=True)
days = st.dates(date(1900, 1, 1), date(2999, 1, 1))


def test_the_key_of_a_quota_is_printed_as_people_say_it() -> None:
    assert quota_id("sunhe", "lianjia", date(2022, 11, 20)) == "sunhe.lianjia.2022-11-20"


@given(slugs, slugs, days)
def test_a_quota_is_known_by_request_unit_and_day(call: str, unit_id: str, day: date) -> None:
    first, second, third = quota_id(call, unit_id, day).split(".")
    assert (first, second, date.fromisoformat(third)) == (call, unit_id, day)


@pytest.mark.parametrize("text", ["", "-a", "a.b", "a b", "名", "a/b", "a" * 65, "a\n", "../a"])
def test_what_is_no_slug_is_no_id(text: str) -> None:
    assert SLUG.fullmatch(text) is None


# What is stored and what is not


def test_derived_states_are_no_states_of_a_record() -> None:
    stored = set(get_args(RequestStatus)) | set(get_args(QuotaStatus))
    assert not stored & {"partly_met", "met", "over", "unmet", "short", "full"}
    fields = {field for record in KINDS.values() for field in record.__struct_fields__}
    assert not fields & {"missing", "free", "over", "standing"}


def test_a_plain_need_of_12_is_exact_and_stays_so_only_while_both_bounds_agree() -> None:
    assert quota(12, 12).is_exact
    assert quota(0, 0).is_exact
    assert not quota(6, 9).is_exact
    assert not quota(6, None).is_exact


def test_a_squad_is_live_until_it_stands_down_or_is_split() -> None:
    assert squad().is_live
    assert squad(status="out_of_service").is_live
    assert not squad(status="stood_down").is_live
    assert not squad(parts=("a", "b")).is_live


@pytest.mark.parametrize(
    ("day", "risk"),
    [
        (date(2022, 11, 1), "low"),
        (date(2022, 11, 19), "low"),
        (date(2022, 11, 20), "sealed"),
        (date(2022, 12, 1), "controlled"),
    ],
)
def test_the_risk_of_a_place_is_the_latest_that_has_begun(day: date, risk: Risk) -> None:
    levels = (RiskLevel("controlled", date(2022, 11, 25)), RiskLevel("low"), RiskLevel("sealed", date(2022, 11, 20)))
    assert place(risks=levels).risk_on(day) == risk


def test_before_the_first_level_nothing_is_known() -> None:
    assert place(risks=(RiskLevel("sealed", DAY),)).risk_on(DAY - timedelta(days=1)) is None
    assert place().risk_on(DAY) is None


def test_a_request_has_one_line_a_day() -> None:
    call = request(lines=(line(6, 9), line(7, 8, DAY + timedelta(days=1))))
    assert call.line(DAY + timedelta(days=1)) == line(7, 8, DAY + timedelta(days=1))
    assert call.line(DAY - timedelta(days=1)) is None
