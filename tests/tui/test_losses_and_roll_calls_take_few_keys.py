"""Roll calls and losses by keys: the due list leads to the call, a number says who answered, a key who is lost."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import msgspec
import pytest

from postcmd.records import AnyRecord, Attrition, RiskLevel, Squad
from tests.tui.fakes import NOON
from tests.tui.post import a_post, world
from tui.due_list import DueList
from tui.squad_losses import LossesScreen
from tui.squad_rolls import RollScreen

pytestmark = pytest.mark.anyio


def ground() -> list[AnyRecord]:
    """链家二队 has been in sealed 孙河 since yesterday, and nobody called its roll in the morning."""
    changed: dict[str, dict[str, Any]] = {
        "sunhe-p": {"risks": (RiskLevel("sealed"),)},
        "second": {"present": 6, "since": NOON - timedelta(hours=12), "rev": 1},
    }
    return [msgspec.structs.replace(one, **changed.get(one.id, {})) for one in world()]


async def test_a_missed_roll_call_is_called_and_the_lost_are_told_and_come_back() -> None:
    async with a_post(ground()) as post:
        await post.press("L")
        assert "roll call missed" in post.text_of(post.over(DueList))
        await post.press("end", "enter")
        assert "链家二队" in post.text_of(post.over(RollScreen))
        await post.press("4", "enter")
        await post.sync()
        squad = post.centre.records["squad", "second"]
        assert isinstance(squad, Squad)
        assert squad.rolled == 4
        assert "did not answer" in post.text_of(post.over(RollScreen))
        await post.press("E", "s", "2", "enter")
        assert "sick" in post.text_of(post.over(LossesScreen))
        await post.sync()
        squad = post.centre.records["squad", "second"]
        assert isinstance(squad, Squad)
        assert (squad.strength, squad.lost) == (4, 2)
        await post.press("b", "backspace", "1", "enter")
        await post.sync()
        (lost,) = [one for one in post.centre.records.values() if isinstance(one, Attrition)]
        assert (lost.loss, lost.heads, lost.still_lost) == ("sick", 2, 1)
