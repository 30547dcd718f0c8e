"""One centre and one board for all the tests at a terminal that leave them as they were."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.centre_fixture import RunningCentre, many_quotas, running_centre
from tests.pty.seat import Seat, seat


@pytest.fixture(scope="package")
def centre(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningCentre]:
    with running_centre(tmp_path_factory.mktemp("centre"), many_quotas(200)) as centre:
        yield centre


@pytest.fixture(scope="package")
def board(centre: RunningCentre, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Seat]:
    """80x24, all days; whoever opens something closes it."""
    with seat(centre, tmp_path_factory.mktemp("home")) as board:
        yield board
