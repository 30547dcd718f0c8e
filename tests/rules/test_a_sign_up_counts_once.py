"""What a sign-up fills on its quota is counted once, whatever was reported or happened in between."""

from __future__ import annotations

from tests.builders import move, offer, quota, report
from tests.shelf import shelf_of


def test_who_comes_is_not_counted_anew_where_fewer_were_reported() -> None:
    shelf = shelf_of(quota(6, 6))
    shelf.apply(offer(heads=5))
    shelf.apply(report(shelf.quota(), confirmed=1))
    shelf.apply(move("s1", "confirmed", "arrived", 2))
    assert (shelf.quota().confirmed, shelf.quota().present) == (1, 2)


def test_who_signed_up_again_cannot_be_confirmed_twice() -> None:
    shelf = shelf_of(quota(6, 6))
    shelf.apply(offer("s1", volunteer="v1"))
    shelf.apply(move("s1", "confirmed", "withdrawn"))
    shelf.apply(offer("s2", volunteer="v1"))
    again = shelf.apply(move("s1", "withdrawn", "confirmed"))
    assert again.info is not None
    assert (again.status, again.info.code, again.info.facts["signup"]) == ("rejected", "signed_up_already", "s2")
    assert shelf.quota().confirmed == 1


def test_nobody_is_taken_away_twice() -> None:
    shelf = shelf_of(quota(6, 6))
    shelf.apply(offer(heads=5))
    shelf.apply(report(shelf.quota(), confirmed=1))
    shelf.apply(move("s1", "confirmed", "withdrawn", 4))
    assert shelf.quota().confirmed == 0
