"""A centre that runs, and coordinators with a shell each."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.centre_fixture import RunningCentre, running_centre
from tests.cli.running import Shell, shell_at

At = Callable[[str], Shell]


@pytest.fixture
def centre(tmp_path: Path) -> Iterator[RunningCentre]:
    folder = tmp_path / "centre"
    folder.mkdir()
    with running_centre(folder) as running:
        yield running


@pytest.fixture
def at(tmp_path: Path, centre: RunningCentre) -> At:
    """The shell of an account; always the same home for the same account."""
    return lambda account: shell_at(tmp_path / account, centre, account)


@pytest.fixture(scope="session")
def quiet_centre(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningCentre]:
    """For stories that change nothing at the centre: one for all of them, since starting one takes a while."""
    with running_centre(tmp_path_factory.mktemp("quiet")) as running:
        yield running


@pytest.fixture
def reader(tmp_path: Path, quiet_centre: RunningCentre) -> Shell:
    """The dispatcher of 朝阳, who changes nothing this time."""
    return shell_at(tmp_path / "reader", quiet_centre, "chaoyang")


@pytest.fixture
def alone(tmp_path: Path) -> Shell:
    """Somebody who never used postcmd, on a machine without a network."""
    home = tmp_path / "alone"
    home.mkdir()
    return Shell(home)
