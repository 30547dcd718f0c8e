"""A file of two hundred edits, cut anywhere and with any byte changed: read whole, or set aside and salvaged.

1. Never a crash, never an edit that nobody made; every edit that is whole in the file is there.
2. A cache is read whole, or set aside and learnt again; what waits in the outbox is untouched by it.
"""

from __future__ import annotations

import itertools
import random
import re
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from hypothesis import settings

from postcmd.errors import CacheDamaged
from postcmd.ops import Op, Void
from sync.formats import Kept, read_cache, read_outbox, seen
from sync.instances import CACHE, OUTBOX, take
from sync.intents import Draft, Intents
from sync.local import CacheFile, OutboxFile
from sync.outbox_changes import Add, Change, Seal, Withdraw
from sync.recovery import Opened, open_instance
from sync.salvage import salvaged
from tests import builders
from tests.storage.disks import WatchedDisk
from tests.storage.story import CLIENT, CURSORS, NOW, edit, home_in, learnt_at

EDITS = 200
AT_RANDOM = 3 * settings().max_examples
"""Cuts and flips over the whole file, on top of the bytes of one edit, of the head and of the tail."""


class Sheet:
    """The files of one post, for putting other contents in their place."""

    def __init__(self, state: Path) -> None:
        self.instance = take(home_in(state), lambda: CLIENT, WatchedDisk())
        self.outbox, self.cache = self.instance.folder / OUTBOX, self.instance.folder / CACHE
        draft = Draft(Intents(CLIENT), {}, ()).take(changes())
        OutboxFile(self.instance.folder, self.instance.home.server, "chaoyang", WatchedDisk()).save(draft)
        CacheFile(self.instance.folder, WatchedDisk()).save(learnt_at(CURSORS[0]))
        self.written: dict[int, Kept] = draft.kept
        self.whole, self.learnt = self.outbox.read_bytes(), self.cache.read_bytes()

    def opened_on(self, outbox: bytes, cache: bytes) -> tuple[Opened, list[bytes]]:
        """What an instance makes of such files, and what then stands in quarantine."""
        self.outbox.write_bytes(outbox)
        self.cache.write_bytes(cache)
        result = open_instance(self.instance, NOW, WatchedDisk())
        aside = list(self.instance.folder.glob("quarantine/*"))
        contents = [path.read_bytes() for path in aside]
        for path in aside:
            path.unlink()
        return result, contents


def changes() -> Iterator[Change]:
    """Edits of several shapes, with texts that look like the file's own, some sealed, some taken back."""
    for n in range(1, EDITS + 1):
        yield Add(f"e{n}", op_at(n), seen("quota", builders.quota()) if n % 5 == 0 else None)
    yield Seal(tuple(range(1, 21)))
    yield from (Withdraw(f"e{n}") for n in range(30, 40))


def op_at(n: int) -> Op:
    match n % 4:
        case 0:
            return builders.open_(f"r{n}", contact='"7":{"kept":')
        case 1:
            return builders.report(builders.quota(unit=f"u{n}"), confirmed=n)
        case _:
            return msgspec.structs.replace(edit(n), reason='来电：急，"9":{"kept":{"op":\\\\' if n % 8 == 2 else "")


@pytest.fixture(scope="module")
def sheet(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sheet]:
    made = Sheet(tmp_path_factory.mktemp("sheet") / "postcmd")
    yield made
    made.instance.release()


def places(content: bytes, seed: int) -> list[int]:
    """Every byte of the head, of the 100th edit and of the tail; and some of all others."""
    (middle,) = re.finditer(rb'"100":\{"kept"', content)
    close = {*range(60), *range(middle.start() - 5, middle.start() + 250), *range(len(content) - 90, len(content))}
    return sorted(close | set(random.Random(seed).sample(range(len(content)), min(AT_RANDOM, len(content)))))


def flipped(content: bytes, at: int, chance: random.Random) -> bytes:
    return content[:at] + bytes([content[at] ^ chance.randint(1, 255)]) + content[at + 1 :]


def assert_genuine(kept: dict[int, Kept], written: dict[int, Kept]) -> None:
    """Each op is the one that was written under its number, or `void` in the place of one that is lost."""
    for n, one in kept.items():
        is_void = isinstance(one.op, Void) and one.withdrawn and one.sealed
        assert is_void or one.op == written[n].op, f"edit {n} was made up"
    assert list(kept) == list(range(min(kept, default=1), max(kept, default=0) + 1))


def test_an_outbox_of_two_hundred_edits_is_read_as_it_was_written(sheet: Sheet) -> None:
    opened, aside = sheet.opened_on(sheet.whole, sheet.learnt)
    assert opened.intents.kept == sheet.written
    assert (len(sheet.written), opened.trouble, aside) == (EDITS, "", [])


def test_cut_at_any_byte_every_edit_before_the_cut_is_salvaged(sheet: Sheet) -> None:
    starts = {int(at.group(1)): at.start() for at in re.finditer(rb'"(\d+)":\{"kept":\{"op"', sheet.whole)}
    ends = {n: starts.get(n + 1, sheet.whole.rindex(b"}")) for n in starts}
    assert len(ends) == EDITS
    for at in places(sheet.whole, seed=1)[::2]:
        saved = salvaged(sheet.whole[:at])
        assert_genuine_before_bridging(saved, sheet.written)
        assert saved.keys() >= {n for n, end in ends.items() if end <= at}, f"cut at {at}"


def assert_genuine_before_bridging(saved: dict[int, Kept], written: dict[int, Kept]) -> None:
    assert all(one.op == written[n].op for n, one in saved.items())


def test_a_post_starts_on_an_outbox_cut_anywhere(sheet: Sheet) -> None:
    """The same through the whole start, with the broken file in quarantine: where a cut ends the file differently."""
    for at in places(sheet.whole, seed=2)[::8]:
        cut = sheet.whole[:at]
        opened, aside = sheet.opened_on(cut, sheet.learnt)
        assert (opened.trouble, aside) == ("outbox_set_aside", [cut]), f"cut at {at}"
        assert_genuine(opened.intents.kept, sheet.written)
        assert read_outbox(sheet.outbox) is not None


def test_a_changed_byte_makes_no_other_edit_and_costs_no_more_than_one(sheet: Sheet) -> None:
    chance = random.Random(3)
    for at in places(sheet.whole, seed=3)[::3]:
        content = flipped(sheet.whole, at, chance)
        sheet.outbox.write_bytes(content)
        try:
            tables = read_outbox(sheet.outbox)
        except CacheDamaged as bad:
            # A changed version may be that of a later program: its file is left alone.
            saved = sheet.written if bad.code == "outbox_newer" else salvaged(content)
        else:
            assert tables is not None
            saved = {int(n): doc["kept"] for n, doc in tables["intents"].items()}
            assert saved.keys() == sheet.written.keys()
        assert_genuine_before_bridging(saved, sheet.written)
        assert len(saved) >= EDITS - 1, f"changed at {at}"


def test_a_post_starts_on_an_outbox_with_many_changed_bytes(sheet: Sheet) -> None:
    chance = random.Random(4)
    for _ in range(60):
        content = sheet.whole
        for at in chance.sample(range(len(content)), chance.choice((1, 3, 30))):
            content = flipped(content, at, chance)
        if b'"version":2' not in content:
            continue
        opened, _ = sheet.opened_on(content, sheet.learnt)
        assert_genuine(opened.intents.kept, sheet.written)


def test_a_cache_cut_or_changed_anywhere_is_read_whole_or_learnt_again(sheet: Sheet) -> None:
    """Every byte: the edits that wait stay as they are, and what cannot be read counts as never learnt."""
    chance = random.Random(5)
    cuts = (sheet.learnt[:at] for at in range(len(sheet.learnt)))
    flips = (flipped(sheet.learnt, at, chance) for at in range(len(sheet.learnt)))
    set_aside = 0
    for content in itertools.chain(cuts, flips):
        sheet.cache.write_bytes(content)
        try:
            read_cache(sheet.cache)
        except CacheDamaged:
            set_aside += 1
    assert set_aside > len(sheet.learnt)
    for at in chance.sample(range(len(sheet.learnt)), 60):
        opened, aside = sheet.opened_on(sheet.whole, sheet.learnt[:at])
        assert (opened.trouble, aside, opened.learnt.cursor) == ("cache_set_aside", [sheet.learnt[:at]], None)
        assert opened.intents.kept == sheet.written
