"""How an outbox numbers, folds, takes back and forgets, as pure values."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postcmd.ops import Bulk, Op, QuotaAdd, Void, digest
from sync.folding import can_fold
from sync.intents import Draft, Intents, sent_form
from sync.outbox_changes import Add, Amend, Change, Dismiss, Prune, Rename, Seal, Withdraw
from tests.builders import add, form, issue, quota, report, set_
from tests.centre_fixture import DAY

MADE = datetime(2022, 11, 20, 12, 0, tzinfo=UTC)
MORE = add(min=1, max=1, made=MADE)


def kept(*changes: Change, answered: tuple[int, ...] = (), after: Intents | None = None) -> Intents:
    return Draft(after or Intents("post"), {}, answered).take(changes).intents()


def adds(*ops: Op) -> list[Add]:
    return [Add(f"e{number}", op) for number, op in enumerate(ops)]


@pytest.mark.parametrize(
    ("again", "folds"),
    [
        (add(min=1, max=1, made=MADE + timedelta(seconds=2)), True),
        (add(min=-1, max=-1, made=MADE), True),
        (add(min=1, max=1, made=MADE + timedelta(seconds=3)), False),
        (add(max=1, made=MADE), False),
        (add(quota(unit="other"), min=1, max=1, made=MADE), False),
        (add(min=1, max=1, made=MADE, group="selection"), False),
        (add(min=1, max=1, made=MADE, on_behalf="社区"), False),
        (add(min=1, max=1, made=MADE, after=1), False),
    ],
)
def test_the_same_key_once_more_is_folded_and_nothing_else(again: QuotaAdd, folds: bool) -> None:
    assert can_fold(MORE, again) is folds


def test_a_folded_edit_keeps_its_number_and_gets_a_hash_of_its_own() -> None:
    once, twice = kept(*adds(MORE)), kept(*adds(MORE), Amend("e0", MORE))
    op = twice.kept[1].op
    assert isinstance(op, QuotaAdd)
    assert (op.n, op.min, op.max, twice.next) == (1, 2, 2, 2)
    assert op.h == digest(op) != once.kept[1].op.h


def test_nothing_is_folded_into_what_may_have_been_sent() -> None:
    draft = Draft(Intents("post"), {}, ()).take(adds(MORE))
    assert draft.last() == draft.kept[1]
    assert draft.take([Seal((1,))]).last() is None


def test_nothing_is_folded_into_an_edit_of_an_earlier_session() -> None:
    """An older copy of a file does not know that it was sent."""
    assert Draft(kept(*adds(MORE)), {}, ()).last() is None


SEEN = quota()


@pytest.mark.parametrize(
    ("first", "second", "leans"),
    [
        (add(max=1), add(max=1), True),
        (add(max=1), add(min=1), False),
        (add(max=1), set_(SEEN, max=5), True),
        (add(max=1), report(SEEN, confirmed=5), False),
        (issue(), add(max=1), True),
        (add(max=1), add(quota(unit="other"), max=1), False),
        (form("a"), form("b"), False),
    ],
)
def test_an_edit_on_top_of_an_unanswered_one_of_ours_names_it(first: Op, second: Op, leans: bool) -> None:
    assert kept(*adds(first, second)).kept[2].op.after == (1 if leans else None)


def test_an_edit_on_top_of_an_answered_or_withdrawn_one_stands_alone() -> None:
    first = kept(*adds(MORE))
    assert kept(*adds(MORE), after=first, answered=(1,)).kept[2].op.after is None
    assert kept(Withdraw("post.1"), *adds(MORE), after=first).kept[2].op.after is None


def test_what_was_withdrawn_or_dismissed_goes_out_as_void_under_its_number() -> None:
    withdrawn = kept(*adds(MORE), Withdraw("e0")).kept[1]
    assert isinstance(sent_form(withdrawn), Void)
    assert sent_form(withdrawn).n == 1
    dismissed = kept(Dismiss("post.1"), after=kept(*adds(MORE), Seal((1,))), answered=(1,)).kept[1]
    assert isinstance(sent_form(dismissed), Void)


def test_a_bulk_that_was_dismissed_is_sent_again_for_the_part_that_came_through() -> None:
    """I1: a restored centre gets back what had an effect; one that is all or nothing had none."""
    for atomic, void in ((False, False), (True, True)):
        bulk = Bulk(items=(MORE, MORE), atomic=atomic)
        dismissed = kept(Dismiss("post.1"), after=kept(*adds(bulk), Seal((1,))), answered=(1,)).kept[1]
        assert isinstance(sent_form(dismissed), Void) == void


def test_what_is_still_unanswered_cannot_be_dismissed() -> None:
    assert not kept(*adds(MORE), Dismiss("e0")).kept[1].dismissed


def test_numbers_are_not_given_again_after_everything_is_forgotten() -> None:
    empty = kept(*adds(MORE, MORE), Prune((1, 2)))
    assert not empty.kept
    assert kept(*adds(MORE), after=empty).kept.keys() == {3}


def test_under_another_name_what_the_centre_does_not_know_is_numbered_anew() -> None:
    before = kept(*adds(MORE, add(max=5), add(min=-1)), Seal((1, 2)))
    renamed = kept(Rename("other", drop=frozenset({1})), after=before)
    assert renamed.client == "other"
    assert [(n, one.op.n, one.sealed) for n, one in renamed.kept.items()] == [(1, 1, False), (2, 2, False)]
    assert [getattr(one.op, "max", 0) for one in renamed.kept.values()] == [5, 0]


CHANGES = st.lists(
    st.one_of(
        st.builds(lambda n: Add(f"e{n}", QuotaAdd(request="sunhe", unit="lianjia", day=DAY, max=1)), st.integers(0, 9)),
        st.builds(lambda n: Amend(f"post.{n}", MORE), st.integers(1, 9)),
        st.builds(lambda n: Withdraw(f"post.{n}"), st.integers(1, 9)),
        st.builds(lambda n: Seal((n,)), st.integers(1, 9)),
    ),
    max_size=30,
)


@given(CHANGES)
def test_numbers_have_no_gap_and_sealed_ops_never_change(changes: list[Change]) -> None:
    intents = Intents("post")
    for change in changes:
        sealed = {n: sent_form(one) for n, one in intents.kept.items() if one.sealed}
        intents = kept(change, after=intents)
        assert list(intents.kept) == list(range(1, intents.next))
        assert all(one.op.n == n and one.op.h == digest(one.op) for n, one in intents.kept.items())
        assert {n: sent_form(intents.kept[n]) for n in sealed} == sealed
