"""The wire: what a post and the centre say to each other."""

from __future__ import annotations

from typing import get_args

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import Raw

from postcmd.puts import Gone, Put, Puts, digest_of, fingerprint, puts_of
from postcmd.records import KINDS, Kind, Quota
from postcmd.wire import NEEDS_ATTENTION, Cursor, Info, PullAnswer, PullRequest, PushRequest, Result, Status, encode
from tests.builders import EVERY_KIND, NOW, WORLD, add, request, squad

# Cursors


@given(st.text("0123456789abcdef", min_size=1), st.integers(0, 10**18 - 1), st.text("0123456789abcdef", min_size=1))
def test_a_cursor_comes_back_as_it_was_sent(epoch: str, seq: int, nonce: str) -> None:
    cursor = Cursor(epoch, seq, nonce)
    assert Cursor.parse(str(cursor)) == cursor


@pytest.mark.parametrize(
    "text", ["", "e.1", "e.1.n.x", "e..n", "e.x.n", "e.-1.n", "e.1_0.n", "e. 1.n", "e.１.n", "e." + "9" * 19 + ".n"]
)
def test_what_is_no_cursor_is_not_taken_for_one(text: str) -> None:
    with pytest.raises(ValueError):
        Cursor.parse(text)


@given(st.text())
def test_no_text_makes_a_cursor_that_reads_otherwise(text: str) -> None:
    try:
        cursor = Cursor.parse(text)
    except ValueError:
        return
    assert Cursor.parse(str(cursor)) == cursor


def test_to_a_post_a_cursor_is_text() -> None:
    for message in (PullRequest, PullAnswer, PushRequest):
        field = next(field for field in msgspec.structs.fields(message) if field.name == "cursor")
        assert field.type in (str, str | None)


# One cut


def answer() -> PullAnswer:
    puts = [Put(record, Raw(b'[[1,"2022-11-20T11:30:00Z","li","quota.add"]]')) for record in (*WORLD, *EVERY_KIND)]
    return PullAnswer(
        epoch="e1",
        base="e1.17.aa",
        kind="delta",
        cursor="e1.18.bb",
        t=NOW,
        now=NOW,
        puts=puts_of(puts),
        gone=[Gone("quota", "q", "scope")],
        prefixes=["r:"],
        mine=[
            Result(415, "applied", 18),
            Result(416, "conflict", 18, Info("changed_meanwhile", now={"max": 11}, by="li")),
        ],
        safe=12,
        digest=digest_of([1, 2]),
    )


def test_an_answer_is_the_same_on_the_other_side() -> None:
    assert msgspec.json.decode(encode(answer()), type=PullAnswer) == answer()


def test_an_answer_names_the_cursor_it_answers_and_brings_results_with_effects() -> None:
    required = {field.name for field in msgspec.structs.fields(PullAnswer) if field.required}
    assert {"base", "cursor", "epoch"} <= required
    assert {"puts", "gone", "mine"} <= set(PullAnswer.__struct_fields__)


def test_records_are_sorted_by_kind_and_all_come_back() -> None:
    records = [*WORLD, *EVERY_KIND]
    puts = puts_of([Put(record) for record in records])
    assert sorted(put.record.id for put in puts.every()) == sorted(record.id for record in records)
    assert puts.count == len(records)
    assert set(Puts.__struct_fields__) == set(KINDS)


def test_a_log_is_kept_as_it_came_until_somebody_opens_it() -> None:
    body = b'[{"id":"q","request":"r","unit":"u","day":"2022-11-20","min":1,"max":2},  [1,{"not":"an event"}] ]'
    put = msgspec.json.decode(body, type=Put[Quota])
    assert bytes(put.log) == b'[1,{"not":"an event"}]'


def test_a_record_of_wrong_types_is_refused() -> None:
    for wrong in (b'[{"id":"q","request":1,"unit":"u","day":"2022-11-20","min":1,"max":2}]', b'[{"id":"q"}]', b"[7]"):
        with pytest.raises(msgspec.ValidationError):
            msgspec.json.decode(wrong, type=Put[Quota])


def test_what_a_newer_centre_says_besides_is_ignored() -> None:
    said = msgspec.json.decode(encode(answer())) | {"weather": "fog"}
    assert msgspec.json.decode(encode(said), type=PullAnswer) == answer()


def test_a_field_of_an_op_that_nobody_knows_is_an_error() -> None:
    push = PushRequest(client="c1", epoch="e1", cursor=None, low=1, ops=[add(max=3, n=1)])
    said = msgspec.json.decode(encode(push))
    assert msgspec.convert(said, PushRequest) == push
    said["ops"][0]["colour"] = "red"
    with pytest.raises(msgspec.ValidationError, match=r"ops\[0\]|ops\[...\]"):
        msgspec.convert(said, PushRequest)


@pytest.mark.parametrize("status", get_args(Status))
def test_whatever_did_not_come_through_wants_a_person(status: Status) -> None:
    assert Result(1, status, 1).needs_attention == (status not in ("applied", "noop", "void"))
    assert (status in NEEDS_ATTENTION) == Result(1, status, 1).needs_attention


# The digest of a scope

versions = st.tuples(st.sampled_from(["quota", "squad"]), st.sampled_from(["a", "b", "a\nb"]), st.integers(0, 3))


@given(st.lists(st.integers(0, 2**64 - 1)).flatmap(lambda prints: st.tuples(st.just(prints), st.permutations(prints))))
def test_the_digest_does_not_depend_on_the_order(orders: tuple[list[int], list[int]]) -> None:
    assert digest_of(orders[0]) == digest_of(orders[1])


@given(st.lists(versions, unique=True, max_size=4), st.lists(versions, unique=True, max_size=4))
def test_a_missing_extra_or_stale_record_changes_the_digest(
    here: list[tuple[Kind, str, int]], there: list[tuple[Kind, str, int]]
) -> None:
    same = digest_of([fingerprint(*v) for v in here]) == digest_of([fingerprint(*v) for v in there])
    assert same == (set(here) == set(there))


def test_a_fingerprint_is_the_same_for_ever() -> None:
    """Posts and centres of different versions compare them."""
    assert fingerprint("quota", "sunhe.lianjia.2022-11-20", 18_240) == 7017864005881037714
    assert len({fingerprint("quota", "a", 1), fingerprint("squad", "a", 1), fingerprint("quota", "a", 2)}) == 3


def test_an_empty_log_is_the_default() -> None:
    assert bytes(Put(request()).log) == b"[]"
    assert encode(Put(squad())).endswith(b",[]]")
