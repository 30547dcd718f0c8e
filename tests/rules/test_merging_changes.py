"""Setting a value that somebody may have changed meanwhile: the table of merges."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from postcmd.merge import Stamp, Verdict, judge
from postcmd.ops import Base
from tests.builders import EPOCH, NOW
from tests.shelf import context

ME, OTHER = "c1", "c2"


def stamp(seq: int = 5, client: str = OTHER, n: int = 1) -> Stamp:
    return Stamp(seq, client, n, "li", NOW)


def base(rev: int = 4, epoch: str = EPOCH, **values: int | None) -> Base:
    return Base(epoch, rev, dict(values))


@pytest.mark.parametrize(
    ("why", "now", "saw", "written", "verdict"),
    [
        ("nobody ever wrote it", 9, base(max=9), None, "set"),
        ("nobody wrote it since it was seen", 9, base(rev=5, max=9), stamp(5), "set"),
        ("nobody wrote it since, what was seen is not said", 9, base(rev=5), stamp(5), "set"),
        ("who wrote it is not known, on a post", 9, base(max=8), None, "set"),
        ("somebody wrote it since", 11, base(rev=4, max=9), stamp(5), "conflict"),
        ("somebody wrote what is wanted", 12, base(rev=4, max=9), stamp(5), "same"),
        ("it stands again at what was seen", 9, base(rev=4, max=9), stamp(6), "set"),
        ("an earlier op of mine wrote it", 11, base(rev=4, max=9), stamp(5, ME, n=2), "set"),
        ("a later op of mine wrote it", 11, base(rev=4, max=9), stamp(5, ME, n=8), "conflict"),
        ("seen in another history, stands as seen", 9, base(rev=99, epoch="e0", max=9), stamp(5), "set"),
        ("seen in another history, stands otherwise", 11, base(rev=99, epoch="e0", max=9), stamp(5), "conflict"),
        ("seen in another history, written by nobody here", 11, base(epoch="e0", max=9), None, "conflict"),
        ("seen nowhere, written by nobody", 11, base(epoch="", rev=0), None, "set"),
        ("an open bound that was seen open", None, base(rev=4, max=None), stamp(6), "set"),
        ("what was seen is not said", 11, base(rev=4), stamp(5), "conflict"),
    ],
)
def test_the_table_of_merges(why: str, now: int | None, saw: Base, written: Stamp | None, verdict: Verdict) -> None:
    assert judge("max", 12, now, saw, written, 3, context(client=ME)) == verdict, why


@given(
    wanted=st.integers(0, 3),
    now=st.integers(0, 3),
    saw=st.integers(0, 3),
    rev=st.integers(0, 9),
    seq=st.integers(1, 9),
    epoch=st.sampled_from([EPOCH, "e0"]),
)
def test_nothing_is_overwritten_that_was_not_seen(
    wanted: int, now: int, saw: int, rev: int, seq: int, epoch: str
) -> None:
    """I10: between seeing and setting nobody else wrote another value."""
    verdict = judge("max", wanted, now, base(rev, epoch, max=saw), stamp(seq, OTHER), 3, context(client=ME))
    if verdict == "set":
        assert now == saw or (epoch == EPOCH and seq <= rev)
    if verdict == "same":
        assert now == wanted
    if verdict == "conflict":
        assert now not in (wanted, saw)


def test_a_stamp_keeps_its_meaning_on_disk() -> None:
    assert msgspec.json.decode(msgspec.json.encode(stamp()), type=Stamp) == stamp()


def test_an_own_change_on_top_does_not_hide_somebody_else_s() -> None:
    """A post adds 3 and sets 6-9 offline; meanwhile 20 is set elsewhere. The add lands on 20, the set must not."""
    issued = Stamp(1, "city", 1, "zhao", NOW)
    theirs = Stamp(5, "elsewhere", 7, "li", NOW).after(issued)
    ours = Stamp(6, "c1", 1, "wang", NOW).after(theirs)
    base = Base(EPOCH, 1, {"max": 15})
    assert judge("max", 9, 23, base, ours, 2, context()) == "conflict"
    assert ours.by_another("c1", 2) == msgspec.structs.replace(theirs, theirs=None)


def test_an_own_earlier_change_alone_is_no_conflict() -> None:
    ours = Stamp(6, "c1", 1, "wang", NOW).after(Stamp(1, "city", 1, "zhao", NOW))
    assert judge("max", 9, 15, Base(EPOCH, 1, {"max": 12}), ours, 2, context()) == "set"
    again = Stamp(7, "c1", 2, "wang", NOW).after(ours)
    assert again.theirs == ours.theirs, "the history kept beside a stamp is one deep"
