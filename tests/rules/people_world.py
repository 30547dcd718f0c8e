"""People on a quota: what the stories of sign-ups and of the reserve ask of a shelf."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from postcmd.outcome import Outcome
from postcmd.records import SignUp
from tests.builders import NOW, offer
from tests.shelf import Shelf


def why(outcome: Outcome) -> str:
    return "" if outcome.status == "applied" or outcome.info is None else outcome.info.code


def counts(shelf: Shelf) -> tuple[int, int, int, int]:
    one = shelf.quota()
    return one.offered, one.confirmed, one.reserve, one.present


def sign_up_of(shelf: Shelf, sign_up_id: str = "s1") -> SignUp:
    found = shelf.get("signup", sign_up_id)
    assert isinstance(found, SignUp)
    return found


def people(shelf: Shelf, *names: str, **said: Any) -> None:
    """So many sign up by name, one minute after the other."""
    for minute, name in enumerate(names):
        assert shelf.apply(offer(name, volunteer=f"v-{name}", at=NOW + timedelta(minutes=minute), **said)).status
