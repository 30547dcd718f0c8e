"""Whoever tells of figures, the centre over HTTP or the fake of the stories, answers and refuses alike."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from postcmd import figures_asked as asking
from postcmd.errors import Refused
from postcmd.figures import CODES
from postcmd.figures_asked import Asked, Question
from postcmd.records import AnyRecord
from sync.figures import Answer, figures_over_http, held
from sync.instances import home_of
from sync.ports import Secret
from tests.centre_fixture import a_quota, running_centre
from tests.figures_said import DAY, Teller

Tell = Callable[[Question[Any]], Any]
TODAY = Asked(unit="chaoyang", since=DAY, until=DAY)


@pytest.fixture(scope="module")
def centre_tells(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tell]:
    import msgspec

    came: AnyRecord = msgspec.structs.replace(a_quota("sunhe", "lianjia", 12), present=12)
    with running_centre(tmp_path_factory.mktemp("figures"), [came]) as centre:
        home = home_of(centre.url, "chaoyang", Path("/nonexistent"))
        door = figures_over_http(centre.url, home, lambda: Secret(centre.tokens["chaoyang"]), held(lambda: None))

        def tell(question: Question[Any]) -> Any:
            answer: Answer[Any] = door.ask(question)
            return answer.said

        yield tell


@pytest.fixture(params=["fake", "centre"])
def tell(request: pytest.FixtureRequest) -> Tell:
    if request.param == "centre":
        found: Tell = request.getfixturevalue("centre_tells")
        return found
    teller = Teller()
    return lambda question: teller(question.path, question.asked, question.shape)


def test_an_answer_names_its_scope_its_days_its_reading_and_each_definition(tell: Tell) -> None:
    said = tell(asking.figures(Asked(unit="chaoyang", since=DAY - timedelta(days=2), until=DAY)))
    assert (said.unit, said.place, said.reading, said.name) == ("chaoyang", None, "home", "朝阳总队")
    assert [day.day for day in said.days] == [DAY - timedelta(days=n) for n in (2, 1, 0)]
    assert {one.key: one.definition for one in said.figures}.items() <= CODES.items()
    assert said.as_of_seq > 0
    assert [child.id for child in said.children] == ["lianjia"]


def test_both_scopes_together_are_a_reading_of_their_own(tell: Tell) -> None:
    said = tell(asking.figures(Asked(unit="chaoyang", place="sunhe-p", since=DAY, until=DAY)))
    assert (said.unit, said.place, said.reading) == ("chaoyang", "sunhe-p", "both")


def test_records_that_add_up_add_up_to_their_figure(tell: Tell) -> None:
    page = tell(asking.trace(TODAY, "participations"))
    assert page.figure.key == "participations"
    assert page.sums
    assert sum(one.value for one in page.records) == page.figure.value > 0


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        (Asked(unit="nowhere", since=DAY, until=DAY), "not_found"),
        (Asked(unit="miyun", since=DAY, until=DAY), "forbidden_scope"),
        (Asked(unit="chaoyang", since=DAY, until=DAY - timedelta(days=1)), "bad_period"),
        (Asked(unit="chaoyang", since=DAY - timedelta(days=500), until=DAY), "period_too_long"),
    ],
)
def test_what_cannot_be_asked_is_refused_with_its_code(tell: Tell, asked: Asked, code: str) -> None:
    with pytest.raises(Refused, match=code):
        tell(asking.figures(asked))


def test_days_that_nobody_froze_are_none(tell: Tell) -> None:
    assert tell(asking.freezes(TODAY)) == []
