"""What the centre said of the figures last is told without it too, with its age, and holds no names."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from msgspec import Raw

from postcmd import figures_asked as asking
from postcmd.errors import Unreachable
from postcmd.figures_asked import Asked
from sync import kept_figures
from sync.figures import Drawer, Figures, any_folder
from sync.files import Disk
from sync.instances import FIGURES, Home, home_of, new_instance
from sync.kept_figures import Kept
from tests.figures_said import DAY, Teller

THEN = datetime(2022, 11, 20, 12, 0, tzinfo=UTC)
TODAY = Asked(unit="chaoyang", since=DAY, until=DAY)


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return home_of("http://127.0.0.1:1", "chaoyang", tmp_path / "postcmd")


def figures(home: Home, teller: Teller, at: datetime = THEN, drawer: Drawer | None = None) -> Figures:
    return Figures(home, teller, drawer or any_folder(home, lambda: "c1"), lambda: at)


def test_what_was_told_once_is_told_again_without_the_centre_and_says_when_it_came(home: Home) -> None:
    told = figures(home, Teller()).ask(asking.figures(TODAY))
    assert told.is_fresh
    later = figures(home, Teller())
    assert later.known(asking.figures(TODAY)) is None
    later.read_kept()
    known = later.known(asking.figures(TODAY))
    assert known is not None
    assert (known.said, known.at, known.is_fresh) == (told.said, THEN, False)


def test_another_day_scope_or_moment_is_another_question(home: Home) -> None:
    door = figures(home, Teller())
    door.ask(asking.figures(TODAY))
    others = [
        Asked(unit="chaoyang", since=DAY - timedelta(days=1), until=DAY),
        Asked(unit="lianjia", since=DAY, until=DAY),
        Asked(place="chaoyang", since=DAY, until=DAY),
        Asked(unit="chaoyang", since=DAY, until=DAY, as_of="7"),
    ]
    assert all(door.known(asking.figures(other)) is None for other in others)


def test_records_behind_a_figure_and_frozen_days_are_kept_too(home: Home) -> None:
    door = figures(home, Teller())
    door.ask(asking.trace(TODAY, "heads"))
    door.ask(asking.freezes(TODAY))
    later = figures(home, Teller())
    later.read_kept()
    known = later.known(asking.trace(TODAY, "heads"))
    assert known is not None
    assert known.said.records[0].id == "first"
    assert later.known(asking.freezes(TODAY)) is not None


def test_the_last_answer_counts_whichever_folder_it_lies_in(home: Home) -> None:
    figures(home, Teller()).ask(asking.figures(TODAY))
    held = new_instance(home, "c2")
    teller = Teller()
    teller.more = {"as_of_seq": 5000}
    figures(home, teller, THEN + timedelta(hours=1), holding(held.folder)).ask(asking.figures(TODAY))
    later = figures(home, Teller())
    later.read_kept()
    known = later.known(asking.figures(TODAY))
    assert known is not None
    assert (known.said.as_of_seq, known.at) == (5000, THEN + timedelta(hours=1))
    held.release()


def test_a_file_that_cannot_be_read_is_as_none_and_is_replaced(home: Home) -> None:
    door = figures(home, Teller())
    door.ask(asking.figures(TODAY))
    (file,) = home.folder.glob(f"inst-*/{FIGURES}")
    file.write_bytes(b'{"answers": [')
    later = figures(home, Teller())
    later.read_kept()
    assert later.known(asking.figures(TODAY)) is None
    later.ask(asking.figures(TODAY))
    assert kept_figures.read_all(home)


def test_the_oldest_answers_make_room() -> None:
    kept = {f"q{n}": Kept(THEN + timedelta(seconds=n), Raw(b"{}")) for n in range(kept_figures.MOST + 2)}
    assert set(kept_figures.newest(kept)) == set(kept) - {"q0", "q1"}
    large = Raw(b'"' + b"x" * kept_figures.MOST_BYTES + b'"')
    kept["last"] = Kept(THEN + timedelta(days=1), large)
    assert set(kept_figures.newest(kept)) == {"last"}


def test_a_disk_that_refuses_costs_the_answer_nothing(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_args: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Disk, "replace", full)
    door = figures(home, Teller())
    assert door.ask(asking.figures(TODAY)).is_fresh
    assert door.known(asking.figures(TODAY)) is not None


def test_what_is_in_the_way_is_told_and_what_was_known_stays(home: Home) -> None:
    teller = Teller()
    door = figures(home, teller)
    door.ask(asking.figures(TODAY))
    teller.in_the_way = Unreachable("no_connection")
    with pytest.raises(Unreachable):
        door.ask(asking.figures(TODAY))
    assert door.known(asking.figures(TODAY)) is not None


def holding(folder: Path | None) -> Drawer:
    @contextmanager
    def drawer() -> Iterator[Path | None]:
        yield folder

    return drawer
