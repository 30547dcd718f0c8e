"""REST: posts, duties, limits, placements, work, losses and hand-overs, by whoever may see them."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from postcmd.records import AnyRecord
from tests.builders_on_the_ground import a_post, attrition, duty, handover, limit, placement, work
from tests.central.field import Field
from tests.centre_fixture import DAY

pytestmark = pytest.mark.anyio

THERE: dict[str, Any] = {"unit": "miyun", "place": "miyun-d"}
RECORDS: dict[str, list[AnyRecord]] = {
    "posts": [a_post(units=("lianjia",)), a_post("north", place="miyun-d", units=("miyun",))],
    "duties": [duty(volunteer="v-1", heads=1), duty("d2", post="north", **THERE)],
    "placements": [placement(), placement("standing", form="standing", **THERE)],
    "work": [work(superseded_by="w2"), work("w2", 350, supersedes="w1", state="verified"), work("w3", **THERE)],
    "attrition": [attrition(squad="squad-1"), attrition("a2", **THERE)],
    "handovers": [handover(), handover("h2", **THERE)],
    "limits": [limit(rest=480), limit("post.north", hard=True)],
}
EVERYBODY = ("city", "lianjia", "miyun", "sunhe")
WANTED: dict[str, tuple[str, list[str]]] = {
    "posts": ("place=miyun-d", ["north"]),
    "duties": (f"volunteer=v-1&day={DAY}", ["d1"]),
    "placements": ("form=standing", ["standing"]),
    "work": ("state=verified&unit=lianjia", ["w2"]),
    "attrition": ("squad=squad-1", ["a1"]),
    "handovers": ("place=miyun-d", ["h2"]),
    "limits": ("after=default&limit=1", ["post.north"]),
}


async def asked(field: Field, account: str, path: str) -> httpx.Response:
    return await field.http.get(f"/v1/{path}", headers={"authorization": f"Bearer {field.tokens[account]}"})


async def ids(field: Field, account: str, path: str) -> list[str]:
    return [one["id"] for one in (await asked(field, account, path)).json()]


async def test_each_kind_is_listed_filtered_and_shown_to_whom_it_is_in_sight(field: Field) -> None:
    await field.write(*(record for kind in RECORDS.values() for record in kind))
    for path, records in RECORDS.items():
        every = sorted(record.id for record in records)
        theirs = every if path == "limits" else [records[-1].id]
        ours = every if path == "limits" else sorted(set(every) - set(theirs))
        seen = {account: await ids(field, account, path) for account in EVERYBODY}
        # 孙河 sees what is at its place: of work and losses only the unit is known here.
        sunhe = ours if path in ("posts", "duties", "placements", "limits") else []
        assert seen == {"city": every, "lianjia": ours, "miyun": theirs, "sunhe": sunhe}, path
        assert await ids(field, "city", f"{path}?{WANTED[path][0]}") == WANTED[path][1]
        shown = await asked(field, "lianjia", f"{path}/{ours[0]}")
        assert (shown.json()["id"], shown.headers["etag"][0]) == (ours[0], '"')
        if path != "limits":
            hidden, nowhere = [await asked(field, "lianjia", f"{path}/{one}") for one in (theirs[0], "nowhere")]
            assert (hidden.status_code, hidden.content) == (404, nowhere.content)
