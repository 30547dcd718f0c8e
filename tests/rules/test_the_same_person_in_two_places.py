"""The same person in two places is told of, and not refused."""

from __future__ import annotations

from datetime import timedelta

from postcmd.board import Board
from postcmd.edits import Update
from postcmd.records import SignUp
from postcmd.twice import standing_by_person, standing_elsewhere
from tests.builders import DAY, offer, quota, request, sign_up
from tests.shelf import shelf_of

HERE = quota().id
THERE = quota(request="elsewhere").id


def elsewhere(*held: SignUp) -> list[str]:
    board = Board()
    board.apply(Update(puts=held, whole=True))
    return [one.id for one in standing_elsewhere(board, "v1", DAY, but=HERE)]


def test_the_same_person_in_two_places_signs_up_for_both() -> None:
    shelf = shelf_of(request(), request("elsewhere"), quota(), quota(request="elsewhere"))
    ways = (("a", "sunhe"), ("b", "elsewhere"))
    taken = [shelf.apply(offer(one, request=of, volunteer="v1")).status for one, of in ways]
    assert taken == ["applied", "applied"]


def test_whoever_has_a_place_elsewhere_that_day_is_told_of() -> None:
    there = sign_up("b", request="elsewhere", volunteer="v1", confirmed=1)
    assert there.quota == THERE
    assert elsewhere(sign_up("a", volunteer="v1", confirmed=1), there) == ["b"]
    assert elsewhere(sign_up("b", request="elsewhere", volunteer="v1", arrived=1)) == ["b"]
    board = Board()
    board.apply(Update(puts=(sign_up("a", volunteer="v1", confirmed=1), there), whole=True))
    assert standing_by_person(board, DAY, but=HERE) == {"v1": [there]}


def test_who_stands_by_or_serves_another_day_or_is_somebody_else_is_not() -> None:
    assert not elsewhere(
        sign_up("b", request="elsewhere", volunteer="v1", reserve=1),
        sign_up("c", request="elsewhere", volunteer="v1", confirmed=1, day=DAY + timedelta(days=1)),
        sign_up("d", request="elsewhere", volunteer="v2", confirmed=1),
        sign_up("e", request="elsewhere", heads=1, confirmed=1),
    )
