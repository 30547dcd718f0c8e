"""The stream comes back first: what waits for a better moment goes on then, not when its own patience ends."""

from __future__ import annotations

from pathlib import Path
from random import Random

import msgspec

from sync.engine import Engine
from tests.centre_fixture import world
from tests.sync.desk import PATIENCE, QUICK, DeskAtWork, home_in
from tests.sync.fake_centre import FakeCentre


class Longest(Random):
    """Waits as long as it may."""

    def uniform(self, a: float, b: float) -> float:
        return b


def test_a_stream_that_is_back_ends_the_waiting_of_the_pull(tmp_path: Path) -> None:
    centre = FakeCentre(world())
    centre.weather = "gone"
    pace = msgspec.structs.replace(QUICK, first_backoff=20 * PATIENCE, longest_backoff=20 * PATIENCE)
    desk = DeskAtWork(Engine(home_in(tmp_path), lambda: centre, pace=pace, rng=Longest()))
    desk.engine.start()
    try:
        desk.until(lambda: desk.link.state in ("reconnecting", "offline"))
        centre.weather = "fine"
        desk.engine._call(desk.engine._watch._bells.listen_again.ring)
        desk.until_online()
    finally:
        assert desk.engine.stop(PATIENCE)
