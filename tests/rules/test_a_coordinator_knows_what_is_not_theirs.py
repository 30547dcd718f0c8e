"""The person at a post, and what was granted: the same question at the post as at the centre."""

from __future__ import annotations

from postcmd.edits import Link
from postcmd.rights import Coordinator
from tests.builders import NOW, add, grant, place, quota, request, unit
from tests.shelf import shelf_of

SHELF = shelf_of(unit(), place(), request(), quota())


def test_a_grant_decides_what_may_be_done_and_what_is_held() -> None:
    looking, ordering = Coordinator("wang", (grant("observer"),)), Coordinator("wang", (grant("dispatcher"),))
    assert (looking.why_not(add(max=1), SHELF, NOW), looking.holds("recorder")) == ("forbidden_role", False)
    assert (ordering.why_not(add(max=1), SHELF, NOW), ordering.holds("recorder")) == (None, True)


def test_who_was_never_told_the_grants_leaves_the_question_to_the_centre() -> None:
    unknown = Link(account="wang").coordinator
    assert (unknown.account, unknown.why_not(add(max=1), SHELF, NOW), unknown.holds("admin")) == ("wang", None, True)
