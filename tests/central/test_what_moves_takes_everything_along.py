"""A unit goes over to another district: all that lies by it goes along, of whatever kind."""

from __future__ import annotations

import pytest

from postcmd.records import Unit, kind_of
from tests.builders_on_the_ground import ON_THE_GROUND, attrition, duty, handover, placement, work
from tests.central.field import Field, records_of

pytestmark = pytest.mark.anyio
GROUND = (duty(), placement(place=None), work(), attrition(), handover())


async def test_whoever_lost_the_unit_is_told_what_of_it_is_gone(field: Field) -> None:
    await field.write(*ON_THE_GROUND[:2], *GROUND)
    before, now = await field.post("chaoyang"), await field.post("miyun")
    await field.write(Unit(id="lianjia", kind="enterprise", name="链家", path="centre/miyun/lianjia", parent="miyun"))
    gone = {one.kind for one in (await before.pull()).gone}
    assert {"post", "duty", "placement", "work", "attrition", "handover"} <= gone
    came = {kind_of(record) for record in records_of(await now.pull()).values()}
    assert {"post", "duty", "placement", "work", "attrition", "handover"} <= came
