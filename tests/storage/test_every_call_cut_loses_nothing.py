"""Opening, saving, sealing, flushing and pruning, cut at every call: by death, and by every refusal of a disk.

1. What was shown as saved is there at the next start; nothing else is, but what was under way.
2. What the disk refuses is refused on the screen, with the reason, and never comes back.
3. The next start works, says what happened to damaged files, and takes edits.
"""

from __future__ import annotations

import itertools
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.storage.disks import REFUSALS, CutDisk, Fault, WatchedDisk
from tests.storage.recovered import Found, start_after, wrongs
from tests.storage.story import SEALED, Said, damage, home_in, start_again, tell
from tests.storage.zygote import Death, Zygote, zygote
from tests.sync.desk import at_work
from tests.sync.fake_centre import FakeCentre

TRIED = {10, 11, 12, 13, 20}
CODES = {"ENOSPC": "disk_full", "short write": "disk_full", "EDQUOT": "disk_full", "EROFS": "disk_read_only"}


@pytest.fixture(scope="module")
def mother() -> Iterator[Zygote]:
    with zygote() as started:
        yield started


@pytest.fixture(scope="module")
def damaged(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Said]:
    """A state with damaged files, and what was shown before the damage."""
    state, said = tmp_path_factory.mktemp("damaged") / "postcmd", list[Said]()
    damage(state, said.append)
    return state, said[-1]


def test_the_story_makes_every_call_there_is(tmp_path: Path, damaged: tuple[Path, Said]) -> None:
    """Otherwise the cuts below would prove less than they say."""
    disk, again, said = WatchedDisk(), WatchedDisk(), list[Said]()
    tell(tmp_path / "postcmd", disk, said.append)
    shutil.copytree(damaged[0], tmp_path / "damaged")
    start_again(tmp_path / "damaged", again, said.append)
    assert {*disk.calls, *again.calls} == {"open", "close", "write", "fsync", "replace", "unlink", "link", "mkdir"}
    found = start_after(tmp_path / "postcmd")
    assert (found.kept, found.results, found.trouble) == ({3: 12, 4: 13}, SEALED, "")


def test_death_at_any_call_loses_nothing_shown_as_saved(mother: Zygote, tmp_path: Path) -> None:
    """I1: what was shown as saved survives death at any call."""
    for at in itertools.count(1):
        state = tmp_path / f"{at}" / "postcmd"
        state.parent.mkdir()
        killed, said = mother.die(Death("from the beginning", str(state), at))
        found = start_after(state)
        assert wrongs(found, said[-1] if said else Said(), TRIED) == [], f"killed at call {at}"
        assert found.trouble == ""
        if not killed:
            break
    assert at > 60


def test_death_while_a_refusal_is_put_right_loses_nothing(mother: Zygote, tmp_path: Path) -> None:
    """The refused contents may stand in the file already: neither they nor the older ones may be lost half-way."""
    calls = calls_of_the_story(tmp_path / "whole")
    refusals = [at for at, call in enumerate(calls, 1) if call == "fsync" and calls[at - 2] == "open"]
    for refused_at in refusals:
        for at in range(refused_at + 2, refused_at + 9, 2):
            state = tmp_path / f"{refused_at}.{at}" / "postcmd"
            state.parent.mkdir()
            _, said = mother.die(Death("from the beginning", str(state), at, refused_at))
            found = start_after(state)
            assert wrongs(found, said[-1] if said else Said(), TRIED) == [], f"EIO at {refused_at}, killed at {at}"
    assert len(refusals) > 6


def test_death_at_any_call_of_mending_loses_nothing_that_could_be_saved(
    mother: Zygote, tmp_path: Path, damaged: tuple[Path, Said]
) -> None:
    broken = contents(damaged[0])
    for at in itertools.count(1):
        state = tmp_path / f"{at}"
        shutil.copytree(damaged[0], state)
        killed, said = mother.die(Death("after damage", str(state), at))
        found = start_after(state)
        assert_mended(found, said, damaged[1])
        assert broken["outbox.json"] in found.aside, f"killed at call {at}"
        if not killed:
            break
    assert at > 20


def assert_mended(found: Found, said: list[Said], before: Said) -> None:
    """Every op whole in the damaged file is there, or was learnt to be done; the cache is learnt anew."""
    last = said[-1] if said else Said()
    kept = {**{n: heads for n, heads in before.saved.items() if n not in SEALED}, **last.saved}
    assert wrongs(found, Said(saved=kept), TRIED) == []
    assert found.cursor == ""
    if not said:
        assert found.trouble in ("outbox_set_aside", "cache_set_aside", "")


@pytest.mark.parametrize("fault", REFUSALS)
def test_a_refusal_at_any_call_is_shown_and_takes_nothing_else_along(tmp_path: Path, fault: Fault) -> None:
    """Once, or from then on: every call meets both, by one fault or the other."""
    calls = calls_of_the_story(tmp_path / "whole")
    for at, call in enumerate(calls, 1):
        if fault == "short write" and call != "write":
            continue
        state = tmp_path / f"{at}" / "postcmd"
        state.parent.mkdir()
        lasts = (at + REFUSALS.index(fault)) % 2 == 0
        disk, said = CutDisk(at, fault, lasts), list[Said]()
        tell(state, disk, said.append)
        assert disk.was_met
        found = start_after(state)
        ambiguous = lasts and is_after_rename(calls, at)
        assert wrongs(found, ambiguity(said[-1]) if ambiguous else said[-1], TRIED) == [], f"{fault} at {call} {at}"
        assert found.trouble == ""
        codes = {*said[-1].refused.values(), said[-1].failed} - {""}
        assert codes <= {CODES.get(fault, "disk_error")}
        if lasts:
            assert codes or 13 in said[-1].saved.values()


def test_a_folder_that_cannot_be_opened_is_said_on_the_board_and_the_edit_refused(tmp_path: Path) -> None:
    """At every call of opening a new one; the board goes on with what the centre tells."""
    opening = calls_of_the_story(tmp_path / "whole").index("write") - 1
    for at in range(1, opening + 1):
        (tmp_path / f"{at}").mkdir()
        shown = refusal_on_the_board(tmp_path / f"{at}", CutDisk(at, "EROFS", lasts=True))
        assert shown == ("disk_read_only", "disk_read_only"), f"refused at {at}"
        assert not start_after(tmp_path / f"{at}" / "postcmd").kept
    assert opening > 8


def refusal_on_the_board(state: Path, disk: CutDisk) -> tuple[str, str]:
    """What the board says about the link and about an edit, once the edit needs a person."""
    with at_work(state, FakeCentre(), disk=disk) as desk:
        ticket = desk.add_to_quota(+3)
        desk.until_stage(ticket, "attention")
        refused = desk.edit(ticket)
        assert refused is not None
        assert refused.result is not None
        assert refused.result.info is not None
        return desk.link.trouble, refused.result.info.code


def is_after_rename(calls: list[str], at: int) -> bool:
    """Whether the call makes a rename last: where every call from it on fails, nobody can take the rename back."""
    before = [call for call in calls[: at - 1] if call in ("replace", "write")]
    return before[-1:] == ["replace"] and calls[at - 1] in ("open", "fsync", "close")


def ambiguity(said: Said) -> Said:
    """What must hold where the last write can neither be made to last nor be taken back: it may be there."""
    return Said(saved=said.saved, sealed=said.sealed, cursor=said.cursor, pruning=said.pruning)


def calls_of_the_story(folder: Path) -> list[str]:
    folder.mkdir()
    disk = WatchedDisk()
    tell(folder / "postcmd", disk, lambda said: None)
    return list(disk.calls)


def contents(state: Path) -> dict[str, bytes]:
    (folder,) = home_in(state).folder.iterdir()
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}
