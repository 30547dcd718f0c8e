"""A board of the past, asked for by a post of a real centre: whole, page by page, and kept in no file."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from postcmd.errors import Refused, SignInNeeded
from postcmd.ops import QuotaAdd
from postcmd.past import PastQuestion
from postcmd.records import Quota
from sync.past import Stood, past_of
from sync.ports import Secret
from sync.post import edit_once, open_cache, way_to
from tests.central.field import SUNHE
from tests.centre_fixture import DAY, RunningCentre, running_centre


def asked(centre: RunningCentre, question: PastQuestion, token: str = "") -> Stood:
    return past_of(centre.url, lambda: Secret(token or centre.tokens["chaoyang"]), question)


def heads(stood: Stood) -> int | None:
    return next((one.max for one in stood.records if isinstance(one, Quota) and one.id == SUNHE), None)


def test_a_post_sees_what_it_saw(tmp_path: Path) -> None:
    with running_centre(tmp_path) as centre:
        way = way_to(centre.url, lambda: Secret(centre.tokens["chaoyang"]))
        cached = open_cache(centre.url, "chaoyang", tmp_path / "postcmd")
        edit_once(cached, way, [QuotaAdd(request="sunhe", unit="lianjia", day=DAY, min=3, max=3)])
        now = asked(centre, PastQuestion())
        before = asked(centre, PastQuestion(seq=now.answer.back))
        assert (heads(before), heads(now)) == (12, 15)
        assert before.logs.keys() <= now.logs.keys()
        with pytest.raises(Refused, match="ahead"):
            asked(centre, PastQuestion(at=datetime.now(UTC) + timedelta(days=1)))
        with pytest.raises(SignInNeeded):
            asked(centre, PastQuestion(), "pc_chaoyang_nobody")
