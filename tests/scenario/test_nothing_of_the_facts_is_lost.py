"""Every fact of the file is a field, an effect, or a note; nothing is silently ignored."""

from __future__ import annotations

import copy
import tomllib
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path as FilePath
from typing import Any

import msgspec
import pytest

from postcmd.errors import BadInput
from postcmd.records import Notice, Place, SignUp, Task, Unit
from postcmd.scenario.expand import expand_facts
from postcmd.scenario.facts import Facts
from postcmd.scenario.kept import KEPT
from postcmd.scenario.read import facts_of, parse_facts, read_facts
from postcmd.scenario.reference import reference_of, reference_records
from postcmd.scenario.tasks import ENGLISH, english
from tests.scenario.shelf import told

TEXT = (files("postcmd.scenario") / "mobilisation.toml").read_text("utf-8")
Path = tuple[str | int, ...]


def leaves(value: Any, path: Path = ()) -> Iterator[Path]:
    match value:
        case dict():
            for key, part in value.items():
                yield from leaves(part, (*path, key))
        case list():
            for number, part in enumerate(value):
                yield from leaves(part, (*path, number))
        case _:
            yield path


def other(value: Any) -> Any:
    """Some other value of the same kind."""
    match value:
        case bool():
            return not value
        case int():
            return value + 1
        case str():
            return value + "9"
        case _:
            raise AssertionError(value)


def changed_at(path: Path) -> Facts:
    """The facts with another value there. BadInput where no such value can be."""
    raw = copy.deepcopy(tomllib.loads(TEXT))
    entry: Any = raw
    for key in path[:-1]:
        entry = entry[key]
    entry[path[-1]] = other(entry[path[-1]])
    return facts_of(raw)


def outcome(facts: Facts) -> bytes:
    """All that becomes of the facts."""
    return msgspec.json.encode([reference_of(facts), expand_facts(facts)])


def test_every_single_fact_matters() -> None:
    """Change any value in the file, and the records or steps are others, or it is refused."""
    as_reported, without_effect = outcome(read_facts()), []
    for path in leaves(tomllib.loads(TEXT)):
        try:
            if outcome(changed_at(path)) == as_reported:
                without_effect.append(path)
        except BadInput:
            continue
    assert without_effect == []


def test_a_key_that_is_not_known_is_named() -> None:
    with pytest.raises(BadInput) as refused:
        parse_facts(TEXT.replace("urgent = true", "urgnet = true"))
    assert "urgnet" in str(refused.value)
    assert "request[0]" in str(refused.value)


@pytest.mark.parametrize(
    ("was", "becomes", "named"),
    [
        ("needed = 12", 'needed = "twelve"', "needed"),
        ('sunhe_ordered_at = "11-20 19:30"', 'sunhe_ordered_at = "half past seven"', "half past seven"),
        ('day_boundary = "00:00"', 'day_boundary = "09:00"', "day_boundary"),
        ('addressed_to = ["lianjia"]', 'addressed_to = ["lianja"]', "lianja"),
        ('timezone = "Asia/Shanghai"', 'timezone = "Asia/Nowhere"', "Asia/Nowhere"),
        ('undated = "11-23"', "", "undated"),
        ('addressed_unit = "lianjia"', 'addressed_unit = "lianjja"', "lianjja"),
        ('task = "merchants"', 'task = "merchant"', "merchant"),
        ('parent = "nancai-p"', 'parent = "nancai-q"', "nancai-q"),
        ("heads = 30", "heads = 3", "3"),
        ("sent = 8 ", "# sent = 8 ", "xinfadi"),
        ("[meta]", "[meta", "line"),
    ],
)
def test_what_is_wrong_in_a_scenario_is_said(was: str, becomes: str, named: str) -> None:
    assert was in TEXT
    with pytest.raises(BadInput) as refused:
        outcome(parse_facts(TEXT.replace(was, becomes)))
    assert named in str(refused.value)


def test_a_ring_of_units_is_refused() -> None:
    ring = TEXT.replace('{ id = "centre", kind = "centre",', '{ id = "centre", kind = "centre", parent = "chaoyang",')
    with pytest.raises(BadInput):
        reference_of(parse_facts(ring))


def test_what_is_kept_as_a_note_stands_there_with_its_qualifier() -> None:
    notes = {unit.id: unit.note for unit in reference_records() if isinstance(unit, Unit)}
    assert "近90000" in notes["haidian"]
    assert "3000000余" in notes["haidian"]
    assert "超过3360000" in notes["tongzhou"]
    assert "约500000" in notes["fengtai-union"]
    assert "17760" in notes["chaoyang"]
    assert "57933" in notes["chaoyang"]
    assert "对口社区" in notes["haidian-union"]
    assert "34" in notes["yihulai"]
    assert "not the same definition" in notes["centre"]


def test_notes_of_requests_and_squads_keep_what_no_field_holds_yet() -> None:
    shelf = told()
    assert "26（不到60分钟）" in shelf.request("sunhe").note
    assert "户 2000余" in shelf.request("weilan-antigen").note
    assert "村：14；点位：19" in shelf.request("lisui").note
    assert "门磁 750" in shelf.squad("gulou-call-yihulai-1").note
    assert "自驾车：1" in shelf.squad("gulou-call-yihulai-3").note


def test_every_note_of_a_record_fits_on_the_screen_whole() -> None:
    shelf = told()
    records = [*reference_records(), *shelf.records["request"].values(), *shelf.squads(), *shelf.quotas()]
    assert max(len(record.note) for record in records) <= 400


def test_the_kept_table_names_only_keys_that_exist() -> None:
    shapes = {"meta", "unit", "placement", "release", "pool", "request", "standing", "total", "open"}
    facts = read_facts()
    for table in shapes & KEPT.keys():
        entries = getattr(facts, table)
        entry = entries[0] if isinstance(entries, tuple) else entries
        assert set(KEPT[table]) <= set(entry.__struct_fields__)


def test_units_and_places_know_their_way_up() -> None:
    records = reference_records()
    units = {unit.id: unit.path for unit in records if isinstance(unit, Unit)}
    places = {place.id: place.path for place in records if isinstance(place, Place)}
    assert units["lianjia"] == "centre/chaoyang/lianjia"
    assert units["lianjia-shuangyushu"] == "centre/chaoyang/lianjia/lianjia-shuangyushu"
    assert units["weilan"] == "centre/fengtai/weilan"
    assert places["sunhe-p"] == "chaoyang-d/sunhe-p"
    assert places["yalanwan-p"] == "miyun-d/gulou/yalanwan-p"


def test_every_kind_of_task_has_a_chinese_and_an_english_name() -> None:
    tasks = [record for record in reference_records() if isinstance(record, Task)]
    assert len(tasks) == 30
    assert {task.id for task in tasks} == set(ENGLISH)
    assert all(task.zh and task.en for task in tasks)


def test_a_task_from_elsewhere_is_named_by_its_words() -> None:
    assert english("night_watch") == "night watch"


def test_a_file_that_cannot_be_read_is_said(tmp_path: FilePath) -> None:
    with pytest.raises(BadInput) as refused:
        read_facts(tmp_path / "no.toml")
    assert "no.toml" in str(refused.value)


def test_a_notice_reaches_every_unit_it_is_addressed_to() -> None:
    notice, *_ = (record for record in told().records["notice"].values() if isinstance(record, Notice))
    assert {"miyun-union", "chaoyang", "fengtai-street", "lianjia", "weilan"} <= set(notice.addressed_to)
    assert "centre" not in notice.addressed_to


def test_what_is_inferred_is_named() -> None:
    records = {record.id: record for record in reference_records()}
    assert records["miyun"].inferred == ("name", "short")
    assert records["chaoyang"].inferred == ("short",)
    assert records["hangtian-p"].inferred == ("parent",)
    pool = told().get("signup", "lianjia-pool")
    assert isinstance(pool, SignUp)
    assert ("至少 26" in pool.note, pool.inferred) == (True, ("at",))
